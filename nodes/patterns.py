"""Payments that come as they do in life: payrolls fan out, shops fan in, and suppliers pay each other in circles.

Trusts the scenario's checks for what is possible, and the reference rates for values in dollars.
Never takes a draw from a stream of another pattern, so that one more of them moves none of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from nodes.pattern_slots import Hours, PatternDraft
from nodes.payment_plan import Diary, PlannedPayment, asks_first, uetr_of
from nodes.payrolls import payroll_drafts, payroll_slots
from nodes.purchases import purchase_drafts
from nodes.rates import ReferenceRates
from nodes.relations import relation_drafts, relation_slots
from nodes.scenario.check_names import GENERATED_PREFIX
from nodes.scenario.findings import Loc
from nodes.scenario.world import World

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def pattern_payments(scenario: Scenario, world: World, diary: Diary, rates: ReferenceRates) -> Iterator[PlannedPayment]:
    """The payments of all patterns, section by section, each in the order of time.

    Raises `InputError` where a payer has no second left, or a rate is missing.
    """
    seed, stated, hours = scenario.seed, scenario.payments, Hours(scenario.start, scenario.end)
    shared = world, hours, diary, rates
    sections: Iterable[tuple[str, Iterator[PatternDraft]]] = chain(
        ((entry.id, payroll_drafts(seed, entry, *shared)) for entry in stated.payrolls),
        ((entry.id, relation_drafts(seed, entry, *shared)) for entry in stated.relations),
        ((entry.id, purchase_drafts(seed, entry, *shared)) for entry in stated.purchases),
    )
    for section, drafts in sections:
        yield from _numbered(scenario, section, drafts)


def pattern_counts(scenario: Scenario, world: World) -> dict[Loc, int]:
    """How many payments each section stands for, by where it stands; nothing is drawn that a run would draw."""
    seed, stated, hours = scenario.seed, scenario.payments, Hours(scenario.start, scenario.end)
    counts: dict[Loc, int] = {}
    for place, payroll in enumerate(stated.payrolls):
        counts["payments", "payrolls", place] = sum(1 for _ in payroll_slots(seed, payroll, world, hours))
    for place, relation in enumerate(stated.relations):
        counts["payments", "relations", place] = sum(1 for _ in relation_slots(seed, relation, world, hours))
    for place, purchases in enumerate(stated.purchases):
        counts["payments", "purchases", place] = purchases.count
    return counts


def _numbered(scenario: Scenario, section: str, drafts: Iterator[PatternDraft]) -> Iterator[PlannedPayment]:
    in_order = sorted(drafts, key=lambda draft: (draft.at_s, draft.payer.id))
    digits = max(4, len(str(len(in_order))))
    for position, draft in enumerate(in_order, start=1):
        payment_id = f"{GENERATED_PREFIX}{section}-{position:0{digits}}"
        yield PlannedPayment(
            id=payment_id,
            uetr=uetr_of(scenario.seed, payment_id),
            at_s=draft.at_s,
            day=draft.day,
            payer=draft.payer.id,
            payee=draft.payee.id,
            amount_minor=draft.amount_minor,
            currency=draft.payee.currency.code,
            purpose=draft.purpose,
            asks_first=asks_first(scenario, payment_id),
            kind=draft.kind,
        )
