"""Travel-rule records of companies that bank with companies: plain facts in, an IVMS101 record out, or an error.

Trusts the caller for the facts.
Never returns a record that the schema or a constraint refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from messages.ivms101.countries import country_or_unknown
from messages.ivms101.rules import require
from messages.text import free_text

CUSTOMER_MAX = 50
"""Characters of a customer's number."""
_NAME_MAX = 100


@dataclass(frozen=True, slots=True)
class Institution:
    """Who keeps an account. name: its legal one; lei: ISO 17442; country: of registration, ISO 3166-1 alpha-2."""

    name: str
    lei: str
    country: str


@dataclass(frozen=True, slots=True)
class Company:
    """Who sends or receives. customer: its number at its institution; account: where the money leaves or arrives."""

    name: str
    customer: str
    country: str
    account: str


def transfer_record(
    originator: Company, at: Institution, beneficiary: Company, beneficiary_at: Institution, on: date
) -> dict[str, Any]:
    """The record of a transfer on a day: names as `messages.text` lets them travel, XX for what is no country.

    MessageError where the standard refuses it.
    """
    record = {
        "Originator": {"originatorPersons": [_customer(originator)], "accountNumber": [originator.account]},
        "Beneficiary": {"beneficiaryPersons": [_customer(beneficiary)], "accountNumber": [beneficiary.account]},
        "OriginatingVASP": {"originatingVASP": _institution(at)},
        "BeneficiaryVASP": {"beneficiaryVASP": _institution(beneficiary_at)},
    }
    require(record, on)
    return record


def _customer(company: Company) -> dict[str, Any]:
    return {
        "legalPerson": {
            "name": _name(company.name),
            "customerNumber": company.customer,
            "countryOfRegistration": country_or_unknown(company.country),
        }
    }


def _institution(institution: Institution) -> dict[str, Any]:
    return {
        "legalPerson": {
            "name": _name(institution.name),
            "nationalIdentification": {
                "nationalIdentifier": institution.lei,
                "nationalIdentifierType": "LEIX",
            },
            "countryOfRegistration": country_or_unknown(institution.country),
        }
    }


def _name(name: str) -> dict[str, Any]:
    return {
        "nameIdentifier": [{"legalPersonName": free_text(name, _NAME_MAX), "legalPersonNameIdentifierType": "LEGL"}]
    }
