"""What is drawn from a stream in other shapes than even: shares, times of the day, amounts with a long tail, counts.

Trusts `nodes.randomness` for even draws, and `decimal` with a pinned context for logarithms, which it rounds correctly.
Never touches a float, so that a draw is the same on every machine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import accumulate

from nodes.corridors import Window
from nodes.randomness import Stream

_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_UNITS = 2**64
"""An even draw between zero and one is one of so many."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Something that is drawn in proportion to whole numbers. totals: their running sums."""

    totals: tuple[int, ...]

    @classmethod
    def of(cls, weights: Sequence[int]) -> Shares:
        """Shares of these weights; `ValueError` unless one of them is above zero."""
        totals = tuple(accumulate(weights))
        if not totals or totals[-1] < 1:
            raise ValueError("one share at least has to be above zero")
        return cls(totals)

    def draw(self, stream: Stream) -> int:
        """The place of one of them, each as likely as its share."""
        return bisect_right(self.totals, stream.below(self.totals[-1]))


def second_of_day(stream: Stream, window: Window, profile: Shares) -> int:
    """A second of a window that is divided into as many equal parts as the profile has shares.

    So many draws are the arrivals of a Poisson process whose rate follows the profile, given their number: those are
    independent, each with the rate as its density (Ross, Introduction to Probability Models, chapter 5; Lewis and
    Shedler 1979, Simulation of nonhomogeneous Poisson processes by thinning).
    """
    part, parts, length_s = profile.draw(stream), len(profile.totals), window.end_s - window.start_s
    first_s, after_s = window.start_s + length_s * part // parts, window.start_s + length_s * (part + 1) // parts
    return stream.between(first_s, max(first_s, after_s - 1))


def amount_in(stream: Stream, least_minor: int, most_minor: int) -> int:
    """An amount between two, evenly over the doublings that lie between them, evenly within each.

    So nearly log-uniform: an amount twice as large is half as likely, which is a heavy tail (Pareto's with exponent 1,
    cut off), and takes integers alone.
    """
    doublings = (most_minor // least_minor).bit_length()
    while True:
        low_minor = least_minor << stream.below(doublings)
        room_minor = most_minor - low_minor + 1
        # The last doubling is cut off, and drawn as much less often.
        if room_minor >= low_minor or doublings == 1 or stream.below(low_minor) < room_minor:
            return stream.between(low_minor, min(most_minor, 2 * low_minor - 1))


def pareto_in(stream: Stream, least_minor: int, most_minor: int, tail: Decimal) -> int:
    """An amount between two by Pareto's distribution, cut off at `most_minor`; tail: its exponent, above zero.

    x = L · (1 − u·(1 − (L/H)^α))^(−1/α), u even in [0, 1): inversion (Devroye 1986, Non-Uniform Random Variate
    Generation, section II.2); L least, H most, α tail. Rounded down.
    """
    least, most = Decimal(least_minor), Decimal(most_minor)
    beyond = _EXACT.exp(_EXACT.multiply(tail, _EXACT.ln(_EXACT.divide(least, most))))
    even = _EXACT.divide(Decimal(stream.below(_UNITS)), Decimal(_UNITS))
    above = _EXACT.subtract(Decimal(1), _EXACT.multiply(even, _EXACT.subtract(Decimal(1), beyond)))
    amount = _EXACT.multiply(least, _EXACT.exp(_EXACT.divide(-_EXACT.ln(above), tail)))
    return min(most_minor, max(least_minor, int(amount)))


def poisson(stream: Stream, mean: int) -> int:
    """A count by Poisson's distribution with a whole mean, from zero.

    How many even draws can be multiplied before their product falls to e^−mean (Knuth, The Art of Computer Programming,
    volume 2, section 3.4.1, algorithm Q); with 40 digits the product is exact enough for a million factors.
    """
    least, product, count = _EXACT.exp(Decimal(-mean)), Decimal(1), -1
    while product > least:
        even = _EXACT.divide(Decimal(stream.below(_UNITS) + 1), Decimal(_UNITS))
        product, count = _EXACT.multiply(product, even), count + 1
    return count


def normal(stream: Stream) -> Decimal:
    """A draw from the standard normal distribution, exact but for rounding to 40 digits.

    u and v even in (−1, 1) until s = u² + v² < 1, then u·√(−2·ln s / s): the polar method (G. Marsaglia and T. Bray, A
    Convenient Method for Generating Normal Variables, 1964; Knuth, volume 2, section 3.4.1, algorithm P).
    """
    while True:
        u, v = (_EXACT.divide(Decimal(2 * stream.below(_UNITS) + 1 - _UNITS), Decimal(_UNITS)) for _ in range(2))
        s = _EXACT.add(_EXACT.multiply(u, u), _EXACT.multiply(v, v))
        if s < 1:
            return _EXACT.multiply(u, _EXACT.sqrt(_EXACT.divide(_EXACT.multiply(Decimal(-2), _EXACT.ln(s)), s)))
