"""Intraday liquidity: the most that each bank was in debit, the bounds of that, and what it moved.

Trusts the movements to be in the order in which they settled, each of what settled at once.
Never nets what did not settle together, and never rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from finance.measures.shares import share

Flow = tuple[str, str, int]
"""Payer, payee, amount in minor units."""


def peak_net_debits_minor(movements: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Bank -> the largest net debit that it reached, in minor units, zero where it only ever received.

    movements: what each settlement added to each bank, below zero what it took; all of one mapping moved at once.
    """
    # use = max over t of max(0, Σ sent − Σ received up to t): "daily maximum intraday liquidity usage", tool A(i) of
    # the Basel Committee's Monitoring tools for intraday liquidity management (BCBS 248, April 2013)
    positions: dict[str, int] = {}
    peaks: dict[str, int] = {}
    for movement in movements:
        for bank, moved_minor in movement.items():
            positions[bank] = positions.get(bank, 0) + moved_minor
            peaks[bank] = max(peaks.get(bank, 0), -positions[bank])
    return peaks


def lower_bound_minor(flows: Iterable[Flow]) -> dict[str, int]:
    """Bank -> its net debit over all of them, zero where it is owed more: with less not everything can settle."""
    # LB = max(0, Σ owed − Σ due): the need of settlement at the end of the day — Leinonen and Soramäki, Optimizing
    # liquidity usage and settlement speed in payment systems, Bank of Finland Discussion Paper 16/1999
    nets: Counter[str] = Counter()
    for payer, payee, amount_minor in flows:
        nets[payer] += amount_minor
        nets[payee] -= amount_minor
    return {bank: max(0, net_minor) for bank, net_minor in nets.items()}


def upper_bound_minor(flows: Iterable[Flow]) -> dict[str, int]:
    """Bank -> the peak of its net debit where each settles alone, in this order, when it is due: with so much nothing
    waits."""
    # UB = max over t of max(0, Σ owed − Σ due up to t): the need of immediate settlement — the same paper
    return peak_net_debits_minor({payer: -amount, payee: amount} for payer, payee, amount in flows)


def use_between_bounds(used_minor: int, lower_minor: int, upper_minor: int) -> Fraction | None:
    """0 at the lower bound, 1 at the upper; `None` where both are one. It is of a day on which everything settled.

    Raises `ValueError` for bounds that are the wrong way round.
    """
    # β = (use − LB) / (UB − LB), the liquidity usage indicator of the same paper
    if lower_minor > upper_minor:
        raise ValueError(f"a lower bound of {lower_minor} is above the upper one of {upper_minor}")
    return share(used_minor - lower_minor, upper_minor - lower_minor)


def turnover_ratio(settled_minor: int, available_minor: int) -> Fraction | None:
    """How often the money that was there changed hands; `None` where there was none."""
    # settled value / liquidity that was available: a definition of this project
    return share(settled_minor, available_minor)


def liquidity_efficiency(settled_minor: int, used_minor: int) -> Fraction | None:
    """Value that settled for each unit of liquidity that was used, of the whole system; `None` where none was."""
    # Σ settled value / Σ over banks of the peak net debit: a definition of this project
    return share(settled_minor, used_minor)
