"""Facts of a gallery file that no run has to find out: what stands in it, its calendars and its exchange rates.

Trusts the scenario as it loads.
Never runs anything.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import pairwise

from nodes.corridors import window_on
from nodes.scenario import Scenario


def fact_of(scenario: Scenario, name: str) -> int | str:
    """One fact by its name: `banks`, `jurisdictions`, `days`, `common_days`, `longest_gap_days`, `rate:EUR:SGD:DATE`.

    A rate is units of the second currency for one of the first, as text. Raises KeyError for a name that is not known.
    """
    kind, _, rest = name.partition(":")
    if kind == "rate":
        base, quote, day = rest.split(":")
        per_unit = scenario.reference_rates().per_unit(base, quote, datetime.date.fromisoformat(day))
        return f"{Decimal(str(per_unit)).normalize():f}"
    return _counts(scenario)[name]


def common_days(scenario: Scenario) -> list[datetime.date]:
    """The days on which every jurisdiction is open for settlement at some moment."""
    openings = tuple(home.opening for home in scenario.world().jurisdictions)
    days = ((scenario.end - scenario.start).days + 1,)
    period = (scenario.start + datetime.timedelta(days=n) for n in range(*days))
    return [day for day in period if window_on(day, openings) is not None]


def _counts(scenario: Scenario) -> dict[str, int]:
    world, common = scenario.world(), common_days(scenario)
    return {
        "banks": len(world.banks),
        "jurisdictions": len(world.jurisdictions),
        "days": (scenario.end - scenario.start).days + 1,
        "common_days": len(common),
        "longest_gap_days": max(((after - before).days - 1 for before, after in pairwise(common)), default=0),
    }
