"""YAML texts: which values they give, where each stands, and what is refused before it can do harm."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from nodes.scenario import document
from nodes.scenario.document import DEPTH_MAX, Bare, parse_document
from nodes.scenario.findings import Mark, ScenarioError


def refusal_of(text: str) -> str:
    """The line that refuses a text."""
    with pytest.raises(ScenarioError) as refusal:
        parse_document(text, "f")
    (finding,) = refusal.value.findings
    return str(finding)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ('"7"', "7"),
        ("'7'", "7"),
        ("7.0", Bare("7.0")),
        ("1e3", Bare("1e3")),
        (".inf", Bare(".inf")),
        (".nan", Bare(".nan")),
        ("0x10", Bare("0x10")),
        ("0o17", Bare("0o17")),
        ("017", Bare("017")),
        ("1_000", Bare("1_000")),
        ("9" * 41, Bare("9" * 41)),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("null", None),
        ("~", None),
        ("", None),
        ("2022-08-15", datetime.date(2022, 8, 15)),
        ('"2022-08-15"', "2022-08-15"),
        ("2022-02-30", Bare("2022-02-30")),
        ("2022-08-15T09:00:00Z", Bare("2022-08-15T09:00:00Z")),
        ("09:00", "09:00"),
        ("12:30:45", "12:30:45"),
        ("word", "word"),
        (">-\n  two\n  words", "two words"),
        ("[a, 1]", ["a", 1]),
        ("{b: {c: 1}}", {"b": {"c": 1}}),
    ],
)
def test_parse_document__scalar__is_what_yaml_1_2_says_but_never_a_float(written: str, value: Any) -> None:
    found = parse_document(f"a: {written}\n", "f").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_parse_document__every_value__has_its_place() -> None:
    document = parse_document("a: 1\nb:\n  - c\n  - {d: e,   f: g}\nh:\ni: j\n", "f")
    assert document.marks == {
        (): Mark(1, 1),
        ("a",): Mark(1, 4),
        ("b",): Mark(3, 3),
        ("b", 0): Mark(3, 5),
        ("b", 1): Mark(4, 5),
        ("b", 1, "d"): Mark(4, 9),
        ("b", 1, "f"): Mark(4, 17),
        ("h",): Mark(5, 1),
        ("i",): Mark(6, 4),
    }
    assert document.key_marks[("b", 1, "f")] == Mark(4, 14)


def test_parse_document__alias__has_the_value_and_the_place_of_its_anchor() -> None:
    document = parse_document("a: &x {b: 1}\nc: *x\n", "f")
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.marks[("c", "b")] == Mark(1, 11)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "f:1:1: not a scenario: the file is empty"),
        ("# only a comment\n", "f:1:1: not a scenario: the file is empty"),
        ("---\n...\n", "f:2:1: not a scenario: the top level is not a mapping"),
        ("- a\n", "f:1:1: not a scenario: the top level is not a mapping"),
        ("hello world\n", "f:1:1: not a scenario: the top level is not a mapping"),
        ("a: b: c\n", "f:1:5: not a YAML file: mapping values are not allowed here"),
        ("a:\n\t- b\n", "f:2:1: not a YAML file: found character '\\t' that cannot start any token"),
        ("a: 'b\n", "f:2:1: not a YAML file: found unexpected end of stream"),
        ("a: [1,\n", "f:2:1: not a YAML file: expected the node content"),
        ("a: @b\n", "f:1:4: not a YAML file: found character '@' that cannot start any token"),
        ('a: "\\q"\n', "f:1:6: not a YAML file: found unknown escape character 'q'"),
        ('a: 1\nb: "\\U0FFFFFFF"\n', "f:2:2: not a YAML file: chr() arg not in range"),
        ("%YAML 1.1\n---\na: yes\n", "f:2:1: not a scenario: it asks for another YAML version"),
        ("a: 1\n---\nb: 1\n", "f:2:1: not a scenario: it holds a second document"),
        ("a: !!python/object:os.system x\n", "f:1:4: not a scenario: it uses the tag tag:yaml.org,2002:python/obj"),
        ("a: !!str 1\n", "f:1:4: not a scenario: it uses the tag"),
        ("a: !x [1]\n", "f:1:4: not a scenario: it uses the tag !x"),
        ("1: a\n", "f:1:1: not a scenario: a key is not text"),
        ("null: a\n", "f:1:1: not a scenario: a key is not text"),
        ("? [a]\n: b\n", "f:1:3: not a scenario: a key is not text"),
        ("a: *b\n", "f:1:4: not a scenario: the alias *b has no anchor before it"),
        ("a: &a [1, *a]\n", "f:1:11: not a scenario: the alias *a holds itself"),
    ],
)
def test_parse_document__no_scenario__is_refused_at_its_place(text: str, said: str) -> None:
    assert refusal_of(text).startswith(said)


def test_parse_document__alias_bomb__is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert refusal_of("\n".join(lines)).startswith("f:5:45: not a scenario: it expands to more than 100,000 values")


def test_parse_document__more_values_than_the_limit__are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "VALUES_MAX", 1_000)
    assert len(parse_document("a: [" + "1," * 997 + "]", "f").data["a"]) == 997
    said = "f:1:1999: not a scenario: it expands to more than 1,000 values"
    assert refusal_of("a: [" + "1," * 998 + "]").startswith(said)


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "a: " + "{b: " * 5000, "- " * 5000])
def test_parse_document__nested_too_deep__is_refused(text: str) -> None:
    assert f"it is nested deeper than {DEPTH_MAX} levels; flatten it" in refusal_of(text)


def test_parse_document__nested_too_deep_by_aliases__is_refused() -> None:
    chain = ["a0: &a0 [1]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, DEPTH_MAX))]
    assert refusal_of("\n".join(chain)).startswith(f"f:{DEPTH_MAX}:")
    assert parse_document("\n".join(chain[:-1]), "f").data


def test_parse_document__duplicate_key__is_a_problem_at_the_second() -> None:
    document = parse_document("a: 1\nb: 2\na: 3\n", "f")
    (problem,) = document.problems
    assert (problem.what, problem.mark, document.data["a"]) == ("duplicate key", Mark(3, 1), 1)
    assert problem.why == "it stands on line 1 already"


@pytest.mark.parametrize(
    ("written", "what"),
    [('"\\e[31m"', "not plain text"), ('"\\0"', "not plain text"), ("x" * 1001, "text too long")],
)
def test_parse_document__text_that_may_not_be_printed__is_a_problem(written: str, what: str) -> None:
    (problem,) = parse_document(f"a: [b, {written}]\n", "f").problems
    assert (problem.loc, problem.what) == (("a", 1), what)
