"""Keeps a folder of generated files in step with what a generator makes.

Trusts the caller to own every file of the kind in that folder.
Never touches a file that is as it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def replace_files(folder: Path, suffix: str, fresh: Mapping[str, str]) -> list[str]:
    """Writes the files of `fresh` (name -> text) that differ, removes others of `suffix`; returns the names changed."""
    folder.mkdir(parents=True, exist_ok=True)
    stale = sorted(path for path in folder.glob(f"*{suffix}") if path.name not in fresh)
    for path in stale:
        path.unlink()
    differing = [name for name, text in sorted(fresh.items()) if not _holds(folder / name, text)]
    for name in differing:
        (folder / name).write_text(fresh[name])
    return [path.name for path in stale] + differing


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text
