"""What a page shows of supervision, deadlines, drawn rates and banks, and of a run that ended early."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from html_pages import ParsedPage, parsed, rows_of

from explorer.folder import FinishedRun
from explorer.page.rendering import render
from explorer.plot import Plot
from explorer.report import page_of
from explorer.sources import SOURCES
from explorer.tallies.alarms import OUTCOMES, tally_alarms
from nodes.tables.alarms import ALARMS, INTERVENTIONS
from nodes.tables.columns import Table
from nodes.tables.parquet import write_table

HOSTILE = "</script><img src=http://x.example/ onerror=alert(1)>"
NEW = ["deadlines", "alarms", "frozen_by_time", "frozen_tainted", "rates", "network_generated"]
OPEN = datetime(2024, 6, 3, 9, tzinfo=UTC)


def plots_of(folder: Path) -> dict[str, Plot]:
    return {plot.id: plot for plot in page_of(folder).plots}


def as_dicts(plot: Plot) -> list[dict[str, Any]]:
    return [dict(zip(plot.columns, row, strict=True)) for row in plot.rows]


@pytest.fixture(scope="module")
def page(supervised: Path) -> ParsedPage:
    return parsed(render(page_of(supervised), "en"))


@pytest.fixture
def changed(supervised: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(supervised, tmp_path / "copy"))


def test_report__of_a_supervised_run__has_the_plots_each_with_data(page: ParsedPage) -> None:
    drawn = [str(place.attributes["data-plot"]).rpartition("-")[0] for place in page.all("div", class_="plot")]
    assert [name for name in drawn if name in NEW] == NEW
    for name, link in zip(drawn, page.all("a", class_="data"), strict=True):
        assert rows_of(link), name


def test_report__run_that_ended_early__says_so_at_the_top(page: ParsedPage, supervised: Path, finished: Path) -> None:
    (notice,) = page.all("p", class_="notice")
    stop = json.loads((supervised / "run.json").read_text())["stop"]
    for word in ("payments_settled", "55 stated", "提前结束", str(stop["height"]), "2024-06-07"):
        assert word in notice.text
    whole = parsed(render(page_of(finished), "en"))
    assert whole.all("p", class_="notice") == []


def test_alarms__of_the_table__are_counted_once_each(supervised: Path) -> None:
    rows = as_dicts(plots_of(supervised)["alarms"])
    table = pq.read_table(ALARMS.path(supervised)).to_pylist()
    by_typology = Counter[str]()
    for row in rows:
        assert row["outcome"] in OUTCOMES
        by_typology[row["typology"]] += row["alarms"]
    assert by_typology == Counter(row["typology"] for row in table)
    assert sum(row["alarms"] for row in rows if row["outcome"] == "recorded") == sum(not row["case"] for row in table)
    assert {"seized", "released"} <= {row["outcome"] for row in rows}


def test_frozen__by_time__is_what_the_measures_say_and_the_lines_come_to_it(supervised: Path) -> None:
    found = plots_of(supervised)
    freezes = json.loads((supervised / "summary.json").read_text())["measures"]["freezes"]
    bars = {(row["currency"], row["whose"]): row["minor_seconds"] for row in as_dicts(found["frozen_by_time"])}
    for row in freezes:
        assert bars[row["currency"], "tainted"] == row["frozen_tainted_minor_s"]
        assert bars[row["currency"], "honest"] == row["frozen_honest_minor_s"] > 0
    lines = defaultdict(list)
    for row in as_dicts(found["frozen_tainted"]):
        at = datetime.fromisoformat(row["at_utc"])
        lines[row["currency"], row["whose"]].append((at, int(row["amount"].replace(".", ""))))
    # All honest money was released, so that its line is whole; moments are rounded to the interval.
    for row in freezes:
        line = lines[row["currency"], "honest"]
        area = sum(level * int((later - at) / timedelta(seconds=1)) for (at, level), (later, _) in pairwise(line))
        assert line[-1][1] == 0
        assert Fraction(area, row["frozen_honest_minor_s"]) == pytest.approx(1, rel=0.15)


def test_frozen__without_the_truth__is_of_all(changed: Path) -> None:
    (changed / "truth.json").unlink()
    found = plots_of(changed)
    assert "frozen_tainted" not in found
    assert {row["whose"] for row in as_dicts(found["frozen"])} == {"all"}


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("event/alarms.parquet", {"alarms"}),
        ("event/interventions.parquet", {"alarms", "frozen_tainted"}),
        ("truth.json", {"frozen_tainted"}),
    ],
)
def test_sources__file_that_is_not_there__takes_with_it_the_plots_that_name_it(
    supervised: Path, changed: Path, name: str, gone: set[str]
) -> None:
    before = plots_of(supervised)
    (changed / name).unlink()
    after = plots_of(changed)
    assert {kind for kind, plot in before.items() if kind not in after or [*after[kind].rows] != [*plot.rows]} == gone
    assert {kind for kind in before if name in SOURCES[kind]} == gone


def test_deadlines__of_the_measures__are_all_in_the_data(supervised: Path) -> None:
    due = json.loads((supervised / "summary.json").read_text())["measures"]["deadlines"]
    plot = plots_of(supervised)["deadlines"]
    assert as_dicts(plot) == due
    drawn = plot.as_json()["data"]
    assert [[round(share * 10_000) for share in bars["x"]] for bars in drawn] == [
        [row["met_count_ppm"] for row in due],
        [row["met_value_ppm"] for row in due],
    ]


def test_rates__of_a_process__are_those_of_the_run_day_by_day(supervised: Path, finished: Path) -> None:
    stated = json.loads((supervised / "run.json").read_text())["rates"]
    rows = as_dicts(plots_of(supervised)["rates"])
    assert [(row["day"], row["units_per_numeraire"]) for row in rows if row["currency"] == "SGD"] == [
        *zip(stated["days"], stated["units_per_numeraire"]["SGD"], strict=True)
    ]
    assert "rates" not in plots_of(finished)


def test_network__that_was_generated__shows_every_link_and_every_bank(supervised: Path) -> None:
    told = json.loads((supervised / "run.json").read_text())["topology"]["banks"]
    plot = plots_of(supervised)["network_generated"]
    assert plot.values["kind"] == "small_world"
    assert plot.values["links"] == plot.values["drawn"] == len(told["links"]) == 10
    linked = {frozenset((row["payer_bank"], row["payee_bank"])) for row in as_dicts(plot) if row["is_linked"]}
    assert linked == {frozenset(pair) for pair in told["links"]}
    (banks,) = (trace for trace in plot.as_json()["data"] if trace["mode"] == "markers+text")
    assert {entry["id"] for entry in told["entries"]} < {*banks["text"]}
    (links,) = (trace for trace in plot.as_json()["data"] if trace.get("name", "").startswith("\ue000series.links"))
    assert len(links["x"]) == 3 * len(told["links"])


def test_tally__of_planted_rows__follows_each_case_to_its_end(copied: Path) -> None:
    write(copied, ALARMS, [alarm(f"kind-{case}", case) for case in ("", "a", "b", "c", "d", "e")])
    steps = [("a", "freeze", ""), ("b", "freeze", ""), ("b", "release", ""), ("c", "freeze", "no"), ("d", "freeze", "")]
    steps += [("d", "seizure", ""), ("d", "release", ""), ("a", "release", "no")]
    write(copied, INTERVENTIONS, [act(minute, *step) for minute, step in enumerate(steps)])
    tally = tally_alarms(FinishedRun.open(copied))
    assert tally is not None
    assert dict(tally.outcomes) == {
        ("kind-", "recorded"): 1,
        ("kind-a", "frozen"): 1,
        ("kind-b", "released"): 1,
        ("kind-c", "waiting"): 1,
        ("kind-d", "seized"): 1,
        ("kind-e", "waiting"): 1,
    }
    assert tally.steps["release", False] == tally.steps["freeze", False] == 1
    (changes,) = tally.frozen.values()
    assert [*changes.levels("all")][-1][1] == 700
    assert changes.peak("all") == 1400


def alarm(typology: str, case: str) -> dict[str, Any]:
    return {
        "at": OPEN,
        "height": None,
        "client": "somebody",
        "jurisdiction": "DE",
        "account": "0x",
        "typology": typology,
        "score": 50,
        "source": "scenario",
        "case": case,
        "reasons": "{}",
        "uetrs": "[]",
    }


def act(minute: int, case: str, kind: str, error: str) -> dict[str, Any]:
    return {
        "at": OPEN + timedelta(minutes=minute),
        "case": case,
        "client": case,
        "by": "bafin",
        "kind": kind,
        "currency": "EUR",
        "amount_minor": 700,
        "error": error,
    }


def write(folder: Path, table: Table, rows: list[dict[str, Any]]) -> None:
    write_table(table, rows, folder)


def test_report__hostile_words_in_every_new_place__stay_text(changed: Path) -> None:
    run, summary = (json.loads((changed / name).read_text()) for name in ("run.json", "summary.json"))
    run["stop"] |= {"condition": HOSTILE, "stated": HOSTILE, "found": HOSTILE, "height": HOSTILE}
    run["topology"]["banks"] |= {"kind": HOSTILE, "links": [[HOSTILE, "bank-01"]]}
    run["topology"]["banks"]["entries"][1]["id"] = HOSTILE
    run["rates"]["units_per_numeraire"][HOSTILE] = run["rates"]["units_per_numeraire"].pop("EUR")
    run["rates"]["process"]["numeraire"] = HOSTILE
    summary["measures"]["deadlines"][0] |= {"of": HOSTILE, "currency": HOSTILE, "priority": HOSTILE}
    summary["measures"]["freezes"][0]["currency"] = HOSTILE
    for name, content in (("run.json", run), ("summary.json", summary)):
        (changed / name).write_text(json.dumps(content))
    write(changed, ALARMS, [alarm(HOSTILE, "")])
    text = render(page_of(changed), "en")
    page = parsed(text)
    assert len(page.all("script")) == 4
    assert page.all("img") == []
    assert [name for element in page.elements for name in element.attributes if name.startswith("on")] == []
    written = json.dumps(page.json("page-figures"), ensure_ascii=False)
    assert written.count("‹/script›‹img src=http") >= 6
    assert "<img" not in written
    (notice,) = page.all("p", class_="notice")
    assert HOSTILE in notice.text
