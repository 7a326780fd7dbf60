"""Plants a lie about who takes part, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the small run, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    HK_BANK,
    HK_SUPERVISOR,
    HKMA,
    IMPORTER,
    KEEPER,
    MAKER,
    NEIGHBOUR,
    SEALER,
    SHOP,
    SUPERVISOR,
    account,
)
from audited_people import SHOPS_ALIAS
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
    drop,
    edit,
    flipped,
    sent_by,
    twice,
    unsigned,
)

from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.alias_directory import AliasDirectory
from chain.clients.events import (
    ActApproved,
    AliasRemoved,
    AliasSet,
    AppealDecided,
    ApprovalWithdrawn,
    CustomerRegistered,
    CustomerStatusChanged,
    CustomerTierSet,
    FlagAppealed,
    FlagLifted,
    HandedOver,
    HandoverOffered,
    JurisdictionOpened,
    KeyReplaced,
    KeyReplacementOpened,
    KeyReplacementStopped,
    ParticipantAdmitted,
    ParticipantStatusChanged,
    SealingKeySet,
    SubjectFlagged,
    ValidatorAdded,
    ValidatorKeyReplaced,
    ValidatorRemoved,
)
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import Role, Status, Tier
from chain.deployment import Deployment
from chain.transactions import call_arguments

SECOND_APPROVAL = 1
ADDED = 2
"""Of the validators added: the first by quorum, after two that came with the contract."""


def reason(text: str, status: Status | None = None) -> Any:
    """The first event with this reason, and with this status."""
    return lambda event: event.reason == text and status in (None, event.status)


def admitted(account: Any, jurisdiction: str) -> Any:
    """The admission of somebody there."""
    return lambda event: (event.account, event.jurisdiction) == (account.address, jurisdiction)


def admitted_as(role: Role) -> Any:
    """The first admission in a role."""
    return lambda event: event.role is role


def of_wallet(wallet: Any) -> Any:
    return lambda event: event.wallet == wallet.address


def spoil_consent(function: str, contract: type[Any] = ParticipantRegistry) -> Any:
    """Turns one bit of the signature that the call carries as its last argument."""

    def change(data: bytes) -> bytes:
        arguments = call_arguments(contract.ARTIFACT, function, data)
        assert arguments is not None
        return flipped(data, arguments[-1])

    return change


BANK = admitted(HK_BANK, "HK")


def admit_a_wallet(event: CustomerTierSet) -> list[Any]:
    return [event, ParticipantAdmitted(event.wallet, "TH", Role.KEEPER, Status.PENDING, "", "", "TH")]


LIES: list[tuple[str, Lie]] = [
    ("jurisdiction-once", alter(JurisdictionOpened, 1, currency="HKD")),
    ("jurisdiction-once", twice(JurisdictionOpened)),
    ("quorum-approval", twice(ActApproved)),
    ("quorum-approval", alter(ActApproved, jurisdiction="TH")),
    ("quorum-approval", add(ActApproved, approvals=1)),
    ("quorum-approval", add(ActApproved, needed=-1)),
    ("quorum-approval", sent_by(OUTSIDER, ActApproved)),
    ("quorum-approval", at(ActApproved, 31 * DAY_S, SECOND_APPROVAL)),
    ("quorum-approval", drop(ApprovalWithdrawn)),
    ("quorum-approval", sent_by(BANK_OF_THAILAND, ApprovalWithdrawn)),
    ("quorum-approval", twice(ApprovalWithdrawn)),
    ("quorum-act", drop(ActApproved)),
    ("quorum-act", drop(ActApproved, SECOND_APPROVAL)),
    ("quorum-act", drop(ValidatorAdded, ADDED)),
    ("quorum-act", twice(ValidatorAdded, ADDED)),
    ("quorum-act", alter(ValidatorAdded, ADDED, operator=BANGKOK_BANK.address)),
    ("quorum-act", alter(ValidatorKeyReplaced, new_key=STRANGER)),
    ("quorum-act", alter(ValidatorRemoved, key=STRANGER)),
    ("quorum-act", alter(JurisdictionOpened, 2, currency="USD")),
    ("quorum-act", alter(JurisdictionOpened, 2, lei="\ufffd" * 20)),
    ("quorum-act", drop(ApprovalWithdrawn)),
    ("participant-admission", twice(ParticipantAdmitted, BANK)),
    ("participant-admission", alter(ParticipantAdmitted, BANK, role=Role.NONE)),
    ("participant-admission", alter(ParticipantAdmitted, BANK, role=Role.CENTRAL_BANK)),
    ("participant-admission", alter(ParticipantAdmitted, BANK, jurisdiction="XX")),
    ("participant-admission", alter(ParticipantAdmitted, BANK, status=Status.ACTIVE)),
    ("participant-admission", alter(ParticipantAdmitted, admitted_as(Role.SYSTEM_CONTRACT), status=Status.PENDING)),
    ("participant-admission", sent_by(BANK_OF_THAILAND, ParticipantAdmitted, BANK)),
    ("participant-admission", sent_by(HK_BANK, ParticipantAdmitted, BANK)),
    ("participant-admission", drop(ParticipantAdmitted, admitted(MAKER, "HK"))),
    ("participant-admission", edit(CustomerTierSet, admit_a_wallet, 5)),
    ("participant-acceptance", sent_by(HKMA, ParticipantStatusChanged)),
    ("participant-acceptance", unsigned(ParticipantStatusChanged)),
    ("participant-acceptance", alter(ParticipantStatusChanged, reason="welcome")),
    ("participant-status", alter(ParticipantStatusChanged, account=STRANGER)),
    ("participant-lei", alter(ParticipantAdmitted, BANK, lei="CRDR0000000000000001")),
    ("participant-lei", alter(ParticipantAdmitted, BANK, lei="")),
    ("participant-lei", edit(ParticipantAdmitted, lambda e: [e, replace(e, account=STRANGER)], BANK)),
    ("participant-lei", alter(ParticipantAdmitted, admitted(MAKER, "TH"), home="TH")),
    ("participant-lei", alter(ParticipantAdmitted, admitted(MAKER, "TH"), bic="CRDRHKMK")),
    ("participant-bic", alter(ParticipantAdmitted, BANK, bic="CRDR1KHH")),
    ("participant-bic", alter(ParticipantAdmitted, BANK, bic="crdrhkhh")),
    ("participant-bic", alter(ParticipantAdmitted, admitted(BANGKOK_BANK, "TH"), bic="CRDRHKHH")),
    ("participant-status", twice(ParticipantStatusChanged, reason("review"))),
    ("participant-status", alter(ParticipantStatusChanged, reason("review"), account=STRANGER)),
    ("participant-status", alter(ParticipantStatusChanged, reason("review"), status=Status.REVOKED)),
    ("participant-status", alter(ParticipantStatusChanged, reason("review"), status=Status.PENDING)),
    ("participant-status", alter(ParticipantStatusChanged, reason("review", Status.ACTIVE), status=Status.NONE)),
    ("participant-status", alter(ParticipantStatusChanged, status=Status.SUSPENDED)),
    ("participant-status", sent_by(HKMA, ParticipantStatusChanged, reason("review"))),
    ("participant-status", sent_by(HKMA, ParticipantStatusChanged, reason("outage"))),
    ("participant-sealing-key", sent_by(HK_BANK, SealingKeySet)),
    ("participant-sealing-key", alter(SealingKeySet, account=STRANGER)),
    ("participant-handover", drop(HandoverOffered)),
    ("participant-handover", alter(HandoverOffered, to=STRANGER)),
    ("participant-handover", sent_by(OUTSIDER, HandoverOffered)),
    ("participant-handover", alter(HandoverOffered, from_=BANGKOK_BANK.address)),
    ("participant-handover", sent_by(HK_SUPERVISOR, HandedOver)),
    ("participant-handover", twice(HandedOver)),
    ("participant-handover", both(alter(HandoverOffered, to=SHOP.address), alter(HandedOver, to=SHOP.address))),
    ("participant-handover", alter(HandedOver, 1, jurisdiction="TH")),
    ("customer-registration", twice(CustomerRegistered)),
    ("customer-registration", alter(CustomerRegistered, bank=STRANGER)),
    ("customer-registration", alter(CustomerRegistered, number=2)),
    ("customer-registration", sent_by(CHIANGMAI_BANK, CustomerRegistered)),
    ("customer-registration", alter(CustomerRegistered, wallet=KEEPER.address)),
    ("customer-registration", drop(ParticipantStatusChanged, reason("insolvent"))),
    ("customer-registration", alter(CustomerRegistered, 5, number=6)),
    ("customer-registration", alter(CustomerRegistered, 5, wallet=NEIGHBOUR.address)),
    ("consent-account", called_with(spoil_consent("registerCustomer"), CustomerRegistered)),
    ("consent-account", called_with(spoil_consent("registerCustomer"), CustomerRegistered, 5)),
    ("consent-account", alter(CustomerRegistered, identity_commitment=bytes(32))),
    ("consent-account", called_with(spoil_consent("openKeyReplacement"), KeyReplacementOpened)),
    ("customer-tier", drop(CustomerTierSet)),
    ("customer-tier", alter(CustomerTierSet, expires_at=1)),
    ("customer-tier", alter(CustomerTierSet, wallet=STRANGER)),
    ("customer-tier", sent_by(CHIANGMAI_BANK, CustomerTierSet, 5)),
    ("customer-tier", sent_by(BANK_OF_THAILAND, CustomerTierSet, 5)),
    ("customer-tier", beside(KeyReplaced, CustomerTierSet(NEIGHBOUR.address, Tier.FULL, 2**32 - 1))),
    ("customer-status", alter(CustomerStatusChanged, wallet=STRANGER)),
    ("customer-status", alter(CustomerStatusChanged, by=STRANGER)),
    ("customer-status", sent_by(OUTSIDER, CustomerStatusChanged)),
    ("customer-status", alter(CustomerStatusChanged, status=Status.REVOKED)),
    ("customer-status", drop(CustomerStatusChanged)),
    (
        "customer-status",
        both(
            alter(CustomerStatusChanged, reason("court", Status.ACTIVE), by=BANGKOK_BANK.address),
            sent_by(BANGKOK_BANK, CustomerStatusChanged, reason("court", Status.ACTIVE)),
        ),
    ),
    ("customer-status", alter(CustomerRegistered, 1, bank=STRANGER)),
    ("customer-key", add(KeyReplacementOpened, ready_at=-1)),
    ("customer-key", sent_by(CHIANGMAI_BANK, KeyReplacementOpened)),
    ("customer-key", alter(KeyReplacementOpened, lost=STRANGER)),
    ("customer-key", alter(KeyReplacementOpened, new_wallet=SHOP.address)),
    ("customer-key", drop(KeyReplacementStopped)),
    ("customer-key", alter(KeyReplacementStopped, by=STRANGER)),
    ("customer-key", sent_by(OUTSIDER, KeyReplacementStopped)),
    ("customer-key", twice(KeyReplacementStopped)),
    ("customer-key", alter(KeyReplacementStopped, 1, by=CHIANGMAI_BANK.address)),
    ("customer-key", drop(KeyReplacementOpened, 1)),
    ("customer-key", at(KeyReplaced, -DAY_S)),
    ("customer-key", sent_by(CHIANGMAI_BANK, KeyReplaced)),
    ("customer-key", alter(KeyReplaced, new_wallet=IMPORTER.address)),
    ("customer-key", twice(KeyReplaced)),
    ("customer-key", alter(KeyReplaced, lost=STRANGER)),
    (
        "customer-key",
        both(
            alter(KeyReplacementOpened, 1, new_wallet=IMPORTER.address), alter(KeyReplaced, new_wallet=IMPORTER.address)
        ),
    ),
    ("system-contract-known", alter(ParticipantAdmitted, admitted_as(Role.SYSTEM_CONTRACT), account=STRANGER)),
    ("alias", sent_by(BANGKOK_BANK, AliasSet)),
    ("alias", called_with(spoil_consent("setAlias", AliasDirectory), AliasSet)),
    ("alias", at(AliasSet, 601)),
    ("alias", alter(AliasSet, wallet=NEIGHBOUR.address)),
    ("alias", alter(AliasSet, alias_hash=bytes(32))),
    ("alias", alter(AliasSet, 1, alias_hash=SHOPS_ALIAS)),
    ("alias", beside(CustomerTierSet, KeyReplaced(NEIGHBOUR.address, STRANGER), 5)),
    ("alias", twice(AliasSet)),
    ("alias", drop(AliasSet)),
    ("alias", sent_by(EXPORTER, AliasRemoved)),
    ("alias", alter(AliasRemoved, wallet=NEIGHBOUR.address)),
    ("validator", twice(ValidatorAdded)),
    ("validator", alter(ValidatorAdded, operator=KEEPER.address)),
    ("validator", alter(ValidatorRemoved, operator=HKMA.address)),
    ("validator", alter(ValidatorKeyReplaced, old_key=STRANGER)),
    ("validator", alter(ValidatorKeyReplaced, new_key=account("validator", "hkma").address)),
    ("validator", both(drop(ValidatorAdded), drop(ValidatorAdded))),
    ("validator", edit(ValidatorAdded, lambda e: [replace(e, key=f"0x{n:040x}") for n in range(1, 66)])),
    ("risk-flag", sent_by(HK_BANK, SubjectFlagged)),
    ("risk-flag", alter(SubjectFlagged, institution=KEEPER.address)),
    ("risk-flag", alter(SubjectFlagged, expires_at=1)),
    ("risk-flag", drop(SubjectFlagged)),
    ("risk-flag", edit(SubjectFlagged, lambda e: [replace(e, institution=f"0x{n:040x}") for n in range(1, 10)])),
    ("risk-flag", sent_by(HK_SUPERVISOR, FlagLifted)),
    ("risk-flag", alter(FlagLifted, institution=HKMA.address)),
    ("risk-flag", sent_by(BANGKOK_BANK, FlagAppealed)),
    ("risk-flag", both(alter(FlagAppealed, bank=BANGKOK_BANK.address), sent_by(BANGKOK_BANK, FlagAppealed))),
    ("risk-flag", alter(FlagAppealed, identifier=bytes(32))),
    ("risk-flag", twice(FlagAppealed)),
    ("risk-flag", drop(FlagAppealed)),
    ("risk-flag", sent_by(HK_SUPERVISOR, AppealDecided)),
    ("risk-flag", both(sent_by(SEALER, AppealDecided), alter(AppealDecided, supervisor=SEALER.address))),
    ("risk-flag", both(alter(SubjectFlagged, institution=SUPERVISOR.address), sent_by(SUPERVISOR, SubjectFlagged))),
]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_people__is_found_by_its_rule(
    blocks: list[RecordedBlock], deployment: Deployment, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(blocks), deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]
