"""The swings of each assumption: one at a time, and none for what another design assumes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from designs import case_of

from nodes.designs.tornado import reading, tornado


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, object]]:
    return {str(row["figure"]): row for row in tornado(case_of())}


def test_tornado__every_figure_of_correspondents__has_a_row(rows: dict[str, dict[str, object]]) -> None:
    case = case_of()
    assert set(rows) == set(case.plan.figures) - {"network_operating_cents"}
    assert rows["cover_days"]["is_assumption"] is False
    assert rows["fee_cents"]["is_assumption"] is True


def test_tornado__ends__are_runs_with_that_figure_alone(rows: dict[str, dict[str, object]]) -> None:
    case = case_of()
    row = rows["fx_margin_bps"]
    for end, value in (("low", 5), ("high", 150)):
        found = reading(case, case.plan.with_figure("fx_margin_bps", value))
        assert {key: row[f"{key}_{end}"] for key in found} == found
    assert row["swing_time_s"] == 0
    assert 144 < float(str(row["swing_cost_bps"])) < 146


def test_tornado__figures_of_time__leave_the_cost_and_move_the_time(rows: dict[str, dict[str, object]]) -> None:
    for name in ("processing_minutes", "cut_off_minutes", "fx_value_days"):
        assert rows[name]["swing_cost_bps"] == "0.00"
        assert int(str(rows[name]["swing_time_s"])) > 0
    assert int(str(rows["funding_rate_bps"]["swing_banks_usd_minor"])) > 0


def test_tornado__more_payments_than_it_swings__takes_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nodes.designs.tornado.PAYMENTS_MAX", 1)
    case = case_of()
    first = replace(case, payments=case.payments[:1])
    row = next(row for row in tornado(case) if row["figure"] == "fee_cents")
    assert row["cost_bps_low"] == reading(first, case.plan.with_figure("fee_cents", 200))["cost_bps"]


def test_tornado__order__is_by_what_moves_the_cost_most(rows: dict[str, dict[str, object]]) -> None:
    assert list(rows)[:2] == ["fx_margin_bps", "fee_cents"]
