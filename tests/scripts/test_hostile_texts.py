"""One run whose every free text is hostile, through every output: inert in terminal, CSV, JSON, Parquet, XML and HTML.

Trusts parsers of the standard library, defusedxml and pyarrow to read as others do.
Never takes an output's own word for what it escaped; the report of a run with hostile names is `tests/explorer`'s.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from defusedxml import ElementTree
from html_pages import parsed

from audit.evidence import verifier
from audit.index.listing import LISTS
from chain.hashing import keccak
from nodes.scenario import Scenario, ScenarioError
from scripts.cli import main

TINY = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text()
TAG = "</script><img src=x onerror=alert(1)>"
FORMULA = f"=cmd|' /C calc'!A0{TAG}"
"""What a scenario may say: a sentence is a sentence."""
DRIVING = "\x1b[2J\x1b]0;owned\x07\u202e\u2066\0\r\n\u2028"
"""What it may not, and somebody may yet write into a file."""
MEGABYTE = "A" * 10**6
NAME = re.compile(r"(?<=\bname: )[A-Z][A-Za-z ]*")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def with_texts(text: str) -> str:
    """The tiny scenario with a text in the place of every name, its title, an assumption and an act's reason."""
    quoted = json.dumps(text)
    scenario = TINY.replace("title: Two banks, three payments, one loan", f"title: {quoted}")
    scenario, count = NAME.subn(lambda _: quoted, scenario)
    assert count == 10
    reason = json.dumps("=1+1<script>alert(1)</script>")
    act = f"{{id: stop, date: 2024-06-06, by: bundesbank, act: suspend, subject: de-bank, reason: {reason}}}"
    rules = 'closes: "18:00", rules: {travel_rule_from: "100.00"}'
    return scenario.replace('closes: "18:00"', rules) + f"acts:\n  - {act}\nassumptions:\n  - {quoted}\n"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a scenario whose texts are as hostile as it may say them."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "s.yaml").write_text(with_texts(FORMULA).replace("preflight: true", "preflight: false"))
    assert main(["run", str(folder / "s.yaml"), "--out", str(folder / "run"), "--quiet"]) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def run(finished: Path) -> Path:
    """A copy in whose files somebody has put what no scenario may say, into every name and every id of a client."""
    folder = finished.with_name("altered")
    shutil.copytree(finished, folder)
    deployment = json.loads((folder / "deployment.json").read_text())
    renamed = {"baker": f"{FORMULA}{DRIVING}", "oven": f"{DRIVING}{MEGABYTE}"}
    deployment["parties"] = {
        renamed.get(key, key): party | {"name": f"{FORMULA}{DRIVING}{MEGABYTE}"}
        for key, party in deployment["parties"].items()
    }
    (folder / "deployment.json").write_text(json.dumps(deployment))
    return folder


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings([key, item])
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def drives(text: str) -> set[str]:
    """The characters of a text that drive a terminal, turn its direction or are no character; line ends may be."""
    return {c for c in text if unicodedata.category(c) in UNPRINTABLE and c != "\n"}


def asked(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints."""
    capsys.readouterr()
    assert main([*arguments]) == code
    return capsys.readouterr().out


@pytest.mark.parametrize("hostile", ["\0", "\x1b[31m", "\u202e", "a\nb", MEGABYTE], ids=lambda text: ascii(text[:9]))
@pytest.mark.parametrize("field", ["title", "name", "assumption", "reason"])
def test_scenario__text_that_drives_or_is_a_megabyte__is_refused_at_its_place(
    tmp_path: Path, field: str, hostile: str
) -> None:
    spots = {
        "title": "title: Two banks, three payments, one loan",
        "name": "name: Baker",
        "assumption": "assumptions:\n  - plain",
        "reason": "reason: plain",
    }
    text = TINY + (
        "assumptions:\n  - plain\nacts:\n"
        "  - {id: stop, date: 2024-06-06, by: mas, act: suspend, subject: sg-bank, reason: plain}\n"
    )
    old = spots[field]
    assert text.count(old) == 1
    new = old.replace(old.split(": ")[-1].split("- ")[-1], json.dumps(hostile))
    (tmp_path / "s.yaml").write_text(text.replace(old, new))
    with pytest.raises(ScenarioError) as refused:
        Scenario.load(tmp_path / "s.yaml")
    assert not drives(str(refused.value))
    assert len(str(refused.value)) < 1_000


@pytest.mark.parametrize("kind", LISTS)
def test_listing__on_the_terminal__drives_nothing(run: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    out = asked(capsys, "audit", str(run), "--list", kind)
    assert out
    assert not drives(out)
    assert max(map(len, out.splitlines())) < 10_000


@pytest.mark.parametrize("kind", ["payments", "acts"])
def test_listing__in_files__is_inert_in_each(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    lines = asked(capsys, "audit", str(run), "--list", kind, "--json")
    told = [json.loads(line) for line in lines.splitlines()]
    assert not any(drives(text) for text in [lines, *strings(told)])
    table = asked(capsys, "audit", str(run), "--list", kind, "--csv")
    assert not drives(table.replace("\r\n", "\n"))
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert not any(cell.startswith(FORMULA_STARTS) for cell in cells if not cell.lstrip("-").isdigit())
    asked(capsys, "audit", str(run), "--list", kind, "--parquet", str(tmp_path / "rows.parquet"))
    stored = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert len(stored) == len(told) > 0
    assert not any(drives(text) for text in strings(stored))


def test_listing__hostile_texts__are_there(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Otherwise every test here would hold of a run that is not hostile at all."""
    payments = asked(capsys, "audit", str(run), "--list", "payments", "--csv")
    assert f"'{FORMULA}\\x1b[2J" in payments
    assert "\\u202e" in payments
    assert "'=1+1<script>" in asked(capsys, "audit", str(run), "--list", "acts", "--csv")


def test_audit__of_the_altered_run__says_so_inertly(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = asked(capsys, "audit", str(run), code=1)
    assert "table-" in out
    assert "\\x1b[2J" in out
    assert not drives(out)


def test_messages__every_text__may_travel(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "export", "iso20022", str(run), "--all", "--out", str(tmp_path / "iso"))
    papers = [*(tmp_path / "iso").rglob("*.xml")]
    assert len(papers) > 20
    texts = [
        text
        for paper in papers
        for item in ElementTree.parse(paper).iter()
        for text in (item.text or "", *item.attrib.values())
    ]
    assert any(text.startswith("=cmd") and "</script>" in text for text in texts)
    assert not any(drives(text) for text in texts)
    assert max(map(len, texts)) <= 140


def test_views__every_party_and_research__are_inert(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baker = json.loads((run.with_name("run") / "deployment.json").read_text())["parties"]["baker"]["address"]
    for number, party in enumerate((f"participant:{baker}", "bank:sg-bank", "supervisor:SG", "auditor")):
        out = asked(capsys, "export", "view", str(run), "--for", party, "--out", str(tmp_path / str(number)))
        assert not drives(out)
    asked(capsys, "export", "research", str(run), "--out", str(tmp_path / "research"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    for path in files:
        assert path.read_bytes().isascii()
        assert not drives(path.read_text())
    told = "".join(path.read_text() for path in files)
    assert "=cmd" in told
    assert max(len(path.read_bytes()) for path in files) < 10**6
    assert not any("=cmd" in path.read_text() for path in (tmp_path / "research").iterdir())


def test_audit_report__of_the_altered_run__loads_and_runs_nothing_of_theirs(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "report.html"
    assert not drives(asked(capsys, "report", str(run), "--audit", "--out", str(target), code=1))
    page = parsed(target.read_text())
    assert page.all("img") == []
    assert not any(name.startswith("on") or name == "src" for item in page.elements for name in item.attributes)
    assert not any("alert(1)" in script.text for script in page.all("script") if "type" not in script.attributes)
    shown = [item for item in page.elements if item.tag not in ("script", "style", "html", "body", "head")]
    assert not any(drives(item.text.replace("\t", "").replace("\r", "")) for item in shown)


def test_case__about_the_altered_run__is_inert_in_file_and_terminal(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, path = tmp_path / "anna.key", tmp_path / "case.jsonl"
    key.write_text("07" * 32)
    key.chmod(0o600)
    oven = json.loads((run.with_name("run") / "deployment.json").read_text())["parties"]["oven"]["address"]
    asked(capsys, "case", "new", str(run), "--officer", str(key), "--subject", oven, "--out", str(path), "--alarm")
    asked(capsys, "case", "look", str(path), str(run), "--officer", str(key))
    for text in (asked(capsys, "case", "show", str(path)), asked(capsys, "case", "check", str(path), str(run))):
        assert text.endswith("holds: yes\n")
        assert not drives(text)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    kept = [line["body"]["content"].get("kept", "") or "" for line in lines]
    assert any("=cmd" in text for text in kept)
    assert not any(drives(text) for line in lines for text in strings(line))
    assert max(map(len, path.read_text().splitlines())) < 200_000


def test_cover_sheet__of_evidence__is_inert(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier, "keccak", keccak)
    rows = asked(capsys, "audit", str(run), "--list", "payments", "--json").splitlines()
    uetr = json.loads(rows[0])["uetr"]
    out = asked(capsys, "export", "evidence", str(run), "--uetr", uetr, "--out", str(tmp_path / "e"))
    assert not drives(out)
    text = (tmp_path / "e" / "cover.html").read_text()
    page = parsed(text)
    assert page.all("img") == page.all("script") == []
    assert "=cmd" in text
    assert not drives(text)
    names = json.loads((tmp_path / "e" / "unproved" / "names.json").read_text())
    assert not any(drives(name) for name in names.values())
