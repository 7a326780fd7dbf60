"""Plants a lie about intraday credit, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of deals, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, DAY_S, HKMA
from audited_credit import ALLOWANCE_MINOR, DRAWN_MINOR, PLEDGED_MINOR, REPAID_MINOR, SECURITIES_MINOR
from audited_story import Story
from lies import STRANGER, Lie, add, alter, at, drop, sent_by, twice

from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.events import (
    CollateralPledged,
    CollateralRecorded,
    CollateralReleased,
    CreditDrawn,
    CreditOverdue,
    CreditRepaid,
    HaircutSet,
    IssuanceAllowanceSet,
    Issued,
    Redeemed,
    Transfer,
)

REFERENCE = b"intraday-credit".ljust(32, b"\0")


def of(bank: Any) -> Callable[[Any], bool]:
    """The first of a bank."""
    return lambda event: event.bank == bank.address


def for_credit(event: Any) -> bool:
    """The first issue or redemption for credit."""
    return bool(event.reference_id == REFERENCE)


def moved(amount_minor: int) -> Callable[[Any], bool]:
    """The first movement of this amount by the Bangkok bank."""
    return lambda event: (event.from_, event.value) == (BANGKOK_BANK.address, amount_minor)


def left(amount_minor: int) -> Callable[[Any], bool]:
    """The first statement that so much may still be issued."""
    return lambda event: event.allowance_minor == amount_minor


LIES: list[tuple[str, Lie]] = [
    ("credit-consent", sent_by(HKMA, HaircutSet)),
    ("credit-consent", alter(HaircutSet, haircut_bps=10_001)),
    ("credit-consent", alter(HaircutSet, collateral_currency="THB")),
    ("credit-consent", sent_by(CHIANGMAI_BANK, CollateralRecorded)),
    ("credit-consent", sent_by(CHIANGMAI_BANK, CollateralPledged)),
    ("credit-consent", sent_by(BANK_OF_THAILAND, CollateralReleased)),
    ("credit-consent", sent_by(CHIANGMAI_BANK, CreditDrawn)),
    ("credit-consent", sent_by(CHIANGMAI_BANK, CreditRepaid)),
    ("credit-consent", alter(CreditDrawn, bank=STRANGER)),
    ("credit-cover", drop(HaircutSet)),
    ("credit-cover", alter(HaircutSet, haircut_bps=10_000)),
    ("credit-cover", alter(HaircutSet, haircut_bps=2_000)),
    ("credit-cover", add(CollateralRecorded, value_minor=-1)),
    ("credit-cover", drop(CollateralPledged)),
    ("credit-cover", add(CollateralReleased, amount_minor=PLEDGED_MINOR // 2)),
    ("credit-cover", at(CreditDrawn, 20 * DAY_S)),
    ("credit-state", add(CollateralPledged, pledged_minor=1)),
    ("credit-state", add(CollateralReleased, pledged_minor=-1)),
    ("credit-state", add(CreditDrawn, credit_minor=1)),
    ("credit-state", alter(CreditDrawn, amount_minor=0)),
    ("credit-state", add(CreditRepaid, credit_minor=1)),
    ("credit-state", drop(CreditDrawn)),
    ("credit-state", twice(CreditRepaid, of(CHIANGMAI_BANK))),
    ("credit-state", twice(CreditDrawn)),
    ("credit-state", add(CreditOverdue, credit_minor=1)),
    ("credit-state", add(CreditOverdue, since_day=-1)),
    ("credit-state", at(CreditOverdue, -DAY_S)),
    ("credit-state", alter(CreditOverdue, bank=BANGKOK_BANK.address)),
    ("credit-state", at(CreditDrawn, -DAY_S, of(CHIANGMAI_BANK))),
    ("leg-moves", drop(Transfer, moved(PLEDGED_MINOR))),
    ("leg-moves", add(CollateralPledged, amount_minor=1)),
    ("leg-moves", add(CollateralReleased, amount_minor=1)),
    ("leg-moves", drop(Issued, for_credit)),
    ("leg-moves", add(Issued, for_credit, amount_minor=1)),
    ("leg-moves", drop(Transfer, moved(REPAID_MINOR))),
    ("leg-moves", drop(Redeemed, for_credit)),
    ("escrow-purpose", drop(CollateralPledged)),
    ("escrow-purpose", alter(CollateralReleased, bank=CHIANGMAI_BANK.address)),
    ("escrow-balance", drop(Transfer, moved(PLEDGED_MINOR))),
    ("money-explained", add(CreditDrawn, amount_minor=-1)),
    ("money-issuance", alter(IssuanceAllowanceSet, left(ALLOWANCE_MINOR), allowance_minor=DRAWN_MINOR - 1)),
    ("money-issuance", drop(IssuanceAllowanceSet, left(ALLOWANCE_MINOR - DRAWN_MINOR))),
    ("money-issuance", drop(CreditDrawn, of(CHIANGMAI_BANK))),
]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_credit__is_found_by_its_rule(
    deal_blocks: list[RecordedBlock], deals: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(deal_blocks), deals.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def test_rebuild__credit_of_all_that_the_securities_count_for__is_not_found(
    deal_blocks: list[RecordedBlock], deals: Story
) -> None:
    """What the Bangkok bank's pledge counts for does not matter to the Chiang Mai bank, nor a basis point to either."""
    told = [logged.event for block in deal_blocks for t in block.transactions for logged in t.events]
    (drawn,) = (event for event in told if isinstance(event, CreditDrawn) and of(CHIANGMAI_BANK)(event))
    assert drawn.credit_minor == SECURITIES_MINOR
    assert rebuild(add(HaircutSet, haircut_bps=1)(deal_blocks), deals.deployment).findings == ()
