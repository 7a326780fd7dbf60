"""Freezes, partial and whole: what a frozen holder can still spend and receive, and who says so.

Trusts the supervisors of the small network; every error is provoked in test_errors.
Never lets a frozen unit move, by whatever door.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, IMPORTER, MAKER, MILLER, STRANGER, SUPERVISOR
from holds import WHOLE, freeze, pause
from small_network import AMOUNT_MINOR, BANGKOK_BANK_MINOR, COST_MINOR, IMPORTER_MINOR, MAKER_MINOR, Network, events_of

from chain.accounts import Account
from chain.clients.errors import ERC20InsufficientBalance, ERC7943InsufficientUnfrozenBalance
from chain.clients.events import Frozen, PaymentRefused, PaymentSettled
from chain.clients.types import RefusalCode, Status

UINT128_MAX = 2**128 - 1


def available(network: Network) -> int:
    """What the importer can spend."""
    return network.read(network.deposit(BANGKOK_BANK).available_minor(IMPORTER.address))


@pytest.mark.parametrize("by", [SUPERVISOR, BANK_OF_THAILAND], ids=lambda account: account.identity)
def test_freeze__by_who_may__is_recorded_and_replaced_not_added(network: Network, by: Account) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    for amount_minor in (70, 30, 0):
        outcome = network.run(by, deposit.set_frozen_tokens(IMPORTER.address, amount_minor))
        assert events_of(outcome) == [Frozen(IMPORTER.address, amount_minor)]
        assert network.read(deposit.get_frozen_tokens(IMPORTER.address)) == amount_minor
        assert available(network) == IMPORTER_MINOR - amount_minor


def test_freeze__in_part__leaves_the_rest_to_the_last_unit(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, IMPORTER_MINOR - 10)
    network.run(IMPORTER, deposit.transfer(MILLER.address, 4))
    network.run(IMPORTER, deposit.redeem(6, b"x"))
    assert available(network) == 0
    error = network.attempt(IMPORTER, deposit.transfer(MILLER.address, 1)).error
    assert isinstance(error, ERC7943InsufficientUnfrozenBalance)
    assert (error.amount, error.unfrozen) == (1, 0)


def test_freeze__above_the_balance__takes_hold_of_what_comes_in(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, IMPORTER_MINOR + 100)
    assert (available(network), network.read(deposit.can_send(IMPORTER.address))) == (0, True)
    network.run(BANGKOK_BANK, deposit.issue(IMPORTER.address, 130, b"x"))
    assert available(network) == 30
    network.run(IMPORTER, deposit.transfer(MILLER.address, 30))


def test_freeze__of_the_whole__stops_sending_and_not_receiving(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = freeze(network, deposit, IMPORTER)
    assert events_of(outcome) == [Frozen(IMPORTER.address, WHOLE)]
    assert network.read(deposit.get_frozen_tokens(IMPORTER.address)) == WHOLE
    network.run(BANGKOK_BANK, deposit.issue(IMPORTER.address, 5, b"x"))
    network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 5, b"x"))
    network.run(MILLER, deposit.transfer(IMPORTER.address, 5))
    assert network.read(deposit.balance_of(IMPORTER.address)) == IMPORTER_MINOR + 10
    assert available(network) == 0


@pytest.mark.parametrize(
    ("amount", "stands"), [(UINT128_MAX - 1, UINT128_MAX - 1), (UINT128_MAX, WHOLE), (2**128, WHOLE), (WHOLE, WHOLE)]
)
def test_freeze__more_than_could_ever_be_issued__is_the_whole(network: Network, amount: int, stands: int) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    assert events_of(freeze(network, deposit, IMPORTER, amount)) == [Frozen(IMPORTER.address, stands)]
    assert network.read(deposit.get_frozen_tokens(IMPORTER.address)) == stands
    assert network.read(deposit.can_send(IMPORTER.address)) is (stands != WHOLE)


def test_freeze__too_small_a_balance__is_still_erc_20s_to_say(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, 1)
    error = network.attempt(IMPORTER, deposit.transfer(MILLER.address, IMPORTER_MINOR + 1)).error
    assert isinstance(error, ERC20InsufficientBalance)


def test_freeze__before_anything_is_held__waits_for_it(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, STRANGER)
    network.run(BANGKOK_BANK, network.registration(BANGKOK_BANK, STRANGER))
    network.run(BANGKOK_BANK, deposit.issue(STRANGER.address, 5, b"x"))
    error = network.attempt(STRANGER, deposit.transfer(MILLER.address, 1)).error
    assert isinstance(error, ERC7943InsufficientUnfrozenBalance)


def test_freeze__in_a_pause_and_of_a_suspended_holder__is_still_possible(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    pause(network, deposit)
    freeze(network, deposit, IMPORTER, 5)
    assert network.read(deposit.get_frozen_tokens(IMPORTER.address)) == 5


def test_freeze__of_one_money__leaves_the_others(network: Network) -> None:
    freeze(network, network.money("THB"), BANGKOK_BANK)
    assert network.read(network.deposit(BANGKOK_BANK).get_frozen_tokens(BANGKOK_BANK.address)) == 0
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1))


def test_payment__of_a_frozen_payer__is_refused_and_settles_when_it_is_not(network: Network) -> None:
    deposit, order = network.deposit(BANGKOK_BANK), network.domestic_order()
    freeze(network, deposit, IMPORTER, IMPORTER_MINOR - COST_MINOR + 1)
    refused = network.settle(order).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.rule, refused.party) == (
        RefusalCode.PAYER_FROZEN,
        "payer-frozen",
        IMPORTER.address,
    )
    freeze(network, deposit, IMPORTER, IMPORTER_MINOR - COST_MINOR)
    assert network.settle(order).first(PaymentSettled) is not None


def test_payment__of_a_bank_whose_reserves_are_frozen__lacks_liquidity(network: Network) -> None:
    freeze(network, network.money("THB"), BANGKOK_BANK, BANGKOK_BANK_MINOR - COST_MINOR + 1)
    refused = network.settle(network.domestic_order()).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY, BANGKOK_BANK.address)
    # Within the bank no reserves move.
    assert network.settle(network.domestic_order(payee=MILLER.address)).first(PaymentSettled) is not None


def test_payment__through_a_frozen_maker__lacks_its_liquidity(network: Network) -> None:
    freeze(network, network.money("HKD"), MAKER)
    refused = network.settle(network.order(), network.quote()).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.MAKER_INSUFFICIENT_LIQUIDITY, MAKER.address)
    # What the maker receives is not what is frozen.
    freeze(network, network.money("HKD"), MAKER, 0)
    freeze(network, network.money("THB"), MAKER)
    assert network.settle(network.order(), network.quote()).first(PaymentSettled) is not None
    assert network.read(network.money("HKD").balance_of(MAKER.address)) == MAKER_MINOR - AMOUNT_MINOR


def test_payment__to_a_frozen_payee__settles(network: Network) -> None:
    freeze(network, network.deposit(CHIANGMAI_BANK), FARMER)
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None
