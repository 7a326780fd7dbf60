"""The page of the periodic report: everything in both languages, nothing loaded, hostile names inert."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from html_pages import ParsedPage, parsed

from scripts.cli import main


@pytest.fixture(scope="module")
def written(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page on the hostile run; its JSON file stands beside it."""
    target = tmp_path_factory.mktemp("audit-page") / "audit.html"
    assert main(["report", str(finished), "--audit", "--out", str(target)]) == 0
    return target


@pytest.fixture(scope="module")
def page(written: Path) -> ParsedPage:
    return parsed(written.read_text())


def test_page__of_a_run__has_every_section_and_all_principles(page: ParsedPage, written: Path) -> None:
    sections = [section.attributes["id"] for section in page.all("section") if "id" in section.attributes]
    assert sections == ["limits", "refusals", "offices", "alarms", "reconciliation", "principles"]
    text = written.read_text()
    assert "Settlement finality" in text
    assert "结算最终性" in text
    body = json.loads(written.with_suffix(".json").read_text())
    assert [item["number"] for item in body["principles"]] == list(range(1, 25))
    assert body["holds"] is True


def test_page__hostile_names__stay_text_and_nothing_is_loaded(page: ParsedPage, written: Path) -> None:
    assert page.all("img") == []
    assert [name for element in page.elements for name in element.attributes if name.startswith("on")] == []
    assert all("src" not in element.attributes for element in page.elements)
    assert len(written.read_text()) < 500_000, "no plot, and so nothing that draws one"


def test_page__file_that_is_there__is_kept(finished: Path, written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = written.read_bytes()
    assert main(["report", str(finished), "--audit", "--out", str(written)]) == 2
    assert "it exists already" in capsys.readouterr().err
    assert written.read_bytes() == before


def test_page__run_with_a_finding__says_so_and_exits_with_1(
    changed: Callable[[str, str, str], Path], tmp_path: Path
) -> None:
    folder = changed("run.json", "{", "{ ")
    target = tmp_path / "audit.html"
    assert main(["report", str(folder), "--audit", "--out", str(target)]) == 1
    assert "folder-manifest" in target.read_text()


def test_page__of_a_supervised_run__says_what_followed_the_alarms(supervised: Path, tmp_path: Path) -> None:
    target = tmp_path / "audit.html"
    assert main(["report", str(supervised), "--audit", "--out", str(target)]) == 0
    told = json.loads(target.with_suffix(".json").read_text())["outcomes"]
    (every,) = (row for row in told["counts"] if row["typology"] == "all")
    assert every["wallets"] == every["seized"] + every["released"] + every["frozen"] + every["left"] > 0
    assert told["nodes_alarms"]["only_nodes"] == 0
    cells = [cell.text.strip() for cell in parsed(target.read_text()).all("td")]
    assert {row["typology"] for row in told["counts"]} - {"all"} <= {*cells}
    assert f"{every['alarms']:,}" in cells
