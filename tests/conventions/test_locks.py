"""Holds the locks to what an exact, hashed install needs, and the commands to what they promise.

Trusts the text of requirements*.in, requirements*.lock, pyproject.toml and the Makefile.
Never asks a package index.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?: ; [^\\]+)?"  # what, and where
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+$"
)
LOCKS = ["requirements.lock", "requirements-dev.lock"]
TOOLS = ["slither", "halmos"]  # each in an environment of its own


def entries(lock: str) -> dict[str, str]:
    """The versions that a lock pins, by package; refuses whatever is not a pinned and hashed package."""
    pinned = {}
    for logical_line in re.split(r"(?<!\\)\n", lock.rstrip("\n")):
        match = ENTRY.match(logical_line)
        if not match or match["name"] in pinned:
            raise ValueError(f"not one pinned, hashed package: {logical_line[:80]!r}")
        pinned[match["name"]] = match["version"]
    return pinned


def names(requirements: str) -> set[str]:
    """The packages that a requirements*.in file asks for, named as in a lock."""
    lines = (line.split("#")[0].strip() for line in requirements.splitlines())
    return {re.sub(r"[-_.]+", "-", re.split(r"[=<>\[ ]", line)[0]).lower() for line in lines if line}


@pytest.mark.parametrize("lock", [*LOCKS, *(f"requirements-{tool}.lock" for tool in TOOLS)])
def test_lock__every_entry__is_pinned_hashed_and_without_address(repo: Path, lock: str) -> None:
    text = (repo / lock).read_text()
    assert "://" not in text
    assert len(entries(text)) > 15


def test_lock__each_requirement__is_pinned(repo: Path) -> None:
    runtime, dev = (entries((repo / lock).read_text()) for lock in LOCKS)
    assert names((repo / "requirements.in").read_text()) - runtime.keys() == set()
    assert names((repo / "requirements-dev.in").read_text()) - dev.keys() == set()


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_lock__each_requirement__is_pinned(repo: Path, tool: str) -> None:
    wanted, pinned = ((repo / f"requirements-{tool}.{kind}").read_text() for kind in ("in", "lock"))
    assert names(wanted) - entries(pinned).keys() == set()


def test_dev_lock__next_to_the_runtime_lock__holds_the_same_versions(repo: Path) -> None:
    runtime, dev = (entries((repo / lock).read_text()) for lock in LOCKS)
    assert runtime.items() - dev.items() == set()


@pytest.mark.parametrize(
    "line",
    [
        "web3>=8",
        "web3==8.0.0",
        "web3 @ https://example.com/w.whl",
        "--index-url x",
        "-e .",
        f"web3==8 --hash=md5:{'0' * 32}",
    ],
)
def test_lock__planted_loose_entry__is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not one pinned"):
        entries(line)


def test_pyproject__the_tools__look_at_every_package(repo: Path) -> None:
    tools = tomllib.loads((repo / "pyproject.toml").read_text())["tool"]
    packaged = {pattern.rstrip("*") for pattern in tools["setuptools"]["packages"]["find"]["include"]}
    present = {path.parent.name for path in repo.glob("*/__init__.py")}
    assert present == set(tools["mypy"]["files"])
    present.remove("benchmarks")  # run from a checkout only, and not tested
    assert present <= packaged
    assert set(tools["coverage"]["run"]["source"]) == present - {"contracts", "scripts"}


def test_makefile__every_command__is_phony_and_explained(repo: Path) -> None:
    text = (repo / "Makefile").read_text()
    commands = set(re.findall(r"^([a-z]+):(?!.*:=)", text, re.M))
    assert commands == set(re.findall(r"^([a-z]+):.*## ", text, re.M))
    phony = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert phony is not None
    assert commands == set(phony[1].split())


def test_ci__its_script__runs_exactly_make_test(repo: Path) -> None:
    assert (repo / ".ci/run").read_text().splitlines()[-1] == "exec make test"
