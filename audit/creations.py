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
from chain.typed_data import TypedDomain

_MONEY_NAME = {"CentralBankMoney": 3, "DepositToken": 4}
_WIRES = {
    "FxPool": ("FxBoard",),
    "IntradayCredit": ("FxBoard",),
    "LoanBook": ("LoanSchedules", "RateIndex", "LoanOrigination", "LoanServicing", "LoanWorkout"),
    "LoanOrigination": ("LoanApplications", "LoanSchedules", "RateIndex"),
    "LoanServicing": ("LoanSchedules", "RateIndex"),
    "LoanWorkout": ("LoanSchedules", "RateIndex"),
    "PaymentReturns": ("FxBoard", "SettlementEngine", "QueuedPayments"),
    "QueuedPayments": ("LiquidityQueue", "SettlementEngine"),
    "SettlementEngine": ("FxBoard",),
}
"""Contract -> those for which it is created, after the registry."""
_SALT = 1
"""Place of a constructor's argument, from 0."""


class Creations:
    """Which contracts of the deployment the record has created so far, and what they were told."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._kinds = contract_kinds(deployment)
        self._missing = dict(self._kinds)
        self._arguments: dict[Address, tuple[Any, ...]] = {}
        self._created: set[Address] = set()
        self._currencies = {token: currency for currency, token in deployment.central_bank_money.items()}
        self._currencies |= {token: deployment.deposit_currencies[bank] for bank, token in deployment.deposits.items()}

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """What does not hold about the contract that the transaction created, if it is one of ours."""
        if transaction.created is None:
            return
        self._created.add(transaction.created)
        kind = self._missing.pop(transaction.created, None)
        if kind is None:
            return
        envelope = envelope_of(transaction.raw)
        arguments = constructor_arguments(kind, envelope.data) if envelope and not envelope.to else None
        if arguments is None:
            yield found("contract-code", transaction, transaction.created, f"not created with the code of {kind}")
            return
        self._arguments[transaction.created] = arguments
        if not self._is_wired(kind, transaction.created, arguments):
            message = f"{kind} was created for {arguments}, which is not this network"
            yield found("contract-wiring", transaction, transaction.created, message)

    def rest(self) -> Iterator[Finding]:
        """A finding for each contract of the deployment that no transaction has created."""
        for address, kind in self._missing.items():
            yield found_at("contract-code", 0, address, f"no transaction created this {kind}")

    def is_contract(self, account: Address) -> bool:
        """Whether a transaction created it: then code speaks for it, and no key."""
        return account in self._created

    def kind_of(self, address: Address) -> str:
        """The name of the artifact behind a contract of the network, empty for anything else."""
        return self._kinds.get(address, "")

    def currency_of(self, token: Address) -> str:
        """The currency of a money of the network, empty for anything else."""
        return self._currencies.get(token, "")

    def domain_of(self, address: Address) -> TypedDomain:
        """The EIP-712 domain of a contract of the network."""
        kind = self.kind_of(address)
        place, arguments = _MONEY_NAME.get(kind), self._arguments.get(address, ())
        name = arguments[place] if place is not None and arguments else ""
        return TypedDomain(kind, self._deployment.parameters.chain_id, address, name)

    def arguments_of(self, address: Address) -> tuple[Any, ...]:
        """What a contract of the network was created with; empty before it is."""
        return self._arguments.get(address, ())

    def salt_of(self, kind: str) -> bytes:
        """Under which the one contract of this kind keeps its subjects; empty before it is created."""
        arguments = self._arguments.get(self._deployment.contracts[kind], ())
        return bytes(arguments[_SALT]) if arguments else b""

    def _is_wired(self, kind: str, address: Address, arguments: tuple[Any, ...]) -> bool:
        deployment = self._deployment
        contracts, exponents = deployment.contracts, deployment.exponents
        if kind in ("ParticipantRegistry", "LoanSchedules"):  # they stand alone: the one is checked event by event
            return True
        if kind == "RiskFlag":
            return bool(arguments[0] == contracts["RiskRegistry"])
        if arguments[0] != contracts["ParticipantRegistry"]:
            return False
        if kind in _WIRES:
            others = [contracts[name] for name in _WIRES[kind] if name in contracts]
            return others == list(arguments[1 : 1 + len(others)])
        if kind == "CentralBankMoney":
            currency, exponent = arguments[1:3]
            return deployment.central_bank_money.get(currency) == address and exponents.get(currency) == exponent
        if kind == "DepositToken":
            bank, currency, exponent = arguments[1:4]
            return self._is_deposit(address, bank, currency) and exponents.get(currency) == exponent
        if kind == "RuleBook":
            asking = [token for token, book in deployment.rule_books.items() if book == address]
            return {self.currency_of(token) for token in asking} == {arguments[1]}
        return True

    def _is_deposit(self, token: Address, bank: Address, currency: str) -> bool:
        """Whether the deployment says so; it need not know any parties."""
        deployment = self._deployment
        bank_id = next(bank_id for bank_id, address in deployment.deposits.items() if address == token)
        known = deployment.parties.get(bank_id)
        return deployment.deposit_currencies[bank_id] == currency and (known is None or known.address == bank)
