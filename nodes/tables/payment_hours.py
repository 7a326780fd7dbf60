"""Customers' payments counted by the hour in which they ended.

Trusts the records for their verdicts.
Never keeps a record: what it holds grows with the hours of a run and its currencies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nodes.payment_record import PaymentRecord, Verdict

_HOUR_S = 3_600
_NAMES = {
    Verdict.SETTLED: "payments_settled",
    Verdict.REFUSED: "payments_refused",
    Verdict.KEPT_OFF: "payments_kept_off",
}


@dataclass(frozen=True, slots=True, eq=False)
class PaymentHours:
    """counts: first second of the hour -> currency and name of the column -> figure."""

    counts: dict[int, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))

    @classmethod
    def of(cls, records: Iterable[PaymentRecord]) -> PaymentHours:
        """The records by the second of their block; of those that have none, by that of the order."""
        own = cls()
        for record in records:
            at_s = record.final_at_s or record.payment.at_s
            counts = own.counts[at_s - at_s % _HOUR_S]
            code = record.payment.currency
            counts[code, _NAMES[record.verdict]] += 1
            if record.verdict is Verdict.SETTLED:
                counts[code, "payments_settled_minor"] += record.payment.amount_minor
        return own

    def hours(self, first_s: int | None, before_s: int | None) -> Iterator[int]:
        """`first_s` and the hours with payments after it, up to the one before `before_s`; `None`: without that end."""
        after_s = -1 if first_s is None else first_s
        later = (hour for hour in self.counts if hour > after_s and (before_s is None or hour < before_s))
        if first_s is not None:
            yield first_s
        yield from sorted(later)

    def currencies(self, hour_s: int) -> set[str]:
        """Those in which payments ended in an hour."""
        return {code for code, _ in self.counts.get(hour_s, ())}

    def figures(self, hour_s: int, code: str) -> dict[str, int]:
        """The columns of an hour and currency, zero where nothing ended."""
        counts = self.counts.get(hour_s, Counter())
        return {name: counts[code, name] for name in (*_NAMES.values(), "payments_settled_minor")}
