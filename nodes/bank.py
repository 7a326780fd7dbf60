"""A commercial bank: keeps its clients' accounts, manages its liquidity, relays their payments and lends to them.

Trusts its clients' signatures and the market makers' quotes as the contracts check them.
Never moves a client's money without the client's signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.events import LoanFunded, PaymentRefused, PaymentSettled
from chain.clients.types import FirmQuote, LoanTerms, PaymentOrder, RefusalCode, Shape
from chain.commitments import commit
from chain.errors import refusal_name
from chain.ledger import Outcome
from finance.money import Currency
from nodes.central_bank import CentralBank
from nodes.demand import PlannedPayment
from nodes.market_maker import MarketMaker
from nodes.network import Network, reference
from nodes.payment_record import PaymentRecord
from nodes.randomness import Stream
from nodes.scenario.check_names import NO_QUOTE
from nodes.scenario.world import Bank as BankPlan
from nodes.scenario.world import Loan
from nodes.wallet import Wallet

_OFFER_VALIDITY_S = 86_400
_EMPTY_QUOTE = FirmQuote(ZERO_ADDRESS, "", "", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """One bank. plan: from the scenario; account: its key; central_bank: its issuer; makers: asked for quotes."""

    plan: BankPlan
    account: Account
    network: Network
    central_bank: CentralBank
    makers: Sequence[MarketMaker]

    def open_account(self, wallet: Wallet, seed: int) -> None:
        """Registers a client under a salted commitment to its identity, and credits its opening balance."""
        salt = Stream(seed, "identity-salt", wallet.client.id).bytes(32)
        commitment = commit(salt, {"id": wallet.client.id, "name": wallet.client.name})
        registry = self.network.deployment.registry
        self.network.send(self.account, registry.register_customer(wallet.account.address, commitment))
        self.credit(wallet, wallet.client.opening_balance_minor, "opening balance")

    def credit(self, wallet: Wallet, amount_minor: int, why: str) -> None:
        """Issues deposits against money that reached the bank outside the ledger."""
        if amount_minor > 0:
            token = self.network.deployment.deposit(self.plan.id)
            self.network.send(self.account, token.issue(wallet.account.address, amount_minor, reference(why)))

    def prepare_day(self, costs_minor: Mapping[Wallet, int], outflow_minor: int) -> None:
        """Before opening: tops up clients for the day's orders, and itself for what will leave it."""
        for wallet, cost_minor in costs_minor.items():
            if wallet.client.is_topped_up:
                self.credit(wallet, cost_minor - wallet.balance_minor(), "top-up")
        if self.plan.is_topped_up:
            self.central_bank.issue(self.account.address, outflow_minor - self.liquidity_minor(), "top-up")

    def close_day(self) -> None:
        """After closing: redeems central-bank money above what the bank wants to keep."""
        keep_minor = self.plan.redeem_above_minor
        surplus_minor = 0 if keep_minor is None else self.liquidity_minor() - keep_minor
        if surplus_minor > 0:
            money = self.network.deployment.money(self.plan.currency.code)
            self.network.send(self.account, money.redeem(surplus_minor, reference("surplus")))

    def liquidity_minor(self) -> int:
        """The bank's central-bank money."""
        return self.network.read(
            self.network.deployment.money(self.plan.currency.code).balance_of(self.account.address)
        )

    def relay(
        self,
        payment: PlannedPayment,
        order: PaymentOrder,
        signature: bytes,
        payee_currency: Currency,
        preflight: bool,
        done: Callable[[PaymentRecord], None],
    ) -> None:
        """Settles a client's order: quote, preflight, transaction; `done` hears what became of it."""
        engine = self.network.deployment.engine
        crosses = order.payer_currency != order.payee_currency
        quoted = self._best_quote(payee_currency, payment) if crosses else (_EMPTY_QUOTE, b"")
        if quoted is None:
            done(PaymentRecord.kept_off(payment, NO_QUOTE))
            return
        quote, quote_signature = quoted
        if preflight:
            refusal = self.network.read(engine.preflight(order, quote))
            if refusal.code != RefusalCode.NONE:
                done(PaymentRecord.kept_off(payment, refusal_name(refusal.code), refusal.rule))
                return
        call = engine.settle(order, signature)
        if crosses:
            call = engine.settle_with_quote(order, signature, quote, quote_signature)
        self.network.send(self.account, call, lambda outcome: done(_record(payment, outcome)))

    def lend(self, loan: Loan, borrower: Wallet, seed: int, funded: Callable[[bytes], None]) -> None:
        """Agrees terms with the borrower and funds the loan; `funded` hears its id."""
        terms = LoanTerms(
            lender=self.account.address,
            borrower=borrower.account.address,
            currency=self.plan.currency.code,
            principal_minor=loan.terms.principal_minor,
            annual_rate_bps=loan.terms.annual_rate_bps,
            day_count_basis=loan.terms.day_count_basis,
            shape=Shape(loan.terms.shape.value),
            instalments=loan.terms.instalments,
            period_days=loan.terms.period_days,
            grace_s=loan.grace_s,
            late_fee_minor=loan.late_fee_minor,
            default_after_s=loan.default_after_s,
            signed_until=self.network.now_s + _OFFER_VALIDITY_S,
            salt=Stream(seed, "loan-salt", loan.id).bytes(32),
        )

        def heard(outcome: Outcome) -> None:
            event = outcome.first(LoanFunded)
            assert event is not None, "a loan that is funded says so"
            funded(event.loan_id)

        call = self.network.deployment.loan_book.fund(terms, borrower.sign_terms(terms))
        self.network.send(self.account, call, heard)

    def declare_default_if_unpaid(self, loan_id: bytes, due_at_s: int) -> None:
        """Ends collection of a loan whose instalment of `due_at_s` is still unpaid."""
        book = self.network.deployment.loan_book
        if self.network.read(book.next_instalment(loan_id)).due_at == due_at_s:
            self.network.send(self.account, book.declare_default(loan_id))

    def _best_quote(self, sell: Currency, payment: PlannedPayment) -> tuple[FirmQuote, bytes] | None:
        """The cheapest quote; the maker's place in the scenario breaks a tie."""
        offers = (m.quote(sell, self.plan.currency, payment.amount_minor, payment.day) for m in self.makers)
        return min((offer for offer in offers if offer is not None), key=lambda o: o[0].rate_ray, default=None)


def _record(payment: PlannedPayment, outcome: Outcome) -> PaymentRecord:
    if settled := outcome.first(PaymentSettled):
        return PaymentRecord.settled(payment, settled, outcome)
    refused = outcome.first(PaymentRefused)
    assert refused is not None, "an order under a new UETR is settled or refused"
    return PaymentRecord.refused(payment, refused, outcome)
