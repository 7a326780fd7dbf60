"""Terms and observations as documents have them: stray spaces, short dates, numbers as strings, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from finance.schedules.actus_names import parse_observations, parse_terms, parse_time
from finance.schedules.business_days import Shift
from finance.schedules.cycles import Cycle, EndOfMonth
from finance.schedules.day_counts import DayCount
from finance.schedules.terms import ContractType, FeeBasis, InterestBase, Observations, Role, TermError

LOAN: dict[str, object] = {
    "contractType": "LAM",
    "contractRole": "RPL",
    "currency": " HKD ",
    "statusDate": "2023-12-31T00:00",
    "initialExchangeDate": " 2024-01-01 ",
    "maturityDate": "2024-12-31T24:00:00",
    "notionalPrincipal": "  5000",
    "nominalInterestRate": Decimal("0.05"),
    "dayCountConvention": "30E360",
    "cycleAnchorDateOfPrincipalRedemption": "2024-02-01T00:00:00.000",
    "cycleOfPrincipalRedemption": "P1ML0",
}


def test_parse_terms__as_documents_have_them__are_typed() -> None:
    terms = parse_terms(LOAN)
    assert (terms.contract_type, terms.role, terms.currency) == (ContractType.LAM, Role.BORROWER, "HKD")
    assert (terms.status_date, terms.initial_exchange) == (parse_time("2023-12-31"), parse_time("2024-01-01"))
    assert (terms.notional, terms.nominal_rate) == (Decimal(5000), Decimal("0.05"))
    assert terms.principal.cycle == Cycle(1, 0, True)
    assert terms.day_count is DayCount.THIRTY_E_360
    assert (terms.maturity, terms.principal.anchor) == (parse_time("2025-01-01"), parse_time("2024-02-01"))


def test_parse_terms__defaults__are_those_of_the_dictionary() -> None:
    terms = parse_terms(LOAN)
    assert (terms.end_of_month, terms.interest_base) == (EndOfMonth.SAME_DAY, InterestBase.OUTSTANDING)
    assert (terms.business_days.shift, terms.business_days.days.closed_at_weekends) == (Shift.NONE, False)
    assert (terms.rate_reset.multiplier, terms.rate_reset.spread, terms.rate_reset.life_cap) == (1, 0, None)
    assert (terms.fee.basis, terms.scaling.interest_multiplier) == (FeeBasis.NOTIONAL, 1)
    assert (terms.premium_discount, terms.accrued_interest, terms.purchase) == (0, None, None)


def test_parse_terms__names_without_effect_and_empty_ones__are_let_through() -> None:
    more = {"contractID": "l-1", "contractDealDate": "2023-12-01", "fixingDays": "P2D", "prepaymentEffect": "N"}
    assert parse_terms(LOAN | more | {"terminationDate": "", "lifeCap": None, "arrayRate": ""}) == parse_terms(LOAN)


def test_parse_terms__holidays__are_those_of_calendar_mfh() -> None:
    terms = parse_terms(LOAN | {"calendar": "MFH", "businessDayConvention": "SCMF", "holidays": ["2024-03-29"]})
    assert terms.business_days.days.holidays == {date(2024, 3, 29)}
    assert not terms.business_days.days.has(date(2024, 3, 30))
    assert parse_terms(LOAN | {"calendar": "MF", "holidays": ["2024-03-29"]}).business_days.days.has(date(2024, 3, 29))


@pytest.mark.parametrize("convention", ["NOS", "NULL", "none", ""])
def test_parse_terms__no_business_day_convention__has_several_names(convention: str) -> None:
    assert parse_terms(LOAN | {"businessDayConvention": convention}).business_days.shift is Shift.NONE


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"contractType": "SWAPS"}, "contractType: 'SWAPS' is not understood; use PAM, LAM, NAM, ANN"),
        ({"contractType": ""}, "contractType: missing; use PAM, LAM, NAM, ANN"),
        ({"contractRole": "RPX"}, "contractRole: 'RPX' is not understood; did you mean RPL?; use RPA, RPL"),
        ({"dayCountConvention": "30E/350"}, "dayCountConvention: no day count convention is called '30E/350'; did you"),
        ({"cycleOfPrincipalRedemption": "monthly"}, "cycleOfPrincipalRedemption: 'monthly' is no cycle; write it like"),
        ({"notionalPrincipal": "12,000"}, "notionalPrincipal: '12,000' is not understood; write a number like 0.05"),
        ({"notionalPrincipal": "NaN"}, "notionalPrincipal: 'NaN' is not understood; write a number like 0.05"),
        ({"notionalPrincipal": "1E31"}, "notionalPrincipal: '1E31' is not understood; write a number like 0.05"),
        ({"notionalPrincipal": "-1"}, "notionalPrincipal: -1 is negative; give the amount, and the side with"),
        ({"notionalPrincipal": True}, "notionalPrincipal: True is no single value; write a number like 0.05"),
        ({"notionalPrincipal": ["1"]}, "notionalPrincipal: ['1'] is no single value; write a number like 0.05"),
        ({"maturityDate": "2024-02-30"}, "maturityDate: '2024-02-30' is not understood; write it like 2026-01-31"),
        ({"maturityDate": "2024-12-31T00:00:00Z"}, "maturityDate: '2024-12-31T00:00:00Z' is not understood; write"),
        ({"calendar": "MFX"}, "calendar: 'MFX' is not known; did you mean MF?; use NC, MF or MFH"),
        ({"holidays": "2024-03-29"}, 'holidays: not a list of dates; write ["2026-12-25"]'),
        ({"calendar": "MFH", "holidays": ["Easter"]}, "holidays[0]: 'Easter' is not understood; write it like"),
        ({"scalingEffect": "ABC"}, "scalingEffect: 'ABC' is not understood; write it like I00, 0N0 or IN0"),
        ({"rateSpraed": "1"}, "rateSpraed: no term of these contracts; did you mean rateSpread?; correct or remove it"),
        ({"prepaymentEffect": "A"}, "prepaymentEffect: 'A' is not supported; use N"),
        ({"penaltyType": "I"}, "penaltyType: 'I' is not supported; use O or N"),
    ],
)
def test_parse_terms__mistake__names_key_reason_and_remedy(changes: dict[str, object], message: str) -> None:
    with pytest.raises(TermError) as refused:
        parse_terms(LOAN | changes)
    assert str(refused.value).startswith(message)


def test_parse_terms__needed_key_misspelt__shows_what_is_there_instead() -> None:
    document = {key: value for key, value in LOAN.items() if key != "notionalPrincipal"} | {"notionalPrincpal": "1"}
    with pytest.raises(TermError, match="notionalPrincipal: missing, but there is 'notionalPrincpal'"):
        parse_terms(document)


def test_parse_observations__out_of_order__are_sorted_and_looked_up() -> None:
    points = [
        {"timestamp": "2024-02-01T00:00", "value": " 0.02"},
        {"timestamp": "2024-01-01", "value": Decimal("0.01")},
    ]
    market = parse_observations({"HIBOR": {"identifier": "HIBOR", "data": points}})
    assert market.at("HIBOR", parse_time("2024-01-31"), "key") == Decimal("0.01")
    assert market.at("HIBOR", parse_time("2024-02-01"), "key") == Decimal("0.02")


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ({"HIBOR": "0.05"}, "HIBOR"),
        ({"HIBOR": {"data": "0.05"}}, "HIBOR"),
        ({"HIBOR": {"data": ["0.05"]}}, "HIBOR.data[0]"),
        ({"HIBOR": {"data": [{"timestamp": "2024-01-01", "value": "1"}, {"value": "1"}]}}, "HIBOR.data[1].timestamp"),
        ({"HIBOR": {"data": [{"timestamp": "2024-01-01", "value": "x"}]}}, "HIBOR.data[0].value"),
    ],
)
def test_parse_observations__mistake__names_its_place(document: dict[str, object], key: str) -> None:
    with pytest.raises(TermError) as refused:
        parse_observations(document)
    assert refused.value.key == key


def test_observations__nothing_of_that_name__is_refused() -> None:
    with pytest.raises(TermError, match="key: nothing is observed for 'HIBOR'; add it"):
        Observations().at("HIBOR", parse_time("2024-01-01"), "key")
