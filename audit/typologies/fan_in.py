"""Fan-in: many wallets that never dealt with this one pay it within a short time.

Trusts the payments that it is fed.
Never looks at what becomes of the money afterwards.

Logic: strangers are wallets that had no payment with this one in fourteen days, either way. A wallet is alarmed when
the strangers that paid it within two days are five more than twice the average of all others that strangers paid in
that time, and so are these strangers. Thresholds: `FanSettings`. Misses: collections spread over longer than the
window, of fewer payers, from payers that dealt with the wallet before, or on days on which everybody meets strangers;
alarms a shop in its first busy days.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.typologies.fans import Fan, FanSettings
from audit.typologies.transfer import Suspicion, Transfer


class FanIn:
    """See the module."""

    name: ClassVar[str] = "fan_in"

    def __init__(self, settings: FanSettings | None = None) -> None:
        self._fan = Fan(settings or FanSettings())

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Whether the payee became the middle of a fan."""
        yield from self._fan.look(transfer, transfer.payee, transfer.payer, transfer.received_minor)
