"""A small real run for the auditor: every kind of event that the contracts have, made on a chain and kept as a folder.

Trusts the ledger to write the journal as any run does.
Never lets a test change the shared run: who tampers gets a copy.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from audit.books import Books
from audit.rebuild import rebuild
from audit.record import Record, RecordedBlock
from chain.accounts import Account
from chain.client import Call
from chain.clients.types import FirmQuote, LoanTerms, PaymentOrder, Role, Shape, Status
from chain.deployment import (
    BankPlan,
    Deployment,
    JurisdictionPlan,
    Party,
    deploy_deposits,
    deploy_network,
    seal_all,
)
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.journal import Journal
from chain.ledger import Ledger, Outcome
from finance.fx import RAY
from finance.lei import lei_complete

PARAMETERS = ChainParameters(chain_id=20_220_815, genesis_at_s=1_660_521_600)
DAY_S = 86_400
HOSTILE_ID = "evil\x1b[31m\u202etxt"


def lei(number: int) -> str:
    return lei_complete(f"CRDR00{number:012d}")


def uetr(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def account(role: str, identity: str) -> Account:
    return Account.derived(1, role, identity)


HKMA, BANK_OF_THAILAND = account("central-bank", "hkma"), account("central-bank", "bank-of-thailand")
HK_BANK, BANGKOK_BANK, CHIANGMAI_BANK = (account("bank", name) for name in ("hk-1", "th-1", "th-2"))
MAKER, KEEPER = account("market-maker", "maker"), account("keeper", "keeper")
IMPORTER, NEIGHBOUR, SHOP, EXPORTER, POOR = (
    account("wallet", name) for name in ("importer", "neighbour", "shop", "exporter", "poor")
)
JURISDICTIONS = [
    JurisdictionPlan("HK", "HKD", 2, HKMA, lei(1)),
    JurisdictionPlan("TH", "THB", 2, BANK_OF_THAILAND, lei(2)),
]
PARTIES = {
    "hkma": Party("central_bank", HKMA.address, "Hong Kong Monetary Authority", "HK"),
    "bank-of-thailand": Party("central_bank", BANK_OF_THAILAND.address, "Bank of Thailand", "TH"),
    "hk-bank-1": Party("bank", HK_BANK.address, "HK One", "HK"),
    "th-bank-1": Party("bank", BANGKOK_BANK.address, "Bangkok", "TH"),
    "th-bank-2": Party("bank", CHIANGMAI_BANK.address, "Chiang Mai", "TH"),
    "maker": Party("market_maker", MAKER.address, "Maker", "HK"),
    "keeper": Party("keeper", KEEPER.address, "Keeper", "HK"),
    "importer": Party("client", IMPORTER.address, "Importer", "th-bank-1"),
    "neighbour": Party("client", NEIGHBOUR.address, "Neighbour", "th-bank-1"),
    "shop": Party("client", SHOP.address, "Shop", "th-bank-2"),
    "exporter": Party("client", EXPORTER.address, "Exporter", "hk-bank-1"),
    HOSTILE_ID: Party("client", POOR.address, "\x1b]0;owned\x07", "th-bank-1"),
}


class Story:
    """Drives the small run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger(PyEvmEngine(PARAMETERS), Journal.create(folder / "journal.sqlite", PARAMETERS))
        self.loans: dict[str, bytes] = {}
        self.deployment = self._deploy()

    def _deploy(self) -> Deployment:
        ledger, operator = self.ledger, account("operator", "operator")
        deployment = deploy_network(ledger, operator, JURISDICTIONS)
        registry = deployment.registry
        for number, (bank, home, authority) in enumerate(
            [(HK_BANK, "HK", HKMA), (BANGKOK_BANK, "TH", BANK_OF_THAILAND), (CHIANGMAI_BANK, "TH", BANK_OF_THAILAND)]
        ):
            ledger.submit(authority, registry.admit(bank.address, Role.COMMERCIAL_BANK, lei(10 + number), home))
        for authority in (HKMA, BANK_OF_THAILAND):
            ledger.submit(authority, registry.admit(MAKER.address, Role.MARKET_MAKER, lei(20), "HK"))
        ledger.submit(HKMA, registry.admit(KEEPER.address, Role.KEEPER, lei(21), "HK"))
        seal_all(ledger)
        banks = [
            BankPlan(bank_id, PARTIES[bank_id].name, PARTIES[bank_id].address, PARTIES[bank_id].home)
            for bank_id in ("hk-bank-1", "th-bank-1", "th-bank-2")
        ]
        return deploy_deposits(ledger, deployment, operator, JURISDICTIONS, banks).with_parties(PARTIES)

    def do(self, sender: Account, call: Any, at_s: int | None = None) -> Outcome:
        """One transaction in a block of its own; it must not revert."""
        self.ledger.submit(sender, call)
        (outcome,) = self.ledger.seal(self.ledger.timestamp_s + 2 if at_s is None else at_s)
        return outcome.require()

    def open_accounts(self) -> None:
        registry, d = self.deployment.registry, self.deployment
        wallets = [(BANGKOK_BANK, IMPORTER), (BANGKOK_BANK, NEIGHBOUR), (BANGKOK_BANK, POOR)]
        for number, (bank, wallet) in enumerate([*wallets, (CHIANGMAI_BANK, SHOP), (HK_BANK, EXPORTER)], start=1):
            self.ledger.submit(bank, registry.register_customer(wallet.address, bytes([number]) * 32))
        self.ledger.submit(BANK_OF_THAILAND, d.money("THB").issue(BANGKOK_BANK.address, 10**10, b""))
        self.ledger.submit(BANK_OF_THAILAND, d.money("THB").issue(CHIANGMAI_BANK.address, 10**9, b""))
        self.ledger.submit(HKMA, d.money("HKD").issue(MAKER.address, 10**10, b""))
        seal_all(self.ledger)
        self.ledger.submit(BANGKOK_BANK, d.deposit("th-bank-1").issue(IMPORTER.address, 10**9, b"cash"))
        self.ledger.submit(BANGKOK_BANK, d.deposit("th-bank-1").issue(NEIGHBOUR.address, 10**9, b"cash"))
        seal_all(self.ledger)

    def quote(self, nonce: int) -> FirmQuote:
        return FirmQuote(MAKER.address, "HKD", "THB", 46 * RAY // 10 + 1, 10**9, self.ledger.timestamp_s + 600, nonce)

    def order(self, number: int, payer: Account, payee: str, amount_minor: int, payee_currency: str) -> PaymentOrder:
        limits = amount_minor * 6, "GDDS", self.ledger.timestamp_s + 600
        return PaymentOrder(uetr(number), payer.address, payee, "THB", payee_currency, amount_minor, *limits)

    def pay_abroad(self, order: PaymentOrder, quote: FirmQuote) -> None:
        d, sender = self.deployment, BANGKOK_BANK
        signatures = (
            IMPORTER.sign_struct(order, self.ledger.domain(d.engine)),
            MAKER.sign_struct(quote, self.ledger.domain(d.fx_board)),
        )
        self.do(sender, d.engine.settle_with_quote(order, signatures[0], quote, signatures[1]))

    def pay_at_home(self, order: PaymentOrder) -> None:
        engine = self.deployment.engine
        self.do(BANGKOK_BANK, engine.settle(order, IMPORTER.sign_struct(order, self.ledger.domain(engine))))

    def pay(self) -> None:
        """Settled abroad, between two banks and within one; found settled already; refused for four reasons."""
        d = self.deployment
        order, quote = self.order(1, IMPORTER, EXPORTER.address, 1_234_567, "HKD"), self.quote(1)
        self.pay_abroad(order, quote)
        self.pay_abroad(order, quote)
        self.pay_abroad(self.order(2, IMPORTER, EXPORTER.address, 765_433, "HKD"), quote)
        self.pay_at_home(self.order(3, IMPORTER, SHOP.address, 50_000, "THB"))
        self.pay_at_home(self.order(4, IMPORTER, NEIGHBOUR.address, 60_000, "THB"))
        self.pay_at_home(self.order(5, IMPORTER, account("wallet", "nobody").address, 1, "THB"))
        self.pay_at_home(self.order(6, IMPORTER, SHOP.address, 10**10, "THB"))
        self.pay_at_home(self.order(3, IMPORTER, SHOP.address, 50_001, "THB"))
        withdrawn = self.quote(2)
        self.do(MAKER, d.fx_board.withdraw(withdrawn))
        self.pay_abroad(self.order(7, IMPORTER, EXPORTER.address, 100, "HKD"), withdrawn)

    def lend(self, name: str, borrower: Account, shape: Shape, instalments: int, principal_minor: int) -> None:
        d, now_s = self.deployment, self.ledger.timestamp_s
        terms = LoanTerms(
            lender=BANGKOK_BANK.address,
            borrower=borrower.address,
            currency="THB",
            principal_minor=principal_minor,
            annual_rate_bps=720,
            day_count_basis=365,
            shape=shape,
            instalments=instalments,
            period_days=7,
            grace_s=DAY_S,
            late_fee_minor=50_000,
            default_after_s=10 * DAY_S,
            signed_until=now_s + 60,
            salt=name.encode().ljust(32, b"\0"),
        )
        self.do(BANGKOK_BANK, d.loan_book.fund(terms, borrower.sign_struct(terms, self.ledger.domain(d.loan_book))))
        self.loans[name] = self.ledger.read(d.loan_book.hash_terms(terms))

    def collect(self, name: str, after_due_s: int = 0) -> None:
        book = self.deployment.loan_book
        due_at = self.ledger.read(book.next_instalment(self.loans[name])).due_at
        at_s = max(due_at + after_due_s, self.ledger.timestamp_s + 2)
        self.do(KEEPER, book.collect(self.loans[name]), at_s)

    def live(self) -> None:
        """Loans that close on time, recover, end in default, stay open; then every other kind of event."""
        d, registry = self.deployment, self.deployment.registry
        self.lend("punctual", IMPORTER, Shape.LINEAR, 2, 10**6)
        self.lend("recovered", NEIGHBOUR, Shape.BULLET, 3, 10**7)
        self.lend("annuity", IMPORTER, Shape.ANNUITY, 4, 10**8)
        self.lend("defaulted", POOR, Shape.BULLET, 2, 10**6)
        self.do(POOR, d.deposit("th-bank-1").redeem(10**6, b"spent"))
        self.collect("punctual")
        self.do(BANGKOK_BANK, registry.set_customer_status(NEIGHBOUR.address, Status.SUSPENDED, "papers"))
        self.collect("recovered")
        self.collect("defaulted")
        self.collect("defaulted", DAY_S + 1)
        self.do(BANK_OF_THAILAND, registry.set_customer_status(NEIGHBOUR.address, Status.ACTIVE, "papers"))
        self.collect("recovered", DAY_S + 1)
        self.collect("annuity")
        for name in ("punctual", "recovered", "recovered", "annuity"):
            self.collect(name)
        terms = self.ledger.read(d.loan_book.terms_of(self.loans["defaulted"]))
        due_at = self.ledger.read(d.loan_book.next_instalment(self.loans["defaulted"])).due_at
        at_s = max(due_at + terms.default_after_s, self.ledger.timestamp_s) + 2
        self.do(BANGKOK_BANK, d.loan_book.declare_default(self.loans["defaulted"]), at_s)
        self.do(BANK_OF_THAILAND, registry.set_participant_status(CHIANGMAI_BANK.address, Status.SUSPENDED, "review"))
        self.do(BANK_OF_THAILAND, registry.set_participant_status(CHIANGMAI_BANK.address, Status.ACTIVE, "review"))
        self.do(BANGKOK_BANK, d.money("THB").transfer(CHIANGMAI_BANK.address, 1_000))
        self.do(BANGKOK_BANK, d.money("THB").approve(CHIANGMAI_BANK.address, 5))
        self.do(BANGKOK_BANK, d.money("THB").redeem(2_000, b""))
        self.ledger.submit(EXPORTER, d.money("THB").redeem(1, b""))  # reverts, and is in the record as such
        self.ledger.seal(self.ledger.timestamp_s + 2)

    def finish(self) -> None:
        self.ledger.journal.close()
        (self.folder / "deployment.json").write_text(self.deployment.as_json(), encoding="utf-8")
        summary = {"schema_version": 1, "digest": self.ledger.digest.hex()}
        (self.folder / "summary.json").write_text(json.dumps(summary))


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The whole run, its ledger still there to be read."""
    told = Story(tmp_path_factory.mktemp("runs"))
    told.open_accounts()
    told.pay()
    told.live()
    told.finish()
    return told


class PatientReader:
    """Reads from a ledger that stands still: each question is put to it once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._answers: dict[tuple[str, bytes], Any] = {}

    def read(self, call: Call[Any]) -> Any:
        key = call.to, call.data
        if key not in self._answers:
            self._answers[key] = self._ledger.read(call)
        return self._answers[key]


@pytest.fixture(scope="session")
def reader(story: Story) -> PatientReader:
    """Reads the run's last state."""
    return PatientReader(story.ledger)


@pytest.fixture(scope="session")
def deployment(story: Story) -> Deployment:
    """The run's deployment."""
    return story.deployment


@pytest.fixture(scope="session")
def record(story: Story) -> Record:
    """The run's record."""
    return Record(Journal.open(story.folder / "journal.sqlite"), story.deployment)


@pytest.fixture(scope="session")
def blocks(record: Record) -> list[RecordedBlock]:
    """Every block of the record, to be tampered with in memory."""
    return list(record.blocks())


@pytest.fixture(scope="session")
def books(blocks: list[RecordedBlock], deployment: Deployment) -> Books:
    """The books of the honest record."""
    return rebuild(blocks, deployment)


@pytest.fixture
def copy(story: Story, tmp_path: Path) -> Path:
    """A copy of the results folder, free to be spoilt."""
    return Path(shutil.copytree(story.folder, tmp_path / "run"))
