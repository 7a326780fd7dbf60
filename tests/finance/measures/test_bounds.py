"""Bounds of liquidity: the ring of three, their order, and what is between them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.liquidity import (
    Flow,
    liquidity_efficiency,
    lower_bound_minor,
    peak_net_debits_minor,
    turnover_ratio,
    upper_bound_minor,
    use_between_bounds,
)

BANKS = st.sampled_from("ABCD")
FLOWS = st.lists(
    st.tuples(BANKS, BANKS, st.integers(1, 100)).filter(lambda flow: flow[0] != flow[1]), min_size=1, max_size=20
)
RING: list[Flow] = [("A", "B", 10), ("B", "C", 10), ("C", "A", 9)]


def test_bounds__ring_of_three__need_one_at_the_end_and_ten_on_the_way() -> None:
    assert lower_bound_minor(RING) == {"A": 1, "B": 0, "C": 0}
    assert upper_bound_minor(RING) == {"A": 10, "B": 0, "C": 0}
    assert use_between_bounds(4, 1, 10) == Fraction(1, 3)


def test_bounds__order_of_the_day__moves_the_upper_one_alone() -> None:
    backwards = RING[::-1]
    assert lower_bound_minor(backwards) == lower_bound_minor(RING)
    assert upper_bound_minor(backwards) == {"A": 1, "B": 10, "C": 9}


def test_lower_bound__gross_debit_in_its_place__is_found() -> None:
    gross = {bank: sum(amount for payer, _, amount in RING if payer == bank) for bank in "ABC"}
    assert lower_bound_minor(RING) != gross


def test_upper_bound__end_of_day_in_its_place__is_found() -> None:
    assert upper_bound_minor(RING) != lower_bound_minor(RING)


@given(FLOWS)
def test_bounds__any_day__enclose_what_settling_in_order_with_nets_at_once_takes(flows: list[Flow]) -> None:
    lower, upper = lower_bound_minor(flows), upper_bound_minor(flows)
    assert lower.keys() == upper.keys()
    assert all(lower[bank] <= upper[bank] for bank in lower)
    together: dict[str, int] = {}
    for payer, payee, amount in flows:
        together[payer] = together.get(payer, 0) - amount
        together[payee] = together.get(payee, 0) + amount
    assert peak_net_debits_minor([together]) == lower
    used = sum(lower.values()), sum(upper.values())
    assert (use_between_bounds(used[0], *used), use_between_bounds(used[1], *used)) in {(None, None), (0, 1)}


def test_use__bounds_the_wrong_way_round__is_refused() -> None:
    with pytest.raises(ValueError, match="above the upper one"):
        use_between_bounds(1, 3, 2)


def test_ratios__of_settled_value__are_exact_and_none_without_money() -> None:
    assert (turnover_ratio(300, 200), liquidity_efficiency(300, 70)) == (Fraction(3, 2), Fraction(30, 7))
    assert turnover_ratio(0, 0) is liquidity_efficiency(5, 0) is None
    assert turnover_ratio(300, 200) != Fraction(200, 300)  # the wrong way up
