"""Equal-period instalment loans in integers, the off-chain mirror of the contract LoanBook, unit for unit.

Trusts the terms, which are validated when they are made.
Never rounds a period by itself: state is kept in ray of a minor unit, and each bill is the rounded running
total less what was billed before, so that principal billed is principal lent and the debt ends at zero.

Every step keeps to what Solidity computes in uint256, without a 512-bit mulDiv. Over the range of the terms
P·RAY·r ≤ 10**15 · 10**27 · 1.02·10**27 < 2**230, and in the power (1+r)^N · RAY² ≤ e^(18,300/360) · RAY² < 2**256.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from finance.rounding import RAY, div_half_up, mul_div_down, mul_div_half_up

PRINCIPAL_MINOR_MAX = 10**15
ANNUAL_RATE_BPS_MAX = 10_000
PERIOD_DAYS_MAX = 366
INSTALMENTS_MAX = 600
TENOR_DAYS_MAX = 18_300
DAY_COUNT_BASES = (360, 365)

_BPS = 10_000


class TermsError(ValueError):
    """Terms outside the range over which the arithmetic is proven."""


class Shape(IntEnum):
    """How the principal is paid back; the numbers are those of the contract."""

    BULLET = 0
    """Interest only, all of the principal with the last instalment."""
    LINEAR = 1
    """Equal principal, falling interest."""
    ANNUITY = 2
    """Equal payments."""


@dataclass(frozen=True, slots=True)
class InstalmentTerms:
    """What the parties agree; `TermsError` outside the stated range."""

    principal_minor: int
    """1 to 10**15 minor units."""
    annual_rate_bps: int
    """0 to 10,000 basis points a year."""
    day_count_basis: int
    """Days in a year for interest: 360 or 365."""
    period_days: int
    """1 to 366 days from drawdown to the first instalment and from each to the next."""
    instalments: int
    """1 to 600; instalments · period_days is at most 18,300 days, 50 years."""
    shape: Shape

    def __post_init__(self) -> None:
        for name, least, most in (
            ("principal_minor", 1, PRINCIPAL_MINOR_MAX),
            ("annual_rate_bps", 0, ANNUAL_RATE_BPS_MAX),
            ("period_days", 1, PERIOD_DAYS_MAX),
            ("instalments", 1, INSTALMENTS_MAX),
        ):
            value: int = getattr(self, name)
            if not least <= value <= most:
                raise TermsError(f"{name} is {least} to {most}, not {value}")
        tenor_days = self.instalments * self.period_days
        if tenor_days > TENOR_DAYS_MAX:
            raise TermsError(f"instalments times period_days is at most {TENOR_DAYS_MAX}, not {tenor_days}")
        if self.day_count_basis not in DAY_COUNT_BASES:
            raise TermsError(f"day_count_basis is 360 or 365, not {self.day_count_basis}")


@dataclass(frozen=True, slots=True)
class Instalment:
    """One bill, due `index` periods after drawdown."""

    index: int
    """1 to N."""
    principal_minor: int
    interest_minor: int
    outstanding_after_minor: int
    """Principal that is still owed once this bill is paid."""

    @property
    def payment_minor(self) -> int:
        """Principal and interest together."""
        return self.principal_minor + self.interest_minor


def schedule(terms: InstalmentTerms) -> tuple[Instalment, ...]:
    """All instalments, first to last.

    Σ principal is the principal exactly. Interest so far is at most half a minor unit from its running total
    in ray. Every annuity payment but the last is less than two minor units from `annuity_payment_ray`
    (each of its two running totals is rounded by at most a half), so that any two differ by at most 3. The
    last one also takes what rounding the payment to a ray has left: less than one more minor unit while
    P·((1+r)^N + N)·(1 + 1/(rN)) < RAY, as for 10**15 minor units at 50 % a year, monthly, over 50 years.
    """
    rate_ray = period_rate_ray(terms)
    payment_ray = annuity_payment_ray(terms) if terms.shape is Shape.ANNUITY else 0
    principal_ray = terms.principal_minor * RAY
    repaid_ray = charged_ray = repaid_minor = charged_minor = 0
    bills: list[Instalment] = []
    for index in range(1, terms.instalments + 1):
        outstanding_ray = principal_ray - repaid_ray
        interest_ray = mul_div_down(outstanding_ray, rate_ray, RAY)  # down: in favour of the borrower
        charged_ray += interest_ray
        repaid_ray += _repayment_ray(terms, index, payment_ray - interest_ray, outstanding_ray)
        principal_minor = div_half_up(repaid_ray, RAY) - repaid_minor
        interest_minor = div_half_up(charged_ray, RAY) - charged_minor
        repaid_minor += principal_minor
        charged_minor += interest_minor
        left_minor = terms.principal_minor - repaid_minor
        bills.append(Instalment(index, principal_minor, interest_minor, left_minor))
    return tuple(bills)


def period_rate_ray(terms: InstalmentTerms) -> int:
    """The rate of one period in ray, rounded down in favour of the borrower."""
    # r = annual rate · period days / basis — simple interest within a period, Actual/360 or Actual/365 Fixed
    # (ISDA 2006 Definitions 4.16 (d), (e))
    return mul_div_down(terms.annual_rate_bps * terms.period_days, RAY, _BPS * terms.day_count_basis)


def annuity_payment_ray(terms: InstalmentTerms) -> int:
    """The equal payment of an annuity in ray of a minor unit, rounded down."""
    principal_ray, rate_ray = terms.principal_minor * RAY, period_rate_ray(terms)
    if rate_ray == 0:
        return principal_ray // terms.instalments
    # A = P·r / (1 − (1+r)^−N); P principal_minor, r periodic rate, N instalments — ACTUS techspec, ANN
    discount_ray = RAY * RAY // ray_pow_half_up(RAY + rate_ray, terms.instalments)
    return mul_div_down(principal_ray, rate_ray, RAY - discount_ray)


def ray_pow_half_up(base_ray: int, exponent: int) -> int:
    """base^exponent in ray by repeated squaring, each product half-up.

    The order of the products is that of `rpow` in MakerDAO's `jug.sol`: Solidity has the same integer.
    """
    power_ray = base_ray if exponent % 2 else RAY
    while exponent := exponent // 2:
        base_ray = _ray_mul_half_up(base_ray, base_ray)
        if exponent % 2:
            power_ray = _ray_mul_half_up(power_ray, base_ray)
    return power_ray


def _ray_mul_half_up(a_ray: int, b_ray: int) -> int:
    return mul_div_half_up(a_ray, b_ray, RAY)


def _repayment_ray(terms: InstalmentTerms, index: int, annuity_part_ray: int, outstanding_ray: int) -> int:
    """Principal of one instalment in ray: by shape, and with the last one whatever is left."""
    if index == terms.instalments:
        return outstanding_ray
    if terms.shape is Shape.BULLET:
        return 0
    if terms.shape is Shape.LINEAR:
        return terms.principal_minor * RAY // terms.instalments
    return annuity_part_ray
