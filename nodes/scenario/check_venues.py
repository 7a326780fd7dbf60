"""Checks of pools, of those who report reference rates, and of the ways in which payments are routed.

Trusts the model for types and ranges.
Never judges which way is the cheaper one.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt
from typing import TYPE_CHECKING

from finance.curves.pool import SHARES_LOCKED
from finance.money import format_minor
from finance.suggestions import did_you_mean
from nodes.scenario.check_interbank import unknown_currency
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.venues import (
    POOL_ROUTES,
    VEHICLE_ROUTES,
    PoolEntry,
    RateReportsEntry,
    VenueEntry,
    provision_minor,
    resolve_pool,
)

if TYPE_CHECKING:
    from nodes.rates import ReferenceRates
    from nodes.scenario import Scenario

CONCENTRATED = "concentrated"


def check_venues(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with `pools`, `rate_reports` and `venue`, also where `compare` has one."""
    for index, pool in enumerate(scenario.pools):
        yield from _pool(("pools", index), pool, directory)
    yield from _reports(scenario, directory)
    yield from _way(("venue",), scenario.venue, scenario, directory)
    for index, variant in enumerate(scenario.compare):
        if variant.venue is not None:
            yield from _way(("compare", index, "venue"), variant.venue, scenario, directory)


def check_provisions(scenario: Scenario, rates: ReferenceRates) -> Iterator[Problem]:
    """Pools whose first provision is too small to be one; for a scenario with nothing else wrong."""
    for index, entry in enumerate(scenario.pools):
        pool = resolve_pool(entry)
        base_minor, quote_minor = provision_minor(pool, rates, scenario.start)
        if isqrt(base_minor * quote_minor) <= SHARES_LOCKED:
            amounts = f"{format_minor(base_minor, pool.base)} {entry.base}", f"{format_minor(quote_minor, pool.quote)}"
            why = f"√({amounts[0]} · {amounts[1]} {entry.quote}) is no more than {SHARES_LOCKED:,} minor units"
            yield Problem(("pools", index, "base_amount"), "pool too small", why, "provide more")


def _pool(loc: Loc, pool: PoolEntry, directory: Directory) -> Iterator[Problem]:
    wrong = [
        *unknown_currency((*loc, "base"), pool.base, directory),
        *unknown_currency((*loc, "quote"), pool.quote, directory),
    ]
    yield from wrong
    if pool.base == pool.quote:
        why = f"both are {pool.base}"
        yield Problem((*loc, "quote"), "base and quote are the same", why, "name another currency")
    if not wrong:
        yield from _provision(loc, pool, directory)
    yield from _amplification(loc, pool)


def _provision(loc: Loc, pool: PoolEntry, directory: Directory) -> Iterator[Problem]:
    maker = directory.makers.get(pool.provider)
    if maker is None:
        hint = did_you_mean(pool.provider, directory.makers).removeprefix("; ")
        why, do = "no market maker of the scenario has this id", "add the market maker, or name another"
        yield Problem((*loc, "provider"), f"unknown market maker {pool.provider!r}", why, hint or do)
    for code in dict.fromkeys((pool.base, pool.quote)):
        if maker is not None and code not in maker.inventory:
            why = "a provider is admitted in both currencies of its pool"
            do = "name another one, or add the currency to its inventory"
            yield Problem((*loc, "provider"), f"{pool.provider} does not deal in {code}", why, do)
    yield from amount_problems(WrittenAmount((*loc, "base_amount"), pool.base_amount, pool.base, True))
    if pool.quote_amount is not None:
        yield from amount_problems(WrittenAmount((*loc, "quote_amount"), pool.quote_amount, pool.quote, True))


def _amplification(loc: Loc, pool: PoolEntry) -> Iterator[Problem]:
    if pool.curve == CONCENTRATED and pool.amplification is None:
        why = "it says how flat a concentrated curve is around the reference rate"
        yield Problem((*loc, "amplification"), "missing key 'amplification'", why, "add it, such as 100")
    if pool.curve != CONCENTRATED and pool.amplification is not None:
        why = f"curve `{pool.curve}` has none"
        what = "key 'amplification' without meaning"
        yield Problem((*loc, "amplification"), what, why, "remove it, or change `curve`", at_key=True)


def _reports(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    reports, needing = scenario.rate_reports, [p.id for p in scenario.pools if p.curve == CONCENTRATED]
    if reports is None:
        for index, pool in enumerate(scenario.pools):
            if pool.id in needing:
                why = "its curve is around the reference rate, and nobody reports one"
                yield Problem(("pools", index, "curve"), f"pool {pool.id} without a rate", why, "add `rate_reports`")
        return
    if not needing:
        why = "concentrated pools alone ask for reference rates, and there is none"
        yield Problem(("rate_reports",), "reports without effect", why, "add such a pool, or remove them", at_key=True)
    yield from _reporters(("rate_reports",), reports, directory)


def _reporters(loc: Loc, reports: RateReportsEntry, directory: Directory) -> Iterator[Problem]:
    homes = directory.jurisdictions
    for index, reporter in enumerate(reports.reporters):
        if reporter.home not in homes:
            hint = did_you_mean(reporter.home, homes).removeprefix("; ")
            why, do = "no jurisdiction of the scenario has this id", "add the jurisdiction, or name another"
            where = (*loc, "reporters", index, "home")
            yield Problem(where, f"unknown jurisdiction {reporter.home!r}", why, hint or do)
    if reports.reporters_min > len(reports.reporters):
        why = f"there are {len(reports.reporters)} reporters, so that there never is a rate"
        where = (*loc, "reporters_min")
        yield Problem(where, f"a rate of {reports.reporters_min} reports", why, "lower it, or add reporters")


def _way(loc: Loc, way: VenueEntry, scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    for key, routes in (("vehicle", VEHICLE_ROUTES), ("pools", POOL_ROUTES)):
        if getattr(way, key) is not None and way.route not in routes:
            why, do = f"route `{way.route}` has none", "remove it, or change `route`"
            yield Problem((*loc, key), f"key {key!r} without meaning", why, do, at_key=True)
    if way.route == "vehicle" and way.vehicle is None:
        why = "the route leads through a third currency"
        yield Problem((*loc, "vehicle"), "missing key 'vehicle'", why, "add it, such as USD")
    if way.vehicle is not None:
        yield from unknown_currency((*loc, "vehicle"), way.vehicle, directory)
    if way.route == "pool" and not scenario.pools:
        yield Problem((*loc, "route"), "route without a pool", "the scenario has none", "add `pools`")
    yield from _asked(loc, way, [pool.id for pool in scenario.pools])


def _asked(loc: Loc, way: VenueEntry, known: list[str]) -> Iterator[Problem]:
    for position, name in enumerate(way.pools or ()):
        where = (*loc, "pools", position)
        if name not in known:
            hint = did_you_mean(name, known).removeprefix("; ")
            why, do = "no pool of the scenario has this id", "add the pool, or name another"
            yield Problem(where, f"unknown pool {name!r}", why, hint or do)
        elif name in (way.pools or ())[:position]:
            yield Problem(where, f"pool {name} stands twice", "it is asked once", "remove one of the two")
