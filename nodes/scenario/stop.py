"""When a run ends before its last day: conditions on what has happened so far, the first that is met ends it.

Trusts no value to make sense together with another: that is what the checks are for.
Never ends a run in the middle of a block: `nodes.stop` looks when one is sealed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from finance.fx import BPS
from finance.money import currency, parse_minor
from nodes.scenario.demand import PAYMENTS_MAX
from nodes.scenario.fields import Amount, CurrencyCode, Day, Entry, TimeOfDay

Count = Annotated[int, Field(ge=1, le=PAYMENTS_MAX)]


class StopMomentEntry(Entry):
    """A moment of the period."""

    date: Day
    """UTC day."""
    time: TimeOfDay
    """UTC."""


class SettlementRateEntry(Entry):
    """The share of settled payments among those that were ordered so far."""

    below_bps: Annotated[int, Field(ge=1, le=BPS)]
    """The run ends when it falls below this, in basis points."""
    after_payments: Count
    """Not before so many payments have settled or were refused: the share of a few says little."""


class StopEntry(Entry):
    """What ends a run early: the first of these that is met, looked at whenever a block is sealed."""

    at: StopMomentEntry | None = None
    """Nothing that is due at this moment or later is done."""
    payments_settled: Count | None = None
    """So many payments have settled."""
    payments_refused: Count | None = None
    """So many payments were refused, on the chain or kept off it."""
    defaults: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """So many banks have defaulted, by shocks of the kind `bank_default`."""
    settlement_rate: SettlementRateEntry | None = None
    """Too few of the payments settle."""
    queue_value_above: dict[CurrencyCode, Amount] = Field(default_factory=dict)
    """By currency: what waits in its liquidity queue, held obligations included, is more than this."""


@dataclass(frozen=True, slots=True)
class StopPlan:
    """What ends a run, resolved. at_s: UTC second; rate_below_bps: after so many payments; queue_above_minor: by ISO
    4217 code; `None` and nothing: no such condition."""

    at_s: int | None = None
    payments_settled: int | None = None
    payments_refused: int | None = None
    defaults: int | None = None
    rate_below_bps: int | None = None
    rate_after: int = 0
    queue_above_minor: Mapping[str, int] = field(default_factory=dict)

    @property
    def looks(self) -> bool:
        """Whether it depends on what happens."""
        counts = self.payments_settled, self.payments_refused, self.defaults, self.rate_below_bps
        return bool(self.queue_above_minor) or any(count is not None for count in counts)


def second_of(moment: StopMomentEntry) -> int:
    """The UTC second of a moment."""
    time = datetime.time.fromisoformat(moment.time)
    return int(datetime.datetime.combine(moment.date, time, datetime.UTC).timestamp())


def resolve_stop(entry: StopEntry | None) -> StopPlan:
    """The plan of a section that has passed its checks; of none one that never ends a run."""
    if entry is None:
        return StopPlan()
    rate = entry.settlement_rate
    return StopPlan(
        at_s=None if entry.at is None else second_of(entry.at),
        payments_settled=entry.payments_settled,
        payments_refused=entry.payments_refused,
        defaults=entry.defaults,
        rate_below_bps=None if rate is None else rate.below_bps,
        rate_after=0 if rate is None else rate.after_payments,
        queue_above_minor={code: parse_minor(text, currency(code)) for code, text in entry.queue_value_above.items()},
    )
