"""Chains and what they are called: rows, rings, trips and walks."""

from __future__ import annotations

import pytest
from hindsight import found, names_of, transfers

from audit.lookback.chains import ChainSettings, chains
from audit.lookback.cycle import Cycle
from audit.lookback.random_walk import RandomWalk
from audit.lookback.rapid_movement import RapidMovement
from audit.lookback.round_tripping import RoundTripping
from audit.lookback.survey import Survey

ROW = [(0, "a", "b", 10_000), (5, "b", "c", 9_700), (30, "c", "d", 9_409)]
RING = [*ROW[:2], (30, "c", "a", 9_409)]
WALK = [(0, "a", "b", 10_000), (5, "b", "a", 9_700), (10, "a", "c", 9_409), (15, "c", "b", 9_127)]
ALL = (Cycle, RandomWalk, RapidMovement, RoundTripping)


def called(*rows: tuple[int, str, str, int], foreign: str = "") -> list[str]:
    return [finding.typology for kind in ALL for finding in found(kind(), *rows, foreign=foreign)]


@pytest.mark.parametrize(
    ("rows", "foreign", "name"),
    [
        (ROW, "", "rapid_movement"),
        (RING, "", "cycle"),
        (RING, "b", "round_tripping"),
        (WALK, "", "random_walk"),
        (ROW, "b", "rapid_movement"),
    ],
)
def test_chain__of_one_kind__has_one_name(rows: list[tuple[int, str, str, int]], foreign: str, name: str) -> None:
    assert called(*rows, foreign=foreign) == [name]


def test_rapid_movement__regular_row_of_three__scores_and_says_why() -> None:
    (finding,) = found(RapidMovement(), *ROW)
    assert (finding.accounts, finding.own_score) == (("a", "b", "c", "d"), 75)
    assert {reason.name: reason.figure for reason in finding.reasons} == {
        "payments": 3,
        "span_s": 30 * 3_600,
        "passed_on_least_bps": 9_700,
        "passed_on_most_bps": 9_700,
        "first_minor": 10_000,
        "last_minor": 9_409,
    }


@pytest.mark.parametrize(
    "rows",
    [
        ROW[:2],
        [*ROW[:2], (30, "c", "d", 8_500)],  # kept more than 12 %
        [*ROW[:2], (30, "c", "d", 9_550)],  # 97 % and 98.4 %: three by chance
        [*ROW[:2], (5 + 97, "c", "d", 9_409)],  # waited for more than four days
        [ROW[1], ROW[2], (40, "a", "b", 10_000)],  # in another order
        [*ROW, (24 * 11, "b", "c", 9_700)],  # b pays c again: they know each other
    ],
)
def test_chain__anything_less__is_none(rows: list[tuple[int, str, str, int]]) -> None:
    assert called(*rows) == []


def test_chain__of_four__may_be_less_regular() -> None:
    assert called(*ROW[:2], (30, "c", "d", 9_550), (40, "d", "e", 9_300)) == ["rapid_movement"]


def test_chain__part_of_a_longer_one__is_not_reported() -> None:
    (finding,) = found(RapidMovement(), *ROW, (31, "d", "e", 9_127))
    assert names_of([finding]) == {"a", "b", "c", "d", "e"}
    assert finding.own_score == 85


def test_chains__search_that_may_take_no_step__finds_none() -> None:
    survey = Survey.of(transfers(ROW))
    assert len(chains(survey.traffic, survey.links)) == 1
    assert chains(survey.traffic, survey.links, ChainSettings(steps_max=1)) == ()
    assert chains(survey.traffic, survey.links, ChainSettings(payments_max=2)) == ()
