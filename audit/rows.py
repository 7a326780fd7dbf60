"""One event as a row that a person can read: ids for addresses, major units beside minor ones, times in UTC.

Trusts the directory for names and the signed order for what an event leaves out.
Never lets a text from the chain or a file through unescaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from audit.directory import Directory
from audit.instructions import instruction_of, payment_contracts
from audit.kinds import Kind, Shape, kind_of, shape_of
from audit.record import RecordedTransaction
from audit.wording import hex_text, printable, utc_text
from chain.abi import Address
from chain.clients.events import (
    PaymentExists,
    PaymentHop,
    PaymentRefused,
    PaymentSettled,
    PoolFilled,
    QuoteFilled,
    RecallExists,
    RecallRefused,
)
from chain.clients.types import Share
from chain.deployment import Deployment
from chain.events import Event, LoggedEvent
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
_PRICED = frozenset((PaymentSettled, PaymentHop))
_VENUES = frozenset((PaymentHop, QuoteFilled, PoolFilled))
OF_AN_ORDER: frozenset[type[Event]] = frozenset((PaymentRefused, PaymentExists, RecallRefused, RecallExists))
"""What leaves out the order that it is about."""
_UETR_DIGITS = 32
_WITHOUT_LIMIT = {2**64 - 1, 2**128 - 1, 2**256 - 1}


# A named tuple instead of the frozen dataclass that it would be elsewhere: one is made for each event, three times as
# fast.
class EventView(NamedTuple):
    """An event with what the rest of the record says about it.

    logged: the event and its place; shape, told: its values and where each stands, those of its order, loan or money
    among them; currencies: amount field -> currency; uetrs: of the payments in its transaction.
    """

    logged: LoggedEvent
    shape: Shape
    told: tuple[Any, ...]
    currencies: Mapping[str, str]
    uetrs: frozenset[str]

    @property
    def values(self) -> Row:
        """What is told, under its names."""
        return dict(zip(self.shape.names, self.told, strict=True))

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
    classes: list[Any] = [type(event) for event in events]
    kinds = [kind_of(each) for each in classes]
    named = [getattr(event, name) for event, kind in zip(events, kinds, strict=True) for name in kind.uetrs]
    uetrs = frozenset(map(str, named))
    order = _order_values(transaction, deployment) if is_about_order(transaction) else {}
    ways = {} if _PRICED.isdisjoint(classes) else _ways(events)
    for logged, kind in zip(transaction.events, kinds, strict=True):
        shape, told = _told(logged, kind, order, directory)
        yield EventView(logged, shape, told, _currencies(logged, shape, told, ways, directory), uetrs)


def is_about_order(transaction: RecordedTransaction) -> bool:
    """Whether one of the transaction's events leaves out the order that it is about."""
    return not OF_AN_ORDER.isdisjoint([type(logged.event) for logged in transaction.events])


def _told(logged: LoggedEvent, kind: Kind, order: Row, directory: Directory) -> tuple[Shape, tuple[Any, ...]]:
    """The event's own fields, with those of its order, its loan's parties or its money's issuer."""
    event = logged.event
    own = order if kind.event in OF_AN_ORDER else {}
    if kind.is_plain and not own:
        if kind.with_issuer is not None and (listing := directory.listings.get(logged.address)) is not None:
            return kind.with_issuer, (*kind.values_of(event), listing.issuer)
        return kind.shape, kind.values_of(event)
    values = own | _values(event, kind, directory)
    return shape_of(kind.event, tuple(values)), tuple(values.values())


def _values(event: Event, kind: Kind, directory: Directory) -> Row:
    """The same under their names, where they are not plain."""
    values: Row = dict(zip(kind.shape.names, kind.values_of(event), strict=True))
    # What is agreed stands in an event as a whole: each of its fields is one here, those of its schedule too.
    while kind.holds_agreed and (nested := [name for name, value in values.items() if is_dataclass(value)]):
        agreed = values.pop(nested[0])
        values = {field.name: getattr(agreed, field.name) for field in fields(agreed)} | values
    if "borrower" not in values and (terms := directory.loans.get(values.get("loan_id", b""))) is not None:
        values |= {"lender": terms.lender, "borrower": terms.borrower}
    return values


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


def _currencies(
    logged: LoggedEvent, shape: Shape, told: Sequence[Any], ways: Mapping[_Sale, _Pair], directory: Directory
) -> Mapping[str, str]:
    """In which currency each amount of the event is."""
    if type(logged.event) in _VENUES:
        return _sold(logged, ways)
    if shape.payer_currency is not None and shape.payee_currency is not None:
        return _paid(told[shape.payer_currency], told[shape.payee_currency])
    listing = directory.listings.get(logged.address)
    if listing is not None and listing.currency:
        return _all_in(shape.amounts, listing.currency)
    loan = None if shape.loan_id is None else directory.loans.get(told[shape.loan_id])
    if listing is None and loan is not None:
        return _all_in(shape.amounts, loan.currency)
    own = "" if listing is not None or shape.currency is None else told[shape.currency]
    return _all_in(shape.amounts, own)


def _sold(logged: LoggedEvent, ways: Mapping[_Sale, _Pair]) -> Mapping[str, str]:
    """The same of what a venue sold."""
    match logged.event:
        case PaymentHop() as hop:
            return {"sell_minor": hop.sell_currency, "buy_minor": hop.buy_currency}
        case QuoteFilled() as fill:
            return _traded(*ways.get((fill.maker, fill.sell_minor, fill.buy_minor), ("", "")))
        case PoolFilled() as fill:
            _, bought = ways.get((logged.address, fill.sell_minor, fill.buy_minor), ("", ""))
            return {"sell_minor": fill.sell_currency, "buy_minor": bought, "fee_minor": bought}
    return {}


# Currencies are few and events are many: each of these mappings is made once.
@lru_cache(1 << 12)
def _traded(sold: str, bought: str) -> Mapping[str, str]:
    return {"sell_minor": sold, "buy_minor": bought}


@lru_cache(1 << 12)
def _paid(payer: str, payee: str) -> Mapping[str, str]:
    return {"cost_minor": payer, "cost_minor_max": payer, "amount_minor": payee}


@lru_cache(1 << 12)
def _all_in(amounts: tuple[str, ...], currency: str) -> Mapping[str, str]:
    return dict.fromkeys(amounts, currency) if currency else {}


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
    digits = value.hex()
    if len(digits) < _UETR_DIGITS or digits[12] != "4" or digits[16] not in "89ab" or digits[_UETR_DIGITS:].strip("0"):
        return f"0x{digits}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:_UETR_DIGITS]}"
