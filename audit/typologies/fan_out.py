"""Fan-out: one wallet pays many that it never dealt with within a short time.

Trusts the payments that it is fed.
Never looks at where the money came from.

Logic: a wallet is alarmed when it paid six others that it had no payment with in fourteen days, either way, within two
days. Thresholds: `FanSettings`. Misses: distributions spread over longer than the window, to fewer payees, or to payees
that dealt with the wallet before; alarms an employer at its first payroll.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.typologies.fans import Fan, FanSettings
from audit.typologies.transfer import Suspicion, Transfer


class FanOut:
    """See the module."""

    name: ClassVar[str] = "fan_out"

    def __init__(self, settings: FanSettings | None = None) -> None:
        self._fan = Fan(settings or FanSettings())

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Whether the payer became the middle of a fan."""
        yield from self._fan.look(transfer, transfer.payer, transfer.payee, transfer.paid_minor)
