"""What a run says of each pool: what it sold, what that left to its provider, and how deep it was and is.

Trusts `finance.curves` for depth, and the chain for what is booked in the end.
Never counts a fee twice: it stays in the reserves, so that it is in the provider's result already.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from chain.clients.events import PoolFilled
from finance.curves import pool as curves
from finance.curves.depth import depth_minor
from finance.fx import RAY
from finance.money import Currency, currency
from finance.rounding import div_half_even
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.venues import Pool, provision_minor

if TYPE_CHECKING:
    import datetime

    from nodes.simulation import Simulation

DEPTH_BPS = 10
"""By how much a price rises where depth is measured, in basis points."""
_THOUSANDTHS_OF_PERCENT = 100_000


def pool_report(simulation: Simulation, pool: Pool) -> dict[str, Any]:
    """A row of `venues.pools` in `run.json`; the provider's result is against having held what it provided."""
    network, first, last = simulation.network, simulation.scenario.start, simulation.scenario.end
    opening = provision_minor(pool, simulation.rates, first)
    closing = network.read(network.deployment.pool(pool.id).reserves())
    sides = list(zip((pool.base, pool.quote), opening, closing, strict=True))
    sales = simulation.actors.sales.of(network.deployment.pools[pool.id])
    return {
        "id": pool.id,
        "base": pool.base.code,
        "quote": pool.quote.code,
        "curve": pool.curve.value,
        "fee_bps": pool.fee_bps,
        "amplification": pool.amplification,
        "sales": len(sales),
        "opening_minor": dict(zip((pool.base.code, pool.quote.code), opening, strict=True)),
        "closing_minor": dict(zip((pool.base.code, pool.quote.code), closing, strict=True)),
        "value_usd_minor": sum(_usd_minor(simulation, was, money, last) for money, was, _ in sides),
        "result_usd_minor": sum(_usd_minor(simulation, now - was, money, last) for money, was, now in sides),
        "fees_usd_minor": sum(_fee_usd_minor(simulation, pool, sale) for sale in sales),
        "depth_opening_percent": _depth_percent(simulation, pool, opening, first),
        "depth_closing_percent": _depth_percent(simulation, pool, closing, last),
    }


def _fee_usd_minor(simulation: Simulation, pool: Pool, sale: PoolFilled) -> int:
    paid_in = pool.quote if sale.sell_currency == pool.base.code else pool.base
    return _usd_minor(simulation, sale.fee_minor, paid_in, simulation.scenario.end)


def _usd_minor(simulation: Simulation, amount_minor: int, money: Currency, day: datetime.date) -> int:
    return simulation.rates.value_minor(amount_minor, money, currency(REPORTING_CURRENCY), day)


def _depth_percent(simulation: Simulation, pool: Pool, reserves: tuple[int, int], day: datetime.date) -> str:
    """What can be bought before its price rises by `DEPTH_BPS`, in percent of all the pool has, both at the day's
    reference rate; of the currency that is scarcer at that."""
    model = curves.Pool(pool.fee_bps, pool.amplification, *reserves)
    rate_ray = simulation.rates.mid_ray(pool.base, pool.quote, day)
    in_quote = Fraction(rate_ray, RAY)
    base, quote = (depth_minor(model, of_base, DEPTH_BPS, rate_ray) for of_base in (True, False))
    share = min(base * in_quote, Fraction(quote)) / (reserves[0] * in_quote + reserves[1])
    thousandths = div_half_even(share.numerator * _THOUSANDTHS_OF_PERCENT, share.denominator)
    return f"{thousandths // 1_000}.{thousandths % 1_000:03}"
