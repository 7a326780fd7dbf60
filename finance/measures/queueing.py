"""What waits and for how long: the delay indicator, and a queue's length and value over time.

Trusts the seconds to be of one clock and the amounts to be of one currency.
Never counts a payment in the second in which it leaves, and never rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from finance.measures.shares import share


@dataclass(frozen=True, slots=True)
class Wait:
    """amount_minor; due_s: when it was to settle; left_s: when it settled, or closing where it did not; closes_s: when
    its day ends. `ValueError` unless due ≤ left ≤ closing."""

    amount_minor: int
    due_s: int
    left_s: int
    closes_s: int

    def __post_init__(self) -> None:
        if self.amount_minor < 0 or not self.due_s <= self.left_s <= self.closes_s:
            raise ValueError(f"a wait of {self.amount_minor} goes from due to left to closing, not as {self}")


@dataclass(frozen=True, slots=True)
class QueueProfile:
    """length_max, value_max_minor: peaks, not always of one second; length_mean, value_mean_minor: over time."""

    length_max: int
    value_max_minor: int
    length_mean: Fraction
    value_mean_minor: Fraction


def delay_indicator(waits: Iterable[Wait]) -> Fraction | None:
    """0 where everything settles at once, 1 where everything waits for closing; `None` where nothing could wait."""
    # ρ = Σ a·(s − t) / Σ a·(T − t); a amount, t when it was due, s when it settled, or T, closing — the settlement
    # delay indicator of Leinonen and Soramäki, Bank of Finland Discussion Paper 16/1999
    waited = at_most = 0
    for wait in waits:
        waited += wait.amount_minor * (wait.left_s - wait.due_s)
        at_most += wait.amount_minor * (wait.closes_s - wait.due_s)
    return share(waited, at_most)


def queue_profile(waits: Sequence[Wait], span_s: int) -> QueueProfile:
    """Peaks of what waits at one time, and means over `span_s` seconds in which all of them wait.

    Raises `ValueError` for a span that is not above zero.
    """
    # mean length L = Σ waiting times / span, Little's law read from the left — Little, A Proof for the Queuing
    # Formula L = λW, Operations Research 9 (1961)
    if span_s <= 0:
        raise ValueError(f"a span is above zero, not {span_s}")
    changes: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for wait in waits:
        for at_s, sign in ((wait.due_s, 1), (wait.left_s, -1)):
            length, value_minor = changes[at_s]
            changes[at_s] = length + sign, value_minor + sign * wait.amount_minor
    length = value_minor = length_max = value_max_minor = 0
    for at_s in sorted(changes):
        length, value_minor = length + changes[at_s][0], value_minor + changes[at_s][1]
        length_max, value_max_minor = max(length_max, length), max(value_max_minor, value_minor)
    waited_s = sum(wait.left_s - wait.due_s for wait in waits)
    held = sum(wait.amount_minor * (wait.left_s - wait.due_s) for wait in waits)
    return QueueProfile(length_max, value_max_minor, Fraction(waited_s, span_s), Fraction(held, span_s))
