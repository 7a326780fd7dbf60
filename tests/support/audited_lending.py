"""How loans are made in the audited runs: terms, application, every signature, drawdown, and collection on a due date.

Trusts the story's ledger and keys.
Never keeps anything but the names of the loans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from audited_cast import BANGKOK_BANK, DAY_S, IMPORTER, KEEPER
from loan_papers import LoanPaper, loan_terms

from chain.accounts import Account
from chain.clients.types import LoanMandate, LoanTerms, Share

if TYPE_CHECKING:
    from audited_story import Story

SOON_S = 2


def terms_of(story: Story, name: str, lender: Account, borrower: Account, **changes: Any) -> LoanTerms:
    """Weekly instalments at 7.2 % unless changed; the name is the salt."""
    whole = loan_terms(story.ledger.timestamp_s, 0, lender=lender.address, borrower=borrower.address, **changes)
    return replace(whole, salt=name.encode().ljust(32, b"\0"))


def mandate_of(story: Story, terms: LoanTerms, **changes: Any) -> LoanMandate:
    """Twice the principal, ten years, a day's notice."""
    loan_id = story.ledger.read(story.deployment.loan_book.hash_terms(terms))
    until_s = story.ledger.timestamp_s + 3_650 * DAY_S
    return replace(LoanMandate(loan_id, 0, 2 * terms.principal_minor, until_s, DAY_S), **changes)


def signed(story: Story, signer: Account, paper: LoanPaper) -> bytes:
    """A paper signed for the loan book."""
    return story.sign(signer, paper, story.deployment.loan_book)


def apply(story: Story, terms: LoanTerms, borrower: Account, bank: Account) -> bytes:
    """The borrower asks and the bank offers these terms for a day; the application's id."""
    contract, key = story.deployment.loan_applications, terms.salt[::-1]
    asked = key, bank.address, terms.currency, terms.principal_minor, "LOAN"
    story.do(borrower, contract.request_loan(*asked))
    loan_id = story.ledger.read(story.deployment.loan_book.hash_terms(terms))
    until_s = story.ledger.timestamp_s + DAY_S
    story.do(bank, contract.offer_loan(key, loan_id, b"check".ljust(32, b"\0"), until_s))
    return key


def drawing(
    story: Story,
    terms: LoanTerms,
    lenders: Sequence[Account],
    borrower: Account,
    mandate: LoanMandate,
    shares: Sequence[Share] = (),
    second_key: Account | None = None,
) -> Any:
    """The call that draws a loan down, with every signature that it takes."""
    signatures = [signed(story, lender, terms) for lender in lenders]
    step_up = signed(story, second_key, mandate) if second_key else b""
    papers = signed(story, borrower, terms), mandate, signed(story, borrower, mandate), step_up
    return story.deployment.loan_book.draw_down(terms.salt[::-1], terms, list(shares), signatures, *papers)


def lend(
    story: Story, name: str, borrower: Account = IMPORTER, lender: Account = BANGKOK_BANK, **changes: Any
) -> LoanTerms:
    """A loan of one lender, from the request to the drawdown."""
    terms = terms_of(story, name, lender, borrower, **changes)
    apply(story, terms, borrower, lender)
    story.do(lender, drawing(story, terms, [lender], borrower, mandate_of(story, terms)))
    story.loans[name] = story.ledger.read(story.deployment.loan_book.hash_terms(terms))
    return terms


def due_at(story: Story, name: str) -> int:
    """The due second of what has been unpaid for longest, else the next one."""
    state = story.ledger.read(story.deployment.loan_book.state_of(story.loans[name]))
    return state.overdue_since or state.next_due_at


def collect(story: Story, name: str, after_due_s: int = 0, keeper: Account = KEEPER) -> None:
    """A keeper collects so long after that due second, or now where that is over."""
    at_s = max(due_at(story, name) + after_due_s, story.ledger.timestamp_s + SOON_S)
    story.do(keeper, story.deployment.loan_book.collect(story.loans[name]), at_s)
