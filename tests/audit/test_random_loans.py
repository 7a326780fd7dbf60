"""Random acts on random loans: the auditor, who works every call out by itself, agrees with the contracts on each.

Trusts a seed to give the same run anywhere.
Never looks at what an act did: a call that reverts is in the record as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, DAY_S, IMPORTER, KEEPER, NEIGHBOUR, POOR, SHOP
from audited_lending import apply, drawing, mandate_of, signed, terms_of
from audited_story import Story
from forks import ENGINES, running_on
from loan_papers import schedule

from audit.loans.agreed import syndicate_hash
from audit.report import audit_record
from chain.accounts import Account
from chain.client import Call
from chain.clients.types import (
    DayCount,
    LoanAssignment,
    LoanMandate,
    LoanRestructuring,
    PeriodUnit,
    Shape,
    Share,
    Status,
)

LOANS = 8
ACTS = 120
BANKS = (BANGKOK_BANK, CHIANGMAI_BANK)
BORROWERS = (IMPORTER, NEIGHBOUR, POOR, SHOP)


class Run:
    """Draws acts and sends them."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story, self.draw = story, Random(seed)
        self.borrower_of: dict[bytes, Account] = {}

    def send(self, sender: Account, call: Call[Any], after_s: int = 2) -> None:
        """In a block of its own, whatever becomes of it."""
        self.story.ledger.submit(sender, call)
        self.story.ledger.seal(self.story.ledger.timestamp_s + after_s)

    def lend(self, number: int) -> None:
        """A loan of random terms, of one bank or of both."""
        draw, story = self.draw, self.story
        lender, borrower = draw.choice(BANKS), draw.choice(BORROWERS)
        shape, principal_minor = draw.choice(list(Shape)), draw.randrange(1_000, 10**7)
        in_months = draw.random() < 0.4
        figures = {
            "shape": shape,
            "payment_minor": draw.randrange(1, principal_minor // 20) if shape is Shape.NEGATIVE_AMORTISING else 0,
            "instalments": draw.randrange(1, 9),
            "period_unit": PeriodUnit.MONTHS if in_months else PeriodUnit.DAYS,
            "period_length": 1 if in_months else draw.randrange(2, 20),
            "end_of_month": in_months and draw.random() < 0.5,
            "day_count": draw.choice(list(DayCount)),
            "rate_bps": draw.randrange(0, 3_000),
        }
        shares = [Share(lender.address, draw.randrange(1, 9))]
        shares += [Share(bank.address, draw.randrange(1, 9)) for bank in BANKS if bank is not lender]
        is_shared = draw.random() < 0.3
        agreed = {"late_fee_minor": draw.randrange(500), "keeper_fee_minor": draw.randrange(300)}
        agreed |= {"syndicate_hash": syndicate_hash(shares)} if is_shared else {}
        terms = terms_of(story, f"{number}", lender, borrower, principal_minor=principal_minor, **agreed, **figures)
        apply(story, terms, borrower, lender)
        lenders = [lender, *(bank for bank in BANKS if bank is not lender)] if is_shared else [lender]
        mandate = mandate_of(story, terms, ceiling_minor=draw.randrange(principal_minor // 2, 3 * principal_minor))
        self.send(lender, drawing(story, terms, lenders, borrower, mandate, shares if is_shared else ()))
        self.borrower_of[mandate.loan_id] = borrower

    def act(self) -> None:
        """One act, at once or after a while."""
        loan_id = self.draw.choice(list(self.borrower_of))
        sender, call = self.draw.choice([*self._acts(loan_id), *self._trouble(loan_id)])()
        self.send(sender, call, self.draw.choice([2, 2, DAY_S // 2, DAY_S, 3 * DAY_S]))

    def _acts(self, loan_id: bytes) -> Iterator[Callable[[], tuple[Account, Call[Any]]]]:
        book, draw, borrower = self.story.deployment.loan_book, self.draw, self.borrower_of[loan_id]
        state = self.story.ledger.read(book.state_of(loan_id))
        amount_minor = draw.randrange(1, max(2, state.unbilled_minor))
        keeper, bank = draw.choice([KEEPER, SHOP, NEIGHBOUR, *BANKS]), draw.choice(BANKS)
        batch = draw.sample(list(self.borrower_of), 4)
        for _ in range(3):
            yield lambda: (keeper, book.collect(loan_id))
            yield lambda: (keeper, book.collect_batch([*batch, *self.borrower_of]))
        yield lambda: (borrower, book.repay(loan_id, amount_minor))
        yield lambda: (borrower, book.prepay(loan_id, amount_minor))
        yield lambda: (borrower, book.close_early(loan_id)) if draw.random() < 0.3 else (keeper, book.collect(loan_id))
        for _ in range(2):
            yield lambda: (bank, book.declare_default(loan_id))
        yield lambda: (bank, book.recover(loan_id))
        yield lambda: (bank, book.write_off(loan_id))
        yield lambda: (borrower, book.revoke_mandate(loan_id))
        yield lambda: self._new_mandate(loan_id, amount_minor)
        yield lambda: self._restructure(loan_id)
        yield lambda: self._assign(loan_id, amount_minor)

    def _trouble(self, loan_id: bytes) -> Iterator[Callable[[], tuple[Account, Call[Any]]]]:
        d, draw = self.story.deployment, self.draw
        borrower, bank = self.borrower_of[loan_id], draw.choice(BANKS)
        deposit = d.deposit("th-bank-2" if borrower is SHOP else "th-bank-1")
        status = draw.choice([Status.ACTIVE, Status.SUSPENDED])
        some_minor = draw.choice([0, 0, 2**256 - 1, draw.randrange(10**9)])
        yield lambda: (BANK_OF_THAILAND, deposit.set_frozen_tokens(borrower.address, some_minor))
        yield lambda: (BANK_OF_THAILAND, d.money("THB").set_frozen_tokens(bank.address, some_minor))
        yield lambda: (BANK_OF_THAILAND, deposit.set_paused(draw.random() < 0.5, "test"))
        yield lambda: (BANK_OF_THAILAND, d.registry.set_participant_status(bank.address, status, "test"))
        yield lambda: (BANK_OF_THAILAND, d.registry.set_customer_status(borrower.address, status, "test"))
        yield lambda: (borrower, deposit.redeem(draw.randrange(1, 10**6), b"spent"))

    def _new_mandate(self, loan_id: bytes, amount_minor: int) -> tuple[Account, Call[Any]]:
        book, borrower = self.story.deployment.loan_book, self.borrower_of[loan_id]
        number = self.story.ledger.read(book.parties_of(loan_id)).mandates
        until_s = self.story.ledger.timestamp_s + 90 * DAY_S
        paper = LoanMandate(loan_id, number, 2 * amount_minor, until_s, DAY_S)
        return KEEPER, book.set_mandate(paper, signed(self.story, borrower, paper), b"")

    def _restructure(self, loan_id: bytes) -> tuple[Account, Call[Any]]:
        book, borrower = self.story.deployment.loan_book, self.borrower_of[loan_id]
        parties = self.story.ledger.read(book.parties_of(loan_id))
        lender = next((bank for bank in BANKS if bank.address == parties.lender), BANGKOK_BANK)
        until_s, new = self.story.ledger.timestamp_s + 9 * DAY_S, schedule(rate_bps=self.draw.randrange(2_000))
        paper = LoanRestructuring(loan_id, parties.restructurings, self.draw.choice([10**5, 10**9]), new, until_s)
        return borrower, book.restructure(paper, signed(self.story, lender, paper), signed(self.story, borrower, paper))

    def _assign(self, loan_id: bytes, amount_minor: int) -> tuple[Account, Call[Any]]:
        book = self.story.deployment.loan_book
        from_, to = self.draw.sample(BANKS, 2)
        number = self.story.ledger.read(book.parties_of(loan_id)).assignments
        until_s = self.story.ledger.timestamp_s + 9 * DAY_S
        paper = LoanAssignment(loan_id, number, from_.address, to.address, amount_minor, until_s)
        return to, book.assign(paper, signed(self.story, from_, paper), signed(self.story, to, paper))


def lived(folder: Path, seed: int) -> Story:
    """The story of random acts on random loans."""
    folder.mkdir(exist_ok=True)
    story = Story(folder)
    story.open_accounts()
    run = Run(story, seed)
    for number in range(LOANS):
        run.lend(number)
    for _ in range(ACTS):
        run.act()
    return story


@pytest.mark.parametrize("seed", range(3))
def test_audit__random_acts_on_random_loans__agrees_with_the_contracts(tmp_path: Path, seed: int) -> None:
    story = lived(tmp_path, seed)
    report = audit_record(story.ledger.journal, story.deployment, story.ledger)
    assert [str(finding) for finding in report.findings] == []
    assert sum(loan.tally.billed for loan in report.books.loans.values()) > LOANS


@pytest.mark.deep
def test_loans__random_acts_on_both_engines__leave_the_same_digest(tmp_path: Path) -> None:
    digests = []
    for name in ENGINES:
        with running_on(name):
            digests.append(lived(tmp_path / name, 3).ledger.digest)
    assert digests[0] == digests[1]
