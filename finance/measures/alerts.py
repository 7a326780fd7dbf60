"""How much money freezes held back for how long, and from whom.

Trusts its caller for who was in the wrong.
Never asks whether a freeze was right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """Some money of one holder, frozen for a while. seconds: from the freeze to its release or the end; is_tainted:
    whether its holder was in the wrong, `None` where nobody knows."""

    holder: str
    amount_minor: int
    seconds: int
    is_released: bool
    is_tainted: bool | None


@dataclass(frozen=True, slots=True)
class FrozenSummary:
    """holders, holders_released: counts, whoever is frozen again is not released; frozen_minor_s: Σ amount · seconds;
    the same of the tainted and of the honest, `None` where nobody knows who is which."""

    holders: int
    holders_released: int
    frozen_minor_s: int
    tainted_minor_s: int | None
    honest_minor_s: int | None


def frozen_summary(held: Iterable[Held]) -> FrozenSummary:
    """The summary of what was held."""
    every = list(held)
    still = {each.holder for each in every if not each.is_released}
    holders = {each.holder for each in every}
    is_known = all(each.is_tainted is not None for each in every)
    tainted, honest = (_value_time(each for each in every if each.is_tainted is side) for side in (True, False))
    return FrozenSummary(
        holders=len(holders),
        holders_released=len(holders - still),
        frozen_minor_s=_value_time(every),
        tainted_minor_s=tainted if is_known else None,
        honest_minor_s=honest if is_known else None,
    )


def _value_time(held: Iterable[Held]) -> int:
    return sum(each.amount_minor * each.seconds for each in held)
