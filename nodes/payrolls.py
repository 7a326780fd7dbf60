"""Payrolls: an employer pays all its employees in one batch on each payday, each the same salary every time.

Trusts the scenario's checks that there are enough employees.
Never lets one person work for two employers of one payroll.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from itertools import count

from nodes.pattern_slots import Hours, PatternDraft, Slot, drawn_minor, free_second, in_tens, members
from nodes.payment_plan import Diary
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.patterns import ClientKind, PayrollEntry
from nodes.scenario.world import Client, World

FORTNIGHT = datetime.timedelta(days=14)


def payroll_slots(seed: int, entry: PayrollEntry, world: World, hours: Hours) -> Iterator[Slot]:
    """Who is paid by whom on each payday; employer by employer, payday by payday."""
    for employer, employees in employed(seed, entry, world):
        home = employer.jurisdiction
        for turn, day in enumerate(paydays(entry, hours.start, hours.end)):
            window = hours.on_or_after(day, home, home)
            if window is not None:
                yield from (Slot(window, employer, employee, turn) for employee in employees)


def payroll_drafts(
    seed: int, entry: PayrollEntry, world: World, hours: Hours, diary: Diary, rates: ReferenceRates
) -> Iterator[PatternDraft]:
    """The payments of a payroll: a batch goes out second by second from one that is drawn for it."""
    batches: dict[tuple[str, int], list[Slot]] = {}
    for slot in payroll_slots(seed, entry, world, hours):
        batches.setdefault((slot.payer.id, slot.turn), []).append(slot)
    salaries: dict[str, tuple[int, str]] = {}
    for (employer, turn), batch in batches.items():
        window = batch[0].window
        stream = Stream(seed, "payroll", entry.id, "batch", employer, turn)
        next_s = stream.between(window.start_s, max(window.start_s, window.end_s - len(batch)))
        for slot in batch:
            at_s = free_second(diary, slot.payer, next_s, window, f"payments.payrolls.{entry.id}")
            payee, next_s = slot.payee, at_s + 1
            if payee.id not in salaries:
                salaries[payee.id] = _salary(seed, entry, payee, hours.start, rates)
            yield PatternDraft("payroll", at_s, window.day, slot.payer, payee, *salaries[payee.id])


def paydays(entry: PayrollEntry, start: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    """The paydays in a period, before they move to a day with settlement."""
    for number in count():
        day = entry.first + number * FORTNIGHT if entry.every == "fortnight" else _months_later(entry.first, number)
        if day > end:
            return
        if day >= start:
            yield day


def employed(seed: int, entry: PayrollEntry, world: World) -> Iterator[tuple[Client, tuple[Client, ...]]]:
    """Each employer with its employees."""
    retail = members(world, ClientKind.RETAIL)
    for home, employers in members(world, ClientKind.EMPLOYER).items():
        people = Stream(seed, "payroll", entry.id, "employees", home).shuffle(retail.get(home, ()))
        for employer in employers:
            size = Stream(seed, "payroll", entry.id, "size", employer.id).between(
                entry.employees.least, entry.employees.most
            )
            yield employer, people[:size]
            people = people[size:]


def _salary(
    seed: int, entry: PayrollEntry, employee: Client, day: datetime.date, rates: ReferenceRates
) -> tuple[int, str]:
    stream = Stream(seed, "payroll", entry.id, "salary", employee.id)
    amount_minor = drawn_minor(stream, entry.salaries, employee.currency, day, rates)
    return in_tens(amount_minor, employee.currency), stream.choice(entry.purposes)


def _months_later(first: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or its last."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
