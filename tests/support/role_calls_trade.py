"""Role calls of SettlementEngine, FxBoard and FxPool.

Trusts the stage for liquidity.
Never lets a payment be refused: its bank's call has to settle it.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, MAKER
from role_calls import role_call
from role_stage import OTHER_ROLES, POOL, SYSTEM_CONTRACTS, Stage
from small_network import RATE_RAY

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.types import Outcome, Role


@role_call("SettlementEngine.settle", {"bank": [BANGKOK_BANK]}, errors.SettlementNotPayersBank, answer=Outcome.SETTLED)
def settle(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.settlement(stage.network.domestic_order())


@role_call(
    "SettlementEngine.settleWithQuote",
    {"bank": [BANGKOK_BANK]},
    errors.SettlementNotPayersBank,
    answer=Outcome.SETTLED,
)
def settle_with_quote(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.settlement(stage.network.order(), stage.network.quote())


@role_call("FxBoard.fill", {"system-contract": SYSTEM_CONTRACTS}, errors.FxBoardNotSystemContract)
def fill(stage: Stage, caller: Address) -> Call[Any]:
    quote = stage.network.quote()
    return stage.network.fx_board.fill(quote, stage.network.sign_quote(quote), 1)


@role_call("FxBoard.withdraw", {"market-maker": [MAKER]}, errors.FxBoardNotMaker)
def withdraw(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.fx_board.withdraw(stage.network.quote())


@role_call("FxBoard.setReferenceTerms", {"central-bank": [BANK_OF_THAILAND]}, errors.ReferenceNotCentralBank)
def set_reference_terms(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.fx_board.set_reference_terms("HKD", "THB", 3, 60, 100)


@role_call("FxBoard.report", {"rate-publisher": [OTHER_ROLES[Role.RATE_PUBLISHER]]}, errors.ReferenceNotPublisher)
def report(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.fx_board.report("HKD", "THB", RATE_RAY, stage.network.now_s)


@role_call("FxPool.fill", {"system-contract": SYSTEM_CONTRACTS}, errors.PoolNotSystemContract)
def fill_from_pool(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.pool(POOL).fill("HKD", 1)


@role_call("FxPool.provide", {"liquidity-provider": [MAKER, CHIANGMAI_BANK]}, errors.PoolNotProvider)
def provide(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.pool(POOL).provide(1_000, 1_000, 1)


@role_call("FxPool.withdraw", {"liquidity-provider": [MAKER, CHIANGMAI_BANK]}, errors.PoolNotProvider)
def withdraw_from_pool(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.pool(POOL).withdraw(1_000, 1, 1)


@role_call("FxPool.writeDown", {"central-bank": [HKMA]}, errors.PoolNotCentralBank)
def write_down(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.pool(POOL).write_down("HKD")
