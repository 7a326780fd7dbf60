"""Shares as whole parts per million, for files that hold no fraction.

Trusts the share to be exact.
Never rounds but here: to the nearest part, a tie to the even one.
"""

from __future__ import annotations

from fractions import Fraction

from finance.rounding import div_half_even

PPM = 10**6


def ppm(share: Fraction | None) -> int | None:
    """Parts per million, half-even; `None` where there is no share."""
    return None if share is None else div_half_even(share.numerator * PPM, share.denominator)


def share(part: int, whole: int) -> Fraction | None:
    """part / whole, exact; `None` of nothing. `ValueError` for a whole below zero."""
    if whole < 0:
        raise ValueError(f"a whole is not below zero, as {whole} is")
    return Fraction(part, whole) if whole else None
