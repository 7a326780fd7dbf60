"""What a trace found: every step of tainted value, and what each holder took, kept and gave of it.

Trusts whoever followed the money for the figures.
Never holds a share as anything but two integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit.index.movements import Way


@dataclass(frozen=True, slots=True)
class Start:
    """Where a trace starts: with all the money of a holder, or with the money of one payment."""

    holder: int | None = None
    uetr: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a trace goes. method: of `audit.trace.pots.METHODS`; hops: most payments one after another; least_minor:
    the least tainted amount that is followed, in minor units of the currency that it is in; is_back: to where the money
    came from."""

    method: str = "proportional"
    hops: int = 5
    least_minor: int = 1
    is_back: bool = False


@dataclass(slots=True)
class Step:
    """Tainted value on its way, in the direction of the trace. hop: how many payments from the start it arrives, or
    from where it left while nobody has it; giver, taker: holders, None for the taker where the trail ends; tokens: the
    money given and taken; tx, at_s: when given, and when taken, None while it is under way; minor units: all that
    moved, and what of it is tainted."""

    hop: int
    way: Way
    reference: str
    giver: int
    taker: int | None
    giver_token: int
    given_tx: int
    given_at_s: int
    given_minor: int
    tainted_given_minor: int
    taker_token: int | None = None
    taken_tx: int | None = None
    taken_at_s: int | None = None
    taken_minor: int = 0
    tainted_taken_minor: int = 0


@dataclass(slots=True)
class Account:
    """The tainted value in one money of one holder, minor units; tainted in = tainted held + tainted out.

    In: entered, where the trace starts with it; received; turned, clean value that poison tainted. Out: passed on;
    spent, by the way that it went; beyond, unfollowed because it goes further than the hops; below, because it is too
    little. hop: the fewest from the start; opening_minor: what it had before its first movement, tainted or not.
    """

    hop: int = -1
    opening_minor: int = 0
    entered_minor: int = 0
    received_minor: int = 0
    turned_minor: int = 0
    passed_minor: int = 0
    spent_minor: dict[Way, int] = field(default_factory=dict)
    beyond_minor: int = 0
    below_minor: int = 0
    held_minor: int = 0

    @property
    def in_minor(self) -> int:
        """All that is followed and came in."""
        return self.entered_minor + self.received_minor + self.turned_minor

    @property
    def out_minor(self) -> int:
        """All of it that went out."""
        return self.passed_minor + sum(self.spent_minor.values()) + self.beyond_minor + self.below_minor

    @property
    def is_touched(self) -> bool:
        """Whether anything tainted ever was there."""
        return self.in_minor > 0


@dataclass(frozen=True, slots=True)
class Trace:
    """start, limits: what was asked; steps: in the order in which value left; accounts: by holder and money; parties:
    whomever and whichever money steps and accounts name, by number."""

    start: Start
    limits: Limits
    steps: Sequence[Step]
    accounts: Mapping[tuple[int, int], Account]
    parties: frozenset[int] = frozenset()
