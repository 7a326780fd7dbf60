"""What the nodes counted while they ran: each bank's money block by block, credit and queue hour by hour.

Trusts the rows of `node/movements.parquet` and `network/activity.parquet`, which are no evidence: the page says so.
Never holds more than a figure for each interval and bank, or currency.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.folder import FinishedRun
from explorer.plot import POINTS_MAX
from explorer.tallies.moments import Changes, span_of, step_s
from nodes.tables.catalogue import ACTIVITY, MOVEMENTS

HOUR_S, DAY_S = 3_600, 86_400
_COLUMNS = ("hour", "currency", "queued", "queued_minor", "credit_minor", "liquidity_in_use_minor")
_FIGURES = _COLUMNS[2:]


@dataclass(frozen=True, slots=True)
class Hours:
    """levels: figure -> currency -> UTC second at which an interval ends -> the highest of its hours; step: of an
    interval, seconds."""

    levels: Mapping[str, Mapping[str, Mapping[int, int]]]
    step: int

    def of(self, figure: str) -> dict[str, dict[int, int]]:
        """The currencies in which a figure is ever above zero."""
        return {code: {**levels} for code, levels in self.levels[figure].items() if any(levels.values())}


def tally_movements(run: FinishedRun) -> dict[str, Changes]:
    """What each bank has of its currency's central-bank money, by currency."""
    first_s, last_s = span_of(run, MOVEMENTS)
    found = {code: Changes(first_s, step_s(first_s, last_s)) for code in run.currencies}
    for at, bank, code, change in run.rows(MOVEMENTS, ("at", "bank", "currency", "change_minor")):
        found[code].add(bank, at, change)
    return found


def tally_hours(run: FinishedRun) -> Hours:
    """The figures of every hour in which they changed; of a long run, the highest of several hours together."""
    hours = [hour for (hour,) in run.rows(ACTIVITY, ("hour",))]
    span_hours = (max(hours) - min(hours)) // HOUR_S + 1 if hours else 1
    step = HOUR_S * -(-span_hours // POINTS_MAX)
    levels: dict[str, defaultdict[str, Counter[int]]] = {name: defaultdict(Counter) for name in _FIGURES}
    for hour, code, *values in run.rows(ACTIVITY, _COLUMNS):
        ends_s = (hour // step + 1) * step
        for name, value in zip(_FIGURES, values, strict=True):
            levels[name][code][ends_s] = max(levels[name][code][ends_s], value)
    return Hours(levels, step)


def steps(levels: Mapping[int, int], step: int, *, is_daily: bool = False) -> Iterator[tuple[int, int]]:
    """The levels in the order of time, zero one interval before the first, and, where the figure begins anew every
    day at midnight UTC, zero from then until the day's own first."""
    before_s: int | None = None
    for ends_s, level in sorted(levels.items()):
        begins_s = ends_s - step
        if before_s is None:
            yield begins_s, 0
        else:
            midnight_s = -(-before_s // DAY_S) * DAY_S
            if is_daily and begins_s >= midnight_s:
                yield midnight_s, 0
        yield ends_s, level
        before_s = ends_s
