"""A pause stops whatever moves money, and nothing else: every function of the moneys stands in one of two tables.

Trusts the artifacts for which functions there are.
Never pauses more than it says: one money's pause is not another's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    FARMER,
    HKMA,
    IMPORTER,
    MILLER,
    STRANGER,
    SUPERVISOR,
    UNUSED_LEI,
)
from authorisations import authorisation, cancelling, permit, permitting, receipt, transferring
from customers import NEW_KEY, replace_key
from holds import ORDER_ID, SECOND_KEY, Money, freeze, legal_order, pause, record
from provocation import forwarder
from small_network import COST_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.artifacts import load_artifact
from chain.client import Call
from chain.clients.errors import MoneyPaused
from chain.clients.events import PauseSet, PaymentRefused, PaymentSettled
from chain.clients.types import RefusalCode, Role, Status, StepUp

Act: TypeAlias = Callable[[Network], tuple[Account, Call[Any]]]


def deposits(network: Network) -> Any:
    """Bangkok Bank's deposits."""
    return network.deposit(BANGKOK_BANK)


def reserves(network: Network) -> Any:
    """Thai central-bank money."""
    return network.money("THB")


def by_contract(network: Network, call: Call[Any]) -> tuple[Account, Call[Any]]:
    """A call made by a system contract."""
    return STRANGER, forwarder(network, call)


def seizing(network: Network, receiver: str, call: Call[Any]) -> tuple[Account, Call[Any]]:
    """A seizure under an order that was recorded for it."""
    record(network, deposits(network), receiver=receiver)
    return BANK_OF_THAILAND, call


def allowing(network: Network, call: Call[Any]) -> tuple[Account, Call[Any]]:
    """What the miller does with the importer's allowance."""
    network.run(IMPORTER, deposits(network).approve(MILLER.address, 1))
    return MILLER, call


def moving_holdings(network: Network) -> tuple[Account, Call[Any]]:
    """The bank moves what a replaced key holds."""
    replace_key(network, IMPORTER, NEW_KEY)
    return BANGKOK_BANK, deposits(network).move_holdings(IMPORTER.address)


def remunerating(network: Network) -> tuple[Account, Call[Any]]:
    """The central bank pays what is due on reserves."""
    network.run(BANK_OF_THAILAND, reserves(network).set_remuneration(100))
    return BANK_OF_THAILAND, reserves(network).remunerate([BANGKOK_BANK.address])


def lifting(network: Network) -> tuple[Account, Call[Any]]:
    """A supervisor lifts an order that it has recorded."""
    record(network, deposits(network))
    return SUPERVISOR, deposits(network).lift_legal_order(ORDER_ID)


MOVES: dict[str, Act] = {
    "transfer": lambda n: (IMPORTER, deposits(n).transfer(MILLER.address, 1)),
    "transferFrom": lambda n: allowing(n, deposits(n).transfer_from(IMPORTER.address, MILLER.address, 1)),
    "transferWithAuthorization": lambda n: (STRANGER, transferring(n, deposits(n), authorisation(n))),
    "receiveWithAuthorization": lambda n: (MILLER, transferring(n, deposits(n), receipt(n))),
    "issue": lambda n: (BANGKOK_BANK, deposits(n).issue(IMPORTER.address, 1, b"x")),
    "redeem": lambda n: (IMPORTER, deposits(n).redeem(1, b"x")),
    "settlementCredit": lambda n: by_contract(n, deposits(n).settlement_credit(IMPORTER.address, 1, b"x")),
    "settlementDebit": lambda n: by_contract(n, deposits(n).settlement_debit(IMPORTER.address, 1, b"x")),
    "settlementTransfer": lambda n: by_contract(
        n, reserves(n).settlement_transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 1)
    ),
    "forcedTransfer": lambda n: seizing(
        n, MILLER.address, deposits(n).forced_transfer(IMPORTER.address, MILLER.address, 1)
    ),
    "forcedBurn": lambda n: seizing(n, ZERO_ADDRESS, deposits(n).forced_burn(IMPORTER.address, 1)),
    "moveHoldings": moving_holdings,
    "remunerate": remunerating,
}
GOES_ON: dict[str, Act] = {
    "approve": lambda n: (IMPORTER, deposits(n).approve(MILLER.address, 1)),
    "permit": lambda n: (STRANGER, permitting(n, deposits(n), permit(n))),
    "cancelAuthorization": lambda n: (STRANGER, cancelling(n, deposits(n))),
    "setStepUp": lambda n: (IMPORTER, deposits(n).set_step_up(StepUp(SECOND_KEY.address, 1), b"")),
    "setFrozenTokens": lambda n: (SUPERVISOR, deposits(n).set_frozen_tokens(IMPORTER.address, 1)),
    "recordLegalOrder": lambda n: (SUPERVISOR, deposits(n).record_legal_order(legal_order(n))),
    "liftLegalOrder": lifting,
    "setIssuanceAllowance": lambda n: (BANK_OF_THAILAND, deposits(n).set_issuance_allowance(BANGKOK_BANK.address, 1)),
    "setRuleBook": lambda n: (BANK_OF_THAILAND, deposits(n).set_rule_book(ZERO_ADDRESS)),
    "setRemuneration": lambda n: (BANK_OF_THAILAND, reserves(n).set_remuneration(1)),
    "setPaused": lambda n: (BANK_OF_THAILAND, deposits(n).set_paused(False, "over")),
}


def pause_both(network: Network) -> None:
    """The Bank of Thailand stops its reserves and Bangkok Bank's deposits."""
    for money in (reserves(network), deposits(network)):
        pause(network, money)


def test_tables__together__have_every_function_that_changes_anything() -> None:
    entries = [entry for name in ("CentralBankMoney", "DepositToken") for entry in load_artifact(name).abi]
    changing = {
        entry["name"]
        for entry in entries
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    assert MOVES.keys() | GOES_ON.keys() == changing
    assert not MOVES.keys() & GOES_ON.keys()


@pytest.mark.parametrize("function", MOVES)
def test_function__that_moves_money__stops_in_a_pause_and_goes_on_after_it(network: Network, function: str) -> None:
    sender, call = MOVES[function](network)
    pause_both(network)
    before = network.storage()
    assert isinstance(network.attempt(sender, call).error, MoneyPaused)
    assert network.storage() == before
    for money in (reserves(network), deposits(network)):
        pause(network, money, paused=False)
    network.run(sender, call)


@pytest.mark.parametrize("function", GOES_ON)
def test_function__that_moves_nothing__goes_on_in_a_pause(network: Network, function: str) -> None:
    pause_both(network)
    network.run(*GOES_ON[function](network))


def test_set_paused__by_the_central_bank__is_recorded_with_its_reason(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    for paused, reason in ((True, "incident 12"), (False, "resolved")):
        outcome = network.run(BANK_OF_THAILAND, deposit.set_paused(paused, reason))
        assert events_of(outcome) == [PauseSet(paused, reason)]
        assert network.read(deposit.paused()) is paused


def test_pause__of_any_money__lets_roles_and_reading_go_on(network: Network) -> None:
    pause_both(network)
    network.admit(BANK_OF_THAILAND, STRANGER, Role.KEEPER, UNUSED_LEI, "TH")
    network.set_customer(IMPORTER, Status.SUSPENDED)
    network.run(CHIANGMAI_BANK, network.registration(CHIANGMAI_BANK, NEW_KEY))
    freeze(network, deposits(network), MILLER, 1)
    assert network.read(deposits(network).balance_of(IMPORTER.address)) > 0
    assert network.read(deposits(network).available_minor(MILLER.address)) == 0
    assert not network.read(deposits(network).can_send(MILLER.address))
    assert not network.read(deposits(network).can_receive(MILLER.address))


def test_pause__of_one_money__leaves_the_others(network: Network) -> None:
    pause(network, deposits(network))
    network.run(BANGKOK_BANK, reserves(network).transfer(CHIANGMAI_BANK.address, 1))
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).issue(FARMER.address, 1, b"x"))


def paused_at(network: Network, money: Money) -> tuple[RefusalCode, str] | None:
    """How a domestic payment between banks is refused while a money is paused; its central bank is at fault."""
    pause(network, money)
    refused = network.settle(network.domestic_order()).first(PaymentRefused)
    pause(network, money, paused=False)
    if refused is None:
        return None
    assert refused.party == BANK_OF_THAILAND.address
    return refused.code, refused.rule


def test_payment__in_a_pause__is_refused_for_the_central_banks_sake_and_settles_after_it(network: Network) -> None:
    payer = (RefusalCode.PAYER_MONEY_PAUSED, "payer-money-paused")
    assert paused_at(network, network.deposit(BANGKOK_BANK)) == payer
    assert paused_at(network, network.money("THB")) == payer
    payee = (RefusalCode.PAYEE_MONEY_PAUSED, "payee-money-paused")
    assert paused_at(network, network.deposit(CHIANGMAI_BANK)) == payee
    assert paused_at(network, network.money("HKD")) is None
    assert network.settle(network.domestic_order()).first(PaymentSettled) is not None


def test_payment__within_a_bank_while_reserves_are_paused__needs_none_and_settles(network: Network) -> None:
    pause(network, network.money("THB"))
    order = network.domestic_order(payee=MILLER.address)
    assert network.settle(order).first(PaymentSettled) is not None
    assert network.read(deposits(network).balance_of(MILLER.address)) == COST_MINOR


def test_payment__abroad_while_the_payees_money_is_paused__is_refused_on_the_payees_side(network: Network) -> None:
    pause(network, network.money("HKD"))
    refused = network.settle(network.order(), network.quote()).first(PaymentRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYEE_MONEY_PAUSED, HKMA.address)
