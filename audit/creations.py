"""Holds the contracts of a deployment to the committed artifacts: made in this record, from that code, for each other.

Trusts the artifacts of this installation, which a test compiles anew.
Never takes an address on the deployment file's word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.findings import Finding, found, found_at
from audit.record import RecordedTransaction, contract_kinds
from chain.abi import Address
from chain.deployment import Deployment
from chain.transactions import constructor_arguments, envelope_of


class Creations:
    """Which contracts of the deployment the record has created so far."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._missing = contract_kinds(deployment)

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """What does not hold about the contract that the transaction created, if it is one of ours."""
        kind = self._missing.pop(transaction.created, None) if transaction.created else None
        if kind is None or transaction.created is None:
            return
        envelope = envelope_of(transaction.raw)
        arguments = constructor_arguments(kind, envelope.data) if envelope and not envelope.to else None
        if arguments is None:
            yield found("contract-code", transaction, transaction.created, f"not created with the code of {kind}")
        elif not self._is_wired(kind, transaction.created, arguments):
            message = f"{kind} was created for {arguments}, which is not this network"
            yield found("contract-wiring", transaction, transaction.created, message)

    def rest(self) -> Iterator[Finding]:
        """A finding for each contract of the deployment that no transaction has created."""
        for address, kind in self._missing.items():
            yield found_at("contract-code", 0, address, f"no transaction created this {kind}")

    def _is_wired(self, kind: str, address: Address, arguments: tuple[Any, ...]) -> bool:
        deployment = self._deployment
        contracts, exponents = deployment.contracts, deployment.exponents
        if kind == "ParticipantRegistry":  # it stands alone; the events that it opens with are checked one by one
            return True
        if arguments[0] != contracts["ParticipantRegistry"]:
            return False
        if kind == "SettlementEngine":
            return bool(arguments[1] == contracts["FxBoard"])
        if kind == "CentralBankMoney":
            currency, exponent = arguments[1:3]
            return deployment.central_bank_money.get(currency) == address and exponents.get(currency) == exponent
        if kind == "DepositToken":
            bank, currency, exponent = arguments[1:4]
            return self._is_deposit(address, bank, currency) and exponents.get(currency) == exponent
        return True

    def _is_deposit(self, token: Address, bank: Address, currency: str) -> bool:
        """Whether the deployment says so; it need not know any parties."""
        deployment = self._deployment
        bank_id = next(bank_id for bank_id, address in deployment.deposits.items() if address == token)
        known = deployment.parties.get(bank_id)
        return deployment.deposit_currencies[bank_id] == currency and (known is None or known.address == bank)
