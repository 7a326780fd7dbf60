"""The did-you-mean of an error line."""

from __future__ import annotations

import pytest

from finance.suggestions import did_you_mean


@pytest.mark.parametrize(("word", "hint"), [("bnaks", "; did you mean banks?"), ("BANKS ", "; did you mean banks?")])
def test_did_you_mean__near_miss__names_the_closest(word: str, hint: str) -> None:
    assert did_you_mean(word, ["banks", "clients", "loans"]) == hint


@pytest.mark.parametrize("word", ["", "xyzzy"])
def test_did_you_mean__nothing_close__is_empty(word: str) -> None:
    assert did_you_mean(word, ["banks", "clients"]) == ""


def test_did_you_mean__spelling_of_something__names_what_it_stands_for() -> None:
    codes = {"hong_kong": "HK", "kenya": "KE"}
    assert did_you_mean("Hong Kong", codes, stands_for=codes) == "; did you mean HK?"
