"""Fan-in: within days many strangers pay a wallet that strangers hardly pay otherwise.

Trusts the traffic for who is a stranger.
Never looks at where the money came from or what became of it.

Logic: see `fans`; the wallet and the strangers of the burst are alarmed alike. Thresholds: `FanSettings`. Misses: fans
of three, fans of very unequal amounts, slower ones, those of a wallet that always meets strangers, and of one with
standing relations to all; alarms a birthday collection among people who never paid each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.lookback.fans import FanSettings, fans
from audit.lookback.finding import Finding
from audit.lookback.survey import Survey


class FanIn:
    """See the module. Score: 50, and 10 more for each stranger beyond the least; a weak one 30; 95 at most."""

    name: ClassVar[str] = "fan_in"

    def __init__(self, settings: FanSettings | None = None) -> None:
        self._settings = settings or FanSettings()

    def find(self, survey: Survey) -> Iterator[Finding]:
        """The fan of each wallet that has one."""
        traffic = survey.traffic
        yield from fans(self.name, traffic.into, lambda each: each.payer, traffic.days, self._settings)
