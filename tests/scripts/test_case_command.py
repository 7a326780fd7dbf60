"""The commands `corridor case …`, and --case of `trace` and `audit`: what they add, say, and refuse in one line."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from case_papers import HEAD, NETWORK, SUBJECT, forged, look, rows_of

from audit.cases.entry import Opened
from audit.cases.file import append, create
from chain.accounts import Account
from scripts.cli import main

DRIVING = "\x1b[2J\x1b]0;owned\x07\u202e\0"
MEGABYTE = "A" * 10**6
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
OFFICER = Account("officer", "anna", bytes([7] * 32))


def key(folder: Path, name: str, text: str, mode: int = 0o600) -> str:
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return str(path)


@pytest.fixture
def anna(tmp_path: Path) -> str:
    return key(tmp_path, "anna.key", "07" * 32 + "\n")


@pytest.fixture(scope="module")
def opened(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new case about a customer of the tiny run."""
    folder = tmp_path_factory.mktemp("cases")
    officer = key(folder, "anna.key", "07" * 32)
    path = folder / "case.jsonl"
    assert main(["case", "new", str(tiny_run), "--officer", officer, "--subject", "baker", "--out", str(path)]) == 0
    return path


@pytest.fixture
def case(opened: Path, tmp_path: Path) -> str:
    """A copy of it, to be added to."""
    return str(shutil.copy(opened, tmp_path / "case.jsonl"))


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[str, str]]:
    """What a command prints, on both ways out, once it has ended with a code."""

    def ask(*arguments: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        assert main([*arguments]) == code
        shown = capsys.readouterr()
        assert not {c for c in shown.out + shown.err if unicodedata.category(c) in UNPRINTABLE and c != "\n"}
        return shown.out, shown.err

    return ask


Ask = Callable[..., tuple[str, str]]


def test_case__from_alarm_to_decision__holds_and_says_what_is_in_it(
    tiny_run: Path, tmp_path: Path, anna: str, asked: Ask
) -> None:
    path, run = str(tmp_path / "c.jsonl"), str(tiny_run)
    second = key(tmp_path, "berta.key", "08" * 32)
    out, _ = asked("case", "new", run, "--officer", anna, "--subject", "oven", "--out", path, "--alarm")
    assert out.startswith("entry 1 of ")
    asked("case", "look", path, run, "--officer", anna)
    asked("trace", run, "--from", "baker", "--hops", "2", "--case", path, "--officer", anna)
    out, told = asked("audit", run, "--currency", "EUR", "--list", "payments", "--case", path, "--officer", anna)
    assert "entry 7 of" in told
    assert "entry" not in out
    asked("audit", run, "--alarms", "--uetr", _uetr(asked, run), "--case", path, "--officer", anna)
    asked("audit", run, "--hindsight", "--case", path, "--officer", anna)
    asked("case", "note", path, "paid for flour, says the bank", "--officer", anna)
    asked("case", "decide", path, "no-action", "--reason", "trade", "--officer", anna, "--second", second)
    out, _ = asked("case", "show", path)
    assert "noted    paid for flour, says the bank" in out
    assert "corridor trace DIR --from baker --direction out --hops 2 --method proportional --json" in out
    assert f", with {Account('', '', bytes([8] * 32)).address}" in out
    out, _ = asked("case", "check", path, run)
    assert out.count("  holds   ") == 9
    assert "nobody in the record" in out
    assert out.endswith("holds: yes\n")
    assert main(["verify", run, "--quiet"]) == 0, "nothing was written into the folder"


def _uetr(asked: Ask, run: str) -> str:
    out, _ = asked("audit", run, "--list", "payments", "--json")
    return str(json.loads(out.splitlines()[0])["uetr"])


def test_decide__freeze__says_that_nothing_is_done_by_it_and_is_found_without_authority(
    tiny_run: Path, case: str, anna: str, asked: Ask
) -> None:
    out, _ = asked("case", "decide", case, "freeze", str(tiny_run), "--reason", "r", "--officer", anna)
    assert "written down, not done" in out
    assert "in the record: no freeze of the subject's money" in out
    out, _ = asked("case", "check", case, str(tiny_run), "--json", code=1)
    told = json.loads(out)
    assert [row["rule"] for row in told["findings"]] == ["case-authority"]
    assert told["against_a_record"] is True
    out, _ = asked("case", "check", case)
    assert "hashes and signatures alone" in out


def test_check__last_entry_cut_off__is_found_by_its_hash(case: str, anna: str, asked: Ask) -> None:
    out, _ = asked("case", "note", case, "n", "--officer", anna)
    last = out.split()[-1]
    asked("case", "check", case, "--last", last)
    Path(case).write_text("".join(Path(case).read_text().splitlines(keepends=True)[:-1]))
    out, _ = asked("case", "check", case, "--last", last, code=1)
    assert "case-last" in out
    assert "64 hex digits" in asked("case", "check", case, "--last", DRIVING, code=2)[1]


def test_show__file_that_does_not_hold__exits_with_1(case: str, anna: str, asked: Ask) -> None:
    asked("case", "note", case, "guilty", "--officer", anna)
    Path(case).write_text(Path(case).read_text().replace("guilty", "decent"))
    assert "case-signature: entry 1" in asked("case", "show", case, code=1)[0]
    out, _ = asked("case", "show", case, "--json", code=1)
    assert [row["rule"] for row in json.loads(out)["findings"]] == ["case-signature"]


def test_note__on_a_file_that_does_not_hold__is_refused(case: str, anna: str, asked: Ask) -> None:
    asked("case", "note", case, "guilty", "--officer", anna)
    Path(case).write_text(Path(case).read_text().replace("guilty", "decent"))
    before = Path(case).read_bytes()
    _, error = asked("case", "note", case, "and so on", "--officer", anna, code=2)
    assert "the file does not hold: case-signature: entry 1" in error
    assert Path(case).read_bytes() == before


def test_new__in_the_results_folder__is_refused(tiny_run: Path, anna: str, asked: Ask) -> None:
    place = tiny_run / "event" / "case.jsonl"
    _, error = asked("case", "new", str(tiny_run), "--officer", anna, "--subject", "oven", "--out", str(place), code=2)
    assert "closed by its manifest" in error
    assert not place.exists()


def test_case__of_another_network__is_not_added_to_and_found(
    tiny_run: Path, tmp_path: Path, anna: str, asked: Ask
) -> None:
    path = tmp_path / "other.jsonl"
    create(path, Opened(network=NETWORK, head=HEAD, subject=SUBJECT), OFFICER, "2026-01-05T09:00:00Z")
    before = path.read_bytes()
    adding = (
        ("trace", str(tiny_run), "--from", "baker", "--case", str(path), "--officer", anna),
        ("audit", str(tiny_run), "--alarms", "--case", str(path), "--officer", anna),
        ("case", "look", str(path), str(tiny_run), "--officer", anna),
        ("case", "decide", str(path), "report", str(tiny_run), "--reason", "r", "--officer", anna),
    )
    for arguments in adding:
        assert "another network's record" in asked(*arguments, code=2)[1]
    assert path.read_bytes() == before
    assert "case-network" in asked("case", "check", str(path), str(tiny_run), code=1)[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["note", "CASE", DRIVING, "--officer", "KEY"], "a character that does not print"),
        (["note", "CASE", MEGABYTE, "--officer", "KEY"], "at most 4000 characters"),
        (["note", "CASE", "\udc80", "--officer", "KEY"], "TEXT"),
        (["note", "CASE", "", "--officer", "KEY"], "at least 1 character"),
        (["decide", "CASE", "report", "--reason", MEGABYTE, "--officer", "KEY"], "at most 4000 characters"),
        (["decide", "CASE", "report", "--reason", "r", "--legal-order", DRIVING, "--officer", "KEY"], "does not print"),
        (["decide", "CASE", "freze", "--reason", "r", "--officer", "KEY"], "did you mean freeze?"),
        (["decide", "CASE", DRIVING, "--reason", "r", "--officer", "KEY"], "no such decision"),
        (["decide", "CASE", "forced-transfer", "--reason", "r", "--officer", "KEY"], "--legal-order"),
        (["decide", "CASE", "freeze", "--reason", "r", "--act", "0x00", "--officer", "KEY"], "name the run's folder"),
        (["decide", "CASE", "freeze", "RUN", "--reason", "r", "--act", DRIVING, "--officer", "KEY"], "there is none"),
        (["decide", "CASE", "report", "--reason", "r", "--officer", "KEY", "--second", "KEY"], "nobody is one's own"),
        (["new", "RUN", "--officer", "KEY", "--subject", "baker", "--out", "CASE"], "it exists already"),
        (["new", "RUN", "--officer", "KEY", "--subject", "bakr", "--out", "NEW"], "did you mean baker?"),
        (["new", "RUN", "--officer", "KEY", "--subject", DRIVING, "--out", "NEW"], "nor a UETR"),
        (["new", "RUN", "--officer", "KEY", "--subject", MEGABYTE, "--out", "NEW"], "nor a UETR"),
        (["new", "RUN", "--officer", "KEY", "--subject", "\udc80", "--out", "NEW"], "no UTF-8"),
        (["new", "RUN", "--officer", "KEY", "--subject", "baker", "--out", "CASE/a/b"], "no case file"),
        (["show", "NEW"], "open a case with"),
        (["check", "CASE", "NEW"], "there is nothing of this name"),
        (["look", "NEW", "RUN", "--officer", "KEY"], "open a case with"),
    ],
    ids=lambda value: ascii([word[:30] for word in value]) if isinstance(value, list) else "",
)
def test_case__what_cannot_be_written__is_one_line_and_nothing_is(
    tiny_run: Path, tmp_path: Path, case: str, anna: str, asked: Ask, more: list[str], said: str
) -> None:
    before = Path(case).read_bytes()
    places = {"CASE": case, "RUN": str(tiny_run), "KEY": anna, "NEW": str(tmp_path / "new"), "CASE/a/b": f"{case}/a/b"}
    _, error = asked("case", *(places.get(word, word) for word in more), code=2)
    assert said in error
    assert len(error.splitlines()) == 1
    assert len(error) < 1_500
    assert Path(case).read_bytes() == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--alarms", "--case", "CASE"], "half of what a case needs"),
        (["--alarms", "--officer", "KEY"], "half of what a case needs"),
        (
            ["--rpc", "http://localhost:1", "--alarms", "--case", "CASE", "--officer", "KEY"],
            "half of what a case needs",
        ),
        (["--case", "CASE", "--officer", "KEY"], "nothing that a case keeps"),
        (["--reconcile", "--case", "CASE", "--officer", "KEY"], "nothing that a case keeps"),
        (["--score", "--case", "CASE", "--officer", "KEY"], "nothing that a case keeps"),
        (["--list", "payments", "--wallet", "bakr", "--case", "CASE", "--officer", "KEY"], "did you mean baker?"),
        (["--alarms", "--wallet", "bakr"], "did you mean baker?"),
    ],
)
def test_audit__what_no_case_keeps__is_one_line_and_nothing_is_added(
    tiny_run: Path, case: str, anna: str, asked: Ask, more: list[str], said: str
) -> None:
    before = Path(case).read_bytes()
    places = {"CASE": case, "KEY": anna}
    _, error = asked("audit", str(tiny_run), *(places.get(word, word) for word in more), code=2)
    assert said in error
    assert Path(case).read_bytes() == before


def hostile_case(path: Path) -> Path:
    """A stranger's file whose every free text is hostile, with the hashes and signatures that it should have."""
    create(path, Opened(network=NETWORK, head=HEAD, subject=SUBJECT), OFFICER, "2026-01-05T09:00:00Z")
    append(path, look("a"), [OFFICER], "2026-01-05T09:00:00Z")
    rows = rows_of(path)
    content: dict[str, Any] = rows[1]["body"]["content"]
    content["look"] |= {"wallet": f"{DRIVING}</script>'; rm -rf", "detectors": [DRIVING, "=1+1"]}
    content["kept"] = DRIVING
    return forged(path, rows, [OFFICER])


def test_show_and_check__of_a_hostile_file__are_inert(tiny_run: Path, tmp_path: Path, asked: Ask) -> None:
    path = str(hostile_case(tmp_path / "hostile.jsonl"))
    out, _ = asked("case", "show", path, code=1)
    assert "\\x1b[2J" in out
    out, _ = asked("case", "show", path, "--json", code=1)
    assert json.loads(out)["entries"][1]["body"]["content"]["kept"] == DRIVING
    for more in ((), ("--json",)):
        asked("case", "check", path, *more, code=1)
        asked("case", "check", path, str(tiny_run), *more, code=1)


@pytest.mark.parametrize("text", [DRIVING, MEGABYTE, "a\nb"], ids=lambda text: ascii(text[:9]))
@pytest.mark.parametrize("field", ["named", "kind"])
def test_show__hostile_text_where_none_may_stand__is_refused_in_a_line(
    tmp_path: Path, asked: Ask, field: str, text: str
) -> None:
    path = tmp_path / "c.jsonl"
    create(path, Opened(network=NETWORK, head=HEAD, subject=SUBJECT), OFFICER, "2026-01-05T09:00:00Z")
    rows = rows_of(path)
    rows[0]["body"]["content"]["subject"][field] = text
    path.write_text(json.dumps(rows[0]) + "\n")
    _, error = asked("case", "show", str(path), code=2)
    assert "c.jsonl:1: no case file: it is no entry" in error
    assert len(error) < 1_000
