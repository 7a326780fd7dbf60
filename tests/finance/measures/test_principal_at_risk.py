"""Principal at risk: what is out at once, value times time, and nothing where both legs are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.principal_at_risk import (
    Exposure,
    PrincipalAtRisk,
    principal_at_risk,
    principal_at_risk_by_pair,
)

exposures = st.lists(
    st.builds(
        lambda pair, value, paid, lasts: Exposure(pair, value, paid, paid + lasts),
        st.sampled_from(["A/B", "B/A"]),
        st.integers(0, 1_000),
        st.integers(0, 50),
        st.integers(0, 30),
    ),
    max_size=12,
)


def test_principal_at_risk__two_that_overlap__counts_both_at_once() -> None:
    both = [Exposure("A/B", 100, 0, 10), Exposure("A/B", 40, 5, 20)]
    assert principal_at_risk(both) == PrincipalAtRisk(2, 140, 100 * 10 + 40 * 15, 15)


def test_principal_at_risk__receipt_and_pay_out_in_one_second__do_not_overlap() -> None:
    assert principal_at_risk([Exposure("A/B", 100, 0, 10), Exposure("A/B", 40, 10, 20)]).max_minor == 100


def test_principal_at_risk__both_legs_in_one_second__is_nothing() -> None:
    assert principal_at_risk([Exposure("A/B", 100, 7, 7)]) == PrincipalAtRisk(0, 0, 0, 0)


def test_principal_at_risk__by_pair__keeps_pairs_apart() -> None:
    found = principal_at_risk_by_pair([Exposure("B/A", 1, 0, 1), Exposure("A/B", 2, 0, 3), Exposure("B/A", 5, 0, 1)])
    assert list(found) == ["A/B", "B/A"]
    assert found["B/A"] == PrincipalAtRisk(2, 6, 6, 1)


@pytest.mark.parametrize("wrong", [Exposure("A/B", 1, 2, 1), Exposure("A/B", -1, 1, 2)])
def test_principal_at_risk__impossible_exposure__is_refused(wrong: Exposure) -> None:
    with pytest.raises(ValueError, match="an exposure ends after it begins"):
        principal_at_risk([wrong])


@given(exposures)
def test_principal_at_risk__any_exposures__equal_a_look_at_every_second(given_: list[Exposure]) -> None:
    out = [sum(e.value_minor for e in given_ if e.paid_at_s <= at < e.received_at_s) for at in range(90)]
    found = principal_at_risk(given_)
    assert found.max_minor == max(out)
    assert found.value_seconds == sum(out)
