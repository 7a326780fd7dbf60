"""How a market maker's prices lean with its inventory: what it has too much of is cheaper, what it lacks is dearer.

Trusts its caller for what is held, and for how much of it the maker would rather hold.
Never leans so far that somebody could buy from the maker and sell back to it at a gain.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from finance.fx import BPS


def lean(held_minor: int, target_minor: int) -> Fraction:
    """How far a holding is from its target, from −1 (none of it is left) to 1 (twice as much or more).

    Raises `ValueError` for a holding below zero or a target that is not above it.
    """
    if held_minor < 0 or target_minor <= 0:
        raise ValueError(f"a holding is not below zero and a target above it, not {held_minor} and {target_minor}")
    return min(Fraction(held_minor - target_minor, target_minor), Fraction(1))


def skew_bps(of_sell: Fraction, of_buy: Fraction, skew_bps_max: int) -> Fraction:
    """What a price is moved by, in basis points: linear in both leans, within `skew_bps_max` either way.

    skew = −m · (s − b) / 2; m skew_bps_max, s the lean of what is sold, b that of what is bought — a dealer's
    prices move linearly with its inventory in Ho and Stoll, Optimal dealer pricing under transactions and return
    uncertainty (1981); the bounds are ours.
    """
    return -skew_bps_max * (of_sell - of_buy) / 2


def largest_skew_bps(spread_bps: int) -> int:
    """The largest bound of a skew with which a purchase and its reversal still cost something or nothing.

    Both prices at one moment are mid · (1 + s − k) and 1/mid · (1 + s + k), and (1 + s)² − k² ≥ 1; s spread, k skew.
    """
    return isqrt((BPS + spread_bps) ** 2 - BPS**2)
