"""How the queue of each currency settles, and who has which number in it.

Trusts the registry as rebuilt to say who speaks for a currency.
Never takes a number or a mode that the currency's central bank or the order of the events does not bear out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import CycleAbandoned, ModeSet, QueueMemberEnrolled
from chain.clients.types import QueueMode

Findings: TypeAlias = Iterator[Finding]


class QueueSettings:
    """Modes and members after the transactions read so far. modes: currency -> how its obligations settle."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.modes: dict[str, QueueMode] = {}
        self._members: dict[str, list[Address]] = {}

    def read(self, transaction: RecordedTransaction, event: ModeSet | QueueMemberEnrolled) -> Findings:
        """Takes one event over."""
        if isinstance(event, QueueMemberEnrolled):
            yield from self._enrol(transaction, event)
            return
        yield from self.require_central_bank(transaction, event)
        if self.modes.get(event.currency, QueueMode.GROSS) is event.mode:
            yield found("queue-setting", transaction, event.currency, f"its mode was {event.mode.name} before")
        self.modes[event.currency] = event.mode

    def require_central_bank(self, transaction: RecordedTransaction, event: ModeSet | CycleAbandoned) -> Findings:
        """A finding where somebody else sent the transaction than the currency's central bank."""
        if transaction.sender != self._registry.central_bank_of_currency(event.currency):
            message = f"{type(event).__name__} by {transaction.sender}"
            yield found("queue-setting", transaction, event.currency, message)

    def _enrol(self, transaction: RecordedTransaction, event: QueueMemberEnrolled) -> Findings:
        members = self._members.setdefault(event.currency, [])
        if event.member in members or event.index != len(members) + 1:
            message = f"{event.member} has number {event.index}; {len(members)} have one"
            yield found("queue-setting", transaction, event.currency, message)
        members.append(event.member)
