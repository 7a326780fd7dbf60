"""Which transactions of a record the messages of one payment are made from, found by the index instead of reading all.

Trusts the index to name every transaction in which a payment, a return of it or a registration stands.
Never takes a fact from the index: what is told is read again from the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from audit.index.store import Index
from audit.instructions import instruction_of, payment_contracts
from audit.record import Record, RecordedTransaction
from chain.abi import Address

_WHO_IS_WHO = (
    *("JurisdictionOpened", "ParticipantAdmitted", "HandedOver", "KeyReplaced"),
    *("CentralBankMoneyListed", "DepositTokenListed"),
)
_OF_UETRS = "SELECT DISTINCT tx FROM uetrs WHERE uetr IN (SELECT unnest(?::VARCHAR[]))"
_TOLD = "SELECT name, fields FROM event_rows WHERE tx IN (SELECT unnest(?::BIGINT[])) AND name = ?"
_NAMED = "SELECT tx, name, fields FROM event_rows WHERE name IN (SELECT unnest(?::VARCHAR[]))"
_REGISTERED = """SELECT DISTINCT e.tx FROM mentions m JOIN accounts a USING (account) JOIN event_rows e USING (event)
WHERE a.address IN (SELECT unnest(?::VARCHAR[])) AND a.customer IS NOT NULL AND e.name = 'CustomerRegistered'"""
_PLACES = """SELECT height, position FROM transactions WHERE tx IN (SELECT unnest(?::BIGINT[]))
OR tx = (SELECT max(tx) FROM transactions) ORDER BY height, position"""


def transactions_of(record: Record, index: Index, uetr: str) -> Iterator[RecordedTransaction]:
    """Those that name the payment, what it returns or what returns it, the cycle that nets it, who takes part, and the
    record's last, in order."""
    own = _own(index, uetr)
    named = index.rows(_NAMED, [[*_WHO_IS_WHO]])
    wallets = {json.loads(fields)["lost"] for _, name, fields in named if name == "KeyReplaced"}
    wallets |= _wallets(record, _at(record, index, own))
    registered = (tx for (tx,) in index.rows(_REGISTERED, [sorted(wallets)]))
    yield from _at(record, index, {*own, *registered, *(tx for tx, _, _ in named)})


def _own(index: Index, uetr: str) -> set[int]:
    """The transactions that name a payment, those that end the cycles of its obligations too."""
    uetrs, own = {uetr}, set[int]()
    while found := {tx for (tx,) in index.rows(_OF_UETRS, [sorted(uetrs)])} - own:
        own |= found
        for returned in _told(index, found, "PaymentReturned"):
            uetrs |= {returned["uetr"], returned["original_uetr"]}
    obligations = _told(index, own, "ObligationQueued")
    cycles = {(item["currency"], item["cycle"]) for item in obligations if item["uetr"] in uetrs and item["cycle"]}
    if cycles:
        for tx, _, fields in index.rows(_NAMED, [["CycleSettled"]]):
            told = json.loads(fields)
            if (told["currency"], told["cycle"]) in cycles:
                own.add(tx)
    return own


def _told(index: Index, transactions: Iterable[int], name: str) -> list[Any]:
    """The fields of the events of one name in some transactions."""
    return [json.loads(fields) for _, fields in index.rows(_TOLD, [sorted(transactions), name])]


def _at(record: Record, index: Index, transactions: Iterable[int]) -> Iterator[RecordedTransaction]:
    return record.transactions_at(index.rows(_PLACES, [sorted(transactions)]))


def _wallets(record: Record, transactions: Iterable[RecordedTransaction]) -> set[Address]:
    """Payers and payees of what the transactions instruct: no event of a refused payment says whose they are."""
    contracts = payment_contracts(record.deployment)
    instructions = [instruction_of(transaction.raw, contracts) for transaction in transactions]
    orders = [order for item in instructions if item is not None for order in (item.order, item.original) if order]
    return {account for order in orders for account in (order.payer, order.payee)}
