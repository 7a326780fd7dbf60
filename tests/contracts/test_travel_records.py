"""TravelRule's records: sent once by a bank to a bank, due by the currency's period, acknowledged by its receiver.

Trusts test_errors for who is turned away and with what, and test_rules_settings for who sets the period.
Never seals a record: the chain has two hashes of it.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK
from rule_books import ask
from small_network import DAY_S, Network
from travel_records import ALTERED, COMMITMENT, OTHER_UETR, PERIOD_S, SEALED, UETR, acknowledging, sending, travel_rule

from chain.abi import ZERO_ADDRESS
from chain.clients.errors import TravelRuleReceiverUnknown
from chain.clients.events import PaymentSettled, TravelRuleRecordAcknowledged, TravelRuleRecordSent
from chain.clients.travel_rule import TravelRule
from chain.clients.types import SentRecord, Status

NOTHING = SentRecord(ZERO_ADDRESS, 0, 0, bytes(32))
BANKS = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)


def stored(network: Network, uetr: str = UETR) -> SentRecord:
    """What stands of Bangkok Bank's record."""
    return network.read(travel_rule(network).record_of(BANGKOK_BANK.address, uetr))


def set_period(network: Network, period_s: int = PERIOD_S) -> None:
    """How long a bank that is paid in THB has."""
    network.run(BANK_OF_THAILAND, travel_rule(network).set_acknowledgement_period("THB", period_s))


def test_send__without_a_period__is_told_and_never_due(network: Network) -> None:
    outcome = network.run(BANGKOK_BANK, sending(network))
    event = TravelRuleRecordSent(UETR, *BANKS, "THB", COMMITMENT, SEALED, 0)
    assert [logged.event for logged in outcome.events] == [event]
    assert stored(network) == SentRecord(CHIANGMAI_BANK.address, 0, 0, SEALED)
    assert stored(network, OTHER_UETR) == NOTHING


def test_send__with_a_period__is_due_that_much_later_by_the_payees_currency(network: Network) -> None:
    set_period(network)
    at_s = network.now_s + 7
    sent = network.run(BANGKOK_BANK, sending(network), at_s=at_s).first(TravelRuleRecordSent)
    abroad = sending(network, uetr=OTHER_UETR, receiver=HONGKONG_BANK, currency="HKD")
    undue = network.run(BANGKOK_BANK, abroad).first(TravelRuleRecordSent)
    assert sent is not None
    assert sent.due_at == stored(network).due_at == at_s + PERIOD_S
    assert undue is not None
    assert undue.due_at == stored(network, OTHER_UETR).due_at == 0


def test_send__longest_period__is_due_after_a_hundred_years(network: Network) -> None:
    set_period(network, 2**32 - 1)
    network.run(BANGKOK_BANK, sending(network))
    assert stored(network).due_at == network.ledger.timestamp_s + 2**32 - 1


def test_set_period__record_already_sent__keeps_its_deadline(network: Network) -> None:
    set_period(network)
    network.run(BANGKOK_BANK, sending(network))
    due_at = stored(network).due_at
    set_period(network, 1)
    assert stored(network).due_at == due_at
    event = network.run(CHIANGMAI_BANK, acknowledging(network), at_s=due_at).first(TravelRuleRecordAcknowledged)
    assert event is not None
    assert not event.is_late


@pytest.mark.parametrize(("after_s", "is_late"), [(-1, False), (0, False), (1, True), (365 * DAY_S, True)])
def test_acknowledge__around_the_deadline__is_late_after_its_last_second(
    network: Network, after_s: int, is_late: bool
) -> None:
    set_period(network)
    network.run(BANGKOK_BANK, sending(network))
    at_s = stored(network).due_at + after_s
    outcome = network.run(CHIANGMAI_BANK, acknowledging(network), at_s=at_s)
    event = TravelRuleRecordAcknowledged(UETR, *BANKS, SEALED, is_late)
    assert [logged.event for logged in outcome.events] == [event]
    assert stored(network) == SentRecord(CHIANGMAI_BANK.address, at_s - after_s, at_s, SEALED)


def test_acknowledge__no_deadline__is_never_late(network: Network) -> None:
    network.run(BANGKOK_BANK, sending(network))
    at_s = network.now_s + 365 * DAY_S
    event = network.run(CHIANGMAI_BANK, acknowledging(network), at_s=at_s).first(TravelRuleRecordAcknowledged)
    assert event is not None
    assert not event.is_late


def test_send__one_uetr_by_two_banks__are_two_records(network: Network) -> None:
    squat = sending(network, receiver=BANGKOK_BANK, ciphertext_hash=ALTERED)
    network.run(CHIANGMAI_BANK, squat)
    network.run(BANGKOK_BANK, sending(network))
    network.run(CHIANGMAI_BANK, acknowledging(network))
    squatted = network.read(travel_rule(network).record_of(CHIANGMAI_BANK.address, UETR))
    assert squatted == SentRecord(BANGKOK_BANK.address, 0, 0, ALTERED)
    assert stored(network).acknowledged_at == network.ledger.timestamp_s


def test_send__receiver_by_the_payees_currency__is_a_bank_there(network: Network) -> None:
    with pytest.raises(TravelRuleReceiverUnknown):
        network.run(BANGKOK_BANK, sending(network, receiver=HONGKONG_BANK))
    network.run(BANGKOK_BANK, sending(network, receiver=HONGKONG_BANK, currency="HKD"))
    assert stored(network).receiver == HONGKONG_BANK.address


def test_exchange__receiver_suspended_meanwhile__is_told_and_may_acknowledge(network: Network) -> None:
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    network.run(BANGKOK_BANK, sending(network))
    network.run(CHIANGMAI_BANK, acknowledging(network))
    assert stored(network).acknowledged_at == network.ledger.timestamp_s


def test_exchange__payment_that_needs_a_record__settles_whether_or_not_it_was_sent(network: Network) -> None:
    ask(network, network.deposit(BANGKOK_BANK), TravelRule)
    network.run(BANK_OF_THAILAND, travel_rule(network).set_threshold("THB", 0))
    set_period(network, 1)
    network.run(BANGKOK_BANK, sending(network))
    for uetr in (UETR, OTHER_UETR):
        order = network.domestic_order(uetr=uetr, travel_rule_hash=COMMITMENT)
        assert network.settle(order).first(PaymentSettled) is not None
