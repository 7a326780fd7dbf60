"""Queues to try resolvers on, and an oracle that shares no code with them.

Trusts nothing but the definition: a set settles when no bank is below zero after all of it at once.
Never imports a helper of `finance.netting` to judge one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from hypothesis import strategies as st

from finance.netting.queue import Payment, Queue, Resolution

CASES = Path(__file__).parents[1] / "data" / "netting"
BANKS = ("ares", "bora", "ceto", "dike", "eris")


def queue_of(balances: dict[str, int], *payments: tuple[str, str, int] | tuple[str, str, int, int]) -> Queue:
    """A queue of payments (payer, payee, amount[, priority]) with the ids p1, p2, …"""
    return Queue(balances, tuple(Payment(f"p{n}", *payment) for n, payment in enumerate(payments, 1)))


@st.composite
def queues(draw: st.DrawFn, most: int = 12, largest_minor: int = 12) -> Queue:
    """Queues in which ties are common: few banks, small amounts, little money."""
    banks = BANKS[: draw(st.integers(2, 5))]
    pair = st.permutations(banks).map(lambda order: order[:2])
    rows = draw(st.lists(st.tuples(pair, st.integers(1, largest_minor), st.integers(0, 2)), max_size=most))
    balances = {bank: draw(st.sampled_from([0, 0, 1, 5, largest_minor])) for bank in banks}
    return queue_of(balances, *((*parties, amount, priority) for parties, amount, priority in rows))


def random_queues(seed: int, count: int, size: int) -> Iterator[Queue]:
    """So many queues of up to so many payments, the same for a seed."""
    chance = random.Random(seed)
    for _ in range(count):
        banks = BANKS[: chance.randint(2, 5)]
        rows = [
            (*chance.sample(banks, 2), chance.randint(1, 12), chance.randint(0, 1))
            for _ in range(chance.randint(1, size))
        ]
        yield queue_of({bank: chance.choice([0, 0, 1, 5]) for bank in banks}, *rows)  # type: ignore[arg-type]


def due(queue: Queue) -> list[Payment]:
    """The payments by priority, then as they stand in the queue."""
    return [p for _, _, p in sorted((-p.priority, position, p) for position, p in enumerate(queue.payments))]


def after(queue: Queue, ids: set[str]) -> dict[str, int]:
    """Every bank's balance after these payments."""
    return {
        bank: start
        - sum(p.amount_minor for p in queue.payments if p.id in ids and p.payer == bank)
        + sum(p.amount_minor for p in queue.payments if p.id in ids and p.payee == bank)
        for bank, start in queue.balances_minor.items()
    }


def best_by_trying(queue: Queue) -> tuple[int, int, tuple[str, ...]]:
    """Value, count and the canonical choice of the optimum, by trying every subset."""
    order = due(queue)
    choices = (
        (sum(p.amount_minor for p in chosen), len(chosen), picks, tuple(p.id for p in chosen))
        for picks in product((0, 1), repeat=len(order))
        for chosen in [[p for p, pick in zip(order, picks, strict=True) if pick]]
        if min(after(queue, {p.id for p in chosen}).values()) >= 0
    )
    value, count, _, ids = max(choices)
    return value, count, ids


def longest_heads(queue: Queue) -> set[str]:
    """The largest set that nets to no deficit and keeps each bank's order, by trying every length of every line."""
    lines = [[p.id for p in due(queue) if p.payer == bank] for bank in queue.balances_minor]
    sets = (
        {id_ for line, length in zip(lines, lengths, strict=True) for id_ in line[:length]}
        for lengths in product(*(range(len(line) + 1) for line in lines))
    )
    return max((ids for ids in sets if min(after(queue, ids).values()) >= 0), key=len)


def findings(queue: Queue, answer: Resolution) -> list[str]:
    """What is wrong with an answer by the definition alone; nothing where it is sound."""
    ids, all_ids = set(answer.settled), {p.id for p in queue.payments}
    value = sum(p.amount_minor for p in queue.payments if p.id in ids)
    balances = after(queue, ids & all_ids)
    checks = {
        "each payment settles or does not": sorted([*answer.settled, *answer.unsettled]) == sorted(all_ids),
        "balances": balances == answer.balances_minor,
        "no bank below zero": min(balances.values()) >= 0,
        "conservation": sum(answer.balances_minor.values()) == sum(queue.balances_minor.values()),
        "value": value == answer.value_minor,
        "count": len(answer.settled) == answer.count,
        "bound": answer.bound_minor >= answer.value_minor,
        "bound of an optimum": not answer.optimal or answer.bound_minor == answer.value_minor,
        "deadlock": answer.deadlock == (not answer.settled and bool(queue.payments)),
    }
    return [name for name, holds in checks.items() if not holds]


def read_case(path: Path) -> tuple[Queue, dict[str, dict[str, int]]]:
    """A queue of the format of `corridor net`, with whole amounts, and what else the file says of it."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = [(row["payer"], row["payee"], row["amount"], row["priority"]) for row in content["payments"]]
    known = {name: content[name] for name in ("optimum", "eaf2") if name in content}
    return queue_of(content["balances"], *rows), content.get("settles", known)
