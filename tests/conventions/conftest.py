"""What the convention tests look at: the files of this checkout and the syntax trees of its Python modules.

Trusts git's list of files where there is one, and the folder itself where there is none.
Never imports a module that it looks at.
"""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
ROOMS = ("finance", "messages", "contracts", "chain", "nodes", "audit", "explorer", "scripts", "benchmarks")
GENERATED = {
    ".git",
    ".venv",
    ".venv-tools",
    ".venv-slither",
    ".venv-halmos",
    "node_modules",
    "runs",
    "build",
    "dist",
    "__pycache__",
}


@dataclass(frozen=True, slots=True)
class Module:
    """A Python module: its path from the top of the checkout, and its syntax tree."""

    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """The top-level package (or folder) that holds it."""
        return self.path.parts[0]


def list_files() -> list[Path]:
    """Every file that is or would be committed, from the top of the checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout
        found = [Path(name) for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive, or no git
        found = [path.relative_to(REPO) for path in REPO.rglob("*")]
    return sorted(path for path in found if not GENERATED & set(path.parts) and (REPO / path).is_file())


@pytest.fixture(scope="session")
def repo() -> Path:
    """The top of the checkout."""
    return REPO


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file of the project, from the top of the checkout."""
    return list_files()


@pytest.fixture(scope="session")
def modules(files: list[Path]) -> list[Module]:
    """Every Python module of the project outside its tests."""
    return [
        Module(path, ast.parse((REPO / path).read_text(encoding="utf-8")))
        for path in files
        if path.suffix == ".py" and path.parts[0] in ROOMS
    ]
