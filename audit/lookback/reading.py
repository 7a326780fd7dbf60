"""The payments and loans of an indexed record as the look back sees them.

Trusts the index, which is made of the record alone.
Never reads a payment that did not settle, or a return of one that did.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from audit.lookback.loans import EVENTS, DrawnLoan, drawn_loans
from audit.typologies.transfer import Transfer
from chain.abi import Address

if TYPE_CHECKING:
    from audit.index.store import Index

_SETTLED = """
SELECT uetr, at_s, height, position, coalesce(payer_id, payer), coalesce(payee_id, payee),
       coalesce(cost_minor::VARCHAR, cost_minor_text), coalesce(amount_minor::VARCHAR, amount_minor_text),
       payer_currency
FROM payments WHERE status = 'settled' AND kind = 'payment' ORDER BY height, position, payment
"""
_THRESHOLDS = "SELECT height, position, fields FROM events WHERE name = 'TravelRuleThresholdSet' ORDER BY event"

_LOANS = f"""
SELECT name, at_s, height, position, fields FROM events WHERE name IN ({", ".join(f"'{name}'" for name in EVENTS)})
ORDER BY event
"""
_NAMES = "SELECT address, id FROM accounts WHERE id IS NOT NULL"


def loans_of(index: Index) -> tuple[DrawnLoan, ...]:
    """Every loan that was paid out, in the order of the chain; its borrower under the name that its payments have."""
    rows = (
        (name, at_s, (height, position), json.loads(fields))
        for name, at_s, height, position, fields in index.rows(_LOANS)
    )
    return drawn_loans(rows, dict(index.rows(_NAMES)))


def settled_transfers(index: Index) -> tuple[Transfer, ...]:
    """Every customer's payment that settled, in the order of the chain. A wallet is its customer's id, so that a change
    of its key changes nothing, or its address where the deployment has no id for it."""
    rows = index.rows(_THRESHOLDS)
    waiting = [((height, position), json.loads(fields)) for height, position, fields in reversed(rows)]
    thresholds: dict[str, int] = {}
    found = []
    for uetr, at_s, height, position, payer, payee, paid, received, currency in index.rows(_SETTLED):
        while waiting and waiting[-1][0] <= (height, position):
            fields = waiting.pop()[1]
            thresholds[fields["currency"]] = int(fields["threshold_minor"])
        found.append(
            Transfer(
                at_s=at_s,
                place=(height, position, 0),
                uetr=uetr,
                payer=Address(payer),
                payee=Address(payee),
                paid_minor=int(paid),
                received_minor=int(received),
                currency=currency,
                threshold_minor=thresholds.get(currency),
            )
        )
    return tuple(found)
