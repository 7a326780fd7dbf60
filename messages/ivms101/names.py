"""The names in an IVMS101 record, for whoever shows a payment.

Trusts nothing of a record's shape: what is not there has no name.
Never says whether the record is one: `messages.ivms101.rules` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def names_of(record: Mapping[str, Any]) -> tuple[str, str]:
    """The names of the first originator and the first beneficiary; empty where the record has none."""
    return _name(record, "Originator", "originatorPersons"), _name(record, "Beneficiary", "beneficiaryPersons")


def _name(record: Mapping[str, Any], entity: str, persons: str) -> str:
    person = _first(_member(_member(record, entity), persons))
    for kind in ("legalPerson", "naturalPerson"):
        names = _first(_member(_member(_member(person, kind), "name"), "nameIdentifier"))
        parts = [_member(names, key) for key in ("legalPersonName", "secondaryIdentifier", "primaryIdentifier")]
        if found := [part for part in parts if isinstance(part, str) and part]:
            return " ".join(found)
    return ""


def _member(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None
