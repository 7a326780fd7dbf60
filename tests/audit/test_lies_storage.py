"""Lets the chain lie about what it stores, one fact at a time, and asks whether the auditor notices.

Trusts the ledger of the small run to tell the truth where it is not told to lie.
Never changes the ledger: the lie is in the reader between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from audit.books import Books
from audit.conservation import conservation, conservation_findings
from audit.reconcile import reconcile
from audit.storage import Reader, read_storage
from chain.client import Call
from chain.clients.types import LoanStatus, Role, Status
from chain.deployment import Deployment
from chain.errors import Reverted

STRANGER = "0x" + "11" * 20


@dataclass(frozen=True)
class Liar:
    """Tells the truth, except about one function."""

    honest: Reader
    function: str
    lie: Callable[[Any], Any]

    def read(self, call: Call[Any]) -> Any:
        value = self.honest.read(call)
        return self.lie(value) if call.function == self.function else value


def fail(_: Any) -> Any:
    raise Reverted(b"")


def plus(amount: int) -> Callable[[int], int]:
    return lambda value: value + amount


def with_(**values: Any) -> Callable[[Any], Any]:
    return lambda value: replace(value, **values)


LIES: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("storage-balance", "CentralBankMoney.balanceOf", plus(1)),
    ("storage-balance", "DepositToken.balanceOf", plus(-1)),
    ("storage-issued", "CentralBankMoney.issuedMinor", plus(1)),
    ("storage-issued", "DepositToken.redeemedMinor", plus(1)),
    ("storage-money", "DepositToken.currency", lambda _: "XXX"),
    ("storage-money", "CentralBankMoney.decimals", plus(1)),
    ("storage-money", "DepositToken.issuer", lambda _: STRANGER),
    ("storage-participant", "ParticipantRegistry.participantOf", with_(home="XX")),
    ("storage-participant", "ParticipantRegistry.admissionOf", with_(role=Role.MARKET_MAKER, status=Status.ACTIVE)),
    ("storage-participant", "ParticipantRegistry.jurisdictionOf", lambda _: "XX"),
    ("storage-participant", "ParticipantRegistry.centralBankOf", lambda _: STRANGER),
    ("storage-customer", "ParticipantRegistry.customerOf", with_(status=Status.SUSPENDED)),
    ("storage-customer", "ParticipantRegistry.customerOf", with_(identity_commitment=bytes(32))),
    ("storage-listing", "ParticipantRegistry.centralBankMoneyOf", lambda _: STRANGER),
    ("storage-listing", "ParticipantRegistry.depositTokenOf", lambda _: STRANGER),
    ("storage-quote", "FxBoard.filledMinor", plus(-1)),
    ("storage-order", "SettlementEngine.settledOrder", lambda value: bytes(reversed(value))),
    ("storage-order", "SettlementEngine.settledOrder", lambda _: b"\1" * 32),
    ("storage-order", "SettlementEngine.hashOrder", lambda _: bytes(32)),
    ("storage-loan", "LoanBook.stateOf", with_(status=LoanStatus.NONE)),
    ("storage-loan", "LoanBook.stateOf", lambda state: replace(state, outstanding_minor=state.outstanding_minor + 1)),
    ("storage-loan", "LoanBook.termsOf", with_(grace_s=0)),
    ("storage-loan", "LoanBook.hashTerms", lambda _: bytes(32)),
    ("storage-readable", "CentralBankMoney.totalSupply", fail),
    ("storage-readable", "ParticipantRegistry.admissionOf", fail),
    ("storage-readable", "LoanBook.stateOf", fail),
    ("storage-readable", "FxBoard.filledMinor", fail),
]
CONSERVATION_LIES: list[tuple[str, Callable[[Any], Any]]] = [
    ("CentralBankMoney.balanceOf", plus(1)),
    ("CentralBankMoney.totalSupply", plus(1)),
    ("DepositToken.totalSupply", plus(-1)),
    ("DepositToken.issuedMinor", plus(1)),
    ("DepositToken.redeemedMinor", plus(1)),
]


def test_reconcile__honest_chain__finds_nothing(reader: Reader, books: Books, deployment: Deployment) -> None:
    storage = read_storage(reader, deployment, books)
    assert reconcile(books, storage, deployment) == ()
    assert list(conservation_findings(storage, books.height)) == []


@pytest.mark.parametrize(("rule", "function", "lie"), LIES, ids=[f"{f}-{n}" for n, (_, f, _) in enumerate(LIES)])
def test_reconcile__lying_chain__is_found_by_its_rule(
    reader: Reader, books: Books, deployment: Deployment, rule: str, function: str, lie: Callable[[Any], Any]
) -> None:
    storage = read_storage(Liar(reader, function, lie), deployment, books)
    findings = reconcile(books, storage, deployment)
    assert {finding.rule for finding in findings} == {rule}
    assert all(finding.height == books.height for finding in findings)


@pytest.mark.parametrize(("function", "lie"), CONSERVATION_LIES)
def test_conservation__figures_that_do_not_agree__are_found(
    reader: Reader, books: Books, deployment: Deployment, function: str, lie: Callable[[Any], Any]
) -> None:
    storage = read_storage(Liar(reader, function, lie), deployment, books)
    assert {finding.rule for finding in conservation_findings(storage, 1)} == {"conservation"}
    currencies = conservation(storage, deployment)
    spoilt = [
        item.deposits_total.ok if function.startswith("Deposit") else item.central_bank_money.ok
        for item in currencies.values()
    ]
    assert spoilt == [False, False]
    assert not any(item.ok for item in currencies.values())


def test_conservation__honest_chain__adds_up_to_the_minor_unit(
    reader: Reader, books: Books, deployment: Deployment
) -> None:
    storage = read_storage(reader, deployment, books)
    currencies = conservation(storage, deployment)
    assert list(currencies) == ["HKD", "THB"]
    assert list(currencies["THB"].deposits) == ["th-bank-1", "th-bank-2"]
    assert all(item.ok for item in currencies.values())
    thb = currencies["THB"].central_bank_money
    assert (thb.issued_minor, thb.redeemed_minor, thb.held_minor) == (11 * 10**9, 2_000, 11 * 10**9 - 2_000)
    total = currencies["THB"].deposits_total
    assert total.held_minor == sum(item.held_minor for item in currencies["THB"].deposits.values())


def test_conservation__money_that_cannot_be_read__is_not_ok(
    reader: Reader, books: Books, deployment: Deployment
) -> None:
    storage = read_storage(Liar(reader, "CentralBankMoney.issuer", fail), deployment, books)
    assert not any(item.ok for item in conservation(storage, deployment).values())


def test_reconcile__money_that_was_never_listed__is_read_all_the_same(
    reader: Reader, books: Books, deployment: Deployment
) -> None:
    token = deployment.central_bank_money["HKD"]
    listings = {key: value for key, value in books.listings.items() if key != token}
    blind = replace(books, listings=listings)
    storage = read_storage(reader, deployment, blind)
    assert storage.moneys[token].holdings.issued_minor == books.moneys[token].issued_minor
    assert reconcile(blind, storage, deployment) == ()


def test_reconcile__balance_that_no_event_explains__breaks_the_sum(
    reader: Reader, books: Books, deployment: Deployment
) -> None:
    """A holder whom no event names is asked nothing; then Σ balanceOf falls short of the supply."""
    token = deployment.central_bank_money["THB"]
    holdings = books.moneys[token]
    bank = deployment.parties["th-bank-1"].address
    hidden = replace(holdings, balances={key: value for key, value in holdings.balances.items() if key != bank})
    participants = {key: value for key, value in books.participants.items() if key != bank}
    blind = replace(books, moneys={**books.moneys, token: hidden}, participants=participants)
    storage = read_storage(reader, deployment, blind)
    assert {finding.subject for finding in conservation_findings(storage, 1)} == {token}
