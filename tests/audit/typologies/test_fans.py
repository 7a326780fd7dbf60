"""Fan-in and fan-out: strangers within the window, nobody known, nobody late; scores worked out by hand."""

from __future__ import annotations

import pytest
from transfers import Payments, looked

from audit.typologies.fan_in import FanIn
from audit.typologies.fan_out import FanOut
from audit.typologies.fans import FanSettings
from audit.typologies.transfer import Typology

FIVE = [(hour, f"payer-{hour}", "hub", 100 + hour) for hour in range(5)]


def mirrored(rows: list[tuple[int, str, str, int]]) -> list[tuple[int, str, str, int]]:
    return [(hour, payee, payer, amount_minor) for hour, payer, payee, amount_minor in rows]


@pytest.mark.parametrize(("typology", "rows"), [(FanIn(), FIVE), (FanOut(), mirrored(FIVE))])
def test_fan__five_strangers_in_two_days__alarm_the_hub_and_with_less_the_strangers(
    typology: Typology, rows: list[tuple[int, str, str, int]]
) -> None:
    found = looked(typology, Payments(), *rows)
    ((number, hub),) = found.pop("hub")
    # 45; 25 · 100 / 104 = 24; 30 · (48 − 4) / 48 = 27.
    assert (number, hub.own_score, len(hub.uetrs)) == (4, 45 + 24 + 27, 5)
    assert {reason.name: reason.figure for reason in hub.reasons} == {
        "strangers": 5,
        "usual_strangers": 0,
        "span_s": 4 * 3_600,
        "total_minor": 510,
        "smallest_minor": 100,
        "largest_minor": 104,
    }
    assert {name: [s.own_score for _, s in told] for name, told in found.items()} == {
        f"payer-{hour}": [hub.own_score - 20] for hour in range(5)
    }
    assert [told[0][1].uetrs for told in found.values()] == [(uetr,) for uetr in hub.uetrs]


@pytest.mark.parametrize(
    "rows",
    [
        FIVE[:4],
        [*FIVE[:4], (4, "payer-3", "hub", 100)],  # one of them again
        [*FIVE[:4], (49, "payer-4", "hub", 100)],  # the first is forgotten
        mirrored(FIVE),  # the other way round
        [(0, "hub", "payer-4", 100), *FIVE[:4], (4, "payer-4", "hub", 100)],  # one was known
        [(0, "else", "other", 1), *FIVE],  # another wallet met one: two more are usual
    ],
)
def test_fan_in__fewer_or_known_or_late_or_usual__is_no_alarm(rows: list[tuple[int, str, str, int]]) -> None:
    assert looked(FanIn(), Payments(), *rows) == {}


def test_fan_in__busy_network__takes_five_more_than_twice_its_average() -> None:
    others = [(0, f"p-{hub}-{number}", f"shop-{hub}", 1) for hub in range(3) for number in range(4)]
    more = [(hour, f"payer-{hour}", "hub", 100) for hour in range(13)]
    found = looked(FanIn(FanSettings(strangers_min=5)), Payments(), *others, *more)
    assert [number for number, _ in found["hub"]] == [len(others) + 12]
    assert not {name for name in found if name.startswith("shop")}


def test_fan_in__acquaintance_older_than_the_memory__is_a_stranger_again() -> None:
    settings = FanSettings(window_s=3_600 * 10, strangers_min=2, memory_s=3_600 * 20)
    rows = [(0, "a", "hub", 1), (30, "a", "hub", 1), (31, "b", "hub", 1)]
    assert [number for number, _ in looked(FanIn(settings), Payments(), *rows)["hub"]] == [2]
