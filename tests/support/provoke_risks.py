"""Provocations of every error of the RiskRegistry.

Trusts the small network for whose customer a subject is.
Never flags anybody for good: each flag has an end.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    KEEPER,
    STRANGER,
    SUPERVISOR,
    actor,
    lei,
)
from provocation import Provocation, provokes
from rule_books import subject_of
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients import errors
from chain.clients.types import Appeal, Role, Status

FLAGS_MAX = 8


def identifier(network: Network, wallet: Account = IMPORTER) -> bytes:
    """The salted hash by which a wallet's customer is flagged."""
    return network.read(network.deployment.risks.identifier_of(subject_of(network, wallet)))


def flagging(network: Network, wallet: Account = IMPORTER) -> Call[None]:
    """The call that flags a customer for a day."""
    return network.deployment.risks.flag(identifier(network, wallet), "mule account", network.now_s + DAY_S)


def appealing(network: Network, institution: Account = HONGKONG_BANK) -> Call[None]:
    """The call that appeals against an institution's flag on the importer."""
    return network.deployment.risks.appeal(subject_of(network, IMPORTER), institution.address)


def deciding(network: Network, institution: Account = HONGKONG_BANK) -> Call[None]:
    """The call that upholds the appeal against an institution's flag on the importer."""
    return network.deployment.risks.decide(identifier(network), institution.address, True)


@provokes(errors.RiskNotInstitution)
def stranger_flags(network: Network) -> Provocation:
    return Provocation(STRANGER, flagging(network), errors.RiskNotInstitution(STRANGER.address))


@provokes(errors.RiskNotInstitution)
def keeper_flags(network: Network) -> Provocation:
    return Provocation(KEEPER, flagging(network), errors.RiskNotInstitution(KEEPER.address))


@provokes(errors.RiskNotInstitution)
def suspended_bank_flags(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    return Provocation(CHIANGMAI_BANK, flagging(network), errors.RiskNotInstitution(CHIANGMAI_BANK.address))


@provokes(errors.RiskExpiryPast)
def flag_that_ended_a_second_ago(network: Network) -> Provocation:
    expires_at_s = network.now_s
    call = network.deployment.risks.flag(identifier(network), "late", expires_at_s)
    return Provocation(HONGKONG_BANK, call, errors.RiskExpiryPast(expires_at_s), at_s=expires_at_s + 1)


@provokes(errors.RiskFlagMissing)
def flag_lifted_that_nobody_raised(network: Network) -> Provocation:
    call = network.deployment.risks.lift(identifier(network))
    return Provocation(HONGKONG_BANK, call, errors.RiskFlagMissing(identifier(network), HONGKONG_BANK.address))


@provokes(errors.RiskFlagMissing)
def flag_of_another_institution_lifted(network: Network) -> Provocation:
    network.run(HONGKONG_BANK, flagging(network))
    call = network.deployment.risks.lift(identifier(network))
    return Provocation(CHIANGMAI_BANK, call, errors.RiskFlagMissing(identifier(network), CHIANGMAI_BANK.address))


@provokes(errors.RiskTooManyFlags)
def ninth_institution_flags(network: Network) -> Provocation:
    for number in range(FLAGS_MAX):
        institution = actor("bank", f"flagging-bank-{number}")
        network.admit(HKMA, institution, Role.COMMERCIAL_BANK, lei(200 + number), "HK")
        network.run(institution, flagging(network))
    expected = errors.RiskTooManyFlags(identifier(network), FLAGS_MAX)
    return Provocation(HONGKONG_BANK, flagging(network), expected)


def appealed_by(network: Network, sender: Account) -> Provocation:
    """An appeal of somebody who does not keep the flagged customer's account."""
    network.run(HONGKONG_BANK, flagging(network))
    expected = errors.RiskNotSubjectsBank(sender.address, subject_of(network, IMPORTER))
    return Provocation(sender, appealing(network), expected)


@provokes(errors.RiskNotSubjectsBank)
def customer_appeals(network: Network) -> Provocation:
    return appealed_by(network, IMPORTER)


@provokes(errors.RiskNotSubjectsBank)
def another_bank_appeals(network: Network) -> Provocation:
    return appealed_by(network, CHIANGMAI_BANK)


@provokes(errors.RiskNotSubjectsBank)
def participant_appeals_for_itself(network: Network) -> Provocation:
    subject = subject_of(network, BANGKOK_BANK)
    call = network.deployment.risks.appeal(subject, HONGKONG_BANK.address)
    return Provocation(BANGKOK_BANK, call, errors.RiskNotSubjectsBank(BANGKOK_BANK.address, subject))


@provokes(errors.RiskAppealTwice)
def appealed_twice(network: Network) -> Provocation:
    network.run(HONGKONG_BANK, flagging(network))
    network.run(BANGKOK_BANK, appealing(network))
    expected = errors.RiskAppealTwice(identifier(network), HONGKONG_BANK.address)
    return Provocation(BANGKOK_BANK, appealing(network), expected)


@provokes(errors.RiskAppealNotOpen)
def decided_without_an_appeal(network: Network) -> Provocation:
    network.run(HONGKONG_BANK, flagging(network))
    expected = errors.RiskAppealNotOpen(identifier(network), HONGKONG_BANK.address, Appeal.NONE)
    return Provocation(HONGKONG_SUPERVISOR, deciding(network), expected)


@provokes(errors.RiskAppealNotOpen)
def decided_twice(network: Network) -> Provocation:
    network.run(HONGKONG_BANK, flagging(network))
    network.run(BANGKOK_BANK, appealing(network))
    network.run(HONGKONG_SUPERVISOR, deciding(network))
    expected = errors.RiskAppealNotOpen(identifier(network), HONGKONG_BANK.address, Appeal.UPHELD)
    return Provocation(HONGKONG_SUPERVISOR, deciding(network), expected)


@provokes(errors.RiskNotSupervisor)
def supervisor_of_another_home_decides(network: Network) -> Provocation:
    network.run(HONGKONG_BANK, flagging(network))
    network.run(BANGKOK_BANK, appealing(network))
    expected = errors.RiskNotSupervisor(SUPERVISOR.address, HONGKONG_BANK.address)
    return Provocation(SUPERVISOR, deciding(network), expected)


@provokes(errors.RiskNotSupervisor)
def supervisor_decides_on_its_own_flag(network: Network) -> Provocation:
    network.run(HONGKONG_SUPERVISOR, flagging(network))
    network.run(BANGKOK_BANK, appealing(network, HONGKONG_SUPERVISOR))
    expected = errors.RiskNotSupervisor(HONGKONG_SUPERVISOR.address, HONGKONG_SUPERVISOR.address)
    return Provocation(HONGKONG_SUPERVISOR, deciding(network, HONGKONG_SUPERVISOR), expected)
