"""Keeps what commands write out of results folders: such a folder holds only what its manifest names.

Trusts that a folder with a journal in it is a run's.
Never looks into the journal.
"""

from __future__ import annotations

from pathlib import Path

from audit.run_folder import JOURNAL
from audit.wording import printable
from chain.errors import InputError


def require_outside_runs(path: Path, option: str) -> None:
    """Raises InputError where `path` would lie in a results folder, at any depth. option: names another place."""
    try:
        run = next((parent for parent in path.absolute().parents if (parent / JOURNAL).is_file()), None)
    except (OSError, ValueError):
        return
    if run is not None:
        raise InputError(
            what="nothing can be written here",
            where=printable(str(path)),
            why="a results folder holds only what its manifest names",
            do=f"name another place with {option}",
        )
