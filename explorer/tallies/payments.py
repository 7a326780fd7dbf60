"""Counts the payments of customers: by corridor, day, hour, bank, refusal, latency, and what conversion cost.

Trusts the rows of `payment/payments.parquet`.
Never keeps a payment: what it holds is bounded by the network, its days and its refusals.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from pydantic import TypeAdapter

from audit.run_folder import SCENARIO
from chain.errors import InputError
from explorer.folder import FinishedRun, damaged
from finance.fx import RAY
from finance.measures.excess import excess_micro_bps
from finance.money import Currency
from finance.rounding import div_half_even
from nodes.rates import ReferenceRates
from nodes.scenario.fields import Day
from nodes.scenario.rates import RatesEntry, resolve_rates
from nodes.scenario.shocks import ShockEntry
from nodes.tables.catalogue import PAYMENTS

Pair = tuple[str, str]
_DIGITS = 3
_MICRO_A_HUNDREDTH = 10_000
_PERIOD = TypeAdapter(tuple[Day, Day])

_COLUMNS = (
    *("day", "ordered_at", "latency_ms", "payer_bank", "payee_bank", "payer_currency", "cost_minor", "payee_currency"),
    *("amount_minor", "verdict", "refusal", "rule", "value_usd_minor", "via"),
)


@dataclass(slots=True)
class PaymentTally:
    """What the payments of a run came to. Values in US cents at reference rates, of what settled."""

    corridors: Counter[Pair] = field(default_factory=Counter)
    """Settled, by jurisdiction of payer and payee."""
    corridor_value: Counter[Pair] = field(default_factory=Counter)
    days: Counter[tuple[datetime.date, str]] = field(default_factory=Counter)
    """By day and verdict."""
    day_value: Counter[tuple[datetime.date, str]] = field(default_factory=Counter)
    """By day and the payer's currency."""
    hour_value: Counter[tuple[int, str]] = field(default_factory=Counter)
    """By hour of the day (UTC) in which they were ordered and the payer's currency."""
    banks: Counter[Pair] = field(default_factory=Counter)
    bank_value: Counter[Pair] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By verdict, rule and refusal."""
    latency_ms: Counter[int] = field(default_factory=Counter)
    """Settled, by milliseconds to three significant digits."""
    cost_bps: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Settled between currencies, by route and cost over the reference rate in hundredths of a basis point."""
    cost_weight: int = 0
    cost_sum: int = 0
    is_costed: bool = True
    """Whether every payment between currencies has a reference rate."""

    @property
    def cost_mean_hundredths(self) -> int | None:
        """Mean cost by value, half-even, as `venues.cost_bps_mean` of the summary; None where there is none."""
        if not self.cost_weight or not self.is_costed:
            return None
        return div_half_even(div_half_even(self.cost_sum, self.cost_weight), _MICRO_A_HUNDREDTH)


def tally_payments(run: FinishedRun) -> PaymentTally:
    """Counts all payments of a run."""
    tally = PaymentTally()
    homes = {name: run.places.home(name) for name in run.places.parties}
    costs = _Costs(run, tally)
    for row in run.rows(PAYMENTS, _COLUMNS):
        day, at, latency, payer_bank, payee_bank, sold, cost, bought, amount, verdict, refusal, rule, value, via = row
        tally.days[day, verdict] += 1
        if verdict != "settled":
            tally.refusals[verdict, rule, refusal] += 1
            continue
        corridor = homes.get(payer_bank, ""), homes.get(payee_bank, "")
        tally.corridors[corridor] += 1
        tally.corridor_value[corridor] += value
        tally.day_value[day, sold] += value
        tally.hour_value[at // 3600 % 24, sold] += value
        tally.banks[payer_bank, payee_bank] += 1
        tally.bank_value[payer_bank, payee_bank] += value
        if latency is not None:
            tally.latency_ms[_rounded(latency)] += 1
        if sold != bought:
            costs.add(day, via, (sold, cost), (bought, amount), value)
    return tally


def _rounded(value: int) -> int:
    step: int = 10 ** max(0, len(str(value)) - _DIGITS)
    return (value + step // 2) // step * step


class _Costs:
    """What payers gave beyond the reference rate of the day, as nodes/venue_report.py works it out."""

    def __init__(self, run: FinishedRun, tally: PaymentTally) -> None:
        self._run, self._tally = run, tally
        self._rates: ReferenceRates | None = None
        self._rays: dict[tuple[str, str, datetime.date], int] = {}

    def add(self, day: datetime.date, via: str, gave: tuple[str, int], got: tuple[str, int], value: int) -> None:
        try:
            ray = self._ray(got[0], gave[0], day)
        except InputError:
            self._tally.is_costed = False
            return
        micro = excess_micro_bps(gave[1], Fraction(got[1] * ray, RAY))
        self._tally.cost_bps[via, div_half_even(micro, _MICRO_A_HUNDREDTH)] += 1
        self._tally.cost_sum += micro * value
        self._tally.cost_weight += value

    def _ray(self, sell: str, buy: str, day: datetime.date) -> int:
        key = sell, buy, day
        if key not in self._rays:
            if self._rates is None:
                self._rates = rates_of(self._run)
            sold, bought = (Currency(code, self._run.exponent(code)) for code in (sell, buy))
            self._rays[key] = self._rates.mid_ray(sold, bought, day)
        return self._rays[key]


def rates_of(run: FinishedRun) -> ReferenceRates:
    """Those of the run: published or drawn, with the pegs and jumps of its scenario. Raises InputError."""
    stated = run.scenario
    try:
        entry = RatesEntry.model_validate(stated.get("rates", {}))
        shocks = [ShockEntry.model_validate(shock) for shock in stated.get("shocks", ())]
        period = _PERIOD.validate_python((stated.get("start"), stated.get("end")))
        return resolve_rates(entry, run.currencies, shocks, int(run.run["seed"]), period)
    except (TypeError, ValueError) as error:
        raise damaged(run.path / SCENARIO, str(error)) from error
