"""One event as a row that a person can read: ids for addresses, major units beside minor ones, times in UTC.

Trusts the directory for names and the signed order for what an event leaves out.
Never lets a text from the chain or a file through unescaped.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import IntEnum
from functools import cache
from typing import Any, TypeAlias, get_type_hints

from audit.directory import Directory
from audit.instructions import instruction_of, payment_contracts
from audit.record import RecordedTransaction
from audit.wording import hex_text, printable, utc_text
from chain.abi import Address
from chain.clients.events import (
    Issued,
    PaymentExists,
    PaymentHop,
    PaymentRefused,
    PaymentSettled,
    PoolFilled,
    QuoteFilled,
    RecallExists,
    RecallRefused,
    Redeemed,
)
from chain.clients.types import Share
from chain.deployment import Deployment
from chain.events import Event, LoggedEvent, field_names
from finance.money import Currency, format_minor

Row: TypeAlias = dict[str, Any]
_Sale: TypeAlias = tuple[Address, int, int]
"""Who sold, how much, for how much."""
_Pair: TypeAlias = tuple[str, str]
"""The currencies sold and taken."""

_TIMES = {
    "drawn_at",
    "due_at",
    "signed_until",
    "expires_at",
    "counter_expires_at",
    "ends_at",
    "observed_at",
    "ready_at",
}
OF_AN_ORDER = (PaymentRefused, PaymentExists, RecallRefused, RecallExists)
"""What leaves out the order that it is about."""
_WITHOUT_LIMIT = {2**64 - 1, 2**128 - 1, 2**256 - 1}


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with what the rest of the record says about it.

    logged: the event and its place; values: its fields under their names, and those of its order, loan or money;
    currencies: amount field -> currency; uetrs: of the payments in its transaction.
    """

    logged: LoggedEvent
    values: Mapping[str, Any]
    currencies: Mapping[str, str]
    uetrs: frozenset[str]

    def concerns(self, account: Address) -> bool:
        """Whether the account takes part: named by the event, by its order or its loan, or as the issuer."""
        return account in self.values.values()

    def is_in(self, currency: str) -> bool:
        """Whether the event is about this currency."""
        named = (value for name, value in self.values.items() if name.endswith("currency"))
        return currency in {*named, *self.currencies.values()}

    def row(self, directory: Directory) -> Row:
        """The event as a row, ready for a terminal, JSON or a table."""
        logged = self.logged
        place: Row = {
            "time": utc_text(logged.timestamp_s),
            "block": logged.height,
            "tx": hex_text(logged.tx_hash),
            "log": logged.log_index,
            "event": type(logged.event).__name__,
            "contract": directory.name(logged.address),
        }
        return place | dict(self._cells(directory))

    def _cells(self, directory: Directory) -> Iterator[tuple[str, Any]]:
        for name, value in self.values.items():
            if "_minor" in name:
                yield from _amount(name, value, self.currencies.get(name, ""), directory)
            else:
                yield name.rstrip("_"), _cell(name, value, directory)


def views(transaction: RecordedTransaction, directory: Directory, deployment: Deployment) -> Iterator[EventView]:
    """Every event of a transaction, completed from its order, its settlement, its loan and its money."""
    events = [logged.event for logged in transaction.events]
    ordered = any(isinstance(event, OF_AN_ORDER) for event in events)
    kinds: list[tuple[Event, Any]] = [(event, type(event)) for event in events]
    named = (getattr(event, name) for event, kind in kinds for name in _naming_payments(kind))
    uetrs = frozenset(str(uetr) for uetr in named if uetr is not None)
    order = _order_values(transaction, deployment) if ordered else {}
    ways = _ways(events)
    for logged in transaction.events:
        values = _values(logged, directory)
        if isinstance(logged.event, OF_AN_ORDER):
            values = order | values
        yield EventView(logged, values, _currencies(logged, values, ways, directory), uetrs)


def _values(logged: LoggedEvent, directory: Directory) -> Row:
    """The event's own fields, with its loan's parties or its money's issuer; the standards' `value`, `amount` too."""
    event = logged.event
    values: Row = {name: getattr(event, name) for name in field_names(event)}
    for name in ("value", "amount"):
        if name in values:
            values["amount_minor"] = values.pop(name)
    # What is agreed stands in an event as a whole: each of its fields is one here, those of its schedule too.
    kind: Any = type(event)
    while _holds_agreed(kind) and (nested := [name for name, value in values.items() if is_dataclass(value)]):
        agreed = values.pop(nested[0])
        values = {field.name: getattr(agreed, field.name) for field in fields(agreed)} | values
    if "borrower" not in values and (terms := directory.loans.get(values.get("loan_id", b""))) is not None:
        values |= {"lender": terms.lender, "borrower": terms.borrower}
    if isinstance(event, Issued | Redeemed) and logged.address in directory.listings:
        values["issuer"] = directory.listings[logged.address].issuer
    return values


@cache
def _naming_payments(kind: Any) -> tuple[str, ...]:
    """An event's fields that are UETRs."""
    return tuple(field.name for field in fields(kind) if field.name in ("uetr", "original_uetr"))


@cache
def _holds_agreed(kind: Any) -> bool:
    """Whether one of an event's fields is a struct."""
    return any(isinstance(hint, type) and is_dataclass(hint) for hint in get_type_hints(kind).values())


def _ways(events: Sequence[Event]) -> dict[_Sale, _Pair]:
    """In which currencies the venues of the transaction's payments traded."""
    ways: dict[_Sale, _Pair] = {}
    for event in events:
        match event:
            case PaymentSettled():
                ways[event.maker, event.amount_minor, event.cost_minor] = event.payee_currency, event.payer_currency
            case PaymentHop():
                ways[event.venue, event.sell_minor, event.buy_minor] = event.sell_currency, event.buy_currency
    return ways


def _order_values(transaction: RecordedTransaction, deployment: Deployment) -> Row:
    instruction = instruction_of(transaction.raw, payment_contracts(deployment))
    if instruction is None:
        return {}
    return {field.name: getattr(instruction.order, field.name) for field in fields(instruction.order)}


def _currencies(logged: LoggedEvent, values: Row, ways: Mapping[_Sale, _Pair], directory: Directory) -> dict[str, str]:
    """In which currency each amount of the event is."""
    listing = directory.listings.get(logged.address)
    loan = directory.loans.get(values.get("loan_id", b""))
    match logged.event:
        case PaymentHop() as hop:
            return {"sell_minor": hop.sell_currency, "buy_minor": hop.buy_currency}
        case QuoteFilled() as fill:
            sold, bought = ways.get((fill.maker, fill.sell_minor, fill.buy_minor), ("", ""))
            return {"sell_minor": sold, "buy_minor": bought}
        case PoolFilled() as fill:
            _, bought = ways.get((logged.address, fill.sell_minor, fill.buy_minor), ("", ""))
            return {"sell_minor": fill.sell_currency, "buy_minor": bought, "fee_minor": bought}
    if "payer_currency" in values:
        payer, payee = values["payer_currency"], values["payee_currency"]
        return {"cost_minor": payer, "cost_minor_max": payer, "amount_minor": payee}
    currency = listing.currency if listing else loan.currency if loan else values.get("currency", "")
    return {name: currency for name in values if "_minor" in name} if currency else {}


def _amount(name: str, amount_minor: int, code: str, directory: Directory) -> Iterator[tuple[str, Any]]:
    yield name, amount_minor
    exponent = directory.exponents.get(code)
    if amount_minor in _WITHOUT_LIMIT:
        yield name.replace("_minor", ""), "without limit"
    elif exponent is not None:
        formatted = f"{format_minor(amount_minor, Currency(code, exponent))} {code}"
        yield name.replace("_minor", ""), printable(formatted)


def _cell(name: str, value: Any, directory: Directory) -> Any:
    if name in _TIMES:
        return utc_text(value)
    if isinstance(value, IntEnum):  # as in the contracts: MARKET_MAKER is MarketMaker
        return "".join(part.capitalize() for part in value.name.split("_"))
    if isinstance(value, bytes):
        return reference_text(value) if name == "reference_id" else hex_text(value)
    if isinstance(value, str):
        return printable(directory.name(value))
    if isinstance(value, tuple):  # of addresses, or of shares of a loan
        return printable(", ".join(_item(item, directory) for item in value))
    return value


def _item(item: Any, directory: Directory) -> str:
    return f"{directory.name(item.lender)} {item.weight}" if isinstance(item, Share) else directory.name(item)


def reference_text(value: bytes) -> str:
    """A UETR, where the reference is one (16 bytes of a version 4 UUID, then zeros); else hex."""
    uetr = uuid.UUID(bytes=value[:16])
    return str(uetr) if uetr.version == 4 and not any(value[16:]) else hex_text(value)
