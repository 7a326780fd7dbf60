"""Cycles: money that comes back in the order of time, mostly intact; searches that end."""

from __future__ import annotations

import pytest
from transfers import HOUR_S, Payments, looked

from audit.typologies.cycle import Cycle, CycleSettings
from audit.typologies.transfer import Transfer

RING = [(0, "a", "b", 1_000), (24, "b", "c", 900), (48, "c", "a", 800)]


def test_cycle__money_back_after_three_payments__alarms_its_wallets() -> None:
    found = looked(Cycle(), Payments(), *RING)
    # 50 + 30 · 80 % + 20 · (7 − 2) / 7.
    assert {name: [(n, s.own_score) for n, s in told] for name, told in found.items()} == {
        name: [(2, 50 + 24 + 14)] for name in "abc"
    }
    assert [len(told[0][1].uetrs) for told in found.values()] == [3, 3, 3]


@pytest.mark.parametrize(
    "rows",
    [
        RING[:2],
        [(0, "a", "b", 1_000), (1, "b", "a", 900)],  # there and back is two
        [RING[0], (24, "b", "c", 699), (48, "c", "a", 680)],  # b kept too much
        [RING[0], (24, "b", "c", 1_011), (48, "c", "a", 1_000)],  # b sent more than came
        [(0, "b", "c", 900), (24, "a", "b", 1_000), (48, "c", "a", 800)],  # not in this order
        [RING[0], RING[1], (169, "c", "a", 800)],  # a week and an hour
        [(0, "a", "b", 1_000), (1, "b", "c", 990), (2, "c", "b", 980), (3, "b", "d", 970)],  # never back to a
    ],
)
def test_cycle__anything_else__is_no_alarm(rows: list[tuple[int, str, str, int]]) -> None:
    assert looked(Cycle(), Payments(), *rows) == {}


def test_cycle__six_payments__is_found_and_seven_are_not() -> None:
    def ring(length: int) -> list[tuple[int, str, str, int]]:
        return [(n, f"w{n}", f"w{(n + 1) % length}", 1_000 - n) for n in range(length)]

    assert len(looked(Cycle(), Payments(), *ring(6))) == 6
    assert looked(Cycle(), Payments(), *ring(7)) == {}


def test_cycle__search_that_may_look_at_too_few_payments__gives_up() -> None:
    assert looked(Cycle(CycleSettings(steps_max=1)), Payments(), *RING) == {}
    assert looked(Cycle(CycleSettings(steps_max=2)), Payments(), *RING) != {}


def test_cycle__crowd_of_look_alikes__is_searched_in_bounded_steps() -> None:
    payments, looks = Payments(), 0

    class Counted(Cycle):
        def _leads_to(self, came: Transfer, path: tuple[Transfer, ...]) -> bool:
            nonlocal looks
            looks += 1
            return super()._leads_to(came, path)

    detector = Counted(CycleSettings(steps_max=50))
    assert not list(detector.look(payments.transfer(0, "last", "elsewhere", 1)))
    for layer in range(4):
        for number in range(100):
            row = (f"l{layer}-{number % 10}", f"l{layer + 1}-{number // 10}", 1_000 - layer)
            assert not list(detector.look(payments.transfer(layer * HOUR_S, *row)))
    before = looks
    assert not list(detector.look(payments.transfer(5 * HOUR_S, "l4-0", "last", 990)))
    assert 0 < looks - before <= 50
