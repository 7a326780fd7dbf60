"""The payment that refusals are tried on: who takes part, in which three shapes it goes, and its papers.

Trusts nobody of the small network for it: payer, payee, their banks and the maker are new to it.
Never says what is wrong with it: that is `refusal_causes`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from actors import HONG_KONG, THAILAND, actor
from rule_books import CENTRAL_BANK_OF, SUPERVISOR_OF
from small_network import AMOUNT_MINOR, COST_MINOR, Network

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call, Client
from chain.clients.deposit_token import DepositToken
from chain.clients.types import FirmQuote, PaymentOrder, Refusal
from chain.clients.types import Outcome as Answer
from chain.deploy import JurisdictionPlan
from chain.errors import OF_HOPS, OF_RETURNS, OF_THE_QUEUE, REFUSALS
from chain.ledger import Outcome

R = TypeVar("R", bound=Client)

PAYER, PAYER_BANK = actor("client", "trader"), actor("bank", "nakhon-bank")
PAYEE, PAYEE_BANK = actor("client", "merchant"), actor("bank", "kowloon-bank")
QUOTING_MAKER = actor("market-maker", "second-maker")
WALLETS = {"Payer": PAYER, "Payee": PAYEE}

ALL_CAUSES = tuple(refusal.name for refusal in REFUSALS if refusal.name not in OF_THE_QUEUE | OF_HOPS | OF_RETURNS)
_MAKERS = ALL_CAUSES[ALL_CAUSES.index("MakerNotAdmitted") :]
# Within one bank the sides share money, book and currency: what refuses the payee for them refuses the payer first.
_SHARED = [f"Payee{what}" for what in ("Currency", "BankSuspended", "MoneyPaused", "HoursClosed", "CorridorClosed")]
_SHARED += [f"Payee{what}" for what in ("PurposeNotAllowed", "TravelRuleMissing", "AmountLimit")]
_BETWEEN_BANKS = ["PayerBankInsufficientLiquidity", "PayerBankExposure"]


@dataclass(frozen=True, slots=True)
class Book:
    """A rule book. sides: whom it answers for; bank: whose deposits; plan: of which jurisdiction; amount_minor: what
    moves in its currency."""

    sides: tuple[str, ...]
    bank: Account
    plan: JurisdictionPlan
    amount_minor: int

    @property
    def central_bank(self) -> Account:
        """Who sets its rules."""
        return CENTRAL_BANK_OF[self.plan.currency]

    @property
    def supervisor(self) -> Account:
        """Who freezes there."""
        return SUPERVISOR_OF[self.plan.currency]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a payment goes. name: for people; books: the payer's and the payee's, or the one of both; causes: the names
    of the refusals that can be reported, in order of precedence."""

    name: str
    books: tuple[Book, ...]
    causes: tuple[str, ...]

    @property
    def payee_bank(self) -> Account:
        """Who keeps the payee's account."""
        return self.books[-1].bank

    @property
    def payee_plan(self) -> JurisdictionPlan:
        """Where the payee is paid."""
        return self.books[-1].plan

    def book(self, side: str) -> Book:
        """The book that answers for a side."""
        return next(book for book in self.books if side in book.sides)


def _without(causes: Sequence[str], missing: Collection[str]) -> tuple[str, ...]:
    return tuple(cause for cause in causes if cause not in missing)


_PAYERS = Book(("Payer",), PAYER_BANK, THAILAND, COST_MINOR)
_ABROAD = Book(("Payee",), PAYEE_BANK, HONG_KONG, AMOUNT_MINOR)
_AT_HOME = Book(("Payee",), PAYEE_BANK, THAILAND, COST_MINOR)
_OF_BOTH = Book(("Payer", "Payee"), PAYER_BANK, THAILAND, COST_MINOR)
TWO_CURRENCIES = Shape("two currencies", (_PAYERS, _ABROAD), ALL_CAUSES)
TWO_BANKS = Shape("two banks", (_PAYERS, _AT_HOME), _without(ALL_CAUSES, _MAKERS))
ONE_BANK = Shape("one bank", (_OF_BOTH,), _without(ALL_CAUSES, [*_MAKERS, *_SHARED, *_BETWEEN_BANKS]))
SHAPES = (TWO_CURRENCIES, TWO_BANKS, ONE_BANK)


@dataclass(slots=True)
class Case:
    """A payment. rules: of each book, contract name -> address; order, quote: the papers as they stand; causes: names
    of the refusals that still hold."""

    network: Network
    shape: Shape
    rules: Mapping[Book, Mapping[str, Address]]
    order: PaymentOrder
    quote: FirmQuote
    causes: set[str]

    def settlement(self) -> Call[Answer]:
        """The call with the signatures of payer and maker."""
        if self.order.payer_currency == self.order.payee_currency:
            return self.network.settlement(self.order, signer=PAYER)
        engine, signature = self.network.engine, self.network.sign_order(self.order, PAYER)
        quote_signature = self.network.sign_quote(self.quote, QUOTING_MAKER)
        return engine.settle_with_quote(self.order, signature, b"", self.quote, quote_signature)

    def settle(self) -> Outcome:
        """The payer's bank relays the payment."""
        return self.network.run(PAYER_BANK, self.settlement())

    def preflight(self) -> Refusal:
        """What would refuse it in the next block."""
        return self.network.preflight(self.order, self.quote)

    def answer(self) -> Answer:
        """What the engine would return to the payer's bank in the next block."""
        return self.network.read(self.settlement(), sender=PAYER_BANK)

    def deposit(self, side: str) -> DepositToken:
        """The deposit money of a side."""
        return self.network.deposit(self.shape.book(side).bank)

    def rule(self, book: Book, kind: type[R]) -> R:
        """Client of a rule that the book asks."""
        return kind(self.rules[book][kind.ARTIFACT])

    def storage(self) -> dict[Address, bytes]:
        """Contract -> root of its storage, the rules of both books included."""
        return self.network.storage(*(address for rules in self.rules.values() for address in rules.values()))
