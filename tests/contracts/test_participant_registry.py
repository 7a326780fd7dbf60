"""What the ParticipantRegistry records, who may make it do so, and what follows for money.

Trusts the small network's genesis; every error is provoked in test_errors.
Never reads storage directly: views and events are what others see.
"""

from __future__ import annotations

import random

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    IMPORTER,
    KEEPER,
    LEIS,
    MAKER,
    STRANGER,
    UNUSED_LEI,
    lei,
)
from small_network import Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.errors import RegistryLeiInvalid
from chain.clients.events import (
    CentralBankMoneyListed,
    CustomerRegistered,
    CustomerStatusChanged,
    DepositTokenListed,
    JurisdictionOpened,
    ParticipantAdmitted,
    ParticipantStatusChanged,
)
from chain.clients.types import Admission, BankAccount, Customer, Participant, Role, Status
from chain.events import Event
from chain.ledger import Outcome
from finance.lei import lei_check, lei_complete


def events_of(outcome: Outcome) -> list[Event]:
    """The events of a transaction in order."""
    return [logged.event for logged in outcome.events]


def genesis_events(network: Network, kind: type[Event]) -> list[Event]:
    """The events of one kind since genesis, read back from the journal."""
    from chain.decoding import decode_log

    decoded = (
        decode_log(log)
        for block in network.ledger.journal.blocks()
        for receipt in block.receipts
        for log in receipt.logs
    )
    return [event for event in decoded if isinstance(event, kind)]


def test_registry__at_genesis__opens_each_jurisdiction_for_its_central_bank(network: Network) -> None:
    assert genesis_events(network, JurisdictionOpened) == [
        JurisdictionOpened("HK", "HKD", HKMA.address, LEIS[HKMA.address]),
        JurisdictionOpened("TH", "THB", BANK_OF_THAILAND.address, LEIS[BANK_OF_THAILAND.address]),
    ]
    admitted = ParticipantAdmitted(HKMA.address, "HK", Role.CENTRAL_BANK, LEIS[HKMA.address], "HK")
    assert genesis_events(network, ParticipantAdmitted)[0] == admitted
    registry = network.registry
    assert network.read(registry.central_bank_of("TH")) == BANK_OF_THAILAND.address
    assert network.read(registry.jurisdiction_of("HKD")) == "HK"
    assert network.read(registry.participant_of(HKMA.address)) == Participant(LEIS[HKMA.address], "HK")
    assert network.read(registry.is_active_for(HKMA.address, "HKD", Role.CENTRAL_BANK))
    assert not network.read(registry.is_active_for(HKMA.address, "THB", Role.CENTRAL_BANK))


def test_registry__at_genesis__lists_each_money(network: Network) -> None:
    thb, deposit = network.money("THB").address, network.deposit(CHIANGMAI_BANK).address
    assert CentralBankMoneyListed("THB", thb) in genesis_events(network, CentralBankMoneyListed)
    assert DepositTokenListed(CHIANGMAI_BANK.address, "THB", deposit) in genesis_events(network, DepositTokenListed)
    assert network.read(network.registry.central_bank_money_of("THB")) == thb
    assert network.read(network.registry.deposit_token_of(CHIANGMAI_BANK.address, "THB")) == deposit


@pytest.mark.parametrize("role", [Role.COMMERCIAL_BANK, Role.MARKET_MAKER, Role.KEEPER])
def test_admit__new_participant__is_active_at_home_alone(network: Network, role: Role) -> None:
    outcome = network.run(HKMA, network.registry.admit(STRANGER.address, role, UNUSED_LEI, "HK"))
    assert events_of(outcome) == [ParticipantAdmitted(STRANGER.address, "HK", role, UNUSED_LEI, "HK")]
    assert network.read(network.registry.admission_of(STRANGER.address, "HK")) == Admission(role, Status.ACTIVE)
    assert network.read(network.registry.admission_of(STRANGER.address, "TH")) == Admission(Role.NONE, Status.NONE)
    assert network.read(network.registry.participant_of(STRANGER.address)) == Participant(UNUSED_LEI, "HK")


def test_admit__participant_from_abroad__keeps_its_home(network: Network) -> None:
    identifier = LEIS[BANGKOK_BANK.address]
    call = network.registry.admit(BANGKOK_BANK.address, Role.COMMERCIAL_BANK, identifier, "TH")
    outcome = network.run(HKMA, call)
    expected = ParticipantAdmitted(BANGKOK_BANK.address, "HK", Role.COMMERCIAL_BANK, identifier, "TH")
    assert events_of(outcome) == [expected]
    assert network.read(network.registry.participant_of(BANGKOK_BANK.address)) == Participant(identifier, "TH")
    assert network.read(network.registry.is_active_for(BANGKOK_BANK.address, "HKD", Role.COMMERCIAL_BANK))


def test_admit__system_contract__has_neither_lei_nor_home(network: Network) -> None:
    contract = network.money("HKD").address
    outcome = network.run(HKMA, network.registry.admit(contract, Role.SYSTEM_CONTRACT, UNUSED_LEI, "HK"))
    assert events_of(outcome) == [ParticipantAdmitted(contract, "HK", Role.SYSTEM_CONTRACT, "", "")]
    assert network.read(network.registry.participant_of(contract)) == Participant("", "")
    # The identifier that was given is still free.
    network.run(HKMA, network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "HK"))


def test_set_participant_status__suspension__holds_where_it_was_decided_alone(network: Network) -> None:
    call = network.registry.set_participant_status(MAKER.address, Status.SUSPENDED, "capital")
    outcome = network.run(BANK_OF_THAILAND, call)
    assert events_of(outcome) == [ParticipantStatusChanged(MAKER.address, "TH", Status.SUSPENDED, "capital")]
    assert not network.read(network.registry.is_active_for(MAKER.address, "THB", Role.MARKET_MAKER))
    assert network.read(network.registry.is_active_for(MAKER.address, "HKD", Role.MARKET_MAKER))


def test_set_participant_status__reinstated_then_revoked__is_active_and_then_never_again(network: Network) -> None:
    for status, active in [(Status.SUSPENDED, False), (Status.ACTIVE, True), (Status.REVOKED, False)]:
        network.set_participant(BANK_OF_THAILAND, KEEPER, status)
        assert network.read(network.registry.is_active_for(KEEPER.address, "THB", Role.KEEPER)) is active


def test_register_customer__new_wallet__is_bound_to_its_bank_with_its_commitment(network: Network) -> None:
    commitment = bytes(range(32))
    outcome = network.run(CHIANGMAI_BANK, network.registry.register_customer(STRANGER.address, commitment))
    assert events_of(outcome) == [CustomerRegistered(STRANGER.address, CHIANGMAI_BANK.address, commitment)]
    expected = Customer(CHIANGMAI_BANK.address, Status.ACTIVE, commitment)
    assert network.read(network.registry.customer_of(STRANGER.address)) == expected


@pytest.mark.parametrize("authority", [BANGKOK_BANK, BANK_OF_THAILAND], ids=["its bank", "the central bank"])
def test_set_customer_status__by_who_may__is_recorded_with_the_reason(network: Network, authority: Account) -> None:
    for status in (Status.SUSPENDED, Status.ACTIVE):
        call = network.registry.set_customer_status(IMPORTER.address, status, "court order 7")
        expected = CustomerStatusChanged(IMPORTER.address, authority.address, status, "court order 7")
        assert events_of(network.run(authority, call)) == [expected]
        assert network.read(network.registry.customer_of(IMPORTER.address)).status is status


def test_account_of__each_party__has_all_that_a_settlement_asks(network: Network) -> None:
    account = network.read(network.registry.account_of(EXPORTER.address, "HKD"))
    deposit, money = network.deposit(HONGKONG_BANK).address, network.money("HKD").address
    assert account == BankAccount(HONGKONG_BANK.address, Status.ACTIVE, Status.ACTIVE, deposit, money)
    abroad = network.read(network.registry.account_of(EXPORTER.address, "THB"))
    thb = network.money("THB").address
    assert abroad == BankAccount(HONGKONG_BANK.address, Status.ACTIVE, Status.NONE, ZERO_ADDRESS, thb)
    nobody = network.read(network.registry.account_of(STRANGER.address, "HKD"))
    assert nobody == BankAccount(ZERO_ADDRESS, Status.NONE, Status.NONE, ZERO_ADDRESS, money)


def test_list_deposit_token__foreign_bank_admitted_here__keeps_two_currencies(network: Network) -> None:
    branch = network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    account = network.read(network.registry.account_of(IMPORTER.address, "HKD"))
    assert (account.bank_status, account.deposit_token) == (Status.ACTIVE, branch.address)
    home = network.read(network.registry.account_of(IMPORTER.address, "THB"))
    assert home.deposit_token == network.deposit(BANGKOK_BANK).address


def test_views__unknown_keys__are_zero(network: Network) -> None:
    registry = network.registry
    assert network.read(registry.jurisdiction_of("CNY")) == ""
    assert network.read(registry.central_bank_of("CN")) == ZERO_ADDRESS
    assert network.read(registry.central_bank_money_of("CNY")) == ZERO_ADDRESS
    assert network.read(registry.deposit_token_of(STRANGER.address, "HKD")) == ZERO_ADDRESS
    assert network.read(registry.customer_of(STRANGER.address)) == Customer(ZERO_ADDRESS, Status.NONE, bytes(32))
    assert not network.read(registry.is_active_for(STRANGER.address, "CNY", Role.NONE))


def lei_candidates() -> list[str]:
    """Right and wrong identifiers: check digits of the same remainder, letters for check digits, bad characters."""
    draw = random.Random(1)
    bases = ["".join(draw.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=18)) for _ in range(4)]
    right = [lei_complete(base) for base in bases]
    digits = next(lei(n) for n in range(1, 200) if lei(n)[18:] == "97")
    letters = right[0][:18] + "A" + right[0][19]
    return [*right, digits, digits[:18] + "00", letters, right[1].lower(), right[2][:7] + "-" + right[2][8:], ""]


def test_admit__lei__is_judged_as_off_chain(network: Network) -> None:
    judged = {}
    for candidate in lei_candidates():
        call = network.registry.admit(STRANGER.address, Role.KEEPER, candidate, "HK")
        try:
            network.read(call, sender=HKMA)
            judged[candidate] = True
        except RegistryLeiInvalid as error:
            assert error.lei == candidate
            judged[candidate] = False
    assert judged == {candidate: lei_check(candidate) for candidate in judged}
    assert set(judged.values()) == {True, False}
