"""Fan-in: many wallets that never dealt with this one pay it within a short time.

Trusts the payments that it is fed.
Never looks at what becomes of the money afterwards.

Logic: a wallet is alarmed when six others that it had no payment with in fourteen days, either way, paid it within two
days. Thresholds: `FanSettings`. Misses: collections spread over longer than the window, of fewer payers, or from payers
that dealt with the wallet before; alarms a shop in its first busy days.
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
