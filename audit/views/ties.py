"""Whom and which jurisdictions each event of a record is about, also where the event itself names nobody.

Trusts the index to hold every event, and the deployment for which money is whose.
Never ties an event to somebody by what its text says: only by addresses, currencies, jurisdictions and shared names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from audit.index.listing import row_of
from audit.index.store import Index
from audit.rows import Row
from audit.views.families import NOTICES
from audit.views.viewer import jurisdictions
from chain.abi import ZERO_ADDRESS, Address
from chain.kept import Kept

_MARKS = ("uetr", "original_uetr", "loan_id", "application_id", "order_id")
"""Fields that several events about one matter share."""
_ADDRESS_LENGTH = 42
_EVENTS = """
SELECT v.*, s.address AS sender FROM events v JOIN event_rows e USING (event) JOIN transactions t ON t.tx = e.tx
LEFT JOIN accounts s ON s.account = t.sender WHERE v.{{part}} AND v.name IN ({names}) ORDER BY v.event
"""
_LEADING = frozenset({"CustomerRegistered", "KeyReplaced", *NOTICES})
"""What has to be read to know of a later event whose customer somebody is, and upon whom an order was."""


@dataclass(frozen=True, slots=True)
class Said:
    """An event. number: in the record, from 0; name: of its class; contract: that said it; sender: of its transaction;
    fields: as JSON has them; named: the addresses in them; marks: names that it shares with others; currencies: that
    it is about; about: of a notice, upon whom it is; banks: wallet -> whose customer it was when it was said; told: as
    the index has it."""

    number: int
    name: str
    contract: Address
    sender: Address
    fields: dict[str, Any]
    named: frozenset[Address]
    marks: frozenset[str]
    currencies: frozenset[str]
    about: Address
    banks: dict[Address, Address]
    told: Row

    @property
    def row(self) -> Row:
        """For a view."""
        return row_of(self.told) | {"fields": self.fields}


@dataclass(frozen=True, slots=True)
class _Under:
    """What stands under a mark. places: jurisdictions; parties: institutions that events under it name."""

    places: set[str]
    parties: set[Address]


_NOTHING = _Under(set(), set())


@dataclass(slots=True)
class _Standing:
    """What the events read so far have led to. bank: wallet -> whose customer it is; upon: legal order -> upon whom."""

    bank: dict[Address, Address] = field(default_factory=dict)
    upon: dict[str, Address] = field(default_factory=dict)


class Ties:
    """Everything that the events of an index are about. What grows with them is on disk."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.place_of_currency = jurisdictions(index)
        self._currency_of = _currencies(index)
        self._homes = _homes(index, self.place_of_currency)
        admitted = (address for (address,) in index.rows("SELECT address FROM accounts WHERE home <> ''"))
        self.institutions = frozenset(admitted) - index.deployment.addresses
        """Participants that are no contracts."""
        self._under: Kept[str, _Under] = Kept(_Under)
        for said in self.said():
            for mark in said.marks:
                self._note(mark, self._own_places(said), said.named & self.institutions)
        for row in index.in_order("payments"):
            ends = (row[end] for end in ("payer", "payee", "payer_bank", "payee_bank"))
            self._note(str(row["uetr"]), self.places_of(ends, (row["payer_currency"], row["payee_currency"])), set())

    def said(self, is_wanted: Callable[[str], bool] = lambda name: True) -> Iterator[Said]:
        """The events in the order of the record. is_wanted: by name, which of them."""
        every = [str(name) for (name,) in self._index.rows("SELECT DISTINCT name FROM event_rows")]
        wanted = {name for name in every if is_wanted(name)}
        names = [*(wanted | _LEADING)] if wanted else []
        query, standing = _EVENTS.format(names=", ".join("?" * len(names)) or "NULL"), _Standing()
        for row in self._index.in_order("events", query, names):
            said = _said(row, standing)
            if said.name in wanted:
                yield said

    def parties(self, mark: str) -> set[Address]:
        """The institutions that events under a mark name."""
        return self._under.get(mark, _NOTHING).parties

    def places(self, said: Said) -> set[str]:
        """The jurisdictions in which an event has a leg: those of whom and what it names, and of what is under its
        UETR, loan, application or legal order."""
        return self._own_places(said).union(*(self._under.get(mark, _NOTHING).places for mark in said.marks))

    def places_of(self, accounts: Any, currencies: Any) -> set[str]:
        """The jurisdictions of accounts, moneys and currencies; of None none."""
        found = {place for account in accounts for place in self._homes.get(account, ())}
        return found | {self.place_of_currency[code] for code in currencies if code in self.place_of_currency}

    def issuer_of(self, token: Address) -> Address:
        """The bank whose deposits a money is; the zero address for none."""
        return self._currency_of.get(token, ("", ZERO_ADDRESS))[1]

    def currency_of(self, token: Address) -> str:
        """The currency of a money; empty for what is none."""
        return self._currency_of.get(token, ("", ""))[0]

    def _own_places(self, said: Said) -> set[str]:
        stated = (value for name, value in said.fields.items() if name.endswith("jurisdiction"))
        return {str(place) for place in stated if place} | self.places_of({*said.named, said.contract}, said.currencies)

    def _note(self, mark: str, places: Set[str], parties: Set[Address]) -> None:
        known = self._under.get(mark, _NOTHING)
        if not (places <= known.places and parties <= known.parties):
            self._under[mark] = _Under(known.places | places, known.parties | parties)


def _said(row: Row, standing: _Standing) -> Said:
    fields: dict[str, Any] = json.loads(row["fields"])
    name, named = str(row["name"]), frozenset(_addresses(fields))
    about, bank = _about(name, fields, standing.upon), standing.bank
    before = {wallet: bank[wallet] for wallet in {*named, about} if wallet in bank}
    if name == "CustomerRegistered":
        bank[fields["wallet"]] = fields["bank"]
        before.setdefault(fields["wallet"], fields["bank"])
    if name == "KeyReplaced" and fields["lost"] in bank:
        bank[fields["new_wallet"]] = bank[fields["lost"]]
    stated = {str(value) for key, value in fields.items() if key in ("currency", "base", "quote") or "_currency" in key}
    currencies = frozenset({*stated, *str(row["currencies"] or "").split()})
    sender, event = row.pop("sender") or ZERO_ADDRESS, int(row["event"])
    marks = frozenset(str(fields[key]) for key in _MARKS if fields.get(key))
    return Said(event, name, str(row["contract"]), sender, fields, named, marks, currencies, about, before, row)


def _about(name: str, fields: dict[str, Any], upon: dict[str, Address]) -> Address:
    """Upon whom a notice is; the zero address where it is none. upon: legal order -> upon whom it was."""
    if name not in NOTICES:
        return ZERO_ADDRESS
    order = str(fields.get("order_id", ""))
    upon[order] = fields[NOTICES[name]] if NOTICES[name] else upon.get(order, ZERO_ADDRESS)
    return str(upon[order])


def _addresses(value: Any) -> Iterator[Address]:
    """Every address in the fields of an event, those in structs and lists too; of nobody none."""
    if isinstance(value, str) and len(value) == _ADDRESS_LENGTH and value.startswith("0x") and value != ZERO_ADDRESS:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _addresses(item)
    elif isinstance(value, list):
        for item in value:
            yield from _addresses(item)


def _currencies(index: Index) -> dict[Address, tuple[str, Address]]:
    """Money -> its currency, and the bank whose deposits it is."""
    query = (
        "SELECT fields->>'$.token', fields->>'$.currency', coalesce(fields->>'$.bank', ?) FROM event_rows"
        " WHERE name IN ('CentralBankMoneyListed', 'DepositTokenListed')"
    )
    return {token: (currency, bank) for token, currency, bank in index.rows(query, [ZERO_ADDRESS])}


def _homes(index: Index, places: dict[str, str]) -> dict[Address, set[str]]:
    """Account or contract -> its jurisdictions: an institution's home, a customer's bank's, a money's currency's."""
    query = (
        "SELECT a.address, coalesce(nullif(a.home, ''), b.home, '') FROM accounts a"
        " LEFT JOIN accounts b ON b.account = a.bank"
    )
    homes = {address: {home} for address, home in index.rows(query) if home}
    deployment = index.deployment
    for currency, token in deployment.central_bank_money.items():
        homes.setdefault(token, set()).add(places.get(currency, ""))
    for bank, token in deployment.deposits.items():
        homes.setdefault(token, set()).add(places.get(deployment.deposit_currencies[bank], ""))
    for token, book in deployment.rule_books.items():
        homes.setdefault(book, set()).update(homes.get(token, ()))
    opened = (
        "SELECT fields->>'$.central_bank', fields->>'$.jurisdiction' FROM event_rows WHERE name = 'JurisdictionOpened'"
    )
    for central_bank, place in index.rows(opened):
        homes.setdefault(central_bank, set()).add(place)
    return {address: found - {""} for address, found in homes.items()}
