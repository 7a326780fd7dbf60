"""Integer division with the direction in the name: down is towards minus infinity, up towards plus infinity.

Trusts nothing: every divisor must be positive, or `ValueError`.
Never rounds without saying which way, and never loses a unit in a split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

RAY = 10**27
"""The unit of rates and of exact loan state, as on chain: 1.0 is 10**27."""
_NO_SPLIT = "a split needs a total and weights of at least zero, one weight above it"


def div_down(numerator: int, divisor: int) -> int:
    """⌊numerator / divisor⌋; `ValueError` unless divisor > 0."""
    _require_positive(divisor)
    return numerator // divisor


def div_up(numerator: int, divisor: int) -> int:
    """⌈numerator / divisor⌉; `ValueError` unless divisor > 0."""
    _require_positive(divisor)
    return -(-numerator // divisor)


def div_half_up(numerator: int, divisor: int) -> int:
    """The nearest integer to numerator / divisor, a tie upwards; `ValueError` unless divisor > 0.

    The same form as on chain: (n + ⌊d/2⌋) / d, which is also right for an odd divisor, where no tie exists.
    """
    _require_positive(divisor)
    return (numerator + divisor // 2) // divisor


def div_half_even(numerator: int, divisor: int) -> int:
    """The nearest integer to numerator / divisor, a tie to the even one; `ValueError` unless divisor > 0."""
    _require_positive(divisor)
    quotient, remainder = divmod(numerator, divisor)
    is_upper_half = 2 * remainder > divisor or (2 * remainder == divisor and quotient % 2 == 1)
    return quotient + is_upper_half


def mul_div_down(a: int, b: int, divisor: int) -> int:
    """⌊a·b / divisor⌋ over the exact product; `ValueError` unless divisor > 0."""
    return div_down(a * b, divisor)


def mul_div_up(a: int, b: int, divisor: int) -> int:
    """⌈a·b / divisor⌉ over the exact product; `ValueError` unless divisor > 0."""
    return div_up(a * b, divisor)


def mul_div_half_up(a: int, b: int, divisor: int) -> int:
    """a·b / divisor to the nearest integer, a tie upwards; `ValueError` unless divisor > 0."""
    return div_half_up(a * b, divisor)


def mul_div_half_even(a: int, b: int, divisor: int) -> int:
    """a·b / divisor to the nearest integer, a tie to the even one; `ValueError` unless divisor > 0."""
    return div_half_even(a * b, divisor)


def largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Splits `total` in proportion to `weights` into integers that sum to it exactly (Hamilton's method).

    Each share is the exact one rounded down or up; what is left over goes, one unit each, to the largest
    remainders, of equal ones to the first. Raises `ValueError` for a negative total or weight, or where no
    weight is above zero.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError(_NO_SPLIT)
    split = [divmod(total * weight, whole) for weight in weights]
    left = total - sum(share for share, _ in split)
    if not left:
        return tuple([share for share, _ in split])
    # A sort that keeps the order of equal ones, so the first of equal remainders comes first.
    lucky = set(sorted(range(len(split)), key=lambda place: -split[place][1])[:left])
    return tuple([share + (place in lucky) for place, (share, _) in enumerate(split)])


def largest_remainders(total: int, weights: Callable[[], Iterable[int]]) -> Iterator[int]:
    """The same shares one by one, for weights that are too many to hold: `weights` tells them twice, alike.

    Holds each different weight once.
    """
    counts = Counter(weights())
    whole = sum(weight * count for weight, count in counts.items())
    if total < 0 or whole <= 0 or min(counts) < 0:
        raise ValueError(_NO_SPLIT)
    remainders: Counter[int] = Counter()
    for weight, count in counts.items():
        remainders[total * weight % whole] += count
    # The remainders add up to whole times what is left over.
    left = sum(remainder * count for remainder, count in remainders.items()) // whole
    lucky: dict[int, int] = {}
    for remainder in sorted(remainders, reverse=True):
        lucky[remainder] = min(left, remainders[remainder])
        left -= lucky[remainder]
    for weight in weights():
        share, remainder = divmod(total * weight, whole)
        is_lucky = lucky[remainder] > 0
        lucky[remainder] -= is_lucky
        yield share + is_lucky


def _require_positive(divisor: int) -> None:
    if divisor <= 0:
        raise ValueError(f"a divisor is above zero, not {divisor}")
