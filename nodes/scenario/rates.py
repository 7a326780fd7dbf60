"""Where reference rates come from in a scenario file: the ECB's series or a drawn process, and pegs beside either.

Trusts no value to make sense together with another: that is what the checks are for.
Never mixes the two sources: of one run all rates are published, or all are drawn.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from finance.fx import BPS
from nodes.rate_process import DAYS_A_YEAR, Motion, RateProcess, drawn_rates, publication_days
from nodes.rates import ANCHOR, Peg, ReferenceRates
from nodes.scenario.fields import CurrencyCode, Entry, Many, Rate, Text
from nodes.scenario.shocks import ShockEntry, rate_jumps

if TYPE_CHECKING:
    from nodes.scenario import Scenario

BPS_A_YEAR_MAX = BPS


class PegEntry(Entry):
    """A fixed exchange rate of a currency that the rates source does not publish."""

    anchor: CurrencyCode
    """The currency it is fixed to; the source must publish it."""
    units_per_anchor: Rate
    """Units of the pegged currency per unit of the anchor."""
    source: Text
    """Who says so."""


class MotionEntry(Entry):
    """How a currency moves against the numeraire: a geometric random walk, a step on each day of TARGET."""

    start: Rate
    """Units of the currency per unit of the numeraire on the first day."""
    drift_bps_per_year: Annotated[int, Field(ge=-BPS_A_YEAR_MAX, le=BPS_A_YEAR_MAX)] = 0
    """By how much the expectation of these units grows in a year, in basis points; above zero the currency weakens."""
    volatility_bps_per_year: Annotated[int, Field(ge=0, le=BPS_A_YEAR_MAX)]
    """Standard deviation of the logarithm of a year's growth, in basis points; 256 steps a year."""


class CorrelationEntry(Entry):
    """Two currencies whose steps hang together; those of other pairs do not."""

    between: Annotated[Many[CurrencyCode], Field(min_length=2, max_length=2)]
    """Two currencies of the process."""
    bps: Annotated[int, Field(ge=1 - BPS, le=BPS - 1)]
    """The correlation of a day's steps, in basis points: 5000 is one half."""


class ProcessEntry(Entry):
    """Rates that are drawn from the seed, from a sub-stream of their own: they stay when the demand changes."""

    numeraire: CurrencyCode = ANCHOR
    """The currency that all others are stated against."""
    currencies: Annotated[dict[CurrencyCode, MotionEntry], Field(min_length=1)]
    """The currencies that move, by ISO 4217 code; US dollars among them, because reports are in these."""
    correlations: Many[CorrelationEntry] = ()
    """Which of them move together."""


class RatesEntry(Entry):
    """Where the reference rates come from."""

    source: Literal["ecb", "process"] = "ecb"
    """`ecb`: the European Central Bank's euro foreign exchange reference rates, bundled with the program; `process`:
    drawn from the seed, as `process` says."""
    process: ProcessEntry | None = None
    """With `source: process`: how they are drawn."""
    pegs: dict[CurrencyCode, PegEntry] = Field(default_factory=dict)
    """Currencies that the source does not publish, by ISO 4217 code."""


def resolve_rates(
    entry: RatesEntry, currencies: Iterable[str], shocks: Sequence[ShockEntry], seed: int, period: Period
) -> ReferenceRates:
    """The rates of a section that has passed its checks; period: first and last day."""
    pegs = {code: Peg(peg.anchor, Decimal(peg.units_per_anchor)) for code, peg in entry.pegs.items()}
    jumps = rate_jumps(shocks)
    if entry.process is None:
        return ReferenceRates.load(currencies, pegs, jumps)
    process = resolve_process(entry.process)
    return ReferenceRates(drawn_rates(process, seed, *period), pegs, jumps, process.numeraire)


Period = tuple[datetime.date, datetime.date]


def resolve_process(entry: ProcessEntry) -> RateProcess:
    """The process of a section that has passed its checks."""
    return RateProcess(
        entry.numeraire,
        {
            code: Motion(Decimal(motion.start), motion.drift_bps_per_year, motion.volatility_bps_per_year)
            for code, motion in entry.currencies.items()
        },
        {frozenset(pair.between): pair.bps for pair in entry.correlations},
    )


def rates_report(scenario: Scenario) -> dict[str, Any]:
    """Where the rates of a run come from, as `run.json` has it: the source and, of a process, all that was drawn."""
    entry = scenario.rates
    pegs = {code: peg.model_dump() for code, peg in entry.pegs.items()}
    if entry.process is None:
        return {"source": entry.source, "pegs": pegs}
    days = [day.isoformat() for day in publication_days(scenario.start, scenario.end)]
    drawn = drawn_rates(resolve_process(entry.process), scenario.seed, scenario.start, scenario.end)
    return {
        "source": entry.source,
        "kind": "geometric random walk",
        "days_a_year": DAYS_A_YEAR,
        "process": entry.process.model_dump(mode="json"),
        "pegs": pegs,
        "days": days,
        "units_per_numeraire": {code: [f"{rate:f}" for rate in series.values()] for code, series in drawn.items()},
    }
