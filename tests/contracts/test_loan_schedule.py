"""Loans on chain beside the schedule computed off chain: integer for integer, for every shape.

Trusts `finance.schedules.instalments` as the other opinion; neither side sees the other's figures.
Never compares totals alone: each bill must be equal by itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from actors import BANGKOK_BANK, IMPORTER, KEEPER
from loan_papers import as_schedule
from small_network import DAY_S, IMPORTER_MINOR, Network

from chain.clients.events import InstalmentBilled, LoanPaid, LoanPrepaid
from chain.clients.types import Bill, LoanMandate, LoanStatus
from chain.ledger import Outcome
from finance.rounding import RAY
from finance.schedules.day_counts import DayCount
from finance.schedules.instalments import (
    DAY_COUNTS,
    Instalment,
    InstalmentTerms,
    PeriodUnit,
    Position,
    Shape,
    called_in,
    drawn_down,
    next_bill,
    prepaid,
    schedule,
)

EPOCH = date(1970, 1, 1)
START = date(2024, 1, 31)
DAYS, MONTHS = PeriodUnit.DAYS, PeriodUnit.MONTHS
EDGES = [
    (InstalmentTerms(1, Shape.ANNUITY, 24, DAYS, 30, DayCount.ACT_365F), 1_200),
    (InstalmentTerms(10**15, Shape.ANNUITY, 50, DAYS, 366, DayCount.ACT_360), 10_000),
    (InstalmentTerms(10**15, Shape.ANNUITY, 600, MONTHS, 1, DayCount.ACT_360), 10_000),
    (InstalmentTerms(10**15, Shape.LINEAR, 600, MONTHS, 1, DayCount.ACT_360), 10_000),
    (InstalmentTerms(10**15, Shape.BULLET, 600, DAYS, 30, DayCount.ACT_365F), 10_000),
    (InstalmentTerms(10**15, Shape.NEGATIVE_AMORTISING, 104, MONTHS, 1, DayCount.ACT_360, payment_minor=1), 10_000),
    (InstalmentTerms(1_000_003, Shape.ANNUITY, 5, DAYS, 7, DayCount.ACT_365F), 0),
    (InstalmentTerms(7, Shape.LINEAR, 24, DAYS, 1, DayCount.ACT_360), 1),
    (InstalmentTerms(100, Shape.NEGATIVE_AMORTISING, 9, MONTHS, 1, DayCount.THIRTY_E_360, payment_minor=30), 900),
]


def drawn(number: int, instalments_max: int = 120) -> tuple[InstalmentTerms, int]:
    """Random terms and their rate in basis points, the shapes in turn."""
    draw = random.Random(f"loan {number}")
    unit, shape = PeriodUnit(draw.randrange(2)), Shape(number % 4)
    length = draw.choice([1, 7, 30, 91, 366]) if unit is DAYS else draw.choice([1, 3, 6, 12])
    tenor_max = 18_300 if unit is DAYS else 600
    principal_minor = draw.randrange(1, 10 ** draw.randrange(2, 16))
    rate_bps = draw.choice([0, 1, 365, 720, 1_850, draw.randrange(10_001)])
    # An agreed payment bounds rate times years.
    if shape is Shape.NEGATIVE_AMORTISING:
        rate_bps = min(rate_bps, 1_700)
    terms = InstalmentTerms(
        principal_minor=principal_minor,
        shape=shape,
        instalments=draw.randrange(1, min(instalments_max, tenor_max // length) + 1),
        period_unit=unit,
        period_length=length,
        day_count=draw.choice(DAY_COUNTS),
        end_of_month=unit is MONTHS and draw.random() < 0.5,
        payment_minor=max(principal_minor // draw.choice([2, 30, 400]), 1) if shape == 3 else 0,
        rate_ppm_max=rate_bps * 100,
    )
    return terms, rate_bps


def as_bill(bill: Instalment) -> Bill:
    """A bill of the mirror as the contract has it."""
    return Bill(
        index=bill.index,
        due_day=(bill.due - EPOCH).days,
        interest_minor=bill.interest_minor,
        principal_minor=bill.principal_minor,
        capitalised_minor=bill.capitalised_minor,
        outstanding_minor=bill.outstanding_after_minor,
    )


@pytest.fixture(scope="module")
def pure(deployed: Network) -> Iterator[Network]:
    """One network for what only asks."""
    network = deployed.fork()
    yield network
    network.ledger.journal.close()


def agrees(network: Network, terms: InstalmentTerms, rate_bps: int, start: date) -> None:
    """The contract's whole schedule is the mirror's; after an early end it bills nothing."""
    contract = network.deployment.loan_schedules
    asked = contract.bills_of(as_schedule(terms, rate_bps), terms.principal_minor, (start - EPOCH).days, rate_bps * 100)
    found = network.read(asked)
    expected = [as_bill(bill) for bill in schedule(terms, start, rate_bps * 100)]
    assert list(found[: len(expected)]) == expected
    assert all((each.interest_minor, each.principal_minor) == (0, 0) for each in found[len(expected) :])
    assert found[-1].outstanding_minor == 0
    assert sum(each.principal_minor - each.capitalised_minor for each in found) == terms.principal_minor


@pytest.mark.parametrize(("terms", "rate_bps"), EDGES)
def test_bills__edges_of_the_range__are_those_of_the_mirror(
    pure: Network, terms: InstalmentTerms, rate_bps: int
) -> None:
    agrees(pure, terms, rate_bps, START)


# The slow engine says the same of fewer.
LOANS = {"revm": 400, "pyevm": 40}


@pytest.mark.deep_on_pyevm
@pytest.mark.parametrize("part", range(4))
def test_bills__random_loans_of_all_shapes__are_those_of_the_mirror(pure: Network, part: int, engine: str) -> None:
    for number in range(part, LOANS[engine], 4):
        terms, rate_bps = drawn(number)
        agrees(pure, terms, rate_bps, START + timedelta(days=37 * number % 4_000))


def day_of(timestamp_s: int) -> date:
    """The day of a second."""
    return datetime.fromtimestamp(timestamp_s, UTC).date()


def billed(outcome: Outcome) -> Instalment:
    """The one bill of a transaction."""
    event = outcome.first(InstalmentBilled)
    assert event is not None
    return Instalment(
        event.index,
        day_of(event.due_at),
        event.principal_minor,
        event.interest_minor,
        event.capitalised_minor,
        event.unbilled_minor,
    )


@pytest.mark.parametrize("number", range(16))
def test_collect__each_due_second__bills_and_pulls_what_the_schedule_says_and_ends_at_zero(
    network: Network, number: int
) -> None:
    terms, rate_bps = drawn(number, instalments_max=30)
    deposit = network.deposit(BANGKOK_BANK)
    agreed = network.terms(
        principal_minor=terms.principal_minor, schedule=as_schedule(terms, rate_bps), grace_s=3_600, late_fee_minor=0
    )
    loan_id = network.fund(agreed)
    start = day_of(network.ledger.timestamp_s)
    bills = schedule(terms, start, rate_bps * 100)
    owed_minor = sum(bill.payment_minor for bill in bills)
    network.run(BANGKOK_BANK, deposit.issue(IMPORTER.address, owed_minor, b"income"))
    raise_ceiling(network, loan_id, owed_minor)
    for bill in bills:
        outcome = network.collect(loan_id)
        assert billed(outcome) == bill
        interest_minor = bill.interest_minor - bill.capitalised_minor
        paid = LoanPaid(loan_id, IMPORTER.address, 0, interest_minor, bill.principal_minor, 0)
        assert outcome.first(LoanPaid) == (paid if bill.payment_minor else None)
    state = network.read(network.loan_book.state_of(loan_id))
    assert (state.status, state.unbilled_ray, state.principal_minor) == (LoanStatus.CLOSED, 0, 0)
    held_minor = network.read(deposit.balance_of(IMPORTER.address))
    assert held_minor == IMPORTER_MINOR + terms.principal_minor


def raise_ceiling(network: Network, loan_id: bytes, ceiling_minor: int) -> None:
    """The borrower signs a mandate for all that it will owe."""
    mandate = LoanMandate(loan_id, 1, ceiling_minor, network.now_s + 60 * 366 * DAY_S, 0)
    network.run(KEEPER, network.loan_book.set_mandate(mandate, network.sign_paper(mandate), b""))


PREPAID = [
    InstalmentTerms(9_000_001, shape, 12, MONTHS, 1, day_count, payment_minor=400_000 if shape == 3 else 0)
    for shape in Shape
    for day_count in DAY_COUNTS
]


@pytest.mark.parametrize(
    "terms", PREPAID, ids=lambda terms: f"{terms.shape.name.lower()}-{terms.day_count.name.lower()}"
)
def test_prepay__between_due_dates_and_on_one__bills_what_the_mirror_says(
    network: Network, terms: InstalmentTerms
) -> None:
    agreed = network.terms(principal_minor=terms.principal_minor, schedule=as_schedule(terms, 975), late_fee_minor=0)
    loan_id = network.fund(agreed)
    start_s = network.ledger.timestamp_s
    position = drawn_down(terms, day_of(start_s), 97_500)
    position = collected(network, loan_id, terms, position)
    for days in (3, 4):
        position = prepays(network, loan_id, terms, position, 100_003, network.ledger.timestamp_s + days * DAY_S)
    position = collected(network, loan_id, terms, position)
    position = prepays(network, loan_id, terms, position, 7, network.ledger.timestamp_s)
    while position.unbilled_ray:
        position = collected(network, loan_id, terms, position)
    assert network.read(network.loan_book.state_of(loan_id)).status is LoanStatus.CLOSED


def collected(network: Network, loan_id: bytes, terms: InstalmentTerms, position: Position) -> Position:
    """The next due date is billed and collected as the mirror says."""
    expected, after = next_bill(terms, position)
    assert billed(network.collect(loan_id)) == expected
    return after


def prepays(
    network: Network, loan_id: bytes, terms: InstalmentTerms, position: Position, amount_minor: int, at_s: int
) -> Position:
    """The borrower repays principal early, and both sides hold the same afterwards."""
    at_s = max(at_s, network.now_s)
    outcome = network.run(IMPORTER, network.loan_book.prepay(loan_id, amount_minor), at_s)
    after = prepaid(terms, position, amount_minor, day_of(at_s))
    expected = LoanPrepaid(loan_id, IMPORTER.address, amount_minor, after.unbilled_minor, after.instalment_ray)
    assert outcome.first(LoanPrepaid) == expected
    state = network.read(network.loan_book.state_of(loan_id))
    assert (state.unbilled_ray, state.accrued_ray) == (after.unbilled_ray, after.accrued_ray)
    return after


@pytest.mark.parametrize("days", [0, 1, 20, 31])
def test_close_early__any_day__takes_interest_up_to_it_and_nothing_more(network: Network, days: int) -> None:
    terms = replace(PREPAID[7], instalments=6)
    agreed = network.terms(principal_minor=terms.principal_minor, schedule=as_schedule(terms, 975))
    loan_id = network.fund(agreed)
    position = drawn_down(terms, day_of(network.ledger.timestamp_s), 97_500)
    position = collected(network, loan_id, terms, position)
    at_s = max(network.ledger.timestamp_s + days * DAY_S - (DAY_S if days == 31 else 0), network.now_s)
    outcome = network.run(IMPORTER, network.loan_book.close_early(loan_id), at_s)
    interest_minor, principal_minor = called_in(terms, position, day_of(at_s))
    assert outcome.first(LoanPaid) == LoanPaid(loan_id, IMPORTER.address, 0, interest_minor, principal_minor, 0)
    assert network.read(network.loan_book.state_of(loan_id)).status is LoanStatus.CLOSED


def test_accrual__in_one_piece_or_many__is_the_same_within_a_unit() -> None:
    terms = InstalmentTerms(10**15, Shape.BULLET, 1, DAYS, 360, DayCount.ACT_360)
    position = drawn_down(terms, START, 123_457)
    once, _ = called_in(terms, position, START + timedelta(days=359))
    for day in range(1, 360):
        position = prepaid(terms, position, 0, START + timedelta(days=day))
    many, _ = called_in(terms, position, START + timedelta(days=359))
    assert abs(once - many) <= 1
    assert position.unbilled_ray == 10**15 * RAY
