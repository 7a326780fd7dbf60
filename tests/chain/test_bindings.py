"""The generated clients: what is committed is what the artifacts make, and it is plain, typed Python."""

from __future__ import annotations

import ast
import inspect
import keyword
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import chain.bindings
from chain.abi import python_name
from chain.artifacts import Artifact, artifact_names, load_artifact
from chain.bindings import CLIENTS_DIR, render_bindings, write_bindings
from chain.clients.settlement_engine import SettlementEngine

REPO = CLIENTS_DIR.parents[1]


def artifact(name: str, *abi: dict[str, Any], enums: dict[str, list[str]] | None = None) -> Artifact:
    return Artifact(name, list(abi), b"", b"", enums or {}, "")


def function(name: str, inputs: list[dict[str, Any]], outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "function", "name": name, "inputs": inputs, "outputs": outputs, "stateMutability": "view"}


def spec(name: str, kind: str, internal: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "internalType": internal or kind, **more}


@pytest.fixture
def rendered_of(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Renders the bindings of other artifacts than the committed ones."""

    def run(*artifacts: Artifact) -> dict[str, str]:
        known = {one.name: one for one in artifacts}
        monkeypatch.setattr(chain.bindings, "artifact_names", lambda: sorted(known))
        monkeypatch.setattr(chain.bindings, "load_artifact", known.__getitem__)
        return render_bindings()

    return run


def test_render__committed_artifacts__gives_the_committed_clients() -> None:
    assert render_bindings() == {path.name: path.read_text() for path in CLIENTS_DIR.glob("*.py")}


def test_render__twice__gives_the_same_text() -> None:
    assert render_bindings() == render_bindings()


def test_render__every_function__is_a_method_with_its_parameters() -> None:
    files = render_bindings()
    for name in artifact_names():
        (body,) = (n for n in ast.parse(files[f"{python_name(name)}.py"]).body if isinstance(n, ast.ClassDef))
        methods = {method.name: method for method in body.body if isinstance(method, ast.FunctionDef)}
        functions = [entry for entry in load_artifact(name).abi if entry["type"] == "function"]
        assert set(methods) == {"creation", *(python_name(entry["name"]) for entry in functions)}
        for entry in functions:
            arguments = [argument.arg for argument in methods[python_name(entry["name"])].args.args]
            assert len(arguments) == 1 + len(entry["inputs"])
            assert not any(map(keyword.iskeyword, arguments))


def test_render__method_of_a_client__takes_python_names_and_types() -> None:
    signature = inspect.signature(SettlementEngine.settle_with_quote)
    expected = ["self", "order", "order_signature", "step_up_signature", "quote", "quote_signature"]
    assert list(signature.parameters) == expected
    assert signature.parameters["quote"].annotation == "FirmQuote"
    assert signature.return_annotation == "Call[Outcome]"


def test_write__into_an_empty_folder_and_again__changes_only_what_differs(tmp_path: Path) -> None:
    target = tmp_path / "clients"
    assert write_bindings(target) == sorted(render_bindings())
    assert write_bindings(target) == []
    (target / "events.py").write_text("edited by hand")
    (target / "gone_contract.py").write_text("stale")
    (target / "notes.txt").write_text("not ours")
    assert write_bindings(target) == ["gone_contract.py", "events.py"]
    assert {path.name for path in target.iterdir()} == {*render_bindings(), "notes.txt"}
    assert (target / "events.py").read_text() == render_bindings()["events.py"]


def test_render__contract_without_address_or_constructor__imports_only_what_it_uses(rendered_of: Any) -> None:
    files = rendered_of(artifact("Plain", function("total", [], [spec("", "uint256")])))
    assert "Address" not in files["plain.py"]
    assert "Sequence" not in files["plain.py"]
    assert "def creation(cls) -> Creation:" in files["plain.py"]
    assert "def total(self) -> Call[int]:" in files["plain.py"]


def test_render__arrays_enums_keywords_and_nameless__are_typed(rendered_of: Any) -> None:
    role = spec("from", "uint8", "enum Roles.Role")
    roles = spec("class", "uint8[]", "enum Roles.Role[]")
    entry = function("setAll", [role, roles, spec("", "bytes32[]")], [spec("", "address[]"), spec("", "bool")])
    files = rendered_of(artifact("Roles", entry, enums={"Roles.Role": ["None", "MarketMaker"]}))
    parameters = "        self, from_: Role, class_: Sequence[Role], argument_2: Sequence[bytes]\n"
    assert f"{parameters}    ) -> Call[tuple[tuple[Address, ...], bool]]:" in files["roles.py"]
    assert "from chain.clients.types import Role" in files["roles.py"]
    assert "    MARKET_MAKER = 1" in files["types.py"]


def test_render__nested_struct__is_a_record_of_records(rendered_of: Any) -> None:
    inner = spec("inner", "tuple", "struct Box.Inner", components=[spec("amountMinor", "uint256")])
    outer = spec("outer", "tuple[]", "struct Box.Outer[]", components=[inner, spec("code", "bytes3", "Currency")])
    files = rendered_of(artifact("Box", function("put", [outer], [])))
    assert "class Inner:" in files["types.py"]
    assert "    inner: Inner\n    code: str" in files["types.py"]
    assert "def put(self, outer: Sequence[Outer]) -> Call[None]:" in files["box.py"]


def test_render__one_event_name_with_two_meanings__is_refused(rendered_of: Any) -> None:
    one = {"type": "event", "name": "Paid", "inputs": [spec("to", "address", indexed=True)]}
    other = {"type": "event", "name": "Paid", "inputs": [spec("to", "bytes32", indexed=True)]}
    assert "class Paid(Event):" in rendered_of(artifact("A", one), artifact("B", one))["events.py"]
    with pytest.raises(ValueError, match="two events with the name Paid"):
        rendered_of(artifact("A", one), artifact("B", other))


@pytest.mark.parametrize(
    ("parameters", "lines"),
    [(2, 1), (3, 3), (9, 12)],
    ids=["fits", "fits on a line of its own", "one a line"],
)
def test_render__long_method__is_broken_as_the_formatter_does(rendered_of: Any, parameters: int, lines: int) -> None:
    inputs = [spec(f"parameterOfThisCall{n}", "uint256") for n in range(parameters)]
    text = rendered_of(artifact("Long", function("call", inputs, [])))["long.py"]
    head = text[text.index("    def call(") : text.index("        return self._call(")]
    assert head.count("\n") == lines
    assert all(len(line) <= 120 for line in head.splitlines())


def test_clients__linter_and_formatter__find_nothing() -> None:
    for command in (["check"], ["format", "--check"]):
        ended = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--no-cache", str(CLIENTS_DIR)],
            cwd=REPO,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_clients__strict_types__hold(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "chain.clients"]
    ended = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
