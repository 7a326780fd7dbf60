"""The payment that repays a loan in equal amounts on given dates, whatever the days between them.

Trusts the caller's year fractions and its `Decimal` context.
Never solves by iteration: the payment is a closed formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

_ONE = Decimal(1)


def annuity_payment(
    outstanding: Decimal,
    principal: Decimal,
    rate: Decimal,
    start: datetime,
    times: Sequence[datetime],
    years: Callable[[datetime, datetime], Decimal],
) -> Decimal:
    """What has to be paid on each of `times`, none before `start`, so that nothing is left after the last.

    outstanding: principal and the interest accrued up to `start`; rate: a year, simple within a period, on `principal`
    up to the first of `times`. All of `outstanding` where there are no times.
    """
    if not times:
        return outstanding
    due = outstanding + years(start, times[0]) * rate * principal
    # A = due · Π(1 + r·Y_i) / (1 + Σ_i Π_{j≥i}(1 + r·Y_j)); Y_i years from payment i to the next
    # — ACTUS techspec 1.1, section 4.8
    product, total = _ONE, _ONE
    for earlier, later in zip(reversed(times[:-1]), reversed(times[1:]), strict=True):
        product *= _ONE + rate * years(earlier, later)
        total += product
    return due * product / total
