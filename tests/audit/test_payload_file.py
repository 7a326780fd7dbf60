"""The payload store: each line is a record under its commitment, or is told with its number."""

from __future__ import annotations

import json
from pathlib import Path

from audit.payload_file import Unreadable, payloads_in, read_payloads
from chain.commitments import commit

SALT = bytes(range(32))
GOOD = json.dumps({"uetr": "u-1", "salt": SALT.hex(), "record": {"a": "b"}})
BAD = [
    "",
    "{",
    json.dumps({"uetr": "u-1", "salt": "zz", "record": {}}),
    json.dumps({"uetr": "u-1", "salt": SALT.hex()}),
    "\xff",
]


def test_read__good_lines_among_bad_ones__are_keyed_and_the_others_numbered(tmp_path: Path) -> None:
    path = tmp_path / "travel_rule.jsonl"
    path.write_bytes("\n".join([GOOD, *BAD, GOOD.replace("u-1", "u-2"), ""]).encode("latin-1"))
    lines = list(read_payloads(path))
    assert [line.number for line in lines if isinstance(line, Unreadable)] == [2, 3, 4, 5, 6]
    assert all(line.why for line in lines if isinstance(line, Unreadable))
    held = dict(payloads_in(path))
    assert [*held] == [("u-1", commit(SALT, {"a": "b"})), ("u-2", commit(SALT, {"a": "b"}))]
    assert {payload.record["a"] for payload in held.values()} == {"b"}


def test_payloads_in__no_file__is_none(tmp_path: Path) -> None:
    assert list(payloads_in(tmp_path / "none")) == []
