"""Stack: several wallets together pay several others, and each of these passes it all on to the same ones in parts.

Trusts the hubs of the record.
Never names a hub that stands alone.

Logic: hubs (see `hubs`) that share two payers and two payees are the middle of a stack. Thresholds: `HubSettings`.
Misses: stacks whose middle keeps more than 12 %, or pays parts that differ by more than 2.5 %; what is left of them is
found as bipartite, layer by layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.hubs import Hub
from audit.lookback.survey import Survey
from chain.abi import Address
from chain.detection import Reason

SHARED_MIN = 2
_SCORE = 90


class Stack:
    """See the module. Score: 90."""

    name: ClassVar[str] = "stack"

    def find(self, survey: Survey) -> Iterator[Finding]:
        """One finding for each hub with others like it."""
        by_payer: dict[Address, list[Hub]] = {}
        for hub in survey.hubs:
            for payer in dict.fromkeys(each.payer for each in hub.came):
                by_payer.setdefault(payer, []).append(hub)
        for hub in survey.hubs:
            beside = _beside(hub, by_payer)
            if beside:
                payments = [payment for each in (hub, *beside) for payment in (*each.came, *each.goes)]
                yield Finding.of(self.name, _SCORE, payments, (Reason("middles", len(beside) + 1),))


def _beside(hub: Hub, by_payer: dict[Address, list[Hub]]) -> Sequence[Hub]:
    payers, payees = {each.payer for each in hub.came}, {each.payee for each in hub.goes}
    near = {id(other): other for payer in dict.fromkeys(each.payer for each in hub.came) for other in by_payer[payer]}
    return [
        other
        for other in near.values()
        if other is not hub
        and len(payers & {each.payer for each in other.came}) >= SHARED_MIN
        and len(payees & {each.payee for each in other.goes}) >= SHARED_MIN
    ]
