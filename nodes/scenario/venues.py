"""Where currencies are exchanged in a scenario file, beside market makers' quotes: pools, reference rates, and the way
in which banks route a payment between two currencies.

Trusts no value to make sense together with another: that is what the checks are for.
Never says what a venue asks: the quotes, the pools and the reporters on the chain do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from finance.curves.stable import AMPLIFICATION_MAX
from finance.money import Currency, currency, parse_minor
from finance.reference_rates import ReferenceTerms
from nodes.scenario.fields import Amount, CountryCode, CurrencyCode, Entry, Id, Many, Name

if TYPE_CHECKING:
    import datetime

    from nodes.rates import ReferenceRates
    from nodes.scenario import Scenario
    from nodes.scenario.world import Jurisdiction

POOLS_MAX = 64
REPORTERS_MAX = 16
"""How many reporters a pair has room for."""
FEE_BPS_MAX = 1_000
POOL_ROUTES = ("pool", "cheapest")
"""Routes that ask pools."""
VEHICLE_ROUTES = ("vehicle", "cheapest")
"""Routes that may go through a third currency."""
_AGE_S_MIN = 120
_DAY_S = 86_400


class RateReporterEntry(Entry):
    """Somebody licensed to report what currencies are worth."""

    id: Id
    name: Name
    home: CountryCode
    """The jurisdiction that it is from."""


class RateReportsEntry(Entry):
    """Who makes the reference rates on the chain, and how, for each pair that has a concentrated pool."""

    reporters: Annotated[Many[RateReporterEntry], Field(min_length=1, max_length=REPORTERS_MAX)]
    """They report the run's reference rate of the day while banks ask a pool that needs it, again whenever half of
    `age_s_max` is over."""
    reporters_min: Annotated[int, Field(ge=1, le=REPORTERS_MAX)] = 1
    """How many fresh reports make a rate."""
    age_s_max: Annotated[int, Field(ge=_AGE_S_MIN, le=_DAY_S)] = 3_600
    """For how long a report counts, in seconds."""
    deviation_bps_max: Annotated[int, Field(ge=1, le=10_000)] = 100
    """How far from the median of all a report may lie to count, in basis points."""


class PoolEntry(Entry):
    """A pool of two currencies, and what it holds at the start."""

    id: Id
    base: CurrencyCode
    """One of its currencies."""
    quote: CurrencyCode
    """The other one."""
    curve: Literal["constant-product", "concentrated"]
    """`constant-product`: keeps x · y; `concentrated`: StableSwap around the reference rate."""
    fee_bps: Annotated[int, Field(ge=0, le=FEE_BPS_MAX)]
    """What stays in the pool of all that is paid in, in basis points."""
    amplification: Annotated[int, Field(ge=1, le=AMPLIFICATION_MAX)] | None = None
    """`concentrated`: how flat it is around the reference rate."""
    provider: Id
    """Id of the market maker whose liquidity it is: money beside its inventory, which it does not quote."""
    base_amount: Amount
    """How much of the base currency is provided."""
    quote_amount: Amount | None = None
    """How much of the quote currency; left out: as much as that is worth at the reference rate of the first day."""


class VenueEntry(Entry):
    """How banks route a payment between two currencies."""

    route: Literal["quote", "vehicle", "pool", "cheapest"] = "quote"
    """`quote`: one market maker's firm quote; `vehicle`: two quotes through a third currency; `pool`: a pool of both
    currencies; `cheapest`: whichever of all these costs the payer least at that moment."""
    vehicle: CurrencyCode | None = None
    """`vehicle`, `cheapest`: the third currency."""
    pools: Annotated[Many[Id], Field(min_length=1)] | None = None
    """`pool`, `cheapest`: ids of the pools that are asked; left out: all."""


class Curve(StrEnum):
    """How a pool prices."""

    CONSTANT_PRODUCT = "constant-product"
    CONCENTRATED = "concentrated"


@dataclass(frozen=True, slots=True)
class RateReporter:
    """A reporter of reference rates. id; name: for people; home: where it is from."""

    id: str
    name: str
    home: Jurisdiction


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool. amplification: zero on the constant product; provider: id of a market maker; base_minor, quote_minor:
    what it provides, `None`: as much as the base is worth on the first day."""

    id: str
    base: Currency
    quote: Currency
    curve: Curve
    fee_bps: int
    amplification: int
    provider: str
    base_minor: int
    quote_minor: int | None


@dataclass(frozen=True, slots=True)
class VenuePlan:
    """How banks route. route: its name in the file; vehicle: through which currency; pools: ids of those asked."""

    route: str
    vehicle: str | None
    pools: tuple[str, ...]

    @property
    def asks_makers(self) -> bool:
        """Whether makers of the two currencies themselves are asked."""
        return self.route in ("quote", "cheapest")


@dataclass(frozen=True, slots=True)
class VenuesPlan:
    """Where currencies are exchanged beside makers' quotes. reporters; terms: of their rates, `None`: there are none;
    pools; routing: how banks choose."""

    reporters: tuple[RateReporter, ...]
    terms: ReferenceTerms | None
    pools: tuple[Pool, ...]
    routing: VenuePlan

    @property
    def rated_pairs(self) -> tuple[tuple[Currency, Currency], ...]:
        """Base and quote of each pair that has a concentrated pool, once."""
        return _rated(self.pools)

    @property
    def reported_pairs(self) -> tuple[tuple[Currency, Currency], ...]:
        """Those of which banks ask the pool, so that it needs a rate."""
        return _rated(pool for pool in self.pools if pool.id in self.routing.pools)


def resolve_venues(scenario: Scenario, jurisdictions: Mapping[str, Jurisdiction]) -> VenuesPlan:
    """The venues of a scenario that has passed its checks."""
    reports = scenario.rate_reports
    reporters = () if reports is None else reports.reporters
    return VenuesPlan(
        reporters=tuple(RateReporter(entry.id, entry.name, jurisdictions[entry.home]) for entry in reporters),
        terms=None if reports is None else _terms(reports),
        pools=tuple(resolve_pool(entry) for entry in scenario.pools),
        routing=_routing(scenario.venue, scenario.pools),
    )


def asked_pools(entry: VenueEntry, pools: Iterable[PoolEntry]) -> tuple[PoolEntry, ...]:
    """Which of a scenario's pools banks ask under an entry."""
    if entry.route not in POOL_ROUTES:
        return ()
    return tuple(pool for pool in pools if entry.pools is None or pool.id in entry.pools)


def resolve_pool(entry: PoolEntry) -> Pool:
    """A pool entry whose currencies and amounts are right, with its amounts in minor units."""
    base, quote = currency(entry.base), currency(entry.quote)
    return Pool(
        id=entry.id,
        base=base,
        quote=quote,
        curve=Curve(entry.curve),
        fee_bps=entry.fee_bps,
        amplification=entry.amplification or 0,
        provider=entry.provider,
        base_minor=parse_minor(entry.base_amount, base),
        quote_minor=None if entry.quote_amount is None else parse_minor(entry.quote_amount, quote),
    )


def provision_minor(pool: Pool, rates: ReferenceRates, day: datetime.date) -> tuple[int, int]:
    """What is provided of base and quote at the start, in minor units; `InputError` where `day` has no rate."""
    if pool.quote_minor is not None:
        return pool.base_minor, pool.quote_minor
    return pool.base_minor, rates.value_minor(pool.base_minor, pool.base, pool.quote, day)


def _rated(pools: Iterable[Pool]) -> tuple[tuple[Currency, Currency], ...]:
    concentrated = (pool for pool in pools if pool.curve is Curve.CONCENTRATED)
    return tuple(dict.fromkeys((pool.base, pool.quote) for pool in concentrated))


def _terms(entry: RateReportsEntry) -> ReferenceTerms:
    return ReferenceTerms(entry.reporters_min, entry.age_s_max, entry.deviation_bps_max)


def _routing(entry: VenueEntry, pools: Iterable[PoolEntry]) -> VenuePlan:
    asked = tuple(pool.id for pool in asked_pools(entry, pools))
    return VenuePlan(entry.route, entry.vehicle, asked)
