"""The points of each design: how many, where, and that they are a function of the seed."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from chain.errors import InputError
from nodes.sweeps.designs import DESIGNS, GRID, LHS, MORRIS, SOBOL, check_design, draw_points, points_count
from nodes.sweeps.parameters import Parameter, Written

TWO = (
    Parameter("a", (Decimal("0.2"), Decimal("1.0")), ("0.2", "0.6", "1"), 6, True),
    Parameter("b", (Decimal(10), Decimal(90)), ("10", "90"), 0, False),
)
SAMPLES = {GRID: None, LHS: 12, SOBOL: 8, MORRIS: 5}
COUNTS = {GRID: 6, LHS: 12, SOBOL: 32, MORRIS: 15}


@pytest.mark.parametrize("design", DESIGNS)
def test_points__of_each_design__are_as_many_as_said_and_within_bounds(design: str) -> None:
    points = draw_points(design, TWO, SAMPLES[design], 7)
    written = [Written.read("a=0.2:1.0:3"), Written.read("b=10:90:2")]
    assert len(points) == COUNTS[design] == points_count(design, written, SAMPLES[design])
    for a, b in points:
        assert Decimal("0.2") <= Decimal(a) <= 1
        assert 10 <= int(b) <= 90


@pytest.mark.parametrize("design", [LHS, SOBOL, MORRIS])
def test_points__drawn_twice__are_equal_and_another_seed_draws_others(design: str) -> None:
    first, again, other = (draw_points(design, TWO, SAMPLES[design], seed) for seed in (7, 7, 8))
    assert first == again != other


def test_points__of_a_grid__vary_the_last_parameter_first() -> None:
    assert draw_points(GRID, TWO, None, 7)[:3] == (("0.2", "10"), ("0.2", "90"), ("0.6", "10"))


def test_points__of_a_latin_hypercube__fill_each_row_and_column_once() -> None:
    points = draw_points(LHS, TWO, 12, 7)
    strata = sorted(int((Decimal(a) - Decimal("0.2")) / Decimal("0.8") * 12) for a, _ in points)
    assert strata == list(range(12))


def test_points__of_morris_on_three_whole_numbers__are_refused() -> None:
    narrow = Parameter("a", (Decimal(0), Decimal(2)), (), 0, False)
    with pytest.raises(InputError, match=r"^--param a: range too narrow: the design morris takes 4 values of it, "):
        draw_points(MORRIS, [narrow], 2, 7)
    assert draw_points(LHS, [narrow], 4, 7)


def test_points__of_morris__change_one_parameter_a_step() -> None:
    points = draw_points(MORRIS, TWO, 5, 7)
    for start in range(0, len(points), 3):
        path = points[start : start + 3]
        for before, after in pairwise(path):
            assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(
    ("design", "texts", "samples", "line"),
    [
        ("gird", ["a=1:2:2"], None, "--design gird: unknown design: there is no such design; did you mean grid?; "
                                    "take one of grid, lhs, sobol, morris"),
        (GRID, [], None, "--param: nothing to vary: there is no parameter; name one with --param key.path=LOW:HIGH:N"),
        (GRID, ["a=1:2"], None, "--param a=1:2: no number of values: a grid has to know how many values to take; "
                                "write LOW:HIGH:N"),
        (GRID, ["a=1:2:2", "a=3,4"], None, "--param a=3,4: parameter twice: a is varied already; name it once"),
        (GRID, ["a=1:2:2"], 8, "--samples 8: samples of a grid: its parameters say how many points it has; "
                                "leave it out"),
        (GRID, ["a=1:2:1000", "b=1:2:1000", "c=1,2"], None, "--design grid: too many points: 1,000,000 are the most; "
                                                            "take fewer values"),
        (LHS, ["a=x,y"], 8, "--param a=x,y: no bounds: the design lhs draws between bounds, and this is a list; "
                            "write LOW:HIGH, or take --design grid"),
        (SOBOL, ["a=1:2:3"], 8, "--param a=1:2:3: number of values: the design sobol takes as many values as --samples "
                                "says; write LOW:HIGH"),
        (SOBOL, ["a=1:2"], None, "--samples: no samples: the design sobol has to know how many; add --samples N"),
        (SOBOL, ["a=1:2"], 12, "--samples 12: no power of two: a Sobol' sequence is balanced in powers of two only; "
                               "take 8 or 16"),
        (SOBOL, ["a=1:2"], 1, "--samples 1: too few samples: the design sobol needs 2 or more for 1 parameter; "
                              "take 2 or more"),
        (LHS, ["a=1:2", "b=1:2"], 4, "--samples 4: too few samples: the design lhs needs 5 or more for 2 parameters; "
                                     "take 5 or more"),
    ],
)  # fmt: skip
def test_design__that_does_not_fit__is_one_line(design: str, texts: list[str], samples: int | None, line: str) -> None:
    with pytest.raises(InputError) as refusal:
        check_design(design, [Written.read(text) for text in texts], samples)
    assert str(refusal.value) == line
