"""The books against storage: every difference, as a finding.

Trusts neither side: it says what each of them has.
Never reads anything; both sides are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from audit.books import Books, Holdings, Holds
from audit.comparison import compare, differences
from audit.findings import Finding, found_at
from audit.money import NO_STEP_UP, Money
from audit.reader import subject_of
from audit.reconcile_rules import reconcile_rules
from audit.storage import VALIDATORS, bound_order
from audit.stored import Storage, StoredMoney
from audit.wording import hex_text
from chain.abi import ZERO_ADDRESS
from chain.clients.types import Admission, Customer, KeyReplacement, LegalOrder, Participant, Role, Status, Tier
from chain.deployment import Deployment

NOBODY = Participant("", "", "", bytes(32))
NOT_ADMITTED = Admission(Role.NONE, Status.NONE)
NO_CUSTOMER = Customer(ZERO_ADDRESS, Status.NONE, Tier.ANONYMOUS, 0, False, 0, bytes(32))
NO_REPLACEMENT = KeyReplacement(ZERO_ADDRESS, 0, bytes(32))
NO_LEGAL_ORDER = LegalOrder(bytes(32), ZERO_ADDRESS, ZERO_ADDRESS, 0, 0)
NOTHING_HELD = Holdings({}, 0, 0)
NOTHING_HOLDS = Money().holds()
HOLD_DEFAULTS: dict[str, Any] = {
    "frozen": 0,
    "allowances": 0,
    "orders": NO_LEGAL_ORDER,
    "paid_up_to": 0,
    "step_ups": NO_STEP_UP,
    "approvals": 0,
    "permits": 0,
}
"""Field of `Holds` -> what its contract answers for a key that no event named."""

FACT_RULES = {
    "AtomicSettlement": "storage-instruction",
    "HashTimeLock": "storage-lock",
    "LiquidityQueue": "storage-obligation",
    "IntradayCredit": "storage-credit",
    "FxBoard": "storage-rate",
    "FxPool": "storage-pool",
    "PaymentReturns": "storage-return",
    "QueuedPayments": "storage-queued",
    "LoanBook": "storage-loan",
    "LoanApplications": "storage-application",
    "RateIndex": "storage-index",
    "TravelRule": "storage-travel-rule",
}
"""Contract -> the rule that its answers agree with the events."""


def reconcile(books: Books, storage: Storage, deployment: Deployment) -> tuple[Finding, ...]:
    """Every difference between what the events add up to and what the chain stores, unreadable facts included."""
    return (
        *storage.findings,
        *_participants(books, storage),
        *_customers(books, storage),
        *_moneys(books, storage, deployment),
        *_holds(books, storage),
        *reconcile_rules(books, storage.compliance, deployment),
        *compare("storage-quote", books, books.quotes, storage.quotes, 0),
        *_orders(books, storage),
        *_facts(books, storage),
    )


def _participants(books: Books, storage: Storage) -> Iterator[Finding]:
    opened = {item.currency: (key, item.central_bank) for key, item in books.jurisdictions.items()}
    yield from compare("storage-participant", books, opened, storage.jurisdictions, ("", ZERO_ADDRESS))
    yield from compare("storage-participant", books, books.participants, storage.participants, NOBODY)
    yield from compare("storage-participant", books, books.admissions, storage.admissions, NOT_ADMITTED)
    yield from compare("storage-participant", books, books.handovers, storage.handovers, ZERO_ADDRESS)
    yield from compare("storage-participant", books, books.approvals, storage.approvals, 0)
    itself = {token: token for token in books.listings}
    yield from compare("storage-listing", books, itself, storage.listed, ZERO_ADDRESS)
    yield from compare("storage-validator", books, {VALIDATORS: books.validators}, storage.validators, ())


def _customers(books: Books, storage: Storage) -> Iterator[Finding]:
    yield from compare("storage-customer", books, books.customers, storage.customers, NO_CUSTOMER)
    yield from compare("storage-customer", books, books.wallets, storage.wallets, ZERO_ADDRESS)
    yield from compare("storage-customer", books, books.replacements, storage.replacements, NO_REPLACEMENT)
    yield from compare("storage-alias", books, books.aliases, storage.aliases, ZERO_ADDRESS)
    yield from compare("storage-alias", books, books.alias_consents, storage.alias_consents, 0)


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


def _holds(books: Books, storage: Storage) -> Iterator[Finding]:
    for token, stored in storage.holds.items():
        rebuilt = books.holds.get(token, NOTHING_HOLDS)
        for message in _hold_differences(rebuilt, stored):
            yield found_at("storage-hold", books.height, token, message)


def _hold_differences(rebuilt: Holds, stored: Holds) -> Iterator[str]:
    for name, absent in HOLD_DEFAULTS.items():
        told: Mapping[Any, Any] = getattr(rebuilt, name)
        kept: Mapping[Any, Any] = getattr(stored, name)
        for key, value in kept.items():
            for message in differences(told.get(key, absent), value):
                subject = hex_text(key) if isinstance(key, bytes) else subject_of(key)
                yield f"{name} of {subject!s}: {message}"
    for name in ("paused", "rule_book", "rate_bps"):
        if getattr(rebuilt, name) != getattr(stored, name):
            yield f"{name}: events {getattr(rebuilt, name)}, storage {getattr(stored, name)}"
    for holder, nonce in rebuilt.authorisations - stored.authorisations:
        yield f"authorisation {hex_text(nonce)} of {holder}: used by the events, not in storage"


def _orders(books: Books, storage: Storage) -> Iterator[Finding]:
    for uetr, order in storage.orders.items():
        expected = bound_order(books, uetr)
        if expected is not None and order != expected:  # an order that cannot be read is a finding already
            message = f"stored {order.hex()}, by the signed order {expected.hex()}"
            yield found_at("storage-order", books.height, uetr, message)


def _facts(books: Books, storage: Storage) -> Iterator[Finding]:
    for kind, rule in FACT_RULES.items():
        stored = {fact: both.stored for fact, both in storage.facts.items() if fact.kind == kind}
        told = {fact: both.told for fact, both in storage.facts.items() if fact.kind == kind}
        yield from compare(rule, books, told, stored, None)
