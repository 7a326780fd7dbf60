"""Payments of patterns: stage after stage within their period, amounts passed on, honest payments left alone."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from chain.errors import InputError
from nodes.corridors import MARGIN_S, windows
from nodes.demand import plan_payments
from nodes.payment_plan import PlannedPayment
from nodes.scenario import Scenario
from nodes.typologies.members import drawn_patterns

TEXT = (Path(__file__).parents[2] / "data" / "watched.yaml").read_text(encoding="utf-8")
SCENARIO = Scenario.parse(TEXT, "watched.yaml")
PLANNED = {payment.id: payment for payment in plan_payments(SCENARIO, SCENARIO.reference_rates())}
PATTERNS = {pattern.entry.kind: pattern for pattern in drawn_patterns(SCENARIO, SCENARIO.world())}


def payments(kind: str) -> list[PlannedPayment]:
    return [PLANNED[name] for name in PATTERNS[kind].payment_ids]


@pytest.mark.parametrize("kind", PATTERNS)
def test_payments__of_a_pattern__are_those_of_its_edges_in_their_stages(kind: str) -> None:
    pattern, made, by_stage = PATTERNS[kind], payments(kind), defaultdict(list)
    for edge, payment in zip(pattern.edges, made, strict=True):
        assert (payment.payer, payment.payee) == (pattern.members[edge.payer], pattern.members[edge.payee])
        by_stage[edge.stage].append(payment.at_s)
    for stage in range(1, len(by_stage)):
        assert min(by_stage[stage]) - max(by_stage[stage - 1]) >= 60  # the one before can be final


@pytest.mark.parametrize("kind", PATTERNS)
def test_payments__of_a_pattern__are_within_hours_and_period(kind: str) -> None:
    pattern, world = PATTERNS[kind], SCENARIO.world()
    homes = {c.jurisdiction.id: c.jurisdiction.opening for c in world.clients if c.id in pattern.members}
    open_ = windows([*homes.values()], SCENARIO.start, SCENARIO.end, MARGIN_S)
    seconds = [payment.at_s for payment in payments(kind)]
    assert all(any(window.start_s <= at_s < window.end_s for window in open_) for at_s in seconds)
    first, last = min(seconds), max(seconds)
    taken_s = sum(max(0, min(last, window.end_s) - max(first, window.start_s)) for window in open_)
    assert taken_s <= pattern.entry.period_h * 3_600


def test_payments__of_a_chain__pass_on_what_came_less_what_is_kept() -> None:
    amounts = [payment.amount_minor for payment in payments("rapid_movement")]
    for came, passed in pairwise(amounts):
        assert abs(passed - came * 9_700 // 10_000) <= 2  # each is converted from US cents, and rounded


def test_payments__of_a_fan__are_between_the_stated_amounts() -> None:
    rates, dollar_minor = SCENARIO.reference_rates(), []
    for payment in payments("fan_in"):
        per_dollar = rates.per_unit("USD", payment.currency, payment.day)
        dollar_minor.append(payment.amount_minor / float(per_dollar))
    assert all(39_999 <= amount <= 90_001 for amount in dollar_minor)
    assert len({round(amount) for amount in dollar_minor}) == 7


def test_payments__honest_ones__are_the_same_without_the_patterns() -> None:
    head, _, tail = TEXT.partition("typologies:\n")
    without = Scenario.parse(head + tail[tail.index("supervision:") :], "without.yaml")
    honest = plan_payments(without, without.reference_rates())
    planted = {name for pattern in PATTERNS.values() for name in pattern.payment_ids}
    assert [p for p in PLANNED.values() if p.id not in planted] == [*honest]
    assert {p.uetr for p in PLANNED.values() if p.id in planted} == {
        uetr for pattern in PATTERNS.values() for uetr in pattern.uetrs
    }


SURGE = """shocks:
  - {id: rush, kind: demand_surge, date: 2024-06-03, time: "09:00", lasts_s: 400000, factor_bps: 25000}
typologies:
"""


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("typologies:\n", SURGE)], ids=["plain", "with a surge"])
def test_payments__of_patterns__have_ids_that_go_on_after_those_of_the_honest(text: str) -> None:
    scenario = Scenario.parse(text, "numbered.yaml")
    planned = [payment.id for payment in plan_payments(scenario, scenario.reference_rates())]
    planted = [name for pattern in drawn_patterns(scenario, scenario.world()) for name in pattern.payment_ids]
    drawn = {name for name in planned if name.startswith("generated-")}
    assert len(planned) == len(set(planned))
    assert set(planted) < drawn
    assert len({len(name) for name in drawn}) == 1
    assert min(planted) > max(drawn - set(planted))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("period_h: 10, schedule: even", "period_h: 1, schedule: even, first: 2024-06-03, last: 2024-06-03", None),
        ("accounts: 5, least", "accounts: 16, least", r"typologies\[4\].period_h: no time for a pattern: 15 stages"),
        ('most: "4000.00"', 'most: "10000000000000.00"', r"typologies\[3\].most: amount too large"),
    ],
)
def test_payments__period_or_amount_that_does_not_do__is_refused(old: str, new: str, line: str | None) -> None:
    text = TEXT.replace("period_h: 6, schedule: burst", "period_h: 1, schedule: burst").replace(
        "per_bank: 22", "per_bank: 60"
    )
    # In Singapore dollars it is more than a payment may have, in US dollars it is not.
    text = text.replace(old, new).replace('least: "2000.00", most: "1', 'least: "9900000000000.00", most: "1')
    text = text.replace("kind: cycle, count: 1, accounts: 4", "kind: cycle, count: 1, accounts: 4, banks: [sg-bank]")
    scenario = Scenario.parse(text, "s.yaml")
    if line is None:
        assert plan_payments(scenario, scenario.reference_rates())
        return
    with pytest.raises(InputError, match=line):
        plan_payments(scenario, scenario.reference_rates())
