"""Who takes part, rebuilt from the registry's events, and who may hold which money at each moment.

Trusts no event that contradicts an earlier one: it becomes a finding.
Never asks the registry.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.books import Jurisdiction, Listing
from audit.findings import Finding, found, found_at
from audit.record import RecordedTransaction
from chain.abi import Address
from chain.clients.events import (
    CentralBankMoneyListed,
    CustomerRegistered,
    CustomerStatusChanged,
    DepositTokenListed,
    JurisdictionOpened,
    ParticipantAdmitted,
    ParticipantStatusChanged,
)
from chain.clients.types import Admission, Customer, Participant, Role, Status
from chain.deployment import Deployment
from finance.lei import lei_check

Findings = Iterator[Finding]


class ParticipantsDraft:
    """The registry's state after the transactions read so far."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self.jurisdictions: dict[str, Jurisdiction] = {}
        self.participants: dict[Address, Participant] = {}
        self.admissions: dict[tuple[Address, str], Admission] = {}
        self.customers: dict[Address, Customer] = {}
        self.listings: dict[Address, Listing] = {}
        self.deposit_tokens: dict[tuple[Address, str], Address] = {}
        self.central_bank_money: dict[str, Address] = {}
        self._lei_holders: dict[str, Address] = {}

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's registry events over; what contradicts the state so far is a finding."""
        for logged in transaction.events:
            match logged.event:
                case JurisdictionOpened() as event:
                    yield from self._open(transaction, event)
                case ParticipantAdmitted() as event:
                    yield from self._admit(transaction, event)
                case ParticipantStatusChanged() as event:
                    yield from self._set_status(transaction, event)
                case CustomerRegistered() as event:
                    yield from self._register(transaction, event)
                case CustomerStatusChanged() as event:
                    yield from self._set_customer_status(transaction, event)
                case CentralBankMoneyListed() as event:
                    yield from self._list_central_bank_money(transaction, event)
                case DepositTokenListed() as event:
                    yield from self._list_deposit_token(transaction, event)

    def rest(self) -> Findings:
        """What the deployment names and the record never listed."""
        deployment = self._deployment
        for address in [*deployment.central_bank_money.values(), *deployment.deposits.values()]:
            if address not in self.listings:
                yield found_at("money-listing", 0, address, "the deployment names it, but the registry never listed it")

    def is_active(self, account: Address, jurisdiction: str, *roles: Role) -> bool:
        """Whether `account` may act in one of `roles` in `jurisdiction`, as of now."""
        admission = self.admissions.get((account, jurisdiction))
        return admission is not None and admission.status is Status.ACTIVE and admission.role in roles

    def may_hold(self, token: Address, account: Address) -> bool:
        """Whether `account` may send and receive the listed money `token`, as of now."""
        listing = self.listings[token]
        issued_in = self._issued_in(listing.currency)
        if listing.is_central_bank_money:
            return self.is_active(account, issued_in, Role.COMMERCIAL_BANK, Role.MARKET_MAKER)
        customer = self.customers.get(account)
        if customer is None or customer.bank != listing.issuer or customer.status is not Status.ACTIVE:
            return False
        return self.is_active(customer.bank, issued_in, Role.COMMERCIAL_BANK)

    def is_active_bank(self, bank: Address, currency: str) -> bool:
        """Whether `bank` may keep deposits in `currency`, as of now."""
        return self.is_active(bank, self._issued_in(currency), Role.COMMERCIAL_BANK)

    def _issued_in(self, currency: str) -> str:
        return next((key for key, item in self.jurisdictions.items() if item.currency == currency), "")

    def _open(self, transaction: RecordedTransaction, event: JurisdictionOpened) -> Findings:
        taken = {value for item in self.jurisdictions.values() for value in (item.currency, item.central_bank)}
        if event.jurisdiction in self.jurisdictions or taken & {event.currency, event.central_bank}:
            message = f"opened again, with {event.currency} and {event.central_bank}"
            yield found("jurisdiction-once", transaction, event.jurisdiction, message)
        self.jurisdictions[event.jurisdiction] = Jurisdiction(event.currency, event.central_bank)

    def _admit(self, transaction: RecordedTransaction, event: ParticipantAdmitted) -> Findings:
        if (why := self._why_not_admit(event)) is not None:
            yield found("participant-admission", transaction, event.account, f"in {event.jurisdiction}: {why}")
        if event.role is Role.SYSTEM_CONTRACT:
            if event.account not in self._deployment.contracts.values():
                message = f"{event.jurisdiction} lets this contract move money; the deployment does not name it"
                yield found("system-contract-known", transaction, event.account, message)
        else:
            yield from self._identify(transaction, event)
        self.admissions[event.account, event.jurisdiction] = Admission(event.role, Status.ACTIVE)

    def _why_not_admit(self, event: ParticipantAdmitted) -> str | None:
        jurisdiction = self.jurisdictions.get(event.jurisdiction)
        if jurisdiction is None:
            return "no such jurisdiction was opened"
        if (event.account, event.jurisdiction) in self.admissions:
            return "admitted before"
        if event.account in self.customers:
            return "it is a customer's wallet"
        if event.role is Role.NONE or (event.role is Role.CENTRAL_BANK) != (event.account == jurisdiction.central_bank):
            return f"not in the role {event.role.name}"
        abroad = event.role is not Role.SYSTEM_CONTRACT and event.home != event.jurisdiction
        if abroad and not self.is_active(event.account, event.home, event.role):
            return f"not active as {event.role.name} at home in {event.home}"
        return None

    def _identify(self, transaction: RecordedTransaction, event: ParticipantAdmitted) -> Findings:
        known = self.participants.setdefault(event.account, Participant(event.lei, event.home))
        holder = self._lei_holders.setdefault(event.lei, event.account)
        if known != Participant(event.lei, event.home):
            message = f"LEI {event.lei}, home {event.home}; before: LEI {known.lei}, home {known.home}"
        elif holder != event.account:
            message = f"LEI {event.lei} belongs to {holder}"
        elif not lei_check(event.lei):
            message = f"{event.lei} is no LEI"
        else:
            return
        yield found("participant-lei", transaction, event.account, message)

    def _set_status(self, transaction: RecordedTransaction, event: ParticipantStatusChanged) -> Findings:
        key = event.account, event.jurisdiction
        before = self.admissions.get(key, Admission(Role.NONE, Status.NONE))
        if before.status in (Status.NONE, Status.REVOKED, event.status) or event.status is Status.NONE:
            message = f"in {event.jurisdiction} from {before.status.name} to {event.status.name}"
            yield found("participant-status", transaction, event.account, message)
        self.admissions[key] = Admission(before.role, event.status)

    def _register(self, transaction: RecordedTransaction, event: CustomerRegistered) -> Findings:
        why = None
        bank = self.participants.get(event.bank)
        if event.wallet in self.customers or event.wallet in self.participants:
            why = "the wallet is taken"
        elif bank is None or not self.is_active(event.bank, bank.home, Role.COMMERCIAL_BANK):
            why = f"{event.bank} is no active bank"
        if why:
            yield found("customer-registration", transaction, event.wallet, why)
        self.customers[event.wallet] = Customer(event.bank, Status.ACTIVE, event.identity_commitment)

    def _set_customer_status(self, transaction: RecordedTransaction, event: CustomerStatusChanged) -> Findings:
        customer = self.customers.get(event.wallet)
        if customer is None:
            yield found("customer-status", transaction, event.wallet, "no bank registered this wallet")
            return
        if event.by not in self._authorities(customer.bank):
            yield found("customer-status", transaction, event.wallet, f"{event.by} has no authority over it")
        if event.status not in (Status.ACTIVE, Status.SUSPENDED) or event.status is customer.status:
            message = f"from {customer.status.name} to {event.status.name}"
            yield found("customer-status", transaction, event.wallet, message)
        self.customers[event.wallet] = Customer(customer.bank, event.status, customer.identity_commitment)

    def _authorities(self, bank: Address) -> set[Address]:
        """The bank, and the central bank of its home."""
        participant = self.participants.get(bank)
        home = self.jurisdictions.get(participant.home) if participant else None
        return {bank, home.central_bank} if home else {bank}

    def _list_central_bank_money(self, transaction: RecordedTransaction, event: CentralBankMoneyListed) -> Findings:
        jurisdiction = self.jurisdictions.get(self._issued_in(event.currency))
        issuer = jurisdiction.central_bank if jurisdiction else ""
        if not issuer or self._deployment.central_bank_money.get(event.currency) != event.token:
            message = f"listed as money of {event.currency}; the deployment says otherwise"
            yield found("money-listing", transaction, event.token, message)
        if self.central_bank_money.setdefault(event.currency, event.token) != event.token:
            yield found("money-listing", transaction, event.token, f"{event.currency} has its money already")
        self.listings[event.token] = Listing(event.currency, issuer, is_central_bank_money=True)

    def _list_deposit_token(self, transaction: RecordedTransaction, event: DepositTokenListed) -> Findings:
        key = event.bank, event.currency
        if not self._is_deposit(event):
            message = f"listed as deposits in {event.currency}; the deployment says otherwise"
            yield found("money-listing", transaction, event.token, message)
        if not self.is_active(event.bank, self._issued_in(event.currency), Role.COMMERCIAL_BANK):
            message = f"{event.bank} is no active bank where {event.currency} is issued"
            yield found("money-listing", transaction, event.token, message)
        if self.deposit_tokens.setdefault(key, event.token) != event.token:
            yield found(
                "money-listing", transaction, event.token, f"{event.bank} has its {event.currency} deposits already"
            )
        self.listings[event.token] = Listing(event.currency, event.bank, is_central_bank_money=False)

    def _is_deposit(self, event: DepositTokenListed) -> bool:
        deployment = self._deployment
        ids = [bank_id for bank_id, address in deployment.deposits.items() if address == event.token]
        return any(deployment.deposit_currencies[bank_id] == event.currency for bank_id in ids)
