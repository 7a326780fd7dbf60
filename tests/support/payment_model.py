"""The payments of the small network in plain Python: who has what, who may what, and which refusal must come first.

Trusts `chain.errors.REFUSALS` for the order of the refusals, and `rule_model` for the rules.
Never asks the chain anything: it is the other opinion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from actors import ACTORS, BANGKOK_BANK, BANK_OF, CHIANGMAI_BANK, EXPORTER, HONGKONG_BANK, IMPORTER, MAKER, MILLER
from rule_model import Asked, Person, RuleModel
from small_network import BANGKOK_BANK_MINOR, IMPORTER_MINOR, MAKER_MINOR

from chain.abi import Address
from chain.clients.types import FirmQuote, PaymentOrder, RefusalCode, Sides, Tier
from chain.errors import REFUSALS
from finance.rounding import RAY

HOME_CURRENCY = {BANGKOK_BANK.address: "THB", CHIANGMAI_BANK.address: "THB", HONGKONG_BANK.address: "HKD"}
BANK_OF_WALLET = {wallet.address: bank.address for wallet, bank in BANK_OF.items()}
# The others are known in full.
BASIC = (MILLER, EXPORTER)
_PLACE = {RefusalCode(refusal.code): place for place, refusal in enumerate(REFUSALS)}


def _opening_books() -> dict[str, Counter[Address]]:
    """Who holds what after the network's set-up, by the money's name."""
    names = ["THB", "HKD", *(ACTORS[bank].identity for bank in HOME_CURRENCY)]
    books: dict[str, Counter[Address]] = {name: Counter() for name in names}
    books["THB"][BANGKOK_BANK.address] = BANGKOK_BANK_MINOR
    books["HKD"][MAKER.address] = MAKER_MINOR
    books[BANGKOK_BANK.identity][IMPORTER.address] = IMPORTER_MINOR
    return books


@dataclass(slots=True)
class PaymentModel:
    """The state of all payments.

    books: money -> holder -> minor units; frozen: money and holder -> minor units; paused: moneys; suspended: accounts
    with the currency in which they are; step_ups: wallet -> above how much; rules: of all books; settled: UETR ->
    order; filled: nonce of a quote -> minor units; withdrawn: nonces.
    """

    books: dict[str, Counter[Address]] = field(default_factory=_opening_books)
    frozen: Counter[tuple[str, Address]] = field(default_factory=Counter)
    paused: set[str] = field(default_factory=set)
    suspended: set[tuple[Address, str]] = field(default_factory=set)
    step_ups: dict[Address, int] = field(default_factory=dict)
    rules: RuleModel = field(default_factory=RuleModel)
    settled: dict[str, PaymentOrder] = field(default_factory=dict)
    filled: Counter[int] = field(default_factory=Counter)
    withdrawn: set[int] = field(default_factory=set)

    def money(self, holder: Address, currency: str) -> str:
        """The money in which a wallet or a bank keeps what it has."""
        bank = BANK_OF_WALLET.get(holder)
        return currency if bank is None else ACTORS[bank].identity

    def book(self, holder: Address, currency: str) -> Counter[Address]:
        """Who holds how much of that money."""
        return self.books[self.money(holder, currency)]

    def available_minor(self, holder: Address, currency: str) -> int:
        """What a holder can spend of it."""
        name = self.money(holder, currency)
        return max(self.books[name][holder] - self.frozen[name, holder], 0)

    def may_hold(self, holder: Address, currency: str) -> bool:
        """Whether holder and, for a wallet, its bank are active in the currency."""
        return not {(holder, currency), (BANK_OF_WALLET.get(holder, holder), currency)} & self.suspended

    def needs_step_up(self, order: PaymentOrder, quote: FirmQuote) -> bool:
        """Whether the payment needs the payer's second key too."""
        at_home = HOME_CURRENCY[BANK_OF_WALLET[order.payer]] == order.payer_currency
        return at_home and order.payer in self.step_ups and cost(order, quote) > self.step_ups[order.payer]

    def refusal(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> RefusalCode:
        """The first refusal that holds at the second `at_s`; none for an order that settled before."""
        if order.uetr in self.settled:
            same = self.settled[order.uetr] == order
            return RefusalCode.NONE if same else RefusalCode.UETR_REUSED
        holding = self._payer_refusals(order, quote, at_s) | self._payee_refusals(order)
        for asked in self._asked(order, quote, at_s):
            holding |= self.rules.refusals(asked)
        if order.payer_currency != order.payee_currency:
            holding |= self._maker_refusals(order, quote, at_s)
        return min(holding, key=lambda code: _PLACE[code], default=RefusalCode.NONE)

    def settle(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> None:
        """Moves every leg of an order that nothing refuses, and counts it."""
        if order.uetr in self.settled:
            return
        cost_minor = cost(order, quote)
        payer_bank, payee_bank = BANK_OF_WALLET[order.payer], BANK_OF_WALLET[order.payee]
        for asked in self._asked(order, quote, at_s):
            self.rules.record(asked)
        self.settled[order.uetr] = order
        self.book(order.payer, order.payer_currency)[order.payer] -= cost_minor
        self.book(order.payee, order.payee_currency)[order.payee] += order.amount_minor
        if order.payer_currency == order.payee_currency:
            self._move(order.payer_currency, payer_bank, payee_bank, cost_minor)
            return
        self.filled[quote.nonce] += order.amount_minor
        self._move(order.payer_currency, payer_bank, quote.maker, cost_minor)
        self._move(order.payee_currency, quote.maker, payee_bank, order.amount_minor)

    def issue_refusal(self, holder: Address, currency: str, amount_minor: int, at_s: int) -> RefusalCode:
        """The first reason for which a bank's rules keep it from crediting its client."""
        issuer, holds_minor = BANK_OF_WALLET[holder], self.book(holder, currency)[holder]
        asked = Asked(
            *(issuer, Sides.PAYEE, currency, amount_minor, at_s, Person(issuer, issuer), person(holder)),
            *(holds_minor, False),
        )
        return min(self.rules.refusals(asked), key=lambda code: _PLACE[code], default=RefusalCode.NONE)

    def _asked(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> list[Asked]:
        """What the books of both sides are asked; one book for both within one money."""
        bank, payee_bank = BANK_OF_WALLET[order.payer], BANK_OF_WALLET.get(order.payee)
        payer, payee = person(order.payer), None if payee_bank is None else person(order.payee)
        holds_minor = 0 if payee_bank is None else self.book(order.payee, order.payee_currency)[order.payee]
        rest = (payer, payee, holds_minor, order.travel_rule_hash != bytes(32))
        both = Sides.BOTH if self._is_internal(order) else Sides.PAYER
        asked = [Asked(bank, both, order.payer_currency, cost(order, quote), at_s, *rest)]
        if payee_bank is not None and both is Sides.PAYER:
            asked.append(Asked(payee_bank, Sides.PAYEE, order.payee_currency, order.amount_minor, at_s, *rest))
        return asked

    def _is_internal(self, order: PaymentOrder) -> bool:
        return (
            BANK_OF_WALLET[order.payer] == BANK_OF_WALLET.get(order.payee)
            and order.payer_currency == order.payee_currency == HOME_CURRENCY[BANK_OF_WALLET[order.payer]]
        )

    def _suspended(self, account: Address | None) -> bool:
        """Whether an account is suspended in any currency: at home, or for the maker in either of the two."""
        return any(suspended == account for suspended, _ in self.suspended)

    def _is_paused(self, wallet: Address, order: PaymentOrder, currency: str) -> bool:
        names = {self.money(wallet, currency)} | (set() if self._is_internal(order) else {currency})
        return bool(names & self.paused)

    def _move(self, currency: str, payer: Address, payee: Address, amount_minor: int) -> None:
        self.books[currency][payer] -= amount_minor
        self.books[currency][payee] += amount_minor

    def _payer_refusals(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> set[RefusalCode]:
        bank, currency, cost_minor = BANK_OF_WALLET[order.payer], order.payer_currency, cost(order, quote)
        holds_minor = self.book(order.payer, currency)[order.payer]
        holding = {
            RefusalCode.ORDER_EXPIRED: at_s > order.expires_at,
            RefusalCode.PAYER_SUSPENDED: self._suspended(order.payer),
            RefusalCode.PAYER_CURRENCY: HOME_CURRENCY[bank] != currency,
            RefusalCode.PAYER_BANK_SUSPENDED: self._suspended(bank),
            RefusalCode.PAYER_MONEY_PAUSED: self._is_paused(order.payer, order, currency),
            RefusalCode.COST_ABOVE_MAXIMUM: cost_minor > order.cost_minor_max,
            RefusalCode.PAYER_INSUFFICIENT_BALANCE: holds_minor < cost_minor,
            RefusalCode.PAYER_FROZEN: self.available_minor(order.payer, currency) < cost_minor,
            RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY: not self._is_internal(order)
            and self.available_minor(bank, currency) < cost_minor,
        }
        return {code for code, holds in holding.items() if holds}

    def _payee_refusals(self, order: PaymentOrder) -> set[RefusalCode]:
        bank = BANK_OF_WALLET.get(order.payee)
        if bank is None:
            return {RefusalCode.PAYEE_UNKNOWN}
        holding = {
            RefusalCode.PAYEE_SUSPENDED: self._suspended(order.payee),
            RefusalCode.PAYEE_CURRENCY: HOME_CURRENCY[bank] != order.payee_currency,
            RefusalCode.PAYEE_BANK_SUSPENDED: self._suspended(bank),
            RefusalCode.PAYEE_MONEY_PAUSED: self._is_paused(order.payee, order, order.payee_currency),
        }
        return {code for code, holds in holding.items() if holds}

    def _maker_refusals(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> set[RefusalCode]:
        left_minor = quote.sell_minor_max - self.filled[quote.nonce]
        available_minor = self.available_minor(quote.maker, order.payee_currency)
        holding = {
            RefusalCode.MAKER_NOT_ADMITTED: self._suspended(quote.maker),
            RefusalCode.QUOTE_CANCELLED: quote.nonce in self.withdrawn,
            RefusalCode.QUOTE_EXPIRED: at_s > quote.expires_at,
            RefusalCode.QUOTE_EXHAUSTED: order.amount_minor > left_minor,
            RefusalCode.MAKER_INSUFFICIENT_LIQUIDITY: available_minor < order.amount_minor,
        }
        return {code for code, holds in holding.items() if holds}


def person(wallet: Address) -> Person:
    """A client as the rules see it."""
    tier = Tier.BASIC if wallet in {who.address for who in BASIC} else Tier.FULL
    return Person(wallet, BANK_OF_WALLET[wallet], tier)


def cost(order: PaymentOrder, quote: FirmQuote) -> int:
    """What the payer is debited, in minor units: the amount, or the amount at the quote's rate rounded up."""
    if order.payer_currency == order.payee_currency:
        return order.amount_minor
    return -(-order.amount_minor * quote.rate_ray // RAY)
