"""What a comparison says beside its figures: why it is fair, what it assumes, and what others measured.

Trusts nobody's figure without its source.
Never prints a reference point beside payments of another size.
"""

from __future__ import annotations

from dataclasses import dataclass

from nodes.scenario.correspondent import ASSUMPTION, CorrespondentPlan

FAIRNESS = (
    "One payment set, one foreign exchange process and one set of calendars and hours go through every design.",
    "Loans, acts, pools and whatever else is no payment are left out of every design alike.",
    "Prefunding counts everywhere, nostros, market makers' inventory and banks' reserves alike, at one rate.",
    "What an exchange costs over the reference rate is assumed in both worlds: correspondents' margin, makers' spread.",
    "What operating and complying costs is an assumption in both worlds, and stands apart from what customers pay.",
    "Principal at risk is what one side paid for good before the other was final: its maximum, and value times time.",
    "Every figure of either world has a source or is called an assumption; swings show which carry the result.",
)
"""Printed with every comparison."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure that somebody published. percent: of a remittance of USD 200, as text; empty where it is no cost."""

    what: str
    percent: str
    source: str


_RPW = "World Bank, Remittance Prices Worldwide, issue 47, September 2023"
_MBRIDGE = "BIS Innovation Hub and others, Inthanon-LionRock to mBridge, September 2021"
REFERENCES = (
    Reference("global average, USD 200", "6.18", _RPW),
    Reference("banks, USD 200", "11.48", _RPW),
    Reference("goal for 2030", "3", "United Nations, Sustainable Development Goals, target 10.c"),
    Reference("multi-CBDC prototype: from days to seconds, up to half the cost", "", _MBRIDGE),
)
"""For payments of about USD 200 alone."""


def sources_of(plan: CorrespondentPlan) -> list[dict[str, object]]:
    """Every figure with its range and who says so."""
    return [source_of(plan, name) for name in plan.figures]


def source_of(plan: CorrespondentPlan, name: str) -> dict[str, object]:
    """One figure with its range and who says so."""
    figure = plan.figures[name]
    return {
        "figure": name,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "source": figure.source,
        "is_assumption": figure.source == ASSUMPTION,
    }
