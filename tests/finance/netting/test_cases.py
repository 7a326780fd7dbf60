"""Cases with known results: our own, committed, and the public set of Project Ubin where it is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from netting_cases import CASES, read_case

from finance.netting.resolvers import RESOLVERS

OWN = sorted(CASES.glob("*.json"))
# A folder of published cases beside the checkout; each file carries its optimum.
PUBLISHED = sorted((Path(__file__).parents[4] / "shared" / "data" / "netting").glob("*.json"))


def reached(path: Path, algorithm: str) -> dict[str, int]:
    """What an algorithm settles of a case."""
    answer = RESOLVERS[algorithm](read_case(path)[0])
    return {"value": answer.value_minor, "count": answer.count}


@pytest.mark.parametrize("algorithm", RESOLVERS)
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_own_case__each_algorithm__settles_what_the_file_says(path: Path, algorithm: str) -> None:
    assert reached(path, algorithm) == read_case(path)[1][algorithm]


def test_own_cases__all_together__no_simple_algorithm_suffices() -> None:
    settles = {path.stem: {name: case["count"] for name, case in read_case(path)[1].items()} for path in OWN}
    assert settles["cycles-not-eaf2"]["cycles"] > settles["cycles-not-eaf2"]["eaf2"] == 0
    assert settles["eaf2-not-cycles"]["eaf2"] > settles["eaf2-not-cycles"]["cycles"] == 0
    for simple in ("fifo-rtgs", "bilateral-offset", "cycles", "eaf2"):
        assert any(case["exact"] > case[simple] == 0 for case in settles.values())


def test_published_cases__each_that_is_at_hand__is_settled_to_its_optimum() -> None:
    for path in PUBLISHED:
        known = read_case(path)[1]
        assert reached(path, "exact") == reached(path, "best") == known["optimum"], path.name
        assert reached(path, "eaf2") == known["eaf2"], path.name
