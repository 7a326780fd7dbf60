"""`corridor net`: what it prints, and every way in which a file can be wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.cli import main
from scripts.native_output import stdout_to_ourselves
from scripts.queue_file import read_queue

RING: dict[str, Any] = {
    "currency": "SGD",
    "balances": {"ares": 0, "bora": 5},
    "payments": [
        {"id": "p1", "payer": "ares", "payee": "bora", "amount": 7, "priority": 0},
        {"id": "p2", "payer": "bora", "payee": "ares", "amount": 9},
        {"id": "p3", "payer": "bora", "payee": "ares", "amount": 90, "priority": 0},
    ],
}


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    """A queue of three payments of which two offset each other."""
    return written(tmp_path, RING)


def written(folder: Path, content: object) -> Path:
    """A file with this content, as JSON unless it is text or bytes."""
    path = folder / "queue.json"
    data = content if isinstance(content, bytes) else content if isinstance(content, str) else json.dumps(content)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def changed(key: str, value: object, row: int | None = None) -> dict[str, Any]:
    """The ring with one key of it, or of one of its payments, set to something else; `...` takes it away."""
    content = json.loads(json.dumps(RING))
    owner = content if row is None else content["payments"][row]
    owner[key] = value
    if value is ...:
        del owner[key]
    return dict(content)


def test_net__json__has_exactly_the_stated_keys(ring: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["net", str(ring), "--algorithm", "exact", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "settled": ["p1", "p2"],
        "unsettled": ["p3"],
        "balances": {"ares": 2, "bora": 3},
        "value": 16,
        "count": 2,
        "algorithm": "exact",
        "deadlock": False,
        "optimal": True,
        "bound": 16,
    }


def test_net__text__is_a_short_table(ring: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["net", str(ring)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "algorithm  best",
        "settled    2 of 3: p1 p2",
        "unsettled  p3",
        "value      16 SGD",
        "proven     nothing settles more",
        "deadlock   no",
        "ares       0 → 2",
        "bora       5 → 3",
    ]


def test_net__nothing_settles_this_way__is_a_deadlock_with_a_bound(
    ring: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["net", str(ring), "--algorithm", "fifo", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["deadlock"], answer["optimal"], answer["algorithm"]) == (True, False, "fifo-rtgs")
    assert answer["bound"] == 19  # ares can pay its 7, bora no more than 5 and these 7


@pytest.mark.parametrize(
    "name", ["EAF2", "fifo-rtgs", "FIFO_RTGS", "bilateral offset", "cycles", "exact", "best", "bi"]
)
def test_net__any_way_of_writing_a_name__is_understood(
    ring: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["net", str(ring), "--algorithm", name, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["algorithm"].startswith(name[:2].casefold())


@pytest.mark.parametrize(
    ("name", "why"),
    [("eaf3", "did you mean eaf2?"), ("e", "several begin so: eaf2, exact"), ("", "none begins so"), ("\x1b", "x1b")],
)
def test_net__unknown_algorithm__is_one_line_and_exit_2(
    ring: Path, name: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["net", str(ring), "--algorithm", name]) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert why in error
    assert "\x1b" not in error


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        (b"\xff\xfe", ":", "not UTF-8"),
        ("{", ":1:2:", "mend it"),
        ("[" * 100_000, ":", "nested too deep"),
        ("9" * 5000, ":", "number too long"),
        ([], ":", "not an object"),
        ('{"balances": {"a": 1, "a": 2}, "payments": []}', ":", "stands twice"),
        ('{"balances": {"a": NaN}, "payments": []}', ":", "no such number"),
        (changed("balances", ...), ":", "missing"),
        ({"balance": {}, "payments": []}, ":", "did you mean balances?"),
        (changed("balances", []), " balances:", "not an object of amounts"),
        (changed("payments", {}), " payments:", "not a list"),
        (changed("balances", {"ares": -1, "bora": 0}), " balances.ares:", "0 or more"),
        (changed("currency", "SGX"), " currency:", "not an ISO 4217 currency"),
        (changed("currency", 5), " currency:", "not an ISO 4217 currency"),
        (changed("payments", [5]), " payments[0]:", "not an object"),
        (changed("amount", ..., 1), " payments[1]:", "missing"),
        (changed("prioritty", 1, 1), " payments[1]:", "did you mean priority?"),
        (changed("amount", 0, 0), " payments[0].amount:", "more than 0"),
        (changed("amount", "-1", 0), " payments[0].amount:", "not an amount"),
        (changed("amount", "1,000", 0), " payments[0].amount:", "not an amount"),
        (changed("amount", True, 0), " payments[0].amount:", "not an amount"),
        (changed("amount", None, 0), " payments[0].amount:", "not an amount"),
        (changed("amount", "1e3", 0), " payments[0].amount:", "not an amount"),
        (changed("amount", "٣", 0), " payments[0].amount:", "not an amount"),
        (changed("amount", 10**400, 0), " payments[0].amount:", "too many digits"),
        (changed("amount", 10**15 + 1, 0), ":", "the most is"),
        (changed("amount", 0.001, 0), " currency:", "it has 2 decimals, an amount 3"),
        (changed("priority", 1.5, 0), " payments[0].priority:", "whole number"),
        (changed("priority", True, 0), " payments[0].priority:", "whole number"),
        (changed("id", 7, 0), " payments[0].id:", "not a name"),
        (changed("id", "p2", 0), " payments[1].id:", "payments[0] has this id"),
        (changed("payer", "aris", 0), " payments[0].payer:", "did you mean ares?"),
        (changed("payee", "ares", 0), " payments[0].payee:", "the payer itself"),
    ],
)
def test_net__bad_file__is_one_line_with_its_key_and_exit_2(
    tmp_path: Path, content: object, where: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, content)
    assert main(["net", str(path), "--json"]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert len(error.splitlines()) == 1
    assert error.startswith(f"error: {path}{where}")
    assert why in error
    assert "; " in error


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_net__file_that_cannot_be_read__is_one_line_and_exit_2(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["net", str(tmp_path / name)]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("amount", ["0.10", 0.1])
def test_net__amounts_with_decimals__are_exact_and_printed_as_text(
    tmp_path: Path, amount: object, capsys: pytest.CaptureFixture[str]
) -> None:
    content = changed("balances", {"ares": amount, "bora": "0.20"})
    content["payments"] = [{"id": "p1", "payer": "ares", "payee": "bora", "amount": amount}]
    assert main(["net", str(written(tmp_path, content)), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["balances"], answer["value"]) == ({"ares": "0.00", "bora": "0.30"}, "0.10")


@pytest.mark.parametrize(
    ("amount", "minor", "decimals"),
    [("2.0", 2, 0), (1e3, 1000, 0), ("0.125", 125, 3), ("123456789012.345", 123456789012345, 3)],
)
def test_read_queue__no_currency__counts_in_the_decimals_there_are(
    tmp_path: Path, amount: object, minor: int, decimals: int
) -> None:
    content = changed("currency", ...)
    content["payments"] = [{"id": "p1", "payer": "ares", "payee": "bora", "amount": amount, "note": "any"}]
    file = read_queue(written(tmp_path, content))
    assert (file.queue.payments[0].amount_minor, file.decimals) == (minor, decimals)


def test_net__control_characters_in_a_bank__do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {"balances": {"a\x1b[31m": 1, "b": 0}, "payments": []}
    assert main(["net", str(written(tmp_path, content))]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_stdout__native_library_writes_meanwhile__stays_ours() -> None:
    code = (
        "import ctypes; from scripts.native_output import stdout_to_ourselves\n"
        "library = ctypes.CDLL(None)\n"
        "with stdout_to_ourselves():\n    library.printf(b'chatter of a library\\n')\n"
        "print('ours')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "ours\n"


def test_stdout__work_raises__is_given_back() -> None:
    before = os.fstat(1)
    with pytest.raises(RuntimeError, match="work"), stdout_to_ourselves():
        raise RuntimeError("work")
    assert os.path.sameopenfile(1, 1)
    assert os.fstat(1) == before
