"""Structuring: a wallet pays a large amount in parts, each just below the threshold from which it would be reported.

Trusts the threshold that the chain's own travel rule states for the payer's currency.
Never guesses a threshold: where the currency has none on the chain, nothing is just below it.

Logic: a wallet is alarmed when it made four payments within three days that each cost it at least 80 % of the threshold
and less than the threshold; so is each payee of two of them or more. Thresholds: `StructuringSettings`. Misses: parts
below 80 %, fewer parts, parts spread over longer or over several payers (smurfs); alarms a firm whose usual invoice
happens to lie there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from audit.typologies.transfer import DAY_S, PERCENT, Recent, Suspicion, Transfer
from chain.abi import Address
from chain.detection import Reason

_BASE, _CLOSE_MAX, _NEVER_ABOVE, _PAYEE = 45, 35, 20, -20


@dataclass(frozen=True, slots=True)
class StructuringSettings:
    """window_s: in which the parts are paid; parts_min: how many it takes; near_percent: of the threshold that a part
    has at least; payee_parts_min: how many a payee gets that is alarmed too."""

    window_s: int = 3 * DAY_S
    parts_min: int = 4
    near_percent: int = 80
    payee_parts_min: int = 2


class Structuring:
    """See the module. Score: 45; up to 35 more the closer the parts are to the threshold on average; 20 more where no
    payment of the wallet reached it in the window; 20 less for the payees."""

    name: ClassVar[str] = "structuring"

    def __init__(self, settings: StructuringSettings | None = None) -> None:
        self._settings = settings or StructuringSettings()
        self._parts: Recent[Address, Transfer] = Recent(self._settings.window_s)
        self._above: Recent[Address, int] = Recent(self._settings.window_s)

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Whether the payer split an amount."""
        self._parts.forget(transfer.at_s)
        self._above.forget(transfer.at_s)
        threshold_minor = transfer.threshold_minor
        if threshold_minor is None:
            return
        if transfer.paid_minor >= threshold_minor:
            self._above.add(transfer.at_s, transfer.payer, 0)
        elif transfer.paid_minor * PERCENT >= threshold_minor * self._settings.near_percent:
            self._parts.add(transfer.at_s, transfer.payer, transfer)
            parts = self._parts.of(transfer.payer)
            if len(parts) >= self._settings.parts_min:
                yield from self._suspicions(parts, threshold_minor)

    def _suspicions(self, parts: tuple[Transfer, ...], threshold_minor: int) -> Iterator[Suspicion]:
        payer, total_minor = parts[-1].payer, sum(part.paid_minor for part in parts)
        percent = min(PERCENT, total_minor * PERCENT // (threshold_minor * len(parts)))
        near = self._settings.near_percent
        score = _BASE + _CLOSE_MAX * max(0, percent - near) // max(1, PERCENT - near)
        above = len(self._above.of(payer))
        reasons = (
            Reason("parts", len(parts)),
            Reason("mean_percent_of_threshold", percent),
            Reason("threshold_minor", threshold_minor),
            Reason("total_minor", total_minor),
            Reason("payments_at_or_above", above),
        )
        score += 0 if above else _NEVER_ABOVE
        yield Suspicion(payer, score, reasons, tuple(part.uetr for part in parts))
        for payee in dict.fromkeys(part.payee for part in parts):
            own = [part for part in parts if part.payee == payee]
            if len(own) >= self._settings.payee_parts_min:
                why = (Reason("parts", len(own)), Reason("parts_of_the_payer", len(parts)))
                yield Suspicion(payee, score + _PAYEE, why, tuple(part.uetr for part in own))
