"""A scenario small enough to run in a second or two."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny scenario; one payment asks for more than its payer has."""
    return Path(shutil.copy(TINY, tmp_path / "tiny.yaml"))
