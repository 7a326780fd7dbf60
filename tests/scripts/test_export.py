"""`corridor export iso20022`: what it writes, what it refuses, and that it writes all or nothing.

Trusts the auditor's tests for what is in a message.
Never runs more than one small scenario.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from iso_schemas import validate

from audit.run_folder import RunFolder
from audit.statements.papers import Paper, Papers
from messages.iso20022.xml import read
from scripts.cli import main
from scripts.export_iso20022 import INDEX, write_papers

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario with a refusal on the chain, and a travel rule."""
    folder = tmp_path_factory.mktemp("export")
    hours = 'opens: "09:00", closes: "18:00"'
    text = TINY.read_text().replace("preflight: true", "preflight: false")
    (folder / "tiny.yaml").write_text(text.replace(hours, f'{hours}, rules: {{travel_rule_from: "20000.00"}}'))
    assert main(["run", str(folder / "tiny.yaml"), "--out", str(folder / "run"), "--quiet"]) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def everything(run: Path) -> Path:
    """All that it has to export."""
    out = run.with_name("everything")
    assert main(["export", "iso20022", str(run), "--all", "--out", str(out)]) == 0
    return out


def rows(folder: Path) -> list[dict[str, Any]]:
    """The index."""
    return [json.loads(line) for line in (folder / INDEX).read_text().splitlines()]


def texts(path: Path, tag: str) -> list[str]:
    """The texts of all elements of a name."""
    return [item.text or "" for item in ElementTree.parse(path).iter() if item.tag.endswith("}" + tag)]


def test_export__all__writes_what_its_index_names_valid_and_linked(everything: Path) -> None:
    index = rows(everything)
    assert {row["file"] for row in index} == {
        str(path.relative_to(everything)) for path in everything.rglob("*") if path.is_file() and path.name != INDEX
    }
    assert {row["message"][:8] for row in index} == {"pacs.008", "pacs.009", "pacs.002", "camt.053", "camt.054"}
    for row in index[::3]:
        data = (everything / row["file"]).read_bytes()
        assert read(data).kind == row["message"]
        validate(data, row["message"])
        if "tx" in row:
            assert texts(everything / row["file"], "Tx") == [row["tx"]]


def test_export__all__leaves_the_run_as_it_was(run: Path, everything: Path) -> None:
    assert everything.is_dir()
    assert main(["verify", str(run), "--quiet"]) == 0


def test_export__accounts__have_days_to_the_currency_s_cut_off(everything: Path) -> None:
    statements = [row for row in rows(everything) if row["message"].startswith("camt.053")]
    ends = {"EUR": "T14:00:00Z", "SGD": "T10:00:00Z"}  # 16:00 in Berlin in summer, 18:00 in Singapore
    for row in statements:
        path = everything / row["file"]
        assert texts(path, "ToDtTm") == [row["day"] + ends[path.parts[-4]]]
    by_account: dict[str, list[Path]] = {}
    for row in statements:
        by_account.setdefault(str(Path(row["file"]).parent), []).append(everything / row["file"])
    for days in by_account.values():
        for before, after in pairwise(days):
            assert texts(before, "ToDtTm") == texts(after, "FrDtTm")
            assert texts(before, "Amt")[1] == texts(after, "Amt")[0]  # closing, then opening


def test_export__of_a_payment__has_names_from_the_payload_store(run: Path, everything: Path, tmp_path: Path) -> None:
    record = json.loads((run / "travel_rule.jsonl").read_text().splitlines()[0])
    out = tmp_path / "one"
    assert main(["export", "iso20022", str(run), "--uetr", record["uetr"].upper(), "--out", str(out)]) == 0
    (paper,) = [out / row["file"] for row in rows(out) if row["message"].startswith("pacs.008")]
    assert "Baker" in texts(paper, "Nm")
    assert paper.read_bytes() == (everything / paper.relative_to(out)).read_bytes()
    assert {uetr for row in rows(out) for uetr in row["uetrs"]} == {record["uetr"]}


def test_export__of_an_account_s_day__is_that_day_alone(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "day"
    chosen = ["--account", "baker", "--day", "2024-06-04"]
    assert main(["export", "iso20022", str(run), *chosen, "--out", str(out), "--json"]) == 0
    assert {row["day"] for row in rows(out)} == {"2024-06-04"}
    assert "camt.053" in {row["message"][:8] for row in rows(out)}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--uetr", "9cf6da30-638c-4071-a1fa-ce236fd56c17"], "no such UETR: 9cf6da30"),
        (["--uetr", "x" * 10**6], "no such UETR"),
        (["--uetr", "\x1b[2J\u202e=cmd()"], "no such UETR: \\x1b"),
        (["--account", "bakker"], "did you mean baker"),
        (["--account", "baker", "--day", "2024-06-30"], "no such day"),
        (["--account", "baker", "--day", "June"], "write it as 2024-06-03"),
        (["--day", "2024-06-03", "--all"], "add --account"),
        (["--all", "--uetr", "x"], "one of them is due"),
        ([], "one of them is due"),
    ],
)
def test_export__of_what_is_not_there__is_one_line_exit_2_and_no_folder(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    out = tmp_path / "out"
    assert main(["export", "iso20022", str(run), *arguments, "--out", str(out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert why in line
    assert line.isprintable()
    assert list(tmp_path.iterdir()) == []


def test_export__to_a_taken_place__is_refused_and_leaves_it(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("mine")
    assert main(["export", "iso20022", str(run), "--all", "--out", str(tmp_path / "mine")]) == 2
    assert "it exists already" in capsys.readouterr().err
    assert (tmp_path / "mine").read_text() == "mine"


def test_write_papers__cut_short__leaves_nothing(run: Path, tmp_path: Path) -> None:
    def interrupted() -> Iterator[Paper]:
        yield from Papers.of(RunFolder.open(run), {}).of_account("baker")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_papers(tmp_path / "out", interrupted())
    assert list(tmp_path.iterdir()) == []


def test_export__of_a_run_without_its_scenario__has_days_of_utc_and_says_so(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("journal.sqlite", "deployment.json"):
        (bare / name).write_bytes((run / name).read_bytes())
    capsys.readouterr()
    assert main(["export", "iso20022", str(bare), "--account", "baker"]) == 0
    assert "accounts by days of UTC" in capsys.readouterr().out
    (first, *_) = rows(tmp_path / "bare-iso20022")
    assert texts(tmp_path / "bare-iso20022" / first["file"], "ToDtTm")[0].endswith("T00:00:00Z")
