"""Role calls of AtomicSettlement and HashTimeLock.

Trusts the stage for instructions and locks in every state.
Never signs for whom the call is made by: the consent that a call needs is another's.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, CHIANGMAI_BANK
from atomic_stage import SECRET, approval, atomic, instruct, lock_of, locks, sign, signed
from role_calls import EVERYBODY, role_call
from role_stage import Stage
from small_network import Network

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.types import Instruction, InstructionOutcome, LockOutcome


def fresh(network: Network) -> Instruction:
    """An instruction that nobody has seen yet."""
    return instruct(network, [(BANGKOK_BANK, CHIANGMAI_BANK, "THB", 5)])


@role_call("AtomicSettlement.settle", {"anyone": EVERYBODY}, answer=InstructionOutcome.SETTLED)
def settle(stage: Stage, caller: Address) -> Call[Any]:
    instruction = fresh(stage.network)
    approvals = signed(stage.network, instruction, BANGKOK_BANK, CHIANGMAI_BANK)
    return atomic(stage.network).settle(instruction, approvals)


@role_call("AtomicSettlement.propose", {"anyone": EVERYBODY}, answer=InstructionOutcome.OPEN)
def propose(stage: Stage, caller: Address) -> Call[Any]:
    instruction = fresh(stage.network)
    (first,) = signed(stage.network, instruction, BANGKOK_BANK)
    return atomic(stage.network).propose(instruction, first)


@role_call("AtomicSettlement.approve", {"anyone": EVERYBODY}, answer=InstructionOutcome.SETTLED)
def approve(stage: Stage, caller: Address) -> Call[Any]:
    instruction = stage.papers.waiting
    return atomic(stage.network).approve(instruction, signed(stage.network, instruction, CHIANGMAI_BANK))


@role_call("AtomicSettlement.withdrawApproval", {"party": [BANGKOK_BANK]}, errors.AtomicNotParty)
def withdraw_approval(stage: Stage, caller: Address) -> Call[Any]:
    instruction = stage.papers.waiting
    party = approval(instruction, BANGKOK_BANK).party
    return atomic(stage.network).withdraw_approval(instruction, party)


@role_call("AtomicSettlement.execute", {"anyone": EVERYBODY}, answer=InstructionOutcome.SETTLED)
def execute(stage: Stage, caller: Address) -> Call[Any]:
    return atomic(stage.network).execute(stage.papers.held)


@role_call("AtomicSettlement.cancel", {"party": [BANGKOK_BANK]}, errors.AtomicNotProposer)
def cancel(stage: Stage, caller: Address) -> Call[Any]:
    return atomic(stage.network).cancel(stage.papers.waiting)


@role_call("AtomicSettlement.expire", {"anyone": EVERYBODY})
def expire(stage: Stage, caller: Address) -> Call[Any]:
    return atomic(stage.network).expire(stage.papers.late)


@role_call("AtomicSettlement.reclaim", {"anyone": EVERYBODY})
def reclaim(stage: Stage, caller: Address) -> Call[Any]:
    instruction = stage.papers.late
    return atomic(stage.network).reclaim(instruction, approval(instruction, BANGKOK_BANK).party)


@role_call("AtomicSettlement.preflight", {"anyone": EVERYBODY})
def preflight(stage: Stage, caller: Address) -> Call[Any]:
    return atomic(stage.network).preflight(stage.papers.waiting)


@role_call("AtomicSettlement.perform", {"itself": ["AtomicSettlement"]}, errors.AtomicNotItself)
def perform(stage: Stage, caller: Address) -> Call[Any]:
    return atomic(stage.network).perform(stage.papers.waiting)


@role_call("HashTimeLock.open", {"anyone": EVERYBODY}, answer=LockOutcome.OPENED)
def open_lock(stage: Stage, caller: Address) -> Call[Any]:
    lock = lock_of(stage.network, BANGKOK_BANK, CHIANGMAI_BANK, "THB", 5)
    return locks(stage.network).open(lock, sign(stage.network, lock, BANGKOK_BANK), b"")


@role_call("HashTimeLock.claim", {"anyone": EVERYBODY}, answer=LockOutcome.DELIVERED)
def claim(stage: Stage, caller: Address) -> Call[Any]:
    return locks(stage.network).claim(stage.papers.lock, SECRET)


@role_call("HashTimeLock.deliver", {"anyone": EVERYBODY}, answer=LockOutcome.DELIVERED)
def deliver(stage: Stage, caller: Address) -> Call[Any]:
    return locks(stage.network).deliver(stage.papers.claimed_lock)


@role_call("HashTimeLock.refund", {"anyone": EVERYBODY}, answer=LockOutcome.REFUNDED)
def refund(stage: Stage, caller: Address) -> Call[Any]:
    return locks(stage.network).refund(stage.papers.late_lock)


@role_call("HashTimeLock.preflight", {"anyone": EVERYBODY})
def preflight_lock(stage: Stage, caller: Address) -> Call[Any]:
    return locks(stage.network).preflight(stage.papers.lock)


@role_call("HashTimeLock.perform", {"itself": ["HashTimeLock"]}, errors.HashTimeLockNotItself)
def perform_lock(stage: Stage, caller: Address) -> Call[Any]:
    return locks(stage.network).perform(stage.papers.lock)
