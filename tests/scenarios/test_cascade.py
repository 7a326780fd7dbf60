"""One default on a busy day: what it puts at risk where both sides of an exchange settle apart, and together.

What it puts at risk in figures stands in the file's head (tests/scenarios/test_numbers.py).
"""

from __future__ import annotations

from typing import Any

import pytest
from gallery_numbers import designs_of
from gallery_runs import comparison_of

DESIGNS = designs_of("cascade")


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    """The figures of each design."""
    return {row["design"]: row for row in comparison_of("cascade", DESIGNS)["designs"]}


def test_cascade__sides_apart__put_principal_at_risk(found: dict[str, dict[str, Any]]) -> None:
    assert all(found[name]["principal_at_risk"]["max_usd_minor"] > 0 for name in ("dns", "rtgs"))


def test_cascade__default__settles_no_payment_of_the_bank_that_failed(found: dict[str, dict[str, Any]]) -> None:
    assert {found[name]["payments"] for name in DESIGNS} == {150}
    assert found["pvp"]["settled"] < 150
