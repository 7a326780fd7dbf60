"""Warnings that institutions share, rebuilt from the risk registry's events: flagged, lifted, appealed, decided.

Trusts the registry as rebuilt for who is an institution, a supervisor, or a customer's bank.
Never knows a subject but under its salted identifier, as the contract does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.creations import Creations
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import AppealDecided, FlagAppealed, FlagLifted, SubjectFlagged
from chain.clients.risk_registry import RiskRegistry
from chain.clients.types import Appeal, Flag, Role
from chain.identifiers import subject_identifier
from chain.transactions import call_arguments, envelope_of

Findings = Iterator[Finding]

FLAGS_MAX = 8


class Flags:
    """All flags after the transactions read so far. flags: identifier -> its flags, in the contract's order."""

    def __init__(self, creations: Creations, registry: Registry) -> None:
        self._creations, self._registry = creations, registry
        self.flags: dict[bytes, list[Flag]] = {}

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's flags over; what nobody with authority did is a finding."""
        for logged in transaction.events:
            match logged.event:
                case SubjectFlagged() as event:
                    yield from self._flag(transaction, event)
                case FlagLifted() as event:
                    yield from self._lift(transaction, event)
                case FlagAppealed() as event:
                    yield from self._appeal(transaction, event)
                case AppealDecided() as event:
                    yield from self._decide(transaction, event)

    def is_flagged(self, subject: int, now_s: int) -> bool:
        """Whether a flag on `subject` counts in that second."""
        identifier = self._identifier(subject)
        return any(_counts(flag, now_s) for flag in self.flags.get(identifier, ()))

    def freeze(self) -> dict[bytes, tuple[Flag, ...]]:
        """The flags as they stand."""
        return {identifier: tuple(flags) for identifier, flags in self.flags.items()}

    def _identifier(self, subject: int) -> bytes:
        return subject_identifier(self._creations.salt_of(RiskRegistry.ARTIFACT), subject)

    def _flag(self, transaction: RecordedTransaction, event: SubjectFlagged) -> Findings:
        registry, flags = self._registry, self.flags.setdefault(event.identifier, [])
        institutions = Role.CENTRAL_BANK, Role.COMMERCIAL_BANK, Role.SUPERVISOR
        why = None
        if transaction.sender != event.institution or not registry.is_active_at_home(event.institution, *institutions):
            why = f"flagged by {transaction.sender} for {event.institution}"
        elif event.expires_at < transaction.timestamp_s:
            why = f"flagged at second {transaction.timestamp_s} until {event.expires_at}"
        home = registry.home_of(event.institution)
        given = Flag(event.institution, event.expires_at, Appeal.NONE, home, event.reason)
        if (place := self._place(event.identifier, event.institution)) is not None:
            flags[place] = given
        else:
            flags.append(given)
        if len(flags) > FLAGS_MAX:
            why = f"{len(flags)} flags"
        if why is not None:
            yield found("risk-flag", transaction, event.identifier, why)

    def _lift(self, transaction: RecordedTransaction, event: FlagLifted) -> Findings:
        flags, place = self.flags.get(event.identifier, []), self._place(event.identifier, event.institution)
        if place is None:
            yield found("risk-flag", transaction, event.identifier, f"lifted, and {event.institution} flagged it not")
            return
        spent = not _counts(flags[place], transaction.timestamp_s)
        makes_room = spent and len(flags) == FLAGS_MAX and _flags_anew(transaction, event.identifier)
        if transaction.sender != event.institution and not makes_room:
            message = f"the flag of {event.institution} was lifted by {transaction.sender}"
            yield found("risk-flag", transaction, event.identifier, message)
        flags[place] = flags[-1]
        flags.pop()

    def _appeal(self, transaction: RecordedTransaction, event: FlagAppealed) -> Findings:
        place = self._place(event.identifier, event.institution)
        if transaction.sender != event.bank or not self._is_of_subject(transaction, event):
            message = f"appealed by {transaction.sender} for {event.bank}, which is not its bank"
            yield found("risk-flag", transaction, event.identifier, message)
        yield from self._change(transaction, event.identifier, place, Appeal.NONE, Appeal.OPEN)

    def _decide(self, transaction: RecordedTransaction, event: AppealDecided) -> Findings:
        place = self._place(event.identifier, event.institution)
        home = self.flags[event.identifier][place].home if place is not None else ""
        supervises = self._registry.is_active(event.supervisor, home, Role.SUPERVISOR)
        if transaction.sender != event.supervisor or not supervises or event.supervisor == event.institution:
            message = f"decided by {transaction.sender} for {event.supervisor}, who is no other supervisor in {home}"
            yield found("risk-flag", transaction, event.identifier, message)
        decided = Appeal.UPHELD if event.upheld else Appeal.REJECTED
        yield from self._change(transaction, event.identifier, place, Appeal.OPEN, decided)

    def _change(
        self, transaction: RecordedTransaction, identifier: bytes, place: int | None, before: Appeal, after: Appeal
    ) -> Findings:
        flags = self.flags.get(identifier, [])
        standing = flags[place].appeal if place is not None else None
        if standing is not before:
            message = (
                f"the appeal is {after.name} now, and was {standing.name if standing is not None else 'impossible'}"
            )
            yield found("risk-flag", transaction, identifier, message)
        if place is not None:
            flags[place] = replace(flags[place], appeal=after)

    def _is_of_subject(self, transaction: RecordedTransaction, event: FlagAppealed) -> bool:
        """Whether the bank keeps the customer whom the call names, and the flag is on that one."""
        envelope, registry = envelope_of(transaction.raw), self._registry
        arguments = call_arguments(RiskRegistry.ARTIFACT, "appeal", envelope.data) if envelope else None
        if arguments is None or self._identifier(arguments[0]) != event.identifier:
            return False
        wallet = registry.wallets.get(arguments[0])
        return wallet is not None and registry.customers[wallet].bank == event.bank

    def _place(self, identifier: bytes, institution: Address) -> int | None:
        flags = self.flags.get(identifier, [])
        return next((place for place, flag in enumerate(flags) if flag.institution == institution), None)


def _counts(flag: Flag, now_s: int) -> bool:
    return now_s <= flag.expires_at and flag.appeal is not Appeal.UPHELD


def _flags_anew(transaction: RecordedTransaction, identifier: bytes) -> bool:
    """Whether the transaction flags the same subject, so that a spent flag makes room."""
    events = (logged.event for logged in transaction.events)
    return any(isinstance(event, SubjectFlagged) and event.identifier == identifier for event in events)
