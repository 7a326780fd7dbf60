"""Sealed travel-rule records of a run: opened by `corridor export record`, found wanting by the audit, written again.

Trusts the nodes' tests for when a bank sends and acknowledges.
Never changes the shared run.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.report import audit_folder
from audit.run_folder import RunFolder
from audit.travel_sending import SEALED
from nodes.identity import sealing_key_of
from nodes.payment_plan import uetr_of
from nodes.scenario import Scenario
from scripts.cli import main

SCENARIO = Scenario.load(Path(__file__).parents[1] / "data" / "sealed.yaml")


def uetr(payment: str) -> str:
    return uetr_of(SCENARIO.seed, payment)


def key_of(identity: str, folder: Path) -> str:
    """A file with the private key of a participant."""
    path = folder / f"{identity}.key"
    path.write_text(bytes(sealing_key_of(SCENARIO.seed, identity)).hex() + "\n")
    return str(path)


def export(run: Path, payment: str, key: str, *more: str) -> int:
    return main(["export", "record", str(run), "--uetr", payment, "--key", key, *more])


@pytest.mark.parametrize("identity", ["prompt", "de-watch", "sg-watch"])
def test_record__each_receiver__reads_the_record_that_the_order_commits_to(
    sealed_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], identity: str
) -> None:
    assert export(sealed_run, uetr("in-time"), key_of(identity, tmp_path), "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["sender_id"], row["receiver_id"], row["opened_by_id"]) == ("marina", "prompt", identity)
    kept = [json.loads(line) for line in (sealed_run / "travel_rule.jsonl").read_text().splitlines()]
    (own,) = [line for line in kept if line["uetr"] == row["uetr"]]
    assert (row["record"], row["salt"], row["is_committed"]) == (own["record"], own["salt"], True)


def test_record__for_people__says_who_sent_what_when(
    sealed_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(sealed_run, uetr("never").upper(), key_of("silent", tmp_path)) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{uetr('never')}: slow to silent, opened as silent\nsent 2024-06-03T08:30:02Z in block ")
    assert ", due 2024-06-03T08:40:02Z, not acknowledged\n" in told
    assert "the record is what the payment's order commits to: 0x" in told
    assert export(sealed_run, uetr("abroad"), key_of("marina", tmp_path)) == 0
    assert ", no deadline, acknowledged 2024-06-04T07:01:04Z\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("payment", "identity", "words"),
    [
        (
            "in-time",
            "slow",
            "this key opens no record of the payment: it is sealed to de-watch, prompt, sg-watch and to nobody else",
        ),
        ("late", "sg-watch", "it is sealed to de-watch, slow and to nobody else"),
        ("within", "prompt", "no travel-rule record of this payment"),
        ("below", "slow", "no travel-rule record of this payment"),
    ],
)
def test_record__key_or_payment_without_one__is_one_clear_line(
    sealed_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], payment: str, identity: str, words: str
) -> None:
    assert export(sealed_run, uetr(payment), key_of(identity, tmp_path)) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert not told.out


@pytest.mark.parametrize("text", ["", "5a" * 31, "not a key", "\udcff"])
def test_record__file_without_a_key__is_one_clear_line_that_repeats_nothing(
    sealed_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "key").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert export(sealed_run, uetr("in-time"), str(tmp_path / "key")) == 2
    told = capsys.readouterr().err
    assert "no key" in told
    assert not text or text not in told
    assert export(sealed_run, "no uetr", str(tmp_path / "key")) == 2
    assert "a UETR is a UUID" in capsys.readouterr().err


@pytest.fixture
def copy(sealed_run: Path, tmp_path: Path) -> Path:
    """A copy of the run, free to be spoilt."""
    return Path(shutil.copytree(sealed_run, tmp_path / "run"))


def test_record__envelope_missing_or_altered__is_not_opened(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, key = copy / SEALED, key_of("prompt", tmp_path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    (row,) = [row for row in rows if row["uetr"] == uetr("in-time")]
    row["envelope"] = dict.fromkeys(row["envelope"], "00" * 60)
    for text in (json.dumps(row) + "\n", ""):
        path.write_text(text)
        assert export(copy, uetr("in-time"), key) == 2
        assert "the sealed record is missing or altered" in capsys.readouterr().err


def test_record__other_than_the_order_commits_to__exits_1(
    sealed_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.opened_records._committed", lambda *_: set())
    assert export(sealed_run, uetr("in-time"), key_of("prompt", tmp_path)) == 1
    assert "the record is NOT what the order commits to: 0x" in capsys.readouterr().out
    monkeypatch.undo()
    monkeypatch.setattr("audit.opened_records.commit", lambda *_: bytes(32))
    assert export(sealed_run, uetr("in-time"), key_of("prompt", tmp_path)) == 1


def test_audit__banks_that_are_late_or_silent__are_found_and_nothing_else(sealed_run: Path) -> None:
    found = audit_folder(RunFolder.open(sealed_run)).findings
    assert {finding.rule for finding in found} == {"travel-rule-acknowledged"}
    late, never = "acknowledged by ", "not acknowledged by "
    assert [(finding.subject, finding.message.startswith(never)) for finding in found] == [
        (uetr("late"), False),
        (uetr("never"), True),
        (uetr("refused"), False),
    ]
    assert all(finding.message.startswith((late, never)) for finding in found)


def test_view__of_the_bank_of_a_refused_payment__has_the_record_that_it_was_sent(
    sealed_run: Path, tmp_path: Path
) -> None:
    for party, payments in (("slow", {"late", "never", "refused"}), ("silent", {"never", "open"})):
        out = tmp_path / party
        assert main(["export", "view", str(sealed_run), "--for", f"bank:{party}", "--out", str(out)]) == 0
        for kind in ("payloads", "envelopes"):
            rows = [json.loads(line) for line in (out / f"{kind}.jsonl").read_text().splitlines()]
            assert {row["uetr"] for row in rows} == set(map(uetr, payments)), kind


def test_resume__of_a_run_that_was_cut_short__writes_the_same_bytes(sealed_run: Path, copy: Path) -> None:
    for name in ("SHA256SUMS", "summary.json", SEALED, "travel_rule.jsonl"):
        (copy / name).unlink()
    assert main(["resume", str(copy), "--quiet"]) == 0
    for name in ("summary.json", SEALED, "travel_rule.jsonl"):
        assert (copy / name).read_bytes() == (sealed_run / name).read_bytes(), name
