"""Provokes what can be missing on a new machine and reads the one line that the bootstrap answers with.

Trusts scripts/bootstrap.sh as it stands, copied into an empty folder with a space in its name.
Never reaches a package index: each case ends before it would.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORTED = f'exec "{sys.executable}" "$@"'


@pytest.fixture
def checkout(repo: Path, tmp_path: Path) -> Path:
    """An empty checkout with nothing but the bootstrap."""
    folder = tmp_path / "my corridor"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(repo / "scripts/bootstrap.sh", folder / "scripts")
    return folder


def bootstrap(
    checkout: Path, *arguments: str, uname: str = "Linux x86_64", python: str = SUPPORTED
) -> tuple[int, list[str]]:
    """Exit code and lines of the bootstrap on a machine whose `uname` and `python3` are the ones given."""
    tools = checkout / "tools"
    tools.mkdir()
    for name, script in {
        "uname": f"echo {uname}",
        "python3": python,
        "python3.11": "exit 1",
        "python3.12": "exit 1",
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "scripts/bootstrap.sh", *arguments],
        cwd=checkout,
        env={"PATH": f"{tools}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@pytest.mark.parametrize(
    ("uname", "python", "said"),
    [
        ("Darwin arm64", SUPPORTED, "this is Darwin arm64: use such a machine"),
        ("Linux aarch64", SUPPORTED, "this is Linux aarch64: use such a machine"),
        (
            "Linux x86_64",
            '[ "$1" = -V ] && echo Python 3.9.2',
            "found Python 3.9.2 as python3: install such a Python",
        ),
        ("Linux x86_64", "exit 127", "found none as python3: install such a Python"),
        (
            "Linux x86_64",
            f'case "$*" in *ensurepip*) exit 1;; *) {SUPPORTED};; esac',
            "apt install python3-venv",
        ),
        (
            "Linux x86_64",
            f'case "$*" in "-m venv"*) echo no room >&2; exit 1;; *) {SUPPORTED};; esac',
            "make .venv: no room",
        ),
    ],
)
def test_bootstrap__unfit_machine__says_so_in_one_line(checkout: Path, uname: str, python: str, said: str) -> None:
    code, lines = bootstrap(checkout, "run", uname=uname, python=python)
    assert code == 2
    assert len(lines) == 1, lines
    assert lines[0].startswith("error: ")
    assert said in lines[0]
    assert not (checkout / ".venv/.locked").exists()


def test_bootstrap__unknown_argument__is_refused(checkout: Path) -> None:
    assert bootstrap(checkout, "all") == (2, ["error: usage: scripts/bootstrap.sh run|dev|npm|slither|halmos"])


def test_bootstrap__install_that_fails__leaves_no_stamp(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"no-such-file.whl --hash=sha256:{'0' * 64}\n")
    code, lines = bootstrap(checkout, "run")
    assert code == 2
    assert lines[-1].startswith("error: requirements.lock could not be installed")
    assert not (checkout / ".venv/.locked").exists()
