"""How the auditor writes: on one line, escaped, in UTC.

Trusts `str.isprintable` for what a terminal takes as text.
Never looks at colours or tables: those are the scripts' part.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.wording import SHOWN_MAX, hex_text, printable, utc_text


@given(st.text(max_size=500))
def test_printable__any_text__cannot_drive_a_terminal(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert shown.isascii() or not text.isascii()


def test_printable__plain_text__is_left_alone() -> None:
    assert printable("Zürich 銀行 1") == "Zürich 銀行 1"


@pytest.mark.parametrize("char", ["\x1b", "\0", "\n", "\u202e", "\u200f", "\u2028", "\ufeff", "\ud800"])
def test_printable__control_or_direction_mark__is_escaped(char: str) -> None:
    assert char not in printable(f"a{char}b")
    assert printable(f"a{char}b").encode("utf-8")


def test_printable__megabyte__is_cut() -> None:
    assert len(printable("x" * 1_000_000)) == SHOWN_MAX


@pytest.mark.parametrize(
    ("second", "text"),
    [(0, "1970-01-01T00:00:00Z"), (10**18, f"second {10**18}"), (2**70, f"second {2**70}")],
)
def test_utc_text__any_second__is_written(second: int, text: str) -> None:
    assert utc_text(second) == text


def test_hex_text__bytes__have_their_prefix() -> None:
    assert hex_text(b"\x0a\xff") == "0x0aff"
