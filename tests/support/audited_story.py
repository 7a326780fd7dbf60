"""The first part of the small run that the auditor's tests audit: a network opens, pays and lends.

Trusts the ledger to write the journal as any run does.
Never does what fails, but for one transaction that is in the record as reverted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import audited_lending as lending
from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    HK_BANK,
    HKMA,
    IMPORTER,
    JURISDICTIONS,
    KEEPER,
    MAKER,
    NEIGHBOUR,
    PARAMETERS,
    PARTIES,
    POOR,
    SALT,
    SHOP,
    TIER_UNTIL_S,
    account,
    lei,
    uetr,
)
from forks import fresh

from chain.accounts import Account
from chain.client import Client
from chain.clients.types import FirmQuote, PaymentOrder, Role, Shape, Status, Tier
from chain.consents import Consent, CustomerConsent
from chain.deploy import BankPlan, deploy_deposits, deploy_network, seal_all
from chain.deployment import Deployment
from chain.journal import Journal
from chain.ledger import Ledger, Outcome
from finance.fx import RAY


class Story:
    """Drives the small run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger(fresh(PARAMETERS), Journal.create(folder / "journal.sqlite", PARAMETERS))
        self.loans: dict[str, bytes] = {}
        self.deployment = self._deploy()

    def _deploy(self) -> Deployment:
        ledger, operator = self.ledger, account("operator", "operator")
        deployment = deploy_network(ledger, operator, JURISDICTIONS, SALT)
        registry = deployment.registry
        for authority, account_, role, number, bic, home, here in (
            (HKMA, HK_BANK, Role.COMMERCIAL_BANK, 10, "CRDRHKHH", "HK", "HK"),
            (BANK_OF_THAILAND, BANGKOK_BANK, Role.COMMERCIAL_BANK, 11, "CRDRTHBKXXX", "TH", "TH"),
            (BANK_OF_THAILAND, CHIANGMAI_BANK, Role.COMMERCIAL_BANK, 12, "", "TH", "TH"),
            (HKMA, MAKER, Role.MARKET_MAKER, 20, "", "HK", "HK"),
            (BANK_OF_THAILAND, MAKER, Role.MARKET_MAKER, 20, "", "HK", "TH"),
            (HKMA, KEEPER, Role.KEEPER, 21, "", "HK", "HK"),
        ):
            ledger.submit(authority, registry.admit(account_.address, role, lei(number), bic, home))
            ledger.submit(account_, registry.accept_admission(here))
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

    def sign(self, signer: Account, struct: Any, verifier: Client) -> bytes:
        """A struct or consent signed for a contract; a money's domain has the money's name."""
        named = verifier.ARTIFACT in ("CentralBankMoney", "DepositToken")
        name = self.ledger.read(verifier.name()) if named else ""  # type: ignore[attr-defined]
        return signer.sign_struct(struct, self.ledger.domain(verifier, name))

    def split(self, signer: Account, consent: Consent, verifier: Client) -> tuple[int, bytes, bytes]:
        """The same as v, r and s."""
        signature = self.sign(signer, consent, verifier)
        return signature[64], signature[:32], signature[32:64]

    def register(self, bank: Account, wallet: Account, commitment: bytes) -> None:
        """A bank opens an account for a wallet that agrees."""
        registry = self.deployment.registry
        signature = self.sign(wallet, CustomerConsent(wallet.address, bank.address, commitment), registry)
        call = registry.register_customer(wallet.address, commitment, Tier.FULL, TIER_UNTIL_S, signature)
        self.ledger.submit(bank, call)

    def open_accounts(self) -> None:
        """Customers, and money to begin with."""
        d = self.deployment
        wallets = [(BANGKOK_BANK, IMPORTER), (BANGKOK_BANK, NEIGHBOUR), (BANGKOK_BANK, POOR)]
        for number, (bank, wallet) in enumerate([*wallets, (CHIANGMAI_BANK, SHOP), (HK_BANK, EXPORTER)], start=1):
            self.register(bank, wallet, bytes([number]) * 32)
        self.ledger.submit(BANK_OF_THAILAND, d.money("THB").issue(BANGKOK_BANK.address, 10**10, b""))
        self.ledger.submit(BANK_OF_THAILAND, d.money("THB").issue(CHIANGMAI_BANK.address, 10**9, b""))
        self.ledger.submit(HKMA, d.money("HKD").issue(MAKER.address, 10**10, b""))
        seal_all(self.ledger)
        self.ledger.submit(BANGKOK_BANK, d.deposit("th-bank-1").issue(IMPORTER.address, 10**9, b"cash"))
        self.ledger.submit(BANGKOK_BANK, d.deposit("th-bank-1").issue(NEIGHBOUR.address, 10**9, b"cash"))
        seal_all(self.ledger)

    def quote(self, nonce: int) -> FirmQuote:
        """The maker sells up to ten million HKD for ten minutes."""
        return FirmQuote(MAKER.address, "HKD", "THB", 46 * RAY // 10 + 1, 10**9, self.ledger.timestamp_s + 600, nonce)

    def order(
        self,
        number: int,
        payer: Account,
        payee: str,
        amount_minor: int,
        payee_currency: str,
        travel_rule_hash: bytes = bytes(32),
    ) -> PaymentOrder:
        """A payment out of THB, for goods, that may cost six times its amount."""
        limits = amount_minor * 6, "GDDS", travel_rule_hash, self.ledger.timestamp_s + 600
        return PaymentOrder(uetr(number), payer.address, payee, "THB", payee_currency, amount_minor, *limits)

    def pay_abroad(self, order: PaymentOrder, quote: FirmQuote, *, second_key: Account | None = None) -> None:
        """The importer's bank relays an order into another currency."""
        engine = self.deployment.engine
        signature = self.sign(IMPORTER, order, engine)
        step_up = self.sign(second_key, order, engine) if second_key else b""
        quoted = self.sign(MAKER, quote, self.deployment.fx_board)
        self.do(BANGKOK_BANK, engine.settle_with_quote(order, signature, step_up, quote, quoted))

    def pay_at_home(self, order: PaymentOrder, *, second_key: Account | None = None) -> None:
        """The importer's bank relays an order within THB."""
        engine = self.deployment.engine
        step_up = self.sign(second_key, order, engine) if second_key else b""
        self.do(BANGKOK_BANK, engine.settle(order, self.sign(IMPORTER, order, engine), step_up))

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
        """A loan of the Bangkok bank, due every week."""
        terms = {"shape": shape, "instalments": instalments, "principal_minor": principal_minor}
        lending.lend(self, name, borrower, **terms)

    def collect(self, name: str, after_due_s: int = 0) -> None:
        """A keeper collects so long after the oldest due second that is unpaid."""
        lending.collect(self, name, after_due_s)

    def live(self) -> None:
        """Loans that close on time, recover, end in default, stay open; then every other kind of first event."""
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
        at_s = max(lending.due_at(self, "defaulted") + 10 * DAY_S, self.ledger.timestamp_s) + 2
        self.do(BANGKOK_BANK, d.loan_book.declare_default(self.loans["defaulted"]), at_s)
        self.do(BANK_OF_THAILAND, registry.set_participant_status(CHIANGMAI_BANK.address, Status.SUSPENDED, "review"))
        self.do(BANK_OF_THAILAND, registry.set_participant_status(CHIANGMAI_BANK.address, Status.ACTIVE, "review"))
        self.do(BANGKOK_BANK, d.money("THB").transfer(CHIANGMAI_BANK.address, 1_000))
        self.do(BANGKOK_BANK, d.money("THB").approve(CHIANGMAI_BANK.address, 5))
        self.do(BANGKOK_BANK, d.money("THB").redeem(2_000, b""))
        self.ledger.submit(EXPORTER, d.money("THB").redeem(1, b""))  # reverts, and is in the record as such
        self.ledger.seal(self.ledger.timestamp_s + 2)

    def finish(self) -> None:
        """Leaves the folder as a run does."""
        self.ledger.journal.close()
        (self.folder / "deployment.json").write_text(self.deployment.as_json(), encoding="utf-8")
        summary = {"schema_version": 1, "digest": self.ledger.digest.hex()}
        (self.folder / "summary.json").write_text(json.dumps(summary))
