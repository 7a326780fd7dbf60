"""The file of a case: appended to whole or not at all, refused where it is torn, and never lost by two at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from case_papers import HEAD, NETWORK, SUBJECT

from audit.cases.check import file_findings
from audit.cases.entry import Decided, Noted, Opened
from audit.cases.file import ENTRIES_MAX, FILE_MAX, LINE_MAX, CaseFile, append, create
from chain.accounts import Account
from chain.errors import InputError

LATER = "2026-01-06T09:00:00Z"

# Adds a note, and dies at the moment at which the whole draft would get the file's name.
_DYING = """
import os, signal, sys
from pathlib import Path
from audit.cases.entry import Noted
from audit.cases.file import append
from chain.accounts import Account

def heard(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(heard)
append(Path(sys.argv[1]), Noted(text="never"), [Account("officer", "anna", bytes([7] * 32))], "2026-01-06T09:00:00Z")
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_create__new__is_the_officers_alone_and_holds(case: Path) -> None:
    assert stat.S_IMODE(case.stat().st_mode) == 0o600
    assert names(case.parent) == ["case.jsonl"]
    assert [*file_findings(CaseFile.read(case))] == []
    assert case.read_bytes().endswith(b"\n")


def test_create__file_that_is_there__is_kept(case: Path, officer: Account) -> None:
    before = case.read_bytes()
    with pytest.raises(InputError, match="it exists already"):
        create(case, Opened(network=NETWORK, head=HEAD, subject=SUBJECT), officer, LATER)
    assert case.read_bytes() == before


def test_append__killed_before_the_rename__leaves_the_old_file_and_goes_on(case: Path, officer: Account) -> None:
    before = case.read_bytes()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _DYING, str(case)], env=environment, check=False)
    assert done.returncode == -9
    assert case.read_bytes() == before
    after = append(case, Noted(text="again"), [officer], LATER)
    assert len(after.entries) == 5
    assert [*file_findings(after)] == []


def test_append__disk_full__says_so_and_changes_nothing(
    case: Path, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = case.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device; nothing was added"):
        append(case, Noted(text="lost"), [officer], LATER)
    assert (case.read_bytes(), names(case.parent)) == (before, ["case.jsonl"])


def test_append__by_many_at_once__loses_none(case: Path, officer: Account) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: append(case, Noted(text=f"note {number}"), [officer], LATER), range(12)))
    after = CaseFile.read(case)
    said = {entry.body.content.text for entry in after.entries if isinstance(entry.body.content, Noted)}
    assert {f"note {number}" for number in range(12)} <= said
    assert [*file_findings(after)] == []


def test_append__by_a_stranger_or_with_oneself__is_refused(case: Path, officer: Account, second: Account) -> None:
    decided = Decided(decision="report", reason="r", legal_order=None, head=None, act=None)
    before = case.read_bytes()
    with pytest.raises(InputError, match="not the officer of the case"):
        append(case, Noted(text="n"), [second], LATER)
    with pytest.raises(InputError, match="nobody is one's own"):
        append(case, decided, [officer, officer], LATER)
    with pytest.raises(InputError, match="a decision has a second officer"):
        append(case, Noted(text="n"), [officer, second], LATER)
    assert case.read_bytes() == before


def test_append__by_a_clock_that_went_back__is_refused(case: Path, officer: Account) -> None:
    before = case.read_bytes()
    with pytest.raises(InputError, match="set the clock"):
        append(case, Noted(text="n"), [officer], "2026-01-05T09:02:59Z")
    assert case.read_bytes() == before
    append(case, Noted(text="in the same second"), [officer], "2026-01-05T09:03:00Z")


def test_append__through_a_link__adds_to_what_it_leads_to(case: Path, officer: Account, tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(case)
    append(link, Noted(text="n"), [officer], LATER)
    assert link.is_symlink()
    assert len(CaseFile.read(case).entries) == 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"{}", "its last line has no end"),
        (b"\n", ":1: no case file: it is no entry"),
        (b"[" * 100_000 + b"\n", "it is no entry"),
        (b"\xff\xfe\n", "it is no entry"),
        (b'"' + b"A" * (LINE_MAX + 1) + b'"\n', f"more than {LINE_MAX:,} bytes"),
        (b"{}\n" * (ENTRIES_MAX + 1), f"more than {ENTRIES_MAX:,} entries"),
        (b"A" * (FILE_MAX + 1), f"more than {FILE_MAX:,} bytes"),
    ],
)
def test_read__what_is_no_case__is_one_line(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        CaseFile.read(path)
    assert said in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 1_000


@pytest.mark.parametrize("cut", [1, 2, 40, 400])
def test_read__torn_last_line__says_what_to_do_and_nothing_is_appended(case: Path, officer: Account, cut: int) -> None:
    torn = case.read_bytes()[:-cut]
    case.write_bytes(torn)
    with pytest.raises(InputError, match=r"case.jsonl:4: .*cut short.*delete line 4"):
        append(case, Noted(text="n"), [officer], LATER)
    assert case.read_bytes() == torn


def test_read__first_entry_opens_nothing__cannot_be_gone_on_with(case: Path, officer: Account) -> None:
    case.write_text("".join(case.read_text().splitlines(keepends=True)[1:]))
    with pytest.raises(InputError, match="its first entry opens no case"):
        append(case, Noted(text="n"), [officer], LATER)


def test_read__nothing_there__says_so(tmp_path: Path, officer: Account) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(InputError, match="no case file"):
            append(path, Noted(text="n"), [officer], LATER)
