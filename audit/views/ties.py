"""Whom and which jurisdictions each event of a record is about, also where the event itself names nobody.

Trusts the index to hold every event, and the deployment for which money is whose.
Never ties an event to somebody by what its text says: only by addresses, currencies, jurisdictions and shared names.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.index.listing import row_of
from audit.index.store import Index
from audit.rows import Row
from audit.views.families import NOTICES
from audit.views.viewer import jurisdictions
from chain.abi import ZERO_ADDRESS, Address

_MARKS = ("uetr", "original_uetr", "loan_id", "application_id", "order_id")
"""Fields that several events about one matter share."""
_ADDRESS_LENGTH = 42
_EVENTS = """
SELECT v.*, s.address AS sender FROM events v JOIN event_rows e USING (event) JOIN transactions t ON t.tx = e.tx
LEFT JOIN accounts s ON s.account = t.sender ORDER BY v.event
"""


@dataclass(frozen=True, slots=True)
class Said:
    """An event. number: in the record, from 0; name: of its class; contract: that said it; sender: of its transaction;
    fields: as JSON has them; named: the addresses in them; marks: names that it shares with others; currencies: that
    it is about; about: of a notice, upon whom it is; banks: wallet -> whose customer it was when it was said; row: for
    a view."""

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
    row: Row


class Ties:
    """Everything that the events of an index are about."""

    def __init__(self, index: Index) -> None:
        self.place_of_currency = jurisdictions(index)
        self._currency_of = _currencies(index)
        self._homes = _homes(index, self.place_of_currency)
        self._bank: dict[Address, Address] = {}
        self._upon: dict[str, Address] = {}
        admitted = (address for (address,) in index.rows("SELECT address FROM accounts WHERE home <> ''"))
        self.institutions = frozenset(admitted) - index.deployment.addresses
        """Participants that are no contracts."""
        self.events = [self._said(row) for row in _rows(index)]
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        self.parties: defaultdict[str, set[Address]] = defaultdict(set)
        """Mark -> institutions that events under it name."""
        for said in self.events:
            for mark in said.marks:
                self._places[mark] |= self._own_places(said)
                self.parties[mark] |= said.named & self.institutions
        ends = "SELECT uetr, payer, payee, payer_bank, payee_bank, payer_currency, payee_currency FROM payments"
        for uetr, *accounts, given, taken in index.rows(ends):
            self._places[str(uetr)] |= self.places_of(accounts, (given, taken))

    def places(self, said: Said) -> set[str]:
        """The jurisdictions in which an event has a leg: those of whom and what it names, and of what is under its
        UETR, loan, application or legal order."""
        return self._own_places(said).union(*(self._places[mark] for mark in said.marks))

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

    def _said(self, row: Row) -> Said:
        fields: dict[str, Any] = json.loads(row["fields"])
        name, named = str(row["name"]), frozenset(_addresses(fields))
        about = self._about(name, fields)
        before = {wallet: self._bank[wallet] for wallet in {*named, about} if wallet in self._bank}
        if name == "CustomerRegistered":
            self._bank[fields["wallet"]] = fields["bank"]
            before.setdefault(fields["wallet"], fields["bank"])
        if name == "KeyReplaced" and fields["lost"] in self._bank:
            self._bank[fields["new_wallet"]] = self._bank[fields["lost"]]
        stated = {
            str(value) for key, value in fields.items() if key in ("currency", "base", "quote") or "_currency" in key
        }
        currencies = frozenset({*stated, *str(row["currencies"] or "").split()})
        sender, event = row.pop("sender") or ZERO_ADDRESS, int(row["event"])
        marks = frozenset(str(fields[key]) for key in _MARKS if fields.get(key))
        shown = row_of(row) | {"fields": fields}
        return Said(event, name, str(row["contract"]), sender, fields, named, marks, currencies, about, before, shown)

    def _about(self, name: str, fields: dict[str, Any]) -> Address:
        """Upon whom a notice is; the zero address where it is none."""
        if name not in NOTICES:
            return ZERO_ADDRESS
        order = str(fields.get("order_id", ""))
        upon = fields[NOTICES[name]] if NOTICES[name] else self._upon.get(order, ZERO_ADDRESS)
        self._upon[order] = upon
        return str(upon)


def _rows(index: Index) -> Iterator[Row]:
    names = [*index.columns("events"), "sender"]
    return (dict(zip(names, values, strict=True)) for values in index.stream(_EVENTS))


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
