"""Payments of a CSV or Parquet file: each row judged as a written payment is, without a validated entry for each.

Trusts the directory for clients, and the calendars for days and hours.
Never keeps the rows: a check and a plan each read the file once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chain.errors import InputError
from chain.spool import Seen
from finance.money import Currency, MoneyError, UnknownCurrency, currency, parse_minor
from finance.suggestions import did_you_mean
from nodes.corridors import Opening, Window, second_in, window_on
from nodes.scenario.check_names import GENERATED_PREFIX
from nodes.scenario.deadlines import no_deadline, written_deadline_s
from nodes.scenario.demand import PAYMENTS_MAX
from nodes.scenario.directory import Directory
from nodes.scenario.findings import FINDINGS_MAX, Problem, shown
from nodes.scenario.row_files import RowFile, RowsStop
from nodes.scenario.wallets import is_date, no_date

if TYPE_CHECKING:
    from nodes.scenario import Scenario

COLUMNS = ("id", "date", "payer", "payee", "amount", "currency", "purpose")
OPTIONAL = ("time", "deadline")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", re.ASCII)
_PURPOSE = re.compile(r"[A-Z]{4}", re.ASCII)

_Wrong = tuple[str, str, str, str]
"""Column, what, why, what to do."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A row that may be paid. at_s: `None` where the time is drawn; payer, payee: ids of clients; deadline_s: by when
    it has to be final, `None`: without one."""

    id: str
    day: datetime.date
    at_s: int | None
    payer: str
    payee: str
    amount_minor: int
    purpose: str
    deadline_s: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentsRead:
    """What a file of payments holds. pairs: jurisdictions of payers and payees; problems: the first of many."""

    rows: int
    pairs: frozenset[tuple[str, str]]
    sha256: str
    problems: tuple[Problem, ...]


def read_payments(scenario: Scenario, file: RowFile, directory: Directory) -> PaymentsRead:
    """Reads a file once, and says what is wrong with it."""
    reader = _Reader(scenario, file, directory)
    rows = sum(1 for _ in reader.read())
    sha256 = "" if reader.problems else file.sha256()
    return PaymentsRead(rows, frozenset(reader.pairs), sha256, tuple(reader.problems))


def payment_rows(scenario: Scenario, file: RowFile, directory: Directory, sha256: str) -> Iterator[PaymentRow]:
    """The rows of a file that was judged. Raises InputError where it is another file by now."""
    reader = _Reader(scenario, file, directory)
    yield from reader.read()
    if reader.problems or file.sha256() != sha256:
        why = "its SHA-256 is another than when it was checked"
        raise InputError(what="the file was changed", where=str(file.path), why=why, do="run it again")


class _Reader:
    """Judges rows one by one; what many rows share is looked up once."""

    def __init__(self, scenario: Scenario, file: RowFile, directory: Directory) -> None:
        self.scenario, self.file, self.directory = scenario, file, directory
        self.pairs: set[tuple[str, str]] = set()
        self.problems: list[Problem] = []
        self._ids = Seen("TEXT")
        for payment in scenario.payments.explicit:
            self._ids.take(payment.id)
        draws = scenario.payments.generated is not None or bool(scenario.typologies)
        self._prefix = GENERATED_PREFIX if draws else "\n"
        self._homes = {bank: directory.home_of_bank(bank) for bank in directory.banks}
        self._windows: dict[tuple[str, str, str], Window | _Wrong] = {}
        self._moneys: dict[str, Currency] = {}

    def read(self) -> Iterator[PaymentRow]:
        """The rows with nothing wrong; what is wrong with others is in `problems`."""
        count = 0
        try:
            for number, values in self.file.rows(COLUMNS, OPTIONAL):
                row = self._row(values)
                count += 1
                if count > PAYMENTS_MAX:
                    row = ("id", "too many payments", f"a file has {PAYMENTS_MAX:,} at most", "split it")
                if isinstance(row, PaymentRow):
                    yield row
                    continue
                self.problems.append(self.file.problem(number, *row))
                if len(self.problems) >= FINDINGS_MAX or count > PAYMENTS_MAX:
                    return
        except RowsStop as stop:
            self.problems.append(stop.problem)

    def _row(self, values: list[str]) -> PaymentRow | _Wrong:
        identity, date, payer, payee, amount, code, purpose, time, deadline = values
        wrong = self._identity(identity) or self._people(payer, payee)
        if wrong is not None:
            return wrong
        homes = self._home_of(payer), self._home_of(payee)
        window = self._window(date, *homes)
        if not isinstance(window, Window):
            return window
        at_s = self._second(time, window)
        if isinstance(at_s, tuple):
            return at_s
        amount_minor = self._amount(amount, code, payee, homes[1])
        if isinstance(amount_minor, tuple):
            return amount_minor
        if not _PURPOSE.fullmatch(purpose):
            why = "an ISO 20022 external purpose code is four capitals"
            return "purpose", f"purpose {shown(purpose)!r}", why, "write it like GDDS"
        deadline_s = self._deadline(deadline, at_s, window)
        if isinstance(deadline_s, tuple):
            return deadline_s
        self.pairs.add(homes)
        return PaymentRow(identity, window.day, at_s, payer, payee, amount_minor, purpose, deadline_s)

    def _deadline(self, deadline: str, at_s: int | None, window: Window) -> int | _Wrong | None:
        if not deadline:
            return None
        if not _TIME.fullmatch(deadline):
            return "deadline", f"deadline {shown(deadline)!r}", "it is a time of the day, UTC", 'write it like "15:00"'
        if at_s is None:
            return "deadline", "deadline without a time", "the time is drawn, and may be later", "write the time"
        wrong = no_deadline(window, at_s, deadline)
        return written_deadline_s(window, deadline) if wrong is None else ("deadline", *wrong, "take a later time")

    def _identity(self, identity: str) -> _Wrong | None:
        if not _ID.fullmatch(identity):
            why = "an id is small letters, digits and hyphens, at most 40, and does not begin with a hyphen"
            return "id", f"id {shown(identity)!r}", why, "rename it"
        if not self._ids.take(identity):
            return "id", f"duplicate id {identity!r}", "every payment has an id of its own", "rename one of the two"
        if identity.startswith(self._prefix):
            return "id", f"id {identity!r} is taken", "ids of generated payments begin so", "rename it"
        return None

    def _people(self, payer: str, payee: str) -> _Wrong | None:
        clients = self.directory.clients
        for column, name in (("payer", payer), ("payee", payee)):
            if name not in clients or self._homes.get(clients[name].bank) is None:
                # Among a hundred thousand names, one that looks alike says little and takes long.
                hint = did_you_mean(name[:60], clients).removeprefix("; ") if len(clients) <= 1_000 else ""
                why = "no client of the scenario has this id"
                return column, f"unknown client {shown(name)!r}", why, hint or "add the client, or name another"
            joins = clients[name].joins
            if joins is not None:
                why = f"it joins on {joins}, and rows are for those who are there from the start"
                return column, f"{name} joins later", why, "write the payment out under `explicit`"
        if payer == payee:
            return "payee", "payer and payee are the same", f"both are {payer}", "name somebody else"
        return None

    def _home_of(self, client: str) -> str:
        home = self._homes[self.directory.clients[client].bank]
        assert home is not None, "people without a home are refused before"
        return home.id

    def _window(self, date: str, payer_home: str, payee_home: str) -> Window | _Wrong:
        key = date, payer_home, payee_home
        if key not in self._windows:
            self._windows[key] = self._new_window(*key)
        return self._windows[key]

    def _new_window(self, date: str, payer_home: str, payee_home: str) -> Window | _Wrong:
        if not is_date(date):
            return ("date", *no_date(date))
        day, start, end = datetime.date.fromisoformat(date), self.scenario.start, self.scenario.end
        if not start <= day <= end:
            why = f"the scenario runs from {start} to {end}"
            return "date", f"date {day} outside the period", why, "change the date or the period"
        sides: list[Opening] = [
            self.directory.openings[home] for home in (payer_home, payee_home) if home in self.directory.openings
        ]
        window = window_on(day, sides)
        if window is None:
            why = f"{payer_home} and {payee_home} are not both open at one time on that day"
            return "date", f"date {day} without common operating hours", why, "take another date"
        return window

    def _second(self, time: str, window: Window) -> int | _Wrong | None:
        if not time:
            return None
        if not _TIME.fullmatch(time):
            why = "a time is hours and minutes, perhaps seconds, UTC"
            return "time", f"time {shown(time)!r}", why, 'write it like "09:00"'
        at_s = second_in(window, datetime.time.fromisoformat(time))
        if at_s is None:
            first, last = (datetime.datetime.fromtimestamp(s, datetime.UTC) for s in (window.start_s, window.end_s))
            why = f"both sides are open from {first:%H:%M} to {last:%H:%M} UTC on that day"
            return "time", f"time {time} UTC outside operating hours", why, "take a time in between"
        return at_s

    def _amount(self, text: str, code: str, payee: str, home: str) -> int | _Wrong:
        held = self.directory.jurisdictions[home].currency
        if code != held:
            why = f"{payee} holds {held}, and a payment is in the payee's currency"
            return "currency", f"currency {shown(code)} mismatch", why, f"write {held}"
        try:
            if code not in self._moneys:
                self._moneys[code] = currency(code)
            amount_minor = parse_minor(text, self._moneys[code])
        except UnknownCurrency:
            return "currency", f"unknown currency {code}", "ISO 4217 has none of this code", "correct the jurisdiction"
        except MoneyError as error:
            return "amount", error.what, error.why, "correct it"
        if amount_minor == 0:
            return "amount", f"amount of zero {code}", "it has to be above zero", "write an amount"
        return amount_minor
