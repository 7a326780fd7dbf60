"""The travel-rule record of a payment: who pays, who is paid, and at which institutions, as IVMS101 has it.

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
from messages.ivms101.records import CUSTOMER_MAX, Company, Institution, transfer_record
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
    record = transfer_record(
        _company(payer, payer_wallet),
        _institution(seed, payer.bank),
        _company(payee, payee_wallet),
        _institution(seed, payee.bank),
        payment.day,
    )
    return TravelRecord(payment.uetr, Stream(seed, "travel-rule-salt", payment.id).bytes(32), record)


def as_lines(records: Iterable[TravelRecord]) -> Iterator[str]:
    """The records as JSON, one a line, with their salts in hex: what an auditor needs to check the commitments."""
    for item in records:
        row = {"uetr": item.uetr, "salt": item.salt.hex(), "record": item.record}
        yield json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n"


def _is_reached(home: Jurisdiction, amount_minor: int) -> bool:
    threshold_minor = None if home.rules is None else home.rules.travel_rule_from_minor
    return threshold_minor is not None and amount_minor >= threshold_minor


def _company(client: Client, wallet: Address) -> Company:
    # Of a generated client's id the end tells it from others.
    return Company(client.name, client.id[-CUSTOMER_MAX:], client.jurisdiction.id, wallet)


def _institution(seed: int, bank: Bank) -> Institution:
    return Institution(bank.name, lei_of(seed, bank.id), bank.jurisdiction.id)
