"""The movements of deposits, as a trace sees them: who gives, who takes, and what lies between.

Trusts the index for movements and customers, and the deployment for nothing.
Never takes a conduit for a holder: interbank legs, market makers, pools and system contracts own no deposits; what
passes through them is debited to one customer and credited to another under one reference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa

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
        ends = self.taker, self.giver
        return Move(
            *(self.tx, self.at_s, self.way, self.token, *ends, self.amount_minor, self.reference, self.lender),
        )


_MOVES = """
SELECT x.transfer, x.tx, x.token, x.payer, x.payee, x.amount_minor, x.amount_minor_text, x.reference
FROM transfer_rows x WHERE x.{side} IN (SELECT account FROM reached) AND x.tx <= {last}
"""
_PLACES = "SELECT tx, at_s, called FROM transactions WHERE tx IN (SELECT tx FROM named)"


class Holders:
    """Customers under all the keys that they had: each is the lowest number among its accounts."""

    def __init__(self, index: Index) -> None:
        with index.database() as database:
            found = database.sql("SELECT account, coalesce(customer, -1) AS c FROM accounts").to_arrow_table()
        accounts, customers = (found[name].to_numpy().astype(np.int64) for name in ("account", "c"))
        self.by_account = np.arange(int(accounts.max(initial=-1)) + 1)
        """The holder of each account, by its number."""
        known = accounts[customers >= 0]
        known = known[np.argsort(known)]
        of = np.full(len(self.by_account), -1)
        of[accounts] = customers
        _, firsts, which = np.unique(of[known], return_index=True, return_inverse=True)
        self.by_account[known] = known[firsts][which]

    def of(self, account: int) -> int:
        """Whose account it is."""
        return int(self.by_account[account])

    def accounts_of(self, holders: Iterable[int]) -> Any:
        """All accounts of some holders."""
        return np.flatnonzero(np.isin(self.by_account, np.fromiter(holders, dtype=np.int64)))


class Moves:
    """The movements of more and more holders' deposits, up to transaction `last`."""

    def __init__(self, index: Index, holders: Holders, last: int) -> None:
        self._index, self._holders, self._last = index, holders, int(last)
        self._lenders = _lenders(index)
        tokens = index.rows("SELECT account FROM accounts WHERE role = 'DepositToken'")
        self._deposits = {token for (token,) in tokens}
        self._of = holders.by_account.tolist()
        self._moves: dict[int, Move] = {}

    def add(self, holders: Iterable[int]) -> None:
        """Reads every movement of some holders more."""
        accounts = pa.table({"account": pa.array(self._holders.accounts_of(holders), pa.int32())})
        with self._index.database() as database:
            database.register("reached", accounts)
            # Two questions of one column each are answered faster than one of both.
            asked = [_MOVES.format(side=side, last=self._last) for side in ("payer", "payee")]
            found = [row for query in asked for row in database.execute(query).fetchall()]
            rows = [row for row in found if row[2] in self._deposits]
            database.register("named", pa.table({"tx": pa.array(sorted({row[1] for row in rows}), pa.int64())}))
            places = {tx: (at_s, called) for tx, at_s, called in database.execute(_PLACES).fetchall()}
        for number, *row in rows:
            self._moves[number] = _move(row, places[row[0]], self._of, self._lenders)

    def in_order(self) -> list[Move]:
        """All that were read, in the order of the record."""
        return [self._moves[number] for number in sorted(self._moves)]


def _move(row: Sequence[Any], place: tuple[int, int | None], of: list[int], lenders: dict[str, str]) -> Move:
    tx, token, payer, payee, minor, text, named = row
    at_s, called = place
    reference = named or ""
    if payer is not None and payee is not None:
        way = Way.DIRECT
    elif called == token:
        way = Way.CASH
    else:
        way = Way.LOAN if reference in lenders else Way.PASSING
    giver, taker = (None if account is None else of[account] for account in (payer, payee))
    amount_minor = int(text) if minor is None else int(minor)
    return Move(tx, at_s, way, token, giver, taker, amount_minor, reference, lenders.get(reference, ""))


def _lenders(index: Index) -> dict[str, str]:
    """Loan -> who lent it; empty where the record does not have its beginning."""
    found = {loan: "" for (loan,) in index.rows("SELECT DISTINCT loan FROM event_rows WHERE loan IS NOT NULL")}
    for loan, fields in index.rows("SELECT loan, fields FROM event_rows WHERE name = 'LoanDrawn'"):
        found[loan] = str(json.loads(fields)["lender"])
    return found
