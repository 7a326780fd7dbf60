"""What stands in a folder of evidence, which transactions it takes in, and what is refused before a file is written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from audited_cast import uetr as numbered
from audited_returns import BACK, PLAIN, RECALLED
from audited_story import Story
from evidenced import World, load_verifier, read_files, verdict

import audit.evidence.verifier
from audit.evidence.cover import cover_page
from audit.evidence.export import Evidence, export_evidence, genesis_anchor
from audit.evidence.selection import Selection, select
from audit.record import Record
from audit.run_folder import RunFolder
from chain.clients.events import ObligationSettled, PaymentQueued, PaymentSettled
from chain.errors import InputError
from chain.hashing import keccak
from scripts.audit_source import Named, Source, open_source
from scripts.cli import main
from scripts.evidence_command import iso_messages

NOBODYS = "00000000-0000-4000-8000-999999999999"


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verifier's Keccak is another test's."""
    monkeypatch.setattr(audit.evidence.verifier, "keccak", keccak)


def source_of(run: Path) -> Source:
    return open_source(Named(run))


def said(record: Record, chosen: Selection) -> list[str]:
    """The names of the events in the chosen transactions, in order."""
    wanted = set(chosen.items)
    transactions = (item for item in record.transactions() if (item.height, item.position) in wanted)
    return [type(logged.event).__name__ for transaction in transactions for logged in transaction.events]


def chosen_of(record: Record, uetr: str) -> Selection:
    found = select(record.journal, record.deployment, uetr)
    assert found is not None
    return found


def test_select__payment_that_came_back__takes_the_return_and_each_leads_to_the_other(way_record: Record) -> None:
    chosen = chosen_of(way_record, numbered(PLAIN))
    names = said(way_record, chosen)
    assert {"PaymentSettled", "PaymentReturned"} <= set(names)
    assert chosen_of(way_record, numbered(PLAIN + BACK)) == chosen


def test_select__recalled_payment__takes_request_and_answer(way_record: Record) -> None:
    names = said(way_record, chosen_of(way_record, numbered(RECALLED)))
    assert {"PaymentSettled", "RecallRequested", "RecallAccepted", "PaymentReturned"} <= set(names)


def test_select__queued_payment__takes_the_leg_between_the_banks(way_record: Record) -> None:
    events = [logged.event for transaction in way_record.transactions() for logged in transaction.events]
    queued = {event.uetr for event in events if isinstance(event, PaymentQueued)}
    uetr = next(event.uetr for event in events if isinstance(event, ObligationSettled) and event.uetr in queued)
    names = said(way_record, chosen_of(way_record, uetr))
    assert names.index("PaymentQueued") < names.index("ObligationSettled")


def test_select__every_payment_of_a_run__is_proved_by_contracts_of_the_operator(
    ways: Story, way_record: Record, tmp_path: Path
) -> None:
    """Also of a network that one validator seals, and whose registry has other keys than the genesis."""
    events = [logged.event for transaction in way_record.transactions() for logged in transaction.events]
    uetrs = list(dict.fromkeys(event.uetr for event in events if isinstance(event, PaymentSettled)))
    folder = RunFolder(ways.folder, way_record.journal)
    for uetr in uetrs[:: max(1, len(uetrs) // 6)]:
        written = export_evidence(folder, uetr, tmp_path / uetr)
        assert verdict(load_verifier(), written.path, written.anchor) is None
        assert any("PaymentSettled" in line for line in written.lines)


def test_select__frozen_payer__takes_the_freeze_and_every_change_of_the_validators(world: World) -> None:
    record = Record(world.folder.journal, world.network.deployment)
    chosen = chosen_of(record, world.early)
    names = said(record, chosen)
    assert names.count("PaymentSettled") == 1
    assert {"Frozen", "ValidatorAdded", "ValidatorRemoved", "ValidatorKeyReplaced"} <= set(names)
    assert (chosen.opening, chosen.items[0]) == (2, (1, 0))
    assert set(chosen.sealed) == {height for height, _ in chosen.items}


def test_export__late_payment__lists_every_validator_set_with_its_first_block(world: World, late: Evidence) -> None:
    sets = json.loads((late.path / "validators.json").read_text())
    names = {account.address.lower(): number for number, account in enumerate(world.keys)}
    assert [(period["from_block"], [names[key] for key in period["validators"]]) for period in sets] == [
        (1, [0, 1, 2, 3]),
        (17, [0, 1, 2, 3, 4]),
        (19, [0, 5, 2, 3, 4]),
        (21, [5, 2, 3, 4]),
    ]


def test_export__cover_sheet__says_what_it_is_worth_and_loads_nothing(late: Evidence) -> None:
    page = (late.path / "cover.html").read_text()
    assert "This page proves nothing." in page
    assert "Integrity, not authorship." in page
    assert "10,000.00 HKD" in page
    assert "46,000.00 THB" in page
    assert "<script" not in page
    assert "src=" not in page
    assert "http://" not in page and "https://" not in page


def test_cover__hostile_names_and_texts__are_inert(late: Evidence) -> None:
    files = read_files(late.path)
    meaning = json.loads(files["items/22-0/meaning.json"])
    meaning["events"][0]["fields"]["purpose"] = "<img src=x onerror=alert(1)>\x1b[31m\u202e"
    files["items/22-0/meaning.json"] = json.dumps(meaning).encode()
    payer = meaning["events"][0]["fields"]["payer"]
    page = cover_page(meaning["events"][0]["fields"]["uetr"], files, {payer: "<script>alert(1)</script>"}, {"HKD": 2})
    assert "<script" not in page and "<img" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page and "\u202e" not in page


@pytest.mark.parametrize(
    ("uetr", "why"), [(NOBODYS, "no contract of this network says anything of it"), ("taken", "it exists already")]
)
def test_export__what_cannot_be__is_refused_and_leaves_nothing(
    world: World, tmp_path: Path, uetr: str, why: str
) -> None:
    target = tmp_path / "evidence"
    if uetr == "taken":
        target.mkdir()
        uetr = world.late
    with pytest.raises(InputError, match=why):
        export_evidence(world.folder, uetr, target)
    assert [path.name for path in tmp_path.iterdir()] in ([], ["evidence"])


def test_export__record_that_was_altered__is_refused(world: World, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    with closing(sqlite3.connect(run / "journal.sqlite")) as copy:
        world.folder.journal._db.backup(copy)
        copy.execute("UPDATE receipts SET gas_used = gas_used + 1 WHERE height = 22")
        copy.commit()
    (run / "deployment.json").write_text(world.network.deployment.as_json())
    with pytest.raises(InputError, match="the record does not prove it: items/22-0"):
        export_evidence(RunFolder.open(run), world.late, tmp_path / "evidence")
    assert not (tmp_path / "evidence").exists()


@pytest.fixture(scope="module")
def run(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results folder by itself."""
    folder = tmp_path_factory.mktemp("run")
    with closing(sqlite3.connect(folder / "journal.sqlite")) as copy:
        world.folder.journal._db.backup(copy)
    (folder / "deployment.json").write_text(world.network.deployment.as_json())
    return folder


def test_export_evidence__command__writes_the_folder_and_prints_the_anchor(
    run: Path, late: Evidence, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "evidence"
    messages, _ = iso_messages(source_of(run), world.late)
    arguments = ["export", "evidence", str(run), "--uetr", world.late.upper(), "--out", str(target), "--json"]
    assert main(arguments) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert printed["genesis_digest"] == f"0x{late.anchor.hex()}"
    assert printed["transactions"] == late.items
    assert printed["unproved_messages"] == [
        "iso20022/pacs.008-1.xml",
        "iso20022/pacs.009-1.xml",
        "iso20022/pacs.009-2.xml",
    ]
    page = (target / "cover.html").read_text()
    proved, _, unproved = page.partition(">unproved<")
    for name in printed["unproved_messages"]:
        paper = (target / "unproved" / name).read_bytes()
        assert paper == messages[name]
        assert world.late.encode() in paper
        assert name in unproved
        assert name not in proved
    assert verdict(load_verifier(), target, late.anchor) is None


def test_export_evidence__text__says_how_to_check_it(
    run: Path, world: World, late: Evidence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "evidence", str(run), "--uetr", world.early, "--out", str(tmp_path / "e")]) == 0
    out = capsys.readouterr().out
    assert f"genesis digest 0x{late.anchor.hex()}" in out
    assert late.verifier_sha256 in out


@pytest.mark.parametrize("uetr", ["nonsense", "\x1b[31m", NOBODYS])
def test_export_evidence__bad_uetr__is_one_line_and_2(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], uetr: str
) -> None:
    assert main(["export", "evidence", str(run), "--uetr", uetr, "--out", str(tmp_path / "e")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "\x1b" not in error
    assert not (tmp_path / "e").exists()


def test_verify__command__prints_the_anchor(
    run: Path, late: Evidence, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert genesis_anchor(world.folder.journal) == late.anchor
    main(["verify", str(run)])
    assert f"genesis digest 0x{late.anchor.hex()}" in capsys.readouterr().out


def test_iso_messages__of_what_is_no_payment__are_none_and_say_why(run: Path) -> None:
    assert iso_messages(source_of(run), NOBODYS) == ({}, "nothing on this chain is under it")
