"""The manifest of a finished run: the SHA-256 of each of its files, in the form that `sha256sum --check` reads.

Trusts SHA-256.
Never writes: whoever finishes a run writes the text, and writes it last.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from audit.findings import Finding, found_at

MANIFEST = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


def manifest_of(folder: Path) -> str:
    """A line for each file of the folder but the manifest itself, by name: hash, two spaces, name (GNU coreutils).

    Files in its folders are named with these; a folder with a manifest of its own is left to that.
    """
    own = {path.parent.name for path in folder.glob(f"*/{MANIFEST}")}
    names = sorted(name for name in _names(folder) if name.partition("/")[0] not in own)
    return "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names)


def manifest_findings(folder: Path) -> Iterator[Finding]:
    """What the folder has otherwise than its manifest says."""
    stated: dict[str, str] = {}
    for number, line in enumerate((folder / MANIFEST).read_text("utf-8", "replace").splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            yield found_at("folder-manifest", 0, MANIFEST, f"line {number} is no hash and name")
        else:
            stated[match[2]] = match[1]
    present = {*_names(folder)}
    for name in sorted(stated.keys() | present):
        if name not in present:
            yield found_at("folder-manifest", 0, name, "it is missing")
        elif name not in stated:
            yield found_at("folder-manifest", 0, name, "the manifest does not name it")
        elif not (folder / name).is_file():
            yield found_at("folder-manifest", 0, name, f"it is not the file whose SHA-256 is {stated[name]}")
        elif (actual := sha256_of(folder / name)) != stated[name]:
            yield found_at("folder-manifest", 0, name, f"its SHA-256 is {actual}, the manifest says {stated[name]}")


def _names(folder: Path, within: str = "") -> Iterator[str]:
    """The names of all but the manifest, seen from the folder; of folders those that are empty or links."""
    for path in folder.iterdir():
        name = within + path.name
        if path.is_dir() and not path.is_symlink():
            yield from [*_names(path, f"{name}/")] or [name]
        elif name != MANIFEST:
            yield name


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
