"""What supervisors' nodes say, altered one word at a time: each must be found, and nothing in what they wrote.

Trusts a run with a release and a seizure for tables that are right.
Never alters the record.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.index.nodes_supervision import INTERVENTIONS, NOTICES
from audit.index.nodes_tables import SHOWN_MAX, notice_findings, table_findings
from scripts.case_record import CaseRecord

Rows = list[dict[str, Any]]


NOTICE_LIES: dict[str, Callable[[Rows], object]] = {
    "an alarm's score": lambda rows: [row.update(score=95) for row in rows],
    "the case": lambda rows: [row.update(case="case-2") for row in rows],
    "the case in the place of who did it": lambda rows: rows[0].update(authority="case-2"),
    "a typology in the place of a kind": lambda rows: rows[0].update(kind="structuring"),
    "a typology in the place of a currency": lambda rows: rows[0].update(currency="fan_in"),
    "a freeze that nobody made": lambda rows: rows[0].update(client="baker"),
    "a seizure by who did none": lambda rows: rows[-3].update(authority="bafin"),
    "told to a stranger": lambda rows: rows[0].update(to="sg-bank"),
}
STEP_LIES: dict[str, Callable[[Rows], object]] = {
    "a freeze of somebody else": lambda rows: rows[0].update(client="baker"),
    "a seizure by who did none": lambda rows: rows[4].update(by="bafin"),
    "a release in another second": lambda rows: rows[1].update(at=rows[0]["at"].replace(year=2023)),
}


def altered(run: Path, name: str, folder: Path, change: Callable[[Rows], object]) -> Path:
    """A folder with one table of a run, changed."""
    rows = pq.read_table(run / name).to_pylist()
    change(rows)
    (folder / "event").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), folder / name)
    return folder


def test_tables__of_the_run__say_what_the_record_says(supervised: CaseRecord, supervised_run: Path) -> None:
    assert pq.read_table(supervised_run / NOTICES).num_rows == 12
    assert pq.read_table(supervised_run / INTERVENTIONS).num_rows == 6
    assert [*table_findings(supervised.desk.index, supervised_run)] == []


@pytest.mark.parametrize("lie", NOTICE_LIES)
def test_notices__that_say_more_or_what_is_not__are_found(
    supervised: CaseRecord, supervised_run: Path, tmp_path: Path, lie: str
) -> None:
    folder = altered(supervised_run, NOTICES, tmp_path, NOTICE_LIES[lie])
    found = [*table_findings(supervised.desk.index, folder)]
    assert {finding.rule for finding in found} == {"table-notices"}
    assert [*notice_findings(supervised.desk.index, folder)] == found


@pytest.mark.parametrize("lie", STEP_LIES)
def test_steps__that_the_record_does_not_show__are_found(
    supervised: CaseRecord, supervised_run: Path, tmp_path: Path, lie: str
) -> None:
    folder = altered(supervised_run, INTERVENTIONS, tmp_path, STEP_LIES[lie])
    assert [finding.rule for finding in table_findings(supervised.desk.index, folder)] == ["table-interventions"]


def test_steps__that_the_chain_refused__are_none(supervised: CaseRecord, supervised_run: Path, tmp_path: Path) -> None:
    folder = altered(supervised_run, INTERVENTIONS, tmp_path, lambda rows: rows[0].update(client="baker", error="no"))
    assert [*table_findings(supervised.desk.index, folder)] == []


def test_notices__many_lies__are_counted(supervised: CaseRecord, supervised_run: Path, tmp_path: Path) -> None:
    folder = altered(
        supervised_run, NOTICES, tmp_path, lambda rows: rows.extend(dict(rows[0], to="x") for _ in range(30))
    )
    found = [*notice_findings(supervised.desk.index, folder)]
    assert len(found) == SHOWN_MAX + 1
    assert found[-1].message == "and 40 more"


def test_notices__table_that_lacks_a_column__cannot_be_read(
    supervised: CaseRecord, supervised_run: Path, tmp_path: Path
) -> None:
    folder = altered(supervised_run, NOTICES, tmp_path, lambda rows: [row.pop("kind") for row in rows])
    assert [finding.rule for finding in notice_findings(supervised.desk.index, folder)] == ["table-readable"]
