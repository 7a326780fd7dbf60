"""Precision, recall and F1 in basis points.

Trusts nothing: two sets of names are compared.
Never divides by nothing: a share of nothing is nothing.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from finance.fx import BPS


def share_bps(part: int, whole: int) -> int:
    """Which share of the whole a part is, in basis points, rounded down; zero of nothing."""
    return part * BPS // whole if whole else 0


@dataclass(frozen=True, slots=True)
class Rates:
    """Of what was alarmed, the right share; of what is right, the alarmed share."""

    precision_bps: int
    recall_bps: int

    @classmethod
    def of(cls, alarmed: Set[str], right: Set[str]) -> Rates:
        """Those of an alarm about some names where others were right."""
        both = len(alarmed & right)
        return cls(share_bps(both, len(alarmed)), share_bps(both, len(right)))

    @property
    def f1_bps(self) -> int:
        """Their harmonic mean: F1 = 2 · P · R / (P + R) (van Rijsbergen 1979, Information Retrieval, chapter 7)."""
        total = self.precision_bps + self.recall_bps
        return 2 * self.precision_bps * self.recall_bps // total if total else 0

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints them."""
        return {"precision_bps": self.precision_bps, "recall_bps": self.recall_bps, "f1_bps": self.f1_bps}
