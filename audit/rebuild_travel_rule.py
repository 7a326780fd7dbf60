"""Travel-rule records that banks sent each other, rebuilt: by whom, to whom, due when, acknowledged when.

Trusts the registry as rebuilt for who is a bank, and the settings for the deadline.
Never looks into a record: the chain has its hashes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from audit.books import Fact, SentTravelRecord, travel_record_key
from audit.compliance.settings import Settings
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import TravelRuleRecordAcknowledged, TravelRuleRecordSent
from chain.clients.travel_rule import TravelRule
from chain.clients.types import Role, SentRecord, Status
from chain.deployment import Deployment
from chain.kept import Kept

Findings: TypeAlias = Iterator[Finding]
_NO_HASH = bytes(32)


class TravelRuleDraft:
    """All records sent after the transactions read so far."""

    def __init__(self, deployment: Deployment, registry: Registry, settings: Settings) -> None:
        self._contract = deployment.contracts.get(TravelRule.ARTIFACT, ZERO_ADDRESS)
        self._door, self._registry, self._settings = deployment.registry.address, registry, settings
        self._supervisors: list[tuple[Address, str]] = []
        self.sent: Kept[str, SentTravelRecord] = Kept(SentTravelRecord)

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's records and acknowledgements over."""
        if any(logged.address == self._door for logged in transaction.events):
            self._supervisors = list(_supervisors(self._registry))
        for event in (logged.event for logged in transaction.events if logged.address == self._contract):
            match event:
                case TravelRuleRecordSent():
                    yield from self._send(transaction, event)
                case TravelRuleRecordAcknowledged():
                    yield from self._acknowledge(transaction, event)

    def facts(self) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer."""
        for item in self.sent.values():
            event = item.event
            answer = SentRecord(event.receiver, event.due_at, item.acknowledged_at_s, event.ciphertext_hash)
            yield Fact(TravelRule.ARTIFACT, self._contract, "record_of", (event.sender, event.uetr)), answer

    def _send(self, transaction: RecordedTransaction, event: TravelRuleRecordSent) -> Findings:
        key = travel_record_key(event.sender, event.uetr)
        if key in self.sent:
            yield found("travel-rule-sending", transaction, event.uetr, f"{event.sender} has sent one before")
        for message in self._objections(transaction, event):
            yield found("travel-rule-sending", transaction, event.uetr, message)
        place = transaction.height, transaction.tx_hash
        self.sent[key] = SentTravelRecord(event, *place, self._offices(event))

    def _objections(self, transaction: RecordedTransaction, event: TravelRuleRecordSent) -> Iterator[str]:
        registry = self._registry
        if transaction.sender != event.sender:
            yield f"sent by {transaction.sender} in the name of {event.sender}"
        if not registry.is_active_at_home(event.sender, Role.COMMERCIAL_BANK):
            yield f"{event.sender} is no active bank"
        admission = registry.admissions.get((event.receiver, registry.issued_in(event.currency)))
        if event.receiver == event.sender or admission is None or admission.role is not Role.COMMERCIAL_BANK:
            yield f"{event.receiver} is no other bank of {event.currency}"
        if _NO_HASH in (event.commitment, event.ciphertext_hash):
            yield "it has no commitment or no hash of what was sent"
        period_s = self._settings.of(TravelRule, "acknowledgement_period_of", event.currency) or 0
        due_at_s = transaction.timestamp_s + period_s if period_s else 0
        if event.due_at != due_at_s:
            yield f"due at {event.due_at}, by the period of {event.currency} at {due_at_s}"

    def _acknowledge(self, transaction: RecordedTransaction, event: TravelRuleRecordAcknowledged) -> Findings:
        key = travel_record_key(event.sender, event.uetr)
        item = self.sent.get(key)
        if item is None:
            message = f"acknowledged to {event.sender}, who sent none"
            yield found("travel-rule-receipt", transaction, event.uetr, message)
            return
        sent, at_s = item.event, transaction.timestamp_s
        if item.acknowledged_at_s:
            yield found("travel-rule-receipt", transaction, event.uetr, "acknowledged before")
        if not transaction.sender == event.receiver == sent.receiver:
            message = f"acknowledged by {transaction.sender} for {event.receiver}, sent to {sent.receiver}"
            yield found("travel-rule-receipt", transaction, event.uetr, message)
        if event.ciphertext_hash != sent.ciphertext_hash:
            yield found("travel-rule-receipt", transaction, event.uetr, "acknowledged with the hash of another one")
        if event.is_late != (0 < sent.due_at < at_s):
            message = f"said to be late: {event.is_late}; acknowledged at {at_s}, due at {sent.due_at}"
            yield found("travel-rule-receipt", transaction, event.uetr, message)
        self.sent[key] = replace(item, acknowledged_at_s=at_s, acknowledged_in=transaction.height)

    def _offices(self, event: TravelRuleRecordSent) -> tuple[Address, ...]:
        """The supervisors to whom it can be sealed now: of the homes of both banks, and of the payee's currency."""
        registry = self._registry
        places = {registry.home_of(event.sender), registry.home_of(event.receiver), registry.issued_in(event.currency)}
        return tuple(office for office, place in self._supervisors if place in places)


def _supervisors(registry: Registry) -> Iterator[tuple[Address, str]]:
    """Account and jurisdiction of every supervisor that is active and has stated a key."""
    for (account, place), admission in registry.admissions.items():
        known = registry.participants.get(account)
        is_active = admission.role is Role.SUPERVISOR and admission.status is Status.ACTIVE
        if is_active and known is not None and any(known.sealing_key):
            yield account, place
