"""A market maker: quotes between the currencies of its inventory, and delivers what it quoted.

Trusts the reference rate of the day for its mid price.
Never quotes more than it holds, and never below its spread.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import count

from chain.clients.types import FirmQuote
from finance.fx import rate_ray_half_even, with_spread_up
from finance.money import Currency
from nodes.participant import Participant
from nodes.rates import ReferenceRates
from nodes.scenario.world import MarketMaker as MakerPlan

Offer = tuple[FirmQuote, bytes]
"""A firm quote with its maker's signature."""


@dataclass(frozen=True, slots=True, eq=False)
class MarketMaker(Participant):
    """A dealer with central-bank money in two currencies or more. plan: from the scenario; rates: of each day."""

    plan: MakerPlan
    rates: ReferenceRates
    _nonces: count[int] = field(default_factory=count)

    def quote(self, sell: Currency, buy: Currency, sell_minor: int, day: datetime.date) -> Offer | None:
        """A signed firm quote for `sell_minor` of `sell` against `buy`, or None when it cannot deliver it."""
        if not self.deals(sell, buy) or self.holding_minor(sell) < sell_minor:
            return None
        quote = self.draft(sell, buy, sell_minor, day)
        return quote, self.sign(quote)

    def deals(self, sell: Currency, buy: Currency) -> bool:
        """Whether it makes a market between the two."""
        return {sell.code, buy.code} <= self.plan.inventory_minor.keys()

    def draft(self, sell: Currency, buy: Currency, sell_minor: int, day: datetime.date) -> FirmQuote:
        """A quote that it has not signed yet, whatever it holds."""
        mid = self.rates.per_unit(sell.code, buy.code, day)
        mid_ray = rate_ray_half_even(mid, buy_exponent=buy.exponent, sell_exponent=sell.exponent)
        return FirmQuote(
            maker=self.address,
            sell_currency=sell.code,
            buy_currency=buy.code,
            rate_ray=with_spread_up(mid_ray, self.plan.spread_bps),
            sell_minor_max=sell_minor,
            expires_at=self.network.now_s + self.plan.quote_validity_s,
            nonce=next(self._nonces),
        )

    def sign(self, quote: FirmQuote) -> bytes:
        """Makes a quote firm."""
        return self.account.sign_struct(quote, self.network.ledger.domain(self.network.deployment.fx_board))

    def withdraw(self, quote: FirmQuote) -> None:
        """Takes back what is left of a quote."""
        self.network.send(self.account, self.network.deployment.fx_board.withdraw(quote))

    def holding_minor(self, currency: Currency) -> int:
        """Its central-bank money in `currency`."""
        return self.network.read(self.network.deployment.money(currency.code).balance_of(self.address))
