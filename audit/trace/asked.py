"""A trace as a user asks for it: from a wallet or a payment, out or in, so many hops, so much, until then.

Trusts the index to be of the record that was named.
Never builds a query from what was typed, and never answers for a wallet that was only close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.filters import EventFilter, uetr_of
from audit.index.lookup import Lookup
from audit.index.store import Index
from audit.trace.follow import follow
from audit.trace.moves import Moves
from audit.trace.pots import METHODS
from audit.trace.result import Limits, Start, Trace
from audit.wording import printable
from chain.errors import InputError
from finance.suggestions import did_you_mean

DIRECTIONS = ("out", "in")
HOPS_MAX = 100
_PARTIES = """
SELECT payer, payee FROM transfer_rows
WHERE reference = ? AND tx <= ? AND token IN (SELECT account FROM accounts WHERE role = 'DepositToken')
"""
_MINOR = re.compile(r"\d{1,78}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """start: a wallet's id, address or alias, or a UETR; direction, method: one of those that there are; hops: most
    payments one after another; least: minor units, until: date or time in UTC, as typed, or None."""

    start: str
    direction: str = "out"
    hops: int = 5
    least: str | None = None
    until: str | None = None
    method: str = "proportional"

    def limits(self) -> Limits:
        """How far it goes. Raises InputError with what there is."""
        _require_known("--direction", self.direction, DIRECTIONS)
        _require_known("--method", self.method, tuple(METHODS))
        if not 1 <= self.hops <= HOPS_MAX:
            raise _wrong("--hops", str(self.hops), f"it is not from 1 to {HOPS_MAX}", "5 are many already")
        if self.least is not None and not _MINOR.fullmatch(self.least):
            raise _wrong("--min", self.least, "it is no whole number of minor units", "write 150000 for 1,500.00 THB")
        return Limits(self.method, self.hops, max(1, int(self.least or 1)), is_back=self.direction == "in")


def trace_money(index: Index, names: Lookup, asked: Asked) -> Trace:
    """Follows the money. Raises InputError for what is not in the record."""
    limits, last = asked.limits(), _last(index, names, asked.until)
    start = _start(index, names, asked, last)
    return follow(Moves.of(index, last), start, limits)


def _start(index: Index, names: Lookup, asked: Asked, last: int) -> Start:
    """Where it starts."""
    uetr = uetr_of(asked.start)
    if uetr is None:
        return Start(holder=_wallet(index, names, asked.start))
    if not index.rows(_PARTIES, [uetr, last]):
        why = "nothing in this record names it"
        if names.has_uetr(uetr):
            why = "it moved no customer's money up to then: it was refused, or is one between banks"
        raise _wrong("--from", uetr, why, "look at `corridor audit DIR --list payments`")
    return Start(uetr=uetr)


def _wallet(index: Index, names: Lookup, text: str) -> int:
    """The customer that an id, an address or an alias means."""
    failure: InputError | None = None
    for option in ("wallet", "alias"):
        try:
            (group,) = EventFilter.parse(names, **{option: text}).accounts
        except InputError as error:
            failure = failure or error
            continue
        marks = ", ".join("?" for _ in group)
        rows = index.rows(
            f"SELECT account, customer FROM accounts WHERE address IN ({marks}) ORDER BY 1", sorted(group)
        )
        account, customer = rows[0]
        same = index.rows("SELECT min(account) FROM accounts WHERE account = ? OR customer = ?", [account, customer])
        return int(same[0][0])
    assert failure is not None
    raise _wrong("--from", text, f"{failure.why}; nor a UETR", failure.do)


def _last(index: Index, names: Lookup, until: str | None) -> int:
    """The last transaction that counts."""
    until_s = EventFilter.parse(names, until=until).until_s
    rows = index.rows("SELECT max(tx) FROM transactions WHERE at_s <= coalesce(?, at_s)", [until_s])
    return -1 if rows[0][0] is None else int(rows[0][0])


def _require_known(option: str, text: str, known: tuple[str, ...]) -> None:
    if text not in known:
        why = f"there are: {', '.join(known)}{did_you_mean(text[:80], known)}"
        raise _wrong(option, text, why, "name one of them")


def _wrong(option: str, text: str, why: str, do: str) -> InputError:
    return InputError(what=f"cannot use {printable(text)!r}", where=option, why=printable(why), do=do)
