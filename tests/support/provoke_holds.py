"""Provocations of the errors that stop money: who may stop it, what is frozen, paused or needs a second key.

Trusts the helpers in `holds` to set each hold with the right authority.
Never lets two holds stand in one provocation's way: each error has its own cause.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    MILLER,
    STRANGER,
    SUPERVISOR,
)
from customers import NEW_KEY, replace_key
from holds import (
    NO_STEP_UP,
    OTHER_SECOND_KEY,
    SECOND_KEY,
    WHOLE,
    freeze,
    legal_order,
    pause,
    record,
    set_step_up,
    step_up_change,
)
from provocation import Provocation, Provoker, forwarder, provokes
from small_network import BANGKOK_BANK_MINOR, COST_MINOR, IMPORTER_MINOR, Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.client import Call
from chain.clients import errors
from chain.clients.rule_book import RuleBook
from chain.clients.types import Status, StepUp


def not_central_bank(name: str, sender: Account) -> Provoker:
    """What only the central bank may do with Thai money, tried by somebody else."""

    def provoker(network: Network) -> Provocation:
        thb = network.money("THB")
        calls: dict[str, Call[object]] = {
            "set_issuance_allowance": thb.set_issuance_allowance(BANGKOK_BANK.address, 1),
            "set_rule_book": thb.set_rule_book(ZERO_ADDRESS),
            "set_paused": thb.set_paused(True, "test"),
            "forced_transfer": thb.forced_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1),
            "forced_burn": thb.forced_burn(BANGKOK_BANK.address, 1),
            "set_remuneration": thb.set_remuneration(1),
            "remunerate": thb.remunerate([BANGKOK_BANK.address]),
        }
        return Provocation(sender, calls[name], errors.MoneyNotCentralBank(sender.address, "THB"))

    provoker.__name__ = f"{sender.identity.replace('-', '_')}_calls_{name}"
    return provoker


for act, outsider in [
    ("set_issuance_allowance", BANGKOK_BANK),
    ("set_rule_book", HKMA),
    ("set_paused", SUPERVISOR),
    ("forced_transfer", SUPERVISOR),
    ("forced_burn", SUPERVISOR),
    ("set_remuneration", BANGKOK_BANK),
    ("remunerate", HKMA),
]:
    provokes(errors.MoneyNotCentralBank)(not_central_bank(act, outsider))


@provokes(errors.MoneyNotSupervisor)
def bank_freezes(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).set_frozen_tokens(IMPORTER.address, 1)
    return Provocation(BANGKOK_BANK, call, errors.MoneyNotSupervisor(BANGKOK_BANK.address, "THB"))


@provokes(errors.MoneyNotSupervisor)
def foreign_supervisor_freezes(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).set_frozen_tokens(IMPORTER.address, 1)
    return Provocation(HONGKONG_SUPERVISOR, call, errors.MoneyNotSupervisor(HONGKONG_SUPERVISOR.address, "THB"))


@provokes(errors.MoneyNotSupervisor)
def suspended_supervisor_freezes(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, SUPERVISOR, Status.SUSPENDED)
    call = network.deposit(BANGKOK_BANK).set_frozen_tokens(IMPORTER.address, 1)
    return Provocation(SUPERVISOR, call, errors.MoneyNotSupervisor(SUPERVISOR.address, "THB"))


@provokes(errors.MoneyNotSupervisor)
def central_bank_records_its_own_order(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).record_legal_order(legal_order(network))
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyNotSupervisor(BANK_OF_THAILAND.address, "THB"))


@provokes(errors.MoneyNotSupervisor)
def central_bank_lifts_an_order(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    call = deposit.lift_legal_order(record(network, deposit).id)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyNotSupervisor(BANK_OF_THAILAND.address, "THB"))


@provokes(errors.ERC7943InsufficientUnfrozenBalance)
def more_transferred_than_unfrozen(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER, IMPORTER_MINOR - 10)
    expected = errors.ERC7943InsufficientUnfrozenBalance(IMPORTER.address, 11, 10)
    return Provocation(IMPORTER, deposit.transfer(MILLER.address, 11), expected)


@provokes(errors.ERC7943InsufficientUnfrozenBalance)
def unit_redeemed_under_a_whole_freeze(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER)
    expected = errors.ERC7943InsufficientUnfrozenBalance(IMPORTER.address, 1, 0)
    return Provocation(IMPORTER, deposit.redeem(1, b"x"), expected)


@provokes(errors.ERC7943InsufficientUnfrozenBalance)
def frozen_money_settled_by_a_contract(network: Network) -> Provocation:
    thb = network.money("THB")
    freeze(network, thb, BANGKOK_BANK, BANGKOK_BANK_MINOR)
    call = forwarder(network, thb.settlement_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1))
    expected = errors.ERC7943InsufficientUnfrozenBalance(BANGKOK_BANK.address, 1, 0)
    return Provocation(STRANGER, call, expected)


@provokes(errors.MoneyPauseUnchanged)
def paused_twice(network: Network) -> Provocation:
    pause(network, network.money("THB"))
    call = network.money("THB").set_paused(True, "test")
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyPauseUnchanged(True))


@provokes(errors.MoneyPauseUnchanged)
def resumed_without_a_pause(network: Network) -> Provocation:
    call = network.money("THB").set_paused(False, "test")
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyPauseUnchanged(False))


@provokes(errors.MoneyPaused)
def transferred_in_a_pause(network: Network) -> Provocation:
    pause(network, network.deposit(BANGKOK_BANK))
    call = network.deposit(BANGKOK_BANK).transfer(MILLER.address, 1)
    return Provocation(IMPORTER, call, errors.MoneyPaused())


@provokes(errors.MoneyRuleBookForeign)
def rule_book_of_another_currency(network: Network) -> Provocation:
    book = network.create(RuleBook.creation(network.registry.address, "HKD"))
    call = network.deposit(BANGKOK_BANK).set_rule_book(book)
    return Provocation(BANK_OF_THAILAND, call, errors.MoneyRuleBookForeign(book))


@provokes(errors.MoneyStepUpNeeded)
def plain_transfer_above_the_threshold(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    return Provocation(IMPORTER, deposit.transfer(MILLER.address, 101), errors.MoneyStepUpNeeded(IMPORTER.address, 100))


@provokes(errors.MoneyStepUpNeeded)
def redemption_above_the_threshold(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    return Provocation(IMPORTER, deposit.redeem(101, b"x"), errors.MoneyStepUpNeeded(IMPORTER.address, 100))


@provokes(errors.MoneyStepUpNeeded)
def allowance_used_above_the_threshold(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    network.run(IMPORTER, deposit.approve(MILLER.address, 101))
    call = deposit.transfer_from(IMPORTER.address, MILLER.address, 101)
    return Provocation(MILLER, call, errors.MoneyStepUpNeeded(IMPORTER.address, 100))


@provokes(errors.SettlementStepUpMissing)
def payment_above_the_threshold_without_a_second_signature(network: Network) -> Provocation:
    set_step_up(network, network.deposit(BANGKOK_BANK), COST_MINOR - 1)
    order = network.domestic_order()
    expected = errors.SettlementStepUpMissing(order.uetr, SECOND_KEY.address, COST_MINOR - 1)
    return Provocation(BANGKOK_BANK, network.settlement(order), expected)


@provokes(errors.SettlementStepUpMissing)
def payment_abroad_with_the_first_keys_signature_twice(network: Network) -> Provocation:
    set_step_up(network, network.deposit(BANGKOK_BANK), COST_MINOR - 1)
    order, quote = network.order(), network.quote()
    signature = network.sign_order(order)
    call = network.engine.settle_with_quote(order, signature, signature, quote, network.sign_quote(quote))
    expected = errors.SettlementStepUpMissing(order.uetr, SECOND_KEY.address, COST_MINOR - 1)
    return Provocation(BANGKOK_BANK, call, expected)


def badly_set(network: Network, step_up: StepUp) -> Provocation:
    """A step-up that protects nothing."""
    call = network.deposit(BANGKOK_BANK).set_step_up(step_up, b"")
    return Provocation(IMPORTER, call, errors.DepositStepUpInvalid(IMPORTER.address, step_up.second_key))


@provokes(errors.DepositStepUpInvalid)
def first_key_as_second(network: Network) -> Provocation:
    return badly_set(network, StepUp(IMPORTER.address, 100))


@provokes(errors.DepositStepUpInvalid)
def threshold_without_a_second_key(network: Network) -> Provocation:
    return badly_set(network, StepUp(ZERO_ADDRESS, 100))


@provokes(errors.DepositStepUpInvalid)
def threshold_that_no_balance_reaches(network: Network) -> Provocation:
    return badly_set(network, StepUp(SECOND_KEY.address, 2**120))


@provokes(errors.ERC7943CannotSend)
def stranger_sets_a_step_up(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).set_step_up(StepUp(SECOND_KEY.address, 100), b"")
    return Provocation(STRANGER, call, errors.ERC7943CannotSend(STRANGER.address))


@provokes(errors.DepositStepUpNotAuthorised)
def step_up_lifted_by_the_first_key_alone(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    call = deposit.set_step_up(NO_STEP_UP, b"")
    return Provocation(IMPORTER, call, errors.DepositStepUpNotAuthorised(IMPORTER.address, ZERO_ADDRESS))


@provokes(errors.DepositStepUpNotAuthorised)
def threshold_raised_under_the_first_keys_signature(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    call = step_up_change(network, deposit, StepUp(SECOND_KEY.address, WHOLE >> 136), IMPORTER, 1)
    return Provocation(IMPORTER, call, errors.DepositStepUpNotAuthorised(IMPORTER.address, IMPORTER.address))


@provokes(errors.DepositStepUpNotAuthorised)
def step_up_changed_under_a_former_second_keys_signature(network: Network) -> Provocation:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 100)
    network.run(IMPORTER, step_up_change(network, deposit, StepUp(OTHER_SECOND_KEY.address, 100), SECOND_KEY, 1))
    call = step_up_change(network, deposit, NO_STEP_UP, SECOND_KEY, 2)
    return Provocation(IMPORTER, call, errors.DepositStepUpNotAuthorised(IMPORTER.address, SECOND_KEY.address))


@provokes(errors.DepositWalletNotReplaced)
def holdings_of_a_key_that_is_not_lost(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).move_holdings(IMPORTER.address)
    return Provocation(BANGKOK_BANK, call, errors.DepositWalletNotReplaced(IMPORTER.address))


@provokes(errors.DepositWalletNotReplaced)
def holdings_of_nobody(network: Network) -> Provocation:
    call = network.deposit(BANGKOK_BANK).move_holdings(STRANGER.address)
    return Provocation(BANGKOK_BANK, call, errors.DepositWalletNotReplaced(STRANGER.address))


@provokes(errors.MoneyNotIssuer)
def another_bank_moves_holdings(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    call = network.deposit(BANGKOK_BANK).move_holdings(IMPORTER.address)
    return Provocation(CHIANGMAI_BANK, call, errors.MoneyNotIssuer(CHIANGMAI_BANK.address))


@provokes(errors.ERC7943CannotReceive)
def holdings_moved_to_a_suspended_customer(network: Network) -> Provocation:
    network.set_customer(IMPORTER, Status.SUSPENDED)
    replace_key(network, IMPORTER, NEW_KEY)
    call = network.deposit(BANGKOK_BANK).move_holdings(IMPORTER.address)
    return Provocation(BANGKOK_BANK, call, errors.ERC7943CannotReceive(NEW_KEY.address))
