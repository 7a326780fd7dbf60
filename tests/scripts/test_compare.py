"""`corridor compare` from end to end: a run of each design, the table beside them, whenever it is cut short."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from designs import FILE, TEXT

from nodes.correspondent.events import Event, EventTable
from nodes.tables.catalogue import BOOKINGS, OUTCOMES
from scripts.cli import main
from scripts.compare import compare_designs, is_of_designs
from scripts.run_scenario import Executor, passed

DESIGNS = ("correspondent", "dns", "rtgs", "rtgs+lsm", "pvp")
NAMES = ",".join(DESIGNS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a comparison of all designs."""
    folder = tmp_path_factory.mktemp("designs") / "out"
    compare_designs(FILE, DESIGNS, out=folder, executor=Executor("revm"), quiet=True)
    return folder


@pytest.fixture(scope="module")
def summary(whole: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((whole / "comparison.json").read_text())
    return found


def row(summary: dict[str, Any], name: str) -> dict[str, Any]:
    return next(design for design in summary["designs"] if design["design"] == name)


def test_compare__all_designs__leave_a_whole_run_of_each(whole: Path, summary: dict[str, Any]) -> None:
    own = {"SHA256SUMS", "scenario.yaml", "designs.json", "comparison.json", "payment"}
    assert {path.name for path in whole.iterdir()} == {*own, *DESIGNS}
    assert [design["design"] for design in summary["designs"]] == list(DESIGNS)
    assert passed(summary)
    for name in DESIGNS[1:]:
        assert main(["verify", str(whole / name), "--quiet"]) == 0
        assert row(summary, name)["digest"] == summary["runs"][name]["digest"]


def test_compare__one_payment_set__is_in_every_design(whole: Path, summary: dict[str, Any]) -> None:
    rows = pq.read_table(OUTCOMES.path(whole)).to_pylist()
    orders = {
        name: [(r["id"], r["ordered_at"], r["amount_minor"], r["payee_currency"]) for r in rows if r["design"] == name]
        for name in DESIGNS
    }
    assert all(orders[name] == orders["pvp"] for name in DESIGNS)
    assert {row(summary, name)["payments"] for name in DESIGNS} == {7}


def test_compare__designs_on_a_chain__settle_all_and_differ_as_they_must(summary: dict[str, Any]) -> None:
    for name in ("rtgs", "rtgs+lsm", "pvp"):
        assert row(summary, name)["settled"] == 7
    # Five minutes before closing all of a day settle; what comes later does not.
    assert row(summary, "dns")["settled"] == 6
    assert row(summary, "dns")["unsettled_at_end_of_day"] == 1
    mean = {name: row(summary, name)["time_to_finality"]["mean_s"] for name in DESIGNS}
    assert mean["pvp"] <= mean["rtgs"] < mean["rtgs+lsm"] < mean["dns"] < mean["correspondent"]


def test_compare__cost__is_one_process_on_every_chain(summary: dict[str, Any]) -> None:
    costs = [row(summary, name)["cost"] for name in ("rtgs", "rtgs+lsm", "pvp")]
    assert costs[0] == costs[1] == costs[2]
    assert costs[0]["mean_bps"] == "4.00"
    assert row(summary, "correspondent")["cost"]["usd_minor"] > costs[0]["usd_minor"]


def test_compare__principal_at_risk__is_none_where_both_legs_are_one(summary: dict[str, Any]) -> None:
    assert row(summary, "pvp")["principal_at_risk"]["max_usd_minor"] == 0
    assert row(summary, "correspondent")["principal_at_risk"]["exposures"] == 5
    assert "THB/HKD" in row(summary, "correspondent")["principal_at_risk"]["by_pair"]


def test_compare__prefunding__is_nostros_in_one_world_and_inventory_in_the_other(summary: dict[str, Any]) -> None:
    old, new = (row(summary, name)["prefunding"]["by_kind"] for name in ("correspondent", "pvp"))
    assert (old["inventory"]["held_usd_minor"], new["nostros"]["held_usd_minor"]) == (0, 0)
    assert old["nostros"]["held_usd_minor"] > 0
    assert new["inventory"]["held_usd_minor"] > new["inventory"]["used_usd_minor"] > 0
    kinds = {name: row(summary, name)["prefunding"]["by_kind"] for name in ("rtgs", "pvp")}
    assert kinds["rtgs"]["inventory"] == kinds["pvp"]["inventory"]


def test_compare__correspondent_folder__has_the_events_of_its_digest(whole: Path, summary: dict[str, Any]) -> None:
    own = whole / "correspondent"
    assert {path.name for path in own.iterdir()} == {"event", "node", "run.json", "SHA256SUMS"}
    table = EventTable("designs", 4)
    for event in pq.read_table(BOOKINGS.path(own)).to_pylist():
        table.tell(Event(**{key: value for key, value in event.items() if key != "position"}))
    assert table.digest.hex() == row(summary, "correspondent")["digest"]


def test_compare__cut_short__goes_on_with_what_is_not_finished(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "out"))
    shutil.rmtree(folder / "correspondent")
    for name in ("SHA256SUMS", "comparison.json", OUTCOMES.file, "pvp/SHA256SUMS", "pvp/summary.json"):
        (folder / name).unlink()
    before = (folder / "rtgs" / "summary.json").stat().st_mtime_ns
    assert is_of_designs(folder)
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert "went on after 3 of 5 designs" in capsys.readouterr().err
    assert (folder / "rtgs" / "summary.json").stat().st_mtime_ns == before
    for name in ("comparison.json", "correspondent/run.json", "correspondent/SHA256SUMS"):
        assert (folder / name).read_bytes() == (whole / name).read_bytes()
    assert main(["resume", str(folder)]) == 0
    assert "finished already" in capsys.readouterr().out


def test_resume__one_design_alone__goes_on_in_that_design(whole: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole / "rtgs", tmp_path / "rtgs"))
    for name in ("SHA256SUMS", "summary.json", "run.json"):
        (folder / name).unlink()
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert (folder / "summary.json").read_bytes() == (whole / "rtgs" / "summary.json").read_bytes()


def test_compare__same_again__is_the_same_and_replaces_the_older_one(
    whole: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, few = tmp_path / "out", ["--designs", "correspondent,rtgs", "--out", str(tmp_path / "out")]
    assert main(["compare", str(FILE), *few, "--json"]) == 0
    printed = capfd.readouterr().out
    assert printed == (out / "comparison.json").read_text()
    again, first = json.loads(printed), json.loads((whole / "comparison.json").read_text())
    for name in ("correspondent", "rtgs"):
        # What settled in every design depends on which are compared: `dns` is not among them here.
        alone, among = (
            {k: v for k, v in row(s, name).items() if k != "settled_in_every_design"} for s in (again, first)
        )
        assert alone == among
    counts = [row(found, "rtgs")["settled_in_every_design"]["payments"] for found in (again, first)]
    assert counts == [7, 6]
    assert again["tornado"] == first["tornado"]
    assert main(["compare", str(FILE), *few]) == 2
    assert "it exists already" in capfd.readouterr().err
    assert main(["compare", str(FILE), *few, "--overwrite", "--designs", "correspondent"]) == 0
    assert {path.name for path in out.iterdir()} & set(DESIGNS) == {"correspondent"}
    (out / "correspondent" / "notes.txt").write_text("mine")
    assert main(["compare", str(FILE), *few, "--overwrite", "--quiet"]) == 2


@pytest.mark.parametrize(
    ("text", "designs", "says"),
    [
        (TEXT, "rtgs,pvpp", "--designs: unknown design 'pvpp': the designs are"),
        (TEXT, "rtgs,rtgs", "design rtgs stands twice"),
        (TEXT + "venue: {route: cheapest}\n", "rtgs", "design rtgs can't be compared: its payments are routed"),
        (
            TEXT.replace("id: sg-bank-2,", "id: fair-hkd,").replace("sg-bank-2-", "fair-hkd-"),
            NAMES,
            "is called fair-hkd there, and a bank has this id",
        ),
        (TEXT + "correspondent: {fee_cents: {value: 1, low: 2}}\n", NAMES, "value 1 outside its range"),
    ],
)
def test_compare__wrong_input__is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, designs: str, says: str
) -> None:
    file, out = tmp_path / "s.yaml", tmp_path / "out"
    file.write_text(text)
    assert main(["compare", str(file), "--designs", designs, "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert says in error
    assert not out.exists()


def test_compare__without_names__takes_those_that_fit(tmp_path: Path) -> None:
    owed = Path(__file__).parents[1] / "data" / "interbank.yaml"
    _, found = compare_designs(owed, None, out=tmp_path / "out", executor=Executor("revm"), quiet=True)
    assert [design["design"] for design in found["designs"]] == ["dns", "rtgs", "rtgs+lsm"]
    assert found["tornado"] == []
    assert {design["payments"] for design in found["designs"]} == {19}


def test_passed__a_world_that_loses_money__fails_the_comparison(summary: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(summary))
    row(broken, "correspondent")["conserved"] = False
    assert not passed(broken)
