"""Invariants of single loans: principal, fees and instalments are what was signed, to the minor unit.

Trusts `finance.schedules` for what the signed terms give.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from actors import BANGKOK_BANK, IMPORTER
from invariant_tools import events_of
from loan_papers import LATE_FEE_MINOR, as_schedule
from loan_stage import collect_at, empty, fill, state
from loan_syndicates import LENDERS, WEIGHTS, reserves_of, syndicate
from small_network import DAY_S, Network

from chain.clients.events import InstalmentBilled, InstalmentLate, LoanPaid
from chain.clients.types import LoanStatus, Shape
from finance.schedules.day_counts import DayCount
from finance.schedules.instalments import InstalmentTerms, PeriodUnit, schedule
from finance.schedules.instalments import Shape as OffChainShape

BASIS_DAYS = 365
RATE_BPS = 720


def principal_sums_exactly(network: Network) -> list[str]:
    """I: the principal billed sums to the principal lent, and the debt ends at zero."""
    found = []
    for principal_minor, shape in [(100, Shape.LINEAR), (1_000_001, Shape.ANNUITY), (7, Shape.ANNUITY)]:
        terms = network.terms(principal_minor=principal_minor, shape=shape, instalments=3, late_fee_minor=0)
        loan_id = network.fund(terms)
        bills = events_of([network.collect(loan_id) for _ in range(3)], InstalmentBilled)
        billed_minor = sum(bill.principal_minor for bill in bills)
        now = state(network, loan_id)
        if (billed_minor, now.unbilled_minor, now.status) != (principal_minor, 0, LoanStatus.CLOSED):
            found.append(f"{shape.name} {principal_minor}: billed {billed_minor}, {now.unbilled_minor} left")
    return found


def one_late_fee(network: Network) -> list[str]:
    """J: each instalment missed beyond its grace is charged one late fee, once, however often it is tried."""
    loan_id = network.fund()
    empty(network)
    late_at_s = state(network, loan_id).next_due_at + DAY_S + 1
    outcomes = [network.collect(loan_id, late_at_s + attempt) for attempt in range(3)]
    fill(network, 10**9)
    outcomes += [network.collect(loan_id, network.now_s), network.collect(loan_id)]
    charged = Counter(event.index for event in events_of(outcomes, InstalmentLate))
    fees_minor = sum(event.fee_minor for event in events_of(outcomes, LoanPaid))
    found = [f"instalment {index} was charged {times} times" for index, times in charged.items() if times > 1]
    return found if fees_minor == LATE_FEE_MINOR else [*found, f"fees of {fees_minor} for one late instalment"]


def schedule_as_agreed(network: Network) -> list[str]:
    """M: each instalment is what the signed terms give off chain, to the minor unit."""
    found = []
    cases = [(OffChainShape.BULLET, DayCount.ACT_360), (OffChainShape.ANNUITY, DayCount.THIRTY_E_360)]
    for shape, day_count in [*cases, (OffChainShape.LINEAR, DayCount.ACT_365F)]:
        terms = InstalmentTerms(50_000_000, shape, 3, PeriodUnit.MONTHS, 1, day_count)
        agreed = as_schedule(terms, 1_234)
        loan_id = network.fund(network.terms(principal_minor=50_000_000, schedule=agreed))
        for bill in schedule(terms, _day_of(network.ledger.timestamp_s), 123_400):
            (billed,) = events_of([network.collect(loan_id)], InstalmentBilled)
            if (billed.interest_minor, billed.principal_minor) != (bill.interest_minor, bill.principal_minor):
                found.append(f"{shape.name}: {billed}, not {bill}")
    return found


def interest_only_while_lent(network: Network) -> list[str]:
    """BB: no interest runs before the drawdown, nor after the closing, whichever closes it."""
    found, book = [], network.loan_book
    terms = network.terms(signed_until=network.now_s + 90 * DAY_S, instalments=1)
    application = network.apply(terms)
    drawing, asked_at_s = network.drawing(terms, application), network.now_s
    network.run(BANGKOK_BANK, drawing, asked_at_s + DAY_S - 3_600)
    at_end = network.read(book.hash_terms(terms))
    for days in (0, 3):
        loan_id = network.fund()
        outcome = network.run(IMPORTER, book.close_early(loan_id), network.now_s + days * DAY_S)
        found += _interest_findings(network, loan_id, [outcome], days)
    due_at_s = state(network, at_end).next_due_at
    found += _interest_findings(network, at_end, [network.collect(at_end)], 7)
    later = [collect_at(network, at_end, due_at_s + days * DAY_S) for days in (7, 365)]
    return found + [f"after the closing: {bill}" for bill in events_of(later, InstalmentBilled)]


def _interest_findings(network: Network, loan_id: bytes, outcomes: list[Any], days: int) -> list[str]:
    """Where the interest paid of a loan that ran so many days is off by a unit or more, or the loan goes on."""
    (paid,) = events_of(outcomes, LoanPaid)
    exact = paid.principal_minor * RATE_BPS * days
    off = abs(paid.interest_minor * 10_000 * BASIS_DAYS - exact)
    now = state(network, loan_id)
    left = (now.status, now.next_due_at, now.unbilled_ray, now.accrued_ray)
    found = [] if off < 10_000 * BASIS_DAYS else [f"{paid.interest_minor} of interest for {days} days"]
    return found if left == (LoanStatus.CLOSED, 0, 0, 0) else [*found, f"it goes on: {now}"]


def accrual_in_pieces(network: Network) -> list[str]:
    """BC: interest that is counted on many days is what it is when it is counted once, within one unit."""
    paid_minor = []
    for pieces in (1, 20):
        fork = network.fork()
        loan_id = fork.fund(
            fork.terms(principal_minor=10**9, shape=Shape.BULLET, instalments=1, period_length=30, late_fee_minor=0)
        )
        start_s = fork.ledger.timestamp_s
        fill(fork)
        for piece in range(pieces):
            fork.run(IMPORTER, fork.loan_book.prepay(loan_id, 1), start_s + (20 - pieces + piece + 1) * DAY_S)
        paid_minor += [event.interest_minor for event in events_of([fork.collect(loan_id)], LoanPaid)]
    once, many = paid_minor
    # A unit paid back earlier saves less than a hundredth of one.
    return [] if abs(once - many) <= 1 else [f"{once} counted once, {many} counted in twenty pieces"]


def shares_sum_exactly(network: Network) -> list[str]:
    """BE: what a syndicate lends and gets sums to the unit, and nobody is off its share by more than one."""
    loan_id, call = syndicate(network, principal_minor=1_000_003, instalments=4)
    before = [reserves_of(network, bank) for bank in LENDERS]
    network.run(LENDERS[0], call)
    lent = [had - reserves_of(network, bank) for bank, had in zip(LENDERS, before, strict=True)]
    found = _share_findings(lent, 1_000_003)
    before, total_minor = [reserves_of(network, bank) for bank in LENDERS], 0
    for _ in range(4):
        (paid,) = events_of([network.collect(loan_id)], LoanPaid)
        total_minor += paid.fee_minor + paid.interest_minor + paid.principal_minor
        got = [reserves_of(network, bank) - had for bank, had in zip(LENDERS, before, strict=True)]
        found += _share_findings(got, total_minor)
    return found


def _share_findings(moved_minor: list[int], total_minor: int) -> list[str]:
    """Who has another share of the total; the borrower's own bank passes on what it does not keep."""
    kept_minor = {BANGKOK_BANK: total_minor}
    parts = [moved + kept_minor.get(bank, 0) for bank, moved in zip(LENDERS, moved_minor, strict=True)]
    if sum(parts) != total_minor:
        return [f"{parts} do not sum to {total_minor}"]
    whole = sum(WEIGHTS)
    return [
        f"{part} of {total_minor} for {weight}/{whole}"
        for part, weight in zip(parts, WEIGHTS, strict=True)
        if abs(part * whole - total_minor * weight) > whole
    ]


def _day_of(timestamp_s: int) -> date:
    """The day of a second."""
    return datetime.fromtimestamp(timestamp_s, UTC).date()
