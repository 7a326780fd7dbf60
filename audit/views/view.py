"""A view: the rows of every kind of record that one party may see, and no others.

Trusts the table for what may be seen, the ties for whom an event is about, and a payload only under its commitment.
Never shows what is nobody's to see: a record that the table does not grant is in no view.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit.index.listing import row_of
from audit.index.store import Index
from audit.rows import Row
from audit.views.families import CUSTOMERS, NOTICES, RECORDS, is_position
from audit.views.shown import notice_row, payment_row
from audit.views.table import KINDS, Rule
from audit.views.ties import Said, Ties
from audit.views.vault import Vault
from audit.views.viewer import Viewer
from audit.wording import hex_text
from chain.abi import Address
from chain.kept import Kept

_SENT = "TravelRuleRecordSent"
_TAKEN = ("settled", "queued", "cancelled", "refunded")


@dataclass(frozen=True, slots=True)
class View:
    """What one party may see. rows: kind of record -> its rows, in the order of the record, read as they are asked for
    and once."""

    viewer: Viewer
    rows: Mapping[str, Iterable[Row]]


class Views:
    """The views of one record. vault: of its travel-rule records."""

    def __init__(self, index: Index, vault: Vault) -> None:
        self._index, self._vault = index, vault
        self._makers: dict[str, Callable[[Viewer, Rule], Iterator[Row]]] = {
            "payments": self._payments,
            "transfers": self._transfers,
            "balances": self._balances,
            "notices": self._notices,
            "customers": self._customers,
            "positions": self._positions,
            "acts": self._acts,
            "events": self._events,
            "records": self._records,
            "envelopes": self._envelopes,
            "payloads": self._payloads,
            "commitments": self._commitments,
        }

    def of(self, viewer: Viewer) -> View:
        """The view of one party."""
        granted = {kind.name: kind.rule(viewer.kind) for kind in KINDS}
        return View(
            viewer,
            {name: self._makers[name](viewer, rule) for name, rule in granted.items() if rule is not Rule.NEVER},
        )

    @cached_property
    def ties(self) -> Ties:
        """Whom each event is about."""
        return Ties(self._index)

    def _listed(self, view: str) -> Iterator[Row]:
        return map(row_of, self._index.in_order(view))

    def _payments(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for row in self._listed("payments"):
            if self._pays(row, viewer, rule):
                yield payment_row(row, viewer)

    def _pays(self, row: Row, viewer: Viewer, rule: Rule) -> bool:
        """A payment is its payer's and the payer's bank's; the payee's bank's once it was taken, the payee's once it
        settled; and every jurisdiction's in which it has an end or a currency."""
        if rule is not Rule.OWN:
            ends = [row["payer"], row["payee"], row["payer_bank"], row["payee_bank"]]
            places = self.ties.places_of(ends, (row["payer_currency"], row["payee_currency"]))
            return rule is Rule.ALL or viewer.place in places
        mine = viewer.accounts
        if row["payer"] in mine or row["payer_bank"] in mine:
            return True
        if row["payee_bank"] in mine and row["status"] in _TAKEN:
            return True
        return row["payee"] in mine and row["status"] == "settled"

    def _transfers(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for row in self._listed("transfers"):
            if self._holds(row["token"], {row["payer"], row["payee"]}, viewer, rule):
                yield row

    def _holds(self, token: Address, holders: set[Address], viewer: Viewer, rule: Rule) -> bool:
        """Money is its holder's and its issuer's to see, and the jurisdiction's of either."""
        if rule is Rule.OWN:
            issuer = self.ties.issuer_of(token) if viewer.kind == "bank" else ""
            return bool(holders & viewer.accounts) or issuer in viewer.accounts
        return rule is Rule.ALL or viewer.place in self.ties.places_of({token, *holders}, ())

    def _balances(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        held: dict[tuple[Address, Address], int] = {}
        named: dict[tuple[Address, Address], Row] = {}
        for row in self._listed("transfers"):
            for end, sign in (("payer", -1), ("payee", 1)):
                if row[end] is not None:
                    key = row["token"], row[end]
                    held[key] = held.get(key, 0) + sign * row["amount_minor"]
                    named[key] = {"money": row["money"], "currency": row["currency"], "holder_id": row[f"{end}_id"]}
        for (token, holder), amount_minor in held.items():
            if self._holds(token, {holder}, viewer, rule):
                yield {"token": token, "holder": holder, **named[token, holder], "balance_minor": amount_minor}

    def _notices(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for said in self.ties.said(NOTICES.__contains__):
            mine = said.about in viewer.accounts
            if viewer.kind == "bank":
                mine = mine or said.banks.get(said.about) in viewer.accounts
            if mine if rule is Rule.OWN else self._has_leg(said, viewer, rule):
                yield notice_row(said)

    def _customers(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for said in self.ties.said(CUSTOMERS.__contains__):
            mine = not viewer.accounts.isdisjoint(said.banks.values())
            if mine if rule is Rule.OWN else self._has_leg(said, viewer, rule):
                yield said.row

    def _positions(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for said in self.ties.said(is_position):
            if self._partakes(said, viewer) if rule is Rule.OWN else self._has_leg(said, viewer, rule):
                yield said.row

    def _partakes(self, said: Said, viewer: Viewer) -> bool:
        """A refusal is told to who sent it; else an event is of the institutions that it names, and one that names none
        of those under its UETR, loan or application. A limit is its owner's alone."""
        if said.name.endswith(("Refused", "Exists")):
            return said.sender in viewer.accounts
        if said.name == "BilateralLimitSet":
            return said.fields["member"] in viewer.accounts
        named = said.named & self.ties.institutions
        if named:
            return bool(named & viewer.accounts)
        return any(viewer.accounts & self.ties.parties(mark) for mark in said.marks)

    def _has_leg(self, said: Said, viewer: Viewer, rule: Rule) -> bool:
        return rule is Rule.ALL or (rule is Rule.LEG and viewer.place in self.ties.places(said))

    def _events(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        return (said.row for said in self.ties.said() if self._has_leg(said, viewer, rule))

    def _acts(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        names = {name for (name,) in self._index.rows("SELECT DISTINCT name FROM acts")}
        acts = self._listed("acts")
        row = next(acts, None)
        for said in self.ties.said(names.__contains__):
            if row is None:
                return
            if said.number == row["event"]:
                if self._has_leg(said, viewer, rule):
                    yield row | {"fields": json.loads(row["fields"])}
                row = next(acts, None)

    def _records(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for said in self.ties.said(RECORDS.__contains__):
            if self._carries(said, viewer, rule):
                yield said.row

    def _envelopes(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        for said in self.ties.said(_SENT.__eq__):
            if self._carries(said, viewer, rule):
                named = {name: said.fields[name] for name in ("uetr", "sender", "receiver", "ciphertext_hash")}
                envelope = self._vault.envelope(named["sender"], named["uetr"], named["ciphertext_hash"])
                if envelope is not None:
                    yield {**named, "envelope": dict(envelope)}

    def _carries(self, said: Said, viewer: Viewer, rule: Rule) -> bool:
        """A record is of the bank that sent it and of the one that it was sent to."""
        if rule is Rule.OWN:
            return not viewer.accounts.isdisjoint((said.fields["sender"], said.fields["receiver"]))
        return self._has_leg(said, viewer, rule)

    def _sent(self) -> Iterator[dict[str, Any]]:
        return (said.fields for said in self.ties.said(_SENT.__eq__))

    def _payloads(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        mine: Kept[str, bool] = Kept(bool)
        for row in self._listed("payments"):
            if self._pays(row, viewer, rule):
                mine[row["uetr"]] = True
        for sent in self._sent():
            if sent["receiver"] in viewer.accounts:
                mine[f"{sent['uetr']} {sent['commitment']}"] = True
        for payload in self._vault.held():
            if payload.uetr in mine or f"{payload.uetr} {hex_text(payload.commitment)}" in mine:
                yield {"uetr": payload.uetr, "salt": payload.salt, "record": payload.record}

    def _commitments(self, viewer: Viewer, rule: Rule) -> Iterator[Row]:
        yield from self._vault.commitments() if rule is Rule.ALL else ()


def lines_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Rows as JSON lines of ASCII: nothing in them drives a terminal or turns the direction of a text."""
    for row in rows:
        yield f"{json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(',', ':'))}\n".encode("ascii")
