"""A network of two jurisdictions, small enough to deploy for every test: what its actors do, in one line each.

Trusts `chain.deploy` to set it up as a run does.
Never hides a failure: what should pass raises when it reverts, and what may fail says so in its name.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from actors import (
    ACTORS,
    BANGKOK_BANK,
    BANK_OF,
    BANK_OF_THAILAND,
    BANKS,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    KEEPER,
    LEIS,
    MAKER,
    OPERATOR,
    SUPERVISOR,
    THAILAND,
)
from forks import Forkable, fresh
from loan_papers import LoanPaper, loan_terms

from chain.abi import ZERO_ADDRESS, Address
from chain.accounts import Account
from chain.client import Call, Client, Creation
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.fx_board import FxBoard
from chain.clients.loan_book import LoanBook
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.settlement_engine import SettlementEngine
from chain.clients.types import FirmQuote, LoanMandate, LoanTerms, PaymentOrder, Refusal, Role, Status, Tier
from chain.consents import Consent, CustomerConsent
from chain.deploy import BankPlan, JurisdictionPlan, deploy_deposits, deploy_network, seal_all
from chain.deployment import Deployment
from chain.engines.base import ChainParameters
from chain.events import Event
from chain.journal import Journal
from chain.ledger import Ledger, Outcome
from finance.rounding import RAY

T = TypeVar("T")

DAY_S = 86_400
BLOCK_INTERVAL_S = 2
PARAMETERS = ChainParameters(chain_id=20_220_815, genesis_at_s=1_660_521_600)


RATE_RAY = 46 * RAY // 10  # 4.60 THB for 1 HKD
AMOUNT_MINOR = 1_000_000
COST_MINOR = 4_600_000
IMPORTER_MINOR = 100_000_000
BANGKOK_BANK_MINOR = 60_000_000
MAKER_MINOR = 20_000_000
TIER_EXPIRES_AT_S = 2_600_000_000


@dataclass(slots=True)
class Network:
    """A deployed network. ledger: the chain; deployment: where its contracts are; counter: of
    references and nonces."""

    ledger: Ledger
    deployment: Deployment
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def registry(self) -> ParticipantRegistry:
        """Client of the ParticipantRegistry."""
        return self.deployment.registry

    @property
    def engine(self) -> SettlementEngine:
        """Client of the SettlementEngine."""
        return self.deployment.engine

    @property
    def fx_board(self) -> FxBoard:
        """Client of the FxBoard."""
        return self.deployment.fx_board

    @property
    def loan_book(self) -> LoanBook:
        """Client of the LoanBook."""
        return self.deployment.loan_book

    @property
    def now_s(self) -> int:
        """The second of the next block, unless a test sets another."""
        return self.ledger.timestamp_s + BLOCK_INTERVAL_S

    def money(self, currency: str) -> CentralBankMoney:
        """Client of a currency's central-bank money."""
        return self.deployment.money(currency)

    def deposit(self, bank: Account) -> DepositToken:
        """Client of the deposit money of a bank at home."""
        return self.deployment.deposit(bank.identity)

    def attempt(self, sender: Account, action: Call[Any] | Creation, at_s: int | None = None) -> Outcome:
        """What becomes of `action` as the only transaction of the next block, reverted or not."""
        self.ledger.submit(sender, action)
        (outcome,) = self.ledger.seal(self.now_s if at_s is None else at_s)
        return outcome

    def run(self, sender: Account, action: Call[Any] | Creation, at_s: int | None = None) -> Outcome:
        """The same, and raises the decoded error when it reverts."""
        return self.attempt(sender, action, at_s).require()

    def read(self, call: Call[T], sender: Account | None = None, at_s: int | None = None) -> T:
        """What a call answers now, seen by the next block."""
        caller = ZERO_ADDRESS if sender is None else sender.address
        return self.ledger.read(call, sender=caller, at_s=self.now_s if at_s is None else at_s)

    def create(self, creation: Creation) -> Address:
        """Puts one more contract on the chain; answers its address."""
        created = self.run(OPERATOR, creation).receipt.created
        assert created is not None
        return created

    def order(self, **changes: Any) -> PaymentOrder:
        """The importer pays the exporter 10,000.00 HKD, and allows a day; `changes` replace fields."""
        order = PaymentOrder(
            uetr=f"00000000-0000-4000-8000-{next(self.counter):012d}",
            payer=IMPORTER.address,
            payee=EXPORTER.address,
            payer_currency="THB",
            payee_currency="HKD",
            amount_minor=AMOUNT_MINOR,
            cost_minor_max=5_000_000,
            purpose="GDDS",
            travel_rule_hash=bytes(32),
            expires_at=self.now_s + DAY_S,
        )
        return replace(order, **changes)

    def domestic_order(self, **changes: Any) -> PaymentOrder:
        """The importer pays the farmer, a client of another Thai bank, 46,000.00 THB."""
        fields = {"payee": FARMER.address, "payee_currency": "THB", "amount_minor": COST_MINOR}
        return self.order(**(fields | changes))

    def quote(self, **changes: Any) -> FirmQuote:
        """The maker sells up to 150,000.00 HKD at 4.60 THB for a day; `changes` replace fields."""
        quote = FirmQuote(
            maker=MAKER.address,
            sell_currency="HKD",
            buy_currency="THB",
            rate_ray=RATE_RAY,
            sell_minor_max=15_000_000,
            expires_at=self.now_s + DAY_S,
            nonce=next(self.counter),
        )
        return replace(quote, **changes)

    def sign_order(self, order: PaymentOrder, signer: Account = IMPORTER) -> bytes:
        """EIP-712 signature of an order for this network's engine."""
        return signer.sign_struct(order, self.ledger.domain(self.engine))

    def sign_quote(self, quote: FirmQuote, signer: Account = MAKER) -> bytes:
        """EIP-712 signature of a quote for this network's board."""
        return signer.sign_struct(quote, self.ledger.domain(self.fx_board))

    def settlement(self, order: PaymentOrder, quote: FirmQuote | None = None, signer: Account = IMPORTER) -> Call[Any]:
        """The call that settles an order, through `quote` where it has one; signed by its payer and its maker."""
        signature = self.sign_order(order, signer)
        if quote is None:
            return self.engine.settle(order, signature, b"")
        return self.engine.settle_with_quote(order, signature, b"", quote, self.sign_quote(quote))

    def settle(
        self,
        order: PaymentOrder,
        quote: FirmQuote | None = None,
        at_s: int | None = None,
        *,
        signer: Account = IMPORTER,
    ) -> Outcome:
        """The payer's bank relays the order."""
        return self.run(BANK_OF[signer], self.settlement(order, quote, signer), at_s)

    def preflight(self, order: PaymentOrder, quote: FirmQuote | None = None, at_s: int | None = None) -> Refusal:
        """What the engine says would refuse the order in the next block."""
        return self.read(self.engine.preflight(order, self.quote() if quote is None else quote), at_s=at_s)

    def terms(self, **changes: Any) -> LoanTerms:
        """600,000.00 THB from Bangkok Bank to the importer, 7.2 % a year, five weekly annuity instalments; `changes`
        replace fields of the terms and of their schedule."""
        return loan_terms(self.now_s, next(self.counter), **changes)

    def sign_paper(self, paper: LoanPaper, signer: Account = IMPORTER) -> bytes:
        """EIP-712 signature of a paper of a loan for this network's loan book."""
        return signer.sign_struct(paper, self.ledger.domain(self.loan_book))

    def mandate(self, terms: LoanTerms, **changes: Any) -> LoanMandate:
        """What lets a loan collect itself: twice its principal, 60 years, a day's notice."""
        loan_id = self.read(self.loan_book.hash_terms(terms))
        whole = LoanMandate(loan_id, 0, 2 * terms.principal_minor, self.now_s + 60 * 366 * DAY_S, DAY_S)
        return replace(whole, **changes)

    def apply(self, terms: LoanTerms, borrower: Account = IMPORTER, bank: Account = BANGKOK_BANK) -> bytes:
        """The borrower asks for a loan and the bank offers these terms for a day; answers the application's id."""
        application = next(self.counter).to_bytes(32, "big")
        contract, loan_id = self.deployment.loan_applications, self.read(self.loan_book.hash_terms(terms))
        request = contract.request_loan(application, bank.address, terms.currency, terms.principal_minor, "LOAN")
        self.run(borrower, request)
        self.run(bank, contract.offer_loan(application, loan_id, b"check", self.now_s + DAY_S))
        return application

    def drawing(
        self, terms: LoanTerms, application: bytes, borrower: Account = IMPORTER, lender: Account = BANGKOK_BANK
    ) -> Call[bytes]:
        """The call that draws a loan down, with every signature that it takes."""
        mandate = self.mandate(terms)
        signed = [self.sign_paper(terms, lender)]
        papers = (self.sign_paper(terms, borrower), mandate, self.sign_paper(mandate, borrower), b"")
        return self.loan_book.draw_down(application, terms, [], signed, *papers)

    def fund(
        self, terms: LoanTerms | None = None, borrower: Account = IMPORTER, lender: Account = BANGKOK_BANK
    ) -> bytes:
        """A loan from the request to the drawdown; answers its id."""
        terms = self.terms() if terms is None else terms
        application = self.apply(terms, borrower, lender)
        self.run(lender, self.drawing(terms, application, borrower, lender))
        return self.read(self.loan_book.hash_terms(terms))

    def collect(self, loan_id: bytes, at_s: int | None = None) -> Outcome:
        """A keeper collects what is due on the next due date, in its due second unless told."""
        due_at_s = self.read(self.loan_book.state_of(loan_id)).next_due_at
        return self.run(KEEPER, self.loan_book.collect(loan_id), due_at_s if at_s is None else at_s)

    def admit(self, central_bank: Account, account: Account, role: Role, lei: str, home: str, *, bic: str = "") -> None:
        """A central bank admits a participant of `home`, which accepts."""
        here = self.read(self.registry.participant_of(central_bank.address)).home
        self.run(central_bank, self.registry.admit(account.address, role, lei, bic, home))
        self.run(account, self.registry.accept_admission(here))

    def registration(self, bank: Account, wallet: Account, commitment: bytes = b"commitment") -> Call[None]:
        """The call with which a bank registers a wallet under the wallet's signature, known in full for 30 years."""
        consent = self.sign_consent(wallet, CustomerConsent(wallet.address, bank.address, commitment), self.registry)
        return self.registry.register_customer(wallet.address, commitment, Tier.FULL, TIER_EXPIRES_AT_S, consent)

    def sign_consent(self, signer: Account, consent: Consent, verifier: Client) -> bytes:
        """A typed message signed for one of the network's contracts; a money's domain has the money's name."""
        is_money = isinstance(verifier, CentralBankMoney | DepositToken)
        name = self.read(verifier.name()) if is_money else ""
        return signer.sign_struct(consent, self.ledger.domain(verifier, name))

    def set_customer(self, wallet: Account, status: Status) -> None:
        """The wallet's bank suspends or reinstates it."""
        self.run(BANK_OF[wallet], self.registry.set_customer_status(wallet.address, status, "test"))

    def set_participant(self, central_bank: Account, account: Account, status: Status) -> None:
        """A central bank suspends, reinstates or revokes a participant."""
        self.run(central_bank, self.registry.set_participant_status(account.address, status, "test"))

    def redeem_all(self, holder: Account, money: CentralBankMoney | DepositToken) -> None:
        """The holder gives all it has of a money back to the issuer."""
        held_minor = self.read(money.balance_of(holder.address))
        self.run(holder, money.redeem(held_minor, b"all"))

    def open_branch(self, bank: Account, central_bank: Account, home: str, plan: JurisdictionPlan) -> DepositToken:
        """A bank is admitted abroad too and keeps deposits in that jurisdiction's currency."""
        self.admit(central_bank, bank, Role.COMMERCIAL_BANK, LEIS[bank.address], home)
        branch = f"{bank.identity}-{plan.id.lower()}"
        banks = [BankPlan(branch, branch, bank.address, plan.id)]
        self.deployment = deploy_deposits(self.ledger, self.deployment, OPERATOR, [plan], banks)
        return self.deployment.deposit(branch)

    def moneys(self) -> dict[str, CentralBankMoney | DepositToken]:
        """Every money of the network by its symbol or bank."""
        central: dict[str, CentralBankMoney | DepositToken] = {
            currency: self.money(currency) for currency in self.deployment.central_bank_money
        }
        return central | {bank: self.deployment.deposit(bank) for bank in self.deployment.deposits}

    def balances(self) -> dict[tuple[str, Address], int]:
        """(money, holder) -> minor units, wherever they are above zero."""
        known = [*ACTORS, *self.deployment.addresses]
        held = {
            (name, holder): self.read(money.balance_of(holder))
            for name, money in self.moneys().items()
            for holder in known
        }
        return {key: amount_minor for key, amount_minor in held.items() if amount_minor}

    def fork(self) -> Network:
        """A second network that goes on from here by itself, with its own chain, a copy of the journal, and references
        that go on where these are."""
        ledger = Ledger(self._forkable.fork(), Journal.in_memory(PARAMETERS))
        self.ledger.journal._db.backup(ledger.journal._db)
        ledger.height, ledger.timestamp_s = self.ledger.height, self.ledger.timestamp_s
        ledger.digest, ledger.parent_hash = self.ledger.digest, self.ledger.parent_hash
        number = next(self.counter)
        self.counter = itertools.count(number)
        return Network(ledger, self.deployment, itertools.count(number))

    def storage(self, *more: Address) -> dict[Address, bytes]:
        """Contract -> mark of its storage, the network's and those of `more`: equal before and after exactly when
        nothing at all changed."""
        addresses = sorted(self.deployment.addresses.union(more))
        return {address: self._forkable.storage_mark(address) for address in addresses}

    @property
    def _forkable(self) -> Forkable:
        engine = self.ledger.engine
        assert isinstance(engine, Forkable)
        return engine


def events_of(outcome: Outcome) -> list[Event]:
    """The events of a transaction in order."""
    return [logged.event for logged in outcome.events]


def open_network(
    ledger: Ledger | None = None, jurisdictions: Sequence[JurisdictionPlan] = (HONG_KONG, THAILAND)
) -> Network:
    """A fresh chain with the network on it: everybody admitted and registered, payer's side and maker funded."""
    ledger = Ledger(fresh(PARAMETERS), Journal.in_memory(PARAMETERS)) if ledger is None else ledger
    deployment = deploy_network(ledger, OPERATOR, jurisdictions)
    network = Network(ledger, deployment)
    _admit(network)
    network.deployment = deploy_deposits(ledger, deployment, OPERATOR, jurisdictions, BANKS)
    _open_accounts(network)
    return network


def _admit(network: Network) -> None:
    ledger, registry = network.ledger, network.registry
    admissions: Sequence[tuple[Account, Account, Role, str, str]] = [
        (HKMA, HONGKONG_BANK, Role.COMMERCIAL_BANK, "HK", "HK"),
        (BANK_OF_THAILAND, BANGKOK_BANK, Role.COMMERCIAL_BANK, "TH", "TH"),
        (BANK_OF_THAILAND, CHIANGMAI_BANK, Role.COMMERCIAL_BANK, "TH", "TH"),
        (HKMA, MAKER, Role.MARKET_MAKER, "HK", "HK"),
        (BANK_OF_THAILAND, MAKER, Role.MARKET_MAKER, "HK", "TH"),
        (BANK_OF_THAILAND, KEEPER, Role.KEEPER, "TH", "TH"),
        (BANK_OF_THAILAND, SUPERVISOR, Role.SUPERVISOR, "TH", "TH"),
        (HKMA, HONGKONG_SUPERVISOR, Role.SUPERVISOR, "HK", "HK"),
    ]
    for central_bank, account, role, home, here in admissions:
        ledger.submit(central_bank, registry.admit(account.address, role, LEIS[account.address], "", home))
        ledger.submit(account, registry.accept_admission(here))
    seal_all(ledger)


def _open_accounts(network: Network) -> None:
    ledger = network.ledger
    for wallet, bank in BANK_OF.items():
        ledger.submit(bank, network.registration(bank, wallet, wallet.identity.encode()))
    ledger.submit(BANK_OF_THAILAND, network.money("THB").issue(BANGKOK_BANK.address, BANGKOK_BANK_MINOR, b"open"))
    ledger.submit(HKMA, network.money("HKD").issue(MAKER.address, MAKER_MINOR, b"open"))
    ledger.submit(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(IMPORTER.address, IMPORTER_MINOR, b"open"))
    seal_all(ledger)
