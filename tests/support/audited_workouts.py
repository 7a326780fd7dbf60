"""The part of the run of loans in which they are not repaid as agreed: default, restructuring, recovery, loss.

Trusts the story's ledger and keys.
Never does what fails: each refusal here is one that the contract records.
"""

from __future__ import annotations

from dataclasses import replace

from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, DAY_S, KEEPER, POOR
from audited_lending import apply, collect, drawing, due_at, lend, mandate_of, signed, terms_of
from audited_story import Story
from loan_papers import schedule

from chain.clients.types import LoanRestructuring, Shape

WHOLE = 2**256 - 1


def fail(story: Story) -> None:
    """Late, in default too soon and in time, restructured, in default again, called in, paid in part, written off."""
    book = story.deployment.loan_book
    lend(story, "lost", POOR, shape=Shape.BULLET, instalments=4, principal_minor=10**6, late_fee_minor=500)
    loan_id = story.loans["lost"]
    story.do(POOR, story.deployment.deposit("th-bank-1").redeem(10**6 + 9_000, b"spent"))
    default(story, "lost")
    new = schedule(shape=Shape.LINEAR, instalments=3, rate_bps=300)
    paper = LoanRestructuring(loan_id, 0, 2 * 10**6, new, story.ledger.timestamp_s + 30 * DAY_S)
    for debt_minor_max in (10, 2 * 10**6):
        paper = replace(paper, debt_minor_max=debt_minor_max)
        sides = signed(story, BANGKOK_BANK, paper), signed(story, POOR, paper)
        story.do(BANGKOK_BANK, book.restructure(paper, *sides))
    default(story, "lost")
    story.do(BANGKOK_BANK, book.write_off(loan_id))
    story.do(BANGKOK_BANK, book.recover(loan_id), story.ledger.timestamp_s + 5 * DAY_S)
    story.do(BANGKOK_BANK, book.recover(loan_id))
    story.do(KEEPER, book.collect(loan_id))
    story.do(BANGKOK_BANK, story.deployment.deposit("th-bank-1").issue(POOR.address, 5_000, b"earned"))
    story.do(POOR, book.repay(loan_id, 1_000))
    story.do(BANGKOK_BANK, book.write_off(loan_id))


def come_back(story: Story) -> None:
    """Closed late; called in and repaid in full; drawn down where nobody can pay, and after the last second for it."""
    book, token = story.deployment.loan_book, story.deployment.deposit("th-bank-1")
    story.do(BANGKOK_BANK, token.issue(POOR.address, 10**6, b"earned"))
    for name in ("closed", "recovered"):
        lend(story, name, POOR, instalments=1, principal_minor=10**5, late_fee_minor=300)
    story.do(BANK_OF_THAILAND, token.set_frozen_tokens(POOR.address, WHOLE))
    default(story, "recovered")
    story.do(KEEPER, book.collect(story.loans["closed"]))
    story.do(BANGKOK_BANK, book.recover(story.loans["recovered"]))
    story.do(BANK_OF_THAILAND, token.set_frozen_tokens(POOR.address, 0))
    for name in ("closed", "recovered"):
        story.do(KEEPER, book.collect(story.loans[name]))
    story.do(POOR, book.close_early(story.loans["closed"]))
    terms = terms_of(story, "never", CHIANGMAI_BANK, POOR, principal_minor=10**10)
    apply(story, terms, POOR, CHIANGMAI_BANK)
    draw = drawing(story, terms, [CHIANGMAI_BANK], POOR, mandate_of(story, terms))
    story.do(POOR, draw)
    story.do(POOR, draw, story.ledger.timestamp_s + 2 * DAY_S)


def default(story: Story, name: str) -> None:
    """Unpaid in the due second, late a second after its grace, in default too soon, then in time."""
    book, loan_id = story.deployment.loan_book, story.loans[name]
    due_s = due_at(story, name)
    collect(story, name)
    story.do(KEEPER, book.collect(loan_id), due_s + DAY_S + 1)
    story.do(BANGKOK_BANK, book.declare_default(loan_id))
    story.do(BANGKOK_BANK, book.declare_default(loan_id), due_s + 10 * DAY_S + 1)
