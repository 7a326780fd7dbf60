"""Structuring: a wallet pays a large amount in parts to strangers, each just below the threshold for a report.

Trusts the threshold that the chain's own travel rule states for the payer's currency.
Never guesses a threshold: where the currency has none on the chain, nothing is just below it.

Logic: three one-off payments of a wallet within five days that each cost it 80 % of the threshold or more, and less
than the threshold; the wallet and those it paid are alarmed. A firm whose usual bills lie there has standing relations.
Thresholds: `StructuringSettings`. Misses: parts below 80 %, two parts, parts of several payers (smurfs), parts to
suppliers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey
from audit.lookback.traffic import OneOff
from audit.typologies.transfer import DAY_S, PERCENT
from chain.detection import Reason

_BASE, _PART, _MOST = 60, 15, 95


@dataclass(frozen=True, slots=True)
class StructuringSettings:
    """within_s: in which the parts are paid; parts_min; near_percent: of the threshold that a part has at least."""

    within_s: int = 5 * DAY_S
    parts_min: int = 3
    near_percent: int = 80


class Structuring:
    """See the module. Score: 60, and 15 more for each part beyond three, 95 at most."""

    name: ClassVar[str] = "structuring"

    def __init__(self, settings: StructuringSettings | None = None) -> None:
        self._settings = settings or StructuringSettings()

    def find(self, survey: Survey) -> Iterator[Finding]:
        """The parts of each wallet that paid so."""
        for payments in survey.traffic.out_of.values():
            near = [each for each in payments if self._is_near(each)]
            if len(near) >= self._settings.parts_min:
                parts = max((self._from(place, near) for place in range(len(near))), key=len)
                if len(parts) >= self._settings.parts_min:
                    yield self._finding(parts)

    def _is_near(self, payment: OneOff) -> bool:
        threshold_minor, paid_minor = payment.transfer.threshold_minor, payment.transfer.paid_minor
        if threshold_minor is None or paid_minor >= threshold_minor:
            return False
        return paid_minor * PERCENT >= threshold_minor * self._settings.near_percent

    def _from(self, place: int, near: Sequence[OneOff]) -> Sequence[OneOff]:
        until_s = near[place].at_s + self._settings.within_s
        return [each for each in near[place:] if each.at_s <= until_s]

    def _finding(self, parts: Sequence[OneOff]) -> Finding:
        score = min(_MOST, _BASE + _PART * (len(parts) - self._settings.parts_min))
        reasons = (
            Reason("threshold_minor", parts[-1].transfer.threshold_minor or 0),
            Reason("total_minor", sum(each.transfer.paid_minor for each in parts)),
        )
        return Finding.of(self.name, score, parts, reasons)
