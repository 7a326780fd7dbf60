"""Counts the obligations between banks: what waited when, how long, and who owed whom.

Trusts the rows of `payment/obligations.parquet`.
Never keeps an obligation: what it holds is bounded by the network and the length of the run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from explorer.folder import FinishedRun
from explorer.tallies.moments import Changes, step_s
from nodes.tables.catalogue import OBLIGATIONS

Pair = tuple[str, str]
_COLUMNS = ("payer", "payee", "currency", "amount_minor", "arose_at", "settled_at", "delay_s", "state")
_DELAY_STEP_S = 60


@dataclass(slots=True)
class ObligationTally:
    """count, value: of what is due and not settled, by currency; arisen, settled: amounts, by currency; delays: count
    and amount by currency and minutes waited, what settled alone; unsettled: count and amount by currency; banks:
    amounts by currency, payer and payee."""

    count: Changes
    value: Changes
    arisen: Changes
    settled: Changes
    delays: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    delay_value: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    unsettled: Counter[str] = field(default_factory=Counter)
    unsettled_value: Counter[str] = field(default_factory=Counter)
    banks: defaultdict[str, Counter[Pair]] = field(default_factory=lambda: defaultdict(Counter))


def tally_obligations(run: FinishedRun) -> ObligationTally | None:
    """Counts all obligations of a run; None where there are none."""
    first, last = _span(run)
    if first is None:
        return None
    count, value, arisen, settled_ = (Changes(first, step_s(first, last)) for _ in range(4))
    tally = ObligationTally(count, value, arisen, settled_)
    for payer, payee, code, amount, arose, settled, delay, state in run.rows(OBLIGATIONS, _COLUMNS):
        tally.count.add(code, arose, 1)
        tally.value.add(code, arose, amount)
        tally.arisen.add(code, arose, amount)
        # What did not settle waited until closing.
        tally.count.add(code, arose + delay, -1)
        tally.value.add(code, arose + delay, -amount)
        tally.banks[code][payer, payee] += amount
        if state == "settled":
            tally.settled.add(code, settled, amount)
            tally.delays[code][delay // _DELAY_STEP_S] += 1
            tally.delay_value[code][delay // _DELAY_STEP_S] += amount
        else:
            tally.unsettled[code] += 1
            tally.unsettled_value[code] += amount
    return tally


def _span(run: FinishedRun) -> tuple[int | None, int]:
    first, last = None, 0
    for arose, delay in run.rows(OBLIGATIONS, ("arose_at", "delay_s")):
        first, last = arose if first is None else min(first, arose), max(last, arose + delay)
    return first, last
