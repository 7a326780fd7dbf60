"""A file that is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.whole_file import whole_file
from chain.errors import InputError


def test_whole_file__written__stands_under_its_name_alone(tmp_path: Path) -> None:
    with whole_file(tmp_path / "out", "--out") as draft:
        draft.write_text("all of it")
        assert not (tmp_path / "out").exists()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out", "all of it")]


def test_whole_file__fault_half_way__leaves_the_older_one_and_no_draft(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("older")
    refused = pytest.raises(InputError, match=r"no file can be written.*--out FILE")
    with refused, whole_file(tmp_path / "out", "--out") as draft:
        draft.write_text("half")
        raise OSError(28, "No space left on device")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out", "older")]
