"""What the record shows that an authority did about the subject of a case: freezes, releases, forced transfers.

Trusts the index for the acts and for whose office each was.
Never takes for a release what a seizure or a change of keys does to a freeze by itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from audit.cases.entry import Decided, Decision, Subject
from audit.cases.subject import COMPETENT
from audit.holds import TOLD_BY, Holds
from audit.index.store import Index
from audit.wording import hex_text, printable
from chain.abi import Address
from chain.decoding import event_of

_TOLD = """
SELECT e.height, e.tx_hash, e.at_s, e.name, e.contract, e.contract_id, a.actor_id, a.authority, e.fields
FROM events e LEFT JOIN acts a USING (event) WHERE e.name IN ({names}) ORDER BY e.event
"""
_NAMES = ", ".join(f"'{kind.__name__}'" for kind in TOLD_BY)


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One act. decision: that it carries out; at_s: UTC; money: whose; actor: id; authority: in which offices, as
    `Supervisor DE`; account; amount_minor: frozen from then on, or taken; order: id of the legal order, hex; empty
    without one."""

    decision: Decision
    height: int
    transaction: str
    at_s: int
    money: str
    actor: str
    authority: str
    account: Address
    amount_minor: int
    order: str

    def is_competent(self, jurisdictions: Collection[str]) -> bool:
        """Whether whoever did it is central bank or supervisor in one of the jurisdictions."""
        return bool(
            {f"{role} {place}" for role in COMPETENT for place in jurisdictions} & {*self.authority.split(", ")}
        )


def acts_about(index: Index, subject: Subject) -> list[RecordedAct]:
    """Everything that was done about a subject's wallets, in order."""
    wallets, found, holds = {*subject.wallets}, list[RecordedAct](), Holds()
    for (height, transaction), rows in groupby(index.rows(_TOLD.format(names=_NAMES)), key=itemgetter(0, 1)):
        told = [*rows]
        acting = {row[4]: (row[2], *row[5:8]) for row in told if row[6]}
        events = [(row[4], event_of(row[3], json.loads(row[-1]))) for row in told]
        for hold in holds.read(events):
            if hold.account in wallets and hold.kind != "follow":
                at_s, money, actor, authority = acting[hold.money]
                place = height, transaction, at_s, money, printable(actor), authority or ""
                order = hex_text(hold.order) if hold.order else ""
                found.append(RecordedAct(hold.kind, *place, hold.account, hold.amount_minor, order))
    return found


def act_faults(decided: Decided, subject: Subject, acts: Collection[RecordedAct]) -> Iterator[str]:
    """What is wrong with the place in the record where a decision says that it was carried out."""
    assert decided.act is not None
    place = decided.act.height, decided.act.transaction
    there = [act for act in acts if (act.height, act.transaction) == place]
    if not there:
        yield f"nothing is done about the subject in transaction {place[1]} of block {place[0]}"
        return
    fitting = [act for act in there if act.decision == decided.decision]
    if not fitting:
        yield f"that transaction is a {there[0].decision}, and {decided.decision} was decided"
    for act in fitting:
        if not act.is_competent(subject.jurisdictions):
            office = act.authority or "nobody in office"
            yield f"done by {act.actor}, {office}; competent is who is in {', '.join(subject.jurisdictions)}"
        if act.decision == "forced-transfer" and decided.legal_order not in (act.order, words(act.order)):
            yield f"under the legal order {words(act.order)}, and {printable(decided.legal_order or 'none')} was named"


def words(order: str) -> str:
    """A legal order's id as the text that it is, or else in hex."""
    text = bytes.fromhex(order.removeprefix("0x")).rstrip(b"\0")
    return printable(text.decode()) if text and all(0x20 <= byte < 0x7F for byte in text) else order
