"""Correspondent banking in a scenario file: who keeps accounts with whom, what it charges, and how long it takes.

Trusts no value to make sense together with another: that is what the checks are for.
Never leaves a figure without a word on where it comes from: a source, or that it is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from finance.money import parse_minor
from nodes.scenario.fields import Amount, CountryCode, Entry, Id, Many, Name, Text
from nodes.scenario.world import Bank, Jurisdiction

LINKS_MAX = 10_000
FIGURE_MAX = 1_000_000
ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Figure:
    """A parameter: its value, how low and how high it may be, and who says so (`assumption`: nobody)."""

    value: int
    low: int
    high: int
    source: str


_FED = (
    "Federal Reserve Board, upper end of the federal funds target range: 2.50 % as decided on 27 July 2022, 0.25 %"
    " until 16 March 2022, 5.50 % as decided on 26 July 2023"
)

FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "fee_cents": Figure(500, 200, 1_500, ASSUMPTION),
        "fee_bps": Figure(0, 0, 10, ASSUMPTION),
        "fx_margin_bps": Figure(30, 5, 150, ASSUMPTION),
        "cut_off_minutes": Figure(60, 0, 180, ASSUMPTION),
        "processing_minutes": Figure(30, 5, 120, ASSUMPTION),
        "repair_bps": Figure(300, 0, 1_000, ASSUMPTION),
        "repair_minutes": Figure(180, 60, 480, ASSUMPTION),
        "fx_value_days": Figure(0, 0, 2, ASSUMPTION),
        "cover_days": Figure(2, 1, 3, "Market convention of spot foreign exchange: two business days"),
        "nostro_percent": Figure(100, 50, 300, ASSUMPTION),
        "funding_rate_bps": Figure(250, 25, 550, _FED),
        "operating_cents": Figure(1_000, 500, 2_000, ASSUMPTION),
        "network_operating_cents": Figure(1_000, 500, 2_000, ASSUMPTION),
    }
)
"""What each figure is where a scenario does not say it."""

LARGEST: Mapping[str, int] = MappingProxyType(
    {
        "fee_bps": 5_000,
        "fx_margin_bps": 5_000,
        "cut_off_minutes": 720,
        "processing_minutes": 2_880,
        "repair_bps": 10_000,
        "repair_minutes": 14_400,
        "fx_value_days": 10,
        "cover_days": 10,
        "funding_rate_bps": 10_000,
        "nostro_percent": 10_000,
    }
)
"""The largest value of a figure; of any other `FIGURE_MAX`."""


class FigureEntry(Entry):
    """A figure with its range, which the tornado swings it over, and its source."""

    value: Annotated[int, Field(ge=0, le=FIGURE_MAX)]
    """What it is, in the unit that the key names."""
    low: Annotated[int, Field(ge=0, le=FIGURE_MAX)] | None = None
    """Left out: half of `value`."""
    high: Annotated[int, Field(ge=0, le=FIGURE_MAX)] | None = None
    """Left out: twice `value`."""
    source: Text | None = None
    """Who says so; left out: it is an assumption, and is called one in the results."""


class CorrespondentBankEntry(Entry):
    """A bank that takes part as a correspondent alone."""

    id: Id
    name: Name
    home: CountryCode
    """Id of a jurisdiction."""


class NostroEntry(Entry):
    """An account that one bank keeps with another, in the other's currency."""

    holder: Id
    """Id of a bank, of the scenario or of `correspondents`."""
    keeper: Id
    """Id of a bank of another currency."""
    opening: Amount | None = None
    """What is on it at the start, in the keeper's currency; left out: `nostro_percent` of its busiest day."""


class CorrespondentEntry(Entry):
    """The old world, for `corridor compare`: the same payments through correspondent banking."""

    correspondents: Many[CorrespondentBankEntry] = ()
    """Banks beside the scenario's own."""
    nostros: Annotated[Many[NostroEntry], Field(max_length=LINKS_MAX)] = ()
    """Who keeps accounts with whom; left out: derived, see `shape`."""
    shape: Literal["hub", "direct"] | None = None
    """Without `nostros`. `hub`, also when left out: the first bank of each jurisdiction keeps an account with the first
    of each other one, and clears for the rest; `direct`: every bank keeps one with the first of each other one."""
    fee_cents: FigureEntry | None = None
    """US cents that each bank on the way takes of a payment between currencies."""
    fee_bps: FigureEntry | None = None
    """What it takes beside that, in basis points of what passes."""
    fx_margin_bps: FigureEntry | None = None
    """Over the reference rate of the day, in basis points, each time a currency is exchanged."""
    cut_off_minutes: FigureEntry | None = None
    """How long before closing a bank takes up the last payments of a day."""
    processing_minutes: FigureEntry | None = None
    """How long a payment is at each bank, in its working hours."""
    repair_bps: FigureEntry | None = None
    """Share of payments that a bank has to repair by hand, in basis points."""
    repair_minutes: FigureEntry | None = None
    """How long that takes, in its working hours."""
    fx_value_days: FigureEntry | None = None
    """After how many common business days of both currencies what is exchanged has value."""
    cover_days: FigureEntry | None = None
    """After how many what a bank paid out of a nostro is bought back."""
    nostro_percent: FigureEntry | None = None
    """What is on a nostro at the start, in percent of what its busiest day takes."""
    funding_rate_bps: FigureEntry | None = None
    """What prefunding costs a year (days over 360), in basis points: nostros, inventories and reserves alike."""
    operating_cents: FigureEntry | None = None
    """What a payment costs each bank on the way to operate and to comply, in US cents."""
    network_operating_cents: FigureEntry | None = None
    """What it costs each of the two banks of a payment in every other design."""


@dataclass(frozen=True, slots=True)
class Nostro:
    """An account of `holder` with `keeper`. opening_minor: in the keeper's currency, `None`: by its busiest day."""

    holder: str
    keeper: str
    opening_minor: int | None


@dataclass(frozen=True, slots=True)
class CorrespondentPlan:
    """Correspondent banking, resolved. homes: every bank's jurisdiction, the scenario's own banks first; nostros: as
    written or derived; is_derived: whether they are; figures: by name, all of them."""

    homes: Mapping[str, Jurisdiction]
    nostros: tuple[Nostro, ...]
    is_derived: bool
    figures: Mapping[str, Figure]

    def of(self, name: str) -> int:
        """The value of a figure."""
        return self.figures[name].value

    def currency_of(self, bank: str) -> str:
        """ISO 4217 code of a bank's home currency."""
        return self.homes[bank].currency.code

    def with_figure(self, name: str, value: int) -> CorrespondentPlan:
        """The same with another value of one figure; `KeyError` for an unknown one."""
        return replace(self, figures={**self.figures, name: replace(self.figures[name], value=value)})


def resolve_correspondent(
    entry: CorrespondentEntry, banks: tuple[Bank, ...], jurisdictions: Mapping[str, Jurisdiction]
) -> CorrespondentPlan:
    """The plan of a section that has passed its checks; of an empty one, all by default."""
    homes = {bank.id: bank.jurisdiction for bank in banks}
    homes |= {bank.id: jurisdictions[bank.home] for bank in entry.correspondents}
    written = tuple(_nostro(nostro, homes) for nostro in entry.nostros)
    figures = {name: figure_of(getattr(entry, name), default) for name, default in FIGURES.items()}
    return CorrespondentPlan(homes, written or tuple(_derived(homes, entry.shape)), not written, figures)


def figure_of(entry: FigureEntry | None, default: Figure) -> Figure:
    """A figure as it is written, or by default."""
    if entry is None:
        return default
    low = entry.value // 2 if entry.low is None else entry.low
    high = entry.value * 2 if entry.high is None else entry.high
    return Figure(entry.value, low, high, entry.source or ASSUMPTION)


def derived_pairs(currencies: Mapping[str, str], shape: str | None) -> list[tuple[str, str]]:
    """Holder and keeper of each derived account. currencies: each bank's home currency, in the order of the file."""
    first: dict[str, str] = {}
    for bank, code in currencies.items():
        first.setdefault(code, bank)
    holders = currencies if shape == "direct" else first.values()
    return [(holder, keeper) for holder in holders for code, keeper in first.items() if currencies[holder] != code]


def _derived(homes: Mapping[str, Jurisdiction], shape: str | None) -> list[Nostro]:
    pairs = derived_pairs({bank: home.currency.code for bank, home in homes.items()}, shape)
    return [Nostro(holder, keeper, None) for holder, keeper in pairs]


def _nostro(entry: NostroEntry, homes: Mapping[str, Jurisdiction]) -> Nostro:
    money = homes[entry.keeper].currency
    opening_minor = None if entry.opening is None else parse_minor(entry.opening, money)
    return Nostro(entry.holder, entry.keeper, opening_minor)
