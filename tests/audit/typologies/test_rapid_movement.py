"""Rapid movement: chains of payments that pass on nearly all that came, within a day."""

from __future__ import annotations

import pytest
from transfers import Payments, looked

from audit.typologies.rapid_movement import RapidMovement

CHAIN = [(0, "a", "b", 1_000), (1, "b", "c", 950), (2, "c", "d", 900)]


def test_rapid_movement__three_payments__alarm_all_four_wallets() -> None:
    found = looked(RapidMovement(), Payments(), *CHAIN)
    # 50 + 30 · (48 − 2) / 48 = 78; ten less at the ends.
    assert {name: [(n, s.own_score) for n, s in told] for name, told in found.items()} == {
        "a": [(2, 68)],
        "b": [(2, 78)],
        "c": [(2, 78)],
        "d": [(2, 68)],
    }


def test_rapid_movement__fourth_and_fifth_payment__alarm_their_payees_with_more() -> None:
    found = looked(RapidMovement(), Payments(), *CHAIN, (3, "d", "e", 860), (4, "e", "f", 810))
    ((number, fifth),) = found["f"]
    assert number == 4
    assert {reason.name: reason.figure for reason in fifth.reasons}["payments"] == 5
    assert len(fifth.uetrs) == 3  # it remembers no more of a chain than alarms it
    assert fifth.own_score > found["e"][0][1].own_score > found["d"][0][1].own_score


@pytest.mark.parametrize(
    "rows",
    [
        CHAIN[:2],
        [*CHAIN[:2], (2, "c", "d", 854)],  # less than 90 % of 950
        [*CHAIN[:2], (2, "c", "d", 951)],  # more than came
        [*CHAIN[:2], (26, "c", "d", 900)],  # a day and an hour later
        [*CHAIN[:2], (2, "c", "b", 900)],  # back to whom it came from
        [CHAIN[1], CHAIN[0], CHAIN[2]],  # not in this order
    ],
)
def test_rapid_movement__chain_that_breaks__is_no_alarm(rows: list[tuple[int, str, str, int]]) -> None:
    ordered = sorted(rows, key=lambda row: row[0]) if rows[0] != CHAIN[1] else [(0, *row[1:]) for row in rows]
    assert looked(RapidMovement(), Payments(), *ordered) == {}


def test_rapid_movement__money_of_two_chains__continues_the_longer() -> None:
    rows = [*CHAIN[:2], (1, "x", "c", 940), (2, "c", "d", 900)]
    assert set(looked(RapidMovement(), Payments(), *rows)) == {"a", "b", "c", "d"}
