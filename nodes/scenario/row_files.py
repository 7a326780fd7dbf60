"""Rows of a CSV or Parquet file beside a scenario: read as a stream of texts, each with its line.

Trusts `csv` and `pyarrow` to split a file into values.
Never holds a whole file in memory, and never takes a binary fraction for an amount.
"""

from __future__ import annotations

import csv
import datetime
import decimal
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, WithJsonSchema

from finance.suggestions import did_you_mean
from nodes.scenario.fields import refused
from nodes.scenario.findings import PATH_MAX, Loc, Mark, Problem, shown

KEPT = "inputs"
"""The folder inside a results folder in which the files of its scenario are kept."""
SUFFIXES = (".csv", ".parquet")
_BATCH_ROWS = 16_384
_SAVE = "save it as CSV with a header, in UTF-8"


@dataclass(frozen=True, slots=True)
class RowFile:
    """A file of rows. section: which key of the scenario names it; loc: where; path: where it is."""

    section: str
    loc: Loc
    path: Path

    def problem(self, number: int, column: str, what: str, why: str, do: str) -> Problem:
        """Something wrong with a line of the file (of Parquet: a row, from 1); 0: with the file."""
        place = f":{'row ' if self._is_parquet else ''}{number}" if number else ""
        where = f"{shown(str(self.path), PATH_MAX)}{place} {column}".rstrip()
        return Problem(self.loc, what, why, do, mark=Mark(0, 0, where))

    def rows(self, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[tuple[int, list[str]]]:
        """Line and values of each row, in the order of `columns` and `optional`; what is left out is empty.

        Raises `RowsStop` where the file cannot be read on.
        """
        try:
            yield from (self._parquet if self._is_parquet else self._csv)(columns, optional)
        except FileNotFoundError:
            self._stop(0, "", "no such file", "a path is seen from the scenario's own folder", "check the path")
        except OSError as error:
            self._stop(0, "", "it cannot be read", shown(str(error.strerror or error)), "check the path")
        except UnicodeDecodeError:
            self._stop(0, "", "not UTF-8", "a byte of it does not belong to UTF-8 text", _SAVE)

    def sha256(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal; OSError where it cannot be read."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def _is_parquet(self) -> bool:
        return self.path.suffix == ".parquet"

    def _csv(self, columns: Sequence[str], optional: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            try:
                header = next(reader, [])
                places = self._places(header, columns, optional)
                for values in reader:
                    if len(values) != len(header):
                        why = f"the header has {len(header)} values"
                        self._stop(reader.line_num, "", f"{len(values)} values", why, "correct the line")
                    yield reader.line_num, ["" if at is None else values[at] for at in places]
            except csv.Error as error:
                self._stop(reader.line_num, "", "not CSV", shown(str(error)), "correct the line")

    def _parquet(self, columns: Sequence[str], optional: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        import pyarrow
        import pyarrow.parquet

        try:
            with pyarrow.parquet.ParquetFile(self.path) as file:
                names = file.schema_arrow.names
                places = self._places(names, columns, optional)
                number = 0
                for batch in file.iter_batches(_BATCH_ROWS):
                    lists = [None if at is None else batch.column(at).to_pylist() for at in places]
                    for row in range(batch.num_rows):
                        number += 1
                        yield (
                            number,
                            [self._text(number, names, at, v, row) for at, v in zip(places, lists, strict=True)],
                        )
        except pyarrow.ArrowException as error:
            self._stop(0, "", "not Parquet", shown(str(error)), "write it anew, or save it as CSV")

    def _text(self, number: int, names: Sequence[str], at: int | None, values: list[Any] | None, row: int) -> str:
        value = None if values is None else values[row]
        if type(value) is str:
            return value
        if value is None:
            return ""
        if isinstance(value, datetime.date | datetime.time) and not isinstance(value, datetime.datetime):
            return value.isoformat()
        if isinstance(value, decimal.Decimal):
            return format(value, "f")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        kind, column = type(value).__name__, names[at or 0]
        why = "text, dates, times, decimals and whole numbers are read"
        raise RowsStop(self.problem(number, column, f"a {kind}", why, "convert it"))

    def _places(self, header: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> list[int | None]:
        known = (*columns, *optional)
        for name in header:
            if name not in known:
                why = f"the columns here are {', '.join(known)}"
                hint = did_you_mean(name[:60], known).removeprefix("; ")
                self._stop(1, "", f"unknown column {shown(name)!r}", why, hint or "remove it")
            if header.count(name) > 1:
                self._stop(1, "", f"column {name!r} stands twice", "one value a column", "remove one of the two")
        for name in columns:
            if name not in header:
                self._stop(1, "", f"missing column {name!r}", "it is required", "add it to the first line")
        return [header.index(name) if name in header else None for name in known]

    def _stop(self, number: int, column: str, what: str, why: str, do: str) -> NoReturn:
        raise RowsStop(self.problem(number, column, what, why, do))


class RowsStop(Exception):
    """The reading of a file of rows ended before its end. problem: why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def found_beside(folder: Path, section: str, loc: Loc, written: str) -> RowFile:
    """The file that a scenario in `folder` names under a key: as it was kept with a run, else where the path leads."""
    kept = folder / KEPT / f"{section}{Path(written).suffix}"
    return RowFile(section, loc, kept if kept.is_file() else folder / written)


def _row_path(value: str) -> str:
    path = Path(value)
    if path.is_absolute() or path.suffix not in SUFFIXES or not value.isprintable():
        why = "it is a .csv or .parquet file, and its path is seen from the scenario's folder"
        raise refused(f"file {shown(value)!r}", why, "write it like payments.csv")
    return value


RowPath = Annotated[
    str,
    AfterValidator(_row_path),
    WithJsonSchema({"type": "string", "pattern": r"\.(csv|parquet)$", "description": "A path to rows."}),
]
"""A path to a file of rows, seen from the scenario's folder."""
