"""Clients that are not written out in a scenario: those of groups, and those of a CSV or Parquet file.

Trusts the checks for the banks that groups name.
Never builds a validated entry for each of them: there may be a hundred thousand.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from finance.money import Currency, MoneyError, UnknownCurrency, currency, parse_minor
from finance.suggestions import did_you_mean
from nodes.scenario.fields import TierName
from nodes.scenario.findings import FINDINGS_MAX, Problem, shown
from nodes.scenario.model import ClientGroupEntry, TopUp
from nodes.scenario.patterns import ClientKindName
from nodes.scenario.row_files import RowFile, RowsStop
from nodes.scenario.text import control_character

if TYPE_CHECKING:
    from nodes.scenario import Scenario

CLIENTS_MAX = 1_000_000
COLUMNS = ("id", "name", "bank")
OPTIONAL = ("opening_balance", "top_up", "tier", "tier_expires", "step_up_above", "kind")
PLAIN = "client"
"""What stands in the id of a client without a kind."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}", re.ASCII)
_TOP_UPS, _TIERS, _KINDS = get_args(TopUp), get_args(TierName), get_args(ClientKindName)


@dataclass(frozen=True, slots=True)
class DrawnClient:
    """A client of a group or a file; its keys are those of one that is written out."""

    id: str
    name: str
    bank: str
    opening_balance: str = "0"
    top_up: str = "on_demand"
    tier: str = "full"
    tier_expires: datetime.date | None = None
    alias: str | None = None
    step_up_above: str | None = None
    joins: datetime.date | None = None
    behaviour: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ClientsRead:
    """What a file of clients holds. problems: what is wrong with it, the first of many."""

    clients: tuple[DrawnClient, ...]
    problems: tuple[Problem, ...]


def generated_clients(scenario: Scenario) -> Iterator[DrawnClient]:
    """The clients of groups, `<bank>-client-1` or `<bank>-<kind>-1`, …, in the order of groups and banks.

    Those of the file come after them.
    """
    names = {bank.id: bank.name for bank in scenario.banks}
    for group in scenario.client_groups:
        for bank_id in names if group.banks is None else group.banks:
            kind = group.kind or PLAIN
            stem, name = f"{bank_id}-{kind}-", f"{names.get(bank_id, bank_id)} {kind} "
            for number in range(1, group.per_bank + 1):
                yield DrawnClient(
                    stem + str(number),
                    name + str(number),
                    bank_id,
                    group.opening_balance,
                    group.top_up,
                    group.tier,
                    behaviour=group.behaviour,
                    kind=group.kind,
                )
    yield from scenario.rows.clients(scenario).clients


def group_ids(group: ClientGroupEntry, banks: Iterable[str]) -> set[str]:
    """The ids of a group's clients; banks: all of the scenario."""
    of = banks if group.banks is None else group.banks
    return {f"{bank}-{group.kind or PLAIN}-{number}" for bank in of for number in range(1, group.per_bank + 1)}


def read_clients(file: RowFile, currencies: Mapping[str, str]) -> ClientsRead:
    """The clients of a file; currencies: ISO 4217 code by id of each bank."""
    reader = _Reader(file, {bank: _money(code) for bank, code in currencies.items()})
    found = tuple(reader.read())
    return ClientsRead(found, tuple(reader.problems))


def _money(code: str) -> Currency | None:
    try:
        return currency(code)
    except UnknownCurrency:
        return None  # reported where the currency stands


class _Reader:
    """Reads and judges rows; one mistake a row is told."""

    def __init__(self, file: RowFile, moneys: Mapping[str, Currency | None]) -> None:
        self.file, self.moneys = file, moneys
        self.problems: list[Problem] = []
        self._ids: set[str] = set()

    def read(self) -> Iterator[DrawnClient]:
        try:
            for number, values in self.file.rows(COLUMNS, OPTIONAL):
                client = self._client(number, values)
                if client is not None:
                    yield client
                if len(self.problems) >= FINDINGS_MAX:
                    return
        except RowsStop as stop:
            self.problems.append(stop.problem)

    def _client(self, number: int, values: list[str]) -> DrawnClient | None:
        identity, name, bank, balance, top_up, tier, expires, step_up, kind = values
        wrong = self._names(identity, name, bank) or self._choices(top_up, tier, kind, expires)
        wrong = wrong or self._amounts(bank, balance, step_up)
        if wrong is None and len(self._ids) >= CLIENTS_MAX:
            wrong = ("id", "too many clients", f"a file has {CLIENTS_MAX:,} at most", "remove some")
        if wrong is not None:
            self.problems.append(self.file.problem(number, *wrong))
            return None
        self._ids.add(identity)
        until = datetime.date.fromisoformat(expires) if expires else None
        return DrawnClient(
            identity,
            name,
            bank,
            balance or "0",
            top_up or "on_demand",
            tier or "full",
            until,
            step_up_above=step_up or None,
            kind=kind or None,
        )

    def _names(self, identity: str, name: str, bank: str) -> _Wrong | None:
        if not _ID.fullmatch(identity):
            why = "an id is small letters, digits and hyphens, at most 60, and does not begin with a hyphen"
            return "id", f"id {shown(identity)!r}", why, "rename it"
        if identity in self._ids:
            return "id", f"duplicate id {identity!r}", "another row has it", "rename one of the two"
        if not 1 <= len(name) <= 120 or control_character(name) is not None:
            return "name", "not a name", "it is plain text of 1 to 120 characters", "correct it"
        if bank not in self.moneys:
            hint = did_you_mean(bank[:60], self.moneys).removeprefix("; ")
            why = "no bank of the scenario has this id"
            return "bank", f"unknown bank {shown(bank)!r}", why, hint or "name another"
        return None

    def _choices(self, top_up: str, tier: str, kind: str, expires: str) -> _Wrong | None:
        for column, text, known in (("top_up", top_up, _TOP_UPS), ("tier", tier, _TIERS), ("kind", kind, _KINDS)):
            if text and text not in known:
                hint = did_you_mean(text[:60], known).removeprefix("; ")
                return column, f"unknown value {shown(text)!r}", f"it is one of {', '.join(known)}", hint or "change it"
        return None if not expires or is_date(expires) else ("tier_expires", *no_date(expires))

    def _amounts(self, bank: str, balance: str, step_up: str) -> _Wrong | None:
        money = self.moneys[bank]
        for column, text in (("opening_balance", balance), ("step_up_above", step_up)):
            try:
                if text and money is not None:
                    parse_minor(text, money)
            except MoneyError as error:
                return column, error.what, error.why, "correct it"
        return None


_Wrong = tuple[str, str, str, str]
"""Column, what, why, what to do."""


def is_date(text: str) -> bool:
    """Whether a text is an existing day as year-month-day."""
    try:
        return len(text) == 10 and datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def no_date(text: str) -> tuple[str, str, str]:
    """What to say of a text that is no date."""
    return f"date {shown(text)!r}", "a date is an existing day as year-month-day", "write it like 2022-08-15"
