"""A whole run whose Parquet tables are altered, one figure at a time: each must be found.

Trusts the tiny scenario for a run whose tables are right.
Never alters the record.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.index.nodes_tables import BALANCES, EVENTS, PAYMENTS, SHOWN_MAX, table_findings
from audit.index.store import Index
from audit.manifest import sha256_of
from audit.record import Record
from audit.run_folder import RunFolder
from scripts.cli import main

TINY = Path(__file__).parents[2] / "data" / "tiny.yaml"


@pytest.fixture(autouse=True)
def _in_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events are compared a few at a time, as those of a long run by the hundred thousand."""
    monkeypatch.setattr("audit.index.nodes_tables.EVENTS_A_PART", 50)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    out = tmp_path_factory.mktemp("tables") / "out"
    assert main(["run", str(TINY), "--out", str(out), "--quiet"]) == 0
    return out


@pytest.fixture(scope="module")
def tiny_index(whole: Path) -> Iterator[Index]:
    """Its index."""
    folder = RunFolder.open(whole)
    index = Index.in_memory(Record(folder.journal, folder.deployment()))
    yield index
    index.close()


@pytest.fixture
def spoil(whole: Path, tiny_index: Index, tmp_path: Path) -> Any:
    """What is found once the rows of a table were changed."""

    def spoilt(name: str, change: Callable[[list[dict[str, Any]]], object]) -> list[tuple[str, str]]:
        folder = Path(shutil.copytree(whole, tmp_path / "run"))
        table = pq.read_table(folder / name)
        rows = table.to_pylist()
        change(rows)
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), folder / name)
        return [(finding.rule, finding.message) for finding in table_findings(tiny_index, folder)]

    return spoilt


def test_tables__of_an_honest_run__agree(whole: Path, tiny_index: Index) -> None:
    assert not list(table_findings(tiny_index, whole))


def test_events__one_left_out__is_a_finding(spoil: Any) -> None:
    ((rule, message),) = spoil(EVENTS, lambda rows: rows.pop(5))
    assert rule == "table-events"
    assert message.startswith("only in the record")


def test_events__one_told_otherwise__is_two_findings(spoil: Any) -> None:
    found = spoil(EVENTS, lambda rows: rows[5].update(fields="{}"))
    assert [message.split(":")[0] for _, message in found] == ["only in the record", "only in the table"]


def test_events__most_left_out__are_counted_and_not_listed(spoil: Any) -> None:
    found = spoil(EVENTS, lambda rows: rows.__delitem__(slice(0, 30)))
    assert len(found) == SHOWN_MAX + 1
    assert found[-1][1] == f"and {30 - SHOWN_MAX} more"


@pytest.mark.parametrize("name", ["cost_minor", "amount_minor", "payer", "payee_bank", "payer_currency", "height"])
def test_payments__figure_of_a_settled_one_changed__is_a_finding(spoil: Any, name: str) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if row["verdict"] == "settled")
        row[name] = row[name] + 1 if isinstance(row[name], int) else "SOMEONE"

    ((rule, message),) = spoil(PAYMENTS, change)
    assert (rule, message.split(":")[0]) == ("table-payments", name)


def test_payments__settled_one_said_to_be_kept_off__is_a_finding(spoil: Any) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["verdict"] == "settled").update(verdict="kept_off")

    ((rule, message),) = spoil(PAYMENTS, change)
    assert rule == "table-payments"
    assert message == "settled by the record, kept off the chain by the table"


def test_payments__left_out_or_invented__are_findings(spoil: Any) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        row = next(row for row in rows if row["verdict"] == "settled")
        row["uetr"] = "00000000-0000-4000-8000-00000000dead"

    messages = {message for rule, message in spoil(PAYMENTS, change) if rule == "table-payments"}
    assert messages == {
        "the table says settled, the record has no such payment in that transaction",
        "settled by the record, and not in the table",
    }


def test_balances__one_changed__is_a_finding(spoil: Any) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows[-1]["balance_minor"] += 1

    ((rule, _),) = spoil(BALANCES, change)
    assert rule == "table-balances"


@pytest.mark.parametrize("content", [b"", b"PAR1 and nothing else", b"\0" * 5_000])
def test_tables__file_that_is_no_parquet__is_a_finding(
    whole: Path, tiny_index: Index, tmp_path: Path, content: bytes
) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "run"))
    (folder / EVENTS).write_bytes(content)
    (finding,) = table_findings(tiny_index, folder)
    assert (finding.rule, finding.subject) == ("table-readable", EVENTS)
    assert finding.message.isprintable()


def test_tables__without_their_columns__are_a_finding(whole: Path, tiny_index: Index, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "run"))
    pq.write_table(pa.table({"height": [1]}), folder / EVENTS)
    (finding,) = table_findings(tiny_index, folder)
    assert finding.rule == "table-readable"


def test_audit__altered_table__exits_with_1_and_names_it(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "run"))
    rows = pq.read_table(folder / BALANCES)
    pq.write_table(rows.slice(0, 1).set_column(4, rows.schema.field(4), [[1]]), folder / BALANCES)
    assert main(["audit", str(folder), "--reconcile"]) == 1
    told = capsys.readouterr().out
    assert "table-balances" in told
    assert "replay of" in told


def test_audit__table_written_anew_with_the_same_rows__is_known_by_the_manifest(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "run"))
    before = sha256_of(folder / EVENTS)
    pq.write_table(pq.read_table(folder / EVENTS), folder / EVENTS, compression="none")
    assert main(["audit", str(folder), "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["rule"], finding["subject"]) == ("folder-manifest", EVENTS)
    assert finding["message"] == f"its SHA-256 is {sha256_of(folder / EVENTS)}, the manifest says {before}"
