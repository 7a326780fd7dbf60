"""Frozen money by time: sums by hand, whoever is frozen again, and what nobody knows."""

from __future__ import annotations

from finance.measures.alerts import FrozenSummary, Held, frozen_summary


def test_frozen_summary__some_released_some_again__is_counted_by_hand() -> None:
    held = [
        Held("ann", 100, 10, True, True),
        Held("ann", 50, 4, False, True),
        Held("bob", 7, 3, True, False),
    ]
    assert frozen_summary(held) == FrozenSummary(2, 1, 1_221, 1_200, 21)


def test_frozen_summary__nobody_knows_who_is_honest__says_neither() -> None:
    assert frozen_summary([Held("ann", 2, 3, True, None)]) == FrozenSummary(1, 1, 6, None, None)
