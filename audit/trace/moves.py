"""The movements of deposits, as a trace sees them: who gives, who takes, and what lies between.

Trusts the index for movements and customers, and the deployment for nothing.
Never takes a conduit for a holder: interbank legs, market makers, pools and system contracts own no deposits; what
passes through them is debited to one customer and credited to another under one reference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from audit.index.store import Index


class Way(StrEnum):
    """How money moves; `audit.trace.rules` says what becomes of taint on each."""

    PASSING = "payment"
    """Debited here, credited there, under one reference: payments, returns, legs of instructions, locks."""
    DIRECT = "transfer"
    """From one customer to another in one movement."""
    CASH = "cash"
    """Issued or redeemed by the bank itself: opening balances, deposits, withdrawals."""
    LOAN = "loan"
    """Drawn from a lender, or repaid."""


@dataclass(frozen=True, slots=True)
class Move:
    """One movement. giver, taker: holders by number, None where it is not a customer; token: the bank's money, by
    number; reference: what it is for, UETR or hex, empty where it says nothing; lender: of a loan, address."""

    tx: int
    at_s: int
    way: Way
    token: int
    giver: int | None
    taker: int | None
    amount_minor: int
    reference: str
    lender: str = ""

    def reversed(self) -> Move:
        """The same in reversed time."""
        return replace(self, giver=self.taker, taker=self.giver)


_MOVES = """
SELECT x.tx, t.at_s, t.called = x.token, x.token, x.payer, x.payee, x.amount_minor, x.amount_minor_text, x.reference
FROM transfer_rows x JOIN transactions t USING (tx)
WHERE x.token IN (SELECT account FROM accounts WHERE role = 'DepositToken') AND x.tx <= {last}
AND (x.payer IN (SELECT account FROM reached) OR x.payee IN (SELECT account FROM reached))
ORDER BY x.transfer
"""


class Holders:
    """Customers under all the keys that they had: each is the lowest number among its accounts."""

    def __init__(self, index: Index) -> None:
        self._keys: dict[int, list[int]] = {}
        self._of: dict[int, int] = {}
        first: dict[int, int] = {}
        for account, customer in index.rows("SELECT account, customer FROM accounts ORDER BY account"):
            holder = account if customer is None else first.setdefault(customer, account)
            self._of[account] = holder
            if holder != account:
                self._keys.setdefault(holder, [holder]).append(account)

    def of(self, account: int) -> int:
        """Whose account it is."""
        return self._of[account]

    def keys(self, holder: int) -> Sequence[int]:
        """All accounts of a holder."""
        return self._keys.get(holder, (holder,))

    def as_list(self) -> list[int]:
        """The holder of each account, by its number."""
        return [self._of[account] for account in sorted(self._of)]


def moves_of(index: Index, holders: Holders, reached: Iterable[int], last: int) -> list[Move]:
    """Every movement of the holders' deposits up to transaction `last`, in the order of the record."""
    import pyarrow as pa

    lenders = _lenders(index)
    accounts = pa.table({"account": pa.array([key for holder in reached for key in holders.keys(holder)], pa.int32())})
    with index.database() as database:
        database.register("reached", accounts)
        rows = database.execute(_MOVES.format(last=int(last))).fetchall()
    return [_move(row, holders, lenders) for row in rows]


def _move(row: tuple[Any, ...], holders: Holders, lenders: dict[str, str]) -> Move:
    tx, at_s, is_own, token, payer, payee, minor, text, named = row
    reference = named or ""
    if payer is not None and payee is not None:
        way = Way.DIRECT
    elif is_own:
        way = Way.CASH
    else:
        way = Way.LOAN if reference in lenders else Way.PASSING
    giver, taker = (None if account is None else holders.of(account) for account in (payer, payee))
    amount_minor = int(text) if minor is None else int(minor)
    return Move(tx, at_s, way, token, giver, taker, amount_minor, reference, lenders.get(reference, ""))


def _lenders(index: Index) -> dict[str, str]:
    """Loan -> who lent it; empty where the record does not have its beginning."""
    found = {loan: "" for (loan,) in index.rows("SELECT DISTINCT loan FROM event_rows WHERE loan IS NOT NULL")}
    for loan, fields in index.rows("SELECT loan, fields FROM event_rows WHERE name = 'LoanDrawn'"):
        found[loan] = str(json.loads(fields)["lender"])
    return found
