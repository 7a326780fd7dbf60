"""Loans to their end on chain, beside the schedule computed off chain: integer for integer, for every shape.

Trusts `finance.schedules` as the other opinion; neither side sees the other's figures.
Never compares totals alone: each instalment must be equal by itself.
"""

from __future__ import annotations

import random
from dataclasses import asdict

import pytest
from actors import BANGKOK_BANK, IMPORTER, KEEPER
from small_network import DAY_S, IMPORTER_MINOR, Network

from chain.clients.events import InstalmentCollected, LoanClosed
from chain.clients.types import InstalmentDue, LoanState, LoanStatus, Shape
from finance.schedules.instalments import InstalmentTerms, schedule
from finance.schedules.instalments import Shape as OffChainShape

EDGES = [
    InstalmentTerms(1, 1200, 365, 30, 24, OffChainShape.ANNUITY),
    InstalmentTerms(10**15, 10_000, 360, 366, 24, OffChainShape.ANNUITY),
    InstalmentTerms(10**15, 10_000, 360, 366, 24, OffChainShape.LINEAR),
    InstalmentTerms(10**15, 10_000, 360, 366, 3, OffChainShape.BULLET),
    InstalmentTerms(1_000_003, 0, 365, 7, 5, OffChainShape.ANNUITY),
    InstalmentTerms(1_000_003, 0, 365, 7, 5, OffChainShape.BULLET),
    InstalmentTerms(7, 1, 360, 1, 24, OffChainShape.LINEAR),
    InstalmentTerms(999_999_999, 725, 365, 31, 1, OffChainShape.ANNUITY),
]


def drawn(number: int) -> InstalmentTerms:
    """Random terms, the shapes in turn."""
    draw = random.Random(f"loan {number}")
    return InstalmentTerms(
        principal_minor=draw.randrange(1, 10 ** draw.randrange(4, 16)),
        annual_rate_bps=draw.choice([0, 1, 25, 365, 720, 1_850, draw.randrange(10_001)]),
        day_count_basis=draw.choice([360, 365]),
        period_days=draw.choice([1, 7, 30, 31, 91, 366, draw.randrange(1, 367)]),
        instalments=draw.randrange(1, 25),
        shape=OffChainShape(number % 3),
    )


TERMS = EDGES + [drawn(number) for number in range(17)]
NAMES = [f"{number}-{t.shape.name.lower()}-{t.instalments}x{t.period_days}d" for number, t in enumerate(TERMS)]


@pytest.mark.parametrize("terms", TERMS, ids=NAMES)
def test_collect__each_due_second__bills_what_the_schedule_says_and_ends_at_zero(
    network: Network, terms: InstalmentTerms
) -> None:
    bills = schedule(terms)
    interest_minor = sum(bill.interest_minor for bill in bills)
    deposit = network.deposit(BANGKOK_BANK)
    network.run(BANGKOK_BANK, deposit.issue(IMPORTER.address, interest_minor + 1, b"interest"))
    signed = asdict(terms) | {"shape": Shape(terms.shape), "late_fee_minor": 0}
    loan_id = network.fund(network.terms(**signed))
    funded_at_s = network.ledger.timestamp_s
    for bill in bills:
        due_at_s = funded_at_s + bill.index * terms.period_days * DAY_S
        due = InstalmentDue(bill.index, due_at_s, 0, bill.interest_minor, bill.principal_minor)
        assert network.read(network.loan_book.next_instalment(loan_id)) == due
        outcome = network.run(KEEPER, network.loan_book.collect(loan_id), due_at_s)
        amounts = (0, bill.interest_minor, bill.principal_minor)
        collected = InstalmentCollected(loan_id, bill.index, *amounts, True, bill.outstanding_after_minor)
        assert outcome.events[0].event == collected
        assert (outcome.first(LoanClosed) is not None) == (bill is bills[-1])
    assert sum(bill.principal_minor for bill in bills) == terms.principal_minor
    closed = LoanState(LoanStatus.CLOSED, terms.instalments, funded_at_s, 0, interest_minor, 0)
    assert network.read(network.loan_book.state_of(loan_id)) == closed
    assert network.read(deposit.balance_of(IMPORTER.address)) == IMPORTER_MINOR + 1


@pytest.mark.parametrize("shape", Shape)
def test_terms__widest_that_may_be_signed__can_be_funded_and_collected(network: Network, shape: Shape) -> None:
    widest = InstalmentTerms(10**15, 10_000, 360, 30, 600, OffChainShape(shape))
    bill = schedule(widest)[0]
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(IMPORTER.address, 10**14, b"interest"))
    loan_id = network.fund(network.terms(**asdict(widest) | {"shape": shape}))
    collected = network.collect(loan_id).first(InstalmentCollected)
    assert collected is not None
    assert (collected.interest_minor, collected.principal_minor) == (bill.interest_minor, bill.principal_minor)
