"""Puts the network's contracts on a chain and remembers where they are.

Trusts the operator's key to create contracts and each central bank's key to adopt them for its own currency.
Never gives the operator a role: what it deployed is nobody's money until a central bank lists it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from chain.abi import Address
from chain.accounts import Account
from chain.artifacts import artifact_names, load_artifact
from chain.client import Call, Client, Creation
from chain.clients.alias_directory import AliasDirectory
from chain.clients.amount_limit import AmountLimit
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.balance_cap import BalanceCap
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.deposit_token import DepositToken
from chain.clients.fx_board import FxBoard
from chain.clients.fx_pool import FxPool
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
from chain.clients.rule_book import RuleBook
from chain.clients.sanctions import Sanctions
from chain.clients.settlement_engine import SettlementEngine
from chain.clients.travel_rule import TravelRule
from chain.clients.types import JurisdictionSpec, Role, Validator
from chain.clients.validator_registry import ValidatorRegistry
from chain.engines.base import ChainParameters
from chain.errors import ChainFault, InputError
from chain.ledger import Ledger, Outcome

R = TypeVar("R", bound=Client)

_FORMAT = "corridor-deployment/2"
_SYSTEM_CONTRACTS = (
    *(SettlementEngine, QueuedPayments, PaymentReturns, LoanBook, AtomicSettlement, HashTimeLock, LiquidityQueue),
    IntradayCredit,
)
_OWN_CONTRACTS = (CentralBankMoney.ARTIFACT, DepositToken.ARTIFACT, FxPool.ARTIFACT, RuleBook.ARTIFACT)
RULES: tuple[type[Client], ...] = (
    *(Sanctions, RiskFlag, OperatingHours, Corridor, TravelRule, KycTier, AmountLimit, RollingWindowLimit),
    *(CounterpartyExposure, BalanceCap),
)
_SHARED: tuple[type[Client], ...] = (
    ParticipantRegistry,
    AliasDirectory,
    ValidatorRegistry,
    RiskRegistry,
    *RULES,
    FxBoard,
    SettlementEngine,
    QueuedPayments,
    PaymentReturns,
    AtomicSettlement,
    HashTimeLock,
    LiquidityQueue,
    IntradayCredit,
    LoanApplications,
    LoanSchedules,
    RateIndex,
    LoanOrigination,
    LoanServicing,
    LoanWorkout,
    LoanBook,
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


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with an account. role: of the scenario; address; name: for people; home: jurisdiction or, of a
    client, its bank."""

    role: str
    address: Address
    name: str
    home: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where everything is.

    parameters: of the chain; contracts: contract name -> address; central_bank_money: currency -> address;
    exponents: currency -> decimals of its minor unit; deposits: bank id -> address of its deposit money;
    deposit_currencies: bank id -> its currency; pools: pool id -> address; rule_books: money's address -> address of
    the rule book that it asks, which moneys of one currency may share; parties: id -> who has an account.
    """

    parameters: ChainParameters
    contracts: dict[str, Address]
    central_bank_money: dict[str, Address] = field(default_factory=dict)
    exponents: dict[str, int] = field(default_factory=dict)
    deposits: dict[str, Address] = field(default_factory=dict)
    deposit_currencies: dict[str, str] = field(default_factory=dict)
    pools: dict[str, Address] = field(default_factory=dict)
    rule_books: dict[Address, Address] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)

    @property
    def registry(self) -> ParticipantRegistry:
        """Client of the ParticipantRegistry."""
        return ParticipantRegistry(self.contracts["ParticipantRegistry"])

    @property
    def fx_board(self) -> FxBoard:
        """Client of the FxBoard."""
        return FxBoard(self.contracts["FxBoard"])

    @property
    def engine(self) -> SettlementEngine:
        """Client of the SettlementEngine."""
        return SettlementEngine(self.contracts["SettlementEngine"])

    @property
    def atomic_settlement(self) -> AtomicSettlement:
        """Client of the AtomicSettlement."""
        return AtomicSettlement(self.contracts["AtomicSettlement"])

    @property
    def hash_time_lock(self) -> HashTimeLock:
        """Client of the HashTimeLock."""
        return HashTimeLock(self.contracts["HashTimeLock"])

    @property
    def queued_payments(self) -> QueuedPayments:
        """Client of the QueuedPayments."""
        return QueuedPayments(self.contracts["QueuedPayments"])

    @property
    def payment_returns(self) -> PaymentReturns:
        """Client of the PaymentReturns."""
        return PaymentReturns(self.contracts["PaymentReturns"])

    @property
    def liquidity_queue(self) -> LiquidityQueue:
        """Client of the LiquidityQueue."""
        return LiquidityQueue(self.contracts["LiquidityQueue"])

    @property
    def intraday_credit(self) -> IntradayCredit:
        """Client of the IntradayCredit."""
        return IntradayCredit(self.contracts["IntradayCredit"])

    @property
    def loan_book(self) -> LoanBook:
        """Client of the LoanBook."""
        return LoanBook(self.contracts["LoanBook"])

    @property
    def loan_applications(self) -> LoanApplications:
        """Client of the LoanApplications."""
        return LoanApplications(self.contracts["LoanApplications"])

    @property
    def loan_schedules(self) -> LoanSchedules:
        """Client of the LoanSchedules."""
        return LoanSchedules(self.contracts["LoanSchedules"])

    @property
    def rate_index(self) -> RateIndex:
        """Client of the RateIndex."""
        return RateIndex(self.contracts["RateIndex"])

    @property
    def aliases(self) -> AliasDirectory:
        """Client of the AliasDirectory."""
        return AliasDirectory(self.contracts["AliasDirectory"])

    @property
    def validators(self) -> ValidatorRegistry:
        """Client of the ValidatorRegistry."""
        return ValidatorRegistry(self.contracts["ValidatorRegistry"])

    @property
    def risks(self) -> RiskRegistry:
        """Client of the RiskRegistry."""
        return RiskRegistry(self.contracts["RiskRegistry"])

    def rule(self, rule: type[R]) -> R:
        """Client of one of the `RULES`."""
        return rule(self.contracts[rule.ARTIFACT])

    def rule_book(self, money: Address) -> RuleBook:
        """Client of the rule book of a money; KeyError when it has none."""
        return RuleBook(self.rule_books[money])

    def money(self, currency: str) -> CentralBankMoney:
        """Client of the central-bank money of `currency`."""
        return CentralBankMoney(self.central_bank_money[currency])

    def deposit(self, bank_id: str) -> DepositToken:
        """Client of the deposit money of bank `bank_id`."""
        return DepositToken(self.deposits[bank_id])

    def pool(self, pool_id: str) -> FxPool:
        """Client of the pool `pool_id`."""
        return FxPool(self.pools[pool_id])

    @property
    def addresses(self) -> frozenset[Address]:
        """Every contract of the network: only their logs are its record."""
        own = (self.central_bank_money, self.deposits, self.pools, self.rule_books)
        return frozenset([*self.contracts.values(), *(address for part in own for address in part.values())])

    @property
    def contract_names(self) -> dict[Address, str]:
        """Address -> name for people: `SettlementEngine`, `HKD` (central-bank money), `HKD.hk-bank-1` (deposits),
        `FxPool.thb-hkd`, `RuleBook.HKD.hk-bank-1` (of one money), `RuleBook.HKD` (of several)."""
        names = {address: name for name, address in self.contracts.items()}
        names |= {address: currency for currency, address in self.central_bank_money.items()}
        currencies = self.deposit_currencies
        names |= {address: f"{currencies[bank]}.{bank}" for bank, address in self.deposits.items()}
        names |= {address: f"FxPool.{pool}" for pool, address in self.pools.items()}
        return names | {book: f"RuleBook.{self._asks(names, book)}" for book in self.rule_books.values()}

    def _asks(self, names: Mapping[Address, str], book: Address) -> str:
        """The money that asks a rule book, or the currency of those that do."""
        asking = [names[money] for money, asked in self.rule_books.items() if asked == book]
        return asking[0] if len(asking) == 1 else asking[0].split(".")[0]

    def as_json(self) -> str:
        """Canonical JSON of the deployment, with the sha256 of each contract's artifact."""
        names = [*self.contracts, *_OWN_CONTRACTS]
        body = {"format": _FORMAT, "artifact_sha256": {name: load_artifact(name).sha256 for name in names}}
        return json.dumps(body | asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def load(cls, path: Path) -> Deployment:
        """Reads what `as_json` wrote; InputError when the file is missing, damaged or of other contracts."""
        try:
            text = path.read_bytes()
            header = TypeAdapter(_Header).validate_json(text, strict=True)
            deployment = TypeAdapter(cls).validate_json(text, strict=True)
            if missing := [client.ARTIFACT for client in _SHARED if client.ARTIFACT not in deployment.contracts]:
                raise ValueError(f"no address of {missing[0]}")
        except (OSError, ValueError) as error:
            raise InputError(
                what="not a deployment",
                where=str(path),
                why=_why(error),
                do="name a folder that a run or `corridor deploy` wrote",
            ) from error
        names = {*header.artifact_sha256, *deployment.contracts, *_OWN_CONTRACTS}
        _require_same_artifacts(path, names, header.artifact_sha256)
        return deployment

    def with_parties(self, parties: dict[str, Party]) -> Deployment:
        """The same deployment with more known parties."""
        return replace(self, parties=self.parties | parties)


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
    return {client.ARTIFACT: made[client.ARTIFACT] for client in _SHARED}


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


@dataclass(frozen=True, slots=True)
class _Header:
    """What the file says of itself, beside the deployment."""

    format: Literal["corridor-deployment/2"]
    artifact_sha256: dict[str, str]


def _why(error: Exception) -> str:
    """The first thing that is wrong, in one line."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return ": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]]))
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _require_same_artifacts(path: Path, names: Iterable[str], artifacts: Mapping[str, str]) -> None:
    for name in sorted(names):
        if name not in artifact_names() or artifacts.get(name) != load_artifact(name).sha256:
            raise InputError(
                what=f"deployed from another build of {name}",
                where=str(path),
                why="the artifact's sha256 differs from the one in this installation",
                do="use the version of Corridor that wrote it",
            )
