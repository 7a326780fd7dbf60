"""Builds the wheel and looks for the files that are not Python in it.

Trusts setuptools as the lock pins it.
Never builds in the checkout itself, where an older build could lend its files.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

DATA = {".sol", ".json", ".cjs"}


@pytest.mark.deep
def test_wheel__built_from_the_files_of_the_project__holds_every_contract(
    repo: Path, files: list[Path], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    for path in files:
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repo / path, source / path)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-qq",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
    ]
    subprocess.run([*pip, str(source)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    built = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.as_posix() for path in files if path.parts[0] == "contracts" and path.suffix in DATA}
    assert wanted
    assert wanted - built == set()
