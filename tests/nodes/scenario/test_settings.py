"""Values set from outside the file: where they go, what is refused, and that the text written anew reads the same."""

from __future__ import annotations

import datetime
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.scenario import Scenario, ScenarioError
from nodes.scenario.document import Bare, Document, parse_document
from nodes.scenario.settings import Setting, as_yaml, with_settings

GALLERY = sorted((Path(__file__).parents[3] / "scenarios").glob("*.yaml"))
FILE = """
start: 2024-06-03
venue: {}
banks:
  - &one {id: bank-1, name: One, limits: [1, 2]}
  - {id: bank-2, name: Two}
  - *one
"""
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=40)
SCALARS = (
    TEXTS
    | st.integers(-(10**30), 10**30)
    | st.booleans()
    | st.none()
    | st.dates()
    | st.sampled_from([Bare(text) for text in ("1.50", "1e3", ".inf", "0x10", "2022-02-30", "017")])
    | st.sampled_from(
        ["1.50", "yes", "null", "~", "", "017", "12:30", "2022-08-15", "- a", "a: b", "#", "*one", "&a", "<<"]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3),
    max_leaves=12,
)


def set_in_file(*settings: str) -> dict[str, Any]:
    return with_settings(parse_document(FILE, "f"), map(Setting.read, settings)).data


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("a=1", ("a",), 1),
        ("a.b-c=0.5", ("a", "b-c"), Bare("0.5")),
        ("a[0].b=true", ("a", "0", "b"), True),
        ("a.0.b='1.00'", ("a", "0", "b"), "1.00"),
        ("a=", ("a",), None),
        ("a=2024-06-03", ("a",), datetime.date(2024, 6, 3)),
        ("a=x=y", ("a",), "x=y"),
        ("a=[x, {y: 1}]", ("a",), ["x", {"y": 1}]),
    ],
)
def test_setting__written__is_read_as_yaml(setting: str, path: tuple[str, ...], value: object) -> None:
    read = Setting.read(setting)
    assert (read.path, read.value) == (path, value)
    assert type(read.value) is type(value)


def test_settings__of_an_item_by_id_and_by_position__reach_it_alone() -> None:
    data = set_in_file("banks.bank-1.name=Eins", "banks[1].name=Zwei", "banks.0.limits.1=9")
    assert [bank["name"] for bank in data["banks"]] == ["Eins", "Zwei", "One"]
    assert [bank.get("limits") for bank in data["banks"]] == [[1, 9], None, [1, 2]]


def test_settings__of_a_section_left_out__make_it() -> None:
    assert set_in_file("venue.kind=direct", "rates.source=ecb") | {"banks": 0} == {
        "start": datetime.date(2024, 6, 3),
        "venue": {"kind": "direct"},
        "rates": {"source": "ecb"},
        "banks": 0,
    }


def test_settings__of_one_value_twice__the_later_stands() -> None:
    assert set_in_file("start=1", "start=2")["start"] == 2


def test_settings__put_in__leave_the_document_as_it_was() -> None:
    document = parse_document(FILE, "f")
    before = repr(document)
    with_settings(document, [Setting.read("banks.bank-1.limits.0=7"), Setting.read("banks=[]")])
    assert repr(document) == before


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("a", "--set a: not a setting: it has no `=`; write it as key.path=value"),
        ("=1", "--set =1: not a setting: nothing is no path; write keys with dots between them"),
        ("a..b=1", "--set a..b=1: not a setting: a..b is no path; write keys with dots between them"),
        ("a=1\nb: 2", r"--set a=1\nb: 2: not a setting: its value is not one YAML value; put a text in quotes"),
        ("start.x=1", "--set start.x=1: no such place: start is a value, it has no keys; end the path there"),
        ("banks.3=1", "--set banks.3=1: no such place: banks has 3 items; count from 0, or name the item by its id"),
        (
            "banks.bnk-2.name=B",
            "--set banks.bnk-2.name=B: no such place: no item of banks has the id bnk-2; did you mean bank-2?; "
            "name an item by its id or its position",
        ),
    ],
)
def test_setting__that_leads_nowhere__is_refused_in_one_line(setting: str, line: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        set_in_file(setting)
    assert str(refusal.value) == line


@given(st.dictionaries(st.text(string.ascii_lowercase, min_size=1), VALUES, min_size=1, max_size=5))
def test_as_yaml__of_any_values__reads_as_the_same(data: dict[str, Any]) -> None:
    read = parse_document(as_yaml(Document(data, {}, {}, ()), "f"), "f")
    assert read.data == data
    assert repr(read.data) == repr(data)  # true is not 1, nor a date its text


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_as_yaml__of_the_gallery__is_the_same_scenario(path: Path) -> None:
    text = as_yaml(parse_document(path.read_text(), path.name), "f")
    assert Scenario.parse(text, "f").model_dump() == Scenario.load(path).model_dump()


def test_scenario__with_settings__is_what_its_source_text_says() -> None:
    path = next(path for path in GALLERY if path.stem == "quickstart")
    scenario = Scenario.load(path, settings=["payments.generated.count=10", "expect="])
    assert scenario.payments.generated is not None
    assert scenario.payments.generated.count == 10
    assert scenario.source_text.startswith("# quickstart.yaml with --set payments.generated.count=10 --set expect=\n")
    again = Scenario.parse(scenario.source_text, "f")
    assert again.model_dump() == scenario.model_dump()


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        (
            "payments.generated.count=0",
            "--set payments.generated.count=0: number too small: the least is 1; write a larger one",
        ),
        ("end=2024-06-02", "--set end=2024-06-02: "),
        ("banks.de-bank-1.jurisdiction=FR", "--set banks.de-bank-1.jurisdiction=FR: "),
    ],
)
def test_scenario__with_a_wrong_setting__names_the_setting(setting: str, line: str) -> None:
    path = next(path for path in GALLERY if path.stem == "quickstart")
    with pytest.raises(ScenarioError) as refusal:
        Scenario.load(path, settings=[setting])
    assert str(refusal.value.findings[0]).startswith(line)
