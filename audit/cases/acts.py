"""What the record shows that an authority did about the subject of a case: freezes, releases, forced transfers.

Trusts the index for the acts and for whose office each was.
Never takes for a release what a seizure or a change of keys does to a freeze by itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from audit.cases.entry import Decided, Decision, Subject
from audit.cases.subject import COMPETENT
from audit.index.store import Index
from audit.wording import printable
from chain.abi import Address

_ACTS = """
SELECT height, tx_hash, at_s, name, contract_id, actor_id, authority, fields FROM acts
WHERE act IN ('freeze', 'forced transfer') ORDER BY event
"""


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
    wallets, found = {*subject.wallets}, list[RecordedAct]()
    rows = [(*row[:-1], json.loads(row[-1])) for row in index.rows(_ACTS)]
    seized = {(row[1], row[-1]["from_"]): _order(rows, row[1]) for row in rows if row[3] == "ForcedTransfer"}
    frozen: dict[tuple[str, Address], int] = {}
    for height, transaction, at_s, name, money, actor, authority, fields in rows:
        place = height, transaction, at_s, money, printable(actor or ""), authority
        if name == "ForcedTransfer" and fields["from_"] in wallets:
            order = seized[transaction, fields["from_"]]
            found.append(RecordedAct("forced-transfer", *place, fields["from_"], fields["amount"], order))
        elif name == "Frozen" and fields["account"] in wallets:
            account, amount_minor = fields["account"], fields["amount"]
            before_minor = frozen.get((money, account), 0)
            frozen[money, account] = amount_minor
            if (transaction, account) not in seized:
                is_less = amount_minor < before_minor or amount_minor == 0
                found.append(RecordedAct("release" if is_less else "freeze", *place, account, amount_minor, ""))
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


def _order(rows: list[Any], transaction: str) -> str:
    """The order that a transaction executes."""
    return next(
        (str(row[-1]["order_id"]) for row in rows if row[1] == transaction and row[3] == "LegalOrderExecuted"), ""
    )
