"""What banks owe each other and how it settles, resolved: minor units, seconds of the day, defaults filled in.

Trusts the checks for names, days and amounts.
Never changes during a run.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from finance.money import Currency, currency, parse_minor
from finance.netting.queue import Payment, Queue
from nodes.corridors import Opening
from nodes.scenario.acts import moment_s
from nodes.scenario.interbank import CaseResultEntry, GridlockEntry, ObligationEntry, SettlementEntry

if TYPE_CHECKING:
    from nodes.scenario.world import Bank, Jurisdiction

RETRY_EVERY_S = 1_800
RELEASE_EVERY_S = 60
BATCH_MAX = 200
"""How many obligations an operator settles at once; the contract takes 256, within the gas of a transaction fewer."""

TRIAL_BLOCKS = 8
"""How many block intervals an algorithm has for a gridlock case: issue, queue, settle, cancel and give back."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one bank owes another. payer, payee: ids of banks; at_s: when it arises, UTC; priority: higher is more
    urgent; deadline_s: the last second in which it settles, UTC, `None`: closing."""

    id: str
    day: datetime.date
    at_s: int
    payer: str
    payee: str
    amount_minor: int
    currency: str
    priority: int
    deadline_s: int | None = None


@dataclass(frozen=True, slots=True)
class Resolver:
    """An algorithm by its name, and how often it is run."""

    algorithm: str
    every_s: int


@dataclass(frozen=True, slots=True)
class SettlementPlan:
    """In which way obligations settle. retry_every_s: without a queue; resolvers: with one; operator: id of a keeper,
    `None`: the central bank; credit: never, urgent or any; policy: name or `module:Class`; pressing_s: seconds before a
    deadline."""

    is_queued: bool
    retry_every_s: int
    resolvers: tuple[Resolver, ...]
    operator: str | None
    urgent_from: int
    reserve_bps: int
    credit: str
    policy: str
    pressing_s: int


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What settles of a gridlock case."""

    value_minor: int
    count: int


@dataclass(frozen=True, slots=True)
class GridlockCase:
    """A gridlock, resolved. queue: balances and obligations by id; starts_at_s: when the first algorithm plays it;
    known: what the source says that an algorithm settles."""

    id: str
    home: str
    """Id of the jurisdiction."""
    currency: Currency
    date: datetime.date
    starts_at_s: int
    queue: Queue
    algorithms: tuple[str, ...]
    optimum: CaseResult
    known: Mapping[str, CaseResult]


def resolve_obligations(entries: Iterable[ObligationEntry], banks: Mapping[str, Bank]) -> tuple[Obligation, ...]:
    """The obligations of entries that have passed their checks, in the order of the file."""
    return tuple(_obligation(entry, banks[entry.payer]) for entry in entries)


def resolve_settlement(entry: SettlementEntry) -> SettlementPlan:
    """The plan of a section that has passed its checks."""
    stated = [Resolver("fifo-rtgs", RELEASE_EVERY_S)]
    if entry.resolvers is not None:
        stated = [Resolver(resolver.algorithm, resolver.every_s) for resolver in entry.resolvers]
    return SettlementPlan(
        is_queued=entry.mode == "queue",
        retry_every_s=RETRY_EVERY_S if entry.retry_every_s is None else entry.retry_every_s,
        resolvers=tuple(stated) if entry.mode == "queue" else (),
        operator=entry.operator,
        urgent_from=entry.urgent_from,
        reserve_bps=entry.reserve_bps,
        credit=entry.credit,
        policy=entry.policy,
        pressing_s=entry.pressing_s,
    )


def resolve_gridlocks(entries: Iterable[GridlockEntry], homes: Iterable[Jurisdiction]) -> tuple[GridlockCase, ...]:
    """The cases of entries that have passed their checks, in the order of the file."""
    by_currency = {home.currency.code: home for home in homes}
    return tuple(_case(entry, by_currency[entry.currency]) for entry in entries)


def queue_of(entry: GridlockEntry) -> Queue:
    """The queue of a case; `MoneyError` for an amount, `ValueError` for a queue that cannot be."""
    money = currency(entry.currency)
    payments = (
        Payment(owed.id, owed.payer, owed.payee, parse_minor(owed.amount, money), owed.priority)
        for owed in entry.obligations
    )
    balances = {bank: parse_minor(text, money) for bank, text in entry.liquidity.items()}
    return Queue(MappingProxyType(balances), tuple(payments))


def _obligation(entry: ObligationEntry, payer: Bank) -> Obligation:
    at_s = moment_s(entry.date, entry.time, payer.jurisdiction.opening)
    assert at_s is not None, "the checks refuse an obligation outside its jurisdiction's hours"
    return Obligation(
        id=entry.id,
        day=entry.date,
        at_s=at_s,
        payer=entry.payer,
        payee=entry.payee,
        amount_minor=parse_minor(entry.amount, payer.currency),
        currency=payer.currency.code,
        priority=entry.priority,
        deadline_s=moment_s(entry.date, entry.deadline, payer.jurisdiction.opening) if entry.deadline else None,
    )


def _case(entry: GridlockEntry, home: Jurisdiction) -> GridlockCase:
    return GridlockCase(
        id=entry.id,
        home=home.id,
        currency=home.currency,
        date=entry.date,
        starts_at_s=_opens_s(entry.date, home.opening),
        queue=queue_of(entry),
        algorithms=entry.algorithms,
        optimum=_result(entry.optimum, home.currency),
        known=MappingProxyType({name: _result(known, home.currency) for name, known in entry.expect.items()}),
    )


def _result(entry: CaseResultEntry, money: Currency) -> CaseResult:
    return CaseResult(parse_minor(entry.value, money), entry.count)


def _opens_s(day: datetime.date, opening: Opening) -> int:
    opens_s, _ = opening.hours.window_utc_s(day)
    return opens_s
