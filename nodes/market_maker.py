"""A market maker: quotes between the currencies of its inventory, and delivers what it quoted.

Trusts the reference rate of the day for its mid price.
Never quotes more than it holds, and never below its spread.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import count

from chain.accounts import Account
from chain.clients.types import FirmQuote
from finance.fx import rate_ray_half_even, with_spread_up
from finance.money import Currency
from nodes.network import Network
from nodes.rates import ReferenceRates
from nodes.scenario.world import MarketMaker as MakerPlan


@dataclass(frozen=True, slots=True, eq=False)
class MarketMaker:
    """A dealer with central-bank money in two currencies or more."""

    plan: MakerPlan
    account: Account
    network: Network
    rates: ReferenceRates
    _nonces: count[int] = field(default_factory=count)

    def quote(
        self, sell: Currency, buy: Currency, sell_minor: int, day: datetime.date
    ) -> tuple[FirmQuote, bytes] | None:
        """A signed firm quote for `sell_minor` of `sell` against `buy`, or None when it cannot deliver it."""
        if not {sell.code, buy.code} <= self.plan.inventory_minor.keys() or self.holding_minor(sell) < sell_minor:
            return None
        mid = self.rates.per_unit(sell.code, buy.code, day)
        mid_ray = rate_ray_half_even(mid, buy_exponent=buy.exponent, sell_exponent=sell.exponent)
        quote = FirmQuote(
            maker=self.account.address,
            sell_currency=sell.code,
            buy_currency=buy.code,
            rate_ray=with_spread_up(mid_ray, self.plan.spread_bps),
            sell_minor_max=sell_minor,
            expires_at=self.network.now_s + self.plan.quote_validity_s,
            nonce=next(self._nonces),
        )
        network = self.network
        return quote, self.account.sign_struct(quote, network.ledger.domain(network.deployment.fx_board))

    def holding_minor(self, currency: Currency) -> int:
        """Its central-bank money in `currency`."""
        return self.network.read(self.network.deployment.money(currency.code).balance_of(self.account.address))
