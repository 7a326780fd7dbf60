"""The tables of lending on the terminal, and the rows of a comparison."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from nodes.lending.report import lending_report
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from scripts.comparison import as_csv
from scripts.lending_tables import lending_row, lending_tables, loan_tables, portfolio_table

SCENARIO = Scenario.load(Path(__file__).parents[1] / "data" / "lending.yaml")


@pytest.fixture(scope="module")
def lending() -> dict[str, Any]:
    """What a run came to."""
    simulation = Simulation(SCENARIO.variant("automatic"))
    simulation.run()
    return lending_report(simulation.lending)


def shown(*tables: Any) -> str:
    console = Console(file=io.StringIO(), width=120)
    for table in tables:
        console.print(table)
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


def test_row__of_a_run__has_its_figures_and_the_share_on_time(lending: dict[str, Any]) -> None:
    row, portfolio = lending_row("a", "One way", lending), lending["portfolio"]
    assert (row["variant"], row["title"], row["collection"], row["currency"]) == ("a", "One way", "automatic", "SGD")
    shared = portfolio.keys() & row.keys()
    assert len(shared) > 15
    assert all(row[key] == portfolio[key] for key in shared)
    assert row["on_time_bps"] == portfolio["on_time"] * 10_000 // portfolio["instalments_due"]


def test_row__before_anything_is_due__is_on_time_for_nothing(lending: dict[str, Any]) -> None:
    early = {**lending, "portfolio": {**lending["portfolio"], "instalments_due": 0, "on_time": 0}}
    assert lending_row("a", "", early)["on_time_bps"] == 0


def test_table__of_two_ways__shows_them_side_by_side(lending: dict[str, Any]) -> None:
    rows = [lending_row("automatic", "", lending), {**lending_row("manual", "", lending), "late": 98_765}]
    text = shown(portfolio_table(rows))
    (late,) = [line.split() for line in text.splitlines() if line.startswith("late ") and "fees" not in line]
    assert late == ["late", str(lending["portfolio"]["late"]), "98,765"]
    loss_minor = lending["portfolio"]["written_off_minor"]
    assert f"SGD {loss_minor // 100:,}.{loss_minor % 100:02}" in text
    assert f"{rows[0]['on_time_bps'] // 100}.{rows[0]['on_time_bps'] % 100:02} %" in text


def test_tables__of_a_run__name_the_keepers_that_are_paid(lending: dict[str, Any]) -> None:
    (keeper,) = lending["keepers"]
    text = shown(*lending_tables(lending))
    (line,) = [line.split() for line in text.splitlines() if line.startswith("paid ") and line.split()[1].isdigit()]
    assert line[1:4] == [str(keeper[key]) for key in ("calls", "collections", "lost")]


def test_tables__without_a_portfolio__have_no_rows() -> None:
    assert [table.row_count for table in lending_tables({"portfolio": None, "keepers": []})] == [0, 0]


def loan(name: str, **more: Any) -> dict[str, Any]:
    """A loan as `run.json` has it; `more` replaces what nobody agreed about it."""
    plain = {
        "id": name, "lender": "one", "currency": "SGD", "status": "closed", "on_time": 3, "late": 1,
        "principal_minor": 123_456, "interest_paid_minor": 1_005, "fees_paid_minor": 500, "lenders": "",
        "rate_index": "", "rate_ppm": 70_000, "prepaid_minor": 0, "assignments": 0, "restructurings": 0,
    }  # fmt: skip
    return plain | more


def test_loan_tables__of_a_plain_loan__tell_what_it_came_to_and_no_more() -> None:
    loans, agreed = loan_tables({"plain": loan("plain")})
    text = shown(loans)
    (line,) = [line.split() for line in text.splitlines() if line.startswith("plain ")]
    assert line == ["plain", "closed", "3", "1", "SGD", "1,234.56", "10.05", "5.00"]
    assert agreed.row_count == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"lenders": "one 3, two 2"}, ["one", "3,", "two", "2", "7.0000", "%", "SGD", "0.00", "0", "0"]),
        ({"rate_index": "overnight", "rate_ppm": 54_321}, ["one", "overnight", "5.4321", "%", "SGD", "0.00", "0", "0"]),
        ({"prepaid_minor": 250}, ["one", "7.0000", "%", "SGD", "2.50", "0", "0"]),
        ({"assignments": 2}, ["one", "7.0000", "%", "SGD", "0.00", "2", "0"]),
        ({"restructurings": 1}, ["one", "7.0000", "%", "SGD", "0.00", "0", "1"]),
    ],
)
def test_loan_tables__of_a_loan_with_more__tell_what_was_agreed(more: dict[str, Any], told: list[str]) -> None:
    _, agreed = loan_tables({"more": loan("more", **more), "plain": loan("plain")})
    assert agreed.row_count == 1
    (line,) = [line.split() for line in shown(agreed).splitlines() if line.startswith("more ")]
    assert line[1:] == told


def test_csv__of_the_rows__reads_back(lending: dict[str, Any]) -> None:
    row = lending_row("a", "One way", lending)
    (read,) = csv.DictReader(io.StringIO(as_csv([row])))
    assert read == {key: str(value) for key, value in row.items()}
