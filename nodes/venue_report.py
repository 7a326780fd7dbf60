"""What a run says of its venues: what payments between currencies cost over the reference rate, by which route, and
what that left to market makers and to those who provide liquidity.

Trusts the nodes' records for costs, and the chain for what everybody holds in the end.
Never counts as evidence: the auditor reads the journal, and the two are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from chain.spool import Weighed
from finance.fx import RAY
from finance.measures.excess import excess_micro_bps, ordered_excess_summary
from finance.money import currency
from finance.rounding import div_half_even
from nodes.market_maker import MarketMaker
from nodes.payment_record import PaymentRecord, Verdict
from nodes.pool_report import pool_report
from nodes.scenario.check_money import REPORTING_CURRENCY

if TYPE_CHECKING:
    from nodes.simulation import Simulation


def venue_report(simulation: Simulation) -> dict[str, Any]:
    """The section `venues` of `run.json`."""
    costs = Weighed()
    planned, by_route = 0, dict[str, _Route]()
    not_settled_by = Counter[str]()
    for record in simulation.records:
        if crosses(simulation, record):
            planned += 1
            by_route.setdefault(record.via, _Route()).add(simulation, record, costs)
            not_settled_by[record.refusal] += record.verdict is not Verdict.SETTLED
    routing = simulation.world.venues.routing
    makers = list(_makers(simulation))
    pools = [pool_report(simulation, pool) for pool in simulation.world.venues.pools]
    return {
        "route": routing.route,
        "vehicle": routing.vehicle,
        "pools_asked": list(routing.pools),
        "planned": planned,
        **sum(by_route.values(), _Route()).figures(costs.in_order),
        "reports": sum(len(reporter.gas_used) for reporter in simulation.actors.reporters.values()),
        "reports_gas": sum(sum(reporter.gas_used) for reporter in simulation.actors.reporters.values()),
        "not_settled_by": dict(sorted((+not_settled_by).items())),
        "by_route": [
            {"via": via} | route.figures(partial(costs.in_order, via))
            for via, route in sorted(by_route.items())
            if route.verdicts[Verdict.SETTLED]
        ],
        "makers": makers,
        "makers_result_usd_minor": sum(maker["result_usd_minor"] for maker in makers),
        "pools": pools,
        "pools_result_usd_minor": sum(pool["result_usd_minor"] for pool in pools),
    }


def crosses(simulation: Simulation, record: PaymentRecord) -> bool:
    """Whether a payment is between two currencies."""
    payer = simulation.actors.wallets[record.payment.payer].client
    return payer.currency.code != record.payment.currency


@dataclass(slots=True)
class _Route:
    """What payments came to that took a route. verdicts; value_usd_minor, gas_used: of those that settled."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    value_usd_minor: int = 0
    gas_used: int = 0

    def add(self, simulation: Simulation, record: PaymentRecord, costs: Weighed) -> None:
        """Counts a payment; what one that settled cost goes to `costs` under the route."""
        self.verdicts[record.verdict] += 1
        if record.verdict is Verdict.SETTLED:
            value_minor = _value_usd_minor(simulation, record)
            costs.add(record.via, payment_excess_micro_bps(simulation, record), value_minor)
            self.value_usd_minor += value_minor
            self.gas_used += record.gas_used

    def __add__(self, other: _Route) -> _Route:
        value_usd_minor = self.value_usd_minor + other.value_usd_minor
        return _Route(self.verdicts + other.verdicts, value_usd_minor, self.gas_used + other.gas_used)

    def figures(self, costs_in_order: Callable[[], Iterable[tuple[int, int]]]) -> dict[str, Any]:
        """Counts, value and cost; cost and gas of those that settled, none where none did."""
        settled = self.verdicts[Verdict.SETTLED]
        cost = ordered_excess_summary(costs_in_order) if self.value_usd_minor else None
        return {
            "settled": settled,
            "refused": self.verdicts[Verdict.REFUSED],
            "kept_off": self.verdicts[Verdict.KEPT_OFF],
            "value_usd_minor": self.value_usd_minor,
            "cost_bps_mean": None if cost is None else str(cost.mean_bps),
            "cost_bps_p95": None if cost is None else str(cost.p95_bps),
            "cost_bps_max": None if cost is None else str(cost.max_bps),
            "gas_mean": div_half_even(self.gas_used, settled) if settled else None,
        }


def payment_excess_micro_bps(simulation: Simulation, record: PaymentRecord) -> int:
    """What a settled payment cost beyond what the payee received, at the reference rate of its day, in millionths of a
    basis point."""
    payment = record.payment
    payer = simulation.actors.wallets[payment.payer].client
    mid_ray = simulation.rates.mid_ray(currency(payment.currency), payer.currency, payment.day)
    return excess_micro_bps(record.cost_minor, Fraction(payment.amount_minor * mid_ray, RAY))


def _value_usd_minor(simulation: Simulation, record: PaymentRecord) -> int:
    payment, dollar = record.payment, currency(REPORTING_CURRENCY)
    return simulation.rates.value_minor(payment.amount_minor, currency(payment.currency), dollar, payment.day)


def _makers(simulation: Simulation) -> Iterator[dict[str, Any]]:
    for maker in simulation.actors.market_makers.values():
        holdings = list(_holdings(simulation, maker))
        result = sum(holding.pop("result_usd_minor") for holding in holdings)
        yield {"id": maker.plan.id, "inventory": holdings, "result_usd_minor": result}


def _holdings(simulation: Simulation, maker: MarketMaker) -> Iterator[dict[str, Any]]:
    dollar, day = currency(REPORTING_CURRENCY), simulation.scenario.end
    for code, opening_minor in maker.plan.inventory_minor.items():
        closing_minor = maker.holding_minor(currency(code))
        gained = closing_minor - opening_minor
        # A scenario without payments needs no rates, and then nothing is gained.
        result = simulation.rates.value_minor(gained, currency(code), dollar, day) if gained else 0
        yield {
            "currency": code,
            "opening_minor": opening_minor,
            "closing_minor": closing_minor,
            "result_usd_minor": result,
        }
