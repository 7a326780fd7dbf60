"""A pool on each curve: what a sale costs, who bears every rounding, and what shares are worth.

Trusts `finance.curves` for what is asked, to the minor unit; that Python and contract agree is tested here.
Never lets the pool trade with itself: a contract of the tests takes, as a settlement does.
"""

from __future__ import annotations

import random

import pytest
from actors import BANK_OF_THAILAND, HKMA, HONGKONG_SUPERVISOR, MAKER, SUPERVISOR, actor, lei
from pools import (
    AGE_S_MAX,
    BASE,
    BASE_MINOR,
    FEE_BPS,
    QUOTE,
    QUOTE_MINOR,
    Venue,
    fund,
    open_filled,
    open_venue,
    report_all,
)
from small_network import RATE_RAY, Network

from chain.accounts import Account
from chain.clients.events import PoolFilled, PoolProvided, PoolSharesLocked, PoolWithdrawn, PoolWrittenDown
from chain.clients.types import Curve, LegalOrder, RefusalCode, Role, Status
from finance.curves.pool import SHARES_LOCKED

CURVES = pytest.mark.parametrize("curve", list(Curve), ids=["constant product", "concentrated"])
SECOND = actor("market-maker", "second-maker")


def second_provider(network: Network) -> Account:
    """One more market maker of both currencies, with money."""
    network.admit(HKMA, SECOND, Role.MARKET_MAKER, lei(500), "HK")
    network.admit(BANK_OF_THAILAND, SECOND, Role.MARKET_MAKER, lei(500), "HK")
    fund(network, SECOND)
    return SECOND


@CURVES
def test_offer__any_amount_either_way__is_that_of_python_to_the_minor_unit(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve)
    draw = random.Random(20)
    for number in range(60):
        model, of_base = venue.model(), draw.random() < 0.5
        sell_minor = draw.randrange(1, 10 ** draw.randint(1, 8))
        expected = model.cost(of_base, sell_minor, RATE_RAY)
        code, buy_minor = network.read(venue.pool.offer(BASE if of_base else QUOTE, sell_minor))
        assert buy_minor == (0 if expected is None else expected.buy_minor), (model, of_base, sell_minor)
        assert code is (RefusalCode.POOL_INSUFFICIENT_LIQUIDITY if expected is None else RefusalCode.NONE)
        if expected is not None and number % 4 == 0:
            venue.take(MAKER, BASE if of_base else QUOTE, sell_minor)


@CURVES
def test_fill__either_way__moves_the_money_and_books_it(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve)
    for currency, other in ((BASE, QUOTE), (QUOTE, BASE)):
        before, holds = venue.model(), venue.held(MAKER)
        cost = before.cost(currency == BASE, 100_000, RATE_RAY)
        assert cost is not None
        outcome = network.run(MAKER, venue.taking(currency, 100_000))
        rate_ray = RATE_RAY if curve is Curve.CONCENTRATED else 0
        expected = PoolFilled(venue.taker, currency, 100_000, cost.buy_minor, cost.fee_minor, rate_ray)
        assert outcome.first(PoolFilled) == expected
        assert venue.model() == before.after_sale(currency == BASE, 100_000, cost.buy_minor)
        assert venue.held(venue.pool.address) == (venue.model().base_minor, venue.model().quote_minor)
        moved = dict(zip((BASE, QUOTE), venue.held(MAKER), strict=True))
        held = dict(zip((BASE, QUOTE), holds, strict=True))
        assert moved[currency] - held[currency] == 100_000
        assert held[other] - moved[other] == cost.buy_minor


@CURVES
def test_fill__smallest_amount__is_never_had_for_nothing(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve, fee_bps=0)
    for currency in (BASE, QUOTE):
        assert network.read(venue.pool.cost_of(currency, 1)) >= 1


def test_offer__around_the_reference_rate__is_far_deeper_on_the_concentrated_curve(network: Network) -> None:
    other = network.fork()
    flat, plain = open_filled(network, Curve.CONCENTRATED), open_filled(other, Curve.CONSTANT_PRODUCT)
    sell_minor = BASE_MINOR // 10
    at_rate = sell_minor * RATE_RAY // 10**27
    flat_over = network.read(flat.pool.cost_of(BASE, sell_minor)) - at_rate
    plain_over = other.read(plain.pool.cost_of(BASE, sell_minor)) - at_rate
    assert 0 < flat_over < at_rate * 2 * FEE_BPS // 10_000
    assert plain_over > 10 * flat_over
    other.ledger.journal.close()


@CURVES
def test_offer__all_of_a_reserve_and_more__is_too_little_liquidity(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve)
    for currency, reserve_minor in ((BASE, BASE_MINOR), (QUOTE, QUOTE_MINOR)):
        for sell_minor in (reserve_minor, reserve_minor + 1, 2**256 - 1):
            answer = network.read(venue.pool.offer(currency, sell_minor))
            assert answer == (RefusalCode.POOL_INSUFFICIENT_LIQUIDITY, 0)
        assert network.read(venue.pool.check(currency, reserve_minor // 2)) is RefusalCode.NONE


def test_offer__empty_pool__is_too_little_liquidity(network: Network) -> None:
    venue = open_venue(network, Curve.CONSTANT_PRODUCT)
    assert network.read(venue.pool.check(BASE, 1)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY


def test_offer__cost_beyond_any_reserve__is_too_little_liquidity(network: Network) -> None:
    venue = open_venue(network, Curve.CONSTANT_PRODUCT)
    network.run(BANK_OF_THAILAND, network.money(QUOTE).issue(MAKER.address, 2**126, b"pool"))
    network.run(MAKER, venue.pool.provide(BASE_MINOR, 2**126, 1))
    assert network.read(venue.pool.check(BASE, BASE_MINOR // 2)) is RefusalCode.NONE
    assert network.read(venue.pool.offer(BASE, BASE_MINOR - 1)) == (RefusalCode.POOL_INSUFFICIENT_LIQUIDITY, 0)


def test_offer__reserves_beyond_the_bounds_of_the_curve__is_too_little_liquidity(network: Network) -> None:
    venue = open_venue(network, Curve.CONCENTRATED)
    network.run(BANK_OF_THAILAND, network.money(QUOTE).issue(MAKER.address, 2**60, b"pool"))
    network.run(MAKER, venue.pool.provide(BASE_MINOR, 2**60, 1))
    assert network.read(venue.pool.check(BASE, 1)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY
    assert venue.model().cost(True, 1, RATE_RAY) is None
    network.run(MAKER, venue.pool.withdraw(network.read(venue.pool.shares_of(MAKER.address)), 0, 0))


def test_offer__base_worth_less_than_a_scaled_unit__is_too_little_liquidity(network: Network) -> None:
    venue = open_filled(network, Curve.CONCENTRATED)
    report_all(network, 10**13)
    assert network.read(venue.pool.check(BASE, BASE_MINOR // 2)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY
    assert network.read(venue.pool.check(QUOTE, 1)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY


def test_check__rate_too_old__is_missing_and_providers_can_still_leave(network: Network) -> None:
    venue = open_filled(network, Curve.CONCENTRATED)
    late_s = network.now_s + AGE_S_MAX + 1
    assert network.read(venue.pool.offer(BASE, 1), at_s=late_s) == (RefusalCode.POOL_RATE_MISSING, 0)
    shares = network.read(venue.pool.shares_of(MAKER.address))
    network.run(MAKER, venue.pool.withdraw(shares, 1, 1), at_s=late_s)


def test_check__constant_product_without_any_rate__goes_on(network: Network) -> None:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    assert network.read(venue.pool.check(BASE, 1), at_s=network.now_s + 10 * AGE_S_MAX) is RefusalCode.NONE


@CURVES
@pytest.mark.parametrize("central_bank", [HKMA, BANK_OF_THAILAND], ids=["of the base", "of the quote"])
def test_check__pool_suspended_in_one_currency__is_not_admitted(
    network: Network, curve: Curve, central_bank: Account
) -> None:
    venue = open_filled(network, curve)
    suspend = network.registry.set_participant_status(venue.pool.address, Status.SUSPENDED, "test")
    network.run(central_bank, suspend)
    assert network.read(venue.pool.offer(BASE, 1)) == (RefusalCode.MAKER_NOT_ADMITTED, 0)
    assert network.read(venue.pool.offer(QUOTE, 1)) == (RefusalCode.MAKER_NOT_ADMITTED, 0)


@CURVES
def test_check__pools_money_frozen__is_too_little_of_that_currency_alone(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve)
    network.run(HKMA, network.money(BASE).set_frozen_tokens(venue.pool.address, BASE_MINOR - 9))
    assert network.read(venue.pool.check(BASE, 10)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY
    assert network.read(venue.pool.check(BASE, 9)) is RefusalCode.NONE
    assert network.read(venue.pool.check(QUOTE, 10)) is RefusalCode.NONE


@CURVES
def test_provide__first__locks_shares_and_sets_the_proportion(network: Network, curve: Curve) -> None:
    venue = open_venue(network, curve)
    outcome = network.run(MAKER, venue.pool.provide(4_000_000, 9_000_000, 5_999_000))
    own = 6_000_000 - SHARES_LOCKED
    assert outcome.first(PoolSharesLocked) == PoolSharesLocked(SHARES_LOCKED)
    assert outcome.first(PoolProvided) == PoolProvided(MAKER.address, 4_000_000, 9_000_000, own)
    assert network.read(venue.pool.shares_of(MAKER.address)) == own
    assert network.read(venue.pool.total_shares()) == 6_000_000
    assert network.read(venue.pool.reserves()) == (4_000_000, 9_000_000)


@CURVES
def test_provide__second__is_in_proportion_and_rounded_against_who_provides(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve)
    second_provider(network)
    venue.take(MAKER, BASE, 777_777)
    for limits in ((1_000_003, 2**128), (2**256 - 1, 1_000_003), (5_000, 10**9)):
        before, held = venue.model(), venue.held(SECOND)
        expected = before.provision(*(min(limit, 2**128 - 1) for limit in limits))
        call = venue.pool.provide(*limits, 1)
        assert network.read(call, sender=SECOND) == expected
        network.run(SECOND, call)
        assert venue.model() == before.after_provision(*expected)
        paid = tuple(a - b for a, b in zip(held, venue.held(SECOND), strict=True))
        assert paid == expected[1:]
        assert paid[0] * before.shares >= expected[0] * before.base_minor
        assert paid[1] * before.shares >= expected[0] * before.quote_minor


@CURVES
def test_withdraw__in_parts__pays_no_more_than_the_share_and_leaves_the_locked_ones(
    network: Network, curve: Curve
) -> None:
    venue = open_filled(network, curve)
    venue.take(MAKER, BASE, 777_777)
    shares = network.read(venue.pool.shares_of(MAKER.address))
    for part in (1, 12_345, shares - 12_346):
        before, held = venue.model(), venue.held(MAKER)
        outcome = network.run(MAKER, venue.pool.withdraw(part, 0, 0))
        assert outcome.first(PoolWithdrawn) == PoolWithdrawn(MAKER.address, *before.payout(part), part)
        assert venue.model() == before.after_withdrawal(part)
        got = tuple(a - b for a, b in zip(venue.held(MAKER), held, strict=True))
        assert got == before.payout(part)
    assert network.read(venue.pool.total_shares()) == SHARES_LOCKED
    assert min(network.read(venue.pool.reserves())) > 0


@CURVES
def test_write_down__after_a_seizure__lowers_what_is_booked_for_all(network: Network, curve: Curve) -> None:
    venue = open_filled(network, curve)
    hkd, pool = network.money(BASE), venue.pool.address
    seize(network, venue, 1_000_000)
    assert network.read(venue.pool.reserves()) == (BASE_MINOR, QUOTE_MINOR)
    assert network.read(venue.pool.check(BASE, BASE_MINOR - 999_999)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY
    outcome = network.run(HKMA, venue.pool.write_down(BASE))
    assert outcome.first(PoolWrittenDown) == PoolWrittenDown(BASE, 1_000_000)
    assert network.read(venue.pool.reserves()) == (network.read(hkd.balance_of(pool)), QUOTE_MINOR)
    shares = network.read(venue.pool.shares_of(MAKER.address))
    network.run(MAKER, venue.pool.withdraw(shares, 1, 1))


def test_write_down__all_of_the_quote_currency__leaves_a_pool_that_trades_no_more(network: Network) -> None:
    venue = open_filled(network, Curve.CONSTANT_PRODUCT)
    seize(network, venue, QUOTE_MINOR, QUOTE)
    network.run(BANK_OF_THAILAND, venue.pool.write_down(QUOTE))
    assert network.read(venue.pool.reserves()) == (BASE_MINOR, 0)
    for currency in (BASE, QUOTE):
        assert network.read(venue.pool.check(currency, 1)) is RefusalCode.POOL_INSUFFICIENT_LIQUIDITY
    shares = network.read(venue.pool.shares_of(MAKER.address))
    network.run(MAKER, venue.pool.withdraw(shares, 1, 0))


def seize(network: Network, venue: Venue, amount_minor: int, currency: str = BASE) -> None:
    """A legal order takes money from a pool."""
    central_bank, supervisor = officials(currency)
    money = network.money(currency)
    order = LegalOrder(b"pool", venue.pool.address, MAKER.address, amount_minor, network.now_s + 1_000)
    network.run(supervisor, money.record_legal_order(order))
    network.run(central_bank, money.forced_transfer(venue.pool.address, MAKER.address, amount_minor))


def officials(currency: str) -> tuple[Account, Account]:
    """The central bank and the supervisor of a currency."""
    return (HKMA, HONGKONG_SUPERVISOR) if currency == BASE else (BANK_OF_THAILAND, SUPERVISOR)
