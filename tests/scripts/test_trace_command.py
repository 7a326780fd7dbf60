"""The command `corridor trace` over a small run: its forms, what it writes, and what it refuses in one line."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from audit.index.movements import Way
from audit.trace.asked import Asked
from audit.trace.report import Name, TraceReport
from audit.trace.result import Account, Limits, Start, Step, Trace
from scripts.cli import main
from scripts.trace_console import BRANCHES_MAX, tree_of

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    out = tmp_path_factory.mktemp("traced") / "out"
    assert main(["run", str(TINY), "--out", str(out), "--quiet"]) == 0
    return out


def first_payment(done: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["audit", str(done), "--list", "payments", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return next(row for row in rows if row["status"] == "settled")


def test_trace__from_a_payment__says_what_its_payee_received(done: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payment = first_payment(done, capsys)
    assert main(["trace", str(done), "--from", str(payment["uetr"]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    first = told["steps"][0]
    assert (first["from"], first["to"], first["reference"]) == (
        payment["payer_id"],
        payment["payee_id"],
        payment["uetr"],
    )
    assert (first["tainted_minor"], first["arrived_tainted_minor"]) == (payment["cost_minor"], payment["amount_minor"])
    assert first["share_ppm"] == 1_000_000
    assert main(["trace", str(done), "--from", str(payment["uetr"]), "--direction", "in", "--json"]) == 0
    back = json.loads(capsys.readouterr().out)["steps"][0]
    assert (back["from"], back["to"]) == (payment["payee_id"], payment["payer_id"])


def test_trace__from_a_wallet__is_a_tree_a_graph_and_a_picture(
    done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payment = first_payment(done, capsys)
    graph, page = tmp_path / "t.graphml", tmp_path / "t.html"
    asked = ["trace", str(done), "--from", str(payment["payer_id"]), "--graphml", str(graph), "--html", str(page)]
    assert main(asked) == 0
    tree = capsys.readouterr().out
    assert tree.startswith(f"{payment['payer_id']}  (out, proportional, 5 hops)")
    assert f"─ {payment['payee_id']}" in tree
    assert "not followed" in tree
    assert " spent, " in tree
    assert " %  in 1 step\n" in tree
    assert main(["trace", str(done), "--from", str(payment["payee_id"]), "--direction", "in"]) == 0
    assert " brought in, " in capsys.readouterr().out
    nodes = nx.read_graphml(graph).nodes
    assert {payment["payer_id"], payment["payee_id"]} <= {*nodes}
    text = page.read_text()
    assert "sankey" in text
    assert "default-src" in text
    before = page.read_bytes()
    assert main(asked) == 2
    assert "it exists already" in capsys.readouterr().err
    assert page.read_bytes() == before
    assert main(["verify", str(done)]) == 0, "nothing was written into the folder"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--from"),
        (["--from", "nobody"], "nor a UETR"),
        (["--from", "oven", "--html", "/nowhere/at/all.html"], "name another with --html"),
        (["--from", "00000000-0000-4000-8000-00000000dead"], "nothing in this record names it"),
        (["--from", "x", "--method", "proportionl"], "did you mean proportional?"),
        (["--from", "x", "--graphml", "/nowhere/at/all.graphml"], "--from"),
    ],
)
def test_trace__what_cannot_be_asked__is_one_line_and_exit_code_2(
    done: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["trace", str(done), *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def report_of(steps: list[Step], names: dict[int, Name]) -> TraceReport:
    accounts = {(0, 9): Account(hop=0, entered_minor=1)}
    accounts |= {(step.taker, 9): Account(hop=step.hop, received_minor=1) for step in steps if step.taker is not None}
    return TraceReport(Asked("a"), Trace(Start(holder=0), Limits(), steps, accounts), names, {"THB": 2})


def step_to(taker: int) -> Step:
    return Step(1, Way.PASSING, "u", 0, taker, 9, 1, 1, 10, 10, 9, 1, 1, 10, 10)


def test_tree__more_branches_than_a_person_reads__counts_the_rest() -> None:
    names = {number: Name(f"n{number}", "") for number in range(BRANCHES_MAX + 20)} | {9: Name("m", "", "THB")}
    tree = tree_of(report_of([step_to(taker) for taker in range(10, BRANCHES_MAX + 15)], names), "start")
    assert len(tree.children) == BRANCHES_MAX + 1
    assert str(tree.children[-1].label) == "… 5 more: see --json"
