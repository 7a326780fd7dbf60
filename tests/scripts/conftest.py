"""A scenario small enough to run in a second or two."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.cli import main

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
SEALED = TINY.with_name("sealed.yaml")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny scenario; one payment asks for more than its payer has."""
    return Path(shutil.copy(TINY, tmp_path / "tiny.yaml"))


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario's finished run, for those who only read it."""
    folder = tmp_path_factory.mktemp("tiny") / "run"
    assert main(["run", str(TINY), "--out", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture(scope="session")
def sealed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of banks that send each other travel-rule records, for those who only read it."""
    folder = tmp_path_factory.mktemp("sealed") / "run"
    assert main(["run", str(SEALED), "--out", str(folder), "--quiet"]) == 0
    return folder
