"""Who pays whom: what leads a trace from the holders whose movements it has to those whose it needs next.

Trusts the index for who paid whom and when.
Never leaves out a holder that a step would come to: it may name more, since it does not ask how much arrives.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from audit.index.store import Index
from audit.trace.moves import Holders, Way
from audit.trace.result import Step

_PAYMENTS = """
SELECT payer, payee, coalesce(queued_tx, tx) AS since, tx FROM payment_rows
WHERE status = 'settled' AND payer IS NOT NULL AND payee IS NOT NULL AND tx <= {last}
AND ({amount} IS NULL OR {amount} >= CAST({least} AS HUGEINT))
"""
_OTHERS = """
WITH deposits AS (SELECT account FROM accounts WHERE role = 'DepositToken'),
loose AS (
    SELECT x.payer, x.payee, x.tx, x.reference FROM transfer_rows x
    WHERE x.token IN (SELECT account FROM deposits) AND (x.payer IS NULL) <> (x.payee IS NULL) AND x.tx IN (
        SELECT e.tx FROM event_rows e WHERE e.tx <= {last} AND e.contract IN (
            SELECT account FROM accounts WHERE role IN ('AtomicSettlement', 'HashTimeLock')
        )
    )
)
SELECT payer, payee, tx AS since, tx FROM transfer_rows
WHERE token IN (SELECT account FROM deposits) AND payer IS NOT NULL AND payee IS NOT NULL AND tx <= {last}
UNION ALL
SELECT a.payer, b.payee, a.tx AS since, b.tx FROM loose a JOIN loose b USING (reference)
WHERE a.payer IS NOT NULL AND b.payee IS NOT NULL
"""
"""Whatever moves deposits and is no payment: plain transfers, legs of instructions, money under locks."""


@dataclass(frozen=True, slots=True)
class Links:
    """Who may have passed value to whom: four columns of one length. since, at: transactions of departure and
    arrival."""

    givers: Any
    takers: Any
    since: Any
    at: Any

    def reversed(self) -> Links:
        """The same in reversed time, where transactions count down."""
        return Links(self.takers, self.givers, -self.at, -self.since)


def links_of(index: Index, holders: Holders, last: int, least_minor: int, *, is_back: bool) -> Links:
    """Every link up to transaction `last`; of payments those of `least_minor` or more on the side that gives."""
    amount = "amount_minor" if is_back else "cost_minor"
    parts = []
    with index.database() as database:
        for query in (_PAYMENTS, _OTHERS):
            asked = query.format(last=int(last), amount=amount, least=min(int(least_minor), 10**38 - 1))
            parts.append(database.sql(asked).to_arrow_table())
    of = holders.by_account
    columns = [
        np.concatenate([part[name].to_numpy().astype(np.int64) for part in parts])
        for name in ("payer", "payee", "since", "tx")
    ]
    links = Links(of[columns[0]], of[columns[1]], columns[2], columns[3])
    return links.reversed() if is_back else links


def takers_of(steps: Collection[Step], links: Links, *, is_back: bool) -> set[int]:
    """Who may take what some steps give: their takers, and whoever a link leads to from their giver and transaction,
    since under one reference the right one may not have been there yet."""
    takers = {step.taker for step in steps if step.taker is not None}
    passing = [step for step in steps if step.way is Way.PASSING]
    if passing:
        txs = np.unique([-step.given_tx if is_back else step.given_tx for step in passing])
        leave = np.isin(links.since, txs) & np.isin(links.givers, np.unique([step.giver for step in passing]))
        takers.update(links.takers[leave].tolist())
    return takers
