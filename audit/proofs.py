"""The checkpoints that this auditor's own replays left: the SHA-256 of each, in a file that nobody else can write.

Trusts the file system to say whose a file is and who may write to it.
Never believes a checkpoint by what it says of itself.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Proofs:
    """The list at `path`, a line each: SHA-256, and what the checkpoint is of, for people."""

    path: Path

    def why_not(self, sha256: str) -> str | None:
        """Why a checkpoint with this hash is not to be believed; None where a replay of this auditor's left it."""
        try:
            if not all(map(_is_private, (self.path.parent, self.path))):
                return f"others can write {self.path}, where the replays of this auditor are recorded"
            with self.path.open(encoding="ascii", errors="replace") as lines:
                if any(line.partition(" ")[0] == sha256 for line in lines):
                    return None
        except OSError:
            pass  # no list: no replay
        return "it is not as a replay of this auditor left it"

    def add(self, sha256: str, what: str) -> None:
        """Records that a replay left it; OSError where that cannot be written."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        with open(os.open(self.path, flags, 0o600), "a", encoding="ascii") as lines:
            lines.write(f"{sha256}  {what}\n")


def _is_private(path: Path) -> bool:
    found = path.lstat()
    return not stat.S_ISLNK(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & _BY_OTHERS
