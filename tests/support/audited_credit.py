"""The audited run of other ways to settle, between its queue and its pools: credit of the central bank for a day.

Trusts the story's ledger, and its reference rates.
Never does what fails.
"""

from __future__ import annotations

from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, DAY_S, KEEPER
from audited_story import Story

ALLOWANCE_MINOR = 100_000
HAIRCUT_BPS = 500
PLEDGED_MINOR, DRAWN_MINOR, REPAID_MINOR = 10_000, 40_000, 12_345
SECURITIES_MINOR = 5_000


def lend(story: Story) -> None:
    """Against Hong Kong dollars and against securities: drawn, repaid in part, released; late, and repaid in full."""
    credit, money = story.deployment.intraday_credit, story.deployment.money("THB")
    story.do(BANK_OF_THAILAND, money.set_issuance_allowance(credit.address, ALLOWANCE_MINOR))
    story.do(BANK_OF_THAILAND, credit.set_haircut("THB", "HKD", HAIRCUT_BPS))
    story.do(BANK_OF_THAILAND, credit.record_collateral(CHIANGMAI_BANK.address, "THB", SECURITIES_MINOR))
    story.do(BANGKOK_BANK, credit.pledge("THB", "HKD", PLEDGED_MINOR))
    midnight = (story.ledger.timestamp_s // DAY_S + 1) * DAY_S
    story.do(BANGKOK_BANK, credit.draw("THB", DRAWN_MINOR), midnight)
    story.do(CHIANGMAI_BANK, credit.draw("THB", SECURITIES_MINOR))
    story.do(BANGKOK_BANK, credit.repay("THB", REPAID_MINOR))
    story.do(BANGKOK_BANK, credit.release("THB", "HKD", 2_000))
    story.do(KEEPER, credit.mark_overdue(CHIANGMAI_BANK.address, "THB"), midnight + DAY_S)
    story.do(CHIANGMAI_BANK, credit.repay("THB", SECURITIES_MINOR))
