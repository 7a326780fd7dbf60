"""Fan-out: one wallet pays many that it never dealt with within a short time.

Trusts the payments that it is fed.
Never looks at where the money came from.

Logic: strangers are wallets that had no payment with this one in fourteen days, either way. A wallet is alarmed when
the strangers that it paid within two days are five more than twice the average of all others that paid strangers in
that time, and so are these strangers. Thresholds: `FanSettings`. Misses: distributions spread over longer than the
window, to fewer payees, to payees that dealt with the wallet before, or on days on which everybody meets strangers;
alarms an employer's first payroll.
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
