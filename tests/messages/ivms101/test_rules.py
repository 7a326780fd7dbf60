"""IVMS101 records: each constraint holds of a good record and is broken by one change.

Trusts the published examples, where the shared folder has them, for how records look.
Never tests a form of the schema twice.
"""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.lei import lei_complete
from messages.errors import MessageError
from messages.ivms101.countries import countries
from messages.ivms101.names import names_of
from messages.ivms101.records import Company, Institution, transfer_record
from messages.ivms101.rules import record_findings, require

EXAMPLES = Path(__file__).parents[4] / "shared" / "data" / "ivms101"
DAY = date(2024, 6, 3)
LEI = lei_complete("529900T8BM49AURSDO")
SENDER = Company("Joo Chiat Bakery", "bakery", "SG", "0x" + "1" * 40)
RECEIVER = Company("Hamburg Oven Maker", "oven-maker", "DE", "0x" + "2" * 40)
BANK = Institution("Marina Bank", LEI, "SG")
LEGAL = ("Originator", "originatorPersons", 0, "legalPerson")
BANKS = ("OriginatingVASP", "originatingVASP", "legalPerson")
NATURAL = ("Beneficiary", "beneficiaryPersons", 0, "naturalPerson")
PERSON = {
    "name": {"nameIdentifier": [{"primaryIdentifier": "Smith", "nameIdentifierType": "LEGL"}]},
    "dateAndPlaceOfBirth": {"dateOfBirth": "1990-01-01", "placeOfBirth": "Leeds"},
    "countryOfResidence": "GB",
}
ADDRESS = {"addressType": "GEOG", "streetName": "East Coast Road", "buildingNumber": "1", "country": "SG"}


def good() -> dict[str, Any]:
    """A record of a company that pays a person."""
    record = transfer_record(SENDER, BANK, RECEIVER, BANK, DAY)
    record["Beneficiary"]["beneficiaryPersons"] = [{"naturalPerson": copy.deepcopy(PERSON)}]
    record["Originator"]["originatorPersons"][0]["legalPerson"]["geographicAddress"] = [dict(ADDRESS)]
    return record


def at(record: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path."""
    for key in path:
        record = record[key]
    return record


def test_record__good__has_no_findings() -> None:
    assert record_findings(good(), DAY) == []
    require(good(), DAY)


@pytest.mark.parametrize(
    ("path", "change", "rule"),
    [
        (
            (*BANKS, "nationalIdentification"),
            {"nationalIdentifierType": "CCPT", "registrationAuthority": "RA000001"},
            "C7",
        ),
        (BANKS, {"nationalIdentification": {"nationalIdentifier": "1", "nationalIdentifierType": "RAID"}}, "C9"),
        ((*BANKS, "nationalIdentification"), {"registrationAuthority": "RA000001"}, "C9"),
        ((*BANKS, "nationalIdentification"), {"countryOfIssue": "SG"}, "C9"),
        ((*BANKS, "nationalIdentification"), {"nationalIdentifier": LEI[:-1] + "0"}, "C11"),
        ((*BANKS, "nationalIdentification"), {"registrationAuthority": "RA1"}, "schema"),
        ((*BANKS, "name", "nameIdentifier", 0), {"legalPersonNameIdentifierType": "TRAD"}, "C5"),
        ((*NATURAL, "name", "nameIdentifier", 0), {"nameIdentifierType": "ALIA"}, "C6"),
        ((*NATURAL, "dateAndPlaceOfBirth"), {"dateOfBirth": "2024-06-03"}, "C2"),
        ((*NATURAL, "dateAndPlaceOfBirth"), {"dateOfBirth": "1990-02-30"}, "C2"),
        (NATURAL, {"countryOfResidence": "UK"}, "C3"),
        (LEGAL, {"countryOfRegistration": "EU"}, "C3"),
        (LEGAL, {"geographicAddress": [{"addressType": "GEOG", "streetName": "Road", "country": "SG"}]}, "C8"),
        (LEGAL, {"customerIdentification": "bakery"}, "schema"),
        (LEGAL, {"surprise": "x"}, "schema"),
        ((), {"originator": {}}, "schema"),
        (("Originator",), {"accountNumber": []}, "schema"),
        (("Originator",), {"accountNumber": [1]}, "schema"),
        (("Originator",), {"accountNumber": "0x1"}, "schema"),
        (("Beneficiary",), {"beneficiaryPersons": [{}]}, "schema"),
        (("Beneficiary",), {"beneficiaryPersons": ["x"]}, "schema"),
        ((*LEGAL, "name", "nameIdentifier", 0), {"legalPersonName": "x" * 101}, "schema"),
        ((*LEGAL, "name", "nameIdentifier", 0), {"legalPersonName": "x\u202ey"}, "schema"),
        ((*LEGAL, "geographicAddress", 0), {"addressLine": ["x"] * 8}, "schema"),
    ],
)
def test_record__one_change__breaks_its_rule(path: tuple[Any, ...], change: dict[str, Any], rule: str) -> None:
    record = good()
    at(record, path).update(change)
    found = record_findings(record, DAY)
    assert [finding.rule for finding in found] == [rule]
    with pytest.raises(MessageError, match=rule):
        require(record, DAY)


@pytest.mark.parametrize("path", [("Originator",), ("BeneficiaryVASP", "beneficiaryVASP"), (*LEGAL, "name")])
def test_record__without_what_it_needs__says_which(path: tuple[Any, ...]) -> None:
    record = good()
    del at(record, path[:-1])[path[-1]]
    assert [(finding.rule, finding.message) for finding in record_findings(record, DAY)] == [
        ("schema", "it is missing")
    ]


def test_originator__that_nothing_tells_from_others__breaks_c4_or_c1() -> None:
    record = good()
    company = at(record, LEGAL)
    del company["customerNumber"]
    assert record_findings(record, DAY) == []  # its address tells it
    company["geographicAddress"][0]["addressType"] = "BIZZ"
    assert [finding.rule for finding in record_findings(record, DAY)] == ["C4"]
    person = copy.deepcopy(PERSON)
    del person["dateAndPlaceOfBirth"]
    record["Originator"]["originatorPersons"] = [{"naturalPerson": person}]
    assert [finding.rule for finding in record_findings(record, DAY)] == ["C1"]


@given(st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_record__any_value__is_judged_and_never_raises(value: Any) -> None:
    assert record_findings(value, DAY)
    assert names_of(value if isinstance(value, dict) else {}) == ("", "")


def test_names__of_a_record__are_those_of_payer_and_payee() -> None:
    assert names_of(good()) == ("Joo Chiat Bakery", "Smith")


def test_transfer_record__of_bad_facts__is_refused() -> None:
    with pytest.raises(MessageError, match="C11"):
        transfer_record(SENDER, Institution("Marina Bank", "529900T8BM49AURSDO00", "SG"), RECEIVER, BANK, DAY)
    with pytest.raises(MessageError, match="customerNumber"):
        transfer_record(Company("A", "a" * 51, "SG", "0x1"), BANK, RECEIVER, BANK, DAY)


def test_transfer_record__of_hostile_names_and_a_currency_area__travels_all_the_same() -> None:
    record = transfer_record(Company("A\u202e\x00" + "b" * 200, "a", "EU", "0x1"), BANK, RECEIVER, BANK, DAY)
    assert names_of(record)[0] == "A.." + "b" * 96 + "+"
    assert at(record, LEGAL)["countryOfRegistration"] == "XX"


def test_countries__of_the_standard__are_some_two_hundred_and_fifty() -> None:
    assert {"DE", "SG", "HK", "XX"} <= countries()
    assert 240 < len(countries()) < 260


def test_examples__published__break_their_own_schema_where_it_cannot_say_so() -> None:
    """The schema has postCode, the examples postcode, which it lets through as any unknown key."""
    for path in sorted(EXAMPLES.glob("complete-example*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        assert {finding.message for finding in record_findings(record, DAY)} == {"unknown key 'postcode'"}
        mended = json.loads(path.read_text(encoding="utf-8").replace('"postcode"', '"postCode"'))
        broken = {"C11", "C1"} if "legal" in path.name else set()  # an LEI of twenty X, and a person with a name alone
        assert {finding.rule for finding in record_findings(mended, DAY)} == broken


def test_schema__published__has_the_keys_that_we_take() -> None:
    """Every key of ours is the schema's, but the one that issue 2 renamed."""
    path = EXAMPLES / "json-schema.json"
    if path.is_file():
        from messages.ivms101.schema import RECORD

        assert _keys(RECORD) - _published_keys(json.loads(path.read_text(encoding="utf-8"))) == set()


def _keys(shape: Any) -> set[str]:
    parts = getattr(shape, "parts", None)
    if parts is not None:
        return set(parts).union(*(_keys(part) for part in parts.values()))
    return _keys(shape.of) if hasattr(shape, "of") else set()


def _published_keys(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = set(schema.get("properties", {}))
        return own.union(*(_published_keys(item) for item in schema.values()))
    return set()
