"""A settled payment as the detectors see it, and a memory of the recent ones that forgets.

Trusts the order in which it is fed, which is the chain's.
Never keeps what is older than its window: memory is bounded by the payments of that time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar, runtime_checkable

from chain.abi import Address
from chain.clients.events import PaymentSettled
from chain.detection import Reason
from chain.events import Event, LoggedEvent

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

HOUR_S, DAY_S = 3_600, 86_400
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Transfer:
    """A customer's payment that settled.

    place: block, transaction in it and log in that, so that of two payments of one second one is the earlier;
    paid_minor: what the payer was debited, in its currency; received_minor: what the payee was credited, in its own;
    threshold_minor: from which amount on the payer's currency asks for a travel-rule record, `None` where it never
    does.
    """

    at_s: int
    place: tuple[int, int, int]
    uetr: str
    payer: Address
    payee: Address
    paid_minor: int
    received_minor: int
    currency: str
    threshold_minor: int | None

    @classmethod
    def of(cls, event: PaymentSettled, place: LoggedEvent, threshold_minor: int | None) -> Transfer:
        """The payment that an event of the settlement engine tells of."""
        return cls(
            at_s=place.timestamp_s,
            place=(place.height, place.position, place.log_index),
            uetr=event.uetr,
            payer=event.payer,
            payee=event.payee,
            paid_minor=event.cost_minor,
            received_minor=event.amount_minor,
            currency=event.payer_currency,
            threshold_minor=threshold_minor,
        )


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What one detector holds against one wallet. own_score: by this typology alone, 1 to 100."""

    account: Address
    own_score: int
    reasons: tuple[Reason, ...]
    uetrs: tuple[str, ...]


def largest_within(amounts_minor: Sequence[int], most_minor: int) -> list[int]:
    """The places of those amounts that together are no more than another: the largest first, of equal ones the first.

    >>> largest_within([30, 50, 30, 60], 95)
    [0, 3]
    """
    chosen, left_minor = list[int](), most_minor
    for place in sorted(range(len(amounts_minor)), key=lambda place: -amounts_minor[place]):
        if amounts_minor[place] <= left_minor:
            chosen.append(place)
            left_minor -= amounts_minor[place]
    return sorted(chosen)


class Typology(Protocol):
    """One detector: looks at each transfer in turn."""

    name: ClassVar[str]

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Whom the transfer, after all those before it, makes look like part of the typology."""
        ...


@runtime_checkable
class Listening(Typology, Protocol):
    """A detector that payments are not enough for. hears: what else it is told of."""

    hears: ClassVar[frozenset[type[Event]]]

    def hear(self, event: Event, at_s: int) -> Iterator[Suspicion]:
        """The same of such an event, in the order of the chain."""
        ...


class Recent(Generic[K, V]):
    """Values by key, each kept for `window_s` seconds and then forgotten, in the order in which they came."""

    __slots__ = ("_by_key", "_order", "_window_s")

    def __init__(self, window_s: int) -> None:
        self._window_s = window_s
        self._by_key: dict[K, deque[V]] = {}
        self._order: deque[tuple[int, K]] = deque()

    def forget(self, now_s: int) -> None:
        """Drops what came more than the window before `now_s`."""
        while self._order and self._order[0][0] < now_s - self._window_s:
            _, key = self._order.popleft()
            values = self._by_key[key]
            values.popleft()
            if not values:
                del self._by_key[key]

    def add(self, now_s: int, key: K, value: V) -> None:
        """Remembers a value; `now_s` never falls from one call to the next."""
        self._order.append((now_s, key))
        self._by_key.setdefault(key, deque()).append(value)

    def of(self, key: K) -> tuple[V, ...]:
        """What is remembered under a key, the oldest first."""
        return tuple(self._by_key.get(key, ()))

    @property
    def keys(self) -> int:
        """Under how many keys something is remembered."""
        return len(self._by_key)

    def __contains__(self, key: K) -> bool:
        return key in self._by_key

    def __len__(self) -> int:
        return len(self._order)
