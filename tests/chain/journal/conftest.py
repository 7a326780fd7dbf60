"""The finished journal that the tests read, spoil and read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from journals import BLOCKS, PARAMETERS, write

from chain.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a finished journal of three blocks lies."""
    path = tmp_path / "journal.sqlite"
    with closing(Journal.create(path, PARAMETERS)) as journal:
        write(journal, *BLOCKS)
    return path


@pytest.fixture
def spoil(path: Path) -> Callable[[str], None]:
    """Changes the finished journal behind its back."""

    def run(statement: str) -> None:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute(statement)

    return run


@pytest.fixture
def reopened(path: Path) -> Iterator[Callable[[], Journal]]:
    """Opens the finished journal for reading."""
    opened: list[Journal] = []

    def run() -> Journal:
        opened.append(Journal.open(path))
        return opened[-1]

    yield run
    for journal in opened:
        journal.close()
