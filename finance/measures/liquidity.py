"""Intraday liquidity: the most that each bank was in debit during the day.

Trusts the movements to be in the order in which they settled, each of what settled at once.
Never nets what did not settle together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


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
