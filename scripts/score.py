"""Prints the look back's verdicts about the wallets of a record, or how good they are against the run's truth file.

Trusts the truth file and the nodes' own tables to count with, after the alarms are raised.
Never hands either to a detector.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from chain.errors import InputError
from scripts.audit_source import Named, open_source

if TYPE_CHECKING:
    from audit.lookback.scoring import Score
    from scripts.case_attachment import Attachment

PAYMENTS = Path("payment") / "payments.parquet"


def list_verdicts(named: Named, as_json: bool, attached: Attachment | None = None) -> None:
    """Prints every alarmed wallet with all that is held against it, and adds that to a case where one is attached; no
    truth file is read."""
    from audit.lookback.reading import loans_of, settled_transfers
    from audit.lookback.verdicts import verdict_row, verdicts

    source = open_source(named)
    source.note_range()
    with closing(source.index()) as index:
        found = verdicts(settled_transfers(index), loans_of(index))
    alarmed = [verdict for verdict in found if verdict.is_alarm]
    rows = [*map(verdict_row, alarmed)]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if attached is not None:
        from audit.cases.looks import HindsightLook
        from scripts.case_attachment import tell

        tell(attached.add(HindsightLook(), text), sys.stderr)
    if as_json:
        sys.stdout.write(text)
    else:
        for row in rows:
            for finding in row["findings"]:
                reasons = "  ".join(f"{name}={figure}" for name, figure in finding["reasons"].items())
                place = f"{row['score']:>3}  {row['wallet']}"
                sys.stdout.write(f"{place}  {finding['typology']} {finding['own_score']}  {reasons}\n")
    sys.stderr.write(f"{len(alarmed)} wallets alarmed\n")


def score_record(named: Named, as_json: bool) -> None:
    """Prints precision, recall and F1. Raises InputError where there is no truth file to compare with."""
    from audit.lookback.reading import loans_of, settled_transfers
    from audit.lookback.scoring import score
    from audit.lookback.truth import TRUTH, load_truth
    from audit.lookback.verdicts import verdicts

    if named.folder is None:
        why = "the truth about a chain stands in the results folder of its run"
        raise InputError(what="no truth file", where="--score", why=why, do="name the folder that `corridor run` wrote")
    # Before the index, which takes its time: most records have none.
    load_truth(named.folder / TRUTH, ())
    with closing(open_source(named).index()) as index:
        transfers, loans = settled_transfers(index), loans_of(index)
    found = verdicts(transfers, loans)
    result = score(found, load_truth(named.folder / TRUTH, transfers), transfers, kinds_of(named.folder / PAYMENTS))
    if as_json:
        from scripts.run_scenario import as_text

        sys.stdout.write(as_text(result.as_json()))
    else:
        show(result)


def kinds_of(path: Path) -> dict[str, str]:
    """The kind of each payment by its UETR, from the nodes' table; none where there is no table that says it."""
    import pyarrow.parquet as pq

    if not path.is_file() or not {"uetr", "kind"} <= {*pq.read_schema(path).names}:
        return {}
    columns = pq.read_table(path, columns=["uetr", "kind"]).to_pydict()
    return {uetr: kind for uetr, kind in zip(columns["uetr"], columns["kind"], strict=True) if kind}


def show(score: Score) -> None:
    """Two tables and four lines."""
    from rich.console import Console

    from scripts.score_tables import lines, tables

    console = Console(width=118)
    for table in tables(score):
        console.print(table)
    for line in lines(score):
        console.print(line)
