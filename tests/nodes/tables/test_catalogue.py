"""Whether docs/tables.md says of every table what the catalogue says, and the catalogue says each thing once.

Trusts the catalogue, which is what is written.
Never looks at the page's other words.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nodes.tables.catalogue import PAYMENTS, TABLES
from nodes.tables.columns import SCHEMA_VERSION, Level, Table

PAGE = (Path(__file__).parents[3] / "docs/tables.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """The page's sections about files in folders, by the file."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    return {match[1]: part.strip() for part in parts if (match := re.match(r"## `(\w+/\w+\.parquet)`", part))}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_page__section_of_a_table__is_what_the_catalogue_says(table: Table) -> None:
    assert sections(PAGE)[table.file] == table.as_markdown()


def test_page__tables_and_version__are_those_of_the_catalogue() -> None:
    assert [*sections(PAGE)] == [table.file for table in TABLES]
    assert f"Schema version {SCHEMA_VERSION}:" in PAGE


def test_page__planted_word__is_found() -> None:
    spoilt = PAGE.replace("what the payer was debited", "what the payer was credited")
    assert sections(spoilt)[PAYMENTS.file] != PAYMENTS.as_markdown()


def test_tables__names_and_columns__are_said_once() -> None:
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert [*dict.fromkeys(table.level for table in TABLES)] == [
        level for level in Level if level in {t.level for t in TABLES}
    ]
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert all(column.meaning for column in table.columns)
