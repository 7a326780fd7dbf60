"""Role calls of the LiquidityQueue.

Trusts the stage for obligations that wait, one for each act, and for an open cycle.
Never lets a batch or an obligation be refused for want of money.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, KEEPER, MAKER
from role_calls import EVERYBODY, role_call
from role_stage import (
    HELD,
    HELD_BY_MAKER,
    NEW_BANK,
    OVER,
    QUEUED,
    QUEUED_BY_MAKER,
    SYSTEM_CONTRACTS,
    Stage,
)

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.types import QueueMode, QueueOutcome

MEMBERS = {"bank": [BANGKOK_BANK, CHIANGMAI_BANK, NEW_BANK], "market-maker": [MAKER]}
PAYERS = {"bank": [BANGKOK_BANK], "market-maker": [MAKER]}
UETR = "ffffffff-ffff-4fff-8fff-ffffffffffff"


def queue_of(stage: Stage) -> LiquidityQueue:
    """Client of the queue."""
    return stage.network.deployment.liquidity_queue


def other(caller: Address) -> Address:
    """A member that is not the caller."""
    return BANGKOK_BANK.address if caller == CHIANGMAI_BANK.address else CHIANGMAI_BANK.address


def own(caller: Address, uetr: str = QUEUED, makers: str = QUEUED_BY_MAKER) -> str:
    """The market maker's obligation for itself, Bangkok Bank's for everybody else."""
    return makers if caller == MAKER.address else uetr


@role_call("LiquidityQueue.queue", MEMBERS, errors.QueueNotMember, answer=QueueOutcome.QUEUED, names_caller=True)
def queue(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).queue(UETR, other(caller), "THB", 1, 0, stage.expiry_s)


@role_call(
    "LiquidityQueue.queueFor",
    {"system-contract": SYSTEM_CONTRACTS},
    errors.QueueNotSystemContract,
    answer=QueueOutcome.QUEUED,
)
def queue_for(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).queue_for(BANGKOK_BANK.address, UETR, CHIANGMAI_BANK.address, "THB", 1, 0, stage.expiry_s)


@role_call("LiquidityQueue.hold", PAYERS, errors.QueueNotPayer, names_caller=True)
def hold(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).hold(own(caller))


@role_call("LiquidityQueue.release", PAYERS, errors.QueueNotPayer, names_caller=True)
def release(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).release(own(caller, HELD, HELD_BY_MAKER))


@role_call("LiquidityQueue.reprioritise", PAYERS, errors.QueueNotPayer, names_caller=True)
def reprioritise(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).reprioritise(own(caller), 9)


# What a system contract queued is not among what waits here; test_queue has it.
@role_call("LiquidityQueue.cancel", PAYERS | {"system-contract": []}, errors.QueueNotSource, names_caller=True)
def cancel(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).cancel(own(caller))


@role_call("LiquidityQueue.expire", {"anyone": EVERYBODY})
def expire(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).expire(OVER)


@role_call("LiquidityQueue.setBilateralLimit", MEMBERS, errors.QueueNotMember, names_caller=True)
def set_bilateral_limit(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).set_bilateral_limit("THB", other(caller), 1)


@role_call("LiquidityQueue.setMultilateralLimit", MEMBERS, errors.QueueNotMember)
def set_multilateral_limit(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).set_multilateral_limit("THB", 1)


@role_call(
    "LiquidityQueue.settle",
    PAYERS | {"central-bank": [BANK_OF_THAILAND]},
    errors.QueueNotPayer,
    answer=True,
    names_caller=True,
)
def settle(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).settle(own(caller))


@role_call(
    "LiquidityQueue.settleBatch",
    MEMBERS | {"keeper": [KEEPER], "central-bank": [BANK_OF_THAILAND]},
    errors.QueueNotSettler,
    answer=True,
)
def settle_batch(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).settle_batch("THB", sorted([QUEUED, QUEUED_BY_MAKER]))


@role_call("LiquidityQueue.setMode", {"central-bank": [BANK_OF_THAILAND]}, errors.QueueNotCentralBank)
def set_mode(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).set_mode("THB", QueueMode.GROSS)


@role_call(
    "LiquidityQueue.closeCycle",
    {"keeper": [KEEPER], "central-bank": [BANK_OF_THAILAND]},
    errors.QueueNotSettler,
    answer=True,
)
def close_cycle(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).close_cycle("THB")


@role_call("LiquidityQueue.abandonCycle", {"central-bank": [BANK_OF_THAILAND]}, errors.QueueNotCentralBank)
def abandon_cycle(stage: Stage, caller: Address) -> Call[Any]:
    return queue_of(stage).abandon_cycle("THB")
