"""Plants a lie about money and consent, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the small run, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    FINDER,
    HK_SUPERVISOR,
    HKMA,
    IMPORTER,
    MAKER,
    NEIGHBOUR,
    POOR,
    SUPERVISOR,
)
from audited_money import DESTRUCTION, LIFTED, SEIZURE
from lies import (
    OUTSIDER,
    STRANGER,
    Lie,
    add,
    alter,
    at,
    beside,
    both,
    called_with,
    carrying,
    drop,
    edit,
    flipped,
    sent_by,
    twice,
    unsigned,
)

from audit.money import WITHOUT_LIMIT
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.deposit_token import DepositToken
from chain.clients.events import (
    Approval,
    AuthorizationCanceled,
    AuthorizationUsed,
    ForcedTransfer,
    Frozen,
    HoldingsMoved,
    IssuanceAllowanceSet,
    Issued,
    KeyReplaced,
    LegalOrderExecuted,
    LegalOrderLifted,
    LegalOrderRecorded,
    PauseSet,
    PaymentRefused,
    PaymentSettled,
    Redeemed,
    Remunerated,
    RemunerationSet,
    RuleBookSet,
    StepUpSet,
    Transfer,
)
from chain.clients.settlement_engine import SettlementEngine
from chain.deployment import Deployment
from chain.transactions import call_arguments

ABOVE_THRESHOLD = 5
"""Of the settlements: the first that needs a second key; the next one goes abroad."""
PAID = 3
"""Of the remunerations: the first of an amount; the first three only begin to count."""
CHARGED_NOTHING = 7
OTHER_KEY = "0x" + "22" * 20


def spoil(contract: type[Any], function: str, place: int) -> Callable[[bytes], bytes]:
    """Turns one bit of the signature at a place among the call's arguments."""

    def change(data: bytes) -> bytes:
        arguments = call_arguments(contract.ARTIFACT, function, data)
        assert arguments is not None
        return flipped(data, arguments[place])

    return change


def of(amount_minor: int) -> Callable[[Any], bool]:
    """The first transfer, issue, approval or step-up of this amount."""
    fields = ("value", "amount_minor", "amount", "above_minor")
    return lambda event: amount_minor in {getattr(event, name, None) for name in fields}


def ordered(name: bytes) -> Callable[[Any], bool]:
    return lambda event: event.order_id == name


def seized(amount_minor: int) -> Callable[[Any], bool]:
    return lambda event: getattr(event, "amount", getattr(event, "amount_minor", None)) == amount_minor


def cut(data: bytes) -> bytes:
    """The payload without its last word."""
    return data[:-32]


TRANSFER = DepositToken(STRANGER).transfer(POOR.address, 1_000)

MONEY_LIES: list[tuple[str, Lie]] = [
    ("money-paused", drop(PauseSet, 1)),
    ("money-frozen", alter(Frozen, account=IMPORTER.address, amount=WITHOUT_LIMIT)),
    ("money-frozen", alter(Frozen, account=IMPORTER.address, amount=10**12)),
    ("money-frozen", drop(Frozen, of(10_000))),
    ("money-freeze", sent_by(HK_SUPERVISOR, Frozen)),
    ("money-freeze", sent_by(HKMA, Frozen)),
    ("money-freeze", unsigned(Frozen)),
    ("money-freeze", drop(Frozen, of(1_350))),
    ("money-freeze", add(Frozen, of(1_350), amount=1)),
    ("money-freeze", drop(Frozen, lambda e: e.account == FINDER.address)),
    ("money-freeze", drop(Frozen, lambda e: e.account == NEIGHBOUR.address and e.amount == 0)),
    ("money-freeze", beside(Redeemed, Frozen(IMPORTER.address, 0))),
    ("money-setting", sent_by(HKMA, PauseSet)),
    ("money-setting", twice(PauseSet)),
    ("money-setting", sent_by(BANGKOK_BANK, IssuanceAllowanceSet)),
    ("money-setting", beside(StepUpSet, IssuanceAllowanceSet(IMPORTER.address, 9))),
    ("money-setting", sent_by(HKMA, RuleBookSet)),
    ("money-setting", alter(RuleBookSet, rule_book=STRANGER)),
    ("money-setting", sent_by(SUPERVISOR, RemunerationSet)),
    ("money-setting", alter(RemunerationSet, annual_rate_bps=-5_001)),
    ("money-issuance", sent_by(BANGKOK_BANK, Issued)),
    ("money-issuance", sent_by(CHIANGMAI_BANK, Issued, 3)),
    ("money-issuance", unsigned(Issued, 3)),
    ("money-issuance", drop(IssuanceAllowanceSet, 1)),
    ("money-issuance", alter(IssuanceAllowanceSet, lambda e: e.allowance_minor == 10_000, allowance_minor=3_999)),
    ("money-issuance", drop(IssuanceAllowanceSet, lambda e: e.allowance_minor == 6_000)),
    ("money-issuance", add(IssuanceAllowanceSet, lambda e: e.allowance_minor == 6_000, allowance_minor=1)),
    ("money-issuance", drop(IssuanceAllowanceSet, lambda e: e.allowance_minor == 500)),
    ("money-remuneration", add(Remunerated, PAID, amount_minor=1)),
    ("money-remuneration", add(Remunerated, PAID, days_counted=1)),
    ("money-remuneration", add(Remunerated, PAID, day=1)),
    ("money-remuneration", alter(Remunerated, PAID, holder=STRANGER)),
    ("money-remuneration", alter(Remunerated, 0, amount_minor=1)),
    ("money-remuneration", alter(Remunerated, CHARGED_NOTHING, amount_minor=-1)),
    ("money-remuneration", drop(Remunerated, 0)),
    ("money-remuneration", twice(Remunerated, PAID)),
    ("money-remuneration", sent_by(HKMA, Remunerated, PAID)),
    ("money-remuneration", drop(RemunerationSet)),
    ("money-remuneration", at(Remunerated, DAY_S, PAID)),
    ("money-remuneration", drop(Frozen, lambda e: e.account == CHIANGMAI_BANK.address)),
    ("money-key", sent_by(NEIGHBOUR, HoldingsMoved)),
    ("money-key", add(HoldingsMoved, amount_minor=-1)),
    ("money-key", alter(HoldingsMoved, to=POOR.address)),
    ("money-key", alter(HoldingsMoved, from_=FINDER.address)),
    ("money-key", drop(KeyReplaced)),
    ("legal-order", sent_by(HK_SUPERVISOR, LegalOrderRecorded)),
    ("legal-order", both(sent_by(HKMA, LegalOrderRecorded), alter(LegalOrderRecorded, supervisor=HKMA.address))),
    ("legal-order", twice(LegalOrderRecorded)),
    ("legal-order", edit(LegalOrderRecorded, lambda e: [e, replace(e, order_id=bytes(32))])),
    ("legal-order", alter(LegalOrderRecorded, cap_minor=0)),
    ("legal-order", alter(LegalOrderRecorded, expires_at=1)),
    ("legal-order", alter(LegalOrderRecorded, receiver=POOR.address)),
    ("legal-order", sent_by(BANK_OF_THAILAND, LegalOrderLifted)),
    ("legal-order", drop(LegalOrderRecorded, ordered(LIFTED))),
    ("legal-order", twice(LegalOrderLifted)),
    ("money-force", drop(LegalOrderExecuted)),
    ("money-force", drop(ForcedTransfer)),
    ("money-force", add(LegalOrderExecuted, amount_minor=1)),
    ("money-force", add(LegalOrderExecuted, left_minor=1)),
    ("money-force", alter(LegalOrderExecuted, order_id=bytes(32))),
    ("money-force", alter(LegalOrderExecuted, order_id=LIFTED)),
    ("money-force", sent_by(SUPERVISOR, ForcedTransfer)),
    ("money-force", sent_by(HKMA, ForcedTransfer)),
    ("money-force", drop(LegalOrderRecorded, ordered(SEIZURE))),
    ("money-force", alter(LegalOrderRecorded, ordered(SEIZURE), account=NEIGHBOUR.address)),
    ("money-force", alter(LegalOrderRecorded, ordered(SEIZURE), receiver=NEIGHBOUR.address)),
    ("money-force", alter(LegalOrderRecorded, ordered(SEIZURE), cap_minor=299)),
    ("money-force", alter(LegalOrderRecorded, ordered(DESTRUCTION), cap_minor=59)),
    ("money-force", at(ForcedTransfer, 2 * DAY_S)),
    ("money-force", alter(ForcedTransfer, seized(60), to=IMPORTER.address)),
    ("money-force", drop(Redeemed, seized(60))),
]
CONSENT_LIES: list[tuple[str, Lie]] = [
    ("consent-payment", called_with(spoil(SettlementEngine, "settleWithQuote", 1), PaymentSettled)),
    ("consent-payment", called_with(spoil(SettlementEngine, "settle", 1), PaymentSettled, 2)),
    ("consent-payment", called_with(spoil(SettlementEngine, "settle", 1), PaymentRefused)),
    ("consent-payment", sent_by(CHIANGMAI_BANK, PaymentSettled)),
    ("consent-payment", sent_by(IMPORTER, PaymentSettled, 2)),
    ("consent-step-up", called_with(spoil(SettlementEngine, "settle", 2), PaymentSettled, ABOVE_THRESHOLD)),
    (
        "consent-step-up",
        called_with(spoil(SettlementEngine, "settleWithQuote", 2), PaymentSettled, ABOVE_THRESHOLD + 1),
    ),
    ("consent-step-up", add(StepUpSet, above_minor=-1)),
    ("consent-step-up", alter(StepUpSet, second_key=OTHER_KEY)),
    ("consent-step-up", sent_by(POOR, StepUpSet)),
    ("consent-step-up", alter(StepUpSet, wallet=EXPORTER.address)),
    ("consent-step-up", called_with(spoil(DepositToken, "setStepUp", 1), StepUpSet, 1)),
    ("consent-step-up", add(StepUpSet, 1, above_minor=1)),
    ("consent-step-up", unsigned(StepUpSet, 1)),
    ("consent-step-up", beside(StepUpSet, StepUpSet(IMPORTER.address, OTHER_KEY, 1))),
    ("consent-step-up", alter(StepUpSet, 1, above_minor=10)),
    ("consent-quote", called_with(spoil(SettlementEngine, "settleWithQuote", 4), PaymentSettled)),
    ("consent-transfer", sent_by(POOR, Transfer, of(1_000))),
    ("consent-transfer", carrying(TRANSFER, Transfer, of(1_000))),
    ("consent-transfer", twice(Transfer, of(1_000))),
    ("consent-transfer", unsigned(Transfer, of(1_000))),
    ("consent-transfer", called_with(cut, Transfer, lambda e: e.value == 300)),
    ("consent-transfer", alter(Approval, of(700), value=299)),
    ("consent-transfer", alter(Approval, of(700), spender=POOR.address)),
    ("consent-transfer", drop(Approval, of(WITHOUT_LIMIT))),
    ("consent-transfer", sent_by(POOR, Transfer, lambda e: e.value == 300)),
    ("consent-transfer", at(AuthorizationUsed, 2 * DAY_S)),
    ("consent-transfer", at(AuthorizationUsed, -DAY_S)),
    ("consent-transfer", drop(AuthorizationUsed)),
    ("consent-transfer", called_with(spoil(DepositToken, "transferWithAuthorization", 7), AuthorizationUsed)),
    ("consent-transfer", called_with(spoil(DepositToken, "receiveWithAuthorization", 7), AuthorizationUsed, 1)),
    ("consent-transfer", sent_by(CHIANGMAI_BANK, AuthorizationUsed, 1)),
    ("consent-redemption", sent_by(BANGKOK_BANK, Redeemed, lambda e: e.holder == POOR.address)),
    ("consent-redemption", sent_by(BANK_OF_THAILAND, Redeemed, of(2_000))),
    ("consent-redemption", unsigned(Redeemed, of(2_000))),
    ("consent-approval", sent_by(OUTSIDER, Approval)),
    ("consent-approval", add(Approval, value=1)),
    ("consent-approval", alter(Approval, spender=MAKER.address)),
    ("consent-approval", called_with(spoil(DepositToken, "permit", 5), Approval, of(WITHOUT_LIMIT))),
    ("consent-approval", at(Approval, 2 * DAY_S, of(WITHOUT_LIMIT))),
    ("consent-approval", alter(Approval, of(WITHOUT_LIMIT), spender=POOR.address)),
    ("consent-approval", twice(AuthorizationUsed)),
    ("consent-approval", twice(AuthorizationCanceled)),
    ("consent-approval", called_with(spoil(DepositToken, "cancelAuthorization", 3), AuthorizationCanceled)),
    ("consent-approval", alter(AuthorizationCanceled, authorizer=POOR.address)),
    ("consent-approval", unsigned(AuthorizationCanceled)),
    ("consent-approval", beside(AuthorizationCanceled, AuthorizationUsed(IMPORTER.address, b"\1" * 32))),
]
LIES = [*MONEY_LIES, *CONSENT_LIES]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_money__is_found_by_its_rule(
    blocks: list[RecordedBlock], deployment: Deployment, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(blocks), deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]
