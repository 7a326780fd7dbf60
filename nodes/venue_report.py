"""What a run says of its venues: what payments between currencies cost over the reference rate, by which route, and
what that left to market makers and to those who provide liquidity.

Trusts the nodes' records for costs, and the chain for what everybody holds in the end.
Never counts as evidence: the auditor reads the journal, and the two are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from finance.fx import RAY
from finance.measures.excess import excess_micro_bps, excess_summary
from finance.measures.latency import mean_half_even
from finance.money import currency
from nodes.market_maker import MarketMaker
from nodes.payment_record import PaymentRecord, Verdict
from nodes.pool_report import pool_report
from nodes.scenario.check_money import REPORTING_CURRENCY

if TYPE_CHECKING:
    from nodes.simulation import Simulation


def venue_report(simulation: Simulation) -> dict[str, Any]:
    """The section `venues` of `run.json`."""
    records = [record for record in simulation.records if crosses(simulation, record)]
    routing = simulation.world.venues.routing
    makers = list(_makers(simulation))
    pools = [pool_report(simulation, pool) for pool in simulation.world.venues.pools]
    return {
        "route": routing.route,
        "vehicle": routing.vehicle,
        "pools_asked": list(routing.pools),
        "planned": len(records),
        **_figures(simulation, records),
        "reports": sum(len(reporter.gas_used) for reporter in simulation.actors.reporters.values()),
        "reports_gas": sum(sum(reporter.gas_used) for reporter in simulation.actors.reporters.values()),
        "not_settled_by": dict(sorted(Counter(r.refusal for r in records if r.verdict is not Verdict.SETTLED).items())),
        "by_route": [
            {"via": via} | _figures(simulation, [record for record in records if record.via == via])
            for via in sorted({record.via for record in records if record.verdict is Verdict.SETTLED})
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


def _figures(simulation: Simulation, records: Sequence[PaymentRecord]) -> dict[str, Any]:
    """Counts, value and cost of some payments; cost and gas of those that settled, none where none did."""
    settled = [record for record in records if record.verdict is Verdict.SETTLED]
    values_minor = [_value_usd_minor(simulation, record) for record in settled]
    excesses = [payment_excess_micro_bps(simulation, record) for record in settled]
    cost = excess_summary(excesses, values_minor) if sum(values_minor) else None
    return {
        "settled": len(settled),
        "refused": sum(record.verdict is Verdict.REFUSED for record in records),
        "kept_off": sum(record.verdict is Verdict.KEPT_OFF for record in records),
        "value_usd_minor": sum(values_minor),
        "cost_bps_mean": None if cost is None else str(cost.mean_bps),
        "cost_bps_p95": None if cost is None else str(cost.p95_bps),
        "cost_bps_max": None if cost is None else str(cost.max_bps),
        "gas_mean": mean_half_even([record.gas_used for record in settled]) if settled else None,
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
