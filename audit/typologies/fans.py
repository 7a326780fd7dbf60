"""What fan-in and fan-out share: many strangers on one side of a wallet within a short time.

Trusts the payments that it is fed.
Never counts a counterparty that the wallet has dealt with before, as far as it remembers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.typologies.transfer import DAY_S, Recent, Suspicion, Transfer
from chain.abi import Address
from chain.detection import Reason

_BASE, _EVEN_MAX, _FAST_MAX, _STRANGER = 45, 25, 30, -20


@dataclass(frozen=True, slots=True)
class FanSettings:
    """window_s: in which the strangers come; strangers_min: how many it takes beyond what is usual; usual_times: what
    is usual is so many times the average of all other wallets that met any in the window; memory_s: for how long two
    wallets that paid one another are no strangers."""

    window_s: int = 2 * DAY_S
    strangers_min: int = 5
    usual_times: int = 2
    memory_s: int = 14 * DAY_S


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A payment between a hub and somebody that it had not dealt with."""

    at_s: int
    uetr: str
    stranger: Address
    amount_minor: int


class Fan:
    """The strangers of each wallet on one side of it.

    Score: 45; up to 25 more the closer the smallest amount is to the largest; up to 30 more the less of the window it
    took; 20 less for the strangers.
    """

    def __init__(self, settings: FanSettings) -> None:
        self._settings = settings
        self._meetings: Recent[Address, _Meeting] = Recent(settings.window_s)
        self._met: Recent[tuple[Address, Address], int] = Recent(settings.memory_s)

    def look(self, transfer: Transfer, hub: Address, other: Address, amount_minor: int) -> Iterator[Suspicion]:
        """Whether the payment makes `hub` the middle of a fan; amount_minor: in the hub's currency."""
        self._meetings.forget(transfer.at_s)
        self._met.forget(transfer.at_s)
        pair = min(hub, other), max(hub, other)
        is_stranger = pair not in self._met
        self._met.add(transfer.at_s, pair, 0)
        if not is_stranger:
            return
        self._meetings.add(transfer.at_s, hub, _Meeting(transfer.at_s, transfer.uetr, other, amount_minor))
        meetings = self._meetings.of(hub)
        # Of all others: what is usual for a wallet that always collects is not usual.
        others, others_met = self._meetings.keys - 1, len(self._meetings) - len(meetings)
        usual = self._settings.usual_times * others_met // others if others else 0
        if len(meetings) >= self._settings.strangers_min + usual:
            yield from self._suspicions(hub, meetings, usual)

    def _suspicions(self, hub: Address, meetings: tuple[_Meeting, ...], usual: int) -> Iterator[Suspicion]:
        amounts = [meeting.amount_minor for meeting in meetings]
        span_s, window_s = meetings[-1].at_s - meetings[0].at_s, self._settings.window_s
        score = _BASE + _EVEN_MAX * min(amounts) // max(amounts) + _FAST_MAX * (window_s - span_s) // window_s
        reasons = (
            Reason("strangers", len(meetings)),
            Reason("usual_strangers", usual),
            Reason("span_s", span_s),
            Reason("total_minor", sum(amounts)),
            Reason("smallest_minor", min(amounts)),
            Reason("largest_minor", max(amounts)),
        )
        yield Suspicion(hub, score, reasons, tuple(meeting.uetr for meeting in meetings))
        for meeting in meetings:
            own = (Reason("strangers_beside", len(meetings) - 1), Reason("own_minor", meeting.amount_minor))
            yield Suspicion(meeting.stranger, score + _STRANGER, own, (meeting.uetr,))
