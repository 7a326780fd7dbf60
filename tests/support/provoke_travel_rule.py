"""Provocations of every error of the exchange of travel-rule records.

Trusts `travel_records` for what a bank says when nothing is wrong.
Never provokes what the rule asks of a payment: that is a refusal.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK, MAKER, STRANGER, SUPERVISOR
from provocation import Provocation, Provoker, provokes
from small_network import Network
from travel_records import ALTERED, COMMITMENT, OTHER_UETR, SEALED, UETR, acknowledging, sending, travel_rule

from chain.accounts import Account
from chain.clients import errors
from chain.clients.types import Status

NO_HASH = bytes(32)


def sent_by(sender: Account) -> Provoker:
    """A record sent by somebody who is no bank."""

    def provoker(network: Network) -> Provocation:
        return Provocation(sender, sending(network), errors.TravelRuleNotBank(sender.address))

    provoker.__name__ = f"record_sent_by_{sender.identity.replace('-', '_')}"
    return provoker


for nobank in (STRANGER, MAKER, SUPERVISOR, BANK_OF_THAILAND):
    provokes(errors.TravelRuleNotBank)(sent_by(nobank))


@provokes(errors.TravelRuleNotBank)
def record_sent_by_a_suspended_bank(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    return Provocation(BANGKOK_BANK, sending(network), errors.TravelRuleNotBank(BANGKOK_BANK.address))


@provokes(errors.TravelRuleReceiverIsSender)
def record_sent_to_oneself(network: Network) -> Provocation:
    expected = errors.TravelRuleReceiverIsSender(BANGKOK_BANK.address)
    return Provocation(BANGKOK_BANK, sending(network, receiver=BANGKOK_BANK), expected)


def sent_to(receiver: Account, currency: str) -> Provoker:
    """A record sent to somebody who is no bank where the currency is issued."""

    def provoker(network: Network) -> Provocation:
        expected = errors.TravelRuleReceiverUnknown(receiver.address, currency)
        return Provocation(BANGKOK_BANK, sending(network, receiver=receiver, currency=currency), expected)

    provoker.__name__ = f"record_in_{currency}_sent_to_{receiver.identity.replace('-', '_')}"
    return provoker


for unknown in ((STRANGER, "THB"), (MAKER, "THB"), (HONGKONG_BANK, "THB"), (HONGKONG_BANK, "XXX")):
    provokes(errors.TravelRuleReceiverUnknown)(sent_to(*unknown))


@provokes(errors.TravelRuleHashMissing)
def record_sent_without_a_commitment(network: Network) -> Provocation:
    call = sending(network, commitment=NO_HASH)
    return Provocation(BANGKOK_BANK, call, errors.TravelRuleHashMissing(NO_HASH, SEALED))


@provokes(errors.TravelRuleHashMissing)
def record_sent_without_a_ciphertext(network: Network) -> Provocation:
    call = sending(network, ciphertext_hash=NO_HASH)
    return Provocation(BANGKOK_BANK, call, errors.TravelRuleHashMissing(COMMITMENT, NO_HASH))


@provokes(errors.TravelRuleRecordExists)
def another_record_sent_of_one_payment(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, sending(network))
    expected = errors.TravelRuleRecordExists(BANGKOK_BANK.address, UETR)
    return Provocation(BANGKOK_BANK, sending(network, ciphertext_hash=ALTERED), expected)


@provokes(errors.TravelRuleRecordUnknown)
def record_acknowledged_that_nobody_sent(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, sending(network))
    expected = errors.TravelRuleRecordUnknown(BANGKOK_BANK.address, OTHER_UETR)
    return Provocation(CHIANGMAI_BANK, acknowledging(network, uetr=OTHER_UETR), expected)


def acknowledged_by(account: Account) -> Provoker:
    """A record acknowledged by somebody who was not sent it."""

    def provoker(network: Network) -> Provocation:
        network.run(BANGKOK_BANK, sending(network))
        expected = errors.TravelRuleNotReceiver(account.address, CHIANGMAI_BANK.address)
        return Provocation(account, acknowledging(network), expected)

    provoker.__name__ = f"record_acknowledged_by_{account.identity.replace('-', '_')}"
    return provoker


for other in (BANGKOK_BANK, HONGKONG_BANK, BANK_OF_THAILAND, STRANGER):
    provokes(errors.TravelRuleNotReceiver)(acknowledged_by(other))


@provokes(errors.TravelRuleAlreadyAcknowledged)
def record_acknowledged_twice(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, sending(network))
    network.run(CHIANGMAI_BANK, acknowledging(network))
    known = network.read(travel_rule(network).record_of(BANGKOK_BANK.address, UETR))
    expected = errors.TravelRuleAlreadyAcknowledged(BANGKOK_BANK.address, UETR, known.acknowledged_at)
    return Provocation(CHIANGMAI_BANK, acknowledging(network), expected)


@provokes(errors.TravelRuleCiphertextDiffers)
def other_ciphertext_acknowledged(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, sending(network))
    expected = errors.TravelRuleCiphertextDiffers(SEALED, ALTERED)
    return Provocation(CHIANGMAI_BANK, acknowledging(network, ciphertext_hash=ALTERED), expected)
