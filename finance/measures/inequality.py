"""How unequally something is spread, and in how few hands it is.

Trusts its caller to name everybody who counts, also who has nothing.
Never rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from finance.measures.shares import share


def gini(amounts: Sequence[int]) -> Fraction | None:
    """0 where all have the same, (n − 1)/n where one has all; `None` of nothing. `ValueError` for one below zero."""
    # G = Σ (2i − n − 1)·xᵢ / (n·Σx), x in rising order, i from 1: half the relative mean difference — Gini (1912), in
    # the form of Sen, On Economic Inequality (1973)
    total = _total(amounts)
    count = len(amounts)
    weighted = sum((2 * rank - count - 1) * amount for rank, amount in enumerate(sorted(amounts), start=1))
    return share(weighted, count * total)


def herfindahl(amounts: Sequence[int]) -> Fraction | None:
    """1/n where all have the same, 1 where one has all; `None` of nothing. `ValueError` for one below zero."""
    # H = Σ (xᵢ / Σx)² — Hirschman (1945) and Herfindahl (1950)
    total = _total(amounts)
    return share(sum(amount**2 for amount in amounts), total**2)


def _total(amounts: Sequence[int]) -> int:
    if min(amounts, default=0) < 0:
        raise ValueError(f"an amount is not below zero, as {min(amounts)} is")
    return sum(amounts)
