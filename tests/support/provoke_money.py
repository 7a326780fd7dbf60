"""Provocations of every error of central-bank money and deposit money, inherited ones included.

Trusts the small network for who holds what.
Never sends from the zero address: what only it can meet is asked as a read.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    HONGKONG_BANK,
    IMPORTER,
    KEEPER,
    MAKER,
    MILLER,
    OPERATOR,
    STRANGER,
)
from customers import NEW_KEY, replace_key
from provocation import Provocation, forwarder, provokes
from small_network import BANGKOK_BANK_MINOR, IMPORTER_MINOR, Network

from chain.abi import ZERO_ADDRESS
from chain.clients import errors
from chain.clients.deposit_token import DepositToken
from chain.clients.types import Status


@provokes(errors.MoneyNotIssuer)
def bank_issues_central_bank_money(network: Network) -> Provocation:
    call = network.money("THB").issue(BANGKOK_BANK.address, 1, b"x")
    return Provocation(BANGKOK_BANK, call, errors.MoneyNotIssuer(BANGKOK_BANK.address))


@provokes(errors.MoneyNotIssuer)
def central_bank_issues_deposits(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).issue(IMPORTER.address, 1, b"x")
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyNotIssuer(BANK_OF_THAILAND.address))


@provokes(errors.MoneyNotIssuer)
def another_bank_lets_itself_issue(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).set_issuance_allowance(CHIANGMAI_BANK.address, 1)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyNotIssuer(CHIANGMAI_BANK.address))


@provokes(errors.MoneyIssuanceAboveAllowance)
def bank_issues_more_than_it_may(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(BANK_OF_THAILAND, deposit.set_issuance_allowance(BANGKOK_BANK.address, 10))
    network.run(BANGKOK_BANK, deposit.issue(MILLER.address, 4, b"x"))
    call = deposit.issue(MILLER.address, 7, b"x")
    return Provocation(BANGKOK_BANK, call, errors.MoneyIssuanceAboveAllowance(BANGKOK_BANK.address, 6, 7))


@provokes(errors.MoneyIssuanceAboveAllowance)
def bank_issues_without_an_allowance(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(BANK_OF_THAILAND, deposit.set_issuance_allowance(BANGKOK_BANK.address, 0))
    call = deposit.issue(MILLER.address, 1, b"x")
    return Provocation(BANGKOK_BANK, call, errors.MoneyIssuanceAboveAllowance(BANGKOK_BANK.address, 0, 1))


@provokes(errors.MoneyIssuanceAboveAllowance)
def delegate_issues_more_than_it_may(network: Network) -> Provocation:
    thb = network.money("THB")
    network.run(BANK_OF_THAILAND, thb.set_issuance_allowance(KEEPER.address, 10))
    call = thb.issue(BANGKOK_BANK.address, 11, b"x")
    return Provocation(KEEPER, call, errors.MoneyIssuanceAboveAllowance(KEEPER.address, 10, 11))


@provokes(errors.MoneyRateOutOfBounds)
def rate_above_the_highest(network: Network) -> Provocation:
    call = network.money("THB").set_remuneration(5_001)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyRateOutOfBounds(5_001))


@provokes(errors.MoneyRateOutOfBounds)
def rate_below_the_lowest(network: Network) -> Provocation:
    call = network.money("THB").set_remuneration(-5_001)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyRateOutOfBounds(-5_001))


@provokes(errors.MoneyTooManyHolders)
def more_holders_remunerated_than_fit(network: Network) -> Provocation:
    call = network.money("THB").remunerate([BANGKOK_BANK.address] * 101)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyTooManyHolders(101, 100))


@provokes(errors.MoneyNotSystemContract)
def bank_transfers_as_settlement(network: Network) -> Provocation:
    call = network.money("THB").settlement_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1)
    return Provocation(BANGKOK_BANK, call, errors.MoneyNotSystemContract(BANGKOK_BANK.address))


@provokes(errors.MoneyNotSystemContract)
def operator_debits_as_settlement(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).settlement_debit(IMPORTER.address, 1, b"x")
    return Provocation(OPERATOR, call, errors.MoneyNotSystemContract(OPERATOR.address))


@provokes(errors.MoneyNotSystemContract)
def bank_credits_as_settlement(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).settlement_credit(IMPORTER.address, 1, b"x")
    return Provocation(BANGKOK_BANK, call, errors.MoneyNotSystemContract(BANGKOK_BANK.address))


@provokes(errors.ERC7943CannotReceive)
def central_bank_money_to_client(network: Network) -> Provocation:
    call = network.money("THB").transfer(IMPORTER.address, 1)
    return Provocation(BANGKOK_BANK, call, errors.ERC7943CannotReceive(IMPORTER.address))


@provokes(errors.ERC7943CannotReceive)
def central_bank_money_to_foreign_bank(network: Network) -> Provocation:
    call = network.money("THB").transfer(HONGKONG_BANK.address, 1)
    return Provocation(BANGKOK_BANK, call, errors.ERC7943CannotReceive(HONGKONG_BANK.address))


@provokes(errors.ERC7943CannotReceive)
def deposit_to_client_of_another_bank(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).issue(EXPORTER.address, 1, b"x")
    return Provocation(BANGKOK_BANK, call, errors.ERC7943CannotReceive(EXPORTER.address))


@provokes(errors.ERC7943CannotReceive)
def deposit_issued_by_suspended_bank(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = network.deposit(BANGKOK_BANK).issue(IMPORTER.address, 1, b"x")
    return Provocation(BANGKOK_BANK, call, errors.ERC7943CannotReceive(IMPORTER.address))


@provokes(errors.ERC7943CannotReceive)
def central_bank_money_credited_to_a_client_by_a_contract(network: Network) -> Provocation:
    call = forwarder(network, network.money("THB").settlement_transfer(BANGKOK_BANK.address, IMPORTER.address, 1))
    return Provocation(STRANGER, call, errors.ERC7943CannotReceive(IMPORTER.address))


@provokes(errors.ERC7943CannotSend)
def central_bank_money_of_suspended_bank(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = network.money("THB").redeem(1, b"x")
    return Provocation(BANGKOK_BANK, call, errors.ERC7943CannotSend(BANGKOK_BANK.address))


@provokes(errors.ERC7943CannotSend)
def deposit_of_suspended_client(network: Network) -> Provocation:
    network.set_customer(IMPORTER, Status.SUSPENDED)
    call = network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1)
    return Provocation(IMPORTER, call, errors.ERC7943CannotSend(IMPORTER.address))


@provokes(errors.ERC7943CannotSend)
def deposit_of_a_replaced_key(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    call = network.deposit(BANGKOK_BANK).transfer(NEW_KEY.address, 1)
    return Provocation(IMPORTER, call, errors.ERC7943CannotSend(IMPORTER.address))


@provokes(errors.ERC7943CannotSend)
def deposit_of_suspended_client_debited_by_a_contract(network: Network) -> Provocation:
    network.set_customer(IMPORTER, Status.SUSPENDED)
    call = forwarder(network, network.deposit(BANGKOK_BANK).settlement_debit(IMPORTER.address, 1, b"x"))
    return Provocation(STRANGER, call, errors.ERC7943CannotSend(IMPORTER.address))


@provokes(errors.MoneyAmountZero)
def nothing_issued(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).issue(IMPORTER.address, 0, b"x")
    return Provocation(BANGKOK_BANK, call, errors.MoneyAmountZero())


@provokes(errors.MoneyAmountZero)
def nothing_redeemed(network: Network) -> Provocation:
    return Provocation(BANGKOK_BANK, network.money("THB").redeem(0, b"x"), errors.MoneyAmountZero())


@provokes(errors.SafeCastOverflowedUintDowncast)
def more_issued_than_the_counter_holds(network: Network) -> Provocation:
    call = network.money("THB").issue(BANGKOK_BANK.address, 2**128, b"x")
    return Provocation(BANK_OF_THAILAND, call, errors.SafeCastOverflowedUintDowncast(128, 2**128))


@provokes(errors.SafeCastOverflowedUintDowncast)
def more_redeemed_than_the_counter_holds(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).redeem(2**128, b"x")
    return Provocation(IMPORTER, call, errors.SafeCastOverflowedUintDowncast(128, 2**128))


@provokes(errors.StringTooLong)
def money_whose_name_does_not_fit_its_signing_domain(network: Network) -> Provocation:
    name = "THB deposits at the Bank of Asia"
    creation = DepositToken.creation(network.registry.address, BANGKOK_BANK.address, "THB", 2, name, "THB.x")
    return Provocation(OPERATOR, creation, errors.StringTooLong(name))


@provokes(errors.ERC20InsufficientBalance)
def more_transferred_than_held(network: Network) -> Provocation:
    call = network.money("THB").transfer(CHIANGMAI_BANK.address, BANGKOK_BANK_MINOR + 1)
    expected = errors.ERC20InsufficientBalance(BANGKOK_BANK.address, BANGKOK_BANK_MINOR, BANGKOK_BANK_MINOR + 1)
    return Provocation(BANGKOK_BANK, call, expected)


@provokes(errors.ERC20InsufficientBalance)
def more_redeemed_than_held(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).redeem(IMPORTER_MINOR + 1, b"x")
    expected = errors.ERC20InsufficientBalance(IMPORTER.address, IMPORTER_MINOR, IMPORTER_MINOR + 1)
    return Provocation(IMPORTER, call, expected)


@provokes(errors.ERC20InsufficientAllowance)
def more_taken_than_allowed(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(IMPORTER, deposit.approve(MILLER.address, 10))
    call = deposit.transfer_from(IMPORTER.address, MILLER.address, 11)
    return Provocation(MILLER, call, errors.ERC20InsufficientAllowance(MILLER.address, 10, 11))


@provokes(errors.ERC20InvalidReceiver)
def issued_to_nobody(network: Network) -> Provocation:
    call = network.money("THB").issue(ZERO_ADDRESS, 1, b"x")
    return Provocation(BANK_OF_THAILAND, call, errors.ERC20InvalidReceiver(ZERO_ADDRESS))


@provokes(errors.ERC20InvalidReceiver)
def transferred_to_nobody(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).transfer(ZERO_ADDRESS, 1)
    return Provocation(IMPORTER, call, errors.ERC20InvalidReceiver(ZERO_ADDRESS))


@provokes(errors.ERC20InvalidReceiver)
def settled_to_nobody(network: Network) -> Provocation:
    call = forwarder(network, network.money("THB").settlement_transfer(BANGKOK_BANK.address, ZERO_ADDRESS, 1))
    return Provocation(STRANGER, call, errors.ERC20InvalidReceiver(ZERO_ADDRESS))


@provokes(errors.ERC20InvalidSender)
def debited_from_nobody(network: Network) -> Provocation:
    call = forwarder(network, network.deposit(BANGKOK_BANK).settlement_debit(ZERO_ADDRESS, 1, b"x"))
    return Provocation(STRANGER, call, errors.ERC20InvalidSender(ZERO_ADDRESS))


@provokes(errors.ERC20InvalidSender)
def settled_from_nobody(network: Network) -> Provocation:
    call = forwarder(network, network.money("THB").settlement_transfer(ZERO_ADDRESS, MAKER.address, 1))
    return Provocation(STRANGER, call, errors.ERC20InvalidSender(ZERO_ADDRESS))


@provokes(errors.ERC20InvalidSpender)
def nobody_approved(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).approve(ZERO_ADDRESS, 1)
    return Provocation(IMPORTER, call, errors.ERC20InvalidSpender(ZERO_ADDRESS))


@provokes(errors.ERC20InvalidApprover)
def nobody_approves(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).approve(MILLER.address, 1)
    return Provocation(None, call, errors.ERC20InvalidApprover(ZERO_ADDRESS))
