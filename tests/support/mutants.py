"""Planted bugs: contracts built from the sources with a patch of tests/mutants applied, and the record of those found.

Trusts the committed artifacts to say which sources each contract is made of, and for all that a patch does not touch.
Never applies a patch whose lines do not stand in its source exactly once, so that a stale one is noticed.
"""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import solcx

from chain.artifacts import ARTIFACTS_DIR, CONTRACTS_DIR
from chain.compiler import LIBRARY_DIR, SETTINGS, SOLC_WRAPPER, _imports, _node_on_path

MUTANTS_DIR = Path(__file__).parents[1] / "mutants"
MUTANTS = {path.stem: path for path in sorted(MUTANTS_DIR.glob("*.patch"))}
PROVEN = MUTANTS_DIR / "proven.json"
# Without the intermediate representation the compiler takes a third of the time. A contract whose stack is too deep for
# that is built as the network's own.
_FAST = {"viaIR": False, "optimizer": {"enabled": True, "runs": 1}}
_TOO_DEEP = frozenset(
    {
        *("AtomicSettlement", "HashTimeLock", "LoanBook", "LoanOrigination", "LoanServicing", "LoanWorkout"),
        *("PaymentReturns", "QueuedPayments", "SettlementEngine"),
    }
)


def letter_of(name: str) -> str:
    """The letter or letters of docs/invariants.md that a planted bug breaks: what its name begins with."""
    return name.partition("_")[0]


def build_mutant(name: str, folder: Path) -> Path:
    """The artifacts of one of `MUTANTS`, in a folder below `folder`."""
    return build_patched(MUTANTS[name], folder)


def build_patched(patch: Path, folder: Path) -> Path:
    """A folder of artifacts like the committed ones, with the code of those that the patch touches built anew."""
    changed = apply_patch(patch, sources_of(patch))
    shutil.copytree(ARTIFACTS_DIR, folder / "artifacts")
    artifacts = (folder / "artifacts").glob("*.json")
    read = {path: json.loads(path.read_text(encoding="utf-8")) for path in artifacts}
    touched = {path: artifact for path, artifact in read.items() if set(artifact["sourceSha256"]) & set(changed)}
    built = _compile({artifact["contract"]: artifact["source"] for artifact in touched.values()}, changed)
    for path, artifact in touched.items():
        path.write_text(json.dumps(artifact | built[artifact["contract"]]), encoding="utf-8")
    return folder / "artifacts"


def sources_of(patch: Path) -> dict[str, str]:
    """The sources that a patch changes, by their path below contracts/."""
    paths = re.findall(r"^\+\+\+ b/contracts/(\S+)", patch.read_text(encoding="utf-8"), re.MULTILINE)
    return {path: (CONTRACTS_DIR / path).read_text(encoding="utf-8") for path in paths}


def apply_patch(patch: Path, sources: Mapping[str, str]) -> dict[str, str]:
    """The sources after a unified diff; ValueError where the lines that it changes stand nowhere, or more than once."""
    patched = dict(sources)
    for path, before, after in _hunks(patch.read_text(encoding="utf-8")):
        if patched[path].count(before) != 1:
            times = patched[path].count(before)
            raise ValueError(f"{patch.name}: what it changes stands {times} times in {path}:\n{before}")
        patched[path] = patched[path].replace(before, after)
    return patched


def is_proven(name: str, check: Callable[..., Any]) -> bool:
    """Whether this very patch was found by the check as it is, in the sources as they are."""
    proven: dict[str, str] = json.loads(PROVEN.read_text(encoding="utf-8"))
    return proven.get(name) == _fingerprint(name, check)


def record_proven(name: str, check: Callable[..., Any]) -> None:
    """Puts on record that the check found the bug; safe among several processes."""
    with PROVEN.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        proven = {known: mark for known, mark in json.load(file).items() if known in MUTANTS}
        proven[name] = _fingerprint(name, check)
        file.seek(0)
        file.write(json.dumps(dict(sorted(proven.items())), indent=1) + "\n")
        file.truncate()


def _fingerprint(name: str, check: Callable[..., Any]) -> str:
    """sha256 of the patch, the sources that it changes and the module of the check."""
    sources = sources_of(MUTANTS[name])
    parts = [MUTANTS[name].read_text(encoding="utf-8"), *(sources[path] for path in sorted(sources))]
    parts.append(Path(inspect.getfile(check)).read_text(encoding="utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _hunks(diff: str) -> Iterator[tuple[str, str, str]]:
    """Path, lines before and lines after of each part of a unified diff."""
    path = ""
    for part in re.split(r"^(?=--- |@@ )", diff, flags=re.MULTILINE):
        if header := re.search(r"^\+\+\+ b/contracts/(\S+)", part, re.MULTILINE):
            path = header[1]
        elif part.startswith("@@ "):
            lines = part.splitlines()[1:]
            before = [line[1:] for line in lines if not line.startswith("+")]
            after = [line[1:] for line in lines if not line.startswith("-")]
            yield path, "\n".join(before) + "\n", "".join(f"{line}\n" for line in after)


def _compile(contracts: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Contract -> its code, for contracts by the path of their source; with `changed` instead of the sources."""
    sources = dict(_closure(contracts.values(), changed))
    wanted: dict[str, dict[str, list[str]]] = {}
    for name, source in contracts.items():
        wanted.setdefault(source, {})[name] = ["evm.bytecode.object", "evm.deployedBytecode.object"]
    settings = {key: SETTINGS[key] for key in _FAST} if _TOO_DEEP & contracts.keys() else _FAST
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sources.items()},
        "settings": {**settings, "evmVersion": SETTINGS["evmVersion"], "outputSelection": wanted},
    }
    with _node_on_path():
        output = solcx.compile_standard(request, solc_binary=SOLC_WRAPPER)
    return {name: _code(output["contracts"][source][name]["evm"]) for name, source in contracts.items()}


def _code(evm: Mapping[str, Any]) -> dict[str, str]:
    """The code as an artifact holds it."""
    return {key: "0x" + evm[key]["object"] for key in ("bytecode", "deployedBytecode")}


def _closure(paths: Iterable[str], changed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The sources at `paths` and all that they import."""
    waiting, seen = list(paths), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        root = LIBRARY_DIR if name.startswith("@") else CONTRACTS_DIR
        text = changed.get(name) or (root / name).read_text(encoding="utf-8")
        yield name, text
        waiting.extend(_imports(name, text))
