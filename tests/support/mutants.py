"""Planted bugs: contracts built from the sources with one patch of tests/mutants applied.

Trusts the committed artifacts to say which sources each contract is made of.
Never applies a patch that does not match its sources to the letter, so that a stale one is noticed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from chain.artifacts import ARTIFACTS_DIR, CONTRACTS_DIR
from chain.compiler import compile_contracts

MUTANTS_DIR = Path(__file__).parents[1] / "mutants"
MUTANTS = {path.stem: path for path in sorted(MUTANTS_DIR.glob("*.patch"))}
_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")


def build_mutant(name: str, folder: Path) -> Path:
    """A folder of artifacts like the committed ones, with those that the patch touches built anew."""
    sources = apply_patch(MUTANTS[name], sources_of(MUTANTS[name]))
    shutil.copytree(ARTIFACTS_DIR, folder / "artifacts")
    for source in _closure(sources):
        text = sources.get(source) or (CONTRACTS_DIR / source).read_text(encoding="utf-8")
        path = folder / "contracts" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for file, text in compile_contracts(folder / "contracts").items():
        (folder / "artifacts" / file).write_text(text, encoding="utf-8")
    return folder / "artifacts"


def sources_of(patch: Path) -> dict[str, str]:
    """The sources that a patch changes, by their path below contracts/."""
    paths = re.findall(r"^\+\+\+ b/contracts/(\S+)", patch.read_text(encoding="utf-8"), re.MULTILINE)
    return {path: (CONTRACTS_DIR / path).read_text(encoding="utf-8") for path in paths}


def apply_patch(patch: Path, sources: dict[str, str]) -> dict[str, str]:
    """The sources after a unified diff; ValueError where a line is not what the diff expects."""
    lines = {path: text.split("\n") for path, text in sources.items()}
    path, position, shift = "", 0, 0
    for line in patch.read_text(encoding="utf-8").splitlines():
        if line.startswith("+++ "):
            path, shift = line.removeprefix("+++ b/contracts/"), 0
        elif line.startswith("--- "):
            continue
        elif hunk := _HUNK.match(line):
            position = int(hunk[1]) - 1 + shift
        elif line.startswith("+"):
            lines[path].insert(position, line[1:])
            position, shift = position + 1, shift + 1
        else:
            if lines[path][position] != line[1:]:
                raise ValueError(
                    f"{patch.name}: line {position + 1} of {path} is {lines[path][position]!r}, not {line[1:]!r}"
                )
            if line.startswith("-"):
                del lines[path][position]
                shift -= 1
            else:
                position += 1
    return {path: "\n".join(text) for path, text in lines.items()}


def _closure(changed: Iterable[str]) -> list[str]:
    """Our own sources of every contract that is made of a changed one."""
    wanted = set(changed)
    artifacts = [json.loads(path.read_text(encoding="utf-8")) for path in ARTIFACTS_DIR.glob("*.json")]
    touched = (artifact["sourceSha256"] for artifact in artifacts if set(artifact["sourceSha256"]) & wanted)
    return sorted({source for sources in touched for source in sources if not source.startswith("@")})
