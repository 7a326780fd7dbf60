"""The same facts as the books hold, read from the chain's storage call by call.

Trusts the reader only to run calls on the state that the record leads to: a ledger, or an engine that replayed it.
Never computes a fact from another one, and never stops at a call that fails: it becomes a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeVar

from audit.books import Books, Holdings
from audit.findings import Finding, found_at
from chain.abi import Address
from chain.client import Call
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.types import Admission, Customer, LoanState, LoanTerms, Participant
from chain.deployment import Deployment
from chain.engines.base import Engine
from chain.errors import ChainFault, Reverted

T = TypeVar("T")
Key: TypeAlias = str | bytes | tuple[str, str]
K = TypeVar("K", bound=Key)
V = TypeVar("V")


class Reader(Protocol):
    """Whatever answers a call on the state after the last block: `chain.ledger.Ledger` does, and `EngineReader`."""

    def read(self, call: Call[T]) -> T:
        """The typed result of the call."""
        ...


@dataclass(frozen=True, slots=True)
class EngineReader:
    """Reads from an engine that has executed a journal."""

    engine: Engine

    def read(self, call: Call[T]) -> T:
        """See `Reader.read`."""
        return call.decode(self.engine.call(call.to, call.data))


@dataclass(frozen=True, slots=True)
class StoredMoney:
    """One money as the chain stores it. exponent: decimals of its minor unit; amounts in minor units."""

    currency: str
    exponent: int
    issuer: Address
    total_supply_minor: int
    holdings: Holdings

    @property
    def held_minor(self) -> int:
        """Σ balanceOf."""
        return sum(self.holdings.balances.values())


@dataclass(frozen=True, slots=True)
class StoredLoan:
    """One loan as the chain stores it. terms_id: what the loan book computes as the id of these terms."""

    terms: LoanTerms
    state: LoanState
    terms_id: bytes


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """settled: digest stored under a UETR, zero when none settled; signed: digest of the order in the transaction that
    settled it, None when none did."""

    settled: bytes
    signed: bytes | None


@dataclass(frozen=True, slots=True)
class Storage:
    """What the chain stores; a fact that could not be read is missing here and stands in `findings`.

    jurisdictions: currency -> jurisdiction and its central bank; listed: money -> the address that the registry lists
    in its place; quotes: hash -> filled minor units.
    """

    jurisdictions: Mapping[str, tuple[str, Address]]
    participants: Mapping[Address, Participant]
    admissions: Mapping[tuple[Address, str], Admission]
    customers: Mapping[Address, Customer]
    listed: Mapping[Address, Address]
    moneys: Mapping[Address, StoredMoney]
    quotes: Mapping[bytes, int]
    orders: Mapping[str, StoredOrder]
    loans: Mapping[bytes, StoredLoan]
    findings: tuple[Finding, ...]


def read_storage(reader: Reader, deployment: Deployment, books: Books) -> Storage:
    """Asks the chain for everything that the books name, and for everyone whom the deployment names besides."""
    questions = _Questions(reader, deployment, books)
    return Storage(
        jurisdictions=questions.each(currencies(books), questions.jurisdiction),
        participants=questions.each(questions.accounts, questions.participant),
        admissions=questions.each(questions.admission_keys(), questions.admission),
        customers=questions.each(questions.accounts, questions.customer),
        listed=questions.each(books.listings, questions.listed),
        moneys=questions.each(sorted({*books.listings, *books.moneys}), questions.money),
        quotes=questions.each(books.quotes, questions.quote),
        orders=questions.each(uetrs(books), questions.order),
        loans=questions.each(books.loans, questions.loan),
        findings=tuple(questions.findings),
    )


def currencies(books: Books) -> list[str]:
    """Every currency of which the books know the jurisdiction."""
    return [item.currency for item in books.jurisdictions.values()]


def uetrs(books: Books) -> list[str]:
    """Every UETR that was settled or refused, once, in order."""
    return list(dict.fromkeys([*books.settled, *(payment.event.uetr for payment in books.refused)]))


class _Questions:
    def __init__(self, reader: Reader, deployment: Deployment, books: Books) -> None:
        self._reader, self._deployment, self._books = reader, deployment, books
        self.findings: list[Finding] = []
        known = [party.address for party in deployment.parties.values()]
        self.accounts = sorted({*known, *books.participants, *books.customers, *deployment.contracts.values()})

    def each(self, keys: Iterable[K], question: Callable[[K], V]) -> dict[K, V]:
        """The answer for each key; an answer that cannot be had is a finding."""
        answers = {}
        for key in keys:
            try:
                answers[key] = question(key)
            except (ChainFault, Reverted, ValueError, OverflowError) as error:
                message = f"{question.__name__}: {type(error).__name__}: {error}"
                subject = key if isinstance(key, str | bytes) else " ".join(map(str, key))
                self.findings.append(found_at("storage-readable", self._books.height, subject, message))
        return answers

    def jurisdiction(self, currency: str) -> tuple[str, Address]:
        registry = self._deployment.registry
        jurisdiction = self._reader.read(registry.jurisdiction_of(currency))
        return jurisdiction, self._reader.read(registry.central_bank_of(jurisdiction))

    def participant(self, account: Address) -> Participant:
        return self._reader.read(self._deployment.registry.participant_of(account))

    def admission_keys(self) -> list[tuple[Address, str]]:
        """Everybody in every jurisdiction: who is not admitted must not be stored as if it were."""
        candidates = [account for account in self.accounts if account not in self._books.customers]
        return [(account, jurisdiction) for account in candidates for jurisdiction in self._books.jurisdictions]

    def admission(self, key: tuple[Address, str]) -> Admission:
        return self._reader.read(self._deployment.registry.admission_of(*key))

    def customer(self, account: Address) -> Customer:
        return self._reader.read(self._deployment.registry.customer_of(account))

    def listed(self, token: Address) -> Address:
        listing, registry = self._books.listings[token], self._deployment.registry
        if listing.is_central_bank_money:
            return self._reader.read(registry.central_bank_money_of(listing.currency))
        return self._reader.read(registry.deposit_token_of(listing.issuer, listing.currency))

    def money(self, token: Address) -> StoredMoney:
        is_deposit = token in self._deployment.deposits.values()
        client = DepositToken(token) if is_deposit else CentralBankMoney(token)
        read = self._reader.read
        return StoredMoney(
            currency=read(client.currency()),
            exponent=read(client.decimals()),
            issuer=read(client.issuer()),
            total_supply_minor=read(client.total_supply()),
            holdings=Holdings(
                balances={holder: read(client.balance_of(holder)) for holder in self._holders(token)},
                issued_minor=read(client.issued_minor()),
                redeemed_minor=read(client.redeemed_minor()),
            ),
        )

    def quote(self, quote_hash: bytes) -> int:
        return self._reader.read(self._deployment.fx_board.filled_minor(quote_hash))

    def order(self, uetr: str) -> StoredOrder:
        engine, payment = self._deployment.engine, self._books.settled.get(uetr)
        settled = self._reader.read(engine.settled_order(uetr))
        if payment is None or payment.order is None:
            return StoredOrder(settled, None)
        return StoredOrder(settled, self._reader.read(engine.hash_order(payment.order)))

    def loan(self, loan_id: bytes) -> StoredLoan:
        book = self._deployment.loan_book
        terms = self._reader.read(book.terms_of(loan_id))
        return StoredLoan(terms, self._reader.read(book.state_of(loan_id)), self._reader.read(book.hash_terms(terms)))

    def _holders(self, token: Address) -> list[Address]:
        """Who ever held it, and who might: anybody else's balance is missing from Σ balanceOf, which then shows it."""
        books = self._books
        held = books.moneys[token].balances if token in books.moneys else {}
        listing = books.listings.get(token)
        if listing is None:
            might: Iterable[Address] = ()
        elif listing.is_central_bank_money:
            might = books.participants
        else:
            might = (wallet for wallet, customer in books.customers.items() if customer.bank == listing.issuer)
        return sorted({*held, *might})
