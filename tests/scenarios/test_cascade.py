"""One default on a busy day: what it puts at risk where both sides of an exchange settle apart, and together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.cli import main

FILE = Path(__file__).parents[2] / "scenarios" / "cascade.yaml"
DESIGNS = ("dns", "rtgs", "pvp")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The figures of each design."""
    out = tmp_path_factory.mktemp("cascade") / "out"
    assert main(["compare", str(FILE), "--designs", ",".join(DESIGNS), "--quiet", "--out", str(out)]) == 0
    return {row["design"]: row for row in json.loads((out / "comparison.json").read_text())["designs"]}


def at_risk_usd_minor(found: dict[str, dict[str, Any]], name: str) -> int:
    most: int = found[name]["principal_at_risk"]["max_usd_minor"]
    return most


def test_cascade__payment_versus_payment__puts_no_principal_at_risk(found: dict[str, dict[str, Any]]) -> None:
    assert at_risk_usd_minor(found, "pvp") == 0
    assert found["pvp"]["principal_at_risk"]["usd_minor_seconds"] == 0


def test_cascade__sides_apart__lose_more_the_longer_they_wait(found: dict[str, dict[str, Any]]) -> None:
    assert at_risk_usd_minor(found, "dns") > at_risk_usd_minor(found, "rtgs") > 0


def test_cascade__default__settles_no_payment_of_the_bank_that_failed(found: dict[str, dict[str, Any]]) -> None:
    assert {found[name]["payments"] for name in DESIGNS} == {150}
    assert found["pvp"]["settled"] < 150


def test_cascade__recorded_figures__are_those_of_this_version(found: dict[str, dict[str, Any]]) -> None:
    assert {name: found[name]["settled"] for name in DESIGNS} == {"dns": 77, "rtgs": 136, "pvp": 136}
    cents = {name: at_risk_usd_minor(found, name) for name in DESIGNS}
    assert {name: minor // 100 for name, minor in cents.items()} == {"dns": 2_365_380, "rtgs": 280_062, "pvp": 0}
