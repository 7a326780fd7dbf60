"""The shape of an IVMS101 record: which keys an element has, which it needs, and what their texts look like.

Trusts the data model of IVMS101 (interVASP, issue 1) and the JSON schema of the CODE protocol for names and lengths.
Never lets a key through that is not in them, which the schema itself would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from messages.errors import shown
from messages.text import is_clean


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold. path: dotted, with places in lists; rule: `schema`, or the number of the constraint."""

    path: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or 'record'}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text. length_min, length_max: in characters; form: what it is to match in full, None for anything clean."""

    length_max: int
    length_min: int = 1
    form: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one or more of something, at most so many where the standard says so."""

    of: Shape
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """An object. parts: key -> shape; needs: keys that have to be there."""

    parts: Mapping[str, Shape]
    needs: frozenset[str] = frozenset()


Shape: TypeAlias = Text | Many | Element


def _form(pattern: str, length_max: int) -> Text:
    return Text(length_max, form=re.compile(pattern, re.ASCII))


def _code(*codes: str) -> Text:
    return _form("|".join(codes), 4)


def _needing(parts: Mapping[str, Shape], *needs: str) -> Element:
    return Element(parts, frozenset(needs))


_COUNTRY = _form("[A-Z]{2}", 2)
_NATURAL_NAMES = _code("ALIA", "BIRT", "MAID", "LEGL", "MISC")
_NATURAL_NAME = _needing(
    {"primaryIdentifier": Text(100), "secondaryIdentifier": Text(100, 0), "nameIdentifierType": _NATURAL_NAMES},
    *("primaryIdentifier", "nameIdentifierType"),
)
_LEGAL_NAME = _needing(
    {"legalPersonName": Text(100), "legalPersonNameIdentifierType": _code("LEGL", "SHRT", "TRAD")},
    *("legalPersonName", "legalPersonNameIdentifierType"),
)
_ADDRESS = _needing(
    {
        "addressType": _code("HOME", "BIZZ", "GEOG"),
        **{key: Text(70) for key in ("subDepartment", "streetName", "floor", "room")},
        **{key: Text(35) for key in ("townName", "townLocationName", "districtName", "countrySubDivision")},
        **{key: Text(16) for key in ("buildingNumber", "buildingName", "postBox", "postCode")},
        "department": Text(50),
        "addressLine": Many(Text(70), 7),
        "country": _COUNTRY,
    },
    *("addressType", "country"),
)
_NATIONAL_TYPES = "ARNU", "CCPT", "RAID", "DRLC", "FIIN", "TXID", "SOCS", "IDCD", "LEIX", "MISC"
_NATIONAL = _needing(
    {
        "nationalIdentifier": Text(35),
        "nationalIdentifierType": _code(*_NATIONAL_TYPES),
        "countryOfIssue": _COUNTRY,
        "registrationAuthority": _form("RA[0-9]{6}", 8),
    },
    *("nationalIdentifier", "nationalIdentifierType"),
)
_BIRTH = _needing(
    {"dateOfBirth": _form("[0-9]{4}-[0-9]{2}-[0-9]{2}", 10), "placeOfBirth": Text(70)},
    *("dateOfBirth", "placeOfBirth"),
)


def _names(name: Element) -> Element:
    parts = {key: Many(name) for key in ("nameIdentifier", "localNameIdentifier", "phoneticNameIdentifier")}
    return _needing(parts, "nameIdentifier")


_NATURAL = _needing(
    {
        "name": _names(_NATURAL_NAME),
        "geographicAddress": Many(_ADDRESS),
        "nationalIdentification": _NATIONAL,
        "customerIdentification": Text(50),
        "dateAndPlaceOfBirth": _BIRTH,
        "countryOfResidence": _COUNTRY,
    },
    "name",
)
# The schema has customerNumber, as issue 1 does; issue 2 and the published example have customerIdentification.
_LEGAL = _needing(
    {
        "name": _names(_LEGAL_NAME),
        "geographicAddress": Many(_ADDRESS),
        "customerNumber": Text(50),
        "customerIdentification": Text(50),
        "nationalIdentification": _NATIONAL,
        "countryOfRegistration": _COUNTRY,
    },
    "name",
)
PERSON = Element({"naturalPerson": _NATURAL, "legalPerson": _LEGAL})
_ACCOUNTS = Many(Text(100))

RECORD = _needing(
    {
        "Originator": _needing(
            {"originatorPersons": Many(PERSON), "accountNumber": _ACCOUNTS}, "originatorPersons", "accountNumber"
        ),
        "Beneficiary": _needing(
            {"beneficiaryPersons": Many(PERSON), "accountNumber": _ACCOUNTS}, "beneficiaryPersons", "accountNumber"
        ),
        "OriginatingVASP": _needing({"originatingVASP": PERSON}, "originatingVASP"),
        "BeneficiaryVASP": _needing({"beneficiaryVASP": PERSON}, "beneficiaryVASP"),
    },
    *("Originator", "Beneficiary", "OriginatingVASP", "BeneficiaryVASP"),
)
"""The whole record, its four entities in capitals as the schema has them."""


def shape_findings(value: Any, shape: Shape = RECORD, path: str = "") -> Iterator[Finding]:
    """Whatever is not of the shape, in order."""
    match shape:
        case Element():
            yield from _element_findings(value, shape, path)
        case Many():
            if not isinstance(value, list | tuple) or not value:
                yield Finding(path, "schema", "a list of one or more is due")
            elif shape.most is not None and len(value) > shape.most:
                yield Finding(path, "schema", f"{len(value)} of it, at most {shape.most}")
            else:
                for place, item in enumerate(value):
                    yield from shape_findings(item, shape.of, f"{path}[{place}]")
        case Text():
            yield from _text_findings(value, shape, path)


def _element_findings(value: Any, shape: Element, path: str) -> Iterator[Finding]:
    if not isinstance(value, Mapping):
        yield Finding(path, "schema", "an object is due")
        return
    within = f"{path}." if path else ""
    for key in value:
        if key not in shape.parts:
            yield Finding(path, "schema", f"unknown key {shown(str(key))}")
    for key, part in shape.parts.items():
        if key in value:
            yield from shape_findings(value[key], part, within + key)
        elif key in shape.needs:
            yield Finding(within + key, "schema", "it is missing")
    if shape is PERSON and len(value.keys() & shape.parts.keys()) != 1:
        yield Finding(path, "schema", "either a natural or a legal person is due")


def _text_findings(value: Any, shape: Text, path: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield Finding(path, "schema", f"{type(value).__name__} where a text is due")
    elif not shape.length_min <= len(value) <= shape.length_max:
        yield Finding(path, "schema", f"{len(value)} characters, {shape.length_min} to {shape.length_max} are due")
    elif not is_clean(value):
        yield Finding(path, "schema", f"{shown(value)} has a character that may not travel")
    elif shape.form is not None and shape.form.fullmatch(value) is None:
        yield Finding(path, "schema", f"{shown(value)} is not of the form {shape.form.pattern}")
