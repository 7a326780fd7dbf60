"""A commercial bank: keeps its clients' accounts, manages its liquidity, relays their payments and lends to them.

Trusts its clients' signatures, the market makers' quotes and the pools' prices as the contracts check them.
Never moves a client's money without the client's signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chain.abi import ZERO_ADDRESS, Address
from chain.client import Call
from chain.clients.deposit_token import DepositToken
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.travel_rule import TravelRule
from chain.clients.types import (
    FirmQuote,
    LoanAssignment,
    LoanRestructuring,
    LoanTerms,
    PaymentOrder,
    Refusal,
    RefusalCode,
    Tier,
)
from chain.clients.types import Outcome as Settled
from chain.errors import refusal_name
from chain.ledger import Outcome
from finance.money import currency
from finance.rounding import div_up
from nodes.central_bank import CentralBank
from nodes.identity import sealing_key_of
from nodes.network import Listener, reference
from nodes.participant import Institution
from nodes.payment_plan import PlannedPayment
from nodes.payment_record import IN_DEFAULT, NOT_ADMITTED, PaymentRecord
from nodes.probes import faulty_quote
from nodes.routing import HOME, QUOTE, Need, Route, Router
from nodes.rule_plans import largest_credit_minor
from nodes.scenario.check_names import NO_QUOTE
from nodes.scenario.world import Bank as BankPlan
from nodes.travel_post import Letter
from nodes.wallet import Wallet

_PARTS_MAX = 20
_NO_QUOTE = FirmQuote(ZERO_ADDRESS, "", "", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Instruction:
    """A signed order on its way. payment: what it is for; order; signature: the payer's; step_up_signature: its second
    key's, empty without step-up; beside: sends what goes to the payee's bank with a payment that is relayed."""

    payment: PlannedPayment
    order: PaymentOrder
    signature: bytes
    step_up_signature: bytes
    beside: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Bank(Institution):
    """One bank. plan: from the scenario; central_bank: its issuer; router: where it asks for other currencies."""

    plan: BankPlan
    central_bank: CentralBank
    router: Router

    @property
    def deposits(self) -> DepositToken:
        """The money that it issues."""
        return self.network.deployment.deposit(self.plan.id)

    @property
    def has_failed(self) -> bool:
        """Whether it is in default: it does nothing any more."""
        return self.address in self.network.failed

    def credit(self, wallet: Wallet, amount_minor: int, why: str, *, is_planned: bool = False) -> None:
        """Issues deposits against money that reached the bank outside the ledger.

        In as few equal parts as the rules about single payments allow, as the money would have come in.
        """
        parts = self._parts(wallet, amount_minor)
        for part in range(parts):
            part_minor = amount_minor // parts + (part < amount_minor % parts)
            call = self.deposits.issue(wallet.address, part_minor, reference(why))
            self.network.attempt(self.account, call, f"{why} of {wallet.client.id}", is_planned=is_planned)

    def top_up_clients(self, costs_minor: Mapping[Wallet, int]) -> None:
        """Credits clients for what the day's orders need beyond their balance."""
        for wallet, cost_minor in costs_minor.items():
            if wallet.client.is_topped_up:
                self.credit(wallet, cost_minor - wallet.balance_minor(), "top-up")

    def top_up(self, outflow_minor: int) -> None:
        """Buys central-bank money for what will leave the bank during the day."""
        if self.plan.is_topped_up:
            self.central_bank.issue(self.account, outflow_minor - self.liquidity_minor(), "top-up")

    def close_day(self) -> None:
        """After closing: redeems central-bank money above what the bank wants to keep."""
        keep_minor = self.plan.redeem_above_minor
        surplus_minor = 0 if keep_minor is None else self.liquidity_minor() - keep_minor
        if surplus_minor > 0:
            call = self.central_bank.money.redeem(surplus_minor, reference("surplus"))
            self.network.attempt(self.account, call, f"surplus of {self.plan.id}")

    def liquidity_minor(self) -> int:
        """The bank's central-bank money."""
        return self.network.read(self.central_bank.money.balance_of(self.address))

    def relay(self, instruction: Instruction, done: Callable[[PaymentRecord], None]) -> None:
        """Settles a client's order: route, preflight, transaction; `done` hears what became of it.

        A bank in default relays nothing: what would refuse the payment anyhow is why, else the default itself.
        """
        payment, order = instruction.payment, instruction.order
        if not self.has_failed and not self.network.may_send(self.account):
            done(PaymentRecord.kept_off(payment, NOT_ADMITTED, party=self.address))
            return
        routes = self._routes(payment) if order.payer_currency != order.payee_currency else [HOME]
        if not routes:
            done(PaymentRecord.kept_off(payment, NO_QUOTE))
            return
        asks = payment.asks_first or self.has_failed
        route, refusal = self._acceptable(order, routes) if asks else (routes[0], None)
        if refusal is not None:
            record = PaymentRecord.kept_off(payment, refusal_name(refusal.code), refusal.rule, refusal.party)
            done(replace(record, via=route.via))
            return
        if self.has_failed:
            done(PaymentRecord.kept_off(payment, IN_DEFAULT, party=self.address))
            return

        def heard(outcome: Outcome) -> None:
            self.network.note(f"payment {payment.id}", outcome, is_planned=True)
            done(replace(_record(payment, outcome), via=route.via))

        if instruction.beside is not None:
            instruction.beside()
        self.act(self._settling(instruction, route), heard)

    def sign_paper(self, paper: LoanTerms | LoanAssignment | LoanRestructuring) -> bytes:
        """Agrees to lend, to pass a loan on or take it over, or to another schedule."""
        return self.account.sign_struct(paper, self.network.ledger.domain(self.network.deployment.loan_book))

    def set_tier(self, customer: Address, tier: Tier, expires_at_s: int, heard: Listener) -> None:
        """States how well it knows its customer, until the second `expires_at_s`."""
        self.act(self.network.deployment.registry.set_customer_tier(customer, tier, expires_at_s), heard)

    def appeal(self, customer: Address, institution: Address, heard: Listener) -> None:
        """Appeals against the flag of `institution` on its customer."""
        self.act(self.network.deployment.risks.appeal(self.number_of(customer), institution), heard)

    def take_record(self, letter: Letter) -> None:
        """Opens a travel-rule record that it was sent, and acknowledges it after its reaction time; never one that is
        not what the sender committed to, or no IVMS101."""
        sent, reaction_s = letter.sent, self.plan.travel_rule_reaction_s
        why = letter.fault(sealing_key_of(self.network.seed, self.account.identity))
        if why is not None:
            self.network.give_up(f"acknowledgement of {sent.uetr}", why)
        elif reaction_s is not None:
            receipt = partial(self._acknowledge, sent.sender, sent.uetr, letter.ciphertext_hash)
            self.network.at(letter.at_s + reaction_s, receipt)

    def _acknowledge(self, sender: Address, uetr: str, ciphertext_hash: bytes) -> None:
        if self.network.may_send(self.account):
            call = self.network.deployment.rule(TravelRule).acknowledge_record(sender, uetr, ciphertext_hash)
            self.network.attempt(self.account, call, f"acknowledgement of {uetr}")

    def _parts(self, wallet: Wallet, amount_minor: int) -> int:
        """In how many credits an amount comes: none of nothing, and one that is refused rather than very many."""
        if amount_minor <= 0:
            return 0
        rules = self.plan.jurisdiction.rules
        largest_minor = None if rules is None else largest_credit_minor(rules, self._tier_of(wallet))
        parts = div_up(amount_minor, largest_minor) if largest_minor else 1
        return parts if parts <= _PARTS_MAX else 1

    def _tier_of(self, wallet: Wallet) -> Tier:
        """How well it knows a client now; of one whom it is about to take on, as it will."""
        registry = self.network.deployment.registry
        account = self.network.read(registry.account_of(wallet.address, self.plan.currency.code))
        return Tier[wallet.client.tier.name] if account.bank == ZERO_ADDRESS else account.tier

    def _routes(self, payment: PlannedPayment) -> list[Route]:
        """The routes, the cheapest first; or a probe's faulty quote."""
        sell, buy = currency(payment.currency), self.plan.currency
        if payment.fault is None:
            return self.router.routes(Need(sell, buy, payment.amount_minor, payment.day))
        quote = faulty_quote(payment, self.router.makers, sell, buy)
        return [] if quote is None else [Route.by_quotes(QUOTE, [quote], payment.amount_minor)]

    def _acceptable(self, order: PaymentOrder, routes: Sequence[Route]) -> tuple[Route, Refusal | None]:
        """The first route that preflight lets pass, or the last one asked about with its refusal.

        A fault of a venue's sends the bank to the next route; any other refuses the order whatever the route.
        """
        found: list[tuple[Route, Refusal]] = []
        for route in routes:
            refusal = self.network.read(self._preflight(order, route))
            if refusal.code == RefusalCode.NONE:
                return route, None
            found.append((route, refusal))
            if refusal.party not in route.venues and refusal.code != RefusalCode.VEHICLE_MONEY_PAUSED:
                break
        return found[-1]

    def _preflight(self, order: PaymentOrder, route: Route) -> Call[Refusal]:
        engine = self.network.deployment.engine
        if route is HOME or route.is_one_quote:
            return engine.preflight(order, route.quotes[0] if route.quotes else _NO_QUOTE)
        return engine.preflight_through(order, route.quotes)

    def _settling(self, instruction: Instruction, route: Route) -> Call[Settled]:
        engine = self.network.deployment.engine
        signed = instruction.order, instruction.signature, instruction.step_up_signature
        if route is HOME:
            return engine.settle(*signed)
        if route.is_one_quote:
            return engine.settle_with_quote(*signed, route.quotes[0], route.signatures[0])
        return engine.settle_through(*signed, route.quotes, route.signatures)


def _record(payment: PlannedPayment, outcome: Outcome) -> PaymentRecord:
    if outcome.error is not None:
        return PaymentRecord.kept_off(payment, type(outcome.error).__name__)
    if settled := outcome.first(PaymentSettled):
        return PaymentRecord.settled(payment, settled, outcome)
    refused = outcome.first(PaymentRefused)
    assert refused is not None, "an order under a new UETR is settled or refused"
    return PaymentRecord.refused(payment, refused, outcome)
