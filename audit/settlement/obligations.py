"""Obligations between banks, rebuilt from the queue's events: each in exactly one state, each settled once.

Trusts the signed calls for who queued, held or cancelled, and the movements of money for what settled.
Never accepts a batch whose movements are not the nets of its obligations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from audit.books import Fact
from audit.findings import Finding, found
from audit.legs import Leg, Legs
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.cycles import Cycles
from audit.settlement.limits import CYCLE, DAY, DAY_S, Limits, Period
from audit.settlement.netting import check_netted, moved_of
from audit.settlement.queue_settings import QueueSettings
from audit.settlement.refusals import check_refused
from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    BatchRefused,
    BatchSettled,
    BilateralLimitSet,
    CycleAbandoned,
    CycleOpened,
    CycleRefused,
    CycleSettled,
    ModeSet,
    MultilateralLimitSet,
    ObligationCancelled,
    ObligationExists,
    ObligationExpired,
    ObligationHeld,
    ObligationQueued,
    ObligationRefused,
    ObligationReleased,
    ObligationReprioritised,
    ObligationSettled,
    QueueMemberEnrolled,
)
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.types import CycleState, Obligation, ObligationState, QueueMode, Role
from chain.deployment import Deployment
from chain.kept import Kept

Findings: TypeAlias = Iterator[Finding]
Change: TypeAlias = (
    ObligationHeld
    | ObligationReleased
    | ObligationReprioritised
    | ObligationCancelled
    | ObligationExpired
    | ObligationSettled
)

_WAITING = frozenset({ObligationState.QUEUED, ObligationState.HELD})
_CHANGES: dict[type, tuple[frozenset[ObligationState], ObligationState | None]] = {
    ObligationHeld: (frozenset({ObligationState.QUEUED}), ObligationState.HELD),
    ObligationReleased: (frozenset({ObligationState.HELD}), ObligationState.QUEUED),
    ObligationReprioritised: (_WAITING, None),
    ObligationCancelled: (_WAITING, ObligationState.CANCELLED),
    ObligationExpired: (_WAITING, ObligationState.EXPIRED),
    ObligationSettled: (frozenset({ObligationState.QUEUED}), ObligationState.SETTLED),
}
"""What happens to an obligation -> the states in which it may, and the state that follows."""


@dataclass(slots=True)
class _Entry:
    """An obligation as it was queued, and what it has become; in a cycle its state is the cycle's."""

    event: ObligationQueued
    priority: int
    state: ObligationState = ObligationState.QUEUED


class ObligationsDraft:
    """All obligations after the transactions read so far. queued: those of the last transaction."""

    def __init__(self, deployment: Deployment, registry: Registry) -> None:
        self._queue = deployment.contracts.get(LiquidityQueue.ARTIFACT, ZERO_ADDRESS)
        self._registry = registry
        self._entries: Kept[str, _Entry] = Kept(_Entry)
        self._cycles, self._limits = Cycles(), Limits()
        self._settings = QueueSettings(registry)
        self._batches: Counter[str] = Counter()
        self.queued: list[ObligationQueued] = []

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's events of the queue over and their legs out of `legs`."""
        self.queued = []
        batched: dict[int, list[str]] = {}
        for event in (logged.event for logged in transaction.events if logged.address == self._queue):
            if isinstance(event, Change):
                yield from self._change(transaction, event)
            match event:
                case ObligationQueued():
                    yield from self._enqueue(transaction, event)
                case ObligationExists():
                    yield from self._exist(transaction, event)
                case ObligationSettled(batch=0):
                    yield from self._settle_alone(transaction, event, legs)
                case ObligationSettled():
                    batched.setdefault(event.batch, []).append(event.uetr)
                case BatchSettled():
                    yield from self._settle_batch(transaction, event, legs, batched.pop(event.batch, []))
                case CycleSettled():
                    yield from self._settle_cycle(transaction, event, legs)
                case CycleAbandoned():
                    yield from self._settings.require_central_bank(transaction, event)
                    yield from self._cycles.end(transaction, event.currency, event.cycle, CycleState.ABANDONED)
                case CycleOpened():
                    yield from self._cycles.open(transaction, event)
                case BilateralLimitSet() | MultilateralLimitSet():
                    yield from self._limits.state(transaction, event)
                case ModeSet() | QueueMemberEnrolled():
                    yield from self._settings.read(transaction, event)
                case ObligationRefused() | BatchRefused() | CycleRefused():
                    subject = event.uetr if isinstance(event, ObligationRefused) else event.currency
                    yield from check_refused(transaction, subject, event.code, event.rule, event.party)
        for batch, uetrs in batched.items():
            yield found("queue-nets", transaction, uetrs[0], f"settled in batch {batch}, of which nothing is said")

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the queue should answer in that second."""
        kind, queue = LiquidityQueue.ARTIFACT, self._queue
        for uetr, entry in self._entries.items():
            yield Fact(kind, queue, "obligation_of", (uetr,)), self._obligation(entry, at_s)
        for currency, cycle in self._cycles.last().items():
            yield Fact(kind, queue, "cycle_of", (currency,)), cycle.freeze(at_s)
        for currency, mode in self._settings.modes.items():
            yield Fact(kind, queue, "mode_of", (currency,)), mode
        for currency, batches in self._batches.items():
            yield Fact(kind, queue, "batches_of", (currency,)), batches
        open_cycles = {key: c.number for key in self._cycles.last() if (c := self._cycles.open_in(key, at_s))}
        yield from dict(self._limits.facts(queue, at_s, open_cycles)).items()

    def states(self, at_s: int) -> Iterator[ObligationState]:
        """Where each obligation is in that second."""
        return (self._state_at(entry, at_s) for entry in self._entries.values())

    def obligation_at(self, uetr: str, at_s: int) -> Obligation | None:
        """The obligation under a UETR as it stands in that second; None without one."""
        entry = self._entries.get(uetr)
        return self._obligation(entry, at_s) if entry else None

    def _obligation(self, entry: _Entry, at_s: int) -> Obligation:
        event, state = entry.event, self._state_at(entry, at_s)
        parties = event.payer, event.payee, event.currency, event.amount_minor
        return Obligation(*parties, entry.priority, event.expires_at, state, event.cycle, event.source)

    def _state_at(self, entry: _Entry, at_s: int) -> ObligationState:
        cycle = self._cycles.of(entry.event)
        if cycle is not None:
            return cycle.obligations_at(at_s)
        is_over = entry.state in _WAITING and at_s > entry.event.expires_at
        return ObligationState.EXPIRED if is_over else entry.state

    def _enqueue(self, transaction: RecordedTransaction, event: ObligationQueued) -> Findings:
        self.queued.append(event)
        for message in self._objections(transaction, event):
            yield found("obligation-consent", transaction, event.uetr, message)
        if event.uetr in self._entries:
            yield found("obligation-state", transaction, event.uetr, "queued a second time")
        self._entries[event.uetr] = _Entry(event, event.priority)
        cycle = self._cycles.open_in(event.currency, transaction.timestamp_s)
        is_deferred = self._settings.modes.get(event.currency) is QueueMode.DEFERRED
        due = cycle.number if is_deferred and cycle else 0
        if event.cycle != due or (is_deferred and due == 0):
            message = f"queued for cycle {event.cycle}; deferred {is_deferred}, open is {due}"
            yield found("queue-cycle", transaction, event.uetr, message)
        if self._cycles.join(event):
            period = event.currency, CYCLE, event.cycle
            yield from self._limits.pay(transaction, period, moved_of([event]))

    def _objections(self, transaction: RecordedTransaction, event: ObligationQueued) -> Iterator[str]:
        """Why this could not be queued by whom it is said to be."""
        is_own = event.source == ZERO_ADDRESS
        if is_own and transaction.sender != event.payer:
            yield f"what {event.payer} owes was queued by {transaction.sender}"
        if not is_own and not self._registry.is_active_in(event.source, event.currency, Role.SYSTEM_CONTRACT):
            yield f"queued by {event.source}, which is no system contract of {event.currency}"
        if not is_own and transaction.called != event.source:
            yield f"queued by {event.source}, called was {transaction.called}"
        for side in (event.payer, event.payee):
            if not self._registry.is_active_in(side, event.currency, Role.COMMERCIAL_BANK, Role.MARKET_MAKER):
                yield f"{side} is no active member in {event.currency}"
        if event.payer == event.payee or event.amount_minor <= 0 or transaction.timestamp_s > event.expires_at:
            yield f"{event.amount_minor} from {event.payer} to {event.payee} until second {event.expires_at}"

    def _exist(self, transaction: RecordedTransaction, event: ObligationExists) -> Findings:
        entry = self._entries.get(event.uetr)
        if entry is None or entry.event.payer != event.payer:
            message = f"no obligation of {event.payer} was queued before under this UETR"
            yield found("payment-exists", transaction, event.uetr, message)

    def _change(self, transaction: RecordedTransaction, event: Change) -> Findings:
        entry, now_s = self._entries.get(event.uetr), transaction.timestamp_s
        if entry is None:
            yield found("obligation-state", transaction, event.uetr, f"{type(event).__name__} of what nobody queued")
            return
        before, after = _CHANGES[type(event)]
        is_over = now_s > entry.event.expires_at
        if entry.state not in before or is_over != isinstance(event, ObligationExpired) or entry.event.cycle:
            message = f"{type(event).__name__} of one that is {entry.state.name} until second {entry.event.expires_at}"
            yield found("obligation-state", transaction, event.uetr, f"{message}, in cycle {entry.event.cycle}")
        if not self._may(transaction, entry.event, event):
            message = f"{type(event).__name__} by {transaction.sender}"
            yield found("obligation-consent", transaction, event.uetr, message)
        entry.state = entry.state if after is None else after
        if isinstance(event, ObligationReprioritised):
            entry.priority = event.priority
        self._entries[event.uetr] = entry

    def _may(self, transaction: RecordedTransaction, queued: ObligationQueued, event: Change) -> bool:
        """Whether who sent the transaction may bring this about."""
        sender, currency = transaction.sender, queued.currency
        is_central_bank = sender == self._registry.central_bank_of_currency(currency)
        match event:
            case ObligationExpired():
                return True
            case ObligationSettled(batch=0):
                return sender == queued.payer or is_central_bank
            case ObligationSettled():
                roles = Role.COMMERCIAL_BANK, Role.MARKET_MAKER, Role.KEEPER
                return is_central_bank or self._registry.is_active_in(sender, currency, *roles)
            case ObligationCancelled() if queued.source != ZERO_ADDRESS:
                return transaction.called == queued.source
            case _:
                return sender == queued.payer

    def _settle_alone(self, transaction: RecordedTransaction, event: ObligationSettled, legs: Legs) -> Findings:
        if (entry := self._entries.get(event.uetr)) is None:  # a finding already
            return
        queued = entry.event
        leg = Leg(self._registry.money_of(queued.currency), queued.payer, queued.payee, queued.amount_minor)
        for missing in legs.missing([leg]):
            yield found("queue-nets", transaction, event.uetr, f"not in its transaction: {missing}")
        yield from self._limits.pay(transaction, self._today(transaction, queued.currency), moved_of([queued]))

    def _settle_batch(
        self, transaction: RecordedTransaction, event: BatchSettled, legs: Legs, uetrs: list[str]
    ) -> Findings:
        self._batches[event.currency] += 1
        if event.batch != self._batches[event.currency]:
            message = f"batch {event.batch} is the {self._batches[event.currency]}. of the currency"
            yield found("queue-figures", transaction, event.currency, message)
        settled = [entry.event for uetr in uetrs if (entry := self._entries.get(uetr)) is not None]
        token = self._registry.money_of(event.currency)
        yield from check_netted(transaction, event, settled, legs, self._queue, token)
        yield from self._limits.pay(transaction, self._today(transaction, event.currency), moved_of(settled))

    def _settle_cycle(self, transaction: RecordedTransaction, event: CycleSettled, legs: Legs) -> Findings:
        sender, currency = transaction.sender, event.currency
        is_central_bank = sender == self._registry.central_bank_of_currency(currency)
        if not is_central_bank and not self._registry.is_active_in(sender, currency, Role.KEEPER):
            yield found("queue-setting", transaction, currency, f"cycle {event.cycle} closed by {sender}")
        yield from self._cycles.end(transaction, currency, event.cycle, CycleState.SETTLED)
        members = self._cycles.members_of(currency, event.cycle)
        yield from check_netted(transaction, event, members, legs, self._queue, self._registry.money_of(currency))

    def _today(self, transaction: RecordedTransaction, currency: str) -> Period:
        return currency, DAY, transaction.timestamp_s // DAY_S
