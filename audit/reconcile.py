"""The books against storage: every difference, as a finding.

Trusts neither side: it says what each of them has.
Never reads anything; both sides are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from audit.books import Books, Holdings
from audit.findings import Finding, found_at
from audit.storage import Storage, StoredMoney
from chain.abi import ZERO_ADDRESS
from chain.clients.types import Admission, Customer, Participant, Role, Status
from chain.deployment import Deployment

NOBODY = Participant("", "")
NOT_ADMITTED = Admission(Role.NONE, Status.NONE)
NO_CUSTOMER = Customer(ZERO_ADDRESS, Status.NONE, bytes(32))
NO_ORDER = bytes(32)
NOTHING_HELD = Holdings({}, 0, 0)


def reconcile(books: Books, storage: Storage, deployment: Deployment) -> tuple[Finding, ...]:
    """Every difference between what the events add up to and what the chain stores, unreadable facts included."""
    return (
        *storage.findings,
        *_participants(books, storage),
        *_listings(books, storage),
        *_moneys(books, storage, deployment),
        *_quotes(books, storage),
        *_orders(books, storage),
        *_loans(books, storage),
    )


def _participants(books: Books, storage: Storage) -> Iterator[Finding]:
    opened = {item.currency: (key, item.central_bank) for key, item in books.jurisdictions.items()}
    yield from _compare("storage-participant", books, opened, storage.jurisdictions, ("", ZERO_ADDRESS))
    yield from _compare("storage-participant", books, books.participants, storage.participants, NOBODY)
    yield from _compare("storage-participant", books, books.admissions, storage.admissions, NOT_ADMITTED)
    yield from _compare("storage-customer", books, books.customers, storage.customers, NO_CUSTOMER)


def _listings(books: Books, storage: Storage) -> Iterator[Finding]:
    itself = {token: token for token in books.listings}
    yield from _compare("storage-listing", books, itself, storage.listed, ZERO_ADDRESS)


def _moneys(books: Books, storage: Storage, deployment: Deployment) -> Iterator[Finding]:
    for token, stored in storage.moneys.items():
        yield from _identity(books, token, stored, deployment)
        rebuilt = books.moneys.get(token, NOTHING_HELD)
        for holder, held_minor in stored.holdings.balances.items():
            if held_minor != rebuilt.balances.get(holder, 0):
                message = f"{holder}: events {rebuilt.balances.get(holder, 0)}, storage {held_minor}"
                yield found_at("storage-balance", books.height, token, message)
        for name in ("issued_minor", "redeemed_minor"):
            if getattr(rebuilt, name) != getattr(stored.holdings, name):
                message = f"{name}: events {getattr(rebuilt, name)}, storage {getattr(stored.holdings, name)}"
                yield found_at("storage-issued", books.height, token, message)


def _identity(books: Books, token: str, stored: StoredMoney, deployment: Deployment) -> Iterator[Finding]:
    listing = books.listings.get(token)
    if listing is None:  # a finding already, where it moved
        return
    expected = listing.currency, listing.issuer, deployment.exponents.get(listing.currency)
    if (stored.currency, stored.issuer, stored.exponent) != expected:
        message = f"currency, issuer and exponent {stored.currency}, {stored.issuer}, {stored.exponent}, not {expected}"
        yield found_at("storage-money", books.height, token, message)


def _quotes(books: Books, storage: Storage) -> Iterator[Finding]:
    yield from _compare("storage-quote", books, books.quotes, storage.quotes, 0)


def _orders(books: Books, storage: Storage) -> Iterator[Finding]:
    for uetr, order in storage.orders.items():
        expected = order.signed if uetr in books.settled else NO_ORDER
        if expected is not None and order.settled != expected:  # an order that cannot be read is a finding already
            message = f"stored {order.settled.hex()}, by the signed order {expected.hex()}"
            yield found_at("storage-order", books.height, uetr, message)


def _loans(books: Books, storage: Storage) -> Iterator[Finding]:
    for loan_id, stored in storage.loans.items():
        rebuilt = books.loans[loan_id]
        if stored.terms_id != loan_id:
            yield found_at("storage-loan", books.height, loan_id, f"its terms have the id {stored.terms_id.hex()}")
        for message in (*_differences(rebuilt.terms, stored.terms), *_differences(rebuilt.state, stored.state)):
            yield found_at("storage-loan", books.height, loan_id, message)


def _compare(
    rule: str, books: Books, rebuilt: Mapping[Any, Any], stored: Mapping[Any, Any], absent: Any
) -> Iterator[Finding]:
    """What differs among the facts that were read; one that could not be read is a finding of its own."""
    for key, value in stored.items():
        expected = rebuilt.get(key, absent)
        if value != expected:
            subject = " ".join(key) if isinstance(key, tuple) else key
            yield found_at(rule, books.height, subject, "; ".join(_differences(expected, value)))


def _differences(rebuilt: Any, stored: Any) -> list[str]:
    """Both values in words, field by field where they have fields."""
    if not is_dataclass(rebuilt):
        return [f"events {rebuilt}, storage {stored}"]
    pairs = [(field.name, getattr(rebuilt, field.name), getattr(stored, field.name)) for field in fields(rebuilt)]
    return [f"{name}: events {ours!r}, storage {theirs!r}" for name, ours, theirs in pairs if ours != theirs]
