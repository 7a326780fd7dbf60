"""Invariants of loans: principal, fees and instalments are what was signed, to the minor unit.

Trusts `finance.schedules` for what the signed terms give.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

from collections import Counter

from actors import BANGKOK_BANK, IMPORTER
from invariant_tools import events_of
from small_network import DAY_S, LATE_FEE_MINOR, Network

from chain.clients.events import InstalmentCollected, InstalmentLate
from chain.clients.types import LoanStatus, Shape
from finance.schedules.instalments import InstalmentTerms, schedule
from finance.schedules.instalments import Shape as OffChainShape


def principal_sums_exactly(network: Network) -> list[str]:
    """I: the principal billed sums to the principal lent, and the debt ends at zero."""
    found = []
    for principal_minor, shape in [(100, Shape.LINEAR), (1_000_001, Shape.ANNUITY), (7, Shape.ANNUITY)]:
        terms = network.terms(principal_minor=principal_minor, shape=shape, instalments=3, late_fee_minor=0)
        loan_id = network.fund(terms)
        bills = events_of([network.collect(loan_id) for _ in range(3)], InstalmentCollected)
        billed_minor = sum(bill.principal_minor for bill in bills)
        state = network.read(network.loan_book.state_of(loan_id))
        if (billed_minor, state.outstanding_minor, state.status) != (principal_minor, 0, LoanStatus.CLOSED):
            found.append(f"{shape.name} {principal_minor}: billed {billed_minor}, {state.outstanding_minor} left")
    return found


def one_late_fee(network: Network) -> list[str]:
    """J: each instalment missed beyond its grace is charged one late fee, once, however often it is tried."""
    loan_id = network.fund()
    network.redeem_all(IMPORTER, network.deposit(BANGKOK_BANK))
    late_at_s = network.read(network.loan_book.next_instalment(loan_id)).due_at + DAY_S + 1
    outcomes = [network.collect(loan_id, late_at_s + attempt) for attempt in range(3)]
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(IMPORTER.address, 10**9, b"x"))
    outcomes += [network.collect(loan_id, network.now_s), network.collect(loan_id)]
    charged = Counter(event.index for event in events_of(outcomes, InstalmentLate))
    fees_minor = network.read(network.loan_book.state_of(loan_id)).fees_paid_minor
    found = [f"instalment {index} was charged {times} times" for index, times in charged.items() if times > 1]
    return found if fees_minor == LATE_FEE_MINOR else [*found, f"fees of {fees_minor} for one late instalment"]


def schedule_as_agreed(network: Network) -> list[str]:
    """M: each instalment is what the signed terms give off chain, to the minor unit."""
    found = []
    for shape, basis in [(Shape.BULLET, 360), (Shape.ANNUITY, 360), (Shape.LINEAR, 365)]:
        terms = InstalmentTerms(50_000_000, 1_234, basis, 30, 3, OffChainShape(shape))
        signed = {"principal_minor": 50_000_000, "annual_rate_bps": 1_234, "day_count_basis": basis}
        loan_id = network.fund(network.terms(**signed, period_days=30, instalments=3, shape=shape))
        for bill in schedule(terms):
            due = network.read(network.loan_book.next_instalment(loan_id))
            if (due.interest_minor, due.principal_minor) != (bill.interest_minor, bill.principal_minor):
                found.append(f"{shape.name} {bill.index}: {due.interest_minor} and {due.principal_minor}, not {bill}")
            network.collect(loan_id)
    return found
