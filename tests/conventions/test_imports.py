"""Holds the one direction of imports, in Python and in Solidity.

Trusts the syntax alone: an import inside a function or under TYPE_CHECKING counts like any other.
Never imports the modules that it judges.
"""

from __future__ import annotations

import ast
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOWEST = {"finance", "messages", "contracts"}
MAY_IMPORT: dict[str, set[str]] = {
    "finance": set(),
    "messages": {"finance"},
    "contracts": set(),
    "chain": LOWEST,
    "nodes": {"chain", *LOWEST},
    "audit": {"chain", *LOWEST},
    "explorer": {"nodes", "audit", "chain", *LOWEST},
    "scripts": {"explorer", "nodes", "audit", "chain", *LOWEST},
    "benchmarks": {"scripts", "explorer", "nodes", "audit", "chain", *LOWEST},
}
EVM_ROOMS = {"chain", "benchmarks"}
EVM = re.compile(r"(web3|eth|eth_\w+|pyrevm|coincurve)$")
PURE_ROOMS = {"finance", "messages"}
# What runs without the house can't ask `chain` to recover a key; it may import nothing of the house in turn.
ALONE = "audit/evidence/verifier.py"
IMPURE = {"io", "os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "time"}

# Each folder of contracts may import what stands before it.
SOLIDITY_ORDER = [
    "interfaces",
    "libraries",
    "access",
    "compliance",
    "money",
    "settlement",
    "lending",
    "mocks",
]


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level names that a module imports, `importlib.import_module("x")` with a literal included."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.split(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.split(".")[0]
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="__import__" | "import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield module.split(".")[0]


def findings(room: str, tree: ast.AST) -> list[str]:
    """The imports of a module in `room` that its place in the house forbids."""
    return [
        name
        for name in imported(tree)
        if (name in MAY_IMPORT and name != room and name not in MAY_IMPORT[room])
        or (EVM.match(name) and room not in EVM_ROOMS)
        or (name in IMPURE and room in PURE_ROOMS)
    ]


def solidity_findings(path: str, source: str) -> list[str]:
    """The relative imports of a contract whose folder stands after its own."""
    folder = path.split("/")[1]
    targets = (
        posixpath.normpath(posixpath.join(posixpath.dirname(path), found))
        for found in re.findall(r'"(\.[^"]+\.sol)"', source)
    )
    rank = SOLIDITY_ORDER.index
    return [target for target in targets if rank(target.split("/")[1]) > rank(folder)]


def test_python_imports__every_module__go_one_way(modules: list[Any]) -> None:
    found = {str(module.path): findings(module.room, module.tree) for module in modules}
    assert found.pop(ALONE) == ["coincurve"]
    assert {path: names for path, names in found.items() if names} == {}
    assert len(found) > len(MAY_IMPORT)


def test_verifier_of_evidence__alone__imports_the_standard_library_and_one_package(modules: list[Any]) -> None:
    (alone,) = (module for module in modules if str(module.path) == ALONE)
    assert set(imported(alone.tree)) - set(sys.stdlib_module_names) == {"coincurve"}


def test_solidity_imports__every_contract__go_one_way(repo: Path, files: list[Path]) -> None:
    contracts = (path for path in files if path.suffix == ".sol" and path.parts[0] == "contracts")
    sources = {path.as_posix(): (repo / path).read_text(encoding="utf-8") for path in contracts}
    found = {path: solidity_findings(path, source) for path, source in sources.items()}
    assert {path: names for path, names in found.items() if names} == {}
    assert found


@pytest.mark.parametrize(
    ("room", "source", "found"),
    [
        ("finance", "import chain.errors", ["chain"]),
        ("finance", "import os.path", ["os"]),
        ("finance", "import sys", ["sys"]),
        ("messages", "import finance.money", []),
        ("messages", "import chain.errors, sqlite3", ["chain", "sqlite3"]),
        ("nodes", "from audit.rebuild import rebuild", ["audit"]),
        ("audit", "def late():\n    import nodes", ["nodes"]),
        ("chain", "import importlib\nimportlib.import_module('scripts.cli')", ["scripts"]),
        ("nodes", "from eth_abi.abi import encode", ["eth_abi"]),
        ("scripts", "if TYPE_CHECKING:\n    from web3 import Web3", ["web3"]),
        ("chain", "import web3, finance.money", []),
        ("nodes", "from . import bank", []),
    ],
)
def test_python_imports__planted_import__is_judged(room: str, source: str, found: list[str]) -> None:
    assert findings(room, ast.parse(source)) == found


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("contracts/money/A.sol", 'import {B} from "../lending/B.sol";', ["contracts/lending/B.sol"]),
        ("contracts/compliance/rules/A.sol", 'import "../../money/B.sol";', ["contracts/money/B.sol"]),
        (
            "contracts/lending/A.sol",
            'import {B} from "../interfaces/B.sol";\nimport {C} from "@openzeppelin/C.sol";',
            [],
        ),
    ],
)
def test_solidity_imports__planted_import__is_judged(path: str, source: str, found: list[str]) -> None:
    assert solidity_findings(path, source) == found
