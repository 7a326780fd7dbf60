"""Where a network's contracts are, and the file that says so.

Trusts the file only where its artifacts are those of this installation.
Never sends a transaction: `chain.deploy` puts the contracts on a chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from chain.abi import Address
from chain.artifacts import artifact_names, load_artifact
from chain.client import Client
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
from chain.clients.validator_registry import ValidatorRegistry
from chain.engines.base import ChainParameters
from chain.errors import InputError

R = TypeVar("R", bound=Client)

_FORMAT = "corridor-deployment/2"
_OWN_CONTRACTS = (CentralBankMoney.ARTIFACT, DepositToken.ARTIFACT, FxPool.ARTIFACT, RuleBook.ARTIFACT)
RULES: tuple[type[Client], ...] = (
    *(Sanctions, RiskFlag, OperatingHours, Corridor, TravelRule, KycTier, AmountLimit, RollingWindowLimit),
    *(CounterpartyExposure, BalanceCap),
)
SHARED: tuple[type[Client], ...] = (
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
            if missing := [client.ARTIFACT for client in SHARED if client.ARTIFACT not in deployment.contracts]:
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
