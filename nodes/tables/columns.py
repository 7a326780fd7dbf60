"""What a table is: a name, a level, and columns that say what they mean.

Trusts pyarrow to refuse a value that is not of its column.
Never leaves a file without its schema's version: it stands in the metadata of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

SCHEMA_VERSION = 1
"""Of all tables together: it rises when a column or a table goes, moves or comes to mean something else."""

TEXT, COUNT, FLAG, DAY, SECOND = pa.string(), pa.int64(), pa.bool_(), pa.date32(), pa.timestamp("s", tz="UTC")
MINOR = COUNT
"""Amounts: whole minor units of a currency that another column names."""


class Level(StrEnum):
    """What a row is about; also the folder in which the table stands."""

    NETWORK = "network"
    """The whole network, over some time."""
    NODE = "node"
    """One bank, wallet or other holder, at a moment or over some time."""
    PAYMENT = "payment"
    """One agreement to pay: a payment, an obligation, a loan."""
    EVENT = "event"
    """One thing that happened at one moment."""


@dataclass(frozen=True, slots=True)
class Column:
    """name; kind: its type; meaning: in words, for the page and for the file's own metadata; may_be_empty: whether a
    row may have nothing there."""

    name: str
    kind: pa.DataType
    meaning: str
    may_be_empty: bool = False

    @property
    def field(self) -> pa.Field:
        """As Parquet knows it."""
        return pa.field(self.name, self.kind, nullable=self.may_be_empty, metadata={"meaning": self.meaning})


@dataclass(frozen=True, slots=True)
class Table:
    """name: of the file, without its ending; level: where it stands; meaning: what a row is; columns: in order."""

    name: str
    level: Level
    meaning: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """Columns with their meanings, and the table's name, level and schema version."""
        facts = {"table": self.name, "level": self.level.value, "schema_version": str(SCHEMA_VERSION)}
        metadata = {f"corridor.{key}": value for key, value in facts.items()}
        return pa.schema([column.field for column in self.columns], metadata=metadata)

    @property
    def file(self) -> str:
        """The table's file as seen from the results folder."""
        return f"{self.level.value}/{self.name}.parquet"

    def path(self, folder: Path) -> Path:
        """Where the table stands in a results folder."""
        return folder / self.level.value / f"{self.name}.parquet"

    def as_markdown(self) -> str:
        """The section of docs/tables.md about this table."""
        rows = [f"| `{c.name}` | {c.kind}{' or empty' if c.may_be_empty else ''} | {c.meaning} |" for c in self.columns]
        return "\n".join(
            [f"## `{self.file}`", "", self.meaning, "", "| column | type | meaning |", "|---|---|---|", *rows]
        )
