"""What a sweep says on the terminal: before it runs, and at its end for each design."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from nodes.sweeps.designs import draw_points
from nodes.sweeps.indices import indices_of
from nodes.sweeps.measures import Measures
from nodes.sweeps.parameters import Parameter
from nodes.sweeps.plan import SweepPlan
from scripts.sweep import Outcome
from scripts.sweep_progress import announcement, estimate
from scripts.sweep_tables import show_outcome, shown_measures

PARAMETERS = tuple(
    Parameter(path, (Decimal(0), Decimal(10)), ("0", "10"), 6, True) for path in ("liquidity.opening", "b")
)


def outcome_of(design: str, samples: int | None) -> Outcome:
    """A made sweep: `payments.settled` is five times the first parameter."""
    points = draw_points(design, PARAMETERS, samples, 7)
    plan = SweepPlan("made", "", (), "revm", design, samples, PARAMETERS, points, (7, 8), {})
    finished: dict[object, Measures] = {
        run: {"blocks": 9, "gas": run.point, "payments.settled": f"{5 * Decimal(points[run.point][0]):.7f}"}
        for run in plan.runs()
    }
    return Outcome(Path("out"), plan, indices_of(plan, finished), {})  # type: ignore[arg-type]


def printed(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_outcome(outcome)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_outcome__of_a_grid__is_a_row_a_point(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(outcome_of("grid", None), capsys)
    assert lines[0] == "made  grid  8 of 8 runs  seeds 7…8"
    assert [line.split() for line in lines if line.startswith(("0 ", "10 "))][-1] == [
        *("10", "10", "50", "±", "0", "3", "±", "0")
    ]  # fmt: skip
    assert lines[-1] == "results in out"


@pytest.mark.parametrize(
    ("design", "samples", "heading"), [("sobol", 64, "S1"), ("morris", 4, "mu_star"), ("lhs", 16, "spearman")]
)
def test_outcome__of_a_drawn_design__is_an_index_with_its_interval(
    capsys: pytest.CaptureFixture[str], design: str, samples: int, heading: str
) -> None:
    lines = printed(outcome_of(design, samples), capsys)
    at = lines.index("payments.settled")
    assert lines[at + 1].split()[:2] == ["parameter", heading]
    assert lines[at + 2].startswith("liquidity.opening")
    assert "[" in lines[at + 2]


def test_shown_measures__that_vary__come_with_the_telling_ones_first() -> None:
    assert shown_measures(outcome_of("grid", None).indices) == ["payments.settled", "gas"]


def test_announcement__of_a_sweep_that_goes_on__says_what_is_finished() -> None:
    plan = outcome_of("grid", None).plan
    assert announcement(plan, 0) == "8 runs: 4 points (grid) with 2 seeds each"
    assert announcement(plan, 3) == "8 runs: 4 points (grid) with 2 seeds each, 3 of them finished already"


def test_estimate__from_the_first_run__says_so() -> None:
    assert estimate(12.04, 100, 4) == "about 0:05:01 in all, measured from the first run: 12.0 s, 4 at a time"
    assert estimate(1.5, 9, None) == "measured from the first run: 1.5 s, as many at a time as the cluster has cores"
