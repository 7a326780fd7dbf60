"""From a filter to the conditions of a query, on each of the tables that can be listed.

Trusts `audit.filters` to have understood what was typed.
Never puts a value into the text of a query: every one is bound to a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from audit.filters import EventFilter
from audit.index.schema import DIGITS_MAX

Condition: TypeAlias = tuple[str, list[Any]]
"""SQL with placeholders, and what belongs there."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition that holds where all of its parts do."""

    sql: str
    values: list[Any]

    @classmethod
    def all_of(cls, conditions: Iterable[Condition]) -> Where:
        """True without any."""
        parts = list(conditions)
        sql = " AND ".join(f"({text})" for text, _ in parts) or "true"
        return cls(sql, [value for _, values in parts for value in values])


def of_events(wanted: EventFilter) -> Where:
    """On `event_rows e`."""
    return Where.all_of((*_events(wanted), *_places("e", wanted)))


def of_acts(wanted: EventFilter) -> Where:
    """On `act_rows a`."""
    events = of_events(wanted)
    return Where(f"a.event IN (SELECT e.event FROM event_rows e WHERE {events.sql})", events.values)


def of_payments(wanted: EventFilter) -> Where:
    """On `payment_rows p`."""
    ends = "p.payer", "p.payee", "p.payer_bank", "p.payee_bank", "p.maker", "p.party"
    return Where.all_of(
        (
            *_ends(ends, wanted),
            *_either("p.uetr = ? OR p.original_uetr = ?", wanted.uetr),
            *_either("p.payer_currency = ? OR p.payee_currency = ?", wanted.currency),
            *_either("p.corridor = ? OR p.payer_currency || '-' || p.payee_currency = ?", wanted.corridor),
            *_amounts("p", ("amount_minor", "cost_minor"), wanted),
            *_one_of("p.code", wanted.codes),
            *_said("p", wanted),
            *_places("p", wanted),
        )
    )


def of_transfers(wanted: EventFilter) -> Where:
    """On `transfer_rows x`."""
    return Where.all_of(
        (
            *_ends(("x.payer", "x.payee", "x.token"), wanted),
            *_whole("x", wanted),
            *([("x.currency = ?", [wanted.currency])] if wanted.currency else ()),
            *_amounts("x", ("amount_minor",), wanted),
            *_coded("x", wanted),
            *_said("x", wanted),
            *_places("x", wanted),
        )
    )


def _events(wanted: EventFilter) -> Iterator[Condition]:
    yield from _one_of("e.name", wanted.events)
    if wanted.contract is not None:
        yield "e.contract IN (SELECT account FROM accounts WHERE address = ?)", [wanted.contract]
    for group in wanted.accounts:
        yield f"e.event IN (SELECT event FROM mentions WHERE account IN {_numbers(group)})", sorted(group)
    yield from _whole("e", wanted)
    if wanted.currency is not None:
        yield "list_contains(string_split(e.currencies, ' '), ?)", [wanted.currency]
    yield from _amounts("e", ("amount_minor", "cost_minor"), wanted)
    yield from _one_of("e.code", wanted.codes)


def _whole(table: str, wanted: EventFilter) -> Iterator[Condition]:
    """Conditions on the payments of a transaction."""
    if wanted.uetr is not None:
        yield f"{table}.tx IN (SELECT tx FROM uetrs WHERE uetr = ?)", [wanted.uetr]
    if wanted.corridor is not None:
        same = "corridor = ? OR payer_currency || '-' || payee_currency = ?"
        txs = f"SELECT unnest([tx, queued_tx]) FROM payment_rows WHERE {same}"
        yield f"{table}.tx IN ({txs})", [wanted.corridor] * 2


def _said(table: str, wanted: EventFilter) -> Iterator[Condition]:
    """Conditions on the events beside it in its transaction."""
    if wanted.events or wanted.contract is not None:
        events = Where.all_of(_events(EventFilter(events=wanted.events, contract=wanted.contract)))
        yield f"{table}.tx IN (SELECT e.tx FROM event_rows e WHERE {events.sql})", events.values


def _coded(table: str, wanted: EventFilter) -> Iterator[Condition]:
    for text, values in _one_of("e.code", wanted.codes):
        yield f"{table}.tx IN (SELECT e.tx FROM event_rows e WHERE {text})", values


def _places(table: str, wanted: EventFilter) -> Iterator[Condition]:
    """Conditions on block and time: transactions are numbered in the order of both."""
    for column, least, most in (
        ("at_s", wanted.since_s, wanted.until_s),
        ("height", wanted.height_min, wanted.height_max),
    ):
        if least is not None:
            yield f"{table}.tx >= (SELECT min(tx) FROM transactions WHERE {column} >= ?)", [least]
        if most is not None:
            yield f"{table}.tx <= (SELECT max(tx) FROM transactions WHERE {column} <= ?)", [most]


def _ends(columns: Sequence[str], wanted: EventFilter) -> Iterator[Condition]:
    for group in wanted.accounts:
        parts = " OR ".join(f"{column} IN {_numbers(group)}" for column in columns)
        yield parts, sorted(group) * len(columns)


def _numbers(group: Iterable[str]) -> str:
    return f"(SELECT account FROM accounts WHERE address IN ({', '.join('?' for _ in group)}))"


def _either(text: str, value: str | None) -> Iterator[Condition]:
    if value is not None:
        yield text, [value, value]


def _one_of(column: str, values: Iterable[Any]) -> Iterator[Condition]:
    chosen = sorted(values)
    if chosen:
        yield f"{column} IN ({', '.join('?' for _ in chosen)})", chosen


def _amounts(table: str, columns: Sequence[str], wanted: EventFilter) -> Iterator[Condition]:
    """Conditions that one of the amounts is in the range; one of more than 38 digits is compared as text."""
    if wanted.amount_min is None and wanted.amount_max is None:
        return
    parts, values = [], []
    for column in columns:
        both = list(_bounds(f"{table}.{column}", wanted))
        where = Where.all_of(both)
        parts.append(f"({where.sql})")
        values += where.values
    yield " OR ".join(parts), values


def _bounds(column: str, wanted: EventFilter) -> Iterator[Condition]:
    text = f"{column}_text"
    for bound, sign in ((wanted.amount_min, ">="), (wanted.amount_max, "<=")):
        if bound is None:
            continue
        digits = str(bound)
        # Whoever has more digits is larger; with as many, text is in the order of numbers.
        longer = f"{text} IS NOT NULL AND (length({text}), {text}) {sign} (CAST(? AS BIGINT), CAST(? AS VARCHAR))"
        if len(digits) <= DIGITS_MAX:
            yield f"{column} {sign} CAST(? AS HUGEINT) OR ({longer})", [digits, len(digits), digits]
        else:
            short = f"{column} IS NOT NULL" if sign == "<=" else "false"
            yield f"{short} OR ({longer})", [len(digits), digits]
