"""A case file of four entries that no run stands behind: for what can be told from the file alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_papers import HEAD, NETWORK, SUBJECT, look

from audit.cases.entry import Decided, Noted, Opened
from audit.cases.file import append, create
from chain.accounts import Account


@pytest.fixture(scope="session")
def officer() -> Account:
    return Account("officer", "anna", bytes([7] * 32))


@pytest.fixture(scope="session")
def second() -> Account:
    return Account("officer", "berta", bytes([8] * 32))


@pytest.fixture
def case(tmp_path: Path, officer: Account, second: Account) -> Path:
    """Opened, looked, noted, decided by two."""
    path = tmp_path / "case.jsonl"
    create(path, Opened(network=NETWORK, head=HEAD, subject=SUBJECT), officer, "2026-01-05T09:00:00Z")
    append(path, look('{"typology": "fan_in"}\n'), [officer], "2026-01-05T09:01:00Z")
    append(path, Noted(text="salaries, says the bank"), [officer], "2026-01-05T09:02:00Z")
    decided = Decided(decision="no-action", reason="a payroll", legal_order=None, head=None, act=None)
    append(path, decided, [officer, second], "2026-01-05T09:03:00Z")
    return path
