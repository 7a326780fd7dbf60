"""Invariants of instructions and locks: all legs or none, one end, and the other ledger's secret pays once.

Trusts nothing of the contracts but their addresses: what ought to happen is worked out here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from actors import BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK, MAKER, STRANGER
from atomic_stage import (
    SECRET,
    LegPlan,
    approval,
    approve,
    atomic,
    instruct,
    lock_of,
    locks,
    open_lock,
    propose,
    pvp,
    set_up,
    signed,
    state_of,
)
from invariant_tools import moved
from small_network import Network

from chain.accounts import Account
from chain.clients.types import Instruction, InstructionState, Lock

Act = Callable[[], object]
PARTIES = (BANGKOK_BANK, HONGKONG_BANK)


def instruction_ends_once(network: Network) -> list[str]:
    """W: an instruction settles with all its legs, is cancelled or expires, once and with nothing moved."""
    set_up(network)
    return [
        *_ends(network, reserves=False),
        *_ends(network, reserves=True),
        *_all_or_none(network),
        *_not_without_everybody(network),
    ]


def lock_pays_once(network: Network) -> list[str]:
    """X: a lock is claimed with its secret before the expiry or paid back from then on, and never both."""
    set_up(network)
    return [*_claims(network), *_only_the_secret(network)]


def _ends(network: Network, reserves: bool) -> list[str]:
    """Each end, and after it every other one."""
    found = []
    for state in (InstructionState.SETTLED, InstructionState.CANCELLED, InstructionState.EXPIRED):
        # Somebody else's reserve is there to be taken.
        others = instruct(network, [(MAKER, CHIANGMAI_BANK, "THB", 4_600_000)], reserves=True)
        propose(network, others, MAKER)
        before = network.balances()
        instruction = pvp(network, reserves=reserves)
        propose(network, instruction, BANGKOK_BANK)
        _end(network, instruction, state)
        _try_every_end(network, instruction)
        if state_of(network, instruction) != state:
            found.append(f"{state.name} became {state_of(network, instruction).name}")
        expected = _legs_of(instruction) if state is InstructionState.SETTLED else {}
        changes = moved(before, network.balances())
        if changes != expected:
            found.append(f"{state.name}, reserves {reserves}: moved {changes}")
    return found


def _end(network: Network, instruction: Instruction, state: InstructionState) -> None:
    client = atomic(network)
    if state is InstructionState.SETTLED:
        approve(network, instruction, HONGKONG_BANK)
    elif state is InstructionState.CANCELLED:
        network.run(BANGKOK_BANK, client.cancel(instruction))
    else:
        network.run(STRANGER, client.expire(instruction), at_s=instruction.expires_at + 1)


def _try_every_end(network: Network, instruction: Instruction) -> None:
    """Whatever these come to, they have to change nothing any more; the clock goes on to the expiry."""
    client = atomic(network)
    everybody = signed(network, instruction, *PARTIES)
    own = approval(instruction, BANGKOK_BANK).party
    for sender, call in (
        (STRANGER, client.approve(instruction, everybody)),
        (STRANGER, client.execute(instruction)),
        (STRANGER, client.settle(instruction, everybody)),
        (BANGKOK_BANK, client.propose(instruction, everybody[0])),
        (BANGKOK_BANK, client.cancel(instruction)),
        (STRANGER, client.reclaim(instruction, own)),
    ):
        network.attempt(sender, call)
    late_s = max(network.now_s, instruction.expires_at + 1)
    network.attempt(STRANGER, client.expire(instruction), late_s)
    for party in range(len(instruction.parties)):
        network.attempt(STRANGER, client.reclaim(instruction, party))


def _all_or_none(network: Network) -> list[str]:
    """A leg that can't move, in each place of three: of more than there is, and of a money that nobody issues."""
    found = []
    payer, payee = CHIANGMAI_BANK, BANGKOK_BANK
    impossible: list[LegPlan] = [(payer, payee, "THB", 10**11), (payer, payee, "XXX", 1)]
    for plan, place in itertools.product(impossible, range(3)):
        plans: list[LegPlan] = [(BANGKOK_BANK, HONGKONG_BANK, "THB", 5), (HONGKONG_BANK, BANGKOK_BANK, "HKD", 6)]
        plans.insert(place, plan)
        parties = (BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK)
        found += _moves_nothing(network, plans, parties)
    return found


def _moves_nothing(network: Network, plans: Sequence[LegPlan], parties: Sequence[Account]) -> list[str]:
    before = network.balances()
    at_once, in_steps = instruct(network, plans), instruct(network, plans)
    network.run(STRANGER, atomic(network).settle(at_once, signed(network, at_once, *parties)))
    propose(network, in_steps, parties[0])
    for party in parties[1:]:
        approve(network, in_steps, party)
    changes = moved(before, network.balances())
    return [f"legs of an instruction that can't settle moved: {changes}"] if changes else []


def _not_without_everybody(network: Network) -> list[str]:
    before = network.balances()
    instruction = pvp(network)
    propose(network, instruction, BANGKOK_BANK)
    network.attempt(STRANGER, atomic(network).execute(instruction))
    network.attempt(STRANGER, atomic(network).settle(pvp(network), signed(network, instruction, BANGKOK_BANK)))
    changes = moved(before, network.balances())
    return [f"settled without everybody's approval: {changes}"] if changes else []


def _legs_of(instruction: Instruction) -> dict[tuple[str, str], int]:
    changes: dict[tuple[str, str], int] = {}
    for leg in instruction.legs:
        for party, sign in ((leg.payer, -1), (leg.payee, 1)):
            key = (leg.currency, instruction.parties[party])
            changes[key] = changes.get(key, 0) + sign * leg.amount_minor
    return changes


def _claims(network: Network) -> list[str]:
    """Each order of claim and refund around the expiry."""
    found = []
    for claimed_at, is_paid in ((-1, True), (0, False), (1, False)):
        open_lock(network, lock_of(network, MAKER, HONGKONG_BANK, "THB", 10_000), MAKER)  # to be taken
        before = network.balances()
        lock = lock_of(network, BANGKOK_BANK, HONGKONG_BANK, "THB", 1_000)
        open_lock(network, lock, BANGKOK_BANK)
        network.attempt(STRANGER, locks(network).refund(lock))
        network.attempt(STRANGER, locks(network).claim(lock, SECRET), at_s=lock.expires_at + claimed_at)
        _try_again(network, lock)
        paid = {("THB", BANGKOK_BANK.address): -1_000, ("THB", HONGKONG_BANK.address): 1_000}
        changes = moved(before, network.balances())
        if changes != (paid if is_paid else {}):
            found.append(f"claimed {claimed_at} s after the expiry: moved {changes}")
    return found


def _try_again(network: Network, lock: Lock) -> None:
    client = locks(network)
    for _ in range(2):
        for call in (client.refund(lock), client.claim(lock, SECRET), client.deliver(lock)):
            network.attempt(STRANGER, call, at_s=max(network.now_s, lock.expires_at))


def _only_the_secret(network: Network) -> list[str]:
    lock = lock_of(network, BANGKOK_BANK, HONGKONG_BANK, "THB", 1_000)
    open_lock(network, lock, BANGKOK_BANK)
    before = network.balances()
    for secret in (b"", bytes(32), SECRET[:31], SECRET + b"\0", lock.secret_hash):
        network.attempt(HONGKONG_BANK, locks(network).claim(lock, secret))
    changes = moved(before, network.balances())
    return [f"paid without the secret: {changes}"] if changes else []
