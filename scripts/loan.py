"""Cash flows of one loan and year fractions, from files and options, for people and programs.

Trusts `finance.schedules` for the figures.
Never prints a rounded amount as if it were exact: decimals are strings, of 18 places.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from typing import NoReturn

from chain.errors import InputError
from finance.schedules.actus import cash_flows
from finance.schedules.actus_names import parse_observations, parse_terms, parse_time
from finance.schedules.cycles import CycleError
from finance.schedules.day_counts import DayCountError, parse_day_count, whole_day, year_fraction
from finance.schedules.events import CashFlow
from finance.schedules.terms import Observations, TermError

_PLACES = Decimal("1e-18")
_PRINTED = Context(prec=60, rounding=ROUND_HALF_EVEN)
_COLUMNS = "{:<19}  {:<4}  {:>24}  {:<3}  {:>24}  {:>14}  {:>20}"
_SHOWN_PLACES = Decimal("1e-8")


def print_schedule(terms: Path, observed: Path | None, until: str | None, as_json: bool) -> None:
    """Prints the events of the loan in the file `terms`; raises `InputError`."""
    flows = schedule(terms, observed, until)
    if as_json:
        json.dump([_as_json(flow) for flow in flows], sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(line + "\n" for line in _as_table(flows))


def schedule(terms: Path, observed: Path | None, until: str | None) -> tuple[CashFlow, ...]:
    """The events of the loan in the file `terms`, with what the file `observed` has of the market."""
    end = _option_time("--to", until) if until else None
    document = _read(terms)
    market = Observations()
    if observed is not None:
        entries = _read(observed)
        try:
            market = parse_observations(entries)
        except TermError as error:
            _refuse(observed, error)
    try:
        return cash_flows(parse_terms(document), market, until=end)
    except TermError as error:
        _refuse(terms, error)
    except CycleError as error:
        raise InputError(
            what="cycles", where=str(terms), why=str(error), do="give other cycles, a larger payment or a maturityDate"
        ) from None


def fraction_of_year(convention: str, start: str, end: str, maturity: str | None) -> str:
    """The year fraction as text; raises `InputError`."""
    first, last = whole_day(_option_time("--start", start)), whole_day(_option_time("--end", end))
    due = whole_day(_option_time("--maturity", maturity)) if maturity else None
    try:
        return decimal_text(year_fraction(parse_day_count(convention), first, last, maturity=due))
    except DayCountError as error:
        raise InputError(what="year fraction", where="corridor loan", why=str(error), do="correct the option") from None


def decimal_text(number: Decimal) -> str:
    """Without an exponent, at most 18 places, no zeros at the end, no negative zero.

    >>> decimal_text(Decimal("-5E+3")), decimal_text(Decimal("0.1750")), decimal_text(Decimal("-0.00"))
    ('-5000', '0.175', '0')
    """
    text = f"{number.quantize(_PLACES, context=_PRINTED):f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class _Twice(Exception):
    key: str


def _read(path: Path) -> dict[str, object]:
    try:
        document = json.loads(
            path.read_text(encoding="utf-8"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise InputError(what="not JSON", where=where, why=error.msg, do="correct the file") from None
    except _Twice as error:
        raise InputError(what=error.key, where=str(path), why="given twice", do="remove one of them") from None
    except OSError as error:
        why = error.strerror or "unknown"
        raise InputError(what="cannot read it", where=str(path), why=why, do="give a readable file") from None
    except (ValueError, RecursionError) as error:
        raise InputError(what="not JSON", where=str(path), why=str(error), do="correct the file") from None
    if not isinstance(document, dict):
        raise InputError(what="no JSON object", where=str(path), why="names are needed", do='write {"name": "value"}')
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document: dict[str, object] = {}
    for key, value in pairs:
        if key in document:
            raise _Twice(key)
        document[key] = value
    return document


def _refuse(path: Path, error: TermError) -> NoReturn:
    raise InputError(what=error.key, where=str(path), why=error.why, do=error.do) from None


def _option_time(option: str, text: str) -> datetime:
    try:
        return parse_time(text)
    except ValueError:
        why = f"{text!r} is no date"
        raise InputError(what=option, where="corridor loan", why=why, do="write it like 2026-01-31") from None


def _as_json(flow: CashFlow) -> dict[str, str]:
    return {
        "eventDate": flow.time.isoformat(timespec="seconds"),
        "eventType": flow.kind.value,
        "payoff": decimal_text(flow.payoff),
        "currency": flow.currency,
        "notionalPrincipal": decimal_text(flow.notional),
        "nominalInterestRate": decimal_text(flow.nominal_rate),
        "accruedInterest": decimal_text(flow.accrued_interest),
    }


def _as_table(flows: Iterable[CashFlow]) -> Iterable[str]:
    yield _COLUMNS.format("event", "kind", "payoff", "", "notional", "rate", "accrued").rstrip()
    for flow in flows:
        amounts = (flow.payoff, flow.notional, flow.nominal_rate, flow.accrued_interest)
        payoff, notional, rate, accrued = (
            f"{each.quantize(_SHOWN_PLACES, context=_PRINTED) + 0:,f}" for each in amounts
        )
        time = flow.time.isoformat(timespec="seconds")
        yield _COLUMNS.format(time, flow.kind.value, payoff, flow.currency, notional, rate, accrued)
