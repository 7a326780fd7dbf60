"""The checks of the resolvers can fail: each planted bug is found by the campaign that finds nothing without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from netting_cases import best_by_trying, due, findings, longest_heads, queue_of, random_queues

from finance.netting import eaf2, queue, search
from finance.netting.problem import PRICE_UNIT, Problem
from finance.netting.queue import Payment, Queue, Unsound
from finance.netting.resolvers import RESOLVERS

# One payment of 6, or two of 2 and 4: equal in value, and the two are more.
TIE = queue_of({"ares": 6, "bora": 0}, *(("ares", "bora", amount) for amount in (6, 2, 4)))


def campaign() -> list[str]:
    """What is wrong with the resolvers on many small queues; it stops at the first queue with a finding."""
    for tried in (TIE, *random_queues(seed=5, count=150, size=7)):
        try:
            answers = {name: resolver(tried) for name, resolver in RESOLVERS.items()}
        except Unsound as error:
            return [f"unsound: {error}"]
        found = [finding for answer in answers.values() for finding in findings(tried, answer)]
        exact, best = answers["exact"], answers["best"]
        if (exact.value_minor, exact.count, exact.settled) != best_by_trying(tried):
            found.append("not the optimum")
        if set(answers["eaf2"].settled) != longest_heads(tried):
            found.append("not EAF2")
        if any((best.value_minor, best.count) < (other.value_minor, other.count) for other in answers.values()):
            found.append("best below another")
        if found:
            return found
    return []


def one_too_much(balances_minor: Mapping[str, int], payments: list[Payment]) -> dict[str, int]:
    after = queue.positions(balances_minor, payments)
    bank = next(iter(after))
    return after | {bank: after[bank] + 1}


def first_bank_unwatched(after: Mapping[str, int]) -> str | None:
    return next((bank for bank, amount in list(after.items())[1:] if amount < 0), None)


_decide = search._Branching.decide


def one_below_zero(self: search._Branching, take: bool) -> bool:
    return _decide(self, take) or min(self._reach) >= -1


def value_alone(self: Problem) -> tuple[int, ...]:
    return tuple(amount * (len(self.order) + 1) for amount in self.amounts)


def one_short(self: Problem, prices: list[int]) -> int:
    return sum(weight * PRICE_UNIT for weight in self.weights) * 2 // 3


def as_they_arrived(self: Queue) -> list[Payment]:
    return list(self.payments)


PLANTED: dict[str, list[tuple[Any, str, Callable[..., Any] | property]]] = {
    "a balance one unit too high in EAF2": [(eaf2, "positions", one_too_much)],
    "the same, and nobody verifies": [
        (eaf2, "positions", one_too_much),
        (queue, "_verify", lambda *_, **__: None),
    ],
    "a bank that is not looked at in verification": [
        (eaf2, "positions", one_too_much),
        (queue, "first_below_zero", first_bank_unwatched),
    ],
    "one below zero accepted in the search": [(search._Branching, "decide", one_below_zero)],
    "the number of payments has no weight": [(Problem, "weights", property(value_alone))],
    "a ceiling below the optimum": [(Problem, "ceiling", one_short)],
    "priorities ignored": [(Queue, "by_urgency", as_they_arrived)],
}


def test_campaign__nothing_planted__finds_nothing() -> None:
    assert campaign() == []


@pytest.mark.parametrize("bug", PLANTED)
def test_campaign__planted_bug__is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name, wrong in PLANTED[bug]:
        monkeypatch.setattr(owner, name, wrong)
    assert campaign() != []


def test_oracle__queue_without_payments__is_judged_too() -> None:
    empty = queue_of({"ares": 1, "bora": 0})
    assert best_by_trying(empty) == (0, 0, ())
    assert longest_heads(empty) == set(due(empty))
