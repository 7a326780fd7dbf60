"""Holds the house rules that no linter knows: no machine paths, no float in money, no clock in the nodes.

Trusts the syntax trees and the text of the files.
Never looks at generated or installed files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:home|root|tmp|work|Users)/[\w.]")
REGISTRY_HOST = re.compile(r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com)")
CLOCKS = {
    *(
        ("time", name)
        for name in (
            "time",
            "time_ns",
            "monotonic",
            "monotonic_ns",
            "perf_counter",
            "perf_counter_ns",
            "sleep",
        )
    ),
    *(("datetime", name) for name in ("now", "utcnow", "today")),
    ("date", "today"),
    *(("uuid", name) for name in ("uuid1", "uuid4")),
    ("os", "urandom"),
}
CHANCE = {"random", "secrets"}
TIMELESS = {"finance", "messages", "contracts", "chain", "nodes", "audit"}


def text_findings(text: str) -> list[str]:
    """The machine paths and package registry hosts that a text names."""
    return [match.group() for rule in (MACHINE_PATH, REGISTRY_HOST) for match in rule.finditer(text)]


def floats(tree: ast.AST) -> Iterator[int]:
    """The lines that name `float` or hold a float literal."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="float", lineno=line) | ast.Constant(value=float(), lineno=line):
                yield line


def float_amounts(tree: ast.AST) -> Iterator[int]:
    """The lines that declare a `*_minor` amount, argument or return as a float."""
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), annotation=kind, lineno=line):
                pass
            case ast.arg(arg=name, annotation=ast.expr() as kind, lineno=line):
                pass
            case ast.FunctionDef(name=name, returns=ast.expr() as kind, lineno=line):
                pass
            case _:
                continue
        if name.endswith("_minor") and any(floats(kind)):
            yield line


def clocks_and_chance(tree: ast.AST) -> Iterator[str]:
    """The reads of a clock and the unseeded randomness in a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name) if (
                owner,
                name,
            ) in CLOCKS:
                yield f"{owner}.{name}"
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name in CHANCE)
            case ast.ImportFrom(module=str(owner), names=names):
                yield from (
                    f"{owner}.{alias.name}" for alias in names if owner in CHANCE or (owner, alias.name) in CLOCKS
                )


def test_files__every_text__names_no_machine_and_no_registry(repo: Path, files: list[Path]) -> None:
    texts = {str(path): (repo / path).read_bytes().decode("utf-8", errors="replace") for path in files}
    found = {path: text_findings(text) for path, text in texts.items() if path != "tests/conventions/test_house.py"}
    assert {path: names for path, names in found.items() if names} == {}


def test_modules__every_one__has_a_docstring(modules: list[Any]) -> None:
    assert [str(module.path) for module in modules if not ast.get_docstring(module.tree)] == []


def test_money__every_module__is_never_a_float(modules: list[Any]) -> None:
    in_finance = {str(module.path): list(floats(module.tree)) for module in modules if module.room == "finance"}
    elsewhere = {str(module.path): list(float_amounts(module.tree)) for module in modules}
    assert {path: lines for path, lines in (in_finance | elsewhere).items() if lines} == {}
    assert in_finance


def test_time_and_chance__below_the_scripts__come_from_the_scenario(modules: list[Any]) -> None:
    found = {str(module.path): list(clocks_and_chance(module.tree)) for module in modules if module.room in TIMELESS}
    assert {path: names for path, names in found.items() if names} == {}
    assert found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("see /home/ann/corridor", 1),
        ("wheels = '/root/.cache/pip'", 1),
        ("https://files.pythonhosted.org/packages/x", 1),
        ("https://example.com/home/page and ~/src/x", 0),
    ],
)
def test_files__planted_text__is_judged(text: str, count: int) -> None:
    assert len(text_findings(text)) == count


@pytest.mark.parametrize(
    ("rule", "source", "found"),
    [
        (floats, "def f(x: float) -> int: ...", [1]),
        (floats, "a = 1\nb = a * 0.5", [2]),
        (floats, "a = Decimal('0.5')", []),
        (float_amounts, "class A:\n    amount_minor: float | None", [2]),
        (float_amounts, "def f(fee_minor: float) -> None: ...", [1]),
        (float_amounts, "def value_minor() -> float: ...", [1]),
        (float_amounts, "def f(fee_minor: int, latency_ms: float) -> None: ...", []),
        (clocks_and_chance, "import time\ntime.time()", ["time.time"]),
        (clocks_and_chance, "import datetime\ndatetime.datetime.now(tz)", ["datetime.now"]),
        (clocks_and_chance, "from time import monotonic", ["time.monotonic"]),
        (clocks_and_chance, "import random", ["random"]),
        (clocks_and_chance, "from datetime import datetime\ndatetime.fromtimestamp(0, UTC)", []),
    ],
)
def test_modules__planted_source__is_judged(rule: Any, source: str, found: list[Any]) -> None:
    assert list(rule(ast.parse(source))) == found
