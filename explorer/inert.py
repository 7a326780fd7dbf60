"""Makes text of strangers harmless wherever a report puts it: labels of plots, JSON inside a script tag, cells of CSV.

Trusts jinja2 to escape what stands in the page itself, which is no matter of this module.
Never changes what a text says to a reader beyond what it must, and never passes a control or direction mark on.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

LABEL_MAX = 40
MARK, BETWEEN = "\ue000", "\ue001"
"""Private-use characters that make a text a wording, and that part it from what is put into it."""

_UNPRINTABLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
# plotly reads tags, entities and %{fields} in every text that it draws.
_IN_A_PLOT = str.maketrans({"<": "‹", ">": "›", "&": "&amp;", "%": "％", "$": "＄"})
_IN_A_SCRIPT = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(text: object) -> str:
    """The text on one line without control characters, direction marks and private-use characters."""
    return "".join(c if unicodedata.category(c) not in _UNPRINTABLE else " " for c in str(text))


def label(text: object) -> str:
    """A stranger's text as a label of a plot: plain, no markup, at most `LABEL_MAX` characters."""
    cut = plain(text)
    cut = cut if len(cut) <= LABEL_MAX else cut[: LABEL_MAX - 1] + "…"
    return cut.translate(_IN_A_PLOT)


def wording(key: str, *values: object) -> str:
    """A text of a plot that the page says in its reader's language; values stand in it, made harmless."""
    return MARK + BETWEEN.join((key, *map(label, values)))


def script_json(content: Any) -> str:
    """JSON that cannot end the script tag it stands in, nor begin a comment there."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_IN_A_SCRIPT)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV (RFC 4180); a text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.startswith(_FORMULA) else value
