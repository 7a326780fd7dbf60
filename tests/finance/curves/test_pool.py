"""A pool of two currencies: nobody who trades, provides or withdraws makes it worth less to those who stay."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.curves.constant_product import cost_up
from finance.curves.pool import RESERVE_MAX, SHARES_LOCKED, Pool
from finance.rounding import RAY

AMOUNTS = st.one_of(st.integers(1, 10**15), st.integers(1, 1_000))
RATES = st.one_of(st.integers(10**23, 10**31), st.sampled_from([RAY, 46 * RAY // 10, RAY // 3]))
FEES = st.sampled_from([0, 1, 30, 1_000])
CURVES = st.one_of(st.just(0), st.integers(1, 2_000), st.just(2**14))
POOLS = st.builds(
    Pool, fee_bps=FEES, amplification=CURVES, base_minor=AMOUNTS, quote_minor=AMOUNTS, shares=st.integers(1_001, 10**15)
)


@given(buy=AMOUNTS, sell=st.integers(2, 10**15), data=st.data())
def test_cost__constant_product__is_the_least_that_keeps_the_product(buy: int, sell: int, data: st.DataObject) -> None:
    sold = data.draw(st.integers(1, sell - 1))
    cost = cost_up(buy, sell, sold)
    assert (buy + cost) * (sell - sold) >= buy * sell > (buy + cost - 1) * (sell - sold)


@pytest.mark.parametrize(("buy", "sell", "sold"), [(0, 2, 1), (1, 1, 1), (1, 2, 2), (1, 2, 0), (1, 2, -1)])
def test_cost__constant_product_that_has_too_little__is_refused(buy: int, sell: int, sold: int) -> None:
    with pytest.raises(ValueError, match="does not sell"):
        cost_up(buy, sell, sold)


@given(pool=POOLS, of_base=st.booleans(), sell_minor=AMOUNTS, rate_ray=RATES)
def test_sale__any__never_lets_the_constant_fall_and_costs_something(
    pool: Pool, of_base: bool, sell_minor: int, rate_ray: int
) -> None:
    cost = pool.cost(of_base, sell_minor, rate_ray)
    if cost is None:
        return
    after = pool.after_sale(of_base, sell_minor, cost.buy_minor)
    assert cost.net_minor >= 1
    # The fee is its part of all that is paid in, to less than a minor unit above it.
    assert 0 <= cost.fee_minor * 10_000 - cost.buy_minor * pool.fee_bps < 10_000
    assert after.constant(rate_ray) >= pool.constant(rate_ray)
    assert min(after.base_minor, after.quote_minor) > 0


@given(pool=POOLS, of_base=st.booleans(), sell_minor=AMOUNTS, more=AMOUNTS, rate_ray=RATES)
def test_sale__more__never_costs_less(pool: Pool, of_base: bool, sell_minor: int, more: int, rate_ray: int) -> None:
    cost, dearer = (pool.cost(of_base, amount, rate_ray) for amount in (sell_minor, sell_minor + more))
    assert dearer is None or (cost is not None and cost.buy_minor <= dearer.buy_minor)


@given(pool=POOLS, of_base=st.booleans(), rate_ray=RATES, data=st.data())
def test_sale__in_parts__never_costs_less_than_at_once(
    pool: Pool, of_base: bool, rate_ray: int, data: st.DataObject
) -> None:
    bare = replace(pool, fee_bps=0)
    reserve = pool.base_minor if of_base else pool.quote_minor
    parts = data.draw(st.lists(st.integers(1, max(reserve // 4, 1)), min_size=2, max_size=3))
    at_once, paid = bare.cost(of_base, sum(parts), rate_ray), 0
    if at_once is None:
        return
    for part in parts:
        cost = bare.cost(of_base, part, rate_ray)
        assert cost is not None
        paid, bare = paid + cost.buy_minor, bare.after_sale(of_base, part, cost.buy_minor)
    assert paid >= at_once.buy_minor


@given(pool=POOLS, of_base=st.booleans(), sell_minor=AMOUNTS, rate_ray=RATES)
def test_round_trip__what_was_bought_sold_back__never_profits(
    pool: Pool, of_base: bool, sell_minor: int, rate_ray: int
) -> None:
    cost = pool.cost(of_base, sell_minor, rate_ray)
    if cost is None:
        return
    back = pool.after_sale(of_base, sell_minor, cost.buy_minor).cost(not of_base, cost.buy_minor, rate_ray)
    assert back is None or back.buy_minor >= sell_minor


@given(pool=POOLS, of_base=st.booleans(), sell_minor=AMOUNTS, rate_ray=RATES)
def test_sale__of_a_whole_reserve_or_more__is_none(pool: Pool, of_base: bool, sell_minor: int, rate_ray: int) -> None:
    reserve = pool.base_minor if of_base else pool.quote_minor
    assert pool.cost(of_base, reserve + sell_minor - 1, rate_ray) is None


@given(pool=POOLS, base_max=AMOUNTS, quote_max=AMOUNTS)
def test_provision__later__is_never_worth_less_than_its_shares(pool: Pool, base_max: int, quote_max: int) -> None:
    shares, base_minor, quote_minor = pool.provision(base_max, quote_max)
    assert 0 <= base_minor <= base_max
    assert 0 <= quote_minor <= quote_max
    after = pool.after_provision(shares, base_minor, quote_minor)
    assert_no_poorer(pool, after)
    if shares:
        back = after.payout(shares)
        assert back[0] <= base_minor
        assert back[1] <= quote_minor


@given(pool=POOLS, data=st.data())
def test_withdrawal__any_shares__never_takes_from_those_who_stay(pool: Pool, data: st.DataObject) -> None:
    shares = data.draw(st.integers(1, pool.shares - 1))
    assert_no_poorer(pool, pool.after_withdrawal(shares))


@given(base=st.integers(1, RESERVE_MAX), quote=st.integers(1, RESERVE_MAX))
def test_provision__first__is_the_root_of_the_product_less_what_is_locked(base: int, quote: int) -> None:
    shares, *paid = Pool(30, 0).provision(base, quote)
    assert paid == [base, quote]
    assert (shares + SHARES_LOCKED) ** 2 <= base * quote < (shares + SHARES_LOCKED + 1) ** 2
    assert Pool(30, 0).after_provision(shares, base, quote).shares == shares + SHARES_LOCKED


@pytest.mark.parametrize(("sell_minor", "rate_ray"), [(0, RAY), (-1, RAY), (1, 0), (1, -1)])
def test_cost__not_above_zero__is_refused(sell_minor: int, rate_ray: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Pool(30, 100, 10**6, 10**6, 10**6).cost(True, sell_minor, rate_ray)


def test_cost__what_no_reserve_has_room_for__is_none() -> None:
    assert Pool(30, 0, 10**6, 2**127, 1).cost(True, 10**6 - 1) is None
    assert Pool(30, 0, 10**6, 2**127, 1).cost(True, 10**3) is not None


def assert_no_poorer(before: Pool, after: Pool) -> None:
    """A share is worth no less of either currency than before."""
    assert Fraction(after.base_minor, after.shares) >= Fraction(before.base_minor, before.shares)
    assert Fraction(after.quote_minor, after.shares) >= Fraction(before.quote_minor, before.shares)
