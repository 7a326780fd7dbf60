"""The payments that did not go through, counted by rule, code and party at fault.

Trusts the nodes' records for those that were kept off the chain; the auditor counts the others for itself.
Never counts a payment twice: one has one refusal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chain.abi import Address
from chain.errors import REFUSALS
from nodes.payment_record import PaymentRecord, Verdict

_PLACES = {refusal.name: place for place, refusal in enumerate(REFUSALS)}
ISO_CODES = {refusal.name: refusal.iso_code for refusal in REFUSALS}
"""Refusal -> ISO 20022 external status reason; what banks refuse among themselves has none."""


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """How often a rule refused for one party's sake.

    rule, code: as in docs/rejections.md, the rule empty where no contract was asked; iso_code: ISO 20022 external
    status reason; party, party_role: who is at fault, empty for nobody; on_chain: recorded there; kept_off: found out
    before.
    """

    rule: str
    code: str
    iso_code: str
    party_role: str
    party: str
    on_chain: int
    kept_off: int


def count_refusals(records: Iterable[PaymentRecord], parties: Mapping[Address, tuple[str, str]]) -> list[RefusalCount]:
    """A row for each rule, code and party, in the order of precedence; parties: address -> id and role."""
    counts: dict[tuple[str, str, str], Counter[Verdict]] = {}
    for record in records:
        if record.verdict is not Verdict.SETTLED:
            key = record.refusal, record.rule, record.party
            counts.setdefault(key, Counter())[record.verdict] += 1
    rows = []
    for (code, rule, address), found in counts.items():
        party, role = party_of(address, parties)
        on_chain, kept_off = found[Verdict.REFUSED], found[Verdict.KEPT_OFF]
        rows.append(RefusalCount(rule, code, ISO_CODES.get(code, ""), role, party, on_chain, kept_off))
    return sorted(rows, key=lambda row: (_PLACES.get(row.code, len(_PLACES)), row.code, row.party))


def party_of(address: Address, parties: Mapping[Address, tuple[str, str]]) -> tuple[str, str]:
    """Id and role of a party; the address itself, as `unknown`, of somebody the network does not know."""
    if not address:
        return "", ""
    return parties.get(address, (address, "unknown"))
