"""Role calls of ParticipantRegistry, AliasDirectory and ValidatorRegistry.

Trusts the stage for who is who.
Never lets a call name somebody who is not on the stage, save a newcomer.
"""

from __future__ import annotations

from typing import Any

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    FARMER,
    HKMA,
    HONG_KONG,
    IMPORTER,
    MILLER,
    SUPERVISOR,
    UNUSED_LEI,
)
from role_calls import role_call
from role_stage import (
    ACTIVE_BANKS,
    ALIAS,
    CENTRAL_BANKS,
    HEIR,
    MAS,
    NOBODY_YET,
    PARTICIPANTS,
    PENDING_BANK,
    SUPERVISORS,
    Stage,
)
from small_network import TIER_EXPIRES_AT_S

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.types import JurisdictionSpec, Role, Status, Tier, Validator
from chain.consents import AliasConsent, CustomerConsent

COMMITMENT = b"newcomer".ljust(32, b"\0")
REASON = "role-call"


def consent_to(stage: Stage, bank: Address, commitment: bytes) -> bytes:
    """A newcomer agrees to be the customer of `bank`."""
    consent = CustomerConsent(NOBODY_YET.address, bank, commitment)
    return stage.network.sign_consent(NOBODY_YET, consent, stage.network.registry)


# --- Participants

NOT_CENTRAL_BANK = errors.RegistryNotCentralBank


@role_call(
    "ParticipantRegistry.admit",
    {"central-bank": [BANK_OF_THAILAND]},
    *(NOT_CENTRAL_BANK, errors.RegistryNotAdmittedAtHome),  # the latter for other central banks: Thailand is its home
)
def admit(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.admit(NOBODY_YET.address, Role.KEEPER, UNUSED_LEI, "", "TH")


@role_call("ParticipantRegistry.acceptAdmission", {"participant": [PENDING_BANK]}, errors.RegistryNotPending)
def accept_admission(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.accept_admission("TH")


@role_call("ParticipantRegistry.setSealingKey", {"participant": PARTICIPANTS}, errors.RegistryNotAdmitted)
def set_sealing_key(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.set_sealing_key(b"\1" * 32)


@role_call(
    "ParticipantRegistry.setParticipantStatus",
    {"central-bank": [BANK_OF_THAILAND]},
    *(NOT_CENTRAL_BANK, errors.RegistryNotAdmitted),
)
def set_participant_status(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.set_participant_status(BANGKOK_BANK.address, Status.SUSPENDED, REASON)


@role_call(
    "ParticipantRegistry.offerHandover",
    {"central-bank": CENTRAL_BANKS, "supervisor": SUPERVISORS},
    errors.RegistryNotHandedOver,
)
def offer_handover(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.offer_handover(NOBODY_YET.address)


@role_call("ParticipantRegistry.acceptHandover", {"handover-target": [HEIR]}, errors.RegistryHandoverNotOffered)
def accept_handover(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.accept_handover(SUPERVISOR.address)


@role_call("ParticipantRegistry.openJurisdiction", {"central-bank-quorum": CENTRAL_BANKS}, errors.QuorumNotCentralBank)
def open_jurisdiction(stage: Stage, caller: Address) -> Call[Any]:
    spec = JurisdictionSpec("JP", "JPY", NOBODY_YET.address, UNUSED_LEI)
    return stage.network.registry.open_jurisdiction(spec)


@role_call(
    "ParticipantRegistry.withdrawApproval",
    {"central-bank-quorum": [HKMA, BANK_OF_THAILAND]},
    *(errors.QuorumNotCentralBank, errors.QuorumNotApproved),
)
def withdraw_approval(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.withdraw_approval(stage.acts["ParticipantRegistry"])


@role_call(
    "ParticipantRegistry.listCentralBankMoney",
    {"central-bank": [MAS]},
    *(NOT_CENTRAL_BANK, errors.RegistryMoneyAlreadyListed),
)
def list_central_bank_money(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.list_central_bank_money(stage.unlisted_money)


@role_call(
    "ParticipantRegistry.listDepositToken",
    {"central-bank": [BANK_OF_THAILAND]},
    *(NOT_CENTRAL_BANK, errors.RegistryMoneyForeign, errors.RegistryMoneyNotListed),
)
def list_deposit_token(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.list_deposit_token(stage.unlisted_deposit)


# --- Customers

NOT_AUTHORITY = errors.RegistryNotCustomersAuthority


@role_call(
    "ParticipantRegistry.registerCustomer", {"bank": ACTIVE_BANKS}, errors.RegistryNotActiveBank, names_caller=True
)
def register_customer(stage: Stage, caller: Address) -> Call[Any]:
    consent = consent_to(stage, caller, COMMITMENT)
    arguments = (NOBODY_YET.address, COMMITMENT, Tier.BASIC, TIER_EXPIRES_AT_S, consent)
    return stage.network.registry.register_customer(*arguments)


@role_call("ParticipantRegistry.setCustomerTier", {"bank": [BANGKOK_BANK]}, NOT_AUTHORITY)
def set_customer_tier(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.set_customer_tier(IMPORTER.address, Tier.BASIC, TIER_EXPIRES_AT_S)


@role_call(
    "ParticipantRegistry.setCustomerStatus",
    {"bank": [BANGKOK_BANK], "central-bank": [BANK_OF_THAILAND]},
    NOT_AUTHORITY,
)
def set_customer_status(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.set_customer_status(IMPORTER.address, Status.SUSPENDED, REASON)


@role_call("ParticipantRegistry.openKeyReplacement", {"bank": [BANGKOK_BANK]}, NOT_AUTHORITY, names_caller=True)
def open_key_replacement(stage: Stage, caller: Address) -> Call[Any]:
    consent = consent_to(stage, caller, IMPORTER.identity.encode())
    arguments = (IMPORTER.address, NOBODY_YET.address, b"case", consent)
    return stage.network.registry.open_key_replacement(*arguments)


@role_call(
    "ParticipantRegistry.stopKeyReplacement",
    {"bank": [BANGKOK_BANK], "central-bank": [BANK_OF_THAILAND], "wallet": [MILLER]},
    NOT_AUTHORITY,
)
def stop_key_replacement(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.stop_key_replacement(MILLER.address)


@role_call("ParticipantRegistry.completeKeyReplacement", {"bank": [BANGKOK_BANK]}, NOT_AUTHORITY)
def complete_key_replacement(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.registry.complete_key_replacement(MILLER.address)


# --- Aliases


@role_call("AliasDirectory.setAlias", {"bank": [BANGKOK_BANK]}, errors.AliasNotWalletsBank)
def set_alias(stage: Stage, caller: Address) -> Call[Any]:
    aliases, alias = stage.network.deployment.aliases, b"new-alias".ljust(32, b"\0")
    consent = AliasConsent(alias, IMPORTER.address, 0, stage.expiry_s)
    signature = stage.network.sign_consent(IMPORTER, consent, aliases)
    return aliases.set_alias(alias, IMPORTER.address, stage.expiry_s, signature)


@role_call("AliasDirectory.removeAlias", {"bank": [CHIANGMAI_BANK], "wallet": [FARMER]}, errors.AliasNotItsOwner)
def remove_alias(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.aliases.remove_alias(ALIAS)


# --- Validators


@role_call("ValidatorRegistry.addValidator", {"central-bank-quorum": CENTRAL_BANKS}, errors.QuorumNotCentralBank)
def add_validator(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.validators.add_validator(Validator(NOBODY_YET.address, MAS.address))


@role_call("ValidatorRegistry.removeValidator", {"central-bank-quorum": CENTRAL_BANKS}, errors.QuorumNotCentralBank)
def remove_validator(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.validators.remove_validator(HONG_KONG.validator_keys[0])


@role_call("ValidatorRegistry.replaceValidatorKey", {"central-bank-quorum": CENTRAL_BANKS}, errors.QuorumNotCentralBank)
def replace_validator_key(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.validators.replace_validator_key(HONG_KONG.validator_keys[0], NOBODY_YET.address)


@role_call(
    "ValidatorRegistry.withdrawApproval",
    {"central-bank-quorum": [HKMA, BANK_OF_THAILAND]},
    *(errors.QuorumNotCentralBank, errors.QuorumNotApproved),
)
def withdraw_validator_approval(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.validators.withdraw_approval(stage.acts["ValidatorRegistry"])
