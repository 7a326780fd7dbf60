"""Puts the network's contracts on a chain, and has central banks adopt them.

Trusts the operator's key to create contracts and each central bank's key to adopt them for its own currency.
Never gives the operator a role: what it deployed is nobody's money until a central bank lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call, Creation
from chain.clients.alias_directory import AliasDirectory
from chain.clients.amount_limit import AmountLimit
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.balance_cap import BalanceCap
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.deposit_token import DepositToken
from chain.clients.fx_board import FxBoard
from chain.clients.hash_time_lock import HashTimeLock
from chain.clients.intraday_credit import IntradayCredit
from chain.clients.kyc_tier import KycTier
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.loan_applications import LoanApplications
from chain.clients.loan_book import LoanBook
from chain.clients.loan_origination import LoanOrigination
from chain.clients.loan_schedules import LoanSchedules
from chain.clients.loan_servicing import LoanServicing
from chain.clients.loan_workout import LoanWorkout
from chain.clients.operating_hours import OperatingHours
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.payment_returns import PaymentReturns
from chain.clients.queued_payments import QueuedPayments
from chain.clients.rate_index import RateIndex
from chain.clients.risk_flag import RiskFlag
from chain.clients.risk_registry import RiskRegistry
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.settlement_engine import SettlementEngine
from chain.clients.travel_rule import TravelRule
from chain.clients.types import JurisdictionSpec, Role, Validator
from chain.clients.validator_registry import ValidatorRegistry
from chain.deployment import SHARED, Deployment
from chain.errors import ChainFault
from chain.ledger import Ledger, Outcome

_SYSTEM_CONTRACTS = (
    *(SettlementEngine, QueuedPayments, PaymentReturns, LoanBook, AtomicSettlement, HashTimeLock, LiquidityQueue),
    IntradayCredit,
)
WITHOUT_LIMIT = 2**256 - 1


@dataclass(frozen=True, slots=True)
class JurisdictionPlan:
    """A jurisdiction to open. id: ISO 3166 alpha-2; currency: ISO 4217; exponent: of its minor unit; central_bank: who
    speaks for it; lei: the central bank's; validator_keys: addresses of the keys that seal blocks for it."""

    id: str
    currency: str
    exponent: int
    central_bank: Account
    lei: str
    validator_keys: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class BankPlan:
    """A bank whose deposit money is to be created. id, name: from the scenario; address; jurisdiction: its home;
    issuance_minor: how much its central bank lets it issue."""

    id: str
    name: str
    address: Address
    jurisdiction: str
    issuance_minor: int = WITHOUT_LIMIT


def deploy_network(
    ledger: Ledger, operator: Account, jurisdictions: Sequence[JurisdictionPlan], salt: bytes = b""
) -> Deployment:
    """Creates the contracts and has each central bank list its money and admit the system contracts.

    salt: 32 bytes under which the network's lists keep who is on them.
    """
    contracts = _create_shared(ledger, operator, jurisdictions, salt)
    moneys = create(ledger, operator, [_money(contracts["ParticipantRegistry"], j) for j in jurisdictions])
    deployment = Deployment(
        parameters=ledger.engine.parameters,
        contracts=contracts,
        central_bank_money={j.currency: money for j, money in zip(jurisdictions, moneys, strict=True)},
        exponents={j.currency: j.exponent for j in jurisdictions},
    )
    adopt(ledger, deployment, jurisdictions)
    return deployment


def _create_shared(
    ledger: Ledger, operator: Account, jurisdictions: Sequence[JurisdictionPlan], salt: bytes
) -> dict[str, Address]:
    """The contracts that the network has one of, by name; each after those that it is told of."""
    specs = [JurisdictionSpec(j.id, j.currency, j.central_bank.address, j.lei) for j in jurisdictions]
    validators = genesis_validators(jurisdictions)
    made = dict(_created(ledger, operator, [ParticipantRegistry.creation(specs)]))
    registry = made["ParticipantRegistry"]
    first = [
        *(AliasDirectory.creation(registry), ValidatorRegistry.creation(registry, validators)),
        *(RiskRegistry.creation(registry, salt), FxBoard.creation(registry), LoanApplications.creation(registry)),
        *(KycTier.creation(registry), Sanctions.creation(registry, salt), AmountLimit.creation(registry)),
        *(RollingWindowLimit.creation(registry), BalanceCap.creation(registry), Corridor.creation(registry)),
        *(AtomicSettlement.creation(registry), HashTimeLock.creation(registry)),
        *(TravelRule.creation(registry), CounterpartyExposure.creation(registry), OperatingHours.creation(registry)),
        *(LiquidityQueue.creation(registry), LoanSchedules.creation(), RateIndex.creation(registry)),
    ]
    made |= _created(ledger, operator, first)
    second = [
        RiskFlag.creation(made["RiskRegistry"]),
        SettlementEngine.creation(registry, made["FxBoard"]),
        IntradayCredit.creation(registry, made["FxBoard"]),
    ]
    made |= _created(ledger, operator, second)
    engine, queue = made["SettlementEngine"], made["LiquidityQueue"]
    made |= _created(ledger, operator, [QueuedPayments.creation(registry, queue, engine)])
    returns = PaymentReturns.creation(registry, made["FxBoard"], engine, made["QueuedPayments"])
    made |= _created(ledger, operator, [returns])
    made |= _create_loan_book(ledger, operator, made)
    return {client.ARTIFACT: made[client.ARTIFACT] for client in SHARED}


def _create_loan_book(ledger: Ledger, operator: Account, made: Mapping[str, Address]) -> Iterable[tuple[str, Address]]:
    """The loan book after the parts to which it hands acts on."""
    registry, schedules, index = (made[name] for name in ("ParticipantRegistry", "LoanSchedules", "RateIndex"))
    parts = [
        LoanOrigination.creation(registry, made["LoanApplications"], schedules, index),
        LoanServicing.creation(registry, schedules, index),
        LoanWorkout.creation(registry, schedules, index),
    ]
    found = dict(_created(ledger, operator, parts))
    book = LoanBook.creation(registry, schedules, index, *found.values())
    return [*found.items(), *_created(ledger, operator, [book])]


def genesis_validators(jurisdictions: Sequence[JurisdictionPlan]) -> list[Validator]:
    """The validators in the order of their rotation: every jurisdiction's first, then every one's second."""
    turns = zip_longest(*(j.validator_keys for j in jurisdictions))
    return [
        Validator(key, j.central_bank.address)
        for turn in turns
        for j, key in zip(jurisdictions, turn, strict=True)
        if key is not None
    ]


def _created(ledger: Ledger, operator: Account, creations: Sequence[Creation]) -> Iterable[tuple[str, Address]]:
    return zip((item.contract for item in creations), create(ledger, operator, creations), strict=True)


def adopt(ledger: Ledger, deployment: Deployment, jurisdictions: Sequence[JurisdictionPlan]) -> None:
    """Each central bank lists its money and admits the contracts that may move it."""
    registry = deployment.registry
    for plan in jurisdictions:
        ledger.submit(plan.central_bank, registry.list_central_bank_money(deployment.central_bank_money[plan.currency]))
        for client in _SYSTEM_CONTRACTS:
            address = deployment.contracts[client.ARTIFACT]
            ledger.submit(plan.central_bank, registry.admit(address, Role.SYSTEM_CONTRACT, "", "", ""))
    seal_all(ledger)


def deploy_deposits(
    ledger: Ledger,
    deployment: Deployment,
    operator: Account,
    jurisdictions: Sequence[JurisdictionPlan],
    banks: Sequence[BankPlan],
) -> Deployment:
    """Creates the deposit money of banks that are admitted already and has their central banks list it."""
    plans = {plan.id: plan for plan in jurisdictions}
    registry = deployment.registry
    creations = [_deposit(registry.address, bank, plans[bank.jurisdiction]) for bank in banks]
    addresses = create(ledger, operator, creations)
    for bank, address in zip(banks, addresses, strict=True):
        central_bank = plans[bank.jurisdiction].central_bank
        ledger.submit(central_bank, registry.list_deposit_token(address))
        ledger.submit(central_bank, DepositToken(address).set_issuance_allowance(bank.address, bank.issuance_minor))
    seal_all(ledger)
    created = {bank.id: address for bank, address in zip(banks, addresses, strict=True)}
    currencies = {bank.id: plans[bank.jurisdiction].currency for bank in banks}
    return replace(
        deployment,
        deposits=deployment.deposits | created,
        deposit_currencies=deployment.deposit_currencies | currencies,
    )


def create(ledger: Ledger, operator: Account, creations: Sequence[Creation]) -> list[Address]:
    """Creates contracts in the order given and returns their addresses."""
    for creation in creations:
        ledger.submit(operator, creation)
    addresses = [outcome.receipt.created for outcome in seal_all(ledger)]
    return [address for address in addresses if address is not None]


def seal_all(ledger: Ledger) -> list[Outcome]:
    """Seals everything that waits, a second a block; ChainFault when anything reverts: set-up has no second chance."""
    outcomes: list[Outcome] = []
    while ledger.pending:
        outcomes += ledger.seal(ledger.timestamp_s + 1)
    for outcome in outcomes:
        if outcome.error is not None:
            raise ChainFault(f"setting up the network: {_name(outcome.submitted.action)}: {outcome.error}")
    return outcomes


def _name(action: Call[Any] | Creation | None) -> str:
    if isinstance(action, Creation):
        return f"creation of {action.contract}"
    return "a signed transaction" if action is None else action.function


def _money(registry: Address, plan: JurisdictionPlan) -> Creation:
    name = f"{plan.currency} central-bank money"
    return CentralBankMoney.creation(registry, plan.currency, plan.exponent, name, plan.currency)


def _deposit(registry: Address, bank: BankPlan, plan: JurisdictionPlan) -> Creation:
    # At most 31 bytes, because it names the EIP-712 domain too; the symbol tells two banks apart.
    name = f"{plan.currency} deposits at {bank.name}".encode()[:31].decode(errors="ignore").rstrip()
    symbol = f"{plan.currency}.{bank.id}"
    return DepositToken.creation(registry, bank.address, plan.currency, plan.exponent, name, symbol)
