"""Writes a run as one party may see it, or as research may, into a new folder.

Trusts the auditor for what is in it, and libsodium's sealed boxes to hide it from all but one key.
Never prints or keeps the key of an export for research.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import secrets
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from chain.errors import InputError
from scripts.key_file import KEY, key_of
from scripts.new_folder import new_folder

if TYPE_CHECKING:
    from audit.index.store import Index
    from audit.rows import Row
    from audit.views.research import Bins
    from audit.views.viewer import Viewer
    from scripts.audit_source import Named, Source

Seal: TypeAlias = Callable[[bytes], bytes]

SEALED = "view.tar.gz.sealed"
_BOUND = re.compile(r"\d{1,78}", re.ASCII)
_OPENING = (
    'open it: python -c "import sys; from nacl.public import PrivateKey, SealedBox; '
    "sys.stdout.buffer.write(SealedBox(PrivateKey(bytes.fromhex(open(sys.argv[1]).read().strip())))"
    ".decrypt(open(sys.argv[2], 'rb').read()))\" KEY_FILE view.tar.gz.sealed > view.tar.gz\n"
)


def export_view(named: Named, party: str, key: str | None, out: Path | None, as_json: bool) -> None:
    """Writes the view of one party and says what is in it; InputError for a party or key that nobody has."""
    from audit.views.vault import Vault
    from audit.views.view import Views
    from audit.views.viewer import Viewer

    source, index = _opened(named)
    viewer = Viewer.parse(party, index)
    seal = None if key is None else _seal(_sealing_key(key, index))
    folder = None if source.folder is None else source.folder.path
    target = out or source.beside(f"view-{_label(viewer)}")
    with new_folder(target) as draft:
        view = Views(index, Vault(source.record, folder)).of(viewer)
        if seal is None:
            counts = _write(draft, view.rows)
        else:
            counts = _write_sealed(draft, view.rows, seal)
            (draft / "README.txt").write_text(_OPENING, "ascii")
    _report(target, counts, as_json)


def export_research(named: Named, bounds: str | None, key_file: Path | None, out: Path | None, as_json: bool) -> None:
    """Writes the pseudonymised export and says what is in it; InputError for bounds or a key file that are none."""
    from audit.views.research import FILES, Pseudonyms, Research, readme_of

    bins = _bins(bounds)
    key = secrets.token_bytes(32) if key_file is None else key_of(key_file)
    source, index = _opened(named)
    research = Research(index, Pseudonyms(key), bins)
    target = out or source.beside("research")
    with new_folder(target) as draft:
        counts = _write(draft, {name: research.rows(name) for name in FILES})
        (draft / "README.txt").write_text(readme_of(bins, is_fresh=key_file is None), "utf-8")
    _report(target, counts, as_json)


def _opened(named: Named) -> tuple[Source, Index]:
    """The record and its index; InputError where a chain's range begins after its deployment."""
    from scripts.audit_source import open_source

    source = open_source(named)
    source.require_whole("nothing was exported")
    return source, source.index()


def _label(viewer: Viewer) -> str:
    """The party in a folder's name: letters, digits, hyphens."""
    return "-".join(filter(None, (viewer.kind, re.sub(r"[^A-Za-z0-9-]+", "-", viewer.name)[:60])))


def _sealing_key(text: str, index: Index) -> bytes:
    """The X25519 key that `text` is, or that a participant of this id or address published last."""
    from audit.filters import ADDRESS
    from audit.index.lookup import Lookup
    from finance.suggestions import did_you_mean

    if match := KEY.fullmatch(text):
        return bytes.fromhex(match[1])
    names = Lookup(index)
    address = names.parties.get(text, names.as_recorded(text) if ADDRESS.fullmatch(text) else "")
    query = (
        "SELECT fields->>'$.sealing_key' FROM event_rows WHERE name = 'SealingKeySet' AND fields->>'$.account' = ?"
        " ORDER BY event DESC LIMIT 1"
    )
    found = index.rows(query, [address])
    if not found:
        why = "it has published no sealing key" if text in names.parties else "nobody has this id or address"
        hint = "" if text in names.parties else did_you_mean(text[:60], names.parties)
        raise _wrong("--key", text, f"{why}{hint}", "write 64 hex digits, or a participant with a sealing key")
    return bytes.fromhex(str(found[0][0]).removeprefix("0x"))


def _seal(key: bytes) -> Seal:
    """What puts bytes into a sealed box (X25519, XSalsa20-Poly1305): whoever seals them cannot open it either."""
    from nacl.exceptions import CryptoError
    from nacl.public import PublicKey, SealedBox

    try:
        box = SealedBox(PublicKey(key))
        box.encrypt(b"")
    except (CryptoError, RuntimeError, ValueError) as error:
        raise _wrong(
            "--key", key.hex(), "it is no X25519 key that anything can be sealed to", "ask for another"
        ) from error
    return lambda data: bytes(box.encrypt(data))


def _write(draft: Path, kinds: Mapping[str, Iterable[Row]]) -> dict[str, int]:
    """Writes a file of lines for each kind, row by row; how many rows each has."""
    counts = {}
    for name, rows in kinds.items():
        with (draft / f"{name}.jsonl").open("wb") as file:
            counts[name] = _write_lines(file, rows)
    return counts


def _write_sealed(draft: Path, kinds: Mapping[str, Iterable[Row]], seal: Seal) -> dict[str, int]:
    """Writes the same files as a sealed tar.gz. In clear they are in files without a name; a box is made in memory, of
    what is packed already."""
    counts, packed = {}, io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name, rows in kinds.items():
            with tempfile.TemporaryFile(dir=draft) as file:
                counts[name] = _write_lines(file, rows)
                entry = tarfile.TarInfo(f"{name}.jsonl")
                entry.size = file.tell()
                file.seek(0)
                archive.addfile(entry, file)
    (draft / SEALED).write_bytes(seal(packed.getvalue()))
    return counts


def _write_lines(file: IO[bytes], rows: Iterable[Row]) -> int:
    from audit.views.view import lines_of

    count = 0
    for line in lines_of(rows):
        file.write(line)
        count += 1
    return count


def _bins(bounds: str | None) -> Bins:
    from audit.views.research import Bins, bins_of

    if bounds is None:
        return Bins()
    parts = bounds.split(",")
    try:
        if not all(map(_BOUND.fullmatch, parts)):
            raise ValueError("they are no whole numbers of minor units")
        return bins_of([int(part) for part in parts])
    except ValueError as error:
        raise _wrong("--bin", bounds, str(error), "write 10000,100000,1000000") from error


def _report(target: Path, counts: Mapping[str, int], as_json: bool) -> None:
    from audit.wording import printable

    if as_json:
        sys.stdout.write(json.dumps({"folder": str(target), "rows": counts}, sort_keys=True) + "\n")
        return
    for name, count in counts.items():
        sys.stdout.write(f"{count:>10,}  {name}\n")
    sys.stdout.write(f"written to {printable(str(target))}\n")


def _wrong(option: str, text: str, why: str, do: str) -> InputError:
    from audit.wording import printable

    return InputError(what=f"cannot use {printable(text)!r}", where=option, why=printable(why), do=do)
