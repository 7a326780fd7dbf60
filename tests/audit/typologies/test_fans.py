"""Fan-in and fan-out: strangers within the window, nobody known, nobody late; scores worked out by hand."""

from __future__ import annotations

import pytest
from transfers import Payments, looked

from audit.typologies.fan_in import FanIn
from audit.typologies.fan_out import FanOut
from audit.typologies.fans import FanSettings
from audit.typologies.transfer import Typology

SIX = [(hour, f"payer-{hour}", "hub", 100 + hour) for hour in range(6)]


def mirrored(rows: list[tuple[int, str, str, int]]) -> list[tuple[int, str, str, int]]:
    return [(hour, payee, payer, amount_minor) for hour, payer, payee, amount_minor in rows]


@pytest.mark.parametrize(("typology", "rows"), [(FanIn(), SIX), (FanOut(), mirrored(SIX))])
def test_fan__six_strangers_in_two_days__alarm_the_hub_alone(
    typology: Typology, rows: list[tuple[int, str, str, int]]
) -> None:
    found = looked(typology, Payments(), *rows)
    ((number, suspicion),) = found.pop("hub")
    assert (number, found) == (5, {})
    # 45; 25 · 100 / 105 = 23; 30 · (48 − 5) / 48 = 26.
    assert suspicion.own_score == 45 + 23 + 26
    assert {reason.name: reason.figure for reason in suspicion.reasons} == {
        "strangers": 6,
        "span_s": 5 * 3_600,
        "total_minor": 615,
        "smallest_minor": 100,
        "largest_minor": 105,
    }
    assert len(suspicion.uetrs) == 6


@pytest.mark.parametrize(
    "rows",
    [
        SIX[:5],
        [*SIX[:5], (5, "payer-4", "hub", 100)],  # one of them again
        [*SIX[:5], (49, "payer-5", "hub", 100)],  # the first is forgotten
        mirrored(SIX),  # the other way round
        [(0, "hub", "payer-5", 100), *SIX[:5], (5, "payer-5", "hub", 100)],  # one was known
    ],
)
def test_fan_in__fewer_or_known_or_late__is_no_alarm(rows: list[tuple[int, str, str, int]]) -> None:
    assert looked(FanIn(), Payments(), *rows) == {}


def test_fan_in__acquaintance_older_than_the_memory__is_a_stranger_again() -> None:
    settings = FanSettings(window_s=3_600 * 10, strangers_min=2, memory_s=3_600 * 20)
    rows = [(0, "a", "hub", 1), (30, "a", "hub", 1), (31, "b", "hub", 1)]
    assert [number for number, _ in looked(FanIn(settings), Payments(), *rows)["hub"]] == [2]
