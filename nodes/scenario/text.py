"""From a path to clean text: the first door of a scenario file that nobody has vouched for.

Trusts the operating system to say why a file cannot be read.
Never reads more than the size limit, and never lets a character through that could drive a terminal.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from nodes.scenario.findings import PATH_MAX, Finding, Mark, ScenarioError, shown

SIZE_MAX_BYTES = 5 * 1024 * 1024
UNREADABLE = "the scenario cannot be read"
NOT_YAML = "not a YAML file"
NOT_A_SCENARIO = "not a scenario"

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def stop(source: str, what: str, why: str, do: str, mark: Mark | None = None) -> ScenarioError:
    """The error that ends the reading of `source`: one finding, at `mark` where the place is known."""
    where = source if mark is None else f"{source}:{mark.line}:{mark.column}"
    return ScenarioError([Finding(where, what, why, do)])


def read_text(path: Path) -> str:
    """The text of the file at `path`, without a byte order mark. Raises `ScenarioError` with one finding."""
    source = shown(str(path), PATH_MAX)
    text = _decode(_read(path, source), source)
    _refuse_control_characters(text, source)
    return text


def control_character(text: str) -> str | None:
    """The first character that is no text: a control, a lone surrogate, a direction override; else `None`."""
    if text.isprintable():
        return None
    return next((char for char in text if not char.isprintable() and _is_control(char)), None)


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _BIDIRECTIONAL


def _read(path: Path, source: str) -> bytes:
    try:
        if path.is_dir():
            raise stop(source, UNREADABLE, "it is a folder", "name the .yaml file inside it")
        with path.open("rb") as file:
            content = file.read(SIZE_MAX_BYTES + 1)
    except FileNotFoundError:
        raise stop(source, UNREADABLE, "there is no such file", "check the path") from None
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else "the system gave no reason"
        raise stop(source, UNREADABLE, why, "check the path and who may read it") from None
    except ValueError:  # a NUL inside the path
        raise stop(source, UNREADABLE, "this is not a path", "check the path") from None
    if len(content) > SIZE_MAX_BYTES:
        why = f"it is larger than {SIZE_MAX_BYTES:,} bytes"
        raise stop(source, UNREADABLE, why, "let the scenario generate its payments, or split it")
    return content


def _decode(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.start` does not count a byte order mark, `error.object` does not hold it either.
        start, seen = error.start, bytes(error.object)
        mark = Mark(seen.count(b"\n", 0, start) + 1, start - seen.rfind(b"\n", 0, start))
        why = f"byte {seen[start]:#04x} does not belong to UTF-8 text"
        raise stop(source, NOT_YAML, why, "save the file as UTF-8 text", mark) from None


def _refuse_control_characters(text: str, source: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        bad = control_character(line.removesuffix("\r").replace("\t", " "))
        if bad is not None:
            why = f"it holds the control character U+{ord(bad):04X}"
            raise stop(source, NOT_YAML, why, "remove the character", Mark(number, line.index(bad) + 1))
