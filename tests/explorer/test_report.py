"""The whole page of a run: it loads nothing, says everything twice, and no name on it does anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from html_pages import ParsedPage, parsed, rows_of

from explorer.page import rendering
from explorer.page.rendering import plotly_script, render
from explorer.report import page_of, write_report
from explorer.wordings import wordings
from scripts.cli import main

FORMULA, HOSTILE = "=1+1", "</script><img src=http://x.example/ onerror=alert(1)>"
SCRIPTS = 4
"""Two of data, the library, the page's own."""
PLOTS = ["corridors", "value_by_day", "value_by_hour", "holdings", "inventories", "liquidity_in_use",
         "time_to_finality", "refusals",
         "cost_by_payment", "cost_by_route", "outstanding", "loans_by_status", "instalments", "network"]  # fmt: skip
LOADS = {"src", "srcset", "action", "formaction", "data", "poster", "background", "cite", "ping", "xlink:href"}


@pytest.fixture(scope="module")
def text(finished: Path) -> str:
    return render(page_of(finished), "en")


@pytest.fixture(scope="module")
def page(text: str) -> ParsedPage:
    return parsed(text)


def test_report__of_a_run__holds_its_plots_in_order(page: ParsedPage) -> None:
    drawn = [str(place.attributes["data-plot"]).rpartition("-")[0] for place in page.all("div", class_="plot")]
    assert drawn == PLOTS
    assert [name.rpartition("-")[0] for name in page.json("page-figures")] == PLOTS


def test_report__whatever_it_holds__loads_nothing(page: ParsedPage) -> None:
    for element in page.elements:
        assert not LOADS & element.attributes.keys(), element
        assert str(element.attributes.get("href", "#")).startswith(("#", "data:text/csv", "data:,")), element
        assert "url(" not in str(element.attributes.get("style", ""))
    (style,) = page.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert {e.tag for e in page.elements} & {
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "audio",
        "video",
    } == set()


def test_report__policy__names_its_two_scripts_and_nothing_else(page: ParsedPage) -> None:
    (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in str(policy.attributes["content"]).split("; "))
    running = [script.text for script in page.all("script") if "type" not in script.attributes]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in running]
    assert rules == {
        "default-src": "'none'",
        "script-src": " ".join(hashes),
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(hashes) == SCRIPTS - 2


def test_report__ids__are_each_one_elements_and_every_link_has_its_own(page: ParsedPage) -> None:
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len({*ids}) == len(ids)
    assert {str(link.attributes["href"])[1:] for link in page.all("a") if "class" not in link.attributes} <= {*ids}


def test_report__hostile_names__stay_text(page: ParsedPage, text: str) -> None:
    assert len(page.all("script")) == SCRIPTS
    assert [name for element in page.elements for name in element.attributes if name.startswith("on")] == []
    (heading,) = page.all("h1")
    assert heading.text == HOSTILE
    assert any(HOSTILE in entry.text for entry in page.all("li"))
    written = json.dumps(page.json("page-figures"), ensure_ascii=False)
    assert "‹/script›‹img src=http" in written
    assert "<img" not in written
    assert "<img" not in text.replace(plotly_script(), "")


def test_report__without_the_escaping__the_check_would_see_it(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = page_of(finished)
    monkeypatch.setattr(rendering, "script_json", json.dumps)
    monkeypatch.setattr(type(whole.plots[0]), "as_json", lambda plot: {"name": HOSTILE})
    with pytest.raises(AssertionError):
        broken = parsed(render(whole, "en"))
        assert len(broken.all("script")) == SCRIPTS
        assert broken.all("img") == []


def test_report__every_plot__has_title_units_definition_and_data_in_both_languages(page: ParsedPage) -> None:
    figures, words = page.json("page-figures"), page.json("page-words")
    links = page.all("a", class_="data")
    assert len(links) == len(page.all("figure")) == len(PLOTS)
    for (name, figure), link in zip(figures.items(), links, strict=True):
        kind = name.rpartition("-")[0]
        assert link.attributes["download"] == f"tiny-3-{name}.csv"
        assert rows_of(link)
        for language in ("en", "zh"):
            assert wordings()[language][f"plot.{kind}.title"]
            assert wordings()[language][f"plot.{kind}.definition"]
        for axis in (axis for key, axis in figure["layout"].items() if re.fullmatch(r"[xy]axis\d*", key)):
            if axis.get("visible", True) and "title" in axis:
                said = axis["title"]["text"][1:].split("\ue001")[0]
                assert "(" in words["en"][said] or said == "axis.day"
                assert "（" in words["zh"][said] or "(" in words["zh"][said] or said == "axis.day"


def test_report__figures_of_the_head__are_those_of_the_summary(page: ParsedPage, finished: Path) -> None:
    summary = json.loads((finished / "summary.json").read_text())
    found = [element.text.strip() for element in page.all("p", class_="figure")]
    payments = summary["payments"]
    value = payments["value_usd_minor"]
    assert found[:3] == [str(payments["settled"]), str(payments["refused"]), f"USD {value // 100:,}.{value % 100:02}"]
    assert found[3] == f"{summary['time_to_finality']['latency_ms_mean'] / 1000} s"
    assert found[5:] == ["yes是", "yes是", "3 / 3"]
    assert summary["digest"] in {element.text for element in page.all("code", class_="hash")}


def test_report__data_of_the_plots__adds_up_to_the_summary(page: ParsedPage, finished: Path) -> None:
    summary = json.loads((finished / "summary.json").read_text())
    data = dict(zip(PLOTS, map(rows_of, page.all("a", class_="data")), strict=True))
    for plot in ("corridors", "value_by_day", "value_by_hour"):
        cents = sum(int(row["value_usd"].replace(".", "")) for row in data[plot])
        assert cents == summary["payments"]["value_usd_minor"]
    for plot in ("time_to_finality", "cost_by_payment"):
        assert sum(int(row["payments"]) for row in data[plot]) == summary["payments"]["settled"]
    assert [row["refusal"] for row in data["refusals"]] == ["PayerInsufficientBalance"]
    last = {row["holder"]: row["balance"] for row in data["holdings"]}
    held = {row["holder"]: row["balance"] for row in data["inventories"]}
    minor = sum(int(text.replace(".", "")) for text in [last["de-bank"], last["sg-bank"]])
    central = [book["central_bank_money"]["held_minor"] for book in summary["conservation"].values()]
    makers = {}
    for row in data["inventories"]:
        makers[row["currency"]] = int(row["balance"].replace(".", ""))
    assert minor + sum(makers.values()) == sum(central)
    assert [*held] == ["maker"]
    assert data["outstanding"][-1]["principal"] == "0.00"


def test_report__same_folder__gives_the_same_bytes_and_the_language_only_where_it_begins(
    finished: Path, text: str
) -> None:
    assert render(page_of(finished), "en") == text
    chinese = render(page_of(finished), "zh")
    assert chinese == text.replace('<html lang="en" data-lang="en">', '<html lang="zh-Hans" data-lang="zh-Hans">')


def test_report__of_a_run__is_hardly_larger_than_the_library(text: str) -> None:
    assert len(text.encode()) < len(plotly_script().encode()) + 200_000


def test_plotly__that_could_end_its_tag__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plotly.offline.get_plotlyjs", lambda: "x = '</script>'")
    with pytest.raises(ValueError, match="ends a script tag"):
        plotly_script()


def test_report__file_changed_after_the_run__says_so(changed) -> None:
    folder = changed("scenario.yaml", "Two banks, three payments (one", "Two banks, three payments ( one")
    rows = [element.text for element in parsed(render(page_of(folder), "en")).all("tr")]
    assert [("NO否" in row) for row in rows if "scenario.yaml" in row] == [True]
    assert [("yes是" in row) for row in rows if "run.json" in row] == [True]


def test_report__bare_section_of_measures__becomes_tables(changed) -> None:
    rows = (
        '{"payments": [{"currency": "EUR", "gini_ppm": 250000, "deciles": [1, 2], "none": null}], "schema_version": 1}'
    )
    folder = changed("summary.json", ' "payments": {', f' "measures": {rows},\n "payments": {{')
    page = parsed(render(page_of(folder), "en"))
    table = next(element for element in page.all("table") if "gini_ppm" in element.text)
    assert [word in table.text for word in ("250,000", "1, 2", "–")] == [True] * 3


def test_command__files_of_another_version__are_one_line(changed, capsys: pytest.CaptureFixture[str]) -> None:
    folder = changed("summary.json", '"interbank": {', '"other": {')
    said = refused(capsys, str(folder), "--out", str(folder.parent / "new.html"))
    assert "not what this version writes: KeyError: 'interbank'; make the report with the version that ran it" in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_command__finished_run__writes_one_file_and_names_it(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    out = tmp_path / "report.html"
    assert main(["report", str(finished), "--out", str(out), "--lang", language]) == 0
    assert capsys.readouterr().out == f"report in {out}\n"
    assert out.read_text().startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_report__without_out__stands_beside_the_folder(copied: Path) -> None:
    assert write_report(copied) == copied.parent / "copied.html"


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["report", *arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_command__bad_input__is_one_line_each(copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken, out = tmp_path / "taken.html", ("--out", str(tmp_path / "new.html"))
    taken.write_text("mine")
    assert "there is nothing of this name" in refused(capsys, str(tmp_path / "none"), *out)
    assert "it is a file" in refused(capsys, str(taken), *out)
    assert "unknown language" in refused(capsys, str(copied), *out, "--lang", "ch")
    assert "it exists already; add --overwrite" in refused(capsys, str(copied), "--out", str(taken))
    assert taken.read_text() == "mine"
    assert "it is a folder" in refused(capsys, str(copied), "--out", str(tmp_path))
    assert "only what its manifest names" in refused(capsys, str(copied), "--out", str(copied / "report.html"))
    assert "only what its manifest names" in refused(capsys, str(copied), "--out", str(copied / "node/report.html"))
    assert "No such file" in refused(capsys, str(copied), "--out", str(tmp_path / "no/report.html"))
    assert "there is no SHA256SUMS in it" in refused(capsys, str(copied / "node"), *out)
    assert main(["report", str(copied), "--out", str(taken), "--overwrite"]) == 0
    assert not (tmp_path / "new.html").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("SHA256SUMS", None, "did not finish"),
        ("summary.json", None, "there is no summary.json in it"),
        ("summary.json", "[" * 100_000, "damaged file"),
        ("run.json", "[]", "damaged file"),
        ("deployment.json", '{"parties": 1}', "damaged file"),
        ("scenario.yaml", "{", "not a YAML file"),
        ("payment/payments.parquet", "PAR1", "damaged file"),
        ("journal.sqlite", None, "there is no journal.sqlite"),
    ],
)
def test_command__damaged_folder__says_which_file(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None, said: str
) -> None:
    (copied / name).unlink()
    if content is not None:
        (copied / name).write_text(content)
    assert said in refused(capsys, str(copied), "--out", str(tmp_path / "new.html"))
    assert not (tmp_path / "new.html").exists()
