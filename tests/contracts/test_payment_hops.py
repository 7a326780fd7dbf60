"""Payments through one or two hops: every leg in its own currency, what each hop costs, and what refuses them.

Trusts `hop_stage` for a dollar between baht and Hong Kong dollar, and `pools` for a pool of the two.
Never looks at one leg alone: balances are compared as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    EXPORTER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
)
from hop_stage import (
    AMERICA,
    COST_MINOR,
    FED,
    SECOND_MAKER,
    VEHICLE_MINOR,
    Hop,
    dollars_for_baht,
    foreseen,
    hong_kong_for_dollars,
    is_let_pass,
    open_vehicle,
    pay,
    paying,
    quotes_of,
    signatures_of,
    through_pool,
    two_hops,
)
from pools import open_filled
from small_network import AMOUNT_MINOR, DAY_S, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors
from chain.clients.events import (
    PaymentExists,
    PaymentHop,
    PaymentRefused,
    PaymentSettled,
    PoolFilled,
    QuoteFilled,
)
from chain.clients.types import Curve, PaymentOrder, Refusal, RefusalCode, Role, Status, StepUp
from chain.clients.types import Outcome as Answer
from finance.fx import cost_minor_up
from finance.rounding import RAY

Spoil = Callable[[Network, list[Hop]], list[Hop]]


@pytest.fixture
def bridged(network: Network) -> Network:
    """The small network with a dollar between its two currencies."""
    return open_vehicle(network)


def changes(network: Network, before: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Whose balance rose or fell by how much since `before`."""
    after = network.balances() | {
        ("USD", maker.address): network.read(network.money("USD").balance_of(maker.address))
        for maker in (MAKER, SECOND_MAKER)
    }
    after |= {
        (currency, SECOND_MAKER.address): network.read(network.money(currency).balance_of(SECOND_MAKER.address))
        for currency in ("THB", "HKD")
    }
    moved = {key: after.get(key, 0) - before.get(key, 0) for key in after.keys() | before.keys()}
    return {key: minor for key, minor in moved.items() if minor}


def held(network: Network) -> dict[tuple[str, str], int]:
    """Every balance, those of the second maker included."""
    return changes(network, {})


def test_settle_through__two_makers__moves_three_moneys_and_records_each_hop(bridged: Network) -> None:
    order, hops, before = bridged.order(), two_hops(bridged), held(bridged)
    assert is_let_pass(foreseen(bridged, order, hops))
    outcome = pay(bridged, order, hops)
    moved = changes(bridged, before)
    assert moved == {
        ("bangkok-bank", IMPORTER.address): -COST_MINOR,
        ("THB", BANGKOK_BANK.address): -COST_MINOR,
        ("THB", MAKER.address): COST_MINOR,
        ("USD", MAKER.address): -VEHICLE_MINOR,
        ("USD", SECOND_MAKER.address): VEHICLE_MINOR,
        ("HKD", SECOND_MAKER.address): -AMOUNT_MINOR,
        ("HKD", HONGKONG_BANK.address): AMOUNT_MINOR,
        ("hongkong-bank", EXPORTER.address): AMOUNT_MINOR,
    }
    kinds = (PaymentSettled, PaymentHop, QuoteFilled)
    hashes = [bridged.read(bridged.fx_board.hash_quote(hop.quote)) for hop in hops]
    assert [event for event in events_of(outcome) if isinstance(event, kinds)] == [
        PaymentSettled(
            *(order.uetr, IMPORTER.address, EXPORTER.address),
            *(BANGKOK_BANK.address, HONGKONG_BANK.address, MAKER.address),
            *("THB", COST_MINOR, "HKD", AMOUNT_MINOR, "GDDS"),
        ),
        PaymentHop(order.uetr, 0, MAKER.address, "USD", VEHICLE_MINOR, "THB", COST_MINOR),
        QuoteFilled(hashes[0], MAKER.address, VEHICLE_MINOR, COST_MINOR),
        PaymentHop(order.uetr, 1, SECOND_MAKER.address, "HKD", AMOUNT_MINOR, "USD", VEHICLE_MINOR),
        QuoteFilled(hashes[1], SECOND_MAKER.address, AMOUNT_MINOR, VEHICLE_MINOR),
    ]


def test_settle_through__one_maker_of_both_hops__owes_the_vehicle_to_itself(bridged: Network) -> None:
    bridged.redeem_all(MAKER, bridged.money("USD"))
    bridged.run(FED, bridged.money("USD").set_paused(True, "test"))
    hops, before = two_hops(bridged, MAKER, MAKER), held(bridged)
    assert pay(bridged, bridged.order(), hops).first(PaymentSettled) is not None
    moved = changes(bridged, before)
    assert not any(money == "USD" for money, _ in moved)
    assert moved["HKD", MAKER.address] == -AMOUNT_MINOR
    assert moved["THB", MAKER.address] == COST_MINOR


def test_settle_through__one_quote__is_as_settling_with_that_quote(network: Network) -> None:
    other, order, quote = network.fork(), network.order(), network.quote()
    pay(network, order, [Hop(quote, MAKER)])
    other.settle(order, quote)
    assert network.balances() == other.balances()
    assert network.read(network.engine.bound_order(order.uetr)) == other.read(other.engine.bound_order(order.uetr))


@pytest.mark.parametrize("curve", list(Curve), ids=["constant product", "concentrated"])
def test_settle_through__pool__pays_what_the_pool_asks(network: Network, curve: Curve) -> None:
    pool = open_filled(network, curve).pool
    hop, order = through_pool(pool.address), network.order()
    cost_minor = network.read(pool.cost_of("HKD", AMOUNT_MINOR))
    assert is_let_pass(foreseen(network, replace(order, cost_minor_max=cost_minor * 2), [hop]))
    outcome = pay(network, replace(order, cost_minor_max=cost_minor), [hop])
    settled, filled = outcome.first(PaymentSettled), outcome.first(PoolFilled)
    assert settled is not None
    assert filled is not None
    assert (settled.cost_minor, filled.buy_minor, filled.sell_minor) == (cost_minor, cost_minor, AMOUNT_MINOR)
    base_minor, quote_minor = network.read(pool.reserves())
    assert network.read(network.money("HKD").balance_of(pool.address)) == base_minor
    assert network.read(network.money("THB").balance_of(pool.address)) == quote_minor


def test_settle_through__pool_and_then_a_maker__pays_the_maker_in_the_vehicle(bridged: Network) -> None:
    """HKD is the vehicle here, between a pool of baht and a maker that sells dollars for it."""
    pool = open_filled(bridged, Curve.CONSTANT_PRODUCT).pool
    branch = bridged.open_branch(BANGKOK_BANK, FED, "TH", AMERICA)
    order = bridged.order(payee=MILLER.address, payee_currency="USD", amount_minor=1_000)
    dollars = bridged.quote(sell_currency="USD", buy_currency="HKD", rate_ray=8 * RAY)
    hops, before = [through_pool(pool.address), Hop(dollars, MAKER)], held(bridged)
    pool_minor = bridged.read(bridged.money("HKD").balance_of(pool.address))
    cost_minor = bridged.read(pool.cost_of("HKD", 8_000))
    settled = pay(bridged, order, hops).first(PaymentSettled)
    assert settled is not None
    assert (settled.cost_minor, settled.maker) == (cost_minor, pool.address)
    assert changes(bridged, before)["HKD", MAKER.address] == 8_000
    assert bridged.read(bridged.money("HKD").balance_of(pool.address)) == pool_minor - 8_000
    assert bridged.read(branch.balance_of(MILLER.address)) == 1_000


def test_settle_through__fractions__are_rounded_up_at_each_hop(bridged: Network) -> None:
    hops = [
        dollars_for_baht(bridged, rate_ray=RAY // 3),
        hong_kong_for_dollars(bridged, rate_ray=RAY * 7 // 9),
    ]
    for amount_minor in (1, 2, 3, 10, 101):
        settled = pay(bridged, bridged.order(amount_minor=amount_minor), hops).first(PaymentSettled)
        assert settled is not None
        vehicle_minor = cost_minor_up(amount_minor, RAY * 7 // 9)
        assert settled.cost_minor == cost_minor_up(vehicle_minor, RAY // 3)


def test_settle_through__same_order_again__exists_whatever_the_way(bridged: Network) -> None:
    order, hops = bridged.order(), two_hops(bridged)
    pay(bridged, order, hops)
    before = bridged.storage()
    assert is_let_pass(foreseen(bridged, order, hops))
    again = [bridged.settle(order, bridged.quote()), pay(bridged, order, two_hops(bridged))]
    assert [events_of(outcome) for outcome in again] == [[PaymentExists(order.uetr, IMPORTER.address)]] * 2
    assert bridged.storage() == before


def test_settle_through__uetr_of_another_payment__is_refused(bridged: Network) -> None:
    order, hops = bridged.order(), two_hops(bridged)
    bridged.settle(order, bridged.quote())
    other = replace(order, amount_minor=1)
    expected = Refusal(RefusalCode.UETR_REUSED, "uetr", BANGKOK_BANK.address)
    assert foreseen(bridged, other, hops) == expected
    assert pay(bridged, other, hops).first(PaymentRefused) is not None


def _poor(network: Network, maker: Account, currency: str) -> None:
    network.redeem_all(maker, network.money(currency))


def _late(network: Network, hops: list[Hop]) -> list[Hop]:
    return [hops[0], hops[1].changed(expires_at=network.now_s - 2)]


def _exhausted(network: Network, hops: list[Hop]) -> list[Hop]:
    return [hops[0].changed(sell_minor_max=VEHICLE_MINOR - 1), hops[1]]


def _withdrawn(network: Network, hops: list[Hop]) -> list[Hop]:
    network.run(SECOND_MAKER, network.fx_board.withdraw(hops[1].quote))
    return hops


def _suspended(network: Network, hops: list[Hop]) -> list[Hop]:
    network.set_participant(FED, MAKER, Status.SUSPENDED)
    return hops


def _first_poor(network: Network, hops: list[Hop]) -> list[Hop]:
    _poor(network, MAKER, "USD")
    return hops


def _second_poor(network: Network, hops: list[Hop]) -> list[Hop]:
    _poor(network, SECOND_MAKER, "HKD")
    return hops


def _vehicle_paused(network: Network, hops: list[Hop]) -> list[Hop]:
    network.run(FED, network.money("USD").set_paused(True, "test"))
    return hops


def _dear(network: Network, hops: list[Hop]) -> list[Hop]:
    return [hops[0].changed(rate_ray=40 * RAY), hops[1]]


def _payee_suspended(network: Network, hops: list[Hop]) -> list[Hop]:
    network.set_customer(EXPORTER, Status.SUSPENDED)
    return hops


def _payees_money_paused(network: Network, hops: list[Hop]) -> list[Hop]:
    network.run(HKMA, network.money("HKD").set_paused(True, "test"))
    return hops


SPOILT: Sequence[tuple[Spoil, RefusalCode, str, Account]] = [
    (_late, RefusalCode.QUOTE_EXPIRED, "quote", SECOND_MAKER),
    (_exhausted, RefusalCode.QUOTE_EXHAUSTED, "quote", MAKER),
    (_withdrawn, RefusalCode.QUOTE_CANCELLED, "quote", SECOND_MAKER),
    (_suspended, RefusalCode.MAKER_NOT_ADMITTED, "quote", MAKER),
    (_first_poor, RefusalCode.MAKER_INSUFFICIENT_LIQUIDITY, "maker-liquidity", MAKER),
    (_second_poor, RefusalCode.MAKER_INSUFFICIENT_LIQUIDITY, "maker-liquidity", SECOND_MAKER),
    (_vehicle_paused, RefusalCode.VEHICLE_MONEY_PAUSED, "vehicle-money-paused", FED),
    (_dear, RefusalCode.COST_ABOVE_MAXIMUM, "cost-maximum", IMPORTER),
    (_payee_suspended, RefusalCode.PAYEE_SUSPENDED, "payee-standing", EXPORTER),
    (_payees_money_paused, RefusalCode.PAYEE_MONEY_PAUSED, "payee-money-paused", HKMA),
]


def assert_refused(network: Network, order: PaymentOrder, hops: list[Hop], expected: Refusal) -> None:
    """Foreseen, answered and recorded, and nothing else changes."""
    before = network.storage()
    assert foreseen(network, order, hops) == expected
    assert network.read(paying(network, order, hops), sender=BANGKOK_BANK) is Answer.REFUSED
    assert events_of(pay(network, order, hops)) == [
        PaymentRefused(order.uetr, expected.code, expected.rule, expected.party)
    ]
    assert network.storage() == before


@pytest.mark.parametrize(("spoil", "code", "rule", "party"), SPOILT, ids=[spoil.__name__[1:] for spoil, *_ in SPOILT])
def test_settle_through__something_is_wrong__is_refused_and_changes_nothing(
    bridged: Network, spoil: Spoil, code: RefusalCode, rule: str, party: Account
) -> None:
    hops = spoil(bridged, two_hops(bridged))
    assert_refused(bridged, bridged.order(), hops, Refusal(code, rule, party.address))


def test_settle_through__two_hops_at_fault__reports_the_one_at_the_payees_end(bridged: Network) -> None:
    hops = [hop.changed(expires_at=bridged.now_s - 2) for hop in two_hops(bridged)]
    expected = Refusal(RefusalCode.QUOTE_EXPIRED, "quote", SECOND_MAKER.address)
    assert_refused(bridged, bridged.order(), hops, expected)


def test_settle_through__pool_without_a_rate__is_refused_by_the_pool(network: Network) -> None:
    venue = open_filled(network, Curve.CONCENTRATED)
    hop, late = through_pool(venue.pool.address), network.now_s + DAY_S // 2
    order = network.order()
    expected = Refusal(RefusalCode.POOL_RATE_MISSING, "pool-rate", venue.pool.address)
    assert foreseen(network, order, [hop], late) == expected
    outcome = pay(network, order, [hop], at_s=late)
    assert events_of(outcome) == [PaymentRefused(order.uetr, expected.code, expected.rule, expected.party)]


def test_settle_through__more_than_the_pool_has__is_refused_by_the_pool(network: Network) -> None:
    pool = open_filled(network, Curve.CONSTANT_PRODUCT).pool
    order = network.order(amount_minor=10**8)
    expected = Refusal(RefusalCode.POOL_INSUFFICIENT_LIQUIDITY, "pool-liquidity", pool.address)
    assert_refused(network, order, [through_pool(pool.address)], expected)


@pytest.mark.parametrize("central_bank", [HKMA, BANK_OF_THAILAND], ids=["seller's", "buyer's"])
def test_settle_through__pool_that_one_central_bank_suspended__is_not_admitted(
    network: Network, central_bank: Account
) -> None:
    pool = open_filled(network, Curve.CONSTANT_PRODUCT).pool
    network.run(central_bank, network.registry.set_participant_status(pool.address, Status.SUSPENDED, "test"))
    expected = Refusal(RefusalCode.MAKER_NOT_ADMITTED, "quote", pool.address)
    assert_refused(network, network.order(), [through_pool(pool.address)], expected)


def test_settle_through__anybody_else_as_a_pool__is_not_admitted(network: Network) -> None:
    for nobody in (STRANGER.address, MAKER.address, ZERO_ADDRESS):
        expected = Refusal(RefusalCode.MAKER_NOT_ADMITTED, "quote", nobody)
        assert_refused(network, network.order(), [through_pool(nobody)], expected)


def test_settle_through__no_price__asks_the_payers_side_with_the_most_it_allows(network: Network) -> None:
    hop = through_pool(STRANGER.address)
    order = network.order(cost_minor_max=10**12)
    expected = Refusal(RefusalCode.PAYER_INSUFFICIENT_BALANCE, "payer-balance", IMPORTER.address)
    assert_refused(network, order, [hop], expected)


def test_settle_through__no_price_and_a_threshold__needs_no_second_key(network: Network) -> None:
    second = STRANGER.address
    step_up = network.deposit(BANGKOK_BANK).set_step_up
    network.run(IMPORTER, step_up(StepUp(second, 1), b""))
    order, hop = network.order(), through_pool(MAKER.address)
    assert pay(network, order, [hop]).first(PaymentRefused) is not None


@pytest.mark.parametrize("count", [0, 3])
def test_settle_through__no_hop_or_three__reverts(bridged: Network, count: int) -> None:
    order = bridged.order()
    hops = (two_hops(bridged) * 2)[:count]
    with pytest.raises(errors.SettlementHopsInvalid):
        pay(bridged, order, hops)
    with pytest.raises(errors.SettlementHopsInvalid):
        foreseen(bridged, order, hops)


def test_settle_through__signatures_of_fewer_hops__reverts(bridged: Network) -> None:
    order, hops = bridged.order(), two_hops(bridged)
    call = bridged.engine.settle_through(
        order, bridged.sign_order(order), b"", quotes_of(hops), signatures_of(bridged, hops)[:1]
    )
    with pytest.raises(errors.SettlementHopsInvalid) as raised:
        bridged.run(BANGKOK_BANK, call)
    assert raised.value.given == 1


def chains(network: Network) -> list[list[Hop]]:
    """Hops that lead from baht to Hong Kong dollar by no allowed way."""
    first, second = two_hops(network)
    direct = Hop(network.quote(), MAKER)
    return [
        [first],
        [second],
        [second, first],
        [direct, direct],
        [first, direct],
        [direct, second],
        [direct.changed(buy_currency="HKD")],
        [first.changed(sell_currency="THB"), second.changed(buy_currency="THB")],
        [direct, second.changed(buy_currency="HKD")],
    ]


def test_settle_through__hops_that_are_no_chain__revert(bridged: Network) -> None:
    for hops in chains(bridged):
        with pytest.raises(errors.SettlementQuoteMismatch):
            pay(bridged, bridged.order(), hops)


def test_settle_through__pool_of_another_pair__reverts(bridged: Network) -> None:
    """A pool admitted for dollars by mistake can't be paid in them."""
    pool = open_filled(bridged, Curve.CONSTANT_PRODUCT).pool
    bridged.run(FED, bridged.registry.admit(pool.address, Role.SYSTEM_CONTRACT, "", "", ""))
    hops = [dollars_for_baht(bridged), through_pool(pool.address, "HKD", "USD")]
    with pytest.raises(errors.SettlementQuoteMismatch):
        pay(bridged, bridged.order(), hops)


def test_settle_through__price_of_nothing__reverts(bridged: Network) -> None:
    order = bridged.order(amount_minor=0)
    with pytest.raises(errors.SettlementAmountZero):
        pay(bridged, order, two_hops(bridged))


def test_settle_through__wrong_signature_of_a_maker__reverts_and_moves_nothing(bridged: Network) -> None:
    hops = two_hops(bridged)
    forged = [hops[0], Hop(hops[1].quote, STRANGER)]
    with pytest.raises(errors.FxBoardBadSignature):
        pay(bridged, bridged.order(), forged)
