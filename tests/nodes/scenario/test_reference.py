"""The page of keys: the committed one is what the model says, and names every key with its meaning."""

from __future__ import annotations

from pathlib import Path

from nodes.scenario import Scenario
from nodes.scenario.reference import reference_page

PAGE = Path(__file__).parents[3] / "docs" / "scenario-keys.md"


def test_page__of_the_keys__is_the_committed_one() -> None:
    wanted = "changed on purpose? write `corridor schema --markdown` over the page"
    assert reference_page(Scenario.json_schema()) == PAGE.read_text(encoding="utf-8"), wanted


def test_page__every_key__stands_on_it_with_its_kind() -> None:
    schema = Scenario.json_schema()
    text = PAGE.read_text(encoding="utf-8")
    sections = [schema, *schema["$defs"].values()]
    keys = [key for section in sections for key in section["properties"]]
    assert text.count("\n| `") == len(keys)
    assert "| `from` | text; required | The payers' jurisdiction. |" in text
    assert "[GeneratedPayments](#generatedpayments)" in text


def test_page__key_left_out__is_another_page() -> None:
    schema = Scenario.json_schema()
    del schema["properties"]["shocks"]
    assert reference_page(schema) != PAGE.read_text(encoding="utf-8")
