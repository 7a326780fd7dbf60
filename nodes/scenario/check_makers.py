"""Checks of how market makers price by what they hold: that it measures by something, and pays nobody for a round trip.

Trusts `finance.inventory` for how far a price may lean.
Never looks at an amount that is wrong by itself: that is reported where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.inventory import largest_skew_bps
from nodes.scenario.check_rules import minor_or_none
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.model import MarketMakerEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def check_makers(scenario: Scenario) -> Iterator[Problem]:
    """Skews beyond what the spread covers, and skews by holdings that there are none of; for right names."""
    for index, maker in enumerate(scenario.market_makers):
        if maker.skew_bps_max:
            yield from _skew(("market_makers", index), maker)


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
