"""Reads a record once, from its first block to its last, and writes what it says into the tables of an index.

Trusts `audit.record` to decode, `audit.rows` to complete an event, and the drafts of the audit to know who is who.
Never judges: what contradicts itself is a finding of the audit, and stands in the index as it was said.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import duckdb

from audit.directory import NAMING, DirectoryDraft
from audit.index.acts import act_of, reason_of
from audit.index.columns import Rows
from audit.index.payments import PaymentRows
from audit.index.people import People
from audit.index.schema import TABLES
from audit.record import RecordedBlock, RecordedTransaction, contract_kinds
from audit.rows import EventView, is_about_order, reference_text, views
from audit.wording import hex_text
from chain.abi import ZERO_ADDRESS, Address
from chain.client import functions_of
from chain.clients.events import AliasSet, Issued, Redeemed, Transfer
from chain.deployment import Deployment
from chain.errors import REFUSALS, ChainFault
from chain.events import LoggedEvent, event_text
from chain.transactions import envelope_of

_BROKEN = ("journal-damaged", "journal-digest")
_Move = tuple[Address, Address, Address, int]
_ADDRESS_LENGTH = 42
_NAMING = frozenset(NAMING)
_SELECTOR_BYTES = 4


class IndexBuilder:
    """Fills the empty tables of `database`. is_late: whether the record begins after the deployment."""

    def __init__(self, database: duckdb.DuckDBPyConnection, deployment: Deployment, *, is_late: bool = False) -> None:
        self._deployment, self._kinds = deployment, contract_kinds(deployment)
        self._rows = {table: Rows(database, table) for table in TABLES}
        self._adds = {table: rows.append for table, rows in self._rows.items()}
        self._draft = DirectoryDraft(deployment, is_late=is_late)
        self._people = People(deployment, self._draft.directory)
        self._payments = PaymentRows(deployment, self._people)
        self._functions = {
            kind: {called.selector: name for name, called in functions_of(kind).items()}
            for kind in {*self._kinds.values()}
        }

    def read(self, blocks: Iterable[RecordedBlock]) -> None:
        """Takes every block over. Raises ChainFault at the first that cannot be read, or whose digest is not what the
        digest before it and its receipts come to."""
        for block in blocks:
            damage = next((item for item in block.findings if item.rule in _BROKEN), None)
            if damage is not None:
                raise ChainFault(f"block {damage.height}: {damage.message}" if block.transactions else damage.message)
            self._add("blocks", block.height, block.timestamp_s, hex_text(block.digest), len(block.transactions))
            for transaction in block.transactions:
                self._read(transaction)
            for rows in self._rows.values():
                rows.settle()

    def finish(self, meta: dict[str, str]) -> None:
        """Writes what only the whole record tells, and what the index says of itself."""
        for row in self._payments.rest():
            self._add("payment_rows", self._rows["payment_rows"].count, *row)
        for account in self._people.rows():
            self._add("accounts", *account)
        for refusal in REFUSALS:
            self._add("refusals", refusal.code, refusal.name, refusal.iso_code, refusal.party)
        for key, value in (meta | {"alias_salt": ""}).items():
            self._add("meta", key, value)
        for rows in self._rows.values():
            rows.flush()

    def _add(self, table: str, *values: Any) -> None:
        self._adds[table](values)

    def _read(self, transaction: RecordedTransaction) -> None:
        for logged in transaction.events:
            if logged.address in self._draft.sources:
                self._draft.read(logged.event)
        self._people.read(transaction)
        tx = self._transaction(transaction)
        uetrs: frozenset[str] = frozenset()
        named = _references(transaction)
        first = self._rows["event_rows"].count
        for event, view in enumerate(views(transaction, self._draft.directory, self._deployment), start=first):
            uetrs = view.uetrs
            self._event(transaction, view, tx, event)
            if isinstance(view.logged.event, Transfer):
                self._transfer(view.logged, view.logged.event, tx, named)
        for uetr in sorted(uetrs):
            self._add("uetrs", uetr, tx)
        for row in self._payments.read(transaction, tx):
            self._add("payment_rows", self._rows["payment_rows"].count, *row)

    def _transaction(self, transaction: RecordedTransaction) -> int:
        envelope, number = envelope_of(transaction.raw), self._people.number
        function = None
        if envelope is not None and envelope.to in self._kinds:
            known = self._functions[self._kinds[envelope.to]]
            function = known.get(envelope.data[:_SELECTOR_BYTES])
        tx = self._rows["transactions"].count
        self._add(
            "transactions",
            *(tx, transaction.height, transaction.position, transaction.timestamp_s, hex_text(transaction.tx_hash)),
            number(envelope.sender) if envelope else None,
            number(envelope.to) if envelope and envelope.to else None,
            *(function, transaction.status, number(transaction.created) if transaction.created else None),
            transaction.raw if is_about_order(transaction) else None,
        )
        return tx

    def _event(self, transaction: RecordedTransaction, view: EventView, tx: int, event: int) -> None:
        logged, shape, told, currencies, _ = view
        said, address, *_, log_index = logged
        kind, number = type(said), self._people.number
        fields = event_text(said)
        loan = None if shape.loan_id is None else hex_text(told[shape.loan_id])
        code = None if shape.code is None else int(told[shape.code])
        amount = None if shape.amount is None else told[shape.amount]
        cost = None if shape.cost is None else told[shape.cost]
        named = ""
        if currencies or shape.currencies:
            named = _joined((*currencies.values(), *[told[place] for place in shape.currencies]))
        row = (event, tx, log_index, number(address), kind.__name__, code, named, amount, cost, loan, fields)
        self._adds["event_rows"](row)
        if shape.texts:
            self._mention({told[place]: None for place in shape.texts}, event)
        if isinstance(said, AliasSet):
            self._add("aliases", hex_text(said.alias_hash), number(said.wallet), event)
        if kind in _NAMING and address in self._draft.sources:
            self._add("naming", event, kind.__name__, loan, fields)
        act = act_of(transaction, logged)
        if act is not None:
            self._act(transaction, logged, tx, event, act)

    def _mention(self, texts: Iterable[Any], event: int) -> None:
        number, add = self._people.number, self._adds["mentions"]
        for text in texts:
            if type(text) is str and len(text) == _ADDRESS_LENGTH and text[:2] == "0x" and text != ZERO_ADDRESS:
                add((number(text), event))

    def _act(self, transaction: RecordedTransaction, logged: LoggedEvent, tx: int, number: int, act: str) -> None:
        actor = transaction.sender
        who = (self._people.number(actor), self._people.authority_of(actor)) if actor else (None, "")
        self._add("act_rows", number, tx, act, *who, reason_of(transaction, logged))

    def _transfer(self, logged: LoggedEvent, move: Transfer, tx: int, named: dict[_Move, list[str]]) -> None:
        """A movement of money, with what it was issued or redeemed for."""
        address, payer, payee, value = logged.address, move.from_, move.to, move.value
        listing, number = self._draft.directory.listings.get(address), self._people.number
        references = named.get((address, payer, payee, value)) if named else None
        row = (
            *(self._rows["transfer_rows"].count, tx, logged.log_index),
            *(number(address), listing.currency if listing else ""),
            None if payer == ZERO_ADDRESS else number(payer),
            None if payee == ZERO_ADDRESS else number(payee),
            *(value, references.pop(0) if references else None),
        )
        self._adds["transfer_rows"](row)


@lru_cache(1 << 12)
def _joined(currencies: tuple[str, ...]) -> str:
    """The currencies that an event is about, with a space between them."""
    return " ".join(sorted(filter(None, {*currencies})))


def _references(transaction: RecordedTransaction) -> dict[_Move, list[str]]:
    """Movement -> what money was issued or redeemed for in it, in order: a UETR where it is one, else hex."""
    named: dict[_Move, list[str]] = {}
    for logged in transaction.events:
        event = logged.event
        if type(event) is Issued:
            key = logged.address, ZERO_ADDRESS, event.holder, event.amount_minor
        elif type(event) is Redeemed:
            key = logged.address, event.holder, ZERO_ADDRESS, event.amount_minor
        else:
            continue
        named.setdefault(key, []).append(reference_text(event.reference_id))
    return named
