"""The measures of a run that a sweep compares: every figure of the summary that is one number, by its path there.

Trusts the summary for the figures and for their units, which end their names.
Never takes what is counted by name (refusals by code, loans by id): it is not there in every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

SECTIONS = (
    *("payments", "time_to_finality", "interbank", "venues", "lending", "loans", "consensus", "measures"),
    *("blocks", "transactions"),
)
"""Keys of `summary.json` whose figures are measures; what a run does not have is left out."""
_BY_NAME = frozenset({"refused_by", "kept_off_by", "not_settled_by", "by_id", "applications", "states"})
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")

Measures = dict[str, int | str]
"""Path -> an integer, or a decimal number as text."""


def measures_of(summary: dict[str, Any]) -> Measures:
    """All measures of a run from its summary, in the order of `SECTIONS` and then by name."""
    return {path: value for key in SECTIONS if key in summary for path, value in _figures(key, summary[key])}


def _figures(path: str, content: Any) -> Iterator[tuple[str, int | str]]:
    if isinstance(content, dict):
        for key in sorted(content.keys() - _BY_NAME):
            yield from _figures(f"{path}.{key}", content[key])
    elif (isinstance(content, int) and not isinstance(content, bool)) or (
        isinstance(content, str) and _DECIMAL.fullmatch(content)
    ):
        yield path, content
