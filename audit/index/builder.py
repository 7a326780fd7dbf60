"""Reads a record once, from its first block to its last, and writes what it says into the tables of an index.

Trusts `audit.record` to decode, `audit.rows` to complete an event, and the drafts of the audit to know who is who.
Never judges: what contradicts itself is a finding of the audit, and stands in the index as it was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import duckdb

from audit.directory import NAMING, DirectoryDraft
from audit.index.acts import act_of, reason_of
from audit.index.columns import Rows
from audit.index.payments import PaymentRows
from audit.index.people import People
from audit.index.schema import TABLES
from audit.record import RecordedBlock, RecordedTransaction, contract_kinds
from audit.rows import OF_AN_ORDER, EventView, reference_text, views
from audit.wording import hex_text
from chain.abi import ZERO_ADDRESS, Address
from chain.client import functions_of
from chain.clients.events import AliasSet, Issued, Redeemed, Transfer
from chain.deployment import Deployment
from chain.errors import REFUSALS, ChainFault
from chain.events import LoggedEvent, event_text
from chain.transactions import envelope_of

_ADDRESS_LENGTH = 42
_SELECTOR_BYTES = 4


class IndexBuilder:
    """Fills the empty tables of `database`. is_late: whether the record begins after the deployment."""

    def __init__(self, database: duckdb.DuckDBPyConnection, deployment: Deployment, *, is_late: bool = False) -> None:
        self._deployment, self._kinds = deployment, contract_kinds(deployment)
        self._rows = {table: Rows(database, table) for table in TABLES}
        self._draft = DirectoryDraft(deployment, is_late=is_late)
        self._people = People(deployment, self._draft.directory)
        self._payments = PaymentRows(deployment, self._people)
        self._functions = {
            kind: {called.selector: name for name, called in functions_of(kind).items()}
            for kind in {*self._kinds.values()}
        }

    def read(self, blocks: Iterable[RecordedBlock]) -> None:
        """Takes every block over. Raises ChainFault at the first that cannot be read."""
        for block in blocks:
            damage = next((item for item in block.findings if item.rule == "journal-damaged"), None)
            if damage is not None:
                raise ChainFault(damage.message)
            self._add("blocks", block.height, block.timestamp_s, hex_text(block.digest), len(block.transactions))
            for transaction in block.transactions:
                self._read(transaction)

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

    def _add(self, table: str, *values: Any) -> int:
        return self._rows[table].add(values)

    def _read(self, transaction: RecordedTransaction) -> None:
        for logged in transaction.events:
            if logged.address in self._draft.sources:
                self._draft.read(logged.event)
        self._people.read(transaction)
        tx = self._transaction(transaction)
        uetrs: frozenset[str] = frozenset()
        for view in views(transaction, self._draft.directory, self._deployment):
            uetrs = view.uetrs
            self._event(transaction, view, tx)
        for uetr in sorted(uetrs):
            self._add("uetrs", uetr, tx)
        for row in self._payments.read(transaction, tx):
            self._add("payment_rows", self._rows["payment_rows"].count, *row)
        for transfer in self._transfers(transaction):
            self._add("transfer_rows", self._rows["transfer_rows"].count, tx, *transfer)

    def _transaction(self, transaction: RecordedTransaction) -> int:
        envelope, number = envelope_of(transaction.raw), self._people.number
        function = None
        if envelope is not None and envelope.to in self._kinds:
            known = self._functions[self._kinds[envelope.to]]
            function = known.get(envelope.data[:_SELECTOR_BYTES])
        is_order = any(isinstance(logged.event, OF_AN_ORDER) for logged in transaction.events)
        tx = self._rows["transactions"].count
        return self._add(
            "transactions",
            *(tx, transaction.height, transaction.position, transaction.timestamp_s, hex_text(transaction.tx_hash)),
            number(envelope.sender) if envelope else None,
            number(envelope.to) if envelope and envelope.to else None,
            *(function, transaction.status, number(transaction.created) if transaction.created else None),
            transaction.raw if is_order else None,
        )

    def _event(self, transaction: RecordedTransaction, view: EventView, tx: int) -> None:
        logged, values, people = view.logged, view.values, self._people
        code, loan, (currencies, minor) = values.get("code"), values.get("loan_id"), _places(tuple(values))
        told, fields = None if loan is None else hex_text(loan), event_text(logged.event)
        number = self._rows["event_rows"].count
        self._add(
            "event_rows",
            *(number, tx, logged.log_index, people.number(logged.address), type(logged.event).__name__),
            *(None if code is None else int(code), _currencies(view, currencies)),
            None if minor is None else values[minor],
            values.get("cost_minor", values.get("buy_minor")),
            told,
            fields,
        )
        for account in {x for x in values.values() if type(x) is str and len(x) == _ADDRESS_LENGTH and x[:2] == "0x"}:
            if account != ZERO_ADDRESS:
                self._add("mentions", people.number(account), number)
        if isinstance(logged.event, AliasSet):
            alias = hex_text(logged.event.alias_hash)
            self._add("aliases", alias, people.number(logged.event.wallet), number)
        if isinstance(logged.event, NAMING) and logged.address in self._draft.sources:
            self._add("naming", number, type(logged.event).__name__, told, fields)
        act = act_of(transaction, logged)
        if act is not None:
            self._act(transaction, logged, tx, number, act)

    def _act(self, transaction: RecordedTransaction, logged: LoggedEvent, tx: int, number: int, act: str) -> None:
        actor = transaction.sender
        who = (self._people.number(actor), self._people.authority_of(actor)) if actor else (None, "")
        self._add("act_rows", number, tx, act, *who, reason_of(transaction, logged))

    def _transfers(self, transaction: RecordedTransaction) -> Iterator[tuple[Any, ...]]:
        """The movements of money, each with what it was issued or redeemed for."""
        named = _references(transaction)
        listings, number = self._draft.directory.listings, self._people.number_or_none
        for logged in transaction.events:
            match logged.event:
                case Transfer(from_=payer, to=payee, value=value):
                    listing = listings.get(logged.address)
                    references = named.get((logged.address, payer, payee, value))
                    reference = references.pop(0) if references else None
                    yield (
                        *(logged.log_index, self._people.number(logged.address), listing.currency if listing else ""),
                        *(number(payer), number(payee), value, reference),
                    )


@cache
def _places(names: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Which of an event's values are currencies, and which is the amount that it is about."""
    amounts = [name for name in names if "_minor" in name]
    amount = "amount_minor" if "amount_minor" in names else next(iter(amounts), None)
    return tuple(name for name in names if name.endswith("currency")), amount


def _currencies(view: EventView, names: tuple[str, ...]) -> str:
    """The currencies that the event is about, with a space between them."""
    named = {view.values[name] for name in names}.union(view.currencies.values())
    return " ".join(sorted(filter(None, named))) if len(named) > 1 else next(iter(named), "")


_Move = tuple[Address, Address, Address, int]


def _references(transaction: RecordedTransaction) -> dict[_Move, list[str]]:
    """Movement -> what money was issued or redeemed for in it, in order: a UETR where it is one, else hex."""
    named: dict[_Move, list[str]] = {}
    for logged in transaction.events:
        match logged.event:
            case Issued(holder=holder, amount_minor=amount, reference_id=reference):
                key = logged.address, ZERO_ADDRESS, holder, amount
            case Redeemed(holder=holder, amount_minor=amount, reference_id=reference):
                key = logged.address, holder, ZERO_ADDRESS, amount
            case _:
                continue
        named.setdefault(key, []).append(reference_text(reference))
    return named
