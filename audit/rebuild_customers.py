"""Which bank keeps whose account, rebuilt from the registry's events: number, tier, standing and key.

Trusts the signed bytes for the wallet's consent, and the registry as rebuilt for who is a bank.
Never lets a customer out of sight: one whose key was replaced, or whose bank is gone, keeps its number for life.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.creations import Creations
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import (
    CustomerRegistered,
    CustomerStatusChanged,
    CustomerTierSet,
    KeyReplaced,
    KeyReplacementOpened,
    KeyReplacementStopped,
)
from chain.clients.types import Customer, KeyReplacement, Role, Status, Tier
from chain.consents import CustomerConsent
from chain.deployment import Deployment
from chain.signatures import signer_of
from chain.transactions import call_arguments, envelope_of

Findings = Iterator[Finding]

WAITING_TIME_S = 3 * 86_400


class CustomerEvents:
    """Reads what the registry says of customers. judges: whether their consents are recovered."""

    def __init__(self, deployment: Deployment, creations: Creations, registry: Registry, *, judges: bool) -> None:
        self._judges = judges
        self._contract, self._creations, self._registry = deployment.registry, creations, registry

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's events over; what contradicts the state so far is a finding."""
        for logged in transaction.events:
            match logged.event:
                case CustomerRegistered() as event:
                    yield from self._register(transaction, event)
                case CustomerTierSet() as event:
                    yield from self._set_tier(transaction, event)
                case CustomerStatusChanged() as event:
                    yield from self._set_status(transaction, event)
                case KeyReplacementOpened() as event:
                    yield from self._open_replacement(transaction, event)
                case KeyReplacementStopped() as event:
                    yield from self._stop_replacement(transaction, event)
                case KeyReplaced() as event:
                    yield from self._replace_key(transaction, event)

    def _register(self, transaction: RecordedTransaction, event: CustomerRegistered) -> Findings:
        registry, before = self._registry, self._registry.customers.get(event.wallet)
        why = self._why_not_register(event, before)
        if why is None and transaction.sender != event.bank:
            why = f"registered by {transaction.sender} for {event.bank}"
        if why is not None:
            yield found("customer-registration", transaction, event.wallet, why)
        consent = CustomerConsent(event.wallet, event.bank, event.identity_commitment)
        yield from self._require_consent(transaction, "registerCustomer", consent)
        imposed = before is not None and before.by_central_bank  # its bank is gone, its central bank's decision is not
        registry.customers[event.wallet] = Customer(
            bank=event.bank,
            status=Status.SUSPENDED if imposed else Status.ACTIVE,
            tier=before.tier if before else Tier.ANONYMOUS,
            tier_expires_at=before.tier_expires_at if before else 0,
            by_central_bank=imposed,
            number=event.number,
            identity_commitment=event.identity_commitment,
        )
        registry.wallets[event.number] = event.wallet
        tiers = [logged.event for logged in transaction.events if isinstance(logged.event, CustomerTierSet)]
        if event.wallet not in {tier.wallet for tier in tiers}:
            yield found("customer-tier", transaction, event.wallet, "registered without a tier")

    def _why_not_register(self, event: CustomerRegistered, before: Customer | None) -> str | None:
        registry = self._registry
        if not registry.is_active_at_home(event.bank, Role.COMMERCIAL_BANK):
            return f"{event.bank} is no active bank"
        if before is None:
            if registry.is_taken(event.wallet):
                return "the wallet is taken"
            return None if event.number == len(registry.wallets) + 1 else f"number {event.number} is not the next"
        bank_gone = registry.admissions.get((before.bank, registry.home_of(before.bank)))
        if before.status is Status.REVOKED or bank_gone is None or bank_gone.status is not Status.REVOKED:
            return f"the wallet is taken: {before.bank} keeps it"
        return None if event.number == before.number else f"number {event.number}, before {before.number}"

    def _set_tier(self, transaction: RecordedTransaction, event: CustomerTierSet) -> Findings:
        customer = self._registry.customers.get(event.wallet)
        if customer is None:
            yield found("customer-tier", transaction, event.wallet, "no bank registered this wallet")
            return
        if (why := self._why_not_own(transaction, customer)) is not None:
            yield found("customer-tier", transaction, event.wallet, why)
        if transaction.timestamp_s > event.expires_at:
            message = f"set at second {transaction.timestamp_s} until {event.expires_at}"
            yield found("customer-tier", transaction, event.wallet, message)
        changed = replace(customer, tier=event.tier, tier_expires_at=event.expires_at)
        self._registry.customers[event.wallet] = changed

    def _set_status(self, transaction: RecordedTransaction, event: CustomerStatusChanged) -> Findings:
        registry, customer = self._registry, self._registry.customers.get(event.wallet)
        if customer is None:
            yield found("customer-status", transaction, event.wallet, "no bank registered this wallet")
            return
        is_central_bank = event.by == registry.central_bank_of(registry.home_of(customer.bank))
        if event.by not in registry.customers_authorities(event.wallet) or event.by != transaction.sender:
            message = f"{event.by} has no authority over it, in a transaction of {transaction.sender}"
            yield found("customer-status", transaction, event.wallet, message)
        if customer.by_central_bank and not is_central_bank:
            yield found("customer-status", transaction, event.wallet, f"{event.by} changed what a central bank imposed")
        imposed = is_central_bank and event.status is Status.SUSPENDED
        is_change = (event.status, imposed) != (customer.status, customer.by_central_bank)
        standing = (Status.ACTIVE, Status.SUSPENDED)
        if event.status not in standing or customer.status not in standing or not is_change:
            message = f"from {customer.status.name} to {event.status.name}"
            yield found("customer-status", transaction, event.wallet, message)
        registry.customers[event.wallet] = replace(customer, status=event.status, by_central_bank=imposed)

    def _open_replacement(self, transaction: RecordedTransaction, event: KeyReplacementOpened) -> Findings:
        registry, customer = self._registry, self._registry.customers.get(event.lost)
        waiting = {item.new_wallet for item in registry.replacements.values()}
        why = self._why_not_own(transaction, customer)
        if event.lost in registry.replacements or event.new_wallet in waiting:
            why = "a procedure is open already"
        elif registry.is_taken(event.new_wallet):
            why = f"{event.new_wallet} is taken"
        elif event.ready_at != transaction.timestamp_s + WAITING_TIME_S:
            why = f"opened at second {transaction.timestamp_s}, ready at {event.ready_at}: not three days"
        if why is not None:
            yield found("customer-key", transaction, event.lost, why)
        if customer is not None:
            consent = CustomerConsent(event.new_wallet, customer.bank, customer.identity_commitment)
            yield from self._require_consent(transaction, "openKeyReplacement", consent)
        registry.replacements[event.lost] = KeyReplacement(event.new_wallet, event.ready_at, event.case_id)
        registry.accounts.add(event.new_wallet)

    def _stop_replacement(self, transaction: RecordedTransaction, event: KeyReplacementStopped) -> Findings:
        registry = self._registry
        allowed = {event.lost} | _new_banks(transaction, event.lost)
        if event.lost in registry.customers:
            allowed |= registry.customers_authorities(event.lost)
        if registry.replacements.pop(event.lost, None) is None:
            yield found("customer-key", transaction, event.lost, "stopped, and no procedure was open")
        if event.by not in allowed or event.by != transaction.sender:
            message = f"stopped by {event.by}, in a transaction of {transaction.sender}"
            yield found("customer-key", transaction, event.lost, message)

    def _replace_key(self, transaction: RecordedTransaction, event: KeyReplaced) -> Findings:
        registry, customer = self._registry, self._registry.customers.get(event.lost)
        replacement = registry.replacements.pop(event.lost, None)
        why = self._why_not_own(transaction, customer)
        if replacement is None or replacement.new_wallet != event.new_wallet:
            why = f"no procedure was open to replace it by {event.new_wallet}"
        elif transaction.timestamp_s < replacement.ready_at:
            why = f"replaced at second {transaction.timestamp_s}, possible from {replacement.ready_at}"
        elif registry.is_taken(event.new_wallet):
            why = f"{event.new_wallet} is taken"
        if why is not None:
            yield found("customer-key", transaction, event.lost, why)
        if customer is not None:
            revoked = Customer(customer.bank, Status.REVOKED, Tier.ANONYMOUS, 0, False, customer.number, bytes(32))
            registry.customers |= {event.new_wallet: customer, event.lost: revoked}
            registry.wallets[customer.number] = event.new_wallet

    def _require_consent(self, transaction: RecordedTransaction, function: str, consent: CustomerConsent) -> Findings:
        """The wallet signed, in this very call; what a contract's code agreed to, no signature tells."""
        if not self._judges:
            return
        envelope = envelope_of(transaction.raw)
        is_call = envelope is not None and envelope.to == self._contract.address
        arguments = call_arguments(self._contract.ARTIFACT, function, envelope.data) if envelope and is_call else None
        signature = arguments[-1] if arguments else b""
        signer = signer_of(consent, self._creations.domain_of(self._contract.address), signature)
        if signer != consent.wallet and not self._creations.is_contract(consent.wallet):
            message = f"kept by {consent.bank} with the signature of {signer}"
            yield found("consent-account", transaction, consent.wallet, message)

    def _why_not_own(self, transaction: RecordedTransaction, customer: Customer | None) -> str | None:
        """Why the sender does not act as the customer's active bank."""
        if customer is None:
            return "no bank registered this wallet"
        if customer.status is Status.REVOKED:
            return "another key has replaced it"
        if transaction.sender != customer.bank:
            return f"{transaction.sender} is not its bank"
        if not self._registry.is_active_at_home(customer.bank, Role.COMMERCIAL_BANK):
            return f"{customer.bank} is no active bank"
        return None


def _new_banks(transaction: RecordedTransaction, wallet: Address) -> set[Address]:
    """The bank that takes the wallet over in this transaction: an open procedure ends with that."""
    events = (logged.event for logged in transaction.events)
    return {event.bank for event in events if isinstance(event, CustomerRegistered) and event.wallet == wallet}
