"""The banks' credit policy at its thresholds."""

from __future__ import annotations

import pytest

from nodes.scenario.creditworthiness import DEBT_SERVICE, SCORE, decide
from nodes.scenario.lending import CreditPolicyEntry, ThresholdEntry

POLICY = CreditPolicyEntry(
    debt_service_max_bps=8_000,
    score_min=30,
    years=(ThresholdEntry(at_least=2, points=10), ThresholdEntry(at_least=5, points=20)),
    spare_bps=(ThresholdEntry(at_least=2_000, points=5), ThresholdEntry(at_least=5_000, points=20)),
)


@pytest.mark.parametrize(
    ("income_minor", "service_minor", "years", "score", "declined"),
    [
        (100, 50, 5, 40, ""),
        (100, 80, 5, 25, SCORE),
        (100, 81, 5, 20, DEBT_SERVICE),
        (100_000, 80_001, 9, 20, DEBT_SERVICE),
        (100, 50, 4, 30, ""),
        (100, 51, 4, 15, SCORE),
        (100, 50, 1, 20, SCORE),
        (0, 1, 9, 20, DEBT_SERVICE),
    ],
)
def test_decide__at_a_threshold__scores_and_declines_with_its_reason(
    income_minor: int, service_minor: int, years: int, score: int, declined: str
) -> None:
    decision = decide(POLICY, income_minor, service_minor, years)
    assert (decision.score, decision.declined) == (score, declined)


@pytest.mark.parametrize("reason", [DEBT_SERVICE, SCORE])
def test_reason__of_a_refusal__fits_into_a_word_of_the_chain(reason: str) -> None:
    assert reason.isascii()
    assert len(reason) <= 32
