"""The part of the audited run in which people come and go: supervisors, validators, lost keys, hand-overs, flags.

Trusts the story's ledger and signatures.
Never does what fails.
"""

from __future__ import annotations

from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    FINDER,
    HK_BANK,
    HK_SUPERVISOR,
    HKMA,
    MAS,
    NEIGHBOUR,
    NEW_HKMA,
    NEW_SUPERVISOR,
    SALT,
    SEALER,
    SHOP,
    SUPERVISOR,
    TIER_UNTIL_S,
    account,
    lei,
)
from audited_story import Story

from chain.accounts import Account
from chain.clients.types import JurisdictionSpec, Role, Status, Tier, Validator
from chain.commitments import hash_alias
from chain.consents import AliasConsent, CustomerConsent
from chain.deploy import seal_all
from chain.identifiers import act_id, subject_identifier

SHOPS_ALIAS, NEIGHBOURS_ALIAS = (hash_alias(SALT, text) for text in ("+66811111111", "+66822222222"))


def bring_authorities(story: Story) -> None:
    """Supervisors and an operator are admitted; keys are stated; validators change; a third jurisdiction opens."""
    registry = story.deployment.registry
    for authority, account_, role, number, bic, home in (
        (BANK_OF_THAILAND, SUPERVISOR, Role.SUPERVISOR, 30, "", "TH"),
        (HKMA, HK_SUPERVISOR, Role.SUPERVISOR, 31, "CRDRHKSV", "HK"),
        (HKMA, SEALER, Role.VALIDATOR_OPERATOR, 32, "", "HK"),
    ):
        story.do(authority, registry.admit(account_.address, role, lei(number), bic, home))
        story.do(account_, registry.accept_admission(home))
    story.do(BANGKOK_BANK, registry.set_sealing_key(b"\7" * 32))
    _change_validators(story)
    spec = JurisdictionSpec("SG", "SGD", MAS.address, lei(3))
    story.do(HKMA, registry.open_jurisdiction(spec))
    story.do(HKMA, registry.withdraw_approval(act_id(registry, "openJurisdiction", spec)))
    story.do(BANK_OF_THAILAND, registry.open_jurisdiction(spec))
    story.do(HKMA, registry.open_jurisdiction(spec))
    story.do(HKMA, story.deployment.validators.remove_validator(account("validator", "hkma").address))


def _change_validators(story: Story) -> None:
    """One is added, one is given another key, and one leaves, each by both central banks."""
    validators = story.deployment.validators
    added, renewed = account("validator", "sealer"), account("validator", "renewed")
    for call in (
        validators.add_validator(Validator(added.address, SEALER.address)),
        validators.replace_validator_key(added.address, renewed.address),
        validators.remove_validator(renewed.address),
    ):
        story.do(HKMA, call)
        story.do(BANK_OF_THAILAND, call)


def know_customers(story: Story) -> None:
    """Tiers, aliases, and a suspension that only the central bank lifts."""
    registry, aliases = story.deployment.registry, story.deployment.aliases
    story.do(BANGKOK_BANK, registry.set_customer_tier(NEIGHBOUR.address, Tier.BASIC, TIER_UNTIL_S))
    story.do(BANGKOK_BANK, registry.set_customer_status(NEIGHBOUR.address, Status.SUSPENDED, "papers"))
    story.do(BANK_OF_THAILAND, registry.set_customer_status(NEIGHBOUR.address, Status.SUSPENDED, "court"))
    story.do(BANK_OF_THAILAND, registry.set_customer_status(NEIGHBOUR.address, Status.ACTIVE, "court"))
    for bank, wallet, alias in ((CHIANGMAI_BANK, SHOP, SHOPS_ALIAS), (BANGKOK_BANK, NEIGHBOUR, NEIGHBOURS_ALIAS)):
        consent = AliasConsent(alias, wallet.address, 0, story.ledger.timestamp_s + 600)
        signature = story.sign(wallet, consent, aliases)
        story.do(bank, aliases.set_alias(alias, wallet.address, consent.deadline, signature))
    story.do(SHOP, aliases.remove_alias(SHOPS_ALIAS))


def share_flags(story: Story) -> None:
    """A flag is appealed against and upheld, one rejected, one lifted."""
    risks, registry = story.deployment.risks, story.deployment.registry
    number = story.ledger.read(registry.customer_of(EXPORTER.address)).number
    subject, until_s = subject_identifier(SALT, number), story.ledger.timestamp_s + 90 * DAY_S
    story.do(BANGKOK_BANK, risks.flag(subject, "invoice-fraud", until_s))
    story.do(HK_BANK, risks.appeal(number, BANGKOK_BANK.address))
    story.do(SUPERVISOR, risks.decide(subject, BANGKOK_BANK.address, True))
    story.do(SUPERVISOR, risks.flag(subject, "second-look", until_s))
    story.do(SUPERVISOR, risks.lift(subject))
    stranger = subject_identifier(SALT, 999)
    story.do(CHIANGMAI_BANK, risks.flag(stranger, "unknown-person", until_s))


def lose_a_key(story: Story) -> None:
    """The neighbour's procedure is opened, stopped, opened again and completed after three days."""
    registry = story.deployment.registry
    commitment = story.ledger.read(registry.customer_of(NEIGHBOUR.address)).identity_commitment
    consent = CustomerConsent(FINDER.address, BANGKOK_BANK.address, commitment)
    signature = story.sign(FINDER, consent, registry)
    opening = registry.open_key_replacement(NEIGHBOUR.address, FINDER.address, b"case-1".ljust(32, b"\0"), signature)
    story.do(BANGKOK_BANK, opening)
    story.do(NEIGHBOUR, registry.stop_key_replacement(NEIGHBOUR.address))
    story.do(BANGKOK_BANK, opening)
    completion = registry.complete_key_replacement(NEIGHBOUR.address)
    story.do(BANGKOK_BANK, completion, story.ledger.timestamp_s + 3 * DAY_S)
    story.do(BANGKOK_BANK, story.deployment.deposit("th-bank-1").move_holdings(NEIGHBOUR.address))


def hand_over(story: Story) -> None:
    """A bank is revoked and its customer taken over; a supervisor and a central bank go on under other keys."""
    registry = story.deployment.registry
    _open_replacement_of_the_shop(story)
    story.do(BANK_OF_THAILAND, registry.set_participant_status(CHIANGMAI_BANK.address, Status.REVOKED, "insolvent"))
    story.register(BANGKOK_BANK, SHOP, b"\x44" * 32)
    seal_all(story.ledger)
    for former, heir in ((HK_SUPERVISOR, NEW_SUPERVISOR), (HKMA, NEW_HKMA)):
        story.do(former, registry.offer_handover(heir.address))
        story.do(heir, registry.accept_handover(former.address))
    story.do(NEW_HKMA, registry.set_participant_status(SEALER.address, Status.SUSPENDED, "outage"))


def _open_replacement_of_the_shop(story: Story) -> None:
    """It is open when the shop's bank goes, and ends with the account."""
    registry = story.deployment.registry
    heir: Account = account("wallet", "new-shop")
    consent = CustomerConsent(heir.address, CHIANGMAI_BANK.address, bytes([4]) * 32)
    signature = story.sign(heir, consent, registry)
    story.do(CHIANGMAI_BANK, registry.open_key_replacement(SHOP.address, heir.address, bytes(32), signature))
