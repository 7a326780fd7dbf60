"""Who takes part, rebuilt from the registry's events: admitted, accepted, suspended, handed over.

Trusts no event that contradicts an earlier one, or that somebody else than its author caused: it becomes a finding.
Never asks the registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from audit.books import Jurisdiction
from audit.findings import Finding, found
from audit.quorum import Quorum
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    HandedOver,
    HandoverOffered,
    JurisdictionOpened,
    ParticipantAdmitted,
    ParticipantStatusChanged,
    SealingKeySet,
)
from chain.clients.types import Admission, JurisdictionSpec, Participant, Role, Status
from chain.deployment import Deployment
from finance.lei import lei_check

Findings = Iterator[Finding]

ACCEPTED = "admission-accepted"
"""The reason that an acceptance states."""
NO_KEY = bytes(32)
NOT_ADMITTED = Admission(Role.NONE, Status.NONE)
# ISO 9362: party, country, place, and perhaps a branch.
_BIC = re.compile(r"[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?")


class ParticipantEvents:
    """Reads what the registry says of jurisdictions and participants."""

    def __init__(self, deployment: Deployment, registry: Registry, quorum: Quorum) -> None:
        self._deployment, self._registry, self._quorum = deployment, registry, quorum
        self._lei_holders: dict[str, Address] = {}
        self._bic_holders: dict[str, Address] = {}

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's events over; what contradicts the state so far is a finding."""
        for logged in transaction.events:
            match logged.event:
                case JurisdictionOpened() as event:
                    yield from self._open(transaction, event)
                case ParticipantAdmitted() as event:
                    yield from self._admit(transaction, event)
                case ParticipantStatusChanged() as event:
                    yield from self._set_status(transaction, event)
                case SealingKeySet() as event:
                    yield from self._set_sealing_key(transaction, event)
                case HandoverOffered() as event:
                    yield from self._offer(transaction, event)
                case HandedOver() as event:
                    yield from self._hand_over(transaction, event)

    def _founding(self, transaction: RecordedTransaction) -> bool:
        """Whether the transaction created the registry, which opens the first jurisdictions."""
        return transaction.created == self._deployment.registry.address

    def _open(self, transaction: RecordedTransaction, event: JurisdictionOpened) -> Findings:
        registry = self._registry
        taken = {value for item in registry.jurisdictions.values() for value in (item.currency, item.central_bank)}
        if event.jurisdiction in registry.jurisdictions or taken & {event.currency, event.central_bank}:
            message = f"opened again, with {event.currency} and {event.central_bank}"
            yield found("jurisdiction-once", transaction, event.jurisdiction, message)
        if not self._founding(transaction):
            spec = JurisdictionSpec(event.jurisdiction, event.currency, event.central_bank, event.lei)
            yield from self._quorum.require(transaction, self._deployment.registry, "openJurisdiction", spec)
        registry.jurisdictions[event.jurisdiction] = Jurisdiction(event.currency, event.central_bank)
        registry.accounts.add(event.central_bank)

    def _admit(self, transaction: RecordedTransaction, event: ParticipantAdmitted) -> Findings:
        if (why := self._why_not_admit(transaction, event)) is not None:
            yield found("participant-admission", transaction, event.account, f"in {event.jurisdiction}: {why}")
        if event.role is Role.SYSTEM_CONTRACT:
            deployment = self._deployment
            if event.account not in (*deployment.contracts.values(), *deployment.pools.values()):
                message = f"{event.jurisdiction} lets this contract move money; the deployment does not name it"
                yield found("system-contract-known", transaction, event.account, message)
        else:
            yield from self._identify(transaction, event)
        self._registry.admissions[event.account, event.jurisdiction] = Admission(event.role, event.status)
        self._registry.accounts.add(event.account)

    def _why_not_admit(self, transaction: RecordedTransaction, event: ParticipantAdmitted) -> str | None:
        registry = self._registry
        central_bank = registry.central_bank_of(event.jurisdiction)
        if central_bank == ZERO_ADDRESS:
            return "no such jurisdiction was opened"
        if (event.account, event.jurisdiction) in registry.admissions:
            return "admitted before"
        if event.account in registry.customers:
            return "it is a customer's wallet"
        is_central_bank = event.role is Role.CENTRAL_BANK
        if event.role is Role.NONE or is_central_bank != (event.account == central_bank):
            return f"not in the role {event.role.name}"
        if event.status is not (Status.ACTIVE if is_central_bank or _is_contract(event) else Status.PENDING):
            return f"{event.status.name} at once"
        if not is_central_bank and transaction.sender != central_bank:
            return f"by {transaction.sender}, not by the central bank"
        abroad = not _is_contract(event) and event.home != event.jurisdiction
        if abroad and not registry.is_active(event.account, event.home, event.role):
            return f"not active as {event.role.name} at home in {event.home}"
        return None

    def _identify(self, transaction: RecordedTransaction, event: ParticipantAdmitted) -> Findings:
        stated = Participant(event.lei, event.home, event.bic, NO_KEY)
        known = self._registry.participants.setdefault(event.account, stated)
        if replace(known, sealing_key=NO_KEY) != stated:
            message = (
                f"LEI {event.lei}, BIC {event.bic}, home {event.home}; before: {known.lei}, {known.bic}, {known.home}"
            )
            yield found("participant-lei", transaction, event.account, message)
        elif (holder := self._lei_holders.setdefault(event.lei, event.account)) != event.account:
            yield found("participant-lei", transaction, event.account, f"LEI {event.lei} belongs to {holder}")
        elif not lei_check(event.lei):
            yield found("participant-lei", transaction, event.account, f"{event.lei} is no LEI")
        if not event.bic:
            return
        if (holder := self._bic_holders.setdefault(event.bic, event.account)) != event.account:
            yield found("participant-bic", transaction, event.account, f"BIC {event.bic} belongs to {holder}")
        if not _BIC.fullmatch(event.bic):
            yield found("participant-bic", transaction, event.account, f"{event.bic} is no BIC")

    def _set_status(self, transaction: RecordedTransaction, event: ParticipantStatusChanged) -> Findings:
        key = event.account, event.jurisdiction
        before = self._registry.admissions.get(key, NOT_ADMITTED)
        place = f"in {event.jurisdiction} from {before.status.name} to {event.status.name}"
        if before.status is Status.PENDING and event.status is Status.ACTIVE:
            if transaction.sender != event.account or event.reason != ACCEPTED:
                message = f"{place} by {transaction.sender}, for {event.reason!r}"
                yield found("participant-acceptance", transaction, event.account, message)
        elif not _may_follow(before.status, event.status):
            yield found("participant-status", transaction, event.account, place)
        elif not transaction.sender == self._registry.central_bank_of(event.jurisdiction) != event.account:
            yield found("participant-status", transaction, event.account, f"{place} by {transaction.sender}")
        self._registry.admissions[key] = Admission(before.role, event.status)

    def _set_sealing_key(self, transaction: RecordedTransaction, event: SealingKeySet) -> Findings:
        known = self._registry.participants.get(event.account)
        if known is None or transaction.sender != event.account:
            message = f"stated by {transaction.sender}, for {'a participant' if known else 'nobody'}"
            yield found("participant-sealing-key", transaction, event.account, message)
        if known is not None:
            self._registry.participants[event.account] = replace(known, sealing_key=event.sealing_key)

    def _offer(self, transaction: RecordedTransaction, event: HandoverOffered) -> Findings:
        if transaction.sender != event.from_ or not self._is_office(event.from_, event.jurisdiction):
            message = f"offered to {event.to} by {transaction.sender}; it has no office in {event.jurisdiction}"
            yield found("participant-handover", transaction, event.from_, message)
        self._registry.handovers[event.from_] = event.to
        self._registry.accounts.add(event.to)

    def _hand_over(self, transaction: RecordedTransaction, event: HandedOver) -> Findings:
        registry, home = self._registry, event.jurisdiction
        if (why := self._why_not_hand_over(transaction, event)) is not None:
            yield found("participant-handover", transaction, event.from_, f"to {event.to}: {why}")
        registry.handovers.pop(event.from_, None)
        participant = registry.participants.pop(event.from_, None)
        admission = registry.admissions.pop((event.from_, home), NOT_ADMITTED)
        registry.admissions[event.to, home] = admission
        registry.accounts.add(event.to)
        if participant is not None:
            registry.participants[event.to] = participant
            self._lei_holders[participant.lei] = event.to
            self._bic_holders |= {participant.bic: event.to} if participant.bic else {}
        if registry.central_bank_of(home) == event.from_:
            registry.set_central_bank(home, event.to)

    def _why_not_hand_over(self, transaction: RecordedTransaction, event: HandedOver) -> str | None:
        if self._registry.handovers.get(event.from_) != event.to:
            return "it was not offered"
        if transaction.sender != event.to:
            return f"taken by {transaction.sender}"
        if not self._is_office(event.from_, event.jurisdiction):
            return f"there is no office in {event.jurisdiction} to hand over"
        return "the account is taken" if self._registry.is_taken(event.to) else None

    def _is_office(self, account: Address, home: str) -> bool:
        """Whether `account` is an active central bank or supervisor, admitted at home alone."""
        registry = self._registry
        abroad = any(holder == account and key != home for holder, key in registry.admissions)
        office = registry.is_active(account, home, Role.CENTRAL_BANK, Role.SUPERVISOR)
        return office and registry.home_of(account) == home and not abroad


def _is_contract(event: ParticipantAdmitted) -> bool:
    return event.role is Role.SYSTEM_CONTRACT


def _may_follow(before: Status, after: Status) -> bool:
    """Whether a central bank may change a standing so."""
    if before is Status.PENDING:
        return after is Status.REVOKED
    standing = (Status.ACTIVE, Status.SUSPENDED)
    return before in standing and after in (*standing, Status.REVOKED) and after is not before
