"""The audit of the whole small run, as the program and as `audit.json` see it.

Trusts the figures that the run was made to give.
Never repeats the checks one by one: the planted lies do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audit.findings import RULES, Finding, found_at
from audit.reader import Reader
from audit.report import audit_folder, audit_record
from audit.run_folder import RunFolder
from chain.errors import InputError
from chain.journal import Journal

HERE = Path(__file__).parent
KEYS = [
    "schema_version",
    "digest",
    "blocks",
    "transactions",
    "events",
    "stranger_logs",
    "payments",
    "conservation",
    "loans",
    "reconciled",
    "findings",
]


def test_audit_record__honest_run__reconciles_and_counts(story: Any, reader: Reader) -> None:
    report = audit_record(Journal.open(story.folder / "journal.sqlite"), story.deployment, reader)
    assert report.reconciled
    body = report.as_json()
    assert list(body) == KEYS
    assert body["digest"] == f"0x{story.ledger.digest.hex()}"
    assert (body["blocks"], body["stranger_logs"], body["findings"]) == (story.ledger.height, 0, [])
    assert body["payments"] == {
        "settled": 11,
        "refused": 5,
        "refused_by": dict.fromkeys(
            ["UetrReused", "PayerInsufficientBalance", "PayeeUnknown", "QuoteCancelled", "PayerTravelRuleMissing"], 1
        ),
        "refusals": report.refusals(),
        "exists": 1,
    }
    assert [item["code"] for item in report.refusals()] == [
        *("UetrReused", "PayerInsufficientBalance", "PayerTravelRuleMissing", "PayeeUnknown", "QuoteCancelled")
    ]
    assert {item["refused"] for item in report.refusals()} == {1}
    named = {item["code"]: (item["rule"], item["iso_code"], item["party_role"]) for item in report.refusals()}
    assert named["PayerTravelRuleMissing"] == ("travel-rule", "RR02", "payer")
    assert named["UetrReused"] == ("uetr", "AM05", "payer's bank")
    assert named["QuoteCancelled"] == ("quote", "ED05", "market maker")
    faults = {item["code"]: item["party"] for item in report.refusals()}
    parties = story.deployment.parties
    assert faults["UetrReused"] == parties["th-bank-1"].address
    assert faults["PayerTravelRuleMissing"] == parties["importer"].address
    assert body["events"]["InstalmentLate"] == 5


def test_audit_record__honest_run__tells_each_loan(story: Any, reader: Reader) -> None:
    report = audit_record(Journal.open(story.folder / "journal.sqlite"), story.deployment, reader)
    loans = report.as_json()["loans"]
    assert {key: loans[key] for key in ("active", "closed", "late", "defaulted")} == {
        "active": 1,
        "closed": 3,
        "late": 0,
        "defaulted": 1,
    }
    by_name = {name: loans["by_loan"][f"0x{loan_id.hex()}"] for name, loan_id in story.loans.items()}
    assert by_name["recovered"] == {
        "status": "closed",
        "outstanding_minor": 0,
        "billed": 3,
        "on_time": 2,
        "late": 1,
        "short": 1,
        "fees_minor": 50_000,
        "interest_minor": 41_425,
        "principal_minor": 10**7,
        "capitalised_minor": 0,
        "written_off_minor": 0,
    }
    assert {name: (item["status"], item["on_time"], item["late"]) for name, item in by_name.items()} == {
        "punctual": ("closed", 2, 0),
        "recovered": ("closed", 2, 1),
        "annuity": ("active", 0, 2),
        "defaulted": ("defaulted", 0, 2),
        "moved": ("closed", 3, 0),
    }


def test_audit_folder__again_and_on_the_ledger__gives_the_same_report(story: Any, copy: Path, reader: Reader) -> None:
    seen: list[tuple[int, int]] = []
    report = audit_folder(RunFolder.open(copy), progress=lambda done, total: seen.append((done, total)))
    height = story.ledger.height
    assert seen == [(done, height) for done in range(1, height + 1)]
    live = audit_record(Journal.open(story.folder / "journal.sqlite"), story.deployment, reader)
    assert json.dumps(report.as_json()) == json.dumps(live.as_json())


def test_audit_folder__unknown_engine__is_bad_input_with_suggestion(copy: Path) -> None:
    with pytest.raises(InputError, match="did you mean pyevm") as caught:
        audit_folder(RunFolder.open(copy), engine="pyvm")
    assert caught.value.where == "--engine"


def test_finding__unknown_rule__is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no rule 'nonsense'"):
        Finding("nonsense", 1, "", "", "")


def test_finding__hostile_text__is_escaped() -> None:
    finding = found_at("log-decodes", 3, "\x1b[2J", "a\u202eb\nc" + "x" * 1_000_000)
    assert finding.subject == "\\x1b[2J"
    assert finding.message.startswith("a\\u202eb\\nc")
    assert len(finding.message) < 300
    assert str(finding).startswith("block 3: log-decodes: \\x1b[2J: a")
    assert str(Finding("log-decodes", 3, "0x" + "ab" * 32, "s", "m")) == "block 3 0xabababab…: log-decodes: s: m"


def test_rules__every_one__has_a_planted_lie() -> None:
    files = [*sorted(HERE.glob("test_lies_*.py")), HERE / "test_verify.py", *(HERE / "index").glob("test_nodes_*.py")]
    lies = "".join(path.read_text() for path in files)
    assert [rule for rule in RULES if f'"{rule}"' not in lies] == []
