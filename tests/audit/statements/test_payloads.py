"""Names come from a payload only under the commitment that the payer signed.

Trusts `chain.commitments` for the hash.
Never needs a run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audit.statements.payloads import Payloads
from chain.commitments import commit

UETR = "0b6f6f6e-1f0a-4c3e-9d55-5d6c1f2a7b10"
SALT = bytes(range(32))


def record(payer: str) -> dict[str, Any]:
    """Who pays, and a natural person that is paid."""
    name = {"nameIdentifier": [{"legalPersonName": payer, "legalPersonNameIdentifierType": "LEGL"}]}
    person = {"nameIdentifier": [{"primaryIdentifier": "Smith", "secondaryIdentifier": "Alice"}]}
    return {
        "Originator": {"originatorPersons": [{"legalPerson": {"name": name}}]},
        "Beneficiary": {"beneficiaryPersons": [{"naturalPerson": {"name": person}}]},
    }


def line(held: dict[str, Any], uetr: str = UETR) -> str:
    """A line of the store."""
    return json.dumps({"uetr": uetr, "salt": SALT.hex(), "record": held})


def test_names__of_the_record_committed_to__are_told(tmp_path: Path) -> None:
    store = tmp_path / "records"
    store.write_text(line(record("Bakery")) + "\n")
    payloads = Payloads.of(store)
    assert payloads.names(UETR, commit(SALT, record("Bakery"))) == ("Bakery", "Alice Smith")


def test_names__of_an_altered_record__are_not_told(tmp_path: Path) -> None:
    store = tmp_path / "records"
    store.write_text(line(record("Somebody else")) + "\n")
    assert Payloads.of(store).names(UETR, commit(SALT, record("Bakery"))) == ("", "")


def test_names__beside_lines_that_are_no_records__are_still_told(tmp_path: Path) -> None:
    store = tmp_path / "records"
    odd = ["{", '{"uetr": 1}', line({"originator": [1]}), '{"uetr": "x", "salt": "zz", "record": {}}', "\x00"]
    store.write_text("\n".join([*odd, line(record("Bakery"))]) + "\n")
    payloads = Payloads.of(store)
    assert payloads.names(UETR, commit(SALT, record("Bakery")))[0] == "Bakery"
    assert payloads.names(UETR, bytes(32)) == ("", "")
    assert Payloads.of(tmp_path / "none").records == {}
