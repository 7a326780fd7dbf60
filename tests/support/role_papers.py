"""The instructions and locks of the stage on which everybody calls everything: one in each state that a call needs.

Trusts the stage for banks with central-bank money.
Never leaves one in a state that another call would need too.
"""

from __future__ import annotations

from dataclasses import dataclass

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER
from atomic_stage import SECRET, approve, instruct, lock_of, locks, open_lock, propose
from small_network import Network

from chain.clients.types import Instruction, Lock, Status

SHORTLY_S = 1


@dataclass(frozen=True, slots=True)
class Papers:
    """waiting: for Chiang Mai Bank's approval; held: all have approved, and by now it can settle; late: its last second
    is over, and Bangkok Bank's reserve is in it; lock: can be claimed; claimed_lock: was claimed while its payee was
    suspended; late_lock: its expiry is over."""

    waiting: Instruction
    held: Instruction
    late: Instruction
    lock: Lock
    claimed_lock: Lock
    late_lock: Lock


def prepare(network: Network) -> Papers:
    """Puts all of them on the chain; Bangkok Bank proposes and pays."""
    return Papers(
        _proposed(network),
        _held(network),
        _late(network),
        _opened(network),
        _claimed(network),
        _opened(network, expires_at=network.now_s + SHORTLY_S),
    )


def _proposed(network: Network) -> Instruction:
    instruction = instruct(network, [(BANGKOK_BANK, CHIANGMAI_BANK, "THB", 1_000)])
    propose(network, instruction, BANGKOK_BANK)
    return instruction


def _held(network: Network) -> Instruction:
    instruction = instruct(network, [(BANGKOK_BANK, CHIANGMAI_BANK, "THB", 2_000)])
    propose(network, instruction, BANGKOK_BANK)
    network.run(BANK_OF_THAILAND, network.money("THB").set_paused(True, "test"))
    approve(network, instruction, CHIANGMAI_BANK)
    network.run(BANK_OF_THAILAND, network.money("THB").set_paused(False, "test"))
    return instruction


def _late(network: Network) -> Instruction:
    plans = [(BANGKOK_BANK, CHIANGMAI_BANK, "THB", 3_000)]
    instruction = instruct(network, plans, reserves=True, expires_at=network.now_s + SHORTLY_S)
    propose(network, instruction, BANGKOK_BANK)
    return instruction


def _opened(network: Network, **changes: int) -> Lock:
    lock = lock_of(network, BANGKOK_BANK, CHIANGMAI_BANK, "THB", 1_000, **changes)
    open_lock(network, lock, BANGKOK_BANK)
    return lock


def _claimed(network: Network) -> Lock:
    lock = lock_of(network, BANGKOK_BANK, FARMER, "THB", 1_000)
    open_lock(network, lock, BANGKOK_BANK)
    network.set_customer(FARMER, Status.SUSPENDED)
    network.run(CHIANGMAI_BANK, locks(network).claim(lock, SECRET))
    network.set_customer(FARMER, Status.ACTIVE)
    return lock
