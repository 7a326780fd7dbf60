"""Cycle: money comes back to the wallet that sent it, through at least two others, most of it intact.

Trusts the payments that it is fed.
Never searches more than a stated number of steps for one payment, so that a busy network cannot stop it.

Logic: when a payment settles, earlier ones are followed back from its payer, each before the next, through wallets that
sent on 70 % to 101 % of what they had received, in their own currency; where that leads to a payment by the payee of
the first, all wallets on the way are alarmed. Thresholds: `CycleSettings`. Misses: cycles longer than six payments or a
week, cycles that split and join, wallets that keep more; alarms suppliers that buy from each other in a ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from audit.typologies.transfer import DAY_S, PERCENT, Recent, Suspicion, Transfer
from chain.abi import Address
from chain.detection import Reason

_BASE, _WHOLE_MAX, _FAST_MAX = 50, 30, 20


@dataclass(frozen=True, slots=True)
class CycleSettings:
    """window_s: from the first payment to the last; passed_percent_min, passed_percent_max: of what a wallet received;
    payments_min, payments_max: in a cycle; steps_max: payments that one search looks at."""

    window_s: int = 7 * DAY_S
    passed_percent_min: int = 70
    passed_percent_max: int = 101
    payments_min: int = 3
    payments_max: int = 6
    steps_max: int = 2_000


class Cycle:
    """See the module. Score: 50; up to 30 more the more of the money came back; up to 20 more the faster."""

    name: ClassVar[str] = "cycle"

    def __init__(self, settings: CycleSettings | None = None) -> None:
        self._settings = settings or CycleSettings()
        self._incoming: Recent[Address, Transfer] = Recent(self._settings.window_s)
        self._paid: Recent[Address, None] = Recent(self._settings.window_s)

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Whether the payment closes a cycle."""
        self._incoming.forget(transfer.at_s)
        self._paid.forget(transfer.at_s)
        cycle = self._closed_by(transfer)
        self._incoming.add(transfer.at_s, transfer.payee, transfer)
        self._paid.add(transfer.at_s, transfer.payer, None)
        if cycle is not None:
            yield from self._suspicions(cycle)

    def _closed_by(self, last: Transfer) -> tuple[Transfer, ...] | None:
        """The payments of the first cycle found: the latest payments are tried first."""
        # Most payees have not paid anybody lately: nothing can have begun with them.
        open_: list[tuple[Transfer, ...]] = [(last,)] if last.payee in self._paid else []
        steps = self._settings.steps_max
        while open_:
            path = open_.pop()
            if path[0].payer == last.payee and len(path) >= self._settings.payments_min:
                return path
            if len(path) < self._settings.payments_max and steps > 0:
                came = self._incoming.of(path[0].payer)[-steps:]
                steps -= len(came)
                # Behind the end, so that the latest is taken next.
                open_ += [(each, *path) for each in came if self._leads_to(each, path)]
        return None

    def _leads_to(self, came: Transfer, path: tuple[Transfer, ...]) -> bool:
        goes, inner = path[0], {transfer.payer for transfer in path}
        percent = goes.paid_minor * PERCENT
        settings = self._settings
        passed = came.received_minor * settings.passed_percent_min, came.received_minor * settings.passed_percent_max
        # Each wallet once: a path that crosses itself holds a smaller cycle, found when that closed.
        is_back = came.payer == path[-1].payee
        too_soon = is_back and len(path) + 1 < settings.payments_min
        is_new = came.payer not in inner and not too_soon and goes.payer != path[-1].payee
        return came.place < goes.place and passed[0] <= percent <= passed[1] and is_new

    def _suspicions(self, cycle: tuple[Transfer, ...]) -> Iterator[Suspicion]:
        span_s, window_s = cycle[-1].at_s - cycle[0].at_s, self._settings.window_s
        # One wallet, so one currency: what it sent and what came back can be compared.
        percent = min(PERCENT, cycle[-1].received_minor * PERCENT // max(1, cycle[0].paid_minor))
        score = _BASE + _WHOLE_MAX * percent // PERCENT + _FAST_MAX * (window_s - span_s) // window_s
        reasons = (
            Reason("payments", len(cycle)),
            Reason("span_s", span_s),
            Reason("percent_back", percent),
            Reason("sent_minor", cycle[0].paid_minor),
            Reason("back_minor", cycle[-1].received_minor),
        )
        uetrs = tuple(transfer.uetr for transfer in cycle)
        for transfer in cycle:
            yield Suspicion(transfer.payer, score, reasons, uetrs)
