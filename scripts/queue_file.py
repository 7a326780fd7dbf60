"""Reads a queue of payments from a JSON file, each amount exactly as it is written.

Trusts nothing in the file: a mistake is one line that names its key.
Never guesses: a bank without a balance, an unclear amount or a key that stands twice is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from audit.wording import printable
from chain.errors import InputError
from finance.money import AMOUNT_MINOR_MAX, MoneyError, currency
from finance.netting.queue import Payment, Queue
from finance.suggestions import did_you_mean

_FILE_KEYS = ("balances", "payments", "currency")
_PAYMENT_KEYS = ("id", "payer", "payee", "amount", "priority")
_FORMAT = 'write {"balances": {bank: amount}, "payments": [{"id", "payer", "payee", "amount", "priority"}]}'
_DECIMALS_MAX = 15
_PRIORITY_MAX = 10**9
_DEPTH_MAX = 100
_SHOWN = 40
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]}]')


@dataclass(frozen=True, slots=True)
class QueueFile:
    """A queue as a file has it; its minor unit is 10^-decimals of the unit in which the file has its amounts."""

    queue: Queue
    currency: str
    """ISO 4217 code, empty where the file names none."""
    decimals: int
    """0 where every amount of the file is whole."""

    def written(self, amount_minor: int) -> int | str:
        """An amount as the file would have it: a whole number, or the text of one with decimals."""
        if self.decimals == 0:
            return amount_minor
        whole, part = divmod(amount_minor, 10**self.decimals)
        return f"{whole}.{part:0{self.decimals}d}"


def read_queue(path: Path) -> QueueFile:
    """The queue in a JSON file. Raises InputError for the first mistake.

    What stands beside `balances`, `payments` and `currency` is a note of the writer's, unless it looks like one of
    the keys misspelt.
    """
    content = _parsed(path)
    _has_keys(content, str(path), _FILE_KEYS, required=("balances", "payments"))
    for key, kind, name in (("balances", dict, "an object of amounts by bank"), ("payments", list, "a list")):
        if not isinstance(content[key], kind):
            raise _wrong(f"{path} {key}", content[key], f"it is not {name}", _FORMAT)
    held = {bank: _amount(given, f"{path} balances.{printable(bank)}") for bank, given in content["balances"].items()}
    rows = [(f"{path} payments[{index}]", row) for index, row in enumerate(content["payments"])]
    for where, row in rows:
        _has_keys(row, where, _PAYMENT_KEYS, required=_PAYMENT_KEYS[:4])
        _check_parties(row, where, held)
    _check_ids(rows)
    sent = [_amount(row["amount"], f"{where}.amount", above_zero=True) for where, row in rows]
    code, decimals = _unit(content.get("currency", ""), [*held.values(), *sent], path)
    payments = (
        Payment(row["id"], row["payer"], row["payee"], _minor(amount, decimals), priority=_priority(row, where))
        for (where, row), amount in zip(rows, sent, strict=True)
    )
    balances = {bank: _minor(amount, decimals) for bank, amount in held.items()}
    return QueueFile(Queue(balances, tuple(payments)), code, decimals)


def _parsed(path: Path) -> Any:
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if _depth(text) > _DEPTH_MAX:
            raise _wrong(file, text, "it is nested too deep", _FORMAT)
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=lambda name: _raise(_wrong(file, name, "JSON has no such number", "write an amount")),
            object_pairs_hook=lambda pairs: _object(pairs, file),
        )
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InputError(what="cannot be read", where=file, why=why, do="name a file with a queue") from error
    except json.JSONDecodeError as error:
        where = f"{file}:{error.lineno}:{error.colno}"
        raise InputError(what="not JSON", where=where, why=error.msg, do="mend it there") from error
    except ValueError as error:
        why = "it is not UTF-8 text, or holds a number too long to read"
        raise InputError(what="not a queue", where=file, why=why, do=_FORMAT) from error


def _depth(text: str) -> int:
    """How deep brackets nest; asked before parsing, because a parser that recurses too deep ends the process."""
    depth = deepest = 0
    for token in _STRING_OR_BRACKET.findall(text):
        depth += (token in "[{") - (token in "]}")
        deepest = max(deepest, depth)
    return deepest


def _raise(error: InputError) -> Any:
    raise error


def _object(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _wrong(where, twice, "the key stands twice in one object", "keep one of the two")
    return content


def _has_keys(content: Any, where: str, known: tuple[str, ...], required: Iterable[str]) -> None:
    if not isinstance(content, dict):
        raise _wrong(where, content, "it is not an object", _FORMAT)
    for key in content:
        absent = [name for name in known if name not in content]
        if key not in known and (close := did_you_mean(key, absent)):
            raise _wrong(where, key, f"there is no such key{close}", "spell it so, or leave it out")
    for key in required:
        if key not in content:
            raise _wrong(where, key, "the key is missing", _FORMAT)


def _check_parties(row: Mapping[str, Any], where: str, held: Mapping[str, Decimal]) -> None:
    for key in ("id", "payer", "payee"):
        if not isinstance(row[key], str) or not row[key]:
            raise _wrong(f"{where}.{key}", row[key], "it is not a name", "write it in quotes")
    for key in ("payer", "payee"):
        if row[key] not in held:
            why = printable(f"this bank has no balance{did_you_mean(row[key], held)}")
            raise _wrong(f"{where}.{key}", row[key], why, "add it to balances, with 0 where it has nothing")
    if row["payer"] == row["payee"]:
        raise _wrong(f"{where}.payee", row["payee"], "it is the payer itself", "name two banks")


def _check_ids(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    first: dict[str, str] = {}
    for where, row in rows:
        if row["id"] in first:
            why = f"the payment at {first[row['id']].rpartition(' ')[2]} has this id"
            raise _wrong(f"{where}.id", row["id"], why, "give each payment its own")
        first[row["id"]] = where


def _priority(row: Mapping[str, Any], where: str) -> int:
    priority = row.get("priority", 0)
    if type(priority) is not int or abs(priority) > _PRIORITY_MAX:
        raise _wrong(f"{where}.priority", priority, "it is not a small whole number", "write 0, or more for urgent")
    return priority


def _amount(given: Any, where: str, *, above_zero: bool = False) -> Decimal:
    """The exact amount of a JSON number, or of a text with its digits."""
    plain = type(given) is int or isinstance(given, Decimal)
    plain = plain or (isinstance(given, str) and given.isascii() and given.replace(".", "", 1).isdigit())
    try:
        amount = Decimal(given if plain else "")
    except InvalidOperation:
        raise _wrong(where, given, "it is not an amount", 'write a number, or its digits in quotes: "0.10"') from None
    if amount < 0 or (above_zero and amount == 0):
        least = "more than 0" if above_zero else "0 or more"
        raise _wrong(where, given, "an amount here is " + least, f"write {least}")
    # The exponents are looked at first: 1e999999999 is short to write and long to compute with.
    if amount.adjusted() > _DECIMALS_MAX or int(amount.as_tuple().exponent) < -_DECIMALS_MAX:
        raise _wrong(where, given, "it has too many digits", f"keep to {_DECIMALS_MAX} on each side of the point")
    return amount


def _unit(given: Any, amounts: Iterable[Decimal], path: Path) -> tuple[str, int]:
    """The currency and the decimals to count in: none where all is whole, else the currency's or the most there are."""
    needed = max((_decimals(amount) for amount in amounts), default=0)
    exponent = needed
    if given != "":
        try:
            exponent = currency(given if isinstance(given, str) else "").exponent
        except MoneyError as error:
            raise _wrong(f"{path} currency", given, error.why, "write an ISO 4217 code, or leave it out") from error
    if needed > exponent:
        raise _wrong(f"{path} currency", given, f"it has {exponent} decimals, an amount {needed}", "round the amount")
    decimals = exponent if needed else 0
    if max((_minor(amount, decimals) for amount in amounts), default=0) > AMOUNT_MINOR_MAX:
        raise _wrong(str(path), "an amount", f"the most is {AMOUNT_MINOR_MAX} minor units", "use larger units")
    return given, decimals


def _decimals(amount: Decimal) -> int:
    denominator: int = amount.as_integer_ratio()[1]
    return next(count for count in range(_DECIMALS_MAX + 1) if 10**count % denominator == 0)


def _minor(amount: Decimal, decimals: int) -> int:
    numerator, denominator = amount.as_integer_ratio()
    minor: int = numerator * 10**decimals // denominator
    return minor


def _wrong(where: str, given: Any, why: str, do: str) -> InputError:
    text = given if isinstance(given, Decimal) else repr(given)
    shown = str(text) if len(str(text)) <= _SHOWN else str(text)[:_SHOWN] + "…"
    return InputError(what=shown, where=where, why=why, do=do)
