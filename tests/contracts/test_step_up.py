"""The second key of a wallet: from which amount on it has to sign too, who can change that, and what it does not stop.

Trusts the helpers in `holds` to sign a change; every error is provoked in test_errors.
Never lets the first key alone take the lock off.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, IMPORTER, MILLER, SUPERVISOR
from holds import NO_STEP_UP, OTHER_SECOND_KEY, SECOND_KEY, freeze, record, set_step_up, step_up_change
from small_network import COST_MINOR, IMPORTER_MINOR, Network, events_of

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import DepositStepUpNotAuthorised, MoneyStepUpNeeded, SettlementStepUpMissing
from chain.clients.events import LoanPaid, PaymentExists, PaymentRefused, PaymentSettled, StepUpSet
from chain.clients.types import PaymentOrder, RefusalCode, StepUp
from chain.consents import StepUpChange
from chain.typed_data import signing_digest

ABOVE_MINOR = 100


def settling(network: Network, order: PaymentOrder, second: Account | None, *, abroad: bool = False) -> Call[object]:
    """The order under the importer's signature and, where one is named, that of `second`."""
    signature = network.sign_order(order)
    step_up = b"" if second is None else network.sign_order(order, second)
    if not abroad:
        return network.engine.settle(order, signature, step_up)
    quote = network.quote()
    return network.engine.settle_with_quote(order, signature, step_up, quote, network.sign_quote(quote))


def test_set_step_up__first_time__needs_no_second_key_and_holds_at_once(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    assert network.read(deposit.step_up_of(IMPORTER.address)) == NO_STEP_UP
    outcome = set_step_up(network, deposit, ABOVE_MINOR)
    assert events_of(outcome) == [StepUpSet(IMPORTER.address, SECOND_KEY.address, ABOVE_MINOR)]
    assert network.read(deposit.step_up_of(IMPORTER.address)) == StepUp(SECOND_KEY.address, ABOVE_MINOR)
    assert network.read(deposit.step_up_of(MILLER.address)) == NO_STEP_UP


def test_transfer_and_redeem__up_to_the_threshold__pass_and_a_unit_above_not(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, ABOVE_MINOR)
    network.run(IMPORTER, deposit.transfer(MILLER.address, ABOVE_MINOR))
    network.run(IMPORTER, deposit.redeem(ABOVE_MINOR, b"x"))
    for call in (
        deposit.transfer(MILLER.address, ABOVE_MINOR + 1),
        deposit.transfer(IMPORTER.address, ABOVE_MINOR + 1),
        deposit.redeem(ABOVE_MINOR + 1, b"x"),
    ):
        assert isinstance(network.attempt(IMPORTER, call).error, MoneyStepUpNeeded)


def test_step_up__above_zero__covers_every_payment(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 0)
    assert isinstance(network.attempt(IMPORTER, deposit.transfer(MILLER.address, 1)).error, MoneyStepUpNeeded)
    assert isinstance(
        network.attempt(BANGKOK_BANK, settling(network, network.domestic_order(amount_minor=1), None)).error,
        SettlementStepUpMissing,
    )


@pytest.mark.parametrize("abroad", [False, True], ids=["domestic", "abroad"])
def test_payment__at_the_threshold__needs_one_signature_and_above_it_two(network: Network, abroad: bool) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    # What counts is what the payer is debited, in its own currency.
    orders = [network.order() if abroad else network.domestic_order() for _ in range(2)]
    set_step_up(network, deposit, COST_MINOR)
    outcome = network.run(BANGKOK_BANK, settling(network, orders[0], None, abroad=abroad))
    assert outcome.first(PaymentSettled) is not None
    network.run(IMPORTER, step_up_change(network, deposit, StepUp(SECOND_KEY.address, COST_MINOR - 1), SECOND_KEY, 1))
    alone = network.attempt(BANGKOK_BANK, settling(network, orders[1], None, abroad=abroad))
    assert isinstance(alone.error, SettlementStepUpMissing)
    outcome = network.run(BANGKOK_BANK, settling(network, orders[1], SECOND_KEY, abroad=abroad))
    assert outcome.first(PaymentSettled) is not None


@pytest.mark.parametrize("second", [IMPORTER, OTHER_SECOND_KEY, BANGKOK_BANK], ids=lambda account: account.identity)
def test_payment__above_the_threshold_with_another_second_signature__is_not_settled(
    network: Network, second: Account
) -> None:
    set_step_up(network, network.deposit(BANGKOK_BANK), ABOVE_MINOR)
    error = network.attempt(BANGKOK_BANK, settling(network, network.domestic_order(), second)).error
    assert isinstance(error, SettlementStepUpMissing)
    assert (error.second_key, error.above_minor) == (SECOND_KEY.address, ABOVE_MINOR)


def test_payment__second_signature_over_another_order__is_none(network: Network) -> None:
    set_step_up(network, network.deposit(BANGKOK_BANK), ABOVE_MINOR)
    order = network.domestic_order()
    other = network.sign_order(replace(order, payee=MILLER.address), SECOND_KEY)
    call = network.engine.settle(order, network.sign_order(order), other)
    assert isinstance(network.attempt(BANGKOK_BANK, call).error, SettlementStepUpMissing)


def test_payment__second_key_without_the_first__is_none(network: Network) -> None:
    set_step_up(network, network.deposit(BANGKOK_BANK), ABOVE_MINOR)
    order = network.domestic_order()
    signature = network.sign_order(order, SECOND_KEY)
    error = network.attempt(BANGKOK_BANK, network.engine.settle(order, signature, signature)).error
    assert type(error).__name__ == "SettlementBadSignature"


def test_payment__below_the_threshold__does_not_look_at_the_second_signature(network: Network) -> None:
    set_step_up(network, network.deposit(BANGKOK_BANK), COST_MINOR)
    order = network.domestic_order()
    call = network.engine.settle(order, network.sign_order(order), b"\x01\x02")
    assert network.run(BANGKOK_BANK, call).first(PaymentSettled) is not None


def test_payment__settled_and_sent_again__still_wants_both_signatures(network: Network) -> None:
    set_step_up(network, network.deposit(BANGKOK_BANK), ABOVE_MINOR)
    order = network.domestic_order()
    network.run(BANGKOK_BANK, settling(network, order, SECOND_KEY))
    again = network.run(BANGKOK_BANK, settling(network, order, SECOND_KEY))
    assert events_of(again) == [PaymentExists(order.uetr, IMPORTER.address)]
    alone = network.attempt(BANGKOK_BANK, settling(network, order, None))
    assert isinstance(alone.error, SettlementStepUpMissing)


def test_payment__refused_although_both_signed__is_refused_for_what_it_is(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, ABOVE_MINOR)
    freeze(network, deposit, IMPORTER)
    outcome = network.run(BANGKOK_BANK, settling(network, network.domestic_order(), SECOND_KEY))
    refused = outcome.first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.PAYER_FROZEN


CHANGES = {
    "raised": StepUp(SECOND_KEY.address, ABOVE_MINOR + 1),
    "lowered": StepUp(SECOND_KEY.address, ABOVE_MINOR - 1),
    "another key": StepUp(OTHER_SECOND_KEY.address, ABOVE_MINOR),
    "lifted": NO_STEP_UP,
}


@pytest.mark.parametrize("change", CHANGES)
def test_set_step_up__any_change__takes_the_present_second_key(network: Network, change: str) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, ABOVE_MINOR)
    for signer in (IMPORTER, OTHER_SECOND_KEY):
        call = step_up_change(network, deposit, CHANGES[change], signer, 1)
        assert isinstance(network.attempt(IMPORTER, call).error, DepositStepUpNotAuthorised)
    outcome = network.run(IMPORTER, step_up_change(network, deposit, CHANGES[change], SECOND_KEY, 1))
    set_ = StepUpSet(IMPORTER.address, CHANGES[change].second_key, CHANGES[change].above_minor)
    assert events_of(outcome) == [set_]
    assert network.read(deposit.step_up_of(IMPORTER.address)) == CHANGES[change]


def test_set_step_up__signature_of_an_earlier_change__is_used_up(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, ABOVE_MINOR)
    raised = step_up_change(network, deposit, StepUp(SECOND_KEY.address, 10**9), SECOND_KEY, 1)
    network.run(IMPORTER, raised)
    network.run(IMPORTER, step_up_change(network, deposit, StepUp(SECOND_KEY.address, 1), SECOND_KEY, 2))
    assert isinstance(network.attempt(IMPORTER, raised).error, DepositStepUpNotAuthorised)
    assert network.read(deposit.step_up_of(IMPORTER.address)).above_minor == 1


def test_set_step_up__signature_for_another_wallet__is_none(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    for wallet in (IMPORTER, MILLER):
        set_step_up(network, deposit, ABOVE_MINOR, wallet)
    call = step_up_change(network, deposit, NO_STEP_UP, SECOND_KEY, 1, wallet=MILLER)
    assert isinstance(network.attempt(IMPORTER, call).error, DepositStepUpNotAuthorised)


def test_set_step_up__lifted__lets_the_first_key_pay_alone_and_lock_anew(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, ABOVE_MINOR)
    network.run(IMPORTER, step_up_change(network, deposit, NO_STEP_UP, SECOND_KEY, 1))
    network.run(IMPORTER, deposit.transfer(MILLER.address, ABOVE_MINOR + 1))
    network.run(IMPORTER, deposit.set_step_up(StepUp(OTHER_SECOND_KEY.address, 1), b""))
    assert isinstance(network.attempt(IMPORTER, deposit.transfer(MILLER.address, 2)).error, MoneyStepUpNeeded)


def test_set_step_up__widest_threshold__holds(network: Network) -> None:
    deposit = network.deposit(BANGKOK_BANK)
    set_step_up(network, deposit, 2**120 - 1)
    assert network.read(deposit.step_up_of(IMPORTER.address)).above_minor == 2**120 - 1
    network.run(IMPORTER, deposit.transfer(MILLER.address, IMPORTER_MINOR))


def test_hash_step_up_change__any__is_what_a_second_key_signs(network: Network) -> None:
    deposit, step_up = network.deposit(BANGKOK_BANK), StepUp(OTHER_SECOND_KEY.address, 7)
    set_step_up(network, deposit, ABOVE_MINOR)
    message = StepUpChange(IMPORTER.address, step_up.second_key, step_up.above_minor, 1)
    domain = network.ledger.domain(deposit, network.read(deposit.name()))
    digest = signing_digest(message, domain)
    assert network.read(deposit.hash_step_up_change(IMPORTER.address, step_up)) == digest


def test_step_up__what_the_wallet_agreed_to_or_the_law_takes__is_not_stopped_by_it(network: Network) -> None:
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    set_step_up(network, deposit, 0)
    assert network.collect(loan_id).first(LoanPaid) is not None
    record(network, deposit)
    network.run(BANK_OF_THAILAND, deposit.forced_transfer(IMPORTER.address, MILLER.address, 1_000))
    network.run(SUPERVISOR, deposit.set_frozen_tokens(IMPORTER.address, 5))
    network.run(MILLER, deposit.transfer(IMPORTER.address, 1_000))
