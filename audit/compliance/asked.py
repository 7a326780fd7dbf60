"""Puts every settled payment, plain transfer and issue before the rules of its money, as its book should have.

Trusts the registry and the moneys as rebuilt for what each party was and held at that moment.
Never asks about what the network does not ask: redemptions, loans, seizures, remuneration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from audit.books import SettledPayment
from audit.compliance.checks import CHECKS, Case
from audit.compliance.flags import Flags
from audit.compliance.settings import Settings
from audit.compliance.windows import Counts
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.moves import Agreed, SettledLeg
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import ExposureCleared, LegSettled, ObligationQueued
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.types import Party, Payment, Sides, Tier, WindowLimit

Findings = Iterator[Finding]

NO_PURPOSE = ""
NO_HASH = bytes(32)


class Asked:
    """Asks the rules; to be read before the movements, under the balances that the rules saw."""

    def __init__(
        self, creations: Creations, registry: Registry, moneys: Moneys, settings: Settings, flags: Flags
    ) -> None:
        self._creations, self._registry, self._moneys = creations, registry, moneys
        self._settings, self._flags = settings, flags
        self.counts = Counts()

    def read(
        self, transaction: RecordedTransaction, settled: list[SettledPayment], plain: list[Leg], agreed: Agreed
    ) -> Findings:
        """Asks about each payment of the transaction. plain: its movements that are no part of a payment; agreed: what
        was settled or queued besides."""
        for logged in transaction.events:
            if isinstance(logged.event, ExposureCleared):
                yield from self._clear(transaction, logged.event)
        for payment in settled:
            for question in self._of_settled(transaction, payment):
                yield from self._ask(transaction, payment.event.uetr, question)
        for leg in (*plain, *agreed.issued):
            if leg.payee != ZERO_ADDRESS and leg.token in self._registry.listings:
                yield from self._ask(transaction, leg.token, self._of_leg(transaction, leg))
        yield from self._ask_agreed(transaction, agreed)

    def _ask_agreed(self, transaction: RecordedTransaction, agreed: Agreed) -> Findings:
        """Legs are asked about one after the other: what an earlier one moved counts for the next."""
        moved: Counter[tuple[Address, Address]] = Counter()
        for leg in agreed.legs:
            for question in self._of_settled_leg(transaction, leg):
                yield from self._ask(transaction, leg.event.uetr, question, moved)
            payer, payee = self._moneys_of(leg.event)
            if leg.through is None:
                moved[payer, leg.event.payer] -= leg.event.amount_minor
            moved[payee, leg.event.payee] += leg.event.amount_minor
        for event in agreed.queued:
            if event.currency in self._registry.central_bank_money:
                yield from self._ask(transaction, event.uetr, self._of_queued(event))

    def _ask(
        self,
        transaction: RecordedTransaction,
        subject: str,
        payment: Payment,
        moved: Mapping[tuple[Address, Address], int] = MappingProxyType({}),
    ) -> Findings:
        money, now_s = self._moneys[payment.money], transaction.timestamp_s
        book, salt = money.rule_book, self._creations.salt_of(Sanctions.ARTIFACT)
        held_minor = money.balance_minor(payment.payee.account) + moved.get((payment.money, payment.payee.account), 0)
        case = Case(payment, book, now_s, held_minor, self._settings, self._flags, self.counts, salt)
        kinds = [self._creations.kind_of(rule) for rule in self._settings.lists.get(book, ())]
        for rule, check in (CHECKS[kind] for kind in kinds if kind in CHECKS):
            for message in check(case):
                yield found(rule, transaction, subject, message)
        self._count(case, kinds)

    def _count(self, case: Case, kinds: list[str]) -> None:
        payment = case.payment
        limit: WindowLimit | None = self._settings.of(RollingWindowLimit, "limit_of", payment.currency)
        if RollingWindowLimit.ARTIFACT in kinds and limit is not None and case.asks_payer:
            sender = case.book, payment.payer.subject
            self.counts.send(sender, limit.window_s, case.now_s, payment.amount_minor)
        if CounterpartyExposure.ARTIFACT in kinds:
            self.counts.expose(case.book, payment)

    def _clear(self, transaction: RecordedTransaction, event: ExposureCleared) -> Findings:
        key = event.currency, event.book, event.bank, event.counterparty
        position_minor = self.counts.positions[key]
        if event.position_minor != position_minor:
            message = (
                f"{event.bank} against {event.counterparty} cleared at {event.position_minor}, not {position_minor}"
            )
            yield found("rule-setting", transaction, event.book, message)
        if transaction.sender != self._registry.central_bank_of_currency(event.currency):
            yield found("rule-setting", transaction, event.book, f"a position cleared by {transaction.sender}")
        self.counts.positions[key] = 0

    def _of_settled(self, transaction: RecordedTransaction, payment: SettledPayment) -> Iterator[Payment]:
        """What the books were asked: the payer's about its side, the payee's about its own; one book about both."""
        event, order, tokens = payment.event, payment.order, self._registry.deposit_tokens
        travel_rule_hash = order.travel_rule_hash if order else NO_HASH
        given = tokens.get((event.payer_bank, event.payer_currency), ZERO_ADDRESS)
        taken = tokens.get((event.payee_bank, event.payee_currency), ZERO_ADDRESS)
        payer = self._customer(event.payer, event.payer_currency, transaction.timestamp_s)
        payee = self._customer(event.payee, event.payee_currency, transaction.timestamp_s)
        context = event.purpose, travel_rule_hash, payer, payee
        books = [self._moneys[token].rule_book for token in (given, taken) if token != ZERO_ADDRESS]
        if len(books) == 2 and books[0] == books[1]:
            yield Payment(Sides.BOTH, taken, event.payer_currency, event.cost_minor, *context)
            return
        if given != ZERO_ADDRESS:
            yield Payment(Sides.PAYER, given, event.payer_currency, event.cost_minor, *context)
        if taken != ZERO_ADDRESS:
            yield Payment(Sides.PAYEE, taken, event.payee_currency, event.amount_minor, *context)

    def _of_settled_leg(self, transaction: RecordedTransaction, leg: SettledLeg) -> Iterator[Payment]:
        """As of a payment, but an institution answers to the book of its central-bank money."""
        event, now_s = leg.event, transaction.timestamp_s
        payer = self._side(event.payer, event.payer_bank, event.currency, now_s)
        payee = self._side(event.payee, event.payee_bank, event.currency, now_s)
        given, taken = self._moneys_of(event)
        context = event.currency, event.amount_minor, event.purpose, leg.travel_rule_hash, payer, payee
        books = [self._moneys[token].rule_book for token in (given, taken) if token in self._registry.listings]
        if leg.sides is Sides.BOTH and len(books) == 2 and books[0] == books[1]:
            yield Payment(Sides.BOTH, taken, *context)
            return
        for token, side in ((given, Sides.PAYER), (taken, Sides.PAYEE)):
            if token in self._registry.listings and leg.sides in (side, Sides.BOTH):
                yield Payment(side, token, *context)

    def _of_queued(self, event: ObligationQueued) -> Payment:
        payer, payee = (self._institution(side, event.currency) for side in (event.payer, event.payee))
        token = self._registry.central_bank_money[event.currency]
        return Payment(Sides.BOTH, token, event.currency, event.amount_minor, NO_PURPOSE, NO_HASH, payer, payee)

    def _moneys_of(self, event: LegSettled) -> tuple[Address, Address]:
        """What the payer pays in and the payee is paid in: deposits of a wallet, else central-bank money."""
        given = self._money_of(event.payer, event.payer_bank, event.currency)
        return given, self._money_of(event.payee, event.payee_bank, event.currency)

    def _money_of(self, account: Address, bank: Address, currency: str) -> Address:
        registry = self._registry
        return registry.money_of(currency) if account == bank else registry.deposit_of(bank, currency)

    def _side(self, account: Address, bank: Address, currency: str, now_s: int) -> Party:
        is_institution = account == bank
        return self._institution(account, currency) if is_institution else self._customer(account, currency, now_s)

    def _of_leg(self, transaction: RecordedTransaction, leg: Leg) -> Payment:
        """A plain transfer, or an issue: its payer is the issuer, and only the payee's side is asked."""
        listing, now_s = self._registry.listings[leg.token], transaction.timestamp_s
        if listing.is_central_bank_money:
            payer, payee = (
                self._institution(leg.payer, listing.currency),
                self._institution(leg.payee, listing.currency),
            )
        else:
            payer = self._customer(leg.payer, listing.currency, now_s)
            payee = self._customer(leg.payee, listing.currency, now_s)
        is_issue = leg.payer == ZERO_ADDRESS
        if is_issue:
            payer = self._institution(listing.issuer, listing.currency)
        sides = Sides.PAYEE if is_issue else Sides.BOTH
        return Payment(sides, leg.token, listing.currency, leg.amount_minor, NO_PURPOSE, NO_HASH, payer, payee)

    def _customer(self, wallet: Address, currency: str, now_s: int) -> Party:
        customer, registry = self._registry.customers.get(wallet), self._registry
        number, bank = (customer.number, customer.bank) if customer else (0, ZERO_ADDRESS)
        return Party(wallet, number, bank, registry.issued_in(currency), registry.tier_at(wallet, now_s))

    def _institution(self, account: Address, currency: str) -> Party:
        return Party(account, int(account, 16), account, self._registry.issued_in(currency), Tier.FULL)
