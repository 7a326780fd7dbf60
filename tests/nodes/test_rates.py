"""Reference rates: published figures, crosses, pegs, and the days on which there is none."""

from __future__ import annotations

import datetime
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import InputError
from finance.money import currency
from nodes.rates import Peg, ReferenceRates

FIRST_DAY = datetime.date(2022, 8, 15)
SATURDAY = datetime.date(2022, 8, 20)
DIRHAM = {"AED": Peg("USD", Decimal("3.6725"))}
CODES = ("EUR", "USD", "HKD", "CNY", "THB", "AED")


@pytest.fixture(scope="module")
def rates() -> ReferenceRates:
    return ReferenceRates.load(["HKD", "CNY", "THB", "AED", "HRK", "ISK"], DIRHAM)


# What the ECB published for 15 August 2022, per euro.
@pytest.mark.parametrize(
    ("code", "per_euro"), [("USD", "1.0195"), ("HKD", "7.9899"), ("CNY", "6.905"), ("THB", "36.218")]
)
def test_per_unit__of_a_euro__is_the_published_figure(rates: ReferenceRates, code: str, per_euro: str) -> None:
    assert rates.per_unit("EUR", code, FIRST_DAY) == Decimal(per_euro)


def test_per_unit__two_currencies__is_crossed_through_the_euro(rates: ReferenceRates) -> None:
    with localcontext(prec=40):
        assert rates.per_unit("USD", "HKD", FIRST_DAY) == Decimal("7.9899") / Decimal("1.0195")


def test_per_unit__narrow_context_of_the_caller__changes_nothing(rates: ReferenceRates) -> None:
    wide = rates.per_unit("AED", "THB", FIRST_DAY)
    with localcontext(prec=3):
        assert rates.per_unit("AED", "THB", FIRST_DAY) == wide


def test_rate__pegged_currency__is_the_anchors_times_the_peg_and_says_so(rates: ReferenceRates) -> None:
    dirham = rates.rate("EUR", "AED", FIRST_DAY)
    assert (dirham.per_unit, dirham.is_derived) == (Decimal("1.0195") * Decimal("3.6725"), True)
    assert rates.per_unit("USD", "AED", FIRST_DAY) == Decimal("3.6725")
    assert not rates.rate("USD", "HKD", FIRST_DAY).is_derived


def test_rate__weekend__is_that_of_the_friday_before(rates: ReferenceRates) -> None:
    saturday, friday = rates.rate("USD", "HKD", SATURDAY), rates.rate("USD", "HKD", datetime.date(2022, 8, 19))
    assert (saturday.per_unit, saturday.published_on) == (friday.per_unit, datetime.date(2022, 8, 19))


@given(st.sampled_from(CODES), st.sampled_from(CODES), st.dates(FIRST_DAY, datetime.date(2022, 9, 23)))
def test_per_unit__there_and_back__is_one(base: str, quote: str, day: datetime.date) -> None:
    rates = LOADED
    with localcontext(prec=50):
        product = rates.per_unit(base, quote, day) * rates.per_unit(quote, base, day)
    assert abs(product - 1) < Decimal("1e-38")


LOADED = ReferenceRates.load(CODES, DIRHAM)


def test_published_on__a_week_after_the_last_rate__still_has_it(rates: ReferenceRates) -> None:
    # The kuna's last rate is of 30 December 2022: Croatia has the euro since.
    assert rates.published_on(datetime.date(2023, 1, 6), ("HRK", "USD")) == datetime.date(2022, 12, 30)


@pytest.mark.parametrize(
    ("base", "quote", "day", "said"),
    [
        ("USD", "HRK", datetime.date(2023, 1, 7), "HRK on 2023-01-07: there are rates from 2005-04-01 to 2022-12-30"),
        ("USD", "HKD", datetime.date(1998, 12, 31), "HKD on 1998-12-31: there are rates from 1999-01-04 to"),
        ("USD", "HKD", datetime.date(9999, 1, 1), "HKD on 9999-01-01: there are rates from 1999-01-04 to"),
        ("USD", "ISK", datetime.date(2010, 1, 4), "ISK and USD on 2010-01-04: none was published in the 7 days before"),
        ("XXX", "USD", FIRST_DAY, "XXX on 2022-08-15: the ECB does not publish it; state a peg for XXX"),
    ],
)
def test_rate__no_rate_that_day__is_refused_in_one_line(
    rates: ReferenceRates, base: str, quote: str, day: datetime.date, said: str
) -> None:
    with pytest.raises(InputError) as refusal:
        rates.rate(base, quote, day)
    assert f"no reference rate of {said}" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("cents", "value"), [(78_370, 10_000), (1, 0), (4, 1), (0, 0)])
def test_value_minor__hong_kong_cents__are_rounded_to_the_nearest_dollar_cent(
    rates: ReferenceRates, cents: int, value: int
) -> None:
    # 7.9899 / 1.0195 = 7.837077… HKD per USD
    assert rates.value_minor(cents, currency("HKD"), currency("USD"), FIRST_DAY) == value


def test_value_minor__own_currency__is_the_amount(rates: ReferenceRates) -> None:
    assert rates.value_minor(12_345, currency("USD"), currency("USD"), FIRST_DAY) == 12_345


def test_published__pegged_currency__is_not_among_them(rates: ReferenceRates) -> None:
    assert {"EUR", "USD", "HKD"} <= rates.published
    assert "AED" not in rates.published
