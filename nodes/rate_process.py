"""Reference rates that are drawn: a geometric random walk of each currency against one, day by day.

Trusts the scenario's checks for what moves and how it hangs together, and `nodes.draws` for normal draws.
Never draws anything but from the seed, the currency and the day, so that rates stay when the demand changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache

from holidays import financial_holidays

from finance.fx import BPS
from nodes.draws import normal
from nodes.randomness import Stream

DAYS_A_YEAR = 256
"""Steps of a year, an assumption: TARGET is open on 254 to 257 days of one, and the root of 256 is 16."""
DIGITS = 6
"""To so many significant digits a drawn rate is published, as the ECB publishes five or six."""

_DAY = datetime.timedelta(days=1)
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_PUBLISHED = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_ROOT_OF_DAYS = 16


@dataclass(frozen=True, slots=True)
class Motion:
    """How the units of a currency that one unit of the numeraire is worth move.

    start: the units on the first day; drift_bps: by how much their expectation grows in a year, continuously;
    volatility_bps: the standard deviation of the logarithm of a year's growth.
    """

    start: Decimal
    drift_bps: int
    volatility_bps: int


@dataclass(frozen=True, slots=True)
class RateProcess:
    """Currencies that move against one. numeraire: that one, ISO 4217; motions: the others by code; correlations_bps:
    of a day's draws of two of them, in basis points; pairs left out have none."""

    numeraire: str
    motions: Mapping[str, Motion]
    correlations_bps: Mapping[frozenset[str], int]


def drawn_rates(
    process: RateProcess, seed: int, start: datetime.date, end: datetime.date
) -> dict[str, dict[datetime.date, Decimal]]:
    """Units per unit of the numeraire by code and day of publication, from the last such day up to `start` to `end`.

    ln X(t+1) = ln X(t) + (μ − σ²/2)/D + σ·Z/√D; X units of the currency, μ drift and σ volatility a year, D days a
    year, Z standard normal: geometric Brownian motion at its days (F. Black and M. Scholes, The Pricing of Options and
    Corporate Liabilities, Journal of Political Economy 81, 1973; for exchange rates M. Garman and S. Kohlhagen,
    Foreign Currency Option Values, Journal of International Money and Finance 2, 1983).
    """
    codes = tuple(sorted(process.motions))
    mixing = mixing_of(codes, process.correlations_bps)
    assert mixing is not None, "the checks refuse correlations that cannot be"
    logs = {code: _EXACT.ln(process.motions[code].start) for code in codes}
    first, *days = publication_days(start, end)
    found = {code: {first: _published(logs[code])} for code in codes}
    for day in days:
        shocks = [normal(Stream(seed, "rates", code, day.isoformat())) for code in codes]
        for code, row in zip(codes, mixing, strict=True):
            logs[code] = _EXACT.add(logs[code], _step(process.motions[code], _mixed(row, shocks)))
            found[code][day] = _published(logs[code])
    return found


def publication_days(start: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    """The days on which rates are published, those of TARGET as the ECB's: the last up to `start`, then to `end`."""
    day = start
    while not _is_target_day(day):
        day -= _DAY
    while day <= end:
        if _is_target_day(day):
            yield day
        day += _DAY


def mixing_of(
    codes: Sequence[str], correlations_bps: Mapping[frozenset[str], int]
) -> tuple[tuple[Decimal, ...], ...] | None:
    """The rows L with L·Lᵀ = the correlations of `codes`, by which independent draws are mixed; `None` where no draws
    can hang together so.

    l_ii = √(1 − Σ l_ik²), l_ij = (ρ_ij − Σ l_ik·l_jk) / l_jj for j < i, sums over k < j: Cholesky's decomposition
    (G. Golub and C. Van Loan, Matrix Computations, section 4.2).
    """
    rows: list[list[Decimal]] = []
    for i, code in enumerate(codes):
        row: list[Decimal] = []
        for other, above in zip(codes[:i], rows, strict=True):
            rho = _EXACT.divide(Decimal(correlations_bps.get(frozenset((code, other)), 0)), Decimal(BPS))
            row.append(_EXACT.divide(_EXACT.subtract(rho, _mixed(above[:-1], row)), above[-1]))
        rest = _EXACT.subtract(Decimal(1), _mixed(row, row))
        if rest <= 0:
            return None
        rows.append([*row, _EXACT.sqrt(rest)])
    return tuple(tuple(row) for row in rows)


def _mixed(weights: Sequence[Decimal], values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for weight, value in zip(weights, values, strict=False):
        total = _EXACT.add(total, _EXACT.multiply(weight, value))
    return total


def _step(motion: Motion, shock: Decimal) -> Decimal:
    drift, deviation = (_EXACT.divide(Decimal(bps), Decimal(BPS)) for bps in (motion.drift_bps, motion.volatility_bps))
    half_variance = _EXACT.divide(_EXACT.multiply(deviation, deviation), Decimal(2))
    steady = _EXACT.divide(_EXACT.subtract(drift, half_variance), Decimal(DAYS_A_YEAR))
    return _EXACT.add(steady, _EXACT.divide(_EXACT.multiply(deviation, shock), Decimal(_ROOT_OF_DAYS)))


def _published(log: Decimal) -> Decimal:
    return _PUBLISHED.plus(_EXACT.exp(log))


def _is_target_day(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in _closing_days(day.year)


@cache
def _closing_days(year: int) -> frozenset[datetime.date]:
    return frozenset(financial_holidays("XECB", years=year))
