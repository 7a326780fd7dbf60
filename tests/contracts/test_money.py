"""Central-bank money and deposit money: who may hold, issue, redeem and move them, and that every unit is counted.

Trusts the registry of the small network; every error is provoked in test_errors.
Never lets an amount be more or less than the events say.
"""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    KEEPER,
    MAKER,
    MILLER,
    STRANGER,
)
from provocation import forwarder
from small_network import BANGKOK_BANK_MINOR, IMPORTER_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.deposit_token import DepositToken
from chain.clients.events import Approval, Issued, Redeemed, Transfer
from chain.clients.types import Status

REFERENCE = b"reference".ljust(32, b"\0")
UINT128_MAX = 2**128 - 1


def counters(network: Network, money: CentralBankMoney | DepositToken) -> tuple[int, int, int]:
    """Issued, redeemed and in being, in minor units."""
    return (
        network.read(money.issued_minor()),
        network.read(money.redeemed_minor()),
        network.read(money.total_supply()),
    )


def test_money__deployed__says_what_it_is(network: Network) -> None:
    thb, deposit = network.money("THB"), network.deposit(BANGKOK_BANK)
    assert network.read(thb.name()) == "THB central-bank money"
    assert (network.read(thb.symbol()), network.read(thb.decimals()), network.read(thb.currency())) == ("THB", 2, "THB")
    assert network.read(thb.issuer()) == BANK_OF_THAILAND.address
    assert network.read(deposit.name()) == "THB deposits at Bangkok Bank"
    assert network.read(deposit.symbol()) == "THB.bangkok-bank"
    assert (network.read(deposit.issuer()), network.read(deposit.currency())) == (BANGKOK_BANK.address, "THB")


@pytest.mark.parametrize("exponent", [0, 3])
def test_money__of_another_exponent__says_its_decimals(network: Network, exponent: int) -> None:
    registry = network.registry.address
    central = CentralBankMoney(network.create(CentralBankMoney.creation(registry, "HKD", exponent, "x", "x")))
    deposit = DepositToken(
        network.create(DepositToken.creation(registry, HONGKONG_BANK.address, "HKD", exponent, "x", "x"))
    )
    assert network.read(central.decimals()) == network.read(deposit.decimals()) == exponent


def test_issue__by_the_central_bank__is_counted_and_held(network: Network) -> None:
    thb = network.money("THB")
    outcome = network.run(BANK_OF_THAILAND, thb.issue(CHIANGMAI_BANK.address, 700, REFERENCE))
    assert events_of(outcome) == [
        Issued(CHIANGMAI_BANK.address, 700, REFERENCE),
        Transfer(ZERO_ADDRESS, CHIANGMAI_BANK.address, 700),
    ]
    assert network.read(thb.balance_of(CHIANGMAI_BANK.address)) == 700
    assert counters(network, thb) == (BANGKOK_BANK_MINOR + 700, 0, BANGKOK_BANK_MINOR + 700)


def test_redeem__by_a_client__is_counted_and_gone(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(IMPORTER, deposit.redeem(IMPORTER_MINOR, REFERENCE))
    assert events_of(outcome) == [
        Redeemed(IMPORTER.address, IMPORTER_MINOR, REFERENCE),
        Transfer(IMPORTER.address, ZERO_ADDRESS, IMPORTER_MINOR),
    ]
    assert counters(network, deposit) == (IMPORTER_MINOR, IMPORTER_MINOR, 0)


def test_transfer__between_clients_of_one_bank__moves_and_issues_nothing(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(IMPORTER, deposit.transfer(MILLER.address, 5))
    assert events_of(outcome) == [Transfer(IMPORTER.address, MILLER.address, 5)]
    assert counters(network, deposit) == (IMPORTER_MINOR, 0, IMPORTER_MINOR)


def test_transfer_from__within_the_allowance__moves_and_uses_it_up(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    approved = network.run(IMPORTER, deposit.approve(MILLER.address, 9))
    assert events_of(approved) == [Approval(IMPORTER.address, MILLER.address, 9)]
    network.run(MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 4))
    assert network.read(deposit.allowance(IMPORTER.address, MILLER.address)) == 5
    assert network.read(deposit.balance_of(MILLER.address)) == 4


def test_settlement_legs__by_a_system_contract__issue_redeem_and_move(network: Network) -> None:
    deposit, thb = network.deposit(BANGKOK_BANK), network.money("THB")
    cases = [
        (deposit.settlement_credit(MILLER.address, 3, REFERENCE), Issued(MILLER.address, 3, REFERENCE)),
        (deposit.settlement_debit(IMPORTER.address, 3, REFERENCE), Redeemed(IMPORTER.address, 3, REFERENCE)),
        (
            thb.settlement_transfer(BANGKOK_BANK.address, MAKER.address, 3),
            Transfer(BANGKOK_BANK.address, MAKER.address, 3),
        ),
    ]
    for call, expected in cases:
        outcome = network.run(STRANGER, forwarder(network, call))
        assert events_of(outcome)[0] == expected
    assert counters(network, deposit) == (IMPORTER_MINOR + 3, 3, IMPORTER_MINOR)
    assert counters(network, thb) == (BANGKOK_BANK_MINOR, 0, BANGKOK_BANK_MINOR)


@pytest.mark.parametrize(
    ("account", "eligible"),
    [
        (BANGKOK_BANK, True),
        (CHIANGMAI_BANK, True),
        (MAKER, True),
        (HONGKONG_BANK, False),
        (BANK_OF_THAILAND, False),
        (KEEPER, False),
        (IMPORTER, False),
        (STRANGER, False),
    ],
    ids=lambda value: getattr(value, "identity", None),
)
def test_central_bank_money__holder__is_an_active_bank_or_market_maker(
    network: Network, account: Account, eligible: bool
) -> None:
    assert network.read(network.money("THB").can_receive(account.address)) is eligible


@pytest.mark.parametrize(
    ("account", "eligible"),
    [(IMPORTER, True), (MILLER, True), (FARMER, False), (EXPORTER, False), (BANGKOK_BANK, False), (STRANGER, False)],
    ids=lambda value: getattr(value, "identity", None),
)
def test_deposit_money__holder__is_an_active_client_of_the_bank(
    network: Network, account: Account, eligible: bool
) -> None:
    assert network.read(network.deposit(BANGKOK_BANK).can_receive(account.address)) is eligible


def test_deposit_money__suspension__makes_the_holder_ineligible_until_it_ends(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    for status, eligible in [(Status.SUSPENDED, False), (Status.ACTIVE, True)]:
        network.set_customer(IMPORTER, status)
        assert network.read(deposit.can_receive(IMPORTER.address)) is eligible
    for status, eligible in [(Status.SUSPENDED, False), (Status.ACTIVE, True), (Status.REVOKED, False)]:
        network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, status)
        assert network.read(deposit.can_receive(IMPORTER.address)) is eligible


def test_counters__at_their_last_unit__count_on_and_never_wrap(network: Network) -> None:
    hkd = network.money("HKD")
    room_minor = UINT128_MAX - network.read(hkd.issued_minor())
    network.run(HKMA, hkd.issue(HONGKONG_BANK.address, room_minor, REFERENCE))
    assert counters(network, hkd) == (UINT128_MAX, 0, UINT128_MAX)
    outcome = network.attempt(HKMA, hkd.issue(HONGKONG_BANK.address, 1, REFERENCE))
    assert str(outcome.error) == "panic 0x11"
    assert counters(network, hkd) == (UINT128_MAX, 0, UINT128_MAX)
