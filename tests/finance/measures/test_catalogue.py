"""Whether docs/measures.md says of every measure what the catalogue says, and the catalogue each thing once.

Trusts the catalogue; tests/nodes/measures holds it to what a run leaves.
Never looks at the page's other words.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from finance.measures.catalogue import MEASURES, TITLES, as_markdown

PAGE = (Path(__file__).parents[3] / "docs/measures.md").read_text(encoding="utf-8")


def sections(page: str) -> dict[str, str]:
    """The page's sections about sections of the file, by their names."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    return {match[1]: part.strip() for part in parts if (match := re.match(r"## `(\w+)`: ", part))}


@pytest.mark.parametrize("section", TITLES)
def test_page__section__is_what_the_catalogue_says(section: str) -> None:
    assert sections(PAGE)[section] == as_markdown(section)


def test_page__sections__are_those_of_the_catalogue() -> None:
    assert [*sections(PAGE)] == [*TITLES] == [*dict.fromkeys(measure.section for measure in MEASURES)]


def test_page__planted_formula__is_found() -> None:
    spoilt = PAGE.replace("ρ = Σ a·(s − t) / Σ a·(T − t)", "ρ = Σ a·(s − t) / Σ a·T")
    assert sections(spoilt)["obligations"] != as_markdown("obligations")


def test_measures__keys__stand_once_in_their_section_with_a_meaning_and_a_source() -> None:
    assert len({(measure.section, measure.key) for measure in MEASURES}) == len(MEASURES)
    assert all(measure.meaning and measure.source for measure in MEASURES)
