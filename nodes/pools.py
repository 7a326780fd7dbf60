"""Opens a run's pools: deployed, admitted by both central banks, filled by their providers; and what they then sell.

Trusts the scenario for how much of each currency a pool begins with.
Never lets a provider put in what was issued to it for quoting: its pool money comes beside its inventory.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chain.abi import Address
from chain.accounts import Account
from chain.clients import types
from chain.clients.events import PoolFilled
from chain.deploy import JurisdictionPlan
from chain.ledger import Outcome
from chain.pools import PoolPlan, deploy_pools
from nodes.rates import ReferenceRates
from nodes.scenario.venues import Curve, Pool, VenuesPlan, provision_minor

if TYPE_CHECKING:
    from nodes.genesis import Actors


@dataclass(frozen=True, slots=True)
class Sales:
    """What the pools sold. follow: to be told of every transaction."""

    _by_pool: dict[Address, list[PoolFilled]] = field(default_factory=lambda: defaultdict(list))

    def follow(self, outcome: Outcome) -> None:
        """Remembers the sales of a transaction."""
        for item in outcome.events:
            if isinstance(item.event, PoolFilled):
                self._by_pool[item.address].append(item.event)

    def of(self, pool: Address) -> tuple[PoolFilled, ...]:
        """The sales of the pool at an address, in order."""
        return tuple(self._by_pool.get(pool, ()))


_CURVES = {Curve.CONSTANT_PRODUCT: types.Curve.CONSTANT_PRODUCT, Curve.CONCENTRATED: types.Curve.CONCENTRATED}


def open_venues(
    venues: VenuesPlan,
    actors: Actors,
    rates: ReferenceRates,
    first_day: datetime.date,
    operator: Account,
    plans: Sequence[JurisdictionPlan],
) -> None:
    """Sets the terms of reference rates and opens the pools with their first provisions; nothing where there are none.

    Raises `ChainFault` for a pool that its contract does not accept.
    """
    network = actors.network
    if not venues.pools:
        return
    pools = [PoolPlan(pool.id, _spec(pool)) for pool in venues.pools]
    network.deployment = deploy_pools(network.ledger, network.deployment, operator, plans, pools)
    central_banks = {bank.jurisdiction.currency.code: bank for bank in actors.central_banks.values()}
    if venues.terms is not None:
        for base, quote in venues.rated_pairs:
            central_banks[quote.code].set_reference_terms(base.code, venues.terms)
    for pool in venues.pools:
        provider = actors.market_makers[pool.provider]
        amounts = provision_minor(pool, rates, first_day)
        for money, amount_minor in zip((pool.base, pool.quote), amounts, strict=True):
            central_banks[money.code].issue(provider.account, amount_minor, f"liquidity of {pool.id}")
    network.followers.append(actors.sales.follow)
    network.seal()
    for pool in venues.pools:
        provision = provision_minor(pool, rates, first_day)
        actors.market_makers[pool.provider].provide(network.deployment.pool(pool.id), *provision)
    network.seal()


def _spec(pool: Pool) -> types.PoolSpec:
    return types.PoolSpec(pool.base.code, pool.quote.code, _CURVES[pool.curve], pool.fee_bps, pool.amplification)
