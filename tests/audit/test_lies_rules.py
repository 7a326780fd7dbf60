"""Plants a lie about the network's rules, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the small run, in which ten rules are set in two currencies and every payment passes them.
Never touches the journal: the lies are told to `rebuild` in memory.

A setting that had been stricter makes a payment that passed a breach of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, CHIANGMAI_BANK, EXPORTER, HKMA, IMPORTER, POOR, SALT, SHOP
from audited_rules import WINDOW_S
from lies import STRANGER, Lie, add, alter, at, both, drop, edit, sent_by, unsigned

from audit.books import Books
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.events import (
    AmountLimitsSet,
    ClosedDaySet,
    CorridorSet,
    CustomerTierSet,
    DefaultExposureLimitSet,
    ExposureCleared,
    ExposureLimitSet,
    OperatingTimesSet,
    PaymentSettled,
    PurposePolicySet,
    PurposeSet,
    RulesSet,
    SanctionListed,
    SubjectFlagged,
    TierLimitsSet,
    Transfer,
    TravelRuleAcknowledgementPeriodSet,
    TravelRuleThresholdSet,
    WindowLimitSet,
)
from chain.clients.types import Tier
from chain.deployment import Deployment
from chain.identifiers import subject_identifier

ABROAD = 7
"""Of the settlements: the first under rules, 92,001 THB minor units for 20,000 HKD; the next is between Thai banks."""
HOME = ABROAD + 1
LAST = 10
"""A day and ten minutes after the others."""


def number(books: Books, wallet: Any) -> int:
    return books.customers[wallet.address].number


def in_(currency: str, **values: Any) -> Callable[[Any], bool]:
    """The first event about the currency with these values."""
    return lambda e: e.currency == currency and all(getattr(e, name) == value for name, value in values.items())


def caps(currency: str) -> Callable[[Any], bool]:
    """The balance caps, not the largest payments."""
    return lambda e: e.currency == currency and e.anonymous_minor == 10**5


LIES: list[tuple[str, Lie]] = [
    ("rule-setting", sent_by(BANGKOK_BANK, RulesSet)),
    ("rule-setting", alter(RulesSet, rules=(STRANGER,))),
    ("rule-setting", edit(RulesSet, lambda e: [type(e)(e.rules + e.rules[:1])])),
    ("rule-setting", sent_by(HKMA, TierLimitsSet, in_("THB"))),
    ("rule-setting", sent_by(HKMA, SanctionListed, in_("THB"))),
    ("rule-setting", sent_by(HKMA, TravelRuleAcknowledgementPeriodSet, in_("THB"))),
    ("rule-setting", sent_by(HKMA, ExposureCleared)),
    ("rule-setting", add(ExposureCleared, position_minor=1)),
    ("rule-setting", alter(ExposureCleared, counterparty=STRANGER)),
    ("rule-kyc-tier", alter(TierLimitsSet, in_("THB"), full_minor=92_000)),
    ("rule-kyc-tier", alter(TierLimitsSet, in_("HKD"), full_minor=19_999)),
    ("rule-kyc-tier", alter(TierLimitsSet, in_("THB"), basic_minor=28_999)),
    ("rule-kyc-tier", alter(TierLimitsSet, in_("THB"), full_minor=4_499)),
    ("rule-kyc-tier", alter(CustomerTierSet, lambda e: e.wallet == IMPORTER.address, tier=Tier.ANONYMOUS)),
    ("rule-balance-cap", alter(TierLimitsSet, caps("THB"), full_minor=1)),
    ("rule-balance-cap", alter(TierLimitsSet, caps("HKD"), full_minor=1)),
    ("rule-balance-cap", alter(CustomerTierSet, lambda e: e.wallet == EXPORTER.address, tier=Tier.ANONYMOUS)),
    ("rule-amount-limit", alter(AmountLimitsSet, in_("THB"), max_minor=92_000)),
    ("rule-amount-limit", alter(AmountLimitsSet, in_("HKD"), max_minor=19_999)),
    ("rule-amount-limit", alter(AmountLimitsSet, in_("THB"), min_minor=4_001)),
    ("rule-travel-rule", alter(TravelRuleThresholdSet, in_("THB"), threshold_minor=25_000)),
    ("rule-travel-rule", alter(TravelRuleThresholdSet, in_("THB"), threshold_minor=4_000)),
    ("rule-travel-rule", unsigned(PaymentSettled, ABROAD)),
    ("rule-rolling-window-limit", alter(WindowLimitSet, in_("THB"), full_minor=150_000)),
    ("rule-rolling-window-limit", alter(WindowLimitSet, in_("THB"), full_minor=92_000)),
    ("rule-rolling-window-limit", alter(WindowLimitSet, in_("THB"), window_s=2 * WINDOW_S, full_minor=179_000)),
    ("rule-rolling-window-limit", add(PaymentSettled, HOME, cost_minor=300_000)),
    (
        "rule-rolling-window-limit",
        both(alter(WindowLimitSet, in_("THB"), full_minor=170_000), at(PaymentSettled, -601, LAST)),
    ),
    ("rule-counterparty-exposure", alter(DefaultExposureLimitSet, in_("THB"), limit_minor=92_000)),
    ("rule-counterparty-exposure", alter(ExposureLimitSet, in_("THB"), limit_minor=53_999)),
    ("rule-counterparty-exposure", alter(ExposureLimitSet, in_("THB"), limit_minor=4_499)),
    ("rule-operating-hours", alter(OperatingTimesSet, in_("THB"), weekdays=0b0100000)),
    ("rule-operating-hours", alter(OperatingTimesSet, in_("THB"), closes_s=1)),
    ("rule-operating-hours", alter(OperatingTimesSet, in_("HKD"), opens_s=86_399)),
    ("rule-corridor", alter(CorridorSet, in_("THB"), payer_jurisdiction="TH", payee_jurisdiction="HK")),
    ("rule-corridor", alter(CorridorSet, in_("HKD"), payer_jurisdiction="TH", payee_jurisdiction="HK")),
    ("rule-corridor", alter(CorridorSet, in_("THB"), payer_jurisdiction="TH", payee_jurisdiction="TH")),
    ("rule-corridor", alter(PurposeSet, in_("THB", payee_jurisdiction="HK"), is_allowed=False)),
    ("rule-corridor", drop(PurposeSet, in_("HKD", payee_jurisdiction="HK"))),
    ("rule-corridor", alter(PaymentSettled, ABROAD, purpose="XXXX")),
    ("rule-corridor", alter(PurposePolicySet, in_("THB"), plain_minor_max=3_999)),
]
QUIET: list[Lie] = [
    alter(TierLimitsSet, in_("THB"), full_minor=92_001),
    alter(TierLimitsSet, in_("THB"), basic_minor=29_000),
    alter(AmountLimitsSet, in_("THB"), max_minor=92_001),
    alter(AmountLimitsSet, in_("THB"), min_minor=4_000),
    alter(AmountLimitsSet, in_("THB"), max_minor=2**128 - 1),
    alter(TravelRuleThresholdSet, in_("THB"), threshold_minor=29_001),
    alter(TravelRuleThresholdSet, in_("THB"), threshold_minor=2**128 - 1),
    alter(WindowLimitSet, in_("THB"), full_minor=150_001),
    alter(WindowLimitSet, in_("THB"), full_minor=2**64 - 1),
    alter(WindowLimitSet, in_("THB"), window_s=2 * WINDOW_S, full_minor=179_001),
    alter(DefaultExposureLimitSet, in_("THB"), limit_minor=92_001),
    alter(ExposureLimitSet, in_("THB"), limit_minor=54_000),
    alter(ExposureLimitSet, in_("THB"), limit_minor=2**128 - 1),
    alter(OperatingTimesSet, in_("THB"), weekdays=0, closes_s=1),
    alter(PurposePolicySet, in_("THB"), plain_minor_max=4_500),
    alter(PurposePolicySet, in_("THB"), plain_minor_max=0, is_restricted=False),
    drop(TierLimitsSet, in_("THB")),
    drop(AmountLimitsSet, in_("THB")),
]
"""Settings that are just wide enough: the same record, and nothing to find."""


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__rule_that_was_stricter__is_found_broken(
    blocks: list[RecordedBlock], deployment: Deployment, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(blocks), deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


@pytest.mark.parametrize("lie", QUIET, ids=range(len(QUIET)))
def test_rebuild__rule_that_was_just_wide_enough__is_kept(
    blocks: list[RecordedBlock], deployment: Deployment, lie: Lie
) -> None:
    assert [str(finding) for finding in rebuild(lie(blocks), deployment).findings] == []


@pytest.mark.parametrize("wallet", [IMPORTER, EXPORTER, SHOP, POOR], ids=["importer", "exporter", "shop", "poor"])
def test_rebuild__listed_or_flagged_all_along__is_found_wherever_it_pays_or_is_paid(
    blocks: list[RecordedBlock], deployment: Deployment, books: Books, wallet: Any
) -> None:
    identifier = subject_identifier(SALT, number(books, wallet))
    for currency in ("THB", "HKD"):
        told = alter(SanctionListed, in_(currency), identifier=identifier)(blocks)
        rules = {finding.rule for finding in rebuild(told, deployment).findings}
        is_asked = (wallet is EXPORTER) == (currency == "HKD") and wallet is not SHOP
        assert ("rule-sanctions" in rules) == is_asked
    flagged = alter(SubjectFlagged, 2, identifier=identifier)(blocks)
    rules = {finding.rule for finding in rebuild(flagged, deployment).findings}
    assert ("rule-risk-flag" in rules) == (wallet is not SHOP)


def test_rebuild__day_that_was_closed__is_found(blocks: list[RecordedBlock], deployment: Deployment) -> None:
    paid = next(t for b in blocks for t in b.transactions if any(e.event == _settled(blocks, ABROAD) for e in t.events))
    day = (paid.timestamp_s + 7 * 3600) // 86_400
    for shift, is_found in ((0, True), (-1, False)):
        told = alter(ClosedDaySet, in_("THB"), day=day + shift)(blocks)
        rules = {finding.rule for finding in rebuild(told, deployment).findings}
        assert ("rule-operating-hours" in rules) == is_found


def test_rebuild__plain_transfer_beyond_a_limit__names_rule_and_money(
    blocks: list[RecordedBlock], deployment: Deployment
) -> None:
    told = alter(TierLimitsSet, in_("THB"), full_minor=4_499)(blocks)
    found = [f for f in rebuild(told, deployment).findings if f.rule == "rule-kyc-tier"]
    plain = [f for f in found if f.subject == deployment.central_bank_money["THB"]]
    parties = BANGKOK_BANK.address, CHIANGMAI_BANK.address
    assert [f.message for f in plain] == [f"4500 of {party}, at most 4499 as FULL" for party in parties]
    transfers = [e for b in blocks for t in b.transactions for e in t.events if isinstance(e.event, Transfer)]
    assert {f.height for f in plain} == {e.height for e in transfers if e.event.value == 4_500}


def _settled(blocks: list[RecordedBlock], nth: int) -> PaymentSettled:
    events = [e.event for b in blocks for t in b.transactions for e in t.events]
    return [event for event in events if isinstance(event, PaymentSettled)][nth]
