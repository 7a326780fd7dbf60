"""The payments of the small network in plain Python: who has what, who is suspended, and which refusal must come first.

Trusts docs/rejections.md for the order of the refusals.
Never asks the chain anything: it is the other opinion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from actors import ACTORS, BANGKOK_BANK, BANK_OF, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, MAKER
from small_network import BANGKOK_BANK_MINOR, IMPORTER_MINOR, MAKER_MINOR

from chain.abi import Address
from chain.clients.types import FirmQuote, PaymentOrder, RefusalCode
from finance.rounding import RAY

HOME_CURRENCY = {BANGKOK_BANK.address: "THB", CHIANGMAI_BANK.address: "THB", HONGKONG_BANK.address: "HKD"}
BANK_OF_WALLET = {wallet.address: bank.address for wallet, bank in BANK_OF.items()}


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

    books: money -> holder -> minor units; suspended: accounts with the currency in which they are;
    settled: UETR -> order; filled: nonce of a quote -> minor units; withdrawn: nonces.
    """

    books: dict[str, Counter[Address]] = field(default_factory=_opening_books)
    suspended: set[tuple[Address, str]] = field(default_factory=set)
    settled: dict[str, PaymentOrder] = field(default_factory=dict)
    filled: Counter[int] = field(default_factory=Counter)
    withdrawn: set[int] = field(default_factory=set)

    def book(self, holder: Address, currency: str) -> Counter[Address]:
        """The money in which a wallet or a bank keeps what it has."""
        bank = BANK_OF_WALLET.get(holder)
        return self.books[currency if bank is None else ACTORS[bank].identity]

    def may_hold(self, holder: Address, currency: str) -> bool:
        """Whether holder and, for a wallet, its bank are active in the currency."""
        return not {(holder, currency), (BANK_OF_WALLET.get(holder, holder), currency)} & self.suspended

    def refusal(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> RefusalCode:
        """The first refusal that holds at the second `at_s`; none for an order that settled before."""
        if order.uetr in self.settled:
            same = self.settled[order.uetr] == order
            return RefusalCode.NONE if same else RefusalCode.UETR_REUSED
        refusals = [*self._payer_refusals(order, quote, at_s), *self._payee_refusals(order)]
        if order.payer_currency != order.payee_currency:
            refusals += self._maker_refusals(order, quote, at_s)
        return next((code for code, holds in refusals if holds), RefusalCode.NONE)

    def settle(self, order: PaymentOrder, quote: FirmQuote) -> None:
        """Moves every leg of an order that nothing refuses."""
        if order.uetr in self.settled:
            return
        cost_minor = cost(order, quote)
        payer_bank, payee_bank = BANK_OF_WALLET[order.payer], BANK_OF_WALLET[order.payee]
        self.settled[order.uetr] = order
        self.book(order.payer, order.payer_currency)[order.payer] -= cost_minor
        self.book(order.payee, order.payee_currency)[order.payee] += order.amount_minor
        if order.payer_currency == order.payee_currency:
            self._move(order.payer_currency, payer_bank, payee_bank, cost_minor)
            return
        self.filled[quote.nonce] += order.amount_minor
        self._move(order.payer_currency, payer_bank, quote.maker, cost_minor)
        self._move(order.payee_currency, quote.maker, payee_bank, order.amount_minor)

    def _suspended(self, account: Address | None) -> bool:
        """Whether an account is suspended in any currency: at home, or for the maker in either of the two."""
        return any(suspended == account for suspended, _ in self.suspended)

    def _move(self, currency: str, payer: Address, payee: Address, amount_minor: int) -> None:
        self.books[currency][payer] -= amount_minor
        self.books[currency][payee] += amount_minor

    def _payer_refusals(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> list[tuple[RefusalCode, bool]]:
        bank, currency, cost_minor = BANK_OF_WALLET[order.payer], order.payer_currency, cost(order, quote)
        internal = bank == BANK_OF_WALLET.get(order.payee) and currency == order.payee_currency
        return [
            (RefusalCode.ORDER_EXPIRED, at_s > order.expires_at),
            (RefusalCode.PAYER_SUSPENDED, self._suspended(order.payer)),
            (RefusalCode.PAYER_CURRENCY, HOME_CURRENCY[bank] != currency),
            (RefusalCode.PAYER_BANK_SUSPENDED, self._suspended(bank)),
            (RefusalCode.COST_ABOVE_MAXIMUM, cost_minor > order.cost_minor_max),
            (RefusalCode.PAYER_INSUFFICIENT_BALANCE, self.book(order.payer, currency)[order.payer] < cost_minor),
            (
                RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY,
                not internal and self.books[currency][bank] < cost_minor,
            ),
        ]

    def _payee_refusals(self, order: PaymentOrder) -> list[tuple[RefusalCode, bool]]:
        bank = BANK_OF_WALLET.get(order.payee)
        return [
            (RefusalCode.PAYEE_UNKNOWN, bank is None),
            (RefusalCode.PAYEE_SUSPENDED, self._suspended(order.payee)),
            (RefusalCode.PAYEE_CURRENCY, bank is not None and HOME_CURRENCY[bank] != order.payee_currency),
            (RefusalCode.PAYEE_BANK_SUSPENDED, self._suspended(bank)),
        ]

    def _maker_refusals(self, order: PaymentOrder, quote: FirmQuote, at_s: int) -> list[tuple[RefusalCode, bool]]:
        left_minor = quote.sell_minor_max - self.filled[quote.nonce]
        held_minor = self.books[order.payee_currency][quote.maker]
        return [
            (RefusalCode.MAKER_NOT_ADMITTED, self._suspended(quote.maker)),
            (RefusalCode.QUOTE_CANCELLED, quote.nonce in self.withdrawn),
            (RefusalCode.QUOTE_EXPIRED, at_s > quote.expires_at),
            (RefusalCode.QUOTE_EXHAUSTED, order.amount_minor > left_minor),
            (RefusalCode.MAKER_INSUFFICIENT_LIQUIDITY, held_minor < order.amount_minor),
        ]


def cost(order: PaymentOrder, quote: FirmQuote) -> int:
    """What the payer is debited, in minor units: the amount, or the amount at the quote's rate rounded up."""
    if order.payer_currency == order.payee_currency:
        return order.amount_minor
    return -(-order.amount_minor * quote.rate_ray // RAY)
