"""Who is in which pattern, and under which references they pay: what the truth file tells.

Trusts the scenario's checks for what is possible.
Never puts one client into two patterns, never lets other payments change who is in one, and never lets an id tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from chain.errors import InputError
from finance.fx import BPS
from finance.rounding import div_up
from nodes.payment_plan import uetr_of
from nodes.randomness import Stream
from nodes.scenario.acts import ActKind
from nodes.scenario.check_names import GENERATED_PREFIX, PATTERN_PREFIX
from nodes.scenario.demand import payments_drawn
from nodes.scenario.loan_plans import Loan
from nodes.scenario.shocks import ShockKind
from nodes.scenario.typologies import TypologyEntry
from nodes.scenario.world import Client, World
from nodes.typologies.loans import first_number, may_borrow, planted_loan
from nodes.typologies.shapes import Edge, shape_of

if TYPE_CHECKING:
    from nodes.scenario import Scenario

TRUTH_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """One planted pattern. id; entry: of the scenario; number: among the entry's, from 1; members: ids of clients;
    edges: its payments; payment_ids, uetrs: of each; loan: with which the first member runs."""

    id: str
    entry: TypologyEntry
    number: int
    members: tuple[str, ...]
    edges: tuple[Edge, ...]
    payment_ids: tuple[str, ...]
    uetrs: tuple[str, ...]
    loan: Loan | None = None


def drawn_patterns(scenario: Scenario, world: World) -> tuple[Pattern, ...]:
    """Every pattern of a scenario, in the order of the file. Raises InputError where clients do not suffice."""
    drawing = _Drawing(scenario, world, count(_honest_max(scenario, world) + 1), count(first_number(world)))
    return tuple(
        drawing.pattern(index, number)
        for index, entry in enumerate(scenario.typologies)
        for number in range(1, entry.count + 1)
    )


def _honest_max(scenario: Scenario, world: World) -> int:
    """The highest number that the id of a generated payment can have: those of patterns go on from there, so that no
    table says which they are."""
    surges = [shock for shock in world.shocks if shock.kind is ShockKind.DEMAND_SURGE]
    times = 1 + sum(div_up(surge.factor_bps - BPS, BPS) for surge in surges)
    return payments_drawn(scenario.payments.generated, scenario.seed) * times


def truth_of(patterns: Sequence[Pattern], loan_ids: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `truth.json` holds: which payments, wallets and loans belong to a planted pattern; all others are honest.

    loan_ids: of the loans that were drawn, by their ids in the tables; without, the file has none of the chain's.
    """
    return {"schema_version": TRUTH_SCHEMA_VERSION, "patterns": [_row(each, loan_ids or {}) for each in patterns]}


def eligible(world: World, entry: TypologyEntry) -> tuple[Client, ...]:
    """The clients who may be drawn: who is not there all the time, or cannot sign for some of it, is left out."""
    absent = {act.subject for act in world.acts if act.kind is ActKind.LOST_KEY}
    return tuple(
        client
        for client in world.clients
        if client.id not in absent
        and client.joins is None
        and (client.is_generated or entry.clients == "all")
        and (entry.banks is None or client.bank.id in entry.banks)
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """All patterns on their way. numbers, loan_numbers: of the payments and loans to come; taken: who is in one."""

    scenario: Scenario
    world: World
    numbers: Iterator[int]
    loan_numbers: Iterator[int]
    taken: set[str] = field(default_factory=set)

    def pattern(self, index: int, number: int) -> Pattern:
        """The next one. index: of its entry; number: among the entry's, from 1."""
        scenario, entry = self.scenario, self.scenario.typologies[index]
        stream = Stream(scenario.seed, "typologies", entry.id, number)
        free = [client for client in eligible(self.world, entry) if client.id not in self.taken]
        members = self._members(entry, free, stream)
        if members is None:
            why = f"pattern {number} needs {entry.accounts} clients together, and too few of the {len(free)} left are"
            do = "add clients, or plant fewer or smaller patterns"
            raise InputError(what="too few clients", where=f"typologies[{index}].accounts", why=why, do=do)
        self.taken.update(client.id for client in members)
        edges = shape_of(entry.kind, entry.accounts, entry.payments or 0, stream.child("shape"))
        loan = None
        if entry.kind == "loan_and_run":
            loan = planted_loan(scenario, index, next(self.loan_numbers), members[0], stream.child("loan"))
        ids = tuple(f"{GENERATED_PREFIX}{next(self.numbers):04}" for _ in edges)
        uetrs = tuple(uetr_of(scenario.seed, each) for each in ids)
        names = tuple(client.id for client in members)
        return Pattern(f"{PATTERN_PREFIX}{entry.id}-{number}", entry, number, names, edges, ids, uetrs, loan)

    def _members(self, entry: TypologyEntry, free: Sequence[Client], stream: Stream) -> Sequence[Client] | None:
        if entry.kind == "round_tripping":
            return _home_and_abroad(entry.accounts, free, stream)
        if entry.kind == "loan_and_run":
            return _runner_and_others(entry, may_borrow(self.scenario, self.world, free), free, stream)
        groups = [group for group in _groups(entry, free) if len(group) >= entry.accounts]
        return stream.shuffle(stream.choice(groups))[: entry.accounts] if groups else None


def _groups(entry: TypologyEntry, free: Sequence[Client]) -> Iterator[list[Client]]:
    """Those from whom one pattern's members are drawn together."""
    if entry.cross_border:
        yield [*free]
        return
    for home in sorted({client.jurisdiction.id for client in free}):
        yield [client for client in free if client.jurisdiction.id == home]


def _home_and_abroad(accounts: int, free: Sequence[Client], stream: Stream) -> Sequence[Client] | None:
    homes = sorted({client.jurisdiction.id for client in free})
    abroad = {home: [client for client in free if client.jurisdiction.id != home] for home in homes}
    possible = [home for home in homes if len(abroad[home]) >= accounts - 1]
    if not possible:
        return None
    home = stream.choice(possible)
    first = stream.choice([client for client in free if client.jurisdiction.id == home])
    return first, *stream.shuffle(abroad[home])[: accounts - 1]


def _runner_and_others(
    entry: TypologyEntry, borrowers: Sequence[Client], free: Sequence[Client], stream: Stream
) -> Sequence[Client] | None:
    """Who borrows, and through whom the money goes on: of any bank."""
    if not borrowers:
        return None
    runner = stream.choice(borrowers)
    home = None if entry.cross_border else runner.jurisdiction.id
    others = [client for client in free if client.id != runner.id and home in (None, client.jurisdiction.id)]
    if len(others) < entry.accounts - 1:
        return None
    return runner, *stream.shuffle(others)[: entry.accounts - 1]


def _row(pattern: Pattern, loan_ids: Mapping[str, str]) -> dict[str, Any]:
    loan = pattern.loan
    borrowed = {} if loan is None else {"loan": {"id": loan.id, "loan_id": loan_ids.get(loan.id)}}
    return borrowed | {
        "id": pattern.id,
        "kind": pattern.entry.kind,
        "members": [*pattern.members],
        "payments": [
            {"id": name, "uetr": uetr, "payer": pattern.members[edge.payer], "payee": pattern.members[edge.payee]}
            for name, uetr, edge in zip(pattern.payment_ids, pattern.uetrs, pattern.edges, strict=True)
        ],
    }
