"""The table of states: every act in every state leads where the table says, or is refused and changes nothing.

Trusts `loan_stage` to bring a loan into each state, which it checks.
Never leaves an act out: a test compares the acts tried with those of the contract.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, IMPORTER, KEEPER
from loan_stage import EDGES, assigned, loan_in, mandated, reserves, restructured, state
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.artifacts import CONTRACTS_DIR
from chain.client import Call
from chain.clients.events import LoanActRefused, LoanStatusChanged
from chain.clients.types import LoanAct, LoanRefusal, LoanStatus
from chain.ledger import logged

NONE, ACTIVE, LATE, CLOSED = LoanStatus.NONE, LoanStatus.ACTIVE, LoanStatus.LATE, LoanStatus.CLOSED
DEFAULTED, RECOVERING, WRITTEN_OFF = LoanStatus.DEFAULTED, LoanStatus.RECOVERING, LoanStatus.WRITTEN_OFF
RUNNING = frozenset({ACTIVE, LATE})
LENT = RUNNING | {DEFAULTED, RECOVERING}
PARTIES_KNOWN = frozenset(LoanStatus) - {NONE}


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, in which states it may be done, and where it leads from there; from none it has no parties."""

    sender: Account
    call: Callable[[Network, bytes], Call[Any]]
    allowed: frozenset[LoanStatus]
    leads: dict[LoanStatus, LoanStatus]
    of_none: bool = False


ACTS = {
    LoanAct.COLLECT: Act(
        KEEPER,
        lambda network, loan_id: network.loan_book.collect(loan_id),
        RUNNING | {RECOVERING},
        {LATE: ACTIVE, RECOVERING: CLOSED},
        of_none=True,
    ),
    LoanAct.SET_MANDATE: Act(KEEPER, mandated, LENT, {}),
    LoanAct.REVOKE_MANDATE: Act(
        IMPORTER, lambda network, loan_id: network.loan_book.revoke_mandate(loan_id), PARTIES_KNOWN, {}
    ),
    LoanAct.REPAY: Act(
        IMPORTER,
        lambda network, loan_id: network.loan_book.repay(loan_id, 10**12),
        LENT,
        {LATE: ACTIVE, RECOVERING: CLOSED},
    ),
    LoanAct.PREPAY: Act(
        IMPORTER, lambda network, loan_id: network.loan_book.prepay(loan_id, 1_000), frozenset({ACTIVE}), {}
    ),
    LoanAct.CLOSE_EARLY: Act(
        IMPORTER,
        lambda network, loan_id: network.loan_book.close_early(loan_id),
        RUNNING,
        {ACTIVE: CLOSED, LATE: CLOSED},
    ),
    LoanAct.DECLARE_DEFAULT: Act(
        BANGKOK_BANK,
        lambda network, loan_id: network.loan_book.declare_default(loan_id),
        frozenset({LATE}),
        {LATE: DEFAULTED},
    ),
    LoanAct.RECOVER: Act(
        BANGKOK_BANK,
        lambda network, loan_id: network.loan_book.recover(loan_id),
        frozenset({DEFAULTED}),
        {DEFAULTED: RECOVERING},
    ),
    LoanAct.WRITE_OFF: Act(
        BANGKOK_BANK,
        lambda network, loan_id: network.loan_book.write_off(loan_id),
        frozenset({RECOVERING}),
        {RECOVERING: WRITTEN_OFF},
    ),
    LoanAct.RESTRUCTURE: Act(BANGKOK_BANK, restructured, RUNNING | {DEFAULTED}, {LATE: ACTIVE, DEFAULTED: ACTIVE}),
    LoanAct.ASSIGN: Act(CHIANGMAI_BANK, lambda network, loan_id: assigned(network, loan_id, CHIANGMAI_BANK), LENT, {}),
}


def test_acts__those_tried__are_all_of_the_contract() -> None:
    assert set(ACTS) == set(LoanAct) - {LoanAct.DRAW_DOWN}


def published() -> dict[str, str]:
    """The tables of states that the reader is shown: that of the interface and that of the documents."""
    interface = (CONTRACTS_DIR / "interfaces" / "ILoanRecords.sol").read_text(encoding="utf-8")
    document = (CONTRACTS_DIR.parent / "docs" / "loans.md").read_text(encoding="utf-8")
    section = document[document.index("## The table of states") :]
    return {
        "interface": re.sub(r"\s*///\s*", " ", interface[: interface.index("/// @dev")]),
        "document": " ".join(section[: section.index("No other edge exists")].replace("`", "").split()),
    }


@pytest.mark.parametrize("where", ["interface", "document"])
def test_table__as_published__has_these_edges(where: str) -> None:
    table = published()[where]
    found = set()
    for starts, ends in re.findall(r"((?:\w+, )*\w+) → (\w+(?: or \w+)?)", re.sub(r" \([^)]*\)", "", table)):
        for start in starts.split(", "):
            found |= {(start, end) for end in re.findall(r"(?:^|or )(\w+)", ends)}
    assert found == {(name(start), name(end)) for start, end in EDGES}


def test_table__every_edge__is_taken_by_the_contract(network: Network) -> None:
    changes: list[tuple[LoanStatus, LoanStatus]] = []
    for status in (CLOSED, WRITTEN_OFF):
        fork = network.fork()
        loan_in(fork, status)
        changes += taken(fork)
    for status in (LATE, DEFAULTED, RECOVERING):
        for act in (LoanAct.REPAY, LoanAct.CLOSE_EARLY, LoanAct.RESTRUCTURE):
            fork = network.fork()
            loan_id = loan_in(fork, status)
            fork.run(ACTS[act].sender, ACTS[act].call(fork, loan_id))
            changes += taken(fork)
    assert set(changes) == EDGES


def taken(network: Network) -> list[tuple[LoanStatus, LoanStatus]]:
    """Every change of state that the journal of a network has."""
    blocks = network.ledger.journal.blocks()
    receipts = ((receipt, block.height) for block in blocks for receipt in block.receipts)
    events = (each.event for receipt, height in receipts for each in logged(receipt, height, 0, 0))
    return [(event.from_, event.to) for event in events if isinstance(event, LoanStatusChanged)]


def name(status: LoanStatus) -> str:
    """As Solidity writes it."""
    return status.name.title().replace("_", "")


@pytest.mark.parametrize("status", LoanStatus)
@pytest.mark.parametrize("act", ACTS)
def test_act__in_every_state__leads_where_the_table_says_or_is_refused(
    network: Network, act: LoanAct, status: LoanStatus
) -> None:
    entry = ACTS[act]
    loan_id = loan_in(network, status)
    reserves(network, CHIANGMAI_BANK)
    at_s = network.ledger.timestamp_s + (8 if status is ACTIVE else 11 if status is LATE else 1) * DAY_S
    if act in (LoanAct.PREPAY, LoanAct.SET_MANDATE, LoanAct.REVOKE_MANDATE):
        at_s = network.now_s
    call = entry.call(network, loan_id)
    before = network.storage()
    outcome = network.attempt(entry.sender, call, at_s)
    if status is NONE and not entry.of_none:
        assert outcome.error is not None  # there is nobody to be its party
        assert network.storage() == before
        return
    outcome.require()
    changes = [
        (each.event.from_, each.event.to) for each in outcome.events if isinstance(each.event, LoanStatusChanged)
    ]
    assert set(changes) <= EDGES
    refusal = outcome.first(LoanActRefused)
    if status not in entry.allowed:
        assert refusal is not None
        assert (refusal.act, refusal.loan_id) == (act, loan_id)
        assert state(network, loan_id).status in (status, LATE if status is ACTIVE else status)
        if status not in RUNNING:
            assert (refusal.status, network.storage()) == (status, before)
        return
    if act is LoanAct.REVOKE_MANDATE and status in (CLOSED, WRITTEN_OFF):
        return  # a mandate of nothing may be taken back
    assert refusal is None
    assert state(network, loan_id).status is entry.leads.get(status, status)


@pytest.mark.parametrize("status", PARTIES_KNOWN)
def test_draw_down__a_loan_that_was_drawn_down__is_refused(network: Network, status: LoanStatus) -> None:
    terms = network.terms(salt=b"\x07" * 32, signed_until=network.now_s + 900 * DAY_S)
    application = network.apply(terms)
    drawing = network.drawing(terms, application)
    loan_id = loan_in(network, status, salt=terms.salt, signed_until=terms.signed_until)
    assert loan_id == network.read(network.loan_book.hash_terms(terms))
    before = network.storage()
    outcome = network.run(BANGKOK_BANK, drawing)
    assert [each.event for each in outcome.events] == [
        LoanActRefused(loan_id, LoanAct.DRAW_DOWN, status, LoanRefusal.USED)
    ]
    assert network.storage() == before
