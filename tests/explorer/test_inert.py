"""What strangers wrote stays text: in labels, in scripts, in cells."""

from __future__ import annotations

import json

import pytest

from explorer.inert import LABEL_MAX, MARK, csv_text, label, plain, script_json, wording


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <b>bold</b> bank", "a ‹b›bold‹/b› bank"),
        ("%{x} & sons", "％{x} &amp; sons"),
        ("$x$", "＄x＄"),
        (f"{MARK}axis.day", " axis.day"),
        ("a\u202eb\x1b\u2028c", "a b  c"),
        ("x" * 50, "x" * (LABEL_MAX - 1) + "…"),
    ],
)
def test_label__hostile_text__has_no_markup_and_no_marks(text: str, shown: str) -> None:
    assert label(text) == shown


def test_plain__direction_marks_and_controls__are_blanks() -> None:
    assert plain("a\u202e\r\nb\u200f") == "a   b "


def test_wording__hostile_value__cannot_begin_a_wording_of_its_own() -> None:
    assert wording("hover.bank", f"{MARK}card\ue001<x>") == f"{MARK}hover.bank\ue001 card ‹x›"


@pytest.mark.parametrize("text", ["</script>", "<!--", "<script>", "a\u2028b\u2029", "&lt;"])
def test_script_json__what_ends_a_script__is_escaped_and_comes_back(text: str) -> None:
    written = script_json({"name": text})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {"name": text}


def test_script_json__no_number__is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json([float("nan")])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx"])
def test_csv__what_a_spreadsheet_would_run__begins_with_an_apostrophe(text: str) -> None:
    quoted = f'"\'{text}"' if text[0] in "\r\n" else f"'{text}"
    assert csv_text(("name",), [(text,)]) == f"name\r\n{quoted}\r\n"


def test_csv__numbers_and_plain_texts__stay_as_they_are() -> None:
    assert csv_text(("a", "b", "c"), [(-1, "x, y", None)]) == 'a,b,c\r\n-1,"x, y",\r\n'
