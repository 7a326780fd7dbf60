"""Every scenario file that is shipped: it loads, and it says where its figures come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from gallery_runs import SHIPPED

from nodes.scenario import Scenario

# What these are asked is not how many payments settle, and docs/alarms.md has what it is.
WITHOUT_EXPECTATION = frozenset({"aml", "aml-varied"})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_scenario_file__as_shipped__loads_and_names_its_sources(path: Path) -> None:
    scenario = Scenario.load(path)
    assert scenario.name == path.stem
    assert scenario.sources
    assert scenario.assumptions
    expects = scenario.expect is not None or any(way.expect is not None for way in scenario.compare)
    assert expects is (path.stem not in WITHOUT_EXPECTATION)
    assert all(loan.expect is not None for loan in scenario.loans)
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_scenario_files__of_this_release__are_the_pilot_and_the_quickstart() -> None:
    assert {path.stem for path in SHIPPED} >= {"mbridge-2022", "quickstart"}
