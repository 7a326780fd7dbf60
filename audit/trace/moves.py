"""The movements of a record as a trace reads them: columns of numbers, a place for each side of each movement.

Trusts the index for movements, holders and their order.
Never rounds: amounts are 64-bit integers where all of them and their sum are, else integers of Python's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from audit.index.store import Index

_SIDES = """
SELECT tx, at_s, way, is_credit, pot, reference, partner, coalesce(lender, -1) AS lender,
       coalesce(TRY_CAST(amount_minor AS BIGINT), -1) AS amount
FROM side_rows WHERE tx <= {last}
"""
_LARGE = """
SELECT side, coalesce(amount_minor_text, CAST(amount_minor AS VARCHAR)) FROM side_rows
WHERE TRY_CAST(amount_minor AS BIGINT) IS NULL AND tx <= ?
"""
_TEXTS = """
SELECT coalesce(x.reference, '') FROM asked a JOIN transfer_rows x ON x.transfer = a.transfer ORDER BY a.place
"""
_NUMBER = """
SELECT reference FROM side_rows WHERE transfer = (SELECT min(transfer) FROM transfer_rows x
    JOIN side_rows s USING (transfer) WHERE x.reference = ?) LIMIT 1
"""
_SUM_MAX = 2**62
_HALF = 31


class References(Protocol):
    """What movements are for: UETR or hex, empty where they say nothing."""

    def texts(self, numbers: Any) -> Sequence[str]:
        """The text of each of some numbers."""
        ...

    def number(self, text: str) -> int:
        """The number of a text; -1 where no movement is under it."""
        ...


@dataclass(frozen=True, slots=True)
class Moves:
    """The sides of movements in the order of the record, one array a column: what a pot gives or, is_credit, takes.

    pots: by number, of pot_holders and pot_tokens; ways: places in `WAYS`; amounts: minor units; references: numbers,
    equal where sides are under one; partners: the side that answers, or `ALONE` or `SEVERAL`; lenders: of loans, by
    number, else -1; txs, times: transaction and seconds.
    """

    pots: Any
    is_credit: Any
    ways: Any
    amounts: Any
    references: Any
    partners: Any
    lenders: Any
    txs: Any
    times: Any
    pot_holders: Any
    pot_tokens: Any
    named: References

    @classmethod
    def of(cls, index: Index, last: int) -> Moves:
        """All movements of deposits up to transaction `last`."""
        with index.database() as database:
            columns = database.sql(_SIDES.format(last=int(last))).fetchnumpy()
            pots = database.sql("SELECT holder, token FROM pot_rows ORDER BY pot").fetchnumpy()
        amounts = columns["amount"]
        large = index.rows(_LARGE, [last]) if len(amounts) and amounts.min() < 0 else []
        return cls(
            pots=columns["pot"],
            is_credit=columns["is_credit"].astype(bool),
            ways=columns["way"],
            amounts=exact(amounts, {side: int(text) for side, text in large}),
            references=columns["reference"],
            partners=columns["partner"],
            lenders=columns["lender"],
            txs=columns["tx"],
            times=columns["at_s"],
            pot_holders=pots["holder"],
            pot_tokens=pots["token"],
            named=_Indexed(index),
        )


@dataclass(frozen=True, slots=True)
class _Indexed:
    """References of an index: each is the number of the first transfer under it."""

    index: Index

    def texts(self, numbers: Any) -> Sequence[str]:
        """Read from those transfers."""
        places = pa.array(range(len(numbers)), pa.int64())
        asked = pa.table({"place": places, "transfer": pa.array(numbers, pa.int64())})
        with self.index.database() as database:
            database.register("asked", asked)
            return [text for (text,) in database.sql(_TEXTS).fetchall()]

    def number(self, text: str) -> int:
        """The first transfer of deposits under it."""
        rows = self.index.rows(_NUMBER, [text])
        return int(rows[0][0]) if rows else -1


def exact(amounts: Any, large: Mapping[int, int]) -> Any:
    """The amounts with those in `large`, by place, that 64 bits do not hold; as objects where their sum needs more."""
    if not large and (not len(amounts) or int(amounts.max()) * len(amounts) < _SUM_MAX):
        return amounts
    if not large and sum(int(part.sum()) << bits for part, bits in _halves(amounts)) < _SUM_MAX:
        return amounts
    whole = amounts.astype(object)
    for place, amount_minor in large.items():
        whole[place] = amount_minor
    return whole


def _halves(amounts: Any) -> tuple[tuple[Any, int], ...]:
    """High and low bits, whose sums cannot overflow."""
    return (amounts >> _HALF, _HALF), (amounts & (2**_HALF - 1), 0)
