"""The liquidity queue as its followers see it: every obligation with where it stands, read from the chain's events.

Trusts the events of the queue's own address alone.
Never says more than the chain did: what was not queued there is not here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from chain.abi import Address
from chain.clients.events import (
    ObligationCancelled,
    ObligationExpired,
    ObligationHeld,
    ObligationQueued,
    ObligationReleased,
    ObligationReprioritised,
    ObligationSettled,
)
from chain.clients.types import ObligationState
from chain.events import Event
from chain.ledger import Outcome

_STATES: dict[type[Event], ObligationState] = {
    ObligationHeld: ObligationState.HELD,
    ObligationReleased: ObligationState.QUEUED,
    ObligationCancelled: ObligationState.CANCELLED,
    ObligationExpired: ObligationState.EXPIRED,
    ObligationSettled: ObligationState.SETTLED,
}
OPEN = (ObligationState.QUEUED, ObligationState.HELD)
"""Where an obligation is that may still settle."""


@dataclass(slots=True, eq=False)
class QueuedObligation:
    """One obligation on the chain. payer, payee: addresses; queued_at_s: second of its block; settlement: how it
    settled, `None` while it did not."""

    uetr: str
    payer: Address
    payee: Address
    currency: str
    amount_minor: int
    priority: int
    expires_at_s: int
    queued_at_s: int
    state: ObligationState = ObligationState.QUEUED
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settled in one transaction. at_s: second of its block; final_at_ms: when that was final; uetrs: of all that
    settled at once."""

    at_s: int
    final_at_ms: int
    height: int
    tx_hash: str
    uetrs: tuple[str, ...]

    @property
    def is_netted(self) -> bool:
        """Whether it settled several obligations by their net."""
        return len(self.uetrs) > 1


@dataclass(slots=True, eq=False)
class QueueView:
    """What the events of the queue at `address` said so far.

    obligations: by UETR, in the order of their arrival; open: those of them that may still settle; settlements: in
    their order; receipts: how many obligations settled in a bank's favour; outcomes: how many transactions were heard
    of, whatever they did.
    """

    address: Address
    obligations: dict[str, QueuedObligation] = field(default_factory=dict)
    open: dict[str, QueuedObligation] = field(default_factory=dict)
    _open_by_payer: dict[Address, dict[str, QueuedObligation]] = field(default_factory=lambda: defaultdict(dict))
    settlements: list[Settlement] = field(default_factory=list)
    receipts: Counter[Address] = field(default_factory=Counter)
    outcomes: int = 0

    def hear(self, outcome: Outcome) -> None:
        """Takes in what a transaction did."""
        self.outcomes += 1
        if not any(log.address == self.address for log in outcome.receipt.logs):
            return
        said = [item.event for item in outcome.events if item.address == self.address]
        for event in said:
            self._take(event, outcome.timestamp_s)
        settled = tuple(event.uetr for event in said if isinstance(event, ObligationSettled))
        if settled:
            self._settled(settled, outcome)

    def waiting(self, currency: str) -> Iterator[QueuedObligation]:
        """What may settle in a currency, in the order of arrival: queued, not held."""
        for owed in self.open.values():
            if owed.currency == currency and owed.state is ObligationState.QUEUED:
                yield owed

    def open_of(self, payer: Address) -> Collection[QueuedObligation]:
        """What a bank owes and may still settle, in the order of arrival."""
        return self._open_by_payer[payer].values()

    def _take(self, event: Event, at_s: int) -> None:
        if isinstance(event, ObligationQueued):
            owed = QueuedObligation(
                uetr=event.uetr,
                payer=event.payer,
                payee=event.payee,
                currency=event.currency,
                amount_minor=event.amount_minor,
                priority=event.priority,
                expires_at_s=event.expires_at,
                queued_at_s=at_s,
            )
            self.obligations[event.uetr] = self.open[event.uetr] = self._open_by_payer[event.payer][event.uetr] = owed
        elif isinstance(event, ObligationReprioritised):
            self.obligations[event.uetr].priority = event.priority
        elif isinstance(
            event, ObligationHeld | ObligationReleased | ObligationCancelled | ObligationExpired | ObligationSettled
        ):
            owed = self.obligations[event.uetr]
            owed.state = _STATES[type(event)]
            if owed.state not in OPEN:
                del self.open[event.uetr], self._open_by_payer[owed.payer][event.uetr]

    def _settled(self, uetrs: tuple[str, ...], outcome: Outcome) -> None:
        tx_hash = outcome.receipt.tx_hash.hex()
        settlement = Settlement(outcome.timestamp_s, outcome.final_at_ms, outcome.height, tx_hash, uetrs)
        self.settlements.append(settlement)
        for uetr in uetrs:
            self.obligations[uetr].settlement = settlement
            self.receipts[self.obligations[uetr].payee] += 1
