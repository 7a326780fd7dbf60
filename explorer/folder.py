"""A finished run as a report reads it: its JSON files, who is who, its tables batch by batch.

Trusts a folder that has its manifest to be whole, and compares what it reads with that manifest.
Never writes into the folder, never opens the journal, and never holds a whole table.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from audit.manifest import MANIFEST, sha256_of
from audit.run_folder import DEPLOYMENT, JOURNAL, SCENARIO, SUMMARY
from audit.wording import printable
from chain.errors import InputError
from nodes.scenario.document import parse_document
from nodes.tables.columns import SECOND, Table

RUN, AUDIT = "run.json", "audit.json"
_JSON = TypeAdapter(dict[str, Any])
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


@dataclass(frozen=True)
class Somebody:
    """Who has an account. role and home as in the deployment: a bank's jurisdiction, a wallet's bank."""

    role: str
    address: str
    name: str
    home: str


@dataclass(frozen=True)
class Places:
    """What a report needs of `deployment.json`."""

    parties: dict[str, Somebody]
    exponents: dict[str, int]
    central_bank_money: dict[str, str]
    contracts: dict[str, str]
    artifact_sha256: dict[str, str]
    pools: dict[str, str]

    @cached_property
    def by_address(self) -> dict[str, str]:
        """Address in small letters -> id of the party, pool or contract that has it."""
        named = {**self.contracts, **self.pools, **{name: party.address for name, party in self.parties.items()}}
        return {address.lower(): name for name, address in named.items()}

    def holder(self, address: str) -> str:
        """The id of who has an address, else the address itself, shortened."""
        return self.by_address.get(address.lower(), f"{address[:8]}…")

    def is_bank(self, name: str) -> bool:
        """Whether it is a bank of the scenario."""
        return name in self.parties and self.parties[name].role == "bank"

    def home(self, name: str) -> str:
        """The jurisdiction of a bank or of a bank's customer, blank where there is none."""
        party = self.parties.get(name)
        if party is None:
            return ""
        return self.home(party.home) if party.home in self.parties and party.home != name else party.home


@dataclass(frozen=True)
class FinishedRun:
    """What a run left at `path`."""

    path: Path
    summary: dict[str, Any]
    run: dict[str, Any]
    audit: dict[str, Any]
    places: Places
    scenario: dict[str, Any]
    """The values of scenario.yaml, as they stand there."""
    sums: dict[str, str]
    """The manifest: file -> SHA-256."""

    @classmethod
    def open(cls, path: Path) -> FinishedRun:
        """The run at `path`. Raises InputError where none finished, or a file of it is damaged."""
        sums = read_manifest(path)
        if not (path / JOURNAL).is_file():
            raise refused(path, f"there is no {JOURNAL} in it")
        return cls(
            path,
            read_json(path / SUMMARY),
            read_json(path / RUN),
            read_json(path / AUDIT),
            _places(path / DEPLOYMENT),
            read_scenario(path / SCENARIO),
            sums,
        )

    @property
    def name(self) -> str:
        """Of the scenario."""
        return str(self.summary["scenario"])

    @cached_property
    def jurisdictions(self) -> list[dict[str, Any]]:
        """As the scenario has them, in its order."""
        found = self.scenario.get("jurisdictions", [])
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []

    @cached_property
    def currencies(self) -> list[str]:
        """In the order of the jurisdictions, then by code: the order that gives each its colour."""
        stated = [entry.get("currency") for entry in self.jurisdictions]
        known = [code for code in stated if isinstance(code, str) and code in self.places.exponents]
        return [*dict.fromkeys([*known, *sorted(self.places.exponents)])]

    @cached_property
    def start(self) -> datetime.date:
        """First day of the scenario."""
        start = self.scenario.get("start")
        return start if isinstance(start, datetime.date) else datetime.date(1970, 1, 1)

    def has(self, table: Table) -> bool:
        """Whether the run left this table."""
        return table.path(self.path).is_file()

    def rows(self, table: Table, columns: Sequence[str], events: Collection[str] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a table, these columns alone, moments as UTC seconds; nothing where there is no such table.

        events: only the rows of these, where the table has events.
        """
        if not self.has(table):
            return
        try:
            with pq.ParquetFile(table.path(self.path)) as file:
                for batch in file.iter_batches(columns=[*columns]):
                    if events:
                        batch = batch.filter(pc.is_in(batch.column("event"), pa.array(sorted(events))))
                    yield from zip(*(_values(batch.column(name)) for name in columns), strict=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, KeyError, OSError) as error:
            raise damaged(table.path(self.path), str(error)) from error

    def measures(self, name: str) -> list[dict[str, Any]]:
        """The rows of a part of the section `measures`; none where the run has no such part."""
        found = (self.summary.get("measures") or self.run.get("measures") or {}).get(name) or []
        return [row for row in found if isinstance(row, dict)]

    def exponent(self, code: str) -> int:
        """Decimals of a currency's minor unit."""
        return self.places.exponents[code]

    def changed_files(self) -> list[str]:
        """The files that are not as the manifest says; the journal is left to `corridor verify`."""
        return [
            name
            for name, stated in self.sums.items()
            if name != JOURNAL and not ((self.path / name).is_file() and sha256_of(self.path / name) == stated)
        ]


def read_manifest(path: Path) -> dict[str, str]:
    """File -> SHA-256 of a finished folder. Raises InputError where there is no finished folder."""
    if not path.is_dir():
        raise refused(path, "it is a file" if path.exists() else "there is nothing of this name")
    if not (path / MANIFEST).is_file():
        if (path / JOURNAL).is_file() or any(path.glob(f"*/{JOURNAL}")):
            raise refused(path, f"the run did not finish: there is no {MANIFEST}", f"corridor resume {path}")
        raise refused(path, f"there is no {MANIFEST} in it")
    lines = (path / MANIFEST).read_text("utf-8", "replace").splitlines()
    return {found[2]: found[1] for found in map(_LINE.fullmatch, lines) if found}


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises InputError where there is none."""
    try:
        return _JSON.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise refused(path.parent, f"there is no {path.name} in it") from None
    except ValidationError as error:
        raise damaged(path, error.errors()[0]["msg"]) from error


def read_scenario(path: Path) -> dict[str, Any]:
    """The values of a scenario file. Raises InputError where it can't be read."""
    try:
        return parse_document(path.read_text("utf-8", "replace"), str(path)).data
    except OSError:
        raise refused(path.parent, f"there is no {path.name} in it") from None


def refused(path: Path, why: str, do: str = "name a folder that `corridor run` finished") -> InputError:
    """No report can be made of this folder."""
    return InputError(what="not a finished run", where=printable(str(path)), why=printable(why), do=printable(do))


def damaged(path: Path, why: str) -> InputError:
    """A file of the folder is not what it should be."""
    do = "see what else was changed: corridor verify DIR"
    return InputError(what="a damaged file of a run", where=printable(str(path)), why=printable(why), do=do)


def _places(path: Path) -> Places:
    try:
        return TypeAdapter(Places).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise refused(path.parent, f"there is no {path.name} in it") from None
    except ValidationError as error:
        raise damaged(path, error.errors()[0]["msg"]) from error


def _values(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type):  # Parquet knows no seconds: they come back as milliseconds
        column = column.cast(SECOND).cast(pa.int64())
    values: list[Any] = column.to_pylist()
    return values
