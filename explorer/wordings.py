"""Every text of a report in both its languages: the one table of wordings, `wordings.yaml`.

Trusts that file to be ours.
Never falls back from one language to the other: a wording that lacks one is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from chain.errors import InputError
from finance.suggestions import did_you_mean

LANGUAGES = ("en", "zh")
"""English, Simplified Chinese."""
DEFAULT = "en"

Wordings = Mapping[str, Mapping[str, str]]


@cache
def wordings() -> Wordings:
    """Language -> key -> text. Raises `ValueError` for a key without its text in one of the languages."""
    text = files("explorer").joinpath("wordings.yaml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = YAML(typ="safe", pure=True).load(text)
    for key, texts in table.items():
        if [*texts] != [*LANGUAGES] or not all(isinstance(said, str) and said.strip() for said in texts.values()):
            raise ValueError(f"wordings.yaml: {key} is not said in {' and '.join(LANGUAGES)}")
    return {language: {key: texts[language] for key, texts in table.items()} for language in LANGUAGES}


def chosen(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """The wordings of some keys, as the page's own script needs them."""
    wanted = sorted(set(keys))
    return {language: {key: texts[key] for key in wanted} for language, texts in wordings().items()}


def require_language(language: str) -> str:
    """The language, if it is one of a report's; InputError otherwise."""
    if language in LANGUAGES:
        return language
    raise InputError(
        what="unknown language",
        where=f"--lang {language}",
        why=f"a report speaks {' and '.join(LANGUAGES)}{did_you_mean(language, LANGUAGES)}",
        do=f"take one of {', '.join(LANGUAGES)}",
    )
