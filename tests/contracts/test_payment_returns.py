"""Returns of settled payments: all legs back, once, linked, and never more than was received.

Trusts `return_stage` to sign and relay, and the tests of payments for what every payment does.
Never looks at one leg alone: balances are compared as a whole.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
)
from customers import NEW_KEY, replace_key
from hop_stage import Hop, is_let_pass, open_vehicle
from return_stage import (
    REASON,
    credit,
    foreseen_return,
    give_back,
    paid,
    paid_abroad,
    queue_payment,
    queued,
    refund,
    return_of,
    returning,
    settle_obligation,
    sign_return,
)
from small_network import AMOUNT_MINOR, COST_MINOR, DAY_S, Network, events_of

from chain.clients import errors
from chain.clients.events import (
    HoldingsMoved,
    PaymentExists,
    PaymentHop,
    PaymentRefused,
    PaymentReturned,
    PaymentSettled,
    UetrBound,
)
from chain.clients.types import Outcome as Answer
from chain.clients.types import PaymentOrder, Refusal, RefusalCode, ReturnOrder, Status, StepUp
from finance.rounding import RAY


def assert_refused(
    network: Network, order: ReturnOrder, original: PaymentOrder, expected: Refusal, hops: tuple[Hop, ...] = ()
) -> None:
    """Foreseen, answered and recorded, and nothing else changes."""
    before = network.storage()
    assert foreseen_return(network, order, original, hops) == expected
    call = returning(network, order, original, hops)
    assert network.read(call, sender=CHIANGMAI_BANK) is Answer.REFUSED
    refused = PaymentRefused(order.payment.uetr, expected.code, expected.rule, expected.party)
    assert events_of(give_back(network, order, original, hops)) == [refused]
    assert network.storage() == before


def test_return__at_home__moves_every_leg_back_and_says_of_what(network: Network) -> None:
    before = network.balances()
    original = paid(network)
    order = return_of(network, original)
    assert is_let_pass(foreseen_return(network, order, original))
    events = events_of(give_back(network, order, original))
    returns = network.deployment.payment_returns
    uetr = order.payment.uetr
    assert events[:3] == [
        PaymentReturned(uetr, original.uetr, REASON, "THB", COST_MINOR),
        PaymentSettled(
            *(uetr, FARMER.address, IMPORTER.address, CHIANGMAI_BANK.address, BANGKOK_BANK.address),
            *("0x" + "0" * 40, "THB", COST_MINOR, "THB", COST_MINOR, "GDDS"),
        ),
        UetrBound(uetr, returns.address, network.read(returns.hash_return(order))),
    ]
    assert network.balances() == before
    assert network.read(returns.return_of(original.uetr)) == uetr


def test_return__part_of_it__is_the_only_one(network: Network) -> None:
    original = paid(network)
    give_back(network, return_of(network, original, amount_minor=1), original)
    rest = return_of(network, original, amount_minor=COST_MINOR - 1)
    expected = Refusal(RefusalCode.ALREADY_RETURNED, "original", CHIANGMAI_BANK.address)
    assert_refused(network, rest, original, expected)


def test_return__across_currencies__goes_back_through_a_hop(network: Network) -> None:
    original = paid_abroad(network)
    back = Hop(network.quote(sell_currency="THB", buy_currency="HKD", rate_ray=RAY // 5), MAKER)
    order = return_of(network, original, amount_minor=COST_MINOR)
    outcome = give_back(network, order, original, [back], EXPORTER)
    cost_minor = COST_MINOR // 5
    assert outcome.first(PaymentReturned) == PaymentReturned(
        order.payment.uetr, original.uetr, REASON, "HKD", cost_minor
    )
    assert outcome.first(PaymentHop) == PaymentHop(
        order.payment.uetr, 0, MAKER.address, "THB", COST_MINOR, "HKD", cost_minor
    )
    held = network.balances()
    assert held["hongkong-bank", EXPORTER.address] == AMOUNT_MINOR - cost_minor
    assert held["bangkok-bank", IMPORTER.address] == 100_000_000


def test_return__across_currencies__through_the_vehicle(network: Network) -> None:
    open_vehicle(network)
    original = paid_abroad(network)
    hops = [
        Hop(network.quote(sell_currency="USD", buy_currency="HKD", rate_ray=8 * RAY), MAKER),
        Hop(network.quote(sell_currency="THB", buy_currency="USD", rate_ray=RAY // 40), MAKER),
    ]
    order = return_of(network, original, amount_minor=4_000_000)
    settled = give_back(network, order, original, hops, EXPORTER).first(PaymentSettled)
    assert settled is not None
    assert (settled.cost_minor, settled.amount_minor) == (800_000, 4_000_000)


def test_return__dearer_than_what_was_received__is_refused(network: Network) -> None:
    original = paid_abroad(network)
    back = Hop(network.quote(sell_currency="THB", buy_currency="HKD", rate_ray=RAY // 4), MAKER)
    order = return_of(network, original, amount_minor=COST_MINOR, cost_minor_max=10**9)
    expected = Refusal(RefusalCode.RETURN_ABOVE_ORIGINAL, "return-amount", EXPORTER.address)
    assert foreseen_return(network, order, original, [back]) == expected
    refused = give_back(network, order, original, [back], EXPORTER).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.RETURN_ABOVE_ORIGINAL


def test_return__one_unit_above_the_original__is_refused_and_the_whole_is_not(network: Network) -> None:
    original = paid(network)
    paid(network, amount_minor=1)
    above = return_of(network, original, amount_minor=COST_MINOR + 1, cost_minor_max=COST_MINOR + 1)
    assert_refused(
        network, above, original, Refusal(RefusalCode.RETURN_ABOVE_ORIGINAL, "return-amount", FARMER.address)
    )
    whole = return_of(network, original)
    assert give_back(network, whole, original).first(PaymentReturned) is not None


def test_return__twice__is_refused_and_the_same_again_exists(network: Network) -> None:
    original = paid(network)
    paid(network)
    order = return_of(network, original)
    give_back(network, order, original)
    before = network.storage()
    assert is_let_pass(foreseen_return(network, order, original))
    assert events_of(give_back(network, order, original)) == [PaymentExists(order.payment.uetr, FARMER.address)]
    assert network.storage() == before
    expected = Refusal(RefusalCode.ALREADY_RETURNED, "original", CHIANGMAI_BANK.address)
    assert_refused(network, return_of(network, original), original, expected)


def test_return__payment_that_never_settled__is_refused(network: Network) -> None:
    original = network.domestic_order()
    expected = Refusal(RefusalCode.ORIGINAL_UNKNOWN, "original", CHIANGMAI_BANK.address)
    assert_refused(network, return_of(network, original), original, expected)


def test_return__order_that_is_not_the_one_that_settled__is_refused(network: Network) -> None:
    original = paid(network)
    forged = replace(original, amount_minor=10 * COST_MINOR)
    order = return_of(network, forged, amount_minor=COST_MINOR, cost_minor_max=COST_MINOR)
    expected = Refusal(RefusalCode.ORIGINAL_UNKNOWN, "original", CHIANGMAI_BANK.address)
    assert_refused(network, order, forged, expected)


def test_return__of_a_return__is_refused(network: Network) -> None:
    original = paid(network)
    order = return_of(network, original)
    give_back(network, order, original)
    again = return_of(network, order.payment)
    expected = Refusal(RefusalCode.ORIGINAL_UNKNOWN, "original", BANGKOK_BANK.address)
    assert foreseen_return(network, again, order.payment) == expected
    refused = give_back(network, again, order.payment, signer=IMPORTER).first(PaymentRefused)
    assert refused is not None
    assert refused.code is RefusalCode.ORIGINAL_UNKNOWN


def test_return__uetr_of_a_payment__is_refused_and_the_other_way_round(network: Network) -> None:
    original = paid(network)
    other = paid(network, amount_minor=1)
    order = return_of(network, original, uetr=other.uetr)
    assert_refused(network, order, original, Refusal(RefusalCode.UETR_REUSED, "uetr", CHIANGMAI_BANK.address))
    good = return_of(network, original)
    give_back(network, good, original)
    payment = network.domestic_order(uetr=good.payment.uetr)
    for outcome in (network.settle(payment), queue_payment(network, payment)):
        refused = outcome.first(PaymentRefused)
        assert refused is not None
        assert refused.code is RefusalCode.UETR_REUSED


def test_return__what_refuses_any_payment__refuses_it_too(network: Network) -> None:
    original = paid(network)
    order = return_of(network, original)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    assert_refused(network, order, original, Refusal(RefusalCode.PAYEE_SUSPENDED, "payee-standing", IMPORTER.address))
    network.set_customer(IMPORTER, Status.ACTIVE)
    network.redeem_all(CHIANGMAI_BANK, network.money("THB"))
    expected = Refusal(RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY, "payer-bank-liquidity", CHIANGMAI_BANK.address)
    assert_refused(network, order, original, expected)


def test_return__late__is_refused(network: Network) -> None:
    original = paid(network)
    order = return_of(network, original, expires_at=network.now_s - 2)
    assert_refused(network, order, original, Refusal(RefusalCode.ORDER_EXPIRED, "order-expiry", FARMER.address))


def test_return__within_one_bank__moves_no_central_bank_money(network: Network) -> None:
    original = paid(network, payee=MILLER.address)
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    order = return_of(network, original)
    assert give_back(network, order, original, signer=MILLER).first(PaymentReturned) is not None
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(MILLER.address)) == 0


def test_return__payees_key_was_replaced__is_the_new_keys(network: Network) -> None:
    original = paid(network)
    replace_key(network, FARMER, NEW_KEY)
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).move_holdings(FARMER.address)).first(HoldingsMoved)
    stale = return_of(network, original)
    with pytest.raises(errors.ReturnNotReverse):
        give_back(network, stale, original)
    order = return_of(network, original, payer=NEW_KEY.address)
    call = returning(network, order, original, signer=NEW_KEY)
    assert network.run(CHIANGMAI_BANK, call).first(PaymentReturned) is not None


def test_return__payers_key_was_replaced__goes_to_the_new_key(network: Network) -> None:
    original = paid(network)
    replace_key(network, IMPORTER, NEW_KEY)
    with pytest.raises(errors.ReturnNotReverse):
        give_back(network, return_of(network, original), original)
    order = return_of(network, original, payee=NEW_KEY.address)
    assert give_back(network, order, original).first(PaymentReturned) is not None
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(NEW_KEY.address)) == COST_MINOR


@pytest.mark.parametrize(
    "change",
    [{"payer": MILLER}, {"payee": MILLER}, {"payee_currency": "HKD"}, {"payer_currency": "THB"}],
    ids=["payer", "payee", "payee's currency", "payer's currency"],
)
def test_return__not_the_reverse__reverts(network: Network, change: dict[str, object]) -> None:
    original = paid_abroad(network)
    fields = {name: getattr(value, "address", value) for name, value in change.items()}
    order = return_of(network, original, **{"amount_minor": 1, **fields})
    crosses = order.payment.payer_currency != order.payment.payee_currency
    hops = [Hop(network.quote(sell_currency="THB", buy_currency="HKD"), MAKER)] if crosses else []
    signer = MILLER if order.payment.payer == MILLER.address else EXPORTER
    with pytest.raises(errors.ReturnNotReverse):
        give_back(network, order, original, hops, signer)


def test_return__of_another_uetr_than_the_original__reverts(network: Network) -> None:
    original, other = paid(network), paid(network)
    order = ReturnOrder(return_of(network, original).payment, other.uetr, REASON)
    with pytest.raises(errors.ReturnNotReverse):
        give_back(network, order, original)


def test_return__without_a_reason__reverts(network: Network) -> None:
    original = paid(network)
    with pytest.raises(errors.ReturnReasonMissing):
        give_back(network, return_of(network, original, ""), original)


def test_return__signed_by_somebody_else_or_relayed_by_another_bank__reverts(network: Network) -> None:
    original = paid(network)
    order = return_of(network, original)
    with pytest.raises(errors.SettlementBadSignature):
        network.run(CHIANGMAI_BANK, returning(network, order, original, signer=IMPORTER))
    for bank in (BANGKOK_BANK, HONGKONG_BANK):
        with pytest.raises(errors.SettlementNotPayersBank):
            network.run(bank, returning(network, order, original))


def test_return__signature_of_a_payment__is_none_of_a_return(network: Network) -> None:
    """The payee's order for the same payment, signed for the engine, can't be brought as a return."""
    original = paid(network)
    order = return_of(network, original)
    returns = network.deployment.payment_returns
    signature = network.sign_order(order.payment, FARMER)
    call = returns.return_payment(order, original, signature, b"", [], [])
    with pytest.raises(errors.SettlementBadSignature):
        network.run(CHIANGMAI_BANK, call)


def test_return__across_currencies_without_hops__reverts(network: Network) -> None:
    original = paid_abroad(network)
    with pytest.raises(errors.SettlementQuoteMissing):
        give_back(network, return_of(network, original, amount_minor=1), original, signer=EXPORTER)


def test_return__above_the_threshold__needs_the_second_key(network: Network) -> None:
    original = paid(network)
    step_up = network.deposit(CHIANGMAI_BANK).set_step_up(StepUp(STRANGER.address, COST_MINOR - 1), b"")
    network.run(FARMER, step_up)
    order = return_of(network, original)
    with pytest.raises(errors.SettlementStepUpMissing):
        give_back(network, order, original)
    second = sign_return(network, order, STRANGER)
    call = returning(network, order, original, step_up=second)
    assert network.run(CHIANGMAI_BANK, call).first(PaymentReturned) is not None


def test_return__of_a_queued_payment__once_its_payee_is_credited(network: Network) -> None:
    original = queued(network)
    order = return_of(network, original)
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).issue(FARMER.address, COST_MINOR, b"own"))
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, COST_MINOR, b"own"))
    unknown = Refusal(RefusalCode.ORIGINAL_UNKNOWN, "original", CHIANGMAI_BANK.address)
    assert_refused(network, order, original, unknown)
    settle_obligation(network, original)
    assert_refused(network, order, original, unknown)
    credit(network, original)
    assert give_back(network, order, original).first(PaymentReturned) is not None


def test_return__of_a_payment_that_was_refunded__is_refused(network: Network) -> None:
    original = queued(network)
    refund(network, original, at_s=original.expires_at + 1)
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).issue(FARMER.address, COST_MINOR, b"own"))
    order = return_of(network, original, expires_at=network.now_s + DAY_S)
    expected = Refusal(RefusalCode.ORIGINAL_UNKNOWN, "original", CHIANGMAI_BANK.address)
    assert_refused(network, order, original, expected)
