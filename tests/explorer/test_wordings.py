"""Both languages say everything, and nothing is said that no page uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chain.errors import InputError
from explorer import wordings as module
from explorer.wordings import LANGUAGES, chosen, require_language, wordings

ROOM = Path(module.__file__).parent
FIELD = re.compile(r"\{(\w+)\}")
COMPOSED = re.compile(
    r"(?:plot|table|section|column|card|status|outcome|whose|series|metric|page\.mark)\.(\w+)(?:\.\w+)?"
)
"""Keys that the code puts together, round a name that stands in it."""


def is_used(key: str, source: str) -> bool:
    """Whether the code names a key, or what it is put together of."""
    found = COMPOSED.fullmatch(key)
    return key in source or (found is not None and f'"{found[1]}"' in source)


def test_wordings__every_key__is_said_in_both_languages_with_the_same_fields() -> None:
    english, chinese = (wordings()[language] for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    differing = {key for key in english if {*FIELD.findall(english[key])} != {*FIELD.findall(chinese[key])}}
    assert differing == set()
    assert len(english) > 150


def test_wordings__chinese__is_chinese() -> None:
    untranslated = {key for key, text in wordings()["zh"].items() if not re.search("[\u4e00-\u9fff]", text)}
    assert untranslated == {"column.sha256"}


def test_wordings__every_key_that_the_code_names__is_there_and_none_is_idle() -> None:
    source = "".join(path.read_text() for end in ("py", "html", "js") for path in ROOM.rglob(f"*.{end}"))
    assert {key for key in wordings()["en"] if not is_used(key, source)} == set()
    assert not is_used("plot.no_such_plot.title", source)
    for kind in ("axis", "series", "hover", "list", "fact"):
        named = re.findall(rf"[\"']({kind}\.[a-z_0-9]+)[\"']", source)
        assert {*named} <= wordings()["en"].keys()
        assert named


def test_wordings__a_key_without_its_chinese__is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "wordings.yaml").write_text('axis.day: {en: "day"}\n')
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"axis\.day is not said in en and zh"):
        wordings.__wrapped__()


def test_chosen__some_keys__come_in_both_languages_and_in_order() -> None:
    assert chosen(["axis.loans", "axis.day", "axis.day"]) == {
        "en": {"axis.day": "business day", "axis.loans": "loans (number)"},
        "zh": {"axis.day": "营业日", "axis.loans": "贷款（笔）"},
    }


def test_language__unknown__is_refused_with_what_there_is() -> None:
    with pytest.raises(InputError, match=r"--lang de: unknown language: a report speaks en and zh; take one of en, zh"):
        require_language("de")
