"""A loan of the oracle as ACTUS terms and observations."""

from __future__ import annotations

from fractions import Fraction

from loan_oracle import Loan

from finance.schedules.business_days import Shift


def as_terms(loan: Loan) -> dict[str, object]:
    """The terms document; rates and amounts are decimal strings of the loan's decimal fractions."""
    terms: dict[str, object] = {
        "contractType": loan.kind,
        "contractRole": "RPA" if loan.sign > 0 else "RPL",
        "currency": "HKD",
        "statusDate": f"{loan.paid_out.replace(year=loan.paid_out.year - 1, day=1).isoformat()}T00:00:00",
        "initialExchangeDate": loan.paid_out.isoformat(),
        "maturityDate": loan.maturity.isoformat(),
        "notionalPrincipal": as_decimal(loan.principal),
        "nominalInterestRate": as_decimal(loan.rate),
        "dayCountConvention": loan.day_count.value,
        "endOfMonthConvention": "EOM" if loan.end_of_month else "SD",
        "businessDayConvention": loan.shift.value,
        "calendar": "NC" if loan.shift is Shift.NONE else "MF",
        "cycleAnchorDateOfInterestPayment": loan.first.isoformat(),
        "cycleOfInterestPayment": f"P{loan.period}L1",
    }
    if loan.kind != "PAM":
        terms["cycleAnchorDateOfPrincipalRedemption"] = loan.first.isoformat()
        terms["cycleOfPrincipalRedemption"] = f"P{loan.period}L1"
    if loan.payment is not None:
        terms["nextPrincipalRedemptionPayment"] = as_decimal(loan.payment)
    return terms


def as_decimal(number: Fraction) -> str:
    """A fraction over a power of ten, exactly."""
    scaled = number * 10**12
    assert scaled.denominator == 1
    return f"{scaled.numerator}E-12"
