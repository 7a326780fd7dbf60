"""When the queue of a run was gridlocked: after which blocks, until which.

Trusts the chain's events for what waits and for what banks have.
Never looks at limits or reserves: a bank's money is its balance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chain.abi import Address
from chain.clients.events import (
    ObligationCancelled,
    ObligationExpired,
    ObligationHeld,
    ObligationQueued,
    ObligationReleased,
    ObligationReprioritised,
    ObligationSettled,
    Transfer,
)
from chain.events import Event
from finance.measures.gridlock import gridlock_spans, is_gridlocked
from finance.netting.queue import Payment, Queue
from nodes.chain_passes import BlockSaid, blocks_said
from nodes.interbank import Interbank
from nodes.interbank_report import ObligationRecord
from nodes.scenario.world import Jurisdiction


def gridlocks(interbank: Interbank, home: Jurisdiction, records: Sequence[ObligationRecord]) -> dict[str, int]:
    """How often the queue of a currency was gridlocked, for how many seconds in all and at a time."""
    network = interbank.actors.network
    queue, money = network.deployment.liquidity_queue.address, network.deployment.money(home.currency.code).address
    waiting = QueueWatch(frozenset(record.uetr for record in records))
    blocks = blocks_said(network.ledger, (queue, money)) if interbank.plan.is_queued else ()
    spans = gridlock_spans(waiting.states(blocks), network.ledger.timestamp_s)
    return {
        "gridlock_events": spans.events,
        "gridlock_total_s": spans.total_s,
        "gridlock_longest_s": spans.longest_s,
    }


@dataclass(slots=True, eq=False)
class QueueWatch:
    """wanted: UETRs of the obligations that count; known: of those that the queue holds, in the order of arrival; held:
    by their payers; balances: of all holders."""

    wanted: frozenset[str]
    known: dict[str, Payment] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    balances: Counter[Address] = field(default_factory=Counter)

    def states(self, blocks: Iterable[BlockSaid]) -> Iterator[tuple[int, bool]]:
        """After each block that changed something, whether the queue is gridlocked."""
        for block in blocks:
            for item in block.said:
                self._take(item.event)
            if block.said:
                yield block.at_s, bool(self.known) and is_gridlocked(self._queue())

    def _queue(self) -> Queue:
        payments = tuple(payment for uetr, payment in self.known.items() if uetr not in self.held)
        banks = {bank for payment in payments for bank in (payment.payer, payment.payee)}
        return Queue({bank: self.balances[bank] for bank in banks}, payments)

    def _take(self, event: Event) -> None:
        if isinstance(event, Transfer):
            self.balances[event.from_] -= event.value
            self.balances[event.to] += event.value
        elif getattr(event, "uetr", None) in self.wanted:
            self._move(event)

    def _move(self, event: Event) -> None:
        match event:
            case ObligationQueued(uetr=uetr):
                self.known[uetr] = Payment(uetr, event.payer, event.payee, event.amount_minor, event.priority)
            case ObligationReprioritised(uetr=uetr):
                self.known[uetr] = replace(self.known[uetr], priority=event.priority)
            case ObligationHeld(uetr=uetr):
                self.held.add(uetr)
            case ObligationReleased(uetr=uetr):
                self.held.discard(uetr)
            case ObligationSettled(uetr=uetr) | ObligationCancelled(uetr=uetr) | ObligationExpired(uetr=uetr):
                self.held.discard(uetr)
                del self.known[uetr]
