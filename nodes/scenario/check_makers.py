"""Checks of market makers: what they deal in and lean by, and that somebody trades what payments need.

Trusts `finance.inventory` for how far a price may lean.
Never looks at an amount that is wrong by itself: that is reported where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.inventory import largest_skew_bps
from nodes.scenario.check_money import drawn_from
from nodes.scenario.check_patterns import pairs_of_relations
from nodes.scenario.check_rules import minor_or_none
from nodes.scenario.dealers import Dealer, dealers_of
from nodes.scenario.demand import corridors_of
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.model import MarketMakerEntry
from nodes.scenario.venues import VEHICLE_ROUTES, VenueEntry, asked_pools

if TYPE_CHECKING:
    from nodes.scenario import Scenario

Pair = frozenset[str]
"""Two currencies."""


def check_makers(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Inventories that make no market, skews beyond what they cover, pairs that nobody trades; for right names."""
    makers = list(_market_makers(scenario, directory))
    yield from makers or _uncovered_pairs(scenario, directory)
    for index, maker in enumerate(scenario.market_makers):
        if maker.skew_bps_max:
            yield from _skew(("market_makers", index), maker)


def ways_of(scenario: Scenario) -> list[VenueEntry]:
    """Every way in which the scenario routes payments."""
    ways = [scenario.venue if variant.venue is None else variant.venue for variant in scenario.compare]
    return ways or [scenario.venue]


def _market_makers(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    held = {home.currency for home in directory.jurisdictions.values()}
    for dealer in dealers_of(scenario):
        maker, loc = dealer.entry, (*dealer.loc, "inventory")
        if len(maker.inventory) < 2:
            why = f"{maker.id} holds {len(maker.inventory)}, and a market is between two"
            yield Problem(loc, "fewer than two currencies", why, "add another currency")
        for code in maker.inventory:
            if code not in held:
                why = f"the jurisdictions here have {', '.join(sorted(held))}"
                yield Problem((*loc, code), f"currency {code} of no jurisdiction", why, "remove it", at_key=True)
        yield from _limits(dealer)


def _limits(dealer: Dealer) -> Iterator[Problem]:
    """Limits in a currency that a dealer does not hold, or beyond which it begins, or that forbid every quote."""
    for code, limit in dealer.entry.limits.items():
        loc: Loc = (*dealer.loc, "limits", code)
        held = dealer.entry.inventory.get(code)
        if held is None:
            why = f"{dealer.entry.id} holds {', '.join(dealer.entry.inventory)}"
            yield Problem(loc, f"limit of {code}, which it does not hold", why, "remove it", at_key=True)
            continue
        why, held_minor = f"it begins with {held} {code}", minor_or_none(held, code) or 0
        if (minor_or_none(limit.least, code) or 0) > held_minor:
            do = "lower it, or add to its inventory"
            yield Problem((*loc, "least"), f"least of {limit.least} {code}", why, do)
        if limit.most is not None and (minor_or_none(limit.most, code) or held_minor) < held_minor:
            do = "raise it, or take from its inventory"
            yield Problem((*loc, "most"), f"most of {limit.most} {code}", why, do)
        if minor_or_none(limit.quote, code) == 0:
            yield Problem((*loc, "quote"), "a quote of nothing at most", "it would never quote", "raise it")


def _uncovered_pairs(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Pairs that no way of the scenario trades; one of several that it compares may well leave a pair out."""
    ways = ways_of(scenario)
    has_makers_alone = all(way.route == "quote" for way in ways)
    reported: set[Pair] = set()
    for loc, first, second in _needed_pairs(scenario, directory):
        pair = frozenset((first, second))
        if (
            len(pair) == 2
            and pair not in reported
            and not any(_is_traded(pair, way, scenario, directory) for way in ways)
        ):
            reported.add(pair)
            names = " and ".join(sorted(pair))
            if has_makers_alone:
                why = "payments go from one to the other, and nobody has both"
                do = "add both to the inventory of one market maker"
                yield Problem(loc, f"no market maker between {names}", why, do, at_key=True)
            else:
                why = "payments go from one to the other, and no stated route leads there"
                yield Problem(loc, f"no venue between {names}", why, "add a pool or a market maker", at_key=True)


def _is_traded(pair: Pair, way: VenueEntry, scenario: Scenario, directory: Directory) -> bool:
    quoted = {frozenset((a, b)) for maker in scenario.market_makers for a in maker.inventory for b in maker.inventory}
    if _has_desks(pair, scenario, directory):
        quoted.add(pair)
    pooled = {frozenset((pool.base, pool.quote)) for pool in asked_pools(way, scenario.pools)}
    legs = {pair}
    if way.vehicle is not None and way.vehicle not in pair:
        legs = {frozenset((code, way.vehicle)) for code in pair}
    by_quote = way.route in ("quote", "cheapest") and pair in quoted
    return by_quote or pair in pooled or (way.route in VEHICLE_ROUTES and way.vehicle is not None and legs <= quoted)


def _has_desks(pair: Pair, scenario: Scenario, directory: Directory) -> bool:
    """Whether every bank of the two currencies has a desk between them."""
    homes = [(bank, directory.home_of_bank(bank.id)) for bank in scenario.banks]
    banks = [bank for bank, home in homes if home is not None and home.currency in pair]
    return bool(banks) and all(bank.fx_desk is not None and pair <= bank.fx_desk.inventory.keys() for bank in banks)


def _needed_pairs(scenario: Scenario, directory: Directory) -> Iterator[tuple[Loc, str, str]]:
    for index, payment in enumerate(scenario.payments.explicit):
        homes = directory.home_of_client(payment.payer), directory.home_of_client(directory.payee_of(payment))
        if homes[0] and homes[1]:
            yield ("payments", "explicit", index), homes[0].currency, homes[1].currency
    for payer, payee in sorted(scenario.rows.payments(scenario, directory).pairs):
        yield ("payments", "file"), directory.jurisdictions[payer].currency, directory.jurisdictions[payee].currency
    generated = scenario.payments.generated
    if generated is not None:
        counts = directory.clients_by_home(drawn_from(generated, directory))
        for payer, payee in corridors_of(generated, counts):
            currencies = directory.jurisdictions[payer].currency, directory.jurisdictions[payee].currency
            yield ("payments", "generated"), *currencies
    for loc, payer, payee in pairs_of_relations(scenario, directory):
        yield loc, directory.jurisdictions[payer].currency, directory.jurisdictions[payee].currency


def _skew(loc: Loc, maker: MarketMakerEntry) -> Iterator[Problem]:
    largest = largest_skew_bps(maker.spread_bps)
    if maker.skew_bps_max > largest:
        why = f"with a spread of {maker.spread_bps} bp, buying and selling back would gain above {largest} bp"
        do = "lower it, or widen the spread"
        yield Problem((*loc, "skew_bps_max"), f"skew of {maker.skew_bps_max} bp", why, do)
    for code, text in maker.inventory.items():
        if minor_or_none(text, code) == 0:
            why = "its price follows what it holds in parts of what it held at the start"
            do = "give it some, or leave skew_bps_max out"
            yield Problem((*loc, "inventory", code), f"skew without any {code}", why, do)
