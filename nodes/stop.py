"""Ends a run early: looks after every block whether a condition of the scenario is met, and keeps which one it was.

Trusts the nodes' records and the queue's events for what has happened.
Never changes what happens before: a run that is ended is the beginning of the same run without an end.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from finance.fx import BPS
from finance.money import currency, format_minor
from nodes.interbank import Interbank
from nodes.network import Network
from nodes.payment_record import PaymentRecord, Verdict
from nodes.scenario.stop import StopPlan


@dataclass(frozen=True, slots=True)
class StopReason:
    """Why a run ended early. condition: its key under `stop`; stated: what it says; found: what was; at_s: UTC second
    before which everything was done; height: blocks by then."""

    condition: str
    stated: str
    found: str
    at_s: int
    height: int


@dataclass(slots=True, eq=False)
class StopWatch:
    """Whether a run is over. plan: what ends it; records: of its payments, the newest last; interbank: its queue and
    desks; reason: why it ended, `None`: it did not."""

    plan: StopPlan
    network: Network
    records: Sequence[PaymentRecord]
    interbank: Interbank
    reason: StopReason | None = None
    _seen: int = field(default=0, init=False)
    _settled: int = field(default=0, init=False)

    def run_until(self, end_s: int) -> bool:
        """Works off the agenda up to the second `end_s`; false once a condition is met."""
        at_s = self.plan.at_s
        if at_s is None or at_s > end_s:
            self.network.run_until(end_s, self._is_met)
        else:
            self.network.run_until(at_s - 1, self._is_met)
            if self.reason is None:
                moment = f"{datetime.datetime.fromtimestamp(at_s, datetime.UTC):%Y-%m-%d %H:%M} UTC"
                self._end("at", moment, moment, at_s)
        return self.reason is None

    def as_json(self) -> dict[str, Any] | None:
        """The reason as `run.json` has it; `None` where the run went to its last day."""
        return None if self.reason is None else asdict(self.reason)

    def _is_met(self, before_s: int) -> bool:
        if not self.plan.looks:
            return False
        first = next(self._met(), None)
        if first is not None:
            self._end(*first, before_s)
        return first is not None

    def _end(self, condition: str, stated: str, found: str, at_s: int) -> None:
        self.reason = StopReason(condition, stated, found, at_s, self.network.ledger.height)
        self.network.stopped_at_s = at_s

    def _met(self) -> Iterator[tuple[str, str, str]]:
        """The conditions that are met, in the order of the keys: which, what it says, what is found."""
        plan = self.plan
        self._count()
        refused = self._seen - self._settled
        for key, wanted, found in (
            ("payments_settled", plan.payments_settled, self._settled),
            ("payments_refused", plan.payments_refused, refused),
            ("defaults", plan.defaults, sum(desk.bank.has_failed for desk in self.interbank.desks.values())),
        ):
            if wanted is not None and found >= wanted:
                yield key, str(wanted), str(found)
        below = plan.rate_below_bps
        if below is not None and self._seen >= plan.rate_after and self._settled * BPS < below * self._seen:
            yield "settlement_rate", f"below {below} bp", f"{self._settled} of {self._seen}"
        for code, most_minor in plan.queue_above_minor.items():
            waits_minor = sum(owed.amount_minor for owed in self.interbank.view.open.values() if owed.currency == code)
            if waits_minor > most_minor:
                money = currency(code)
                stated, found_value = (f"{code} {format_minor(value, money)}" for value in (most_minor, waits_minor))
                yield "queue_value_above", stated, found_value

    def _count(self) -> None:
        """Each record is looked at once: what became of a payment does not change."""
        for record in self.records[self._seen :]:
            self._settled += record.verdict is Verdict.SETTLED
        self._seen = len(self.records)
