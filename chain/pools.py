"""Puts pools of two currencies on a chain, after the network itself: one contract a pair, curve and fee.

Trusts the central banks' keys to admit each pool for their own currency.
Never gives a pool anything: whoever provides liquidity does that with its own key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chain.accounts import Account
from chain.clients.fx_pool import FxPool
from chain.clients.types import PoolSpec, Role
from chain.deploy import JurisdictionPlan, create, seal_all
from chain.deployment import Deployment
from chain.ledger import Ledger


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A pool to create. id: for people, in the file of the deployment too; spec: its currencies, curve and fee."""

    id: str
    spec: PoolSpec


def deploy_pools(
    ledger: Ledger,
    deployment: Deployment,
    operator: Account,
    jurisdictions: Sequence[JurisdictionPlan],
    pools: Sequence[PoolPlan],
) -> Deployment:
    """Creates pools of moneys that are listed already, and has the central banks of both currencies admit each.

    Raises `ChainFault` for a pool that its contract does not accept.
    """
    central_banks = {plan.currency: plan.central_bank for plan in jurisdictions}
    registry, board = deployment.registry, deployment.fx_board
    creations = [FxPool.creation(registry.address, board.address, plan.spec) for plan in pools]
    addresses = create(ledger, operator, creations)
    for plan, address in zip(pools, addresses, strict=True):
        for currency in (plan.spec.base, plan.spec.quote):
            ledger.submit(central_banks[currency], registry.admit(address, Role.SYSTEM_CONTRACT, "", "", ""))
    seal_all(ledger)
    created = {plan.id: address for plan, address in zip(pools, addresses, strict=True)}
    return replace(deployment, pools=deployment.pools | created)
