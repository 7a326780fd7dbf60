"""The did-you-mean at the end of an error line.

Trusts the caller's list of what would have been right.
Never corrects the input itself: the user decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches


def did_you_mean(word: str, known: Collection[str], stands_for: Mapping[str, str] | None = None) -> str:
    """`"; did you mean banks?"` for the closest of `known`, case aside, or `""` where nothing is close.

    `stands_for` says what to suggest for each of them, where that is not the name itself.
    """
    by_spelling = {name.casefold(): name for name in known}
    close = get_close_matches(word.strip().casefold(), list(by_spelling), n=1)
    if not close:
        return ""
    name = by_spelling[close[0]]
    return f"; did you mean {stands_for[name] if stands_for else name}?"
