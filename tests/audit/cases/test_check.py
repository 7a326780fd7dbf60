"""What a check finds in a case file, each rule by a planted fault, and nothing in an honest one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from case_papers import Rows, forged, rows_of

from audit.cases.check import CASE_RULES, file_findings
from audit.cases.entry import line_hash
from audit.cases.file import CaseFile
from chain.accounts import Account
from chain.errors import InputError
from messages.canonical import canonical_json


def found(path: Path, last: str | None = None) -> set[tuple[str, int | None]]:
    """The rules that do not hold, and in which entry."""
    return {(finding.rule, finding.entry) for finding in file_findings(CaseFile.read(path), last)}


def rules(path: Path, last: str | None = None) -> set[str]:
    return {rule for rule, _ in found(path, last)}


def altered(path: Path, change: Callable[[Rows], Rows | None]) -> Path:
    """The file after a change of its entries, every line canonical."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    after = change(rows) or rows
    path.write_text("".join(f"{canonical_json(row)}\n" for row in after))
    return path


def test_findings__honest_file__are_none(case: Path) -> None:
    last = line_hash(case.read_text().splitlines()[-1])
    assert found(case, last) == set()


def test_findings__changed_note__are_its_signature_and_the_next_hash(case: Path) -> None:
    def change(rows: Rows) -> None:
        rows[2]["body"]["content"]["text"] = "nothing to see"

    assert found(altered(case, change)) == {("case-signature", 2), ("case-chain", 3)}


def test_findings__dropped_entry__are_found(case: Path) -> None:
    assert found(altered(case, lambda rows: rows[:2] + rows[3:])) == {("case-number", 2), ("case-chain", 2)}


def test_findings__last_entry_dropped__needs_its_hash_from_elsewhere(case: Path) -> None:
    last = line_hash(case.read_text().splitlines()[-1])
    altered(case, lambda rows: rows[:-1])
    assert found(case) == set()
    assert found(case, last) == {("case-last", None)}


def test_findings__reordered_entries__are_found(case: Path) -> None:
    swapped = altered(case, lambda rows: [rows[0], rows[2], rows[1], rows[3]])
    assert rules(swapped) == {"case-number", "case-chain", "case-time"}


def test_findings__foreign_signature__is_nobodys_who_is_named(case: Path, second: Account) -> None:
    rows = rows_of(case)
    assert found(forged(case, rows, [second])) == {("case-signature", number) for number in range(4)}


def test_findings__entry_of_a_stranger__is_not_the_officers(case: Path, officer: Account, second: Account) -> None:
    rows = rows_of(case)
    rows[2]["body"]["signers"] = [second.address]
    assert found(forged(case, rows, [officer, second])) == {("case-officer", 2)}


def test_findings__second_officer_dropped__is_found(case: Path) -> None:
    def change(rows: Rows) -> None:
        del rows[3]["signatures"][1]

    assert found(altered(case, change)) == {("case-signature", 3)}


def test_findings__second_officer_of_a_note__is_found(case: Path, officer: Account, second: Account) -> None:
    rows = rows_of(case)
    rows[2]["body"]["signers"].append(second.address)
    assert found(forged(case, rows, [officer, second])) == {("case-officer", 2)}


def test_findings__the_same_officer_twice__is_found(case: Path, officer: Account) -> None:
    rows = rows_of(case)
    rows[3]["body"]["signers"] = [officer.address] * 2
    assert found(forged(case, rows, [officer])) == {("case-officer", 3)}


def test_findings__opened_again__is_found(case: Path, officer: Account, second: Account) -> None:
    rows = rows_of(case)
    rows[2]["body"]["content"] = rows[0]["body"]["content"]
    assert found(forged(case, rows, [officer, second])) == {("case-opened", 2)}


def test_findings__kept_result_altered__is_found(case: Path, officer: Account, second: Account) -> None:
    rows = rows_of(case)
    rows[1]["body"]["content"]["kept"] = '{"typology": "fan_xx"}\n'
    assert found(forged(case, rows, [officer, second])) == {("case-kept", 1)}


def test_findings__written_in_another_way__is_found(case: Path) -> None:
    lines = case.read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]))
    case.write_text("".join(f"{line}\n" for line in lines))
    assert found(case) == {("case-canonical", 1), ("case-chain", 2)}


def test_findings__another_networks_name_on_the_case__breaks_every_signature(case: Path) -> None:
    def change(rows: Rows) -> None:
        rows[0]["body"]["content"]["network"]["chain_id"] += 1

    assert rules(altered(case, change)) == {"case-signature", "case-chain"}


def test_findings__any_byte_altered__is_found_or_refused(case: Path) -> None:
    whole, outcomes = case.read_bytes(), Counter[str]()
    for place in range(0, len(whole), 41):
        data = bytearray(whole)
        data[place] ^= 1
        case.write_bytes(data)
        try:
            assert found(case), place
            outcomes["found"] += 1
        except InputError:
            outcomes["refused"] += 1
    assert outcomes["found"] > 20
    assert outcomes["refused"] > 5


def test_rules__every_one__has_a_planted_fault() -> None:
    here = Path(__file__)
    texts = [here.read_text(), (here.parent / "test_record_check.py").read_text()]
    assert [rule for rule in CASE_RULES if not any(f'"{rule}"' in text for text in texts)] == []
