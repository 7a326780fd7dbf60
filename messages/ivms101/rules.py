"""The constraints of IVMS101 that no schema can say, under their own numbers.

Trusts `messages.ivms101.schema` for the shape: a record without it is held to nothing else.
Never asks a register: whether an LEI or a registration authority exists is GLEIF's to say.

C12 is about a path of intermediaries, which the schema does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from finance.lei import lei_check
from messages.errors import MessageError
from messages.ivms101.countries import countries
from messages.ivms101.schema import Finding, shape_findings

_OF_LEGAL_PERSONS = {"RAID", "MISC", "LEIX", "TXID"}
_LEGAL, _LEI, _GEOGRAPHIC = "LEGL", "LEIX", "GEOG"
_COUNTRY_KEYS = {"country", "countryOfIssue", "countryOfResidence", "countryOfRegistration"}


def record_findings(record: Any, on: date) -> list[Finding]:
    """Everything that does not hold of a record: its shape, or else its constraints. on: the day of the transfer."""
    shape = list(shape_findings(record))
    return shape or [
        *_country_findings(record, ""),
        *_persons_findings(record, on),
        *_originator_findings(record),
    ]


def require(record: Any, on: date) -> None:
    """Raises MessageError with the first thing that does not hold."""
    for finding in record_findings(record, on):
        raise MessageError(finding.path or "record", f"{finding.rule}: {finding.message}")


def _country_findings(value: Any, path: str) -> Iterator[Finding]:
    """C3: a country is one of ISO 3166-1, or XX."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            within = f"{path}.{key}" if path else key
            if key in _COUNTRY_KEYS and item not in countries():
                yield Finding(within, "C3", f"{item} is no country of ISO 3166-1")
            yield from _country_findings(item, within)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from _country_findings(item, f"{path}[{place}]")


def persons_of(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and person of everybody in a record: originators, beneficiaries, then their institutions."""
    for entity, key in (("Originator", "originatorPersons"), ("Beneficiary", "beneficiaryPersons")):
        for place, person in enumerate(record[entity][key]):
            yield f"{entity}.{key}[{place}]", person
    for entity, key in (("OriginatingVASP", "originatingVASP"), ("BeneficiaryVASP", "beneficiaryVASP")):
        yield f"{entity}.{key}", record[entity][key]


def _persons_findings(record: Mapping[str, Any], on: date) -> Iterator[Finding]:
    for path, person in persons_of(record):
        if natural := person.get("naturalPerson"):
            yield from _natural_findings(natural, f"{path}.naturalPerson", on)
        else:
            yield from _legal_findings(person["legalPerson"], f"{path}.legalPerson")


def _natural_findings(person: Mapping[str, Any], path: str, on: date) -> Iterator[Finding]:
    names = person["name"]["nameIdentifier"]
    if _LEGAL not in {name["nameIdentifierType"] for name in names}:
        yield Finding(f"{path}.name", "C6", "none of the names is the legal one (LEGL)")
    if birth := person.get("dateAndPlaceOfBirth"):
        yield from _birth_findings(birth["dateOfBirth"], f"{path}.dateAndPlaceOfBirth.dateOfBirth", on)
    yield from _address_findings(person, path)


def _birth_findings(text: str, path: str, on: date) -> Iterator[Finding]:
    try:
        is_past = date.fromisoformat(text) < on
    except ValueError:
        yield Finding(path, "C2", f"{text} is no day")
        return
    if not is_past:
        yield Finding(path, "C2", f"{text} is not in the past on {on}")


def _legal_findings(person: Mapping[str, Any], path: str) -> Iterator[Finding]:
    names = person["name"]["nameIdentifier"]
    if _LEGAL not in {name["legalPersonNameIdentifierType"] for name in names}:
        yield Finding(f"{path}.name", "C5", "none of the names is the legal one (LEGL)")
    if "customerNumber" in person and "customerIdentification" in person:
        yield Finding(path, "schema", "customerNumber and customerIdentification are the same: give one")
    if identity := person.get("nationalIdentification"):
        yield from _national_findings(identity, f"{path}.nationalIdentification")
    yield from _address_findings(person, path)


def _national_findings(identity: Mapping[str, Any], path: str) -> Iterator[Finding]:
    """C7, C9, C11: of legal persons only. C10, that the authority is on GLEIF's list, is its form in the schema."""
    kind, is_lei = identity["nationalIdentifierType"], identity["nationalIdentifierType"] == _LEI
    if kind not in _OF_LEGAL_PERSONS:
        yield Finding(path, "C7", f"{kind} identifies no legal person: RAID, MISC, LEIX or TXID")
    if "countryOfIssue" in identity:
        yield Finding(path, "C9", "a legal person's identifier has no countryOfIssue")
    if is_lei and "registrationAuthority" in identity:
        yield Finding(path, "C9", "an LEI has no registrationAuthority")
    if not is_lei and "registrationAuthority" not in identity:
        yield Finding(path, "C9", f"{kind} needs a registrationAuthority")
    if is_lei and not lei_check(identity["nationalIdentifier"]):
        yield Finding(path, "C11", "it is no LEI (ISO 17442)")


def _address_findings(person: Mapping[str, Any], path: str) -> Iterator[Finding]:
    """C8: an address has a line of its own, or a street with a building."""
    for place, address in enumerate(person.get("geographicAddress", ())):
        is_built = "streetName" in address and ("buildingName" in address or "buildingNumber" in address)
        if "addressLine" not in address and not is_built:
            message = "either addressLine is due, or streetName with buildingName or buildingNumber"
            yield Finding(f"{path}.geographicAddress[{place}]", "C8", message)


def _originator_findings(record: Mapping[str, Any]) -> Iterator[Finding]:
    """C1, C4: an originator can be told from others of its name."""
    for place, person in enumerate(record["Originator"]["originatorPersons"]):
        path = f"Originator.originatorPersons[{place}]"
        if natural := person.get("naturalPerson"):
            by = {"customerIdentification", "nationalIdentification", "dateAndPlaceOfBirth", "geographicAddress"}
            if not by & natural.keys():
                message = "an address, a customer or national identification, or date and place of birth is due"
                yield Finding(f"{path}.naturalPerson", "C1", message)
        elif not _is_told(person["legalPerson"]):
            message = f"an address of type {_GEOGRAPHIC}, a customer or a national identification is due"
            yield Finding(f"{path}.legalPerson", "C4", message)


def _is_told(person: Mapping[str, Any]) -> bool:
    by = {"customerNumber", "customerIdentification", "nationalIdentification"}
    addresses = person.get("geographicAddress", ())
    return bool(by & person.keys()) or any(address["addressType"] == _GEOGRAPHIC for address in addresses)
