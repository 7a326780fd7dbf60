"""Pools after the network: created, admitted by both central banks, and kept in the file of the deployment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from actors import HONG_KONG, OPERATOR, THAILAND
from small_network import Network

from chain.clients.types import Curve, PoolSpec, Role
from chain.deployment import Deployment
from chain.errors import ChainFault
from chain.pools import PoolPlan, deploy_pools

SPEC = PoolSpec("HKD", "THB", Curve.CONCENTRATED, 30, 100)
PLANS = [PoolPlan("flat", SPEC), PoolPlan("plain", replace(SPEC, curve=Curve.CONSTANT_PRODUCT, amplification=0))]


def deployed_pools(network: Network, *plans: PoolPlan) -> Deployment:
    """The network's deployment with pools."""
    return deploy_pools(network.ledger, network.deployment, OPERATOR, [HONG_KONG, THAILAND], plans)


def test_deploy_pools__two_of_one_pair__are_admitted_by_both_central_banks(network: Network) -> None:
    deployment = deployed_pools(network, *PLANS)
    for plan in PLANS:
        pool = deployment.pool(plan.id)
        assert network.read(pool.spec()) == plan.spec
        for currency in ("HKD", "THB"):
            assert network.read(network.registry.is_active_for(pool.address, currency, Role.SYSTEM_CONTRACT))
    assert {deployment.contract_names[deployment.pools[plan.id]] for plan in PLANS} == {"FxPool.flat", "FxPool.plain"}
    assert set(deployment.pools.values()) <= deployment.addresses


def test_deploy_pools__once_more__keeps_those_that_are_there(network: Network) -> None:
    network.deployment = first = deployed_pools(network, PLANS[0])
    second = deployed_pools(network, PLANS[1])
    assert second.pools == first.pools | {"plain": second.pools["plain"]}


def test_deployment__with_a_pool__is_read_back_as_written(network: Network, tmp_path: Path) -> None:
    deployment = deployed_pools(network, PLANS[0])
    path = tmp_path / "deployment.json"
    path.write_text(deployment.as_json(), encoding="utf-8")
    assert Deployment.load(path) == deployment


def test_deploy_pools__spec_that_the_contract_refuses__is_a_fault_that_names_it(network: Network) -> None:
    with pytest.raises(ChainFault, match=r"creation of FxPool: PoolSpecInvalid\(base='HKD', quote='THB'"):
        deployed_pools(network, PoolPlan("dear", replace(SPEC, fee_bps=1_001)))


def test_deploy_pools__after_it__a_pool_has_nothing_and_the_operator_no_role(network: Network) -> None:
    deployment = deployed_pools(network, PLANS[0])
    assert network.read(network.registry.participant_of(OPERATOR.address)).home == ""
    assert network.read(deployment.pool("flat").total_shares()) == 0
    assert network.read(deployment.pool("flat").reserves()) == (0, 0)
