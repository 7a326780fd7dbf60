"""How a bank finds the venues that exchange two currencies for a payment: makers' quotes, a vehicle currency, pools.

Trusts the makers' signatures and what a pool names as its price in the next block.
Never decides whether a payment may go through: preflight and the contracts do.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chain.clients.types import FirmQuote, RefusalCode
from finance.fx import cost_minor_up
from finance.money import Currency, currency
from nodes.market_maker import MarketMaker, Offer
from nodes.network import Network
from nodes.scenario.venues import Pool, VenuePlan

QUOTE, VEHICLE = "quote", "vehicle"
"""What a route through one maker's quote, and through two and a third currency, is called; one through a pool has the
pool's id."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way from the payer's currency to the payee's. via: what it is called; quotes, signatures: its hops in the order
    of the payer's money, none within one currency; cost_minor: what the payer gives, `None`: no price is named."""

    via: str
    quotes: tuple[FirmQuote, ...]
    signatures: tuple[bytes, ...]
    cost_minor: int | None

    @classmethod
    def by_quotes(cls, via: str, offers: Sequence[Offer], amount_minor: int) -> Route:
        """Through firm quotes, for `amount_minor` at their end; each hop's cost is rounded up as on the chain."""
        cost_minor = amount_minor
        for quote, _ in reversed(offers):
            cost_minor = cost_minor_up(cost_minor, quote.rate_ray)
        return cls(via, tuple(quote for quote, _ in offers), tuple(signature for _, signature in offers), cost_minor)

    @property
    def is_one_quote(self) -> bool:
        """Whether it is one maker's firm quote."""
        return self.via == QUOTE

    @property
    def venues(self) -> frozenset[str]:
        """The addresses of its makers and pools."""
        return frozenset(quote.maker for quote in self.quotes)


HOME = Route("", (), (), None)
"""The route of a payment that stays in its currency."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a route is for. sell: the payee's currency; buy: the payer's; amount_minor: in the payee's; day: whose rates
    the makers go by."""

    sell: Currency
    buy: Currency
    amount_minor: int
    day: datetime.date


@dataclass(frozen=True, slots=True, eq=False)
class Router:
    """Where banks ask. makers; plan: which kinds of venues; pools: by id, all of the run."""

    network: Network
    makers: Sequence[MarketMaker]
    plan: VenuePlan
    pools: Mapping[str, Pool]

    def with_desk(self, desk: MarketMaker | None) -> Router:
        """The same for the bank of a desk, which is asked before all others; without one, this router."""
        return self if desk is None else replace(self, makers=(desk, *self.makers))

    def routes(self, need: Need) -> list[Route]:
        """Every route there is now, the cheapest first and those without a price last; ties in the order in which
        makers and pools stand in the scenario, makers before makers with a vehicle currency before pools."""
        found = [*self._direct(need), *self._through_vehicle(need), *self._pooled(need)]
        return sorted(found, key=lambda route: (route.cost_minor is None, route.cost_minor or 0))

    def _direct(self, need: Need) -> Iterator[Route]:
        is_vehicle_itself = self.plan.route == VEHICLE and self.plan.vehicle in (need.sell.code, need.buy.code)
        if self.plan.asks_makers or is_vehicle_itself:
            for offer in self._offers(need):
                yield Route.by_quotes(QUOTE, [offer], need.amount_minor)

    def _through_vehicle(self, need: Need) -> Iterator[Route]:
        if self.plan.vehicle is None or self.plan.vehicle in (need.sell.code, need.buy.code):
            return
        vehicle = currency(self.plan.vehicle)
        # From the payee's end back: what the last hop costs is what the first has to sell.
        for last in self._offers(Need(need.sell, vehicle, need.amount_minor, need.day)):
            vehicle_minor = cost_minor_up(need.amount_minor, last[0].rate_ray)
            for first in self._offers(Need(vehicle, need.buy, vehicle_minor, need.day)):
                yield Route.by_quotes(VEHICLE, [first, last], need.amount_minor)

    def _pooled(self, need: Need) -> Iterator[Route]:
        for name in self.plan.pools:
            pool = self.pools[name]
            if {pool.base, pool.quote} == {need.sell, need.buy}:
                contract = self.network.deployment.pool(name)
                code, cost_minor = self.network.read(contract.offer(need.sell.code, need.amount_minor))
                hop = FirmQuote(contract.address, need.sell.code, need.buy.code, 0, 0, 0, 0)
                yield Route(name, (hop,), (b"",), cost_minor if code == RefusalCode.NONE else None)

    def _offers(self, need: Need) -> list[Offer]:
        """What the makers quote, the lowest rate first."""
        quotes = (maker.quote(need.sell, need.buy, need.amount_minor, need.day) for maker in self.makers)
        return sorted((quote for quote in quotes if quote is not None), key=lambda offer: offer[0].rate_ray)
