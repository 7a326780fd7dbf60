"""A bank's credit policy: debt service to income, then a score by thresholds.

Trusts what the applicant states.
Never looks into the future: what happens to a borrower afterwards is drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finance.rounding import div_up
from nodes.scenario.lending import BPS_MAX, CreditPolicyEntry, ThresholdEntry

DEBT_SERVICE = "debt service above the limit"
SCORE = "score below the limit"


@dataclass(frozen=True, slots=True)
class Decision:
    """score: points; declined: why not, 32 ASCII characters at most; empty: the bank offers."""

    score: int
    declined: str


def decide(policy: CreditPolicyEntry, income_minor: int, debt_service_minor: int, years: int) -> Decision:
    """What the bank says to somebody who earns `income_minor` a month, after `years` in business."""
    used_bps = BPS_MAX if income_minor == 0 else div_up(debt_service_minor * BPS_MAX, income_minor)
    score = _points(policy.years, years) + _points(policy.spare_bps, max(BPS_MAX - used_bps, 0))
    if used_bps > policy.debt_service_max_bps:
        return Decision(score, DEBT_SERVICE)
    return Decision(score, "" if score >= policy.score_min else SCORE)


def _points(thresholds: Sequence[ThresholdEntry], value: int) -> int:
    """Those of the highest threshold that `value` reaches."""
    reached = [entry for entry in thresholds if value >= entry.at_least]
    return max(reached, key=lambda entry: entry.at_least).points if reached else 0
