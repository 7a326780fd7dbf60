"""What goes wrong among the validators: who is down, who is cut off from whom, who is silent, who lies, and when.

Trusts whoever describes it: a fault here is an assumption of a run, not something found in it.
Never draws anything: a fault begins and ends at stated milliseconds, its end not included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from chain.abi import Address


@dataclass(frozen=True, slots=True)
class Span:
    """When a fault holds: from_ms ≤ t < until_ms, in milliseconds since 1970 UTC."""

    from_ms: int
    until_ms: int

    def holds(self, at_ms: int) -> bool:
        """Whether it holds in a millisecond."""
        return self.from_ms <= at_ms < self.until_ms

    def touches(self, from_ms: int, until_ms: int) -> bool:
        """Whether it holds at some time from one millisecond to another, both included."""
        return self.from_ms <= until_ms and from_ms < self.until_ms


@dataclass(frozen=True, slots=True)
class Outage(Span):
    """A validator that neither sends nor hears anything; it remembers what it has voted for, as its disk does."""

    validator: Address


@dataclass(frozen=True, slots=True)
class Partition(Span):
    """Groups of validators that hear nothing of each other; whoever is in none of them makes up one more."""

    groups: tuple[frozenset[Address], ...]

    def group_of(self, validator: Address) -> int:
        """The number of a validator's group, −1 for those in none."""
        return next((number for number, group in enumerate(self.groups) if validator in group), -1)


@dataclass(frozen=True, slots=True)
class Silence(Span):
    """A validator that proposes nothing when it is its turn, and votes like any other."""

    validator: Address


@dataclass(frozen=True, slots=True)
class Equivocation(Span):
    """A validator that lies: it proposes two different blocks, one to the validators in `first` and the other one to
    the rest, and votes at once for what each side was told; it votes for the proposals of others and seals them for
    `first` alone, whether there is a quorum or not; and in a round change it denies what it is locked on."""

    validator: Address
    first: frozenset[Address]


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is broken in one moment. down: validators; partitions: those that hold."""

    down: frozenset[Address] = frozenset()
    partitions: tuple[Partition, ...] = ()

    def separate(self, one: Address, other: Address) -> bool:
        """Whether nothing passes between two neighbours."""
        if one in self.down or other in self.down:
            return True
        return any(cut.group_of(one) != cut.group_of(other) for cut in self.partitions)

    def largest_side(self, validators: Iterable[Address]) -> int:
        """How many of the validators hear each other, at most."""
        up = (key for key in validators if key not in self.down)
        sides = Counter(tuple(cut.group_of(key) for cut in self.partitions) for key in up)
        return max(sides.values(), default=0)


@dataclass(frozen=True, slots=True)
class Faults:
    """All faults of a run."""

    outages: tuple[Outage, ...] = ()
    partitions: tuple[Partition, ...] = ()
    silences: tuple[Silence, ...] = ()
    equivocations: tuple[Equivocation, ...] = ()

    def __iter__(self) -> Iterator[Span]:
        """Every fault."""
        for field in fields(self):
            yield from getattr(self, field.name)

    @property
    def last_until_ms(self) -> int:
        """When all are over; 0 without any."""
        return max((fault.until_ms for fault in self), default=0)

    def touch(self, from_ms: int, until_ms: int) -> bool:
        """Whether any holds at some time from one millisecond to another, both included."""
        return any(fault.touches(from_ms, until_ms) for fault in self)

    def since(self, from_ms: int) -> Faults:
        """Those that are not over yet in a millisecond."""
        kept: dict[str, Any] = {
            field.name: tuple(fault for fault in getattr(self, field.name) if fault.until_ms > from_ms)
            for field in fields(self)
        }
        return Faults(**kept)

    def cuts(self, at_ms: int) -> Cuts:
        """What is broken in a millisecond."""
        down = frozenset(outage.validator for outage in self.outages if outage.holds(at_ms))
        return Cuts(down, tuple(partition for partition in self.partitions if partition.holds(at_ms)))

    def up_again_ms(self, validator: Address, at_ms: int) -> int:
        """The first millisecond, from `at_ms` on, in which the validator is up."""
        for outage in sorted(self.outages, key=lambda outage: outage.from_ms):
            if outage.validator == validator and outage.holds(at_ms):
                at_ms = outage.until_ms
        return at_ms

    def break_route(self, route: Sequence[Address], sent_ms: int, arrived_ms: int) -> bool:
        """Whether a message is lost that took the way `route` between two milliseconds."""
        during = [fault for fault in (*self.outages, *self.partitions) if fault.touches(sent_ms, arrived_ms)]
        down = {fault.validator for fault in during if isinstance(fault, Outage)}
        if not down.isdisjoint(route):
            return True
        partitions = [fault for fault in during if isinstance(fault, Partition)]
        return any(len({partition.group_of(stop) for stop in route}) > 1 for partition in partitions)

    def is_silent(self, validator: Address, at_ms: int) -> bool:
        """Whether the validator proposes nothing in a millisecond."""
        return any(fault.validator == validator and fault.holds(at_ms) for fault in self.silences)

    def lie_of(self, validator: Address, at_ms: int) -> Equivocation | None:
        """How the validator lies in a millisecond; None when it is honest."""
        lies = (fault for fault in self.equivocations if fault.validator == validator)
        return next((lie for lie in lies if lie.holds(at_ms)), None)
