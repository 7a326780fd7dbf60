"""The numbers in the head of each gallery file are what its run comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gallery_numbers import HEADING, TAGS, Number, designs_of, head_of, look_up, miss_of, needs_no_run
from gallery_runs import FILES, SCENARIOS, SHIPPED, STRESS

WITH_HEADS = [path for path in SHIPPED if path.stem != "aml-varied"]
"""The files that say numbers: what the other is for stands in docs/alarms.md."""
LONG = frozenset({"aml", "sme-loans"})
"""Whose runs take the better part of a minute, or of an hour: their numbers are held where deep tests are asked for."""


def numbers() -> Iterator[Any]:
    """Every number of every file; of the longest, those that need no run."""
    for path in WITH_HEADS:
        for number in head_of(path).numbers:
            if path == STRESS and not needs_no_run(number):
                continue
            is_deep = path.stem in LONG and not needs_no_run(number)
            yield pytest.param(number, id=str(number), marks=[pytest.mark.deep] * is_deep)


@pytest.mark.parametrize("number", list(numbers()))
def test_number__of_a_gallery_file__is_what_its_run_comes_to(number: Number) -> None:
    assert miss_of(number) == ""


@pytest.mark.parametrize("path", WITH_HEADS, ids=lambda path: path.stem)
def test_head__of_a_gallery_file__asks_a_question_and_has_numbers_of_every_tag(path: Path) -> None:
    head = head_of(path)
    assert head.question.count("?") >= 1
    tags = {number.tag for number in head.numbers}
    assert tags | set(head.without) == set(TAGS)
    assert tags.isdisjoint(head.without)
    assert {"bound", "recorded"} <= tags
    assert all(head.without.values())
    assert [number for number in head.numbers if number.tag != "recorded" and not number.words] == []
    assert len(set(head.numbers)) == len(head.numbers)


# What is planted wrong is found.

RIGHT = Number("quickstart", "recorded", "payments.settled", "=", "60")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wanted": "61"}, "quickstart: payments.settled = 61: is 60"),
        ({"relation": "<"}, "quickstart: payments.settled < 60: is 60"),
        ({"path": "scenario"}, "quickstart: scenario = 60: is quickstart"),
        ({"path": "file.banks", "relation": ">", "wanted": "4"}, "quickstart: file.banks > 4: is 4"),
    ],
)
def test_number__planted_wrong__is_a_miss_with_what_was_found(changes: dict[str, str], said: str) -> None:
    assert miss_of(RIGHT) == ""
    assert miss_of(replace(RIGHT, **changes)) == said


def test_number__of_each_way__is_a_miss_where_one_way_differs() -> None:
    each = Number("fx-venues", "bound", "*/venues.settled", "=", "120")
    assert "is 78" in miss_of(each)
    assert miss_of(replace(each, path="vehicle/venues.settled", wanted="direct/venues.settled")).endswith("against 78")


def test_designs__of_a_file__are_those_that_its_numbers_name() -> None:
    assert designs_of("cascade") == ("dns", "rtgs", "pvp")
    assert designs_of("fx-venues") == designs_of("quickstart") == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("# and another thing", "no number"),
        ("#   recorded  payments.settled 60", "no number"),
        ("#             words about nothing", "no number"),
    ],
)
def test_head__line_that_is_no_number__is_refused(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "planted.yaml"
    path.write_text(f"# Question: why?\n{HEADING}\n{line}\nschema_version: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        head_of(path)
    path.write_text("# Question: why?\nschema_version: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="says no numbers"):
        head_of(path)


@pytest.mark.parametrize("path", ["b", "a.c", "a[id=3].b", "a[id=1].c", "a[id=2].b"])
def test_look_up__of_what_is_not_there_once__is_an_error(path: str) -> None:
    content = {"a": [{"id": 1, "b": 5}, {"id": 2}, {"id": 2}]}
    assert look_up(content, "a[id=1].b") == 5
    assert look_up(content, "a.count") == 3
    with pytest.raises(LookupError):
        look_up(content, path)


def test_number__of_a_summary_at_hand__is_held_against_it() -> None:
    number = Number("stress-1m", "bound", "payments.settled", "=", "1000000")
    assert miss_of(number, {"payments": {"settled": 1_000_000}}) == ""
    assert "is 999999" in miss_of(number, {"payments": {"settled": 999_999}})
    external = Number("stress-1m", "external", "given.payments.generated.count", ">", "1000000")
    assert "is 1000000" in miss_of(external, {})


def test_files__of_the_gallery__are_where_the_runs_look_for_them() -> None:
    assert {path.parent for path in FILES} == {SCENARIOS}
    assert {path.stem for path in {*SHIPPED} - {*FILES}} == {"aml", "aml-varied", STRESS.stem}


def test_gallery__of_the_docs__names_every_file_with_what_it_asks() -> None:
    lines = (SCENARIOS.parent / "docs" / "scenarios.md").read_text(encoding="utf-8").split("\n")
    rows = [line.split("|")[1:3] for line in lines if line.startswith("| [`")]
    named = {cells[0].partition("`")[2].partition("`")[0]: cells[1].strip() for cells in rows}
    assert [*named] == [path.stem for path in SHIPPED]
    assert all(question.endswith("?") for question in named.values())
