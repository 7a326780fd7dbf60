"""Events that the random loans have not: figures worked out by hand over 30E/360, so that they are round."""

from __future__ import annotations

from decimal import Decimal

import pytest

from finance.schedules.actus import cash_flows
from finance.schedules.actus_names import parse_observations, parse_terms, parse_time
from finance.schedules.cycles import CycleError
from finance.schedules.terms import TermError

# A loan of 12,000 at 10 %: 100 of interest a month of 30 days.
LOAN = {
    "contractType": "PAM",
    "contractRole": "RPA",
    "currency": "HKD",
    "statusDate": "2023-12-31",
    "initialExchangeDate": "2024-01-01",
    "maturityDate": "2024-07-01",
    "notionalPrincipal": "12000",
    "nominalInterestRate": "0.10",
    "dayCountConvention": "30E360",
    "cycleAnchorDateOfInterestPayment": "2024-02-01",
    "cycleOfInterestPayment": "P1ML1",
}
LINEAR = LOAN | {
    "contractType": "LAM",
    "cycleAnchorDateOfPrincipalRedemption": "2024-02-01",
    "cycleOfPrincipalRedemption": "P1ML1",
    "nextPrincipalRedemptionPayment": "2000",
}
FIXED_PAYMENT = LINEAR | {"contractType": "NAM", "nextPrincipalRedemptionPayment": "1100"}
ANNUITY = LINEAR | {"contractType": "ANN", "nextPrincipalRedemptionPayment": ""}
NO_REDEMPTION = {"cycleOfPrincipalRedemption": "", "cycleAnchorDateOfPrincipalRedemption": ""}
FLOATING = {
    "cycleAnchorDateOfRateReset": "2024-03-01",
    "cycleOfRateReset": "P1ML1",
    "marketObjectCodeOfRateReset": "HIBOR",
}
INDEXED = {
    "scalingEffect": "IN0",
    "cycleAnchorDateOfScalingIndex": "2024-03-01",
    "cycleOfScalingIndex": "P2ML1",
    "marketObjectCodeOfScalingIndex": "CPI",
    "scalingIndexAtContractDealDate": "100",
}


def _market(**series: dict[str, str]) -> dict[str, object]:
    return {
        name: {"data": [{"timestamp": f"2024-{day}", "value": value} for day, value in points.items()]}
        for name, points in series.items()
    }


def _run(terms: dict[str, str], market: dict[str, object] | None = None, until: str | None = None) -> list[str]:
    """The events as short lines: month and day, kind, payoff, notional, rate, accrued interest."""
    end = parse_time(until) if until else None
    flows = cash_flows(parse_terms(terms), parse_observations(market or {}), until=end)
    return [
        f"{flow.time:%m-%d} {flow.kind.value} {_short(flow.payoff)} {_short(flow.notional)} {_short(flow.nominal_rate)}"
        f" {_short(flow.accrued_interest)}"
        for flow in flows
    ]


def _short(number: Decimal) -> str:
    return f"{number.quantize(Decimal('1E-6')).normalize() + 0:f}"


def _of(kind: str, lines: list[str]) -> list[str]:
    return [line for line in lines if line.split()[1] == kind]


def test_pam__fixed_rate__pays_interest_and_then_the_principal() -> None:
    assert _run(LOAN, until="2024-03-01") == [
        "01-01 IED -12000 12000 0.1 0",
        "02-01 IP 100 12000 0.1 0",
        "03-01 IP 100 12000 0.1 0",
    ]
    assert _run(LOAN)[-2:] == ["07-01 IP 100 12000 0.1 0", "07-01 MD 12000 0 0.1 0"]


def test_pam__premium_and_accrued_interest__count_at_the_initial_exchange() -> None:
    lines = _run(LOAN | {"premiumDiscountAtIED": " -200", "accruedInterest": "30"}, until="2024-02-01")
    assert lines == ["01-01 IED -11800 12000 0.1 30", "02-01 IP 130 12000 0.1 0"]


def test_pam__interest_anchor_before_the_initial_exchange__has_accrued_since() -> None:
    lines = _run(LOAN | {"cycleAnchorDateOfInterestPayment": "2023-12-16"}, until="2024-01-16")
    assert lines == ["01-01 IED -12000 12000 0.1 50", "01-16 IP 100 12000 0.1 0"]


def test_pam__no_rate__has_no_interest() -> None:
    without = {key: value for key, value in LOAN.items() if key != "nominalInterestRate"}
    assert _run(without) == ["01-01 IED -12000 12000 0 0", "07-01 MD 12000 0 0 0"]


def test_pam__no_interest_dates__pays_what_accrued_only_if_it_was_there() -> None:
    without = {key: value for key, value in LOAN.items() if not key.startswith("cycle")}
    assert _run(without)[-1] == "07-01 MD 12600 0 0.1 0"


def test_status_date__after_the_initial_exchange__shows_the_rest_with_what_has_accrued() -> None:
    assert _run(LOAN | {"statusDate": "2024-02-11"}, until="2024-03-01") == ["03-01 IP 100 12000 0.1 0"]
    given = LOAN | {"statusDate": "2024-02-11", "accruedInterest": "10"}
    assert _run(given, until="2024-03-01") == [f"03-01 IP {_short(Decimal(10) + Decimal(200) / 3)} 12000 0.1 0"]


def test_status_date__events_of_that_day__are_over() -> None:
    assert _run(LOAN | {"statusDate": "2024-03-01"})[0] == "04-01 IP 100 12000 0.1 0"


def test_capitalisation__until_a_date_between__adds_interest_to_the_principal() -> None:
    lines = _run(LOAN | {"capitalizationEndDate": "2024-03-16"}, until="2024-04-01")
    assert lines[1:] == [
        "02-01 IPCI 0 12100 0.1 0",
        "03-01 IPCI 0 12200.833333 0.1 0",
        "03-16 IPCI 0 12251.670139 0.1 0",
        "04-01 IP 51.048626 12251.670139 0.1 0",
    ]


def test_capitalisation__without_interest_dates__happens_once() -> None:
    without = {key: value for key, value in LOAN.items() if not key.startswith("cycle")}
    assert _run(without | {"capitalizationEndDate": "2024-04-01"})[1] == "04-01 IPCI 0 12300 0.1 0"


def test_purchase__mid_period__pays_price_and_accrued_interest_and_hides_what_was_before() -> None:
    lines = _run(LOAN | {"purchaseDate": "2024-03-16", "priceAtPurchaseDate": "11900"}, until="2024-04-01")
    assert lines == ["03-16 PRD -11950 12000 0.1 50", "04-01 IP 100 12000 0.1 0"]


def test_purchase__on_a_due_date__leaves_that_payment_to_the_seller() -> None:
    lines = _run(LINEAR | {"purchaseDate": "2024-03-01", "priceAtPurchaseDate": "8100"}, until="2024-04-01")
    assert lines[0] == "03-01 PRD -8100 8000 0.1 0"
    assert lines[1].startswith("04-01 PR 2000 6000")


def test_purchase__after_the_last_date_asked_for__shows_all() -> None:
    later = LOAN | {"purchaseDate": "2024-06-16", "priceAtPurchaseDate": "1"}
    assert _run(later, until="2024-02-01") == _run(LOAN, until="2024-02-01")


def test_termination__mid_period__pays_price_and_accrued_interest_and_ends() -> None:
    lines = _run(LOAN | {"terminationDate": "2024-03-16", "priceAtTerminationDate": "12050"})
    assert lines[-1] == "03-16 TD 12100 0 0.1 0"
    assert len(lines) == 4


def test_termination__on_a_due_date__comes_after_that_payment() -> None:
    lines = _run(LOAN | {"contractRole": "RPL", "terminationDate": "2024-03-01", "priceAtTerminationDate": "12050"})
    assert lines[-2:] == ["03-01 IP -100 -12000 0.1 0", "03-01 TD -12050 0 0.1 0"]


def test_rate_reset__multiplier_and_spread__apply_to_what_is_observed() -> None:
    terms = LOAN | FLOATING | {"rateMultiplier": "2", "rateSpread": "0.02", "cycleOfRateReset": "P3ML1"}
    lines = _run(terms, _market(HIBOR={"02-15": "0.05", "06-01": "0.01"}))
    assert _of("RR", lines) == ["03-01 RR 0 12000 0.12 0", "06-01 RR 0 12000 0.04 0"]
    assert lines[4] == "04-01 IP 120 12000 0.12 0"


def test_rate_reset__between_payments__splits_the_period() -> None:
    terms = LOAN | FLOATING | {"cycleAnchorDateOfRateReset": "2024-03-16", "cycleOfRateReset": "P1YL1"}
    lines = _run(terms, _market(HIBOR={"03-16": "0.04"}), until="2024-04-01")
    assert lines[-2:] == ["03-16 RR 0 12000 0.04 50", "04-01 IP 70 12000 0.04 0"]


@pytest.mark.parametrize(
    ("limits", "rates"),
    [
        ({}, ["0.2", "0.01", "-0.05", "0.3"]),
        ({"lifeCap": "0.15"}, ["0.15", "0.01", "-0.05", "0.15"]),
        ({"lifeFloor": "0.02"}, ["0.2", "0.02", "0.02", "0.3"]),
        ({"periodCap": "0.04"}, ["0.14", "0.01", "-0.05", "-0.01"]),
        ({"periodFloor": "-0.03"}, ["0.2", "0.17", "0.14", "0.3"]),
        ({"periodFloor": "0.03"}, ["0.2", "0.17", "0.14", "0.3"]),
        ({"periodCap": "0.04", "periodFloor": "0.03", "lifeCap": "0.12"}, ["0.12", "0.09", "0.06", "0.1"]),
    ],
)
def test_rate_reset__caps_and_floors__hold_it(limits: dict[str, str], rates: list[str]) -> None:
    observed = {"03-01": "0.20", "04-01": "0.01", "05-01": "-0.05", "06-01": "0.30"}
    lines = _run(LOAN | FLOATING | limits, _market(HIBOR=observed))
    assert [line.split()[4] for line in _of("RR", lines)] == rates


def test_rate_reset__next_rate_known__is_taken_at_the_first_reset_after_the_status_date() -> None:
    terms = LOAN | FLOATING | {"nextResetRate": "0.05", "statusDate": "2024-03-01"}
    lines = _run(terms, _market(HIBOR={"05-01": "0.06", "06-01": "0.07"}))
    assert _of("RRF", lines) == ["04-01 RRF 0 12000 0.05 0"]
    assert [line.split()[4] for line in _of("RR", lines)] == ["0.06", "0.07"]


def test_rate_reset__business_day_moves_it__looks_at_the_market_of_the_scheduled_day() -> None:
    moved = {"businessDayConvention": "SCMF", "calendar": "MF", "cycleAnchorDateOfRateReset": "2024-03-30"}
    terms = LOAN | FLOATING | moved | {"cycleOfRateReset": "P1YL1"}
    lines = _run(terms, _market(HIBOR={"03-29": "0.05", "03-30": "0.06"}))
    assert _of("RR", lines)[0].split()[0::4] == ["03-29", "0.06"]


def test_rate_reset__annuity__fixes_the_payment_anew() -> None:
    terms = (
        LINEAR | FLOATING | {"contractType": "ANN", "nextPrincipalRedemptionPayment": "", "cycleOfRateReset": "P1YL1"}
    )
    lines = _run(terms, _market(HIBOR={"03-01": "0.00"}))
    assert [line.split()[:2] for line in lines[1:9]] == [
        ["01-31", "PRF"],
        ["02-01", "PR"],
        ["02-01", "IP"],
        ["03-01", "PR"],
        ["03-01", "IP"],
        ["03-01", "RR"],
        ["03-01", "PRF"],
        ["04-01", "PR"],
    ]
    left = Decimal(lines[5].split()[3])
    assert lines[8].split()[2] == _short(left / 4)  # four payments without interest
    assert lines[-1].split()[2] == _short(left / 4)


def test_annuity__first_redemption_on_the_initial_exchange__is_fixed_with_it() -> None:
    first = {"cycleAnchorDateOfPrincipalRedemption": "2024-01-01", "maturityDate": "2024-06-01"}
    lines = _run(ANNUITY | first | {"nominalInterestRate": "0"})
    assert [line.split()[2] for line in _of("PR", lines) + _of("MD", lines)] == ["2000"] * 6
    assert _of("PRF", lines) == []


def test_annuity__running_already__is_fixed_at_the_status_date() -> None:
    lines = _run(ANNUITY | {"nominalInterestRate": "0", "statusDate": "2024-04-01"})
    assert [line.split()[2] for line in _of("PR", lines) + _of("MD", lines)] == ["4000"] * 3


def test_annuity__amortised_longer_than_it_runs__ends_with_a_balloon() -> None:
    balloon = {"nominalInterestRate": "0", "amortizationDate": "2025-01-01", "maturityDate": "2024-04-01"}
    lines = _run(ANNUITY | balloon)
    assert [line.split()[2] for line in _of("PR", lines) + _of("MD", lines)] == ["1000", "1000", "10000"]


@pytest.mark.parametrize("role", ["RPA", "RPL"])
def test_linear__payment_larger_than_what_is_left__is_cut(role: str) -> None:
    lines = _run(LINEAR | {"contractRole": role, "nextPrincipalRedemptionPayment": "5000"})
    paid = [abs(Decimal(line.split()[2])) for line in _of("PR", lines) + _of("MD", lines)]
    assert paid == [5000, 5000, 2000, 0, 0, 0]


def test_linear__no_maturity__ends_when_it_is_repaid() -> None:
    open_end = {key: value for key, value in LINEAR.items() if key != "maturityDate"}
    assert _run(open_end)[-1] == "07-01 MD 2000 0 0.1 0"
    assert _run(open_end | {"statusDate": "2024-02-15"})[-1].startswith("08-01 MD 2000")


def test_linear__interest_less_often_than_principal__waits() -> None:
    lines = _run(LINEAR | {"cycleAnchorDateOfInterestPayment": "2024-03-01", "cycleOfInterestPayment": "P2ML1"})
    assert lines[1:4] == [
        "02-01 PR 2000 10000 0.1 100",
        "03-01 PR 2000 8000 0.1 183.333333",
        "03-01 IP 183.333333 8000 0.1 0",
    ]


def test_negative_amortiser__payment_below_interest__lets_the_debt_grow() -> None:
    lines = _run(FIXED_PAYMENT | {"nextPrincipalRedemptionPayment": "40"}, until="2024-02-01")
    assert lines[1:] == ["02-01 PR -60 12060 0.1 100", "02-01 IP 100 12060 0.1 0"]


def test_negative_amortiser__no_maturity__ends_when_it_is_repaid() -> None:
    open_end = {key: value for key, value in FIXED_PAYMENT.items() if key != "maturityDate"}
    lines = _run(open_end)  # ⌈12000 / (1100 − 100)⌉ = 12 payments
    assert lines[-1].startswith("01-01 MD")
    assert len(_of("PR", lines)) == 11


def test_negative_amortiser__interest_dates_before_the_first_redemption__are_kept() -> None:
    later = FIXED_PAYMENT | {
        "cycleAnchorDateOfPrincipalRedemption": "2024-04-16",
        "cycleOfPrincipalRedemption": "P1ML1",
    }
    kinds = [line.split()[:2] for line in _run(later, until="2024-05-16")]
    assert kinds == [
        ["01-01", "IED"],
        ["02-01", "IP"],
        ["03-01", "IP"],
        ["03-16", "IP"],
        ["04-16", "PR"],
        ["04-16", "IP"],
        ["05-16", "PR"],
        ["05-16", "IP"],
    ]


@pytest.mark.parametrize(
    ("base", "interest"),
    [("NT", ["100", "83.333333", "66.666667"]), ("NTL", ["100", "83.333333", "83.333333"])],
)
def test_interest_base__linear__is_the_outstanding_or_lags(base: str, interest: list[str]) -> None:
    fixed = {"cycleAnchorDateOfInterestCalculationBase": "2024-02-01", "cycleOfInterestCalculationBase": "P3ML1"}
    terms = LINEAR | fixed | {"interestCalculationBase": base, "interestCalculationBaseAmount": "12000"}
    lines = _run(terms, until="2024-04-01")
    assert [line.split()[2] for line in _of("IP", lines)] == interest
    assert bool(_of("IPCB", lines)) == (base == "NTL")


def test_interest_base__at_the_initial_exchange__stays_for_an_amortiser() -> None:
    lines = _run(FIXED_PAYMENT | {"interestCalculationBase": "NTIED"}, until="2024-04-01")
    assert [line.split()[2] for line in _of("IP", lines)] == ["100", "100", "100"]


def test_fee__on_the_notional__accrues_and_is_paid_after_interest() -> None:
    fee = {"feeRate": "0.01", "feeBasis": "N", "cycleAnchorDateOfFee": "2024-02-01", "cycleOfFee": "P2ML1"}
    lines = _run(LOAN | fee | {"feeAccrued": "5"}, until="2024-04-01")
    assert lines[2] == "02-01 FP 15 12000 0.1 0"
    assert _of("FP", lines)[1] == "04-01 FP 20 12000 0.1 0"


def test_fee__absolute__is_the_same_each_time() -> None:
    fee = {"feeRate": "7", "feeBasis": "A", "cycleAnchorDateOfFee": "2024-02-01", "cycleOfFee": "P1ML1"}
    lines = _run(LOAN | fee | {"contractRole": "RPL"})
    assert [line.split()[2] for line in _of("FP", lines)] == ["-7"] * 6
    assert lines[-1] == "07-01 MD -12000 0 0.1 0"


def test_scaling__of_interest_and_principal__multiplies_payments_only() -> None:
    lines = _run(LINEAR | INDEXED, _market(CPI={"03-01": "150", "05-01": "200"}))
    assert lines[3:8] == [
        "03-01 PR 2000 8000 0.1 83.333333",
        "03-01 IP 83.333333 8000 0.1 0",
        "03-01 SC 0 8000 0.1 0",
        "04-01 PR 3000 6000 0.1 66.666667",
        "04-01 IP 100 6000 0.1 0",
    ]
    assert lines[-1] == "07-01 MD 4000 0 0.1 0"


@pytest.mark.parametrize(("effect", "principal", "interest"), [("I00", "2000", "100"), ("0N0", "3000", "66.666667")])
def test_scaling__of_one_of_them__leaves_the_other(effect: str, principal: str, interest: str) -> None:
    lines = _run(LINEAR | INDEXED | {"scalingEffect": effect}, _market(CPI={"03-01": "150"}), until="2024-04-01")
    assert lines[-2].split()[2] == principal
    assert lines[-1].split()[2] == interest


def test_settlement__in_another_currency__is_at_the_observed_rate() -> None:
    market = _market(**{"HKD/THB": {"01-01": "4", "02-01": "5"}})
    flows = cash_flows(parse_terms(LOAN | {"settlementCurrency": "THB"}), parse_observations(market))
    assert [(flow.payoff, flow.currency) for flow in flows[:2]] == [(-48000, "THB"), (500, "THB")]


def test_business_days__shift_over_the_start__may_swap_two_dates_without_losing_interest() -> None:
    # Interest due on Saturday 1 June is paid on Monday; a sale on Sunday comes first and takes it over.
    moved = {"businessDayConvention": "CSF", "calendar": "MF"}
    sold = {"terminationDate": "2024-06-02", "priceAtTerminationDate": "12000"}
    assert _run(LOAN | moved | sold)[-1] == f"06-02 TD {_short(12000 + Decimal(3100) / 30)} 0 0.1 0"


def test_business_days__purchase_between_due_and_paid__leaves_the_interest_of_one_payment() -> None:
    # Bought on Sunday 2 June, one day after the due date; the payment of Monday counts to Saturday only.
    moved = {"businessDayConvention": "CSF", "calendar": "MF"}
    bought = {"purchaseDate": "2024-06-02", "priceAtPurchaseDate": "12000"}
    assert _run(LOAN | moved | bought)[:2] == [
        "06-02 PRD -12103.333333 12000 0.1 103.333333",
        "06-03 IP 100 12000 0.1 0",
    ]


def test_annuity__reset_after_it_should_be_repaid__takes_all_that_is_left() -> None:
    late = {"amortizationDate": "2024-03-01", "cycleOfRateReset": "P1YL1", "cycleAnchorDateOfRateReset": "2024-04-16"}
    lines = _run(ANNUITY | FLOATING | late | {"nextPrincipalRedemptionPayment": "1100"}, _market(HIBOR={"04-16": "0"}))
    assert lines[-7:-3] == [
        "04-16 PRF 0 8974.930556 0 37.395544",
        "05-01 PR 8974.930556 0 0 37.395544",
        "05-01 IP 37.395544 0 0 0",
        "06-01 PR 0 0 0 0",
    ]


def test_negative_amortiser__one_redemption_without_a_cycle__has_no_interest_dates_before() -> None:
    once = FIXED_PAYMENT | {"cycleOfPrincipalRedemption": "", "cycleAnchorDateOfPrincipalRedemption": "2024-04-01"}
    assert [line.split()[:2] for line in _run(once)] == [
        ["01-01", "IED"],
        ["04-01", "PR"],
        ["04-01", "IP"],
        ["07-01", "IP"],
        ["07-01", "MD"],
    ]


def test_negative_amortiser__first_redemption_by_its_cycle_alone__is_one_period_after_the_start() -> None:
    alone = FIXED_PAYMENT | {"cycleAnchorDateOfPrincipalRedemption": "", "cycleAnchorDateOfInterestPayment": ""}
    assert _run(alone) == _run(FIXED_PAYMENT)


@pytest.mark.parametrize(
    ("terms", "changes", "key"),
    [
        (LOAN, {"maturityDate": ""}, "maturityDate"),
        (LOAN, {"maturityDate": "2024-01-01"}, "maturityDate"),
        (LINEAR, {"maturityDate": "", "cycleOfPrincipalRedemption": ""}, "maturityDate"),
        (ANNUITY, {"maturityDate": ""}, "maturityDate"),
        (LINEAR, NO_REDEMPTION, "cycleOfPrincipalRedemption"),
        (LINEAR, {"nextPrincipalRedemptionPayment": "0"}, "nextPrincipalRedemptionPayment"),
        (FIXED_PAYMENT, {"nextPrincipalRedemptionPayment": ""}, "nextPrincipalRedemptionPayment"),
        (
            FIXED_PAYMENT,
            {"nextPrincipalRedemptionPayment": "100", "maturityDate": ""},
            "nextPrincipalRedemptionPayment",
        ),
        (LOAN | FLOATING, {"marketObjectCodeOfRateReset": ""}, "marketObjectCodeOfRateReset"),
        (LOAN, FLOATING, "marketObjectCodeOfRateReset"),
        (LOAN | INDEXED, {"marketObjectCodeOfScalingIndex": ""}, "marketObjectCodeOfScalingIndex"),
        (LOAN | INDEXED, {"scalingIndexAtContractDealDate": "0"}, "scalingIndexAtContractDealDate"),
        (LOAN, {"settlementCurrency": "THB"}, "settlementCurrency"),
    ],
)
def test_terms__at_odds__are_refused_by_name(terms: dict[str, str], changes: dict[str, str], key: str) -> None:
    with pytest.raises(TermError) as refused:
        _run(terms | changes)
    assert refused.value.key == key


def test_rate_reset__nothing_observed_yet__is_refused() -> None:
    with pytest.raises(TermError, match="nothing is observed for 'HIBOR' up to 2024-03-01"):
        _run(LOAN | FLOATING, _market(HIBOR={"03-02": "0.05"}))


def test_linear__payment_too_small_to_end_in_time__is_refused() -> None:
    tiny = LINEAR | {"nextPrincipalRedemptionPayment": "0.01", "maturityDate": ""}
    with pytest.raises(CycleError, match="years 1 to 9999"):
        _run(tiny)
