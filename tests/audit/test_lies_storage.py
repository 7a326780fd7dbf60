"""Lets the chain lie about what it stores, one fact at a time, and asks whether the auditor notices.

Trusts the ledger of the small run to tell the truth where it is not told to lie.
Never changes the ledger: the lie is in the reader between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from liar import Liar

from audit.books import Books
from audit.conservation import conservation, conservation_findings
from audit.reader import Reader
from audit.reconcile import reconcile
from audit.record import RecordedBlock
from audit.storage import read_storage
from chain.clients.events import Remunerated
from chain.clients.types import Role, Status, Tier
from chain.deployment import Deployment
from chain.errors import Reverted

STRANGER = "0x" + "11" * 20


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
    ("storage-participant", "ParticipantRegistry.participantOf", with_(bic="XXXXXXXX")),
    ("storage-participant", "ParticipantRegistry.participantOf", with_(sealing_key=b"\1" * 32)),
    ("storage-participant", "ParticipantRegistry.handoverOf", lambda _: STRANGER),
    ("storage-participant", "ParticipantRegistry.approvalsOf", plus(1)),
    ("storage-participant", "ValidatorRegistry.approvalsOf", plus(-1)),
    ("storage-customer", "ParticipantRegistry.customerOf", with_(tier=Tier.BASIC, tier_expires_at=1)),
    ("storage-customer", "ParticipantRegistry.customerOf", with_(by_central_bank=True)),
    ("storage-customer", "ParticipantRegistry.customerOf", with_(number=99)),
    ("storage-customer", "ParticipantRegistry.walletOfCustomer", lambda _: STRANGER),
    ("storage-customer", "ParticipantRegistry.keyReplacementOf", with_(new_wallet=STRANGER)),
    ("storage-hold", "DepositToken.paused", lambda paused: not paused),
    ("storage-hold", "DepositToken.ruleBook", lambda _: STRANGER),
    ("storage-hold", "CentralBankMoney.ruleBook", lambda _: "0x" + "0" * 40),
    ("storage-hold", "DepositToken.getFrozenTokens", plus(1)),
    ("storage-hold", "CentralBankMoney.getFrozenTokens", plus(1)),
    ("storage-hold", "DepositToken.issuanceAllowance", plus(1)),
    ("storage-hold", "CentralBankMoney.issuanceAllowance", plus(1)),
    ("storage-hold", "DepositToken.legalOrderOf", with_(cap_minor=1_000)),
    ("storage-hold", "DepositToken.legalOrderOf", with_(receiver=STRANGER)),
    ("storage-hold", "DepositToken.stepUpOf", with_(above_minor=1)),
    ("storage-hold", "DepositToken.allowance", plus(1)),
    ("storage-hold", "DepositToken.nonces", plus(1)),
    ("storage-hold", "DepositToken.authorizationState", lambda _: False),
    ("storage-hold", "CentralBankMoney.remunerationRateBps", plus(1)),
    ("storage-hold", "CentralBankMoney.remuneratedUpTo", plus(1)),
    ("storage-rule", "RuleBook.rules", lambda rules: rules[:-1]),
    ("storage-rule", "RuleBook.currency", lambda _: "USD"),
    ("storage-rule", "KycTier.limitsOf", with_(full_minor=1)),
    ("storage-rule", "BalanceCap.limitsOf", with_(basic_minor=1)),
    ("storage-rule", "AmountLimit.limitsOf", with_(min_minor=1)),
    ("storage-rule", "RollingWindowLimit.limitOf", with_(buckets=1)),
    ("storage-rule", "Sanctions.isListed", lambda listed: not listed),
    ("storage-rule", "OperatingHours.timesOf", with_(weekdays=1)),
    ("storage-rule", "OperatingHours.isClosedDay", lambda closed: not closed),
    ("storage-rule", "Corridor.isOpen", lambda is_open: not is_open),
    ("storage-rule", "Corridor.isAllowed", lambda allowed: not allowed),
    ("storage-rule", "Corridor.purposePolicyOf", with_(plain_minor_max=1)),
    ("storage-rule", "TravelRule.thresholdOf", plus(1)),
    ("storage-rule", "CounterpartyExposure.limitOf", plus(1)),
    ("storage-rule", "CounterpartyExposure.positionMinor", plus(1)),
    ("storage-flag", "RiskRegistry.flagsOf", lambda flags: flags[:-1]),
    ("storage-flag", "RiskRegistry.flagsOf", lambda flags: tuple(replace(flag, expires_at=1) for flag in flags)),
    ("storage-alias", "AliasDirectory.walletOf", lambda _: STRANGER),
    ("storage-alias", "AliasDirectory.consentsUsed", plus(1)),
    ("storage-validator", "ValidatorRegistry.validators", lambda validators: validators[::-1]),
    ("storage-listing", "ParticipantRegistry.centralBankMoneyOf", lambda _: STRANGER),
    ("storage-listing", "ParticipantRegistry.depositTokenOf", lambda _: STRANGER),
    ("storage-quote", "FxBoard.filledMinor", plus(-1)),
    ("storage-order", "SettlementEngine.boundOrder", lambda value: bytes(reversed(value))),
    ("storage-order", "SettlementEngine.boundOrder", lambda _: b"\1" * 32),
    ("storage-readable", "CentralBankMoney.totalSupply", fail),
    ("storage-readable", "ParticipantRegistry.admissionOf", fail),
    ("storage-readable", "FxBoard.filledMinor", fail),
    ("storage-readable", "DepositToken.getFrozenTokens", fail),
    ("storage-readable", "KycTier.limitsOf", fail),
    ("storage-readable", "CounterpartyExposure.positionMinor", fail),
    ("storage-readable", "RollingWindowLimit.usedMinor", fail),
    ("storage-readable", "ParticipantRegistry.approvalsOf", fail),
    ("storage-readable", "ValidatorRegistry.validators", fail),
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
    reader: Reader, books: Books, deployment: Deployment, blocks: list[RecordedBlock]
) -> None:
    events = (logged.event for block in blocks for t in block.transactions for logged in t.events)
    paid = [event.amount_minor for event in events if isinstance(event, Remunerated)]
    storage = read_storage(reader, deployment, books)
    currencies = conservation(storage, deployment)
    assert list(currencies) == ["HKD", "THB"]
    assert list(currencies["THB"].deposits) == ["th-bank-1", "th-bank-2"]
    assert all(item.ok for item in currencies.values())
    thb = currencies["THB"].central_bank_money
    issued_minor = 11 * 10**9 + 500 + sum(amount for amount in paid if amount > 0)
    redeemed_minor = 2_000 - sum(amount for amount in paid if amount < 0)
    assert (thb.issued_minor, thb.redeemed_minor) == (issued_minor, redeemed_minor)
    assert thb.held_minor == issued_minor - redeemed_minor
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
    blind = replace(books, moneys={**books.moneys, token: hidden}, participants=participants, holds={})
    storage = read_storage(reader, deployment, blind)
    assert {finding.subject for finding in conservation_findings(storage, 1)} == {token}


@pytest.mark.parametrize(("ago_s", "is_found"), [(0, True), (86_398, True), (86_399, False)])
def test_reconcile__window_that_counts_less_than_was_sent__is_found(
    reader: Reader, books: Books, deployment: Deployment, ago_s: int, is_found: bool
) -> None:
    """Long after its last payment nothing counts for the importer; storage is read a second after the last block."""
    ((sender, _), *_) = books.compliance.sent.items()
    sent = {sender: ((books.timestamp_s - ago_s, 7),)}
    more = replace(books, compliance=replace(books.compliance, sent=sent))
    found = reconcile(more, read_storage(reader, deployment, more), deployment)
    assert [finding.rule for finding in found] == ["storage-rule"] * is_found


def test_reconcile__count_where_no_limit_is_set__may_be_anything(
    reader: Reader, books: Books, deployment: Deployment
) -> None:
    ((sender, _), *_) = books.compliance.sent.items()
    free = replace(books.compliance, settings={}, sent={sender: ((books.timestamp_s, 7),)})
    unlimited = replace(books, compliance=free)
    assert reconcile(unlimited, read_storage(reader, deployment, unlimited), deployment) == ()
