"""Who is in which pattern, and under which references they pay: what the truth file tells.

Trusts the scenario's checks for what is possible.
Never puts one client into two patterns, never lets other payments change who is in one, and never lets an id tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from nodes.scenario.shocks import ShockKind
from nodes.scenario.typologies import TypologyEntry
from nodes.scenario.world import Client, World
from nodes.typologies.shapes import Edge, shape_of

if TYPE_CHECKING:
    from nodes.scenario import Scenario

TRUTH_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """One planted pattern. id; entry: of the scenario; number: among the entry's, from 1; members: ids of clients;
    edges: its payments; payment_ids, uetrs: of each."""

    id: str
    entry: TypologyEntry
    number: int
    members: tuple[str, ...]
    edges: tuple[Edge, ...]
    payment_ids: tuple[str, ...]
    uetrs: tuple[str, ...]


def drawn_patterns(scenario: Scenario, world: World) -> tuple[Pattern, ...]:
    """Every pattern of a scenario, in the order of the file. Raises InputError where clients do not suffice."""
    taken: set[str] = set()
    patterns: list[Pattern] = []
    numbers = count(_honest_max(scenario, world) + 1)
    for index, entry in enumerate(scenario.typologies):
        for number in range(1, entry.count + 1):
            patterns.append(_pattern(scenario, world, index, entry, number, taken, numbers))
    return tuple(patterns)


def _honest_max(scenario: Scenario, world: World) -> int:
    """The highest number that the id of a generated payment can have: those of patterns go on from there, so that no
    table says which they are."""
    surges = [shock for shock in world.shocks if shock.kind is ShockKind.DEMAND_SURGE]
    times = 1 + sum(div_up(surge.factor_bps - BPS, BPS) for surge in surges)
    return payments_drawn(scenario.payments.generated, scenario.seed) * times


def truth_of(patterns: Sequence[Pattern]) -> dict[str, Any]:
    """What `truth.json` holds: which payments and wallets belong to a planted pattern; all others are honest."""
    return {"schema_version": TRUTH_SCHEMA_VERSION, "patterns": [_row(pattern) for pattern in patterns]}


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


def _pattern(
    scenario: Scenario,
    world: World,
    index: int,
    entry: TypologyEntry,
    number: int,
    taken: set[str],
    numbers: Iterator[int],
) -> Pattern:
    stream = Stream(scenario.seed, "typologies", entry.id, number)
    free = [client for client in eligible(world, entry) if client.id not in taken]
    members = _members(entry, free, stream)
    if members is None:
        why = f"pattern {number} needs {entry.accounts} clients together, and too few of the {len(free)} left are"
        do = "add clients, or plant fewer or smaller patterns"
        raise InputError(what="too few clients", where=f"typologies[{index}].accounts", why=why, do=do)
    taken.update(members)
    edges = shape_of(entry.kind, entry.accounts, entry.payments or 0, stream.child("shape"))
    name = f"{PATTERN_PREFIX}{entry.id}-{number}"
    ids = tuple(f"{GENERATED_PREFIX}{next(numbers):04}" for _ in edges)
    return Pattern(name, entry, number, members, edges, ids, tuple(uetr_of(scenario.seed, each) for each in ids))


def _members(entry: TypologyEntry, free: Sequence[Client], stream: Stream) -> tuple[str, ...] | None:
    groups = [group for group in _groups(entry, free) if len(group) >= entry.accounts]
    if entry.kind == "round_tripping":
        return _home_and_abroad(entry.accounts, free, stream)
    if not groups:
        return None
    return tuple(client.id for client in stream.shuffle(stream.choice(groups))[: entry.accounts])


def _groups(entry: TypologyEntry, free: Sequence[Client]) -> Iterator[list[Client]]:
    """Those from whom one pattern's members are drawn together."""
    if entry.cross_border:
        yield [*free]
        return
    for home in sorted({client.jurisdiction.id for client in free}):
        yield [client for client in free if client.jurisdiction.id == home]


def _home_and_abroad(accounts: int, free: Sequence[Client], stream: Stream) -> tuple[str, ...] | None:
    homes = sorted({client.jurisdiction.id for client in free})
    abroad = {home: [client for client in free if client.jurisdiction.id != home] for home in homes}
    possible = [home for home in homes if len(abroad[home]) >= accounts - 1]
    if not possible:
        return None
    home = stream.choice(possible)
    first = stream.choice([client for client in free if client.jurisdiction.id == home])
    others = stream.shuffle(abroad[home])[: accounts - 1]
    return tuple(client.id for client in (first, *others))


def _row(pattern: Pattern) -> dict[str, Any]:
    return {
        "id": pattern.id,
        "kind": pattern.entry.kind,
        "members": [*pattern.members],
        "payments": [
            {"id": name, "uetr": uetr, "payer": pattern.members[edge.payer], "payee": pattern.members[edge.payee]}
            for name, uetr, edge in zip(pattern.payment_ids, pattern.uetrs, pattern.edges, strict=True)
        ],
    }
