"""What the ParticipantRegistry records, who may make it do so, and what follows for money.

Trusts the small network's genesis; every error is provoked in test_errors.
Never reads storage directly: views and events are what others see.
"""

from __future__ import annotations

import random
from dataclasses import replace

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
from customers import NEW_KEY
from rule_books import subject_of
from small_network import Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.clients.errors import (
    ERC7943CannotReceive,
    RegistryBicInvalid,
    RegistryLeiInvalid,
    RegistryLeiTaken,
    RegistryNotActiveBank,
)
from chain.clients.events import (
    CentralBankMoneyListed,
    DepositTokenListed,
    JurisdictionOpened,
    ParticipantAdmitted,
    ParticipantStatusChanged,
    SealingKeySet,
)
from chain.clients.types import Admission, BankAccount, Customer, Participant, Role, Status, Tier
from chain.events import Event
from finance.lei import lei_check, lei_complete

NO_KEY = bytes(32)
NOT_ACCEPTED = (Role.CENTRAL_BANK, Role.SYSTEM_CONTRACT)


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
    office = (Role.CENTRAL_BANK, Status.ACTIVE)
    admitted = ParticipantAdmitted(HKMA.address, "HK", *office, LEIS[HKMA.address], "", "HK")
    assert genesis_events(network, ParticipantAdmitted)[0] == admitted
    registry = network.registry
    assert network.read(registry.central_bank_of("TH")) == BANK_OF_THAILAND.address
    assert network.read(registry.jurisdiction_of("HKD")) == "HK"
    assert network.read(registry.jurisdiction_count()) == 2
    assert network.read(registry.jurisdiction_spoken_for(BANK_OF_THAILAND.address)) == ("TH", 1)
    assert network.read(registry.participant_of(HKMA.address)) == Participant(LEIS[HKMA.address], "HK", "", NO_KEY)
    assert network.read(registry.is_active_for(HKMA.address, "HKD", Role.CENTRAL_BANK))
    assert not network.read(registry.is_active_for(HKMA.address, "THB", Role.CENTRAL_BANK))


def test_registry__at_genesis__lists_each_money(network: Network) -> None:
    thb, deposit = network.money("THB").address, network.deposit(CHIANGMAI_BANK).address
    assert CentralBankMoneyListed("THB", thb) in genesis_events(network, CentralBankMoneyListed)
    assert DepositTokenListed(CHIANGMAI_BANK.address, "THB", deposit) in genesis_events(network, DepositTokenListed)
    assert network.read(network.registry.central_bank_money_of("THB")) == thb
    assert network.read(network.registry.deposit_token_of(CHIANGMAI_BANK.address, "THB")) == deposit


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.NONE, *NOT_ACCEPTED)])
def test_admit__new_participant__is_pending_until_it_accepts_and_at_home_alone(network: Network, role: Role) -> None:
    registry = network.registry
    outcome = network.run(HKMA, registry.admit(STRANGER.address, role, UNUSED_LEI, "HSBCHKHH", "HK"))
    expected = ParticipantAdmitted(STRANGER.address, "HK", role, Status.PENDING, UNUSED_LEI, "HSBCHKHH", "HK")
    assert events_of(outcome) == [expected]
    assert network.read(registry.admission_of(STRANGER.address, "HK")) == Admission(role, Status.PENDING)
    assert not network.read(registry.is_active_for(STRANGER.address, "HKD", role))
    outcome = network.run(STRANGER, registry.accept_admission("HK"))
    accepted = ParticipantStatusChanged(STRANGER.address, "HK", Status.ACTIVE, "admission-accepted")
    assert events_of(outcome) == [accepted]
    assert network.read(registry.is_active_for(STRANGER.address, "HKD", role))
    assert network.read(registry.admission_of(STRANGER.address, "TH")) == Admission(Role.NONE, Status.NONE)
    participant = Participant(UNUSED_LEI, "HK", "HSBCHKHH", NO_KEY)
    assert network.read(registry.participant_of(STRANGER.address)) == participant


def test_admit__bank_that_has_not_accepted__can_do_nothing(network: Network) -> None:
    network.run(HKMA, network.registry.admit(STRANGER.address, Role.COMMERCIAL_BANK, UNUSED_LEI, "", "HK"))
    hkd = network.money("HKD")
    assert not network.read(hkd.can_receive(STRANGER.address))
    attempts = [
        (HKMA, hkd.issue(STRANGER.address, 1, b"x"), ERC7943CannotReceive),
        (STRANGER, network.registration(STRANGER, NEW_KEY), RegistryNotActiveBank),
    ]
    assert [type(network.attempt(who, call).error) for who, call, _ in attempts] == [kind for *_, kind in attempts]


def test_admit__participant_from_abroad__keeps_its_home_and_accepts_each_currency_by_itself(network: Network) -> None:
    registry, identifier = network.registry, LEIS[BANGKOK_BANK.address]
    outcome = network.run(HKMA, registry.admit(BANGKOK_BANK.address, Role.COMMERCIAL_BANK, identifier, "", "TH"))
    expected = ParticipantAdmitted(
        BANGKOK_BANK.address, "HK", Role.COMMERCIAL_BANK, Status.PENDING, identifier, "", "TH"
    )
    assert events_of(outcome) == [expected]
    assert network.read(registry.participant_of(BANGKOK_BANK.address)) == Participant(identifier, "TH", "", NO_KEY)
    assert not network.read(registry.is_active_for(BANGKOK_BANK.address, "HKD", Role.COMMERCIAL_BANK))
    assert network.read(registry.is_active_for(BANGKOK_BANK.address, "THB", Role.COMMERCIAL_BANK))
    network.run(BANGKOK_BANK, registry.accept_admission("HK"))
    assert network.read(registry.is_active_for(BANGKOK_BANK.address, "HKD", Role.COMMERCIAL_BANK))


def test_admit__pending_account_revoked__frees_its_lei_and_bic_for_the_account_that_was_meant(network: Network) -> None:
    registry = network.registry
    papers = (Role.COMMERCIAL_BANK, UNUSED_LEI, "HSBCHKHH", "HK")
    network.run(HKMA, registry.admit(NEW_KEY.address, *papers))
    network.set_participant(HKMA, NEW_KEY, Status.REVOKED)
    network.admit(HKMA, STRANGER, papers[0], papers[1], papers[3], bic=papers[2])
    assert network.read(registry.participant_of(STRANGER.address)).bic == "HSBCHKHH"
    assert network.read(registry.participant_of(NEW_KEY.address)) == Participant("", "", "", NO_KEY)
    assert network.read(registry.admission_of(NEW_KEY.address, "HK")).status is Status.REVOKED


def test_admit__pending_abroad_and_revoked_there__is_at_home_what_it_was(network: Network) -> None:
    registry, identifier = network.registry, LEIS[BANGKOK_BANK.address]
    network.run(HKMA, registry.admit(BANGKOK_BANK.address, Role.COMMERCIAL_BANK, identifier, "", "TH"))
    network.set_participant(HKMA, BANGKOK_BANK, Status.REVOKED)
    assert network.read(registry.participant_of(BANGKOK_BANK.address)) == Participant(identifier, "TH", "", NO_KEY)
    assert network.read(registry.is_active_for(BANGKOK_BANK.address, "THB", Role.COMMERCIAL_BANK))


def test_admit__revoked_participant__keeps_its_lei(network: Network) -> None:
    network.set_participant(HKMA, HONGKONG_BANK, Status.REVOKED)
    identifier = LEIS[HONGKONG_BANK.address]
    call = network.registry.admit(STRANGER.address, Role.COMMERCIAL_BANK, identifier, "", "HK")
    error = network.attempt(HKMA, call).error
    assert isinstance(error, RegistryLeiTaken)
    assert error.holder == HONGKONG_BANK.address


def test_admit__system_contract__is_active_at_once_with_neither_papers_nor_home(network: Network) -> None:
    contract = network.money("HKD").address
    call = network.registry.admit(contract, Role.SYSTEM_CONTRACT, UNUSED_LEI, "HSBCHKHH", "HK")
    expected = ParticipantAdmitted(contract, "HK", Role.SYSTEM_CONTRACT, Status.ACTIVE, "", "", "")
    assert events_of(network.run(HKMA, call)) == [expected]
    assert network.read(network.registry.participant_of(contract)) == Participant("", "", "", NO_KEY)
    # The papers that were given are still free.
    network.admit(HKMA, STRANGER, Role.KEEPER, UNUSED_LEI, "HK", bic="HSBCHKHH")


def test_set_sealing_key__participant__replaces_its_key_for_good(network: Network) -> None:
    for key in (b"\x01" * 32, b"\x02" * 32):
        outcome = network.run(BANGKOK_BANK, network.registry.set_sealing_key(key))
        assert events_of(outcome) == [SealingKeySet(BANGKOK_BANK.address, key)]
        assert network.read(network.registry.participant_of(BANGKOK_BANK.address)).sealing_key == key


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


def test_account_of__each_party__has_all_that_a_settlement_asks(network: Network) -> None:
    registry, number = network.registry, subject_of(network, EXPORTER)
    deposit, money = network.deposit(HONGKONG_BANK).address, network.money("HKD").address
    known = (HONGKONG_BANK.address, Status.ACTIVE)
    at_home = BankAccount(*known, Status.ACTIVE, Tier.FULL, number, "HK", deposit, money)
    assert network.read(registry.account_of(EXPORTER.address, "HKD")) == at_home
    thb = network.money("THB").address
    abroad = BankAccount(*known, Status.NONE, Tier.FULL, number, "TH", ZERO_ADDRESS, thb)
    assert network.read(registry.account_of(EXPORTER.address, "THB")) == abroad
    nobody = BankAccount(ZERO_ADDRESS, Status.NONE, Status.NONE, Tier.ANONYMOUS, 0, "HK", ZERO_ADDRESS, money)
    assert network.read(registry.account_of(STRANGER.address, "HKD")) == nobody


def test_settlement_route__both_sides__is_what_account_of_has_as_it_is_stored(network: Network) -> None:
    registry = network.registry
    sides = [(IMPORTER, "THB"), (EXPORTER, "HKD")]
    words = network.read(registry.settlement_route(*(part for who, code in sides for part in (who.address, code))))
    for (who, code), (customer, desk, issue) in zip(sides, (words[:3], words[3:]), strict=True):
        account, stored = network.read(registry.account_of(who.address, code)), registry.customer_of(who.address)
        known = network.read(stored)
        assert customer & (2**160 - 1) == int(account.bank, 16)
        assert (customer >> 160) & 0xFF == account.wallet_status
        assert (customer >> 168) & 0xFF == account.tier
        assert (customer >> 176) & (2**32 - 1) == known.tier_expires_at
        assert customer >> 216 == account.number
        assert desk == Role.COMMERCIAL_BANK | account.bank_status << 8 | int(account.deposit_token, 16) << 16
        assert issue == int(account.central_bank_money, 16) | int.from_bytes(account.jurisdiction.encode()) << 160


def test_is_money_in__listed_token__is_so_in_its_currency_alone(network: Network) -> None:
    registry, deposit = network.registry, network.deposit(BANGKOK_BANK).address
    asked = [(deposit, "THB"), (network.money("HKD").address, "HKD"), (deposit, "HKD"), (STRANGER.address, "THB")]
    assert [network.read(registry.is_money_in(*question)) for question in asked] == [True, True, False, False]
    assert not network.read(registry.is_money_in(STRANGER.address, ""))


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
    nobody = Customer(ZERO_ADDRESS, Status.NONE, Tier.ANONYMOUS, 0, False, 0, bytes(32))
    assert network.read(registry.customer_of(STRANGER.address)) == nobody
    assert network.read(registry.current_wallet(STRANGER.address)) == ZERO_ADDRESS
    assert network.read(registry.wallet_of_customer(0)) == ZERO_ADDRESS
    assert network.read(registry.jurisdiction_spoken_for(STRANGER.address)) == ("", 0)
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
        call = network.registry.admit(STRANGER.address, Role.KEEPER, candidate, "", "HK")
        try:
            network.read(call, sender=HKMA)
            judged[candidate] = True
        except RegistryLeiInvalid as error:
            assert error.lei == candidate
            judged[candidate] = False
    assert judged == {candidate: lei_check(candidate) for candidate in judged}
    assert set(judged.values()) == {True, False}


BICS = {
    "HSBCHKHH": True,
    "HSBCHKHHXXX": True,
    "1SB9HK0HH00": True,
    "": True,
    "HSBCHKH": False,
    "HSBCHKHH1": False,
    "HSBCHKHHXX": False,
    "HSBC1KHH": False,
    "HSBCH1HH": False,
    "hsbchkhh": False,
    "HSBCHKHHxxx": False,
    "HSBC-KHH": False,
}


@pytest.mark.parametrize(("bic", "is_valid"), BICS.items())
def test_admit__bic__is_judged_by_its_form(network: Network, bic: str, is_valid: bool) -> None:
    # No client would send a BIC of another length.
    well_formed = network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "PLACEHOLDER", "HK")
    data = well_formed.data.replace(b"PLACEHOLDER", bic.encode().ljust(11, b"\0"))
    outcome = network.attempt(HKMA, replace(well_formed, data=data))
    assert isinstance(outcome.error, RegistryBicInvalid) is not is_valid
    assert (outcome.first(ParticipantAdmitted) is not None) is is_valid
