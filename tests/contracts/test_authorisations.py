"""Money moved by a signature that somebody else brings: EIP-2612 permits, EIP-3009 authorisations and receipts.

Trusts eth_account to sign; every error is provoked in test_errors.
Never lets a signature do more than its holder could: rules, freezes, pauses and second keys are asked all the same.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    IMPORTER,
    MILLER,
    OPERATOR,
    STRANGER,
)
from authorisations import NONCE, authorisation, cancelling, permit, permitting, receipt, transferring
from holds import freeze, pause, set_step_up
from rule_books import ask
from small_network import BANGKOK_BANK_MINOR, DAY_S, IMPORTER_MINOR, Network, events_of

from chain.clients.amount_limit import AmountLimit
from chain.clients.events import Approval, AuthorizationCanceled, AuthorizationUsed, Transfer
from chain.clients.types import AmountLimits, Status

OTHER_NONCE = b"nonce 2".ljust(32, b"\0")


def held(network: Network) -> tuple[int, int]:
    """What the importer and the miller hold at Bangkok Bank."""
    deposit = network.deposit(BANGKOK_BANK)
    return network.read(deposit.balance_of(IMPORTER.address)), network.read(deposit.balance_of(MILLER.address))


def test_permit__brought_by_anybody__lets_the_spender_take_so_much(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(STRANGER, permitting(network, deposit, permit(network)))
    assert events_of(outcome) == [Approval(IMPORTER.address, MILLER.address, 500)]
    assert network.read(deposit.nonces(IMPORTER.address)) == 1
    network.run(MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 500))
    assert held(network) == (IMPORTER_MINOR - 500, 500)
    assert network.read(deposit.allowance(IMPORTER.address, MILLER.address)) == 0


def test_permit__brought_again__is_worth_nothing(network: Network) -> None:
    deposit, message = network.deposit(BANGKOK_BANK), permit(network)
    call = permitting(network, deposit, message)
    network.run(STRANGER, call)
    network.run(MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 500))
    assert type(network.attempt(STRANGER, call).error).__name__ == "ERC2612InvalidSigner"
    assert network.read(deposit.allowance(IMPORTER.address, MILLER.address)) == 0
    network.run(STRANGER, permitting(network, deposit, replace(message, nonce=1)))


@pytest.mark.parametrize("change", [{"spender": STRANGER.address}, {"value": 501}, {"deadline": 2**40}])
def test_permit__altered_after_signing__is_worth_nothing(network: Network, change: dict[str, object]) -> None:
    deposit, message = network.deposit(BANGKOK_BANK), permit(network)
    signed, altered = permitting(network, deposit, message), replace(message, **change)  # type: ignore[arg-type]
    forged = permitting(network, deposit, altered)
    # The altered words under the signature of the others: the last three words of a call.
    call = replace(forged, data=forged.data[:-96] + signed.data[-96:])
    assert type(network.attempt(STRANGER, call).error).__name__ == "ERC2612InvalidSigner"


def test_permit__in_its_last_second__still_counts(network: Network) -> None:
    message = permit(network)
    network.run(STRANGER, permitting(network, network.deposit(BANGKOK_BANK), message), message.deadline)


def test_permit__for_another_money__is_worth_nothing_here(network: Network) -> None:
    here, there = network.deposit(BANGKOK_BANK), network.deposit(CHIANGMAI_BANK)
    call = permitting(network, there, permit(network))
    error = network.attempt(STRANGER, replace(call, to=here.address)).error
    assert type(error).__name__ == "ERC2612InvalidSigner"


def test_permit__held_money__is_promised_but_not_taken(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    freeze(network, deposit, IMPORTER)
    network.run(STRANGER, permitting(network, deposit, permit(network)))
    take = deposit.transfer_from(IMPORTER.address, MILLER.address, 500)
    assert type(network.attempt(MILLER, take).error).__name__ == "ERC7943InsufficientUnfrozenBalance"
    freeze(network, deposit, IMPORTER, 0)
    network.run(MILLER, take)


def test_authorisation__brought_by_anybody__moves_the_money_once(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(STRANGER, transferring(network, deposit, authorisation(network)))
    assert events_of(outcome) == [
        AuthorizationUsed(IMPORTER.address, NONCE),
        Transfer(IMPORTER.address, MILLER.address, 500),
    ]
    assert network.read(deposit.authorization_state(IMPORTER.address, NONCE))
    assert held(network) == (IMPORTER_MINOR - 500, 500)


def test_authorisation__central_bank_money__moves_between_banks(network: Network) -> None:
    thb = network.money("THB")
    message = authorisation(network, from_=BANGKOK_BANK.address, to=CHIANGMAI_BANK.address)
    network.run(STRANGER, transferring(network, thb, message, BANGKOK_BANK))
    assert network.read(thb.balance_of(BANGKOK_BANK.address)) == BANGKOK_BANK_MINOR - 500


@pytest.mark.parametrize(("after", "before", "is_moved"), [(-1, 1, True), (0, 1, False), (-1, 0, False)])
def test_authorisation__at_its_edges__counts_strictly_between_them(
    network: Network, after: int, before: int, is_moved: bool
) -> None:
    at_s = network.now_s
    message = authorisation(network, valid_after=at_s + after, valid_before=at_s + before)
    outcome = network.attempt(STRANGER, transferring(network, network.deposit(BANGKOK_BANK), message), at_s)
    assert (outcome.error is None) is is_moved


def test_authorisation__another_nonce_or_another_holders__is_not_used_up(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(STRANGER, transferring(network, deposit, authorisation(network)))
    network.run(STRANGER, transferring(network, deposit, authorisation(network, nonce=OTHER_NONCE)))
    back = authorisation(network, from_=MILLER.address, to=IMPORTER.address, value=1_000)
    network.run(STRANGER, transferring(network, deposit, back, MILLER))
    assert held(network) == (IMPORTER_MINOR, 0)


def test_receipt__brought_by_the_payee__moves_the_money(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(MILLER, transferring(network, deposit, receipt(network)))
    assert events_of(outcome) == [
        AuthorizationUsed(IMPORTER.address, NONCE),
        Transfer(IMPORTER.address, MILLER.address, 500),
    ]


def test_receipt__signature__is_none_for_a_transfer_and_the_other_way_round(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    as_transfer, as_receipt = (
        transferring(network, deposit, message) for message in (authorisation(network), receipt(network))
    )
    for right, wrong in ((as_transfer, as_receipt), (as_receipt, as_transfer)):
        forged = replace(right, data=right.data[:-96] + wrong.data[-96:])
        assert type(network.attempt(MILLER, forged).error).__name__ == "ERC3009InvalidSignature"


def test_cancellation__of_a_nonce__ends_it_before_it_is_used(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    outcome = network.run(STRANGER, cancelling(network, deposit))
    assert events_of(outcome) == [AuthorizationCanceled(IMPORTER.address, NONCE)]
    error = network.attempt(STRANGER, transferring(network, deposit, authorisation(network))).error
    assert type(error).__name__ == "ERC3009UsedAuthorization"
    assert held(network) == (IMPORTER_MINOR, 0)


def hold(network: Network, what: str) -> None:
    """Stops a payment of 500 minor units from the importer to the miller."""
    deposit = network.deposit(BANGKOK_BANK)
    match what:
        case "MoneyPaused":
            pause(network, deposit)
        case "ERC7943InsufficientUnfrozenBalance":
            freeze(network, deposit, IMPORTER, IMPORTER_MINOR - 499)
        case "MoneyStepUpNeeded":
            set_step_up(network, deposit, 499)
        case "ERC7943CannotSend":
            network.set_customer(IMPORTER, Status.SUSPENDED)
        case "ERC7943CannotReceive":
            network.set_customer(MILLER, Status.SUSPENDED)
        case "RuleBookRefused":
            ask(network, deposit, AmountLimit)
            limits = network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(0, 499))
            network.run(BANK_OF_THAILAND, limits)
        case "ERC20InsufficientBalance":
            network.run(IMPORTER, deposit.redeem(IMPORTER_MINOR - 499, b"x"))


HOLDS = [
    *("MoneyPaused", "ERC7943InsufficientUnfrozenBalance", "MoneyStepUpNeeded", "ERC7943CannotSend"),
    *("ERC7943CannotReceive", "RuleBookRefused", "ERC20InsufficientBalance"),
]


@pytest.mark.parametrize("what", HOLDS)
def test_signature__where_the_holder_itself_could_not_pay__pays_neither_and_stays_unused(
    network: Network, what: str
) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    network.run(STRANGER, permitting(network, deposit, permit(network)))
    hold(network, what)
    calls = [
        (IMPORTER, deposit.transfer(MILLER.address, 500)),
        (STRANGER, transferring(network, deposit, authorisation(network))),
        (MILLER, transferring(network, deposit, receipt(network))),
        (MILLER, deposit.transfer_from(IMPORTER.address, MILLER.address, 500)),
    ]
    errors = [type(network.attempt(sender, call).error).__name__ for sender, call in calls]
    assert errors == [what] * len(calls)
    assert not network.read(deposit.authorization_state(IMPORTER.address, NONCE))
    assert network.read(deposit.allowance(IMPORTER.address, MILLER.address)) == 500


def test_domain_separator__of_each_money__is_its_own(network: Network) -> None:
    moneys = network.moneys().values()
    separators = {network.read(money.domain_separator()) for money in moneys}
    assert len(separators) == len(moneys)
    for money in moneys:
        said = network.read(money.eip712_domain())
        assert said[1:5] == (network.read(money.name()), "1", network.ledger.parameters.chain_id, money.address)


def test_authorisation__long_before_its_time__waits(network: Network) -> None:
    at_s = network.now_s + 3 * DAY_S
    message = authorisation(network, valid_after=at_s, valid_before=at_s + DAY_S)
    call = transferring(network, network.deposit(BANGKOK_BANK), message)
    assert type(network.attempt(OPERATOR, call).error).__name__ == "ERC3009InvalidAuthorizationTime"
    network.run(OPERATOR, call, at_s + 1)
