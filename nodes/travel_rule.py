"""The travel-rule record of a payment: who pays, who is paid, and at which institutions, in the shape of IVMS101.

Trusts the scenario for names, which are fictional, and the seed for identifiers and salts.
Never puts a record on the chain: the order carries a salted commitment, and the record goes to the run's folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chain.abi import Address
from chain.commitments import commit
from messages.canonical import Json
from nodes.identity import lei_of
from nodes.payment_plan import PlannedPayment
from nodes.randomness import Stream
from nodes.scenario.world import Bank, Client, Jurisdiction

NO_RECORD = bytes(32)
"""What an order carries when it has none."""


@dataclass(frozen=True, slots=True)
class TravelRecord:
    """A record and what hides it. uetr: of the payment; salt: 32 bytes; record: an IVMS101 identity payload."""

    uetr: str
    salt: bytes
    record: dict[str, Json]

    @property
    def commitment(self) -> bytes:
        """What the order carries, 32 bytes."""
        return commit(self.salt, self.record)


def is_asked_for(payer: Client, cost_minor_max: int, payee: Client, amount_minor: int) -> bool:
    """Whether a rule of either side wants a record: of what the payer may be debited, or the payee is credited."""
    sides = ((payer.jurisdiction, cost_minor_max), (payee.jurisdiction, amount_minor))
    return any(_is_reached(home, minor) for home, minor in sides)


def travel_record(
    seed: int, payment: PlannedPayment, payer: Client, payer_wallet: Address, payee: Client, payee_wallet: Address
) -> TravelRecord:
    """The record that the payer's bank makes of a payment."""
    record: dict[str, Json] = {
        "originator": {"originatorPersons": [_person(payer)], "accountNumber": [payer_wallet]},
        "beneficiary": {"beneficiaryPersons": [_person(payee)], "accountNumber": [payee_wallet]},
        "originatingVASP": {"originatingVASP": _institution(seed, payer.bank)},
        "beneficiaryVASP": {"beneficiaryVASP": _institution(seed, payee.bank)},
    }
    return TravelRecord(payment.uetr, Stream(seed, "travel-rule-salt", payment.id).bytes(32), record)


def as_lines(records: Iterable[TravelRecord]) -> Iterator[str]:
    """The records as JSON, one a line, with their salts in hex: what an auditor needs to check the commitments."""
    for item in records:
        row = {"uetr": item.uetr, "salt": item.salt.hex(), "record": item.record}
        yield json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n"


def _is_reached(home: Jurisdiction, amount_minor: int) -> bool:
    threshold_minor = None if home.rules is None else home.rules.travel_rule_from_minor
    return threshold_minor is not None and amount_minor >= threshold_minor


def _person(client: Client) -> Json:
    return {
        "legalPerson": {
            "name": _name(client.name),
            "customerIdentification": client.id,
            "countryOfRegistration": client.jurisdiction.id,
        }
    }


def _institution(seed: int, bank: Bank) -> Json:
    return {
        "legalPerson": {
            "name": _name(bank.name),
            "nationalIdentification": {
                "nationalIdentifier": lei_of(seed, bank.id),
                "nationalIdentifierType": "LEIX",
            },
            "countryOfRegistration": bank.jurisdiction.id,
        }
    }


def _name(name: str) -> Json:
    return {"nameIdentifier": [{"legalPersonName": name, "legalPersonNameIdentifierType": "LEGL"}]}
