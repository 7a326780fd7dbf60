"""Invariants of a loan over its whole life: what is owed adds up, who may take it, and through which states it goes.

Trusts `loan_stage` to bring a loan into each state, which it checks.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, CHIANGMAI_BANK, IMPORTER, KEEPER, STRANGER
from holds import freeze
from invariant_tools import Door, events_of, held_minor
from loan_stage import EDGES, assigned, empty, fill, loan_in, mandated, reserves, restructured, state
from small_network import DAY_S, Network

from chain.clients.events import (
    InstalmentBilled,
    LoanDrawn,
    LoanPaid,
    LoanRestructured,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.clients.types import LoanStatus, Shape
from chain.ledger import Outcome


def debt_adds_up(network: Network) -> list[str]:
    """BA: principal lent + capitalised − repaid − written off = outstanding, after each act of a loan's life."""
    book = network.loan_book
    changes = {"shape": Shape.NEGATIVE_AMORTISING, "payment_minor": 1_000, "instalments": 4}
    terms = network.terms(**changes)
    drawn = network.run(BANGKOK_BANK, network.drawing(terms, network.apply(terms)))
    loan_id = network.read(book.hash_terms(terms))
    outcomes, found = [drawn], _debt_findings(network, loan_id, [drawn])

    def then(outcome: Outcome) -> None:
        outcomes.append(outcome)
        found.extend(_debt_findings(network, loan_id, outcomes))

    then(network.collect(loan_id))
    then(network.run(IMPORTER, book.prepay(loan_id, 12_345)))
    empty(network)
    then(network.collect(loan_id, state(network, loan_id).next_due_at + DAY_S + 1))
    then(network.run(IMPORTER, restructured(network, loan_id)))
    then(network.collect(loan_id, state(network, loan_id).next_due_at + DAY_S + 1))
    then(network.run(BANGKOK_BANK, book.declare_default(loan_id), network.now_s + 10 * DAY_S))
    then(network.run(BANGKOK_BANK, book.recover(loan_id)))
    fill(network, 1_000_000)
    then(network.run(KEEPER, book.collect(loan_id)))
    then(network.run(BANGKOK_BANK, book.write_off(loan_id)))
    return found


def _debt_findings(network: Network, loan_id: bytes, outcomes: list[Outcome]) -> list[str]:
    """Where the events so far do not add up to what the contract says is outstanding."""
    due_minor = sum(event.terms.principal_minor for event in events_of(outcomes, LoanDrawn))
    due_minor += sum(event.capitalised_minor for event in events_of(outcomes, InstalmentBilled))
    due_minor += sum(event.capitalised_minor for event in events_of(outcomes, LoanRestructured))
    due_minor -= sum(event.principal_minor for event in events_of(outcomes, LoanPaid))
    due_minor -= sum(event.principal_minor for event in events_of(outcomes, LoanWrittenOff))
    now = state(network, loan_id)
    outstanding_minor = now.unbilled_minor + now.principal_minor
    if outstanding_minor == due_minor:
        return []
    return [f"{now.status.name} after {len(outcomes)} acts: {outstanding_minor} outstanding, {due_minor} by the events"]


def pull_is_bounded(network: Network) -> list[str]:
    """BD: a collection never takes more than is due, than is free, or than the mandate leaves; nor after its end."""
    found = _pull_findings(network.fork(), free_minor=10**9)
    found += _pull_findings(network.fork(), free_minor=1_234_567)
    found += _pull_findings(network.fork(), free_minor=10**9, ceiling_minor=13_000_000)
    return found + _pull_findings(network.fork(), free_minor=10**9, ends_after_s=8 * DAY_S)


def _pull_findings(
    network: Network, *, free_minor: int, ceiling_minor: int = 10**12, ends_after_s: int = 900 * DAY_S
) -> list[str]:
    """What is pulled beyond those bounds in two due dates, each of them tried twice."""
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    ends_at_s = network.now_s + ends_after_s
    terms = {"ceiling_minor": ceiling_minor, "expires_at": ends_at_s}
    network.run(KEEPER, mandated(network, loan_id, **terms))
    fill(network)
    freeze(network, deposit, IMPORTER, held_minor(network, deposit, IMPORTER) - free_minor)
    start_minor, billed_minor = held_minor(network, deposit, IMPORTER), 0
    found = []
    for _ in range(2):
        due_at_s = state(network, loan_id).next_due_at
        for at_s in (due_at_s, due_at_s + 1):
            held_before_minor = held_minor(network, deposit, IMPORTER)
            outcome = network.attempt(STRANGER, network.loan_book.collect(loan_id), at_s)
            bills = events_of([outcome], InstalmentBilled)
            billed_minor += sum(bill.interest_minor + bill.principal_minor for bill in bills)
            taken_minor = start_minor - held_minor(network, deposit, IMPORTER)
            in_time = at_s <= ends_at_s or held_minor(network, deposit, IMPORTER) == held_before_minor
            if outcome.error or not in_time or taken_minor > min(billed_minor, ceiling_minor, free_minor):
                found.append(f"took {taken_minor} of {billed_minor}, {free_minor} free, at {at_s}: {outcome.error}")
    return found


def no_other_edge(network: Network) -> list[str]:
    """BF: whatever is done to a loan in whichever state, it goes along an edge of the published table or stays."""
    found = []
    for status in set(LoanStatus) - {LoanStatus.NONE}:
        fork = network.fork()
        loan_id = loan_in(fork, status)
        reserves(fork, CHIANGMAI_BANK)
        for sender, call in _acts(fork, loan_id):
            for days in (0, 11):
                here = fork.fork()
                outcome = here.attempt(sender, call, here.now_s + days * DAY_S)
                taken = [(event.from_, event.to) for event in events_of([outcome], LoanStatusChanged)]
                ended = state(here, loan_id).status
                if not set(taken) <= EDGES or ended is not (taken[-1][1] if taken else status):
                    found.append(f"{call.function} of a loan {status.name}: {taken}, {ended.name}")
    return found


def _acts(network: Network, loan_id: bytes) -> list[Door]:
    """Everything that anybody may do to a loan."""
    book = network.loan_book
    return [
        (KEEPER, book.collect(loan_id)),
        (KEEPER, mandated(network, loan_id)),
        (IMPORTER, book.revoke_mandate(loan_id)),
        (IMPORTER, book.repay(loan_id, 10**12)),
        (IMPORTER, book.prepay(loan_id, 1_000)),
        (IMPORTER, book.close_early(loan_id)),
        (BANGKOK_BANK, book.declare_default(loan_id)),
        (BANGKOK_BANK, book.recover(loan_id)),
        (BANGKOK_BANK, book.write_off(loan_id)),
        (BANGKOK_BANK, restructured(network, loan_id)),
        (CHIANGMAI_BANK, assigned(network, loan_id, CHIANGMAI_BANK)),
    ]
