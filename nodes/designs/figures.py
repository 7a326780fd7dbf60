"""The figures of a design, the same for each, so that they stand side by side.

Trusts the outcomes and funds of a design.
Never leaves out what did not settle: it counts as unsettled, and its time is none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from finance.fx import BPS
from finance.measures.excess import excess_micro_bps, excess_summary
from finance.measures.latency import mean_half_even, percentile_nearest_rank
from finance.measures.principal_at_risk import (
    Exposure,
    principal_at_risk,
    principal_at_risk_by_pair,
)
from finance.rounding import div_half_even
from nodes.designs.case import Case
from nodes.designs.outcomes import KINDS, DesignResult, Outcome, in_usd
from nodes.designs.table import CORRESPONDENT, DESIGNS
from nodes.scenario.correspondent import CorrespondentPlan

YEAR_DAYS = 360
REMITTANCE_USD_MINOR = (15_000, 25_000)
"""Payments of the size of the reference points, USD 200, in cents: from, to."""


def figures_of(case: Case, result: DesignResult, plan: CorrespondentPlan | None = None) -> dict[str, Any]:
    """The row of a design. plan: whose figures are assumed; the case's own without one."""
    plan, design, outcomes = plan or case.plan, DESIGNS[result.name], result.outcomes
    late = [outcome for outcome in outcomes if outcome.is_late]
    final = [outcome for outcome in outcomes if outcome.final_at_s is not None]
    prefunding = _prefunding(case, result)
    return {
        "design": design.name,
        "title": design.title,
        "mode": design.mode,
        "fx_link": design.fx_link,
        "ledger": design.ledger,
        "payments": len(outcomes),
        "settled": len(final),
        "unsettled": len(outcomes) - len(final),
        "unsettled_at_end_of_day": len(late),
        "unsettled_at_end_of_day_usd_minor": sum(outcome.value_usd_minor for outcome in late),
        "value_usd_minor": sum(outcome.value_usd_minor for outcome in final),
        "time_to_finality": times(final),
        "cost": costs(case, final),
        "prefunding": prefunding,
        "carry_usd_minor": carry_minor(case, plan, prefunding["held_usd_minor"]),
        "carry_used_usd_minor": carry_minor(case, plan, prefunding["used_usd_minor"]),
        "operating_usd_minor": operating_minor(plan, result.name, final),
        "principal_at_risk": at_risk(result),
        "digest": result.digest,
        "conserved": result.is_conserved,
        "particulars": dict(result.particulars),
    }


def times(final: Sequence[Outcome]) -> dict[str, int]:
    """Seconds from order to finality of both sides; of none, the count alone."""
    seconds = [outcome.final_at_s - outcome.ordered_at_s for outcome in final if outcome.final_at_s is not None]
    if not seconds:
        return {"count": 0}
    ranks = {f"p{percent}_s": percentile_nearest_rank(seconds, percent) for percent in (50, 95, 99)}
    return {"count": len(seconds), "mean_s": mean_half_even(seconds), **ranks, "max_s": max(seconds)}


def costs(case: Case, final: Iterable[Outcome]) -> dict[str, Any]:
    """What payers of payments between currencies gave beyond the reference rate of the day: in basis points of it, by
    value, and in US cents."""
    crossing = [outcome for outcome in final if outcome.crosses]
    if not sum(outcome.value_usd_minor for outcome in crossing):
        return {"count": 0}
    excesses = [excess_micro_bps(outcome.cost_minor, outcome.fair_minor) for outcome in crossing]
    summary = excess_summary(excesses, [outcome.value_usd_minor for outcome in crossing])
    beyond_minor = sum(cost_usd_minor(case, outcome) for outcome in crossing)
    bps = {f"{name}_bps": str(getattr(summary, f"{name}_bps")) for name in ("mean", "p95", "max")}
    return {"count": summary.count, **bps, "usd_minor": beyond_minor}


def cost_usd_minor(case: Case, outcome: Outcome) -> int:
    """What one payment cost beyond the reference rate, in US cents of its day, half-even."""
    fair = outcome.fair_minor
    beyond_minor = outcome.cost_minor - div_half_even(fair.numerator, fair.denominator)
    return case.usd_minor(beyond_minor, outcome.payer_currency, outcome.day)


def carry_minor(case: Case, plan: CorrespondentPlan, prefunded_minor: int) -> int:
    """What prefunding costs for the days of the scenario: amount · rate · days / 360, half-even."""
    return div_half_even(prefunded_minor * plan.of("funding_rate_bps") * case.days, BPS * YEAR_DAYS)


def operating_minor(plan: CorrespondentPlan, name: str, final: Iterable[Outcome]) -> int:
    """What operating and complying is assumed to cost all banks that worked on what settled, in US cents."""
    cents = plan.of("operating_cents" if name == CORRESPONDENT else "network_operating_cents")
    return sum(cents * outcome.banks for outcome in final)


def at_risk(result: DesignResult) -> dict[str, Any]:
    """Principal at risk of all payments between currencies, in US cents, and for each currency pair."""
    found = [outcome.exposure(max(result.ends_s, outcome.closes_s)) for outcome in result.outcomes]
    exposures: list[Exposure] = [exposure for exposure in found if exposure is not None]
    pairs = principal_at_risk_by_pair(exposures)
    return {
        **in_usd(principal_at_risk(exposures)),
        "by_pair": {pair: in_usd(measure) for pair, measure in pairs.items() if measure.exposures},
    }


def of_these(case: Case, result: DesignResult, ids: AbstractSet[str]) -> dict[str, Any]:
    """Cost and time of some payments alone: of those that settled in every design, so that like stands beside like."""
    these = [outcome for outcome in result.outcomes if outcome.id in ids]
    return {"payments": len(these), "cost": costs(case, these), "time_to_finality": times(these)}


def remittances(case: Case, result: DesignResult) -> dict[str, Any]:
    """Cost in basis points and time of the payments that have the size of the reference points."""
    least, most = REMITTANCE_USD_MINOR
    sized = [
        o for o in result.outcomes if o.crosses and least <= o.value_usd_minor <= most and o.final_at_s is not None
    ]
    return {"design": result.name, "cost": costs(case, sized), "time_to_finality": times(sized)}


def outcome_row(case: Case, result: DesignResult, outcome: Outcome) -> dict[str, Any]:
    """A row of `payment/outcomes.parquet`."""
    final_s = outcome.final_at_s
    return {
        "design": result.name,
        "id": outcome.id,
        "day": outcome.day,
        "ordered_at": _moment(outcome.ordered_at_s),
        "paid_at": _moment(outcome.paid_at_s),
        "received_at": _moment(outcome.received_at_s),
        "time_to_finality_s": None if final_s is None else final_s - outcome.ordered_at_s,
        "is_late": outcome.is_late,
        "payer_bank": outcome.payer_bank,
        "payee_bank": outcome.payee_bank,
        "payer_currency": outcome.payer_currency,
        "payee_currency": outcome.payee_currency,
        "amount_minor": outcome.amount_minor,
        "cost_minor": None if final_s is None else outcome.cost_minor,
        "cost_usd_minor": None if final_s is None else cost_usd_minor(case, outcome),
        "value_usd_minor": outcome.value_usd_minor,
        "banks": outcome.banks,
        "why": outcome.why,
    }


def _prefunding(case: Case, result: DesignResult) -> dict[str, Any]:
    """Held, used and idle, in US cents at the rates of the first day: in all, and of each kind."""
    kinds: dict[str, dict[str, int]] = {kind: dict.fromkeys(("held", "used", "idle"), 0) for kind in KINDS}
    for fund in result.funds:
        sums, code = kinds[fund.holder.kind], fund.holder.currency
        held_minor, used_minor = (case.usd_minor(minor, code) for minor in (fund.held_minor, fund.used_minor))
        sums["held"] += held_minor
        sums["used"] += used_minor
        sums["idle"] += held_minor - used_minor
    total = {what: sum(sums[what] for sums in kinds.values()) for what in ("held", "used", "idle")}
    by_kind = {kind: _in_cents(sums) for kind, sums in kinds.items()}
    return _in_cents(total) | {"by_kind": by_kind}


def _in_cents(sums: dict[str, int]) -> dict[str, Any]:
    return {f"{what}_usd_minor": minor for what, minor in sums.items()}


def _moment(at_s: int | None) -> datetime.datetime | None:
    return None if at_s is None else datetime.datetime.fromtimestamp(at_s, datetime.UTC)
