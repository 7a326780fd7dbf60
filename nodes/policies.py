"""How a bank manages its liquidity: what it pays or leaves to the queue, what it puts aside, what it draws credit for.

Trusts the desk for what the bank has, may draw and owes at this moment.
Never spends: a policy only says what to do, and the desk carries out what the bank has the money for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from finance.fx import BPS

_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An obligation that is not settled. uetr: its reference; payee: address of the bank that is owed; priority: higher
    is more urgent; since_s: when it arose, in the queue the second of its block; deadline_s: the last second in which
    it can settle, at the latest closing; is_held: whether the bank has put it aside."""

    uetr: str
    payee: str
    amount_minor: int
    priority: int
    since_s: int
    deadline_s: int
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """What a policy decides on.

    now_s: UTC second; balance_minor: what the bank can spend, after what it promised in the block that is being filled;
    room_minor: what it may draw of intraday credit, zero at the moment at which an obligation joins the queue; waiting:
    all that it owes, in the order in which it arose; arrived: what has just arisen, also in `waiting`, `None` at set
    times; is_queued: whether what is released waits on the chain for the resolvers, or is paid at once.
    """

    now_s: int
    balance_minor: int
    room_minor: int
    waiting: tuple[Waiting, ...]
    arrived: Waiting | None
    is_queued: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a bank does. release: UETRs, in the order in which they are paid: all others are held, or wait; draws:
    credit to draw by UETR, in minor units.

    When something has arrived, only what is said of that is carried out: everything waits for the next set time.
    """

    release: Sequence[str]
    draws: Mapping[str, int] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a scenario says of a bank's liquidity. opening_minor: its opening liquidity; reserve_bps: of that, kept for
    urgent ones; urgent_from: priority from which on an obligation is urgent; credit: `never`, `urgent` or `any`;
    pressing_s: how long before its deadline an obligation is pressing."""

    opening_minor: int
    reserve_bps: int = 0
    urgent_from: int = 1
    credit: str = "never"
    pressing_s: int = 1_800

    @property
    def reserve_minor(self) -> int:
        """What is kept for urgent obligations."""
        return self.opening_minor * self.reserve_bps // BPS

    def is_urgent(self, owed: Waiting) -> bool:
        """Whether its priority makes it urgent."""
        return owed.priority >= self.urgent_from

    def may_draw(self, owed: Waiting) -> bool:
        """Whether credit may be drawn for it."""
        return self.credit == "any" or (self.credit == "urgent" and self.is_urgent(owed))


@dataclass(slots=True, eq=False)
class Policy(ABC):
    """A way to manage liquidity, one object a bank. terms: what the scenario says of it.

    A policy of your own subclasses this. It decides from what it is given and what it remembers of it, in integers:
    no clock, no chance, no floats, or a run is not the same twice.
    """

    terms: Terms

    @abstractmethod
    def decide(self, position: Position) -> Decision:
        """What to do now. The desk refuses what is not among the waiting, and credit beyond the room."""

    @property
    def is_asked_at_set_times(self) -> bool:
        """Whether it has anything to say of the queue beside when something arrives."""
        return True


class Fifo(Policy):
    """First in, first out: in the order of arrival, none overtakes; no reserve. In the queue it holds nothing back."""

    def decide(self, position: Position) -> Decision:
        """In the queue everything; else what is covered, up to the first that is not."""
        if position.is_queued:
            queued = [owed for owed in position.waiting if not owed.is_held]
            return Decision(_uetrs(position.waiting), _drawn_in_order(position, queued, self.terms.may_draw))
        return _paid_in_order(position, position.waiting, self.terms.may_draw, stops=lambda _: True)

    @property
    def is_asked_at_set_times(self) -> bool:
        """For credit alone."""
        return self.terms.credit != "never"


class DeadlineAware(Policy):
    """The nearest deadline first. What is pressing is paid by all means; the rest as far as money goes beyond that."""

    def decide(self, position: Position) -> Decision:
        """What is pressing and what is covered; the uncovered rest is held."""
        order = sorted(position.waiting, key=lambda owed: (owed.deadline_s, -owed.priority))
        pressing = {owed.uetr for owed in order if owed.deadline_s - position.now_s <= self.terms.pressing_s}

        def may_draw(owed: Waiting) -> bool:
            return self.terms.may_draw(owed) or (self.terms.credit == "urgent" and owed.uetr in pressing)

        if not position.is_queued:
            return _paid_in_order(position, order, may_draw, stops=lambda owed: owed.uetr in pressing)
        first = [owed for owed in order if owed.uetr in pressing]
        free_minor = position.balance_minor - sum(owed.amount_minor for owed in first)
        release = _uetrs(first)
        for owed in order[len(first) :]:
            if owed.amount_minor <= free_minor:
                free_minor -= owed.amount_minor
                release.append(owed.uetr)
        return Decision(release, _drawn_in_order(position, first, may_draw))


class LiquidityAware(Policy):
    """Urgent ones first. Down to its reserve a bank pays and queues nothing else; credit as the scenario allows."""

    def decide(self, position: Position) -> Decision:
        """By urgency, then by age; of one that has just arrived, that one alone."""
        about = position.waiting if position.arrived is None else (position.arrived,)
        order = sorted(about, key=lambda owed: -owed.priority)
        if not position.is_queued:
            return _paid_in_order(position, order, self.terms.may_draw, lambda _: False, self._kept_minor)
        queued = [owed for owed in order if not owed.is_held and self.terms.may_draw(owed)]
        release = [owed for owed in about if not self.is_held(position.balance_minor, owed)]
        return Decision(_uetrs(release), _drawn_in_order(position, queued, self.terms.may_draw))

    def is_held(self, balance_minor: int, owed: Waiting) -> bool:
        """Whether it is put aside in the queue: it is not urgent, and the bank is down to its reserve."""
        kept_minor = self.terms.reserve_minor
        return kept_minor > 0 and not self.terms.is_urgent(owed) and balance_minor <= kept_minor

    @property
    def is_asked_at_set_times(self) -> bool:
        """For credit and for the reserve."""
        return self.terms.credit != "never" or self.terms.reserve_bps > 0

    def _kept_minor(self, owed: Waiting) -> int:
        return 0 if self.terms.is_urgent(owed) else self.terms.reserve_minor


NAMED: Mapping[str, type[Policy]] = MappingProxyType(
    {"fifo": Fifo, "deadline_aware": DeadlineAware, "liquidity_aware": LiquidityAware}
)
"""The policies that a scenario names without code of its own."""


def _uetrs(obligations: Iterable[Waiting]) -> list[str]:
    return [owed.uetr for owed in obligations]


def _paid_in_order(
    position: Position,
    order: Iterable[Waiting],
    may_draw: Callable[[Waiting], bool],
    stops: Callable[[Waiting], bool],
    kept_minor: Callable[[Waiting], int] = lambda _: 0,
) -> Decision:
    """Pays at once what is covered, if need be by drawing what is missing; ends behind one that is not and `stops`.

    kept_minor: what of the balance an obligation may not use.
    """
    free_minor, room_minor = position.balance_minor, position.room_minor
    release: list[str] = []
    draws: dict[str, int] = {}
    for owed in order:
        missing_minor = max(0, owed.amount_minor - max(0, free_minor - kept_minor(owed)))
        if missing_minor == 0 or (may_draw(owed) and missing_minor <= room_minor):
            release.append(owed.uetr)
            free_minor += missing_minor - owed.amount_minor
            room_minor -= missing_minor
            draws |= {owed.uetr: missing_minor} if missing_minor else {}
        elif stops(owed):
            break
    return Decision(release, draws)


def _drawn_in_order(
    position: Position, order: Iterable[Waiting], may_draw: Callable[[Waiting], bool]
) -> dict[str, int]:
    """Credit for what is missing for all of them together, up to the first for which there is none."""
    sum_minor, drawn_minor = 0, 0
    draws: dict[str, int] = {}
    for owed in order:
        sum_minor += owed.amount_minor
        missing_minor = sum_minor - position.balance_minor - drawn_minor
        if missing_minor > 0:
            if not may_draw(owed) or drawn_minor + missing_minor > position.room_minor:
                break
            drawn_minor += missing_minor
            draws[owed.uetr] = missing_minor
    return draws
