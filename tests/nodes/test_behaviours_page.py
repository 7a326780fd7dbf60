"""docs/behaviours.md, executed: its files are written, its commands run, its Python asserts what it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from nodes.policies import NAMED
from nodes.scenario.behaviours import Role
from scripts.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "behaviours.md").read_text(encoding="utf-8")


def blocks() -> Iterator[tuple[str, str]]:
    """Each block of code on the page with what stands behind its fence."""
    for match in re.finditer(r"^```([^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        yield match[1], match[2]


def test_page__its_files_commands_and_python__do_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = []
    for kind, text in blocks():
        language, _, file = kind.partition(" file=")
        if file:
            Path(file).write_text(text, encoding="utf-8")
        elif language == "python":
            exec(compile(text, "behaviours.md", "exec"), {})  # noqa: S102
        else:
            for line in text.splitlines():
                command = shlex.split(line)
                assert command.pop(0) == "corridor"
                assert main(command) == 0, line
        done.append(file or language or "shell")
    assert done == ["own.py", "own.yaml", "shell", "python"]


def test_page__without_leave__the_same_command_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, text in blocks():
        if " file=" in kind:
            Path(kind.partition(" file=")[2]).write_text(text, encoding="utf-8")
    Path("own.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    for command in (["run"], ["validate"], ["compare"], ["sweep", "--param", "liquidity.opening=1,2"], ["deploy"]):
        assert main([*command, "own.yaml"]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("error: own.yaml:11:92 banks[0].behaviour: code 'own:SlowBank' without leave: "), command


def test_page__every_class_and_policy__is_named() -> None:
    assert all(f"`{role.value.replace(':', '.')}`" in PAGE for role in Role)
    assert all(f"`{name}`" in PAGE for name in NAMED)
