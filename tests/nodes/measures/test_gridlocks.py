"""A queue watched event by event: what is held does not count, what is released does, and the urgent goes first.

Trusts finance/measures for what a gridlock is.
Never looks at a chain: the events are written out.
"""

from __future__ import annotations

from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    ObligationCancelled,
    ObligationHeld,
    ObligationQueued,
    ObligationReleased,
    ObligationReprioritised,
    ObligationSettled,
    Transfer,
)
from chain.events import Event
from nodes.chain_passes import BlockSaid, Said
from nodes.measures.gridlocks import QueueWatch

A, B = "0x" + "aa" * 20, "0x" + "bb" * 20


def queued(uetr: str, payer: str, payee: str, amount_minor: int) -> ObligationQueued:
    return ObligationQueued(uetr, payer, payee, "SGD", amount_minor, 0, 0, 0, ZERO_ADDRESS)


def states(*blocks: tuple[Event, ...]) -> list[bool]:
    """Whether the queue is gridlocked after each block, in which bank A has 1."""
    watch = QueueWatch(frozenset({"there", "back", "small"}))
    said = [(Transfer(ZERO_ADDRESS, A, 1),), *blocks]
    numbered = [
        BlockSaid(number, number, 1, 0, tuple(Said(0, A, event) for event in events))
        for number, events in enumerate(said)
    ]
    return [is_locked for _, is_locked in watch.states(numbered)][1:]


THERE, BACK, SMALL = queued("there", A, B, 6), queued("back", B, A, 5), queued("small", A, B, 1)


def test_states__second_of_a_pair_arrives_and_both_settle__are_locked_between() -> None:
    settled = ObligationSettled("there", 1), ObligationSettled("back", 1), Transfer(A, B, 1)
    assert states((THERE,), (BACK,), settled) == [False, True, False]


def test_states__one_is_held_and_released__are_unlocked_between() -> None:
    held, released = (ObligationHeld("back"),), (ObligationReleased("back"),)
    assert states((THERE, BACK), held, released) == [True, False, True]
    assert states((THERE, BACK), held, (ObligationCancelled("back"),)) == [True, False, False]


def test_states__released_one__is_back_in_its_place_and_not_the_last() -> None:
    waits = (THERE, SMALL, BACK)
    assert states(waits, (ObligationHeld("there"),), (ObligationReleased("there"),)) == [True, False, True]


def test_states__small_one_becomes_urgent__are_unlocked_as_it_can_pay() -> None:
    assert states((THERE, SMALL, BACK), (ObligationReprioritised("small", 1),)) == [True, False]


def test_states__money_spent_elsewhere__are_a_deadlock() -> None:
    assert states((THERE, BACK), (Transfer(A, B, 1),)) == [True, False]
    assert states((THERE, BACK), (Transfer(A, ZERO_ADDRESS, 1),)) == [True, False]


def test_states__obligation_of_a_case__does_not_count() -> None:
    assert states((queued("case", A, B, 6), BACK)) == [False]
