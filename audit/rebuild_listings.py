"""Which contract is whose money, rebuilt from the registry's events.

Trusts the deployment to say which contracts are the network's; `audit.creations` holds them to their code.
Never asks the registry.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.books import Listing
from audit.findings import Finding, found, found_at
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS
from chain.clients.events import CentralBankMoneyListed, DepositTokenListed
from chain.deployment import Deployment

Findings = Iterator[Finding]


class ListingEvents:
    """Reads what the registry says of moneys."""

    def __init__(self, deployment: Deployment, registry: Registry) -> None:
        self._deployment, self._registry = deployment, registry

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's events over; what contradicts deployment or state is a finding."""
        for logged in transaction.events:
            match logged.event:
                case CentralBankMoneyListed() as event:
                    yield from self._list_central_bank_money(transaction, event)
                case DepositTokenListed() as event:
                    yield from self._list_deposit_token(transaction, event)

    def rest(self) -> Findings:
        """What the deployment names and the record never listed."""
        deployment = self._deployment
        for address in [*deployment.central_bank_money.values(), *deployment.deposits.values()]:
            if address not in self._registry.listings:
                yield found_at("money-listing", 0, address, "the deployment names it, but the registry never listed it")

    def _list_central_bank_money(self, transaction: RecordedTransaction, event: CentralBankMoneyListed) -> Findings:
        registry = self._registry
        issuer = registry.central_bank_of_currency(event.currency)
        if issuer == ZERO_ADDRESS or self._deployment.central_bank_money.get(event.currency) != event.token:
            message = f"listed as money of {event.currency}; the deployment says otherwise"
            yield found("money-listing", transaction, event.token, message)
        if registry.central_bank_money.setdefault(event.currency, event.token) != event.token:
            yield found("money-listing", transaction, event.token, f"{event.currency} has its money already")
        yield from self._by_central_bank(transaction, event)
        registry.listings[event.token] = Listing(event.currency, issuer, is_central_bank_money=True)

    def _list_deposit_token(self, transaction: RecordedTransaction, event: DepositTokenListed) -> Findings:
        registry, key = self._registry, (event.bank, event.currency)
        if not self._is_deposit(event):
            message = f"listed as deposits in {event.currency}; the deployment says otherwise"
            yield found("money-listing", transaction, event.token, message)
        if not registry.is_active_bank(event.bank, event.currency):
            message = f"{event.bank} is no active bank where {event.currency} is issued"
            yield found("money-listing", transaction, event.token, message)
        if registry.deposit_tokens.setdefault(key, event.token) != event.token:
            yield found(
                "money-listing", transaction, event.token, f"{event.bank} has its {event.currency} deposits already"
            )
        yield from self._by_central_bank(transaction, event)
        registry.listings[event.token] = Listing(event.currency, event.bank, is_central_bank_money=False)

    def _by_central_bank(
        self, transaction: RecordedTransaction, event: CentralBankMoneyListed | DepositTokenListed
    ) -> Findings:
        if transaction.sender != self._registry.central_bank_of_currency(event.currency):
            message = f"listed by {transaction.sender}, not by the central bank of {event.currency}"
            yield found("money-listing", transaction, event.token, message)

    def _is_deposit(self, event: DepositTokenListed) -> bool:
        deployment = self._deployment
        ids = [bank_id for bank_id, address in deployment.deposits.items() if address == event.token]
        return any(deployment.deposit_currencies[bank_id] == event.currency for bank_id in ids)
