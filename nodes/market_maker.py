"""A market maker: quotes between the currencies of its inventory, and delivers what it quoted.

Trusts the reference rate of the day for its mid price.
Never quotes more than it holds, and never gets anything but by a trade: what it sold comes back when somebody sells it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count

from chain.clients.fx_pool import FxPool
from chain.clients.types import FirmQuote
from finance.fx import cost_minor_up, with_spread_up
from finance.inventory import lean, skew_bps
from finance.money import Currency
from nodes.participant import Participant
from nodes.rates import ReferenceRates
from nodes.scenario.world import MarketMaker as MakerPlan

Offer = tuple[FirmQuote, bytes]
"""A firm quote with its maker's signature."""

_NO_SKEW = Fraction(0)


@dataclass(frozen=True, slots=True, eq=False)
class MarketMaker(Participant):
    """A dealer with central-bank money in two currencies or more. plan: from the scenario; rates: of each day."""

    plan: MakerPlan
    rates: ReferenceRates
    _nonces: count[int] = field(default_factory=count)
    _open: list[FirmQuote] = field(default_factory=list)

    def quote(self, sell: Currency, buy: Currency, sell_minor: int, day: datetime.date) -> Offer | None:
        """A signed firm quote for `sell_minor` of `sell` against `buy`; None when it cannot or its limits forbid it."""
        if not self.deals(sell, buy) or sell_minor > self._quotable_minor(sell):
            return None
        quote = self.draft(sell, buy, sell_minor, day)
        most_minor = self.plan.most_minor.get(buy.code)
        if most_minor is not None and self.holding_minor(buy) + cost_minor_up(sell_minor, quote.rate_ray) > most_minor:
            return None
        return quote, self.sign(quote)

    def deals(self, sell: Currency, buy: Currency) -> bool:
        """Whether it makes a market between the two."""
        return {sell.code, buy.code} <= self.plan.inventory_minor.keys()

    def draft(self, sell: Currency, buy: Currency, sell_minor: int, day: datetime.date) -> FirmQuote:
        """A quote that it has not signed yet, whatever it holds."""
        mid_ray = self.rates.mid_ray(sell, buy, day)
        return FirmQuote(
            maker=self.address,
            sell_currency=sell.code,
            buy_currency=buy.code,
            rate_ray=with_spread_up(mid_ray, self.plan.spread_bps, self.skew_bps(sell, buy)),
            sell_minor_max=sell_minor,
            expires_at=self.network.now_s + self.plan.quote_validity_s,
            nonce=next(self._nonces),
        )

    def skew_bps(self, sell: Currency, buy: Currency) -> Fraction:
        """What its inventory adds to a price, in basis points: less than nothing for what it has too much of."""
        if not self.plan.skew_bps_max:
            return _NO_SKEW
        return skew_bps(self._lean(sell), self._lean(buy), self.plan.skew_bps_max)

    def sign(self, quote: FirmQuote) -> bytes:
        """Makes a quote firm, and promises what it is for."""
        if self.plan.reserves_open_quotes:
            self._open.append(quote)
        return self.account.sign_struct(quote, self.network.ledger.domain(self.network.deployment.fx_board))

    def withdraw(self, quote: FirmQuote) -> None:
        """Takes back what is left of a quote."""
        self.network.send(self.account, self.network.deployment.fx_board.withdraw(quote))

    def provide(self, pool: FxPool, base_minor: int, quote_minor: int) -> None:
        """Puts money of its own into a pool that has none yet."""
        self.network.send(self.account, pool.provide(base_minor, quote_minor, 1))

    def holding_minor(self, currency: Currency) -> int:
        """Its central-bank money in `currency`."""
        return self.network.read(self.network.deployment.money(currency.code).balance_of(self.address))

    def free_minor(self, currency: Currency) -> int:
        """What it can still promise of `currency`: what it holds less, where it reserves that, what it has promised."""
        return max(self.holding_minor(currency) - self.promised_minor(currency), 0)

    def _quotable_minor(self, currency: Currency) -> int:
        """The most that it quotes of `currency` now."""
        above_minor = self.free_minor(currency) - self.plan.least_minor.get(currency.code, 0)
        return min(above_minor, self.plan.quote_minor_max.get(currency.code, above_minor))

    def promised_minor(self, currency: Currency) -> int:
        """What its quotes promise that can still be taken; those that can't are forgotten."""
        now_s = self.network.now_s
        self._open[:] = [quote for quote in self._open if quote.expires_at >= now_s and self._unfilled_minor(quote) > 0]
        return sum(self._unfilled_minor(quote) for quote in self._open if quote.sell_currency == currency.code)

    def _unfilled_minor(self, quote: FirmQuote) -> int:
        """What is left of a quote; less than nothing of one that was withdrawn."""
        board = self.network.deployment.fx_board
        return quote.sell_minor_max - self.network.read(board.filled_minor(self.network.read(board.hash_quote(quote))))

    def _lean(self, currency: Currency) -> Fraction:
        return lean(self.free_minor(currency), self.plan.inventory_minor[currency.code])
