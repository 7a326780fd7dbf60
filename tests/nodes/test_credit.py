"""Intraday credit in a run: drawn for what may have it, never beyond collateral, repaid at closing or on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chain.clients.events import CreditDrawn, CreditOverdue, CreditRepaid
from nodes.credit import CreditView, Debt
from nodes.interbank_report import obligation_records
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation

TEXT = (Path(__file__).parents[1] / "data" / "interbank.yaml").read_text(encoding="utf-8")
DRAWN = TEXT[TEXT.index("  generated:") : TEXT.index("settlement:")]
COLLATERAL = (
    "{id: bank-c, name: Bank C, jurisdiction: SG}",
    '{{id: bank-c, name: Bank C, jurisdiction: SG, collateral: "{}"}}',
)
URGENT = ('payee: bank-a, amount: "35.00"}', 'payee: bank-a, amount: "35.00", priority: 1}')
GROSS = ("mode: gross, retry_every_s: 900", "mode: gross, retry_every_s: 900, credit: {}")
QUEUE = ("title: Queue, settlement: {mode: queue}", "title: Queue, settlement: {{mode: queue, credit: {}}}")


def run(way: str, *changes: tuple[str, str]) -> tuple[Simulation, dict[str, Any], set[str]]:
    """A finished run of the obligations that are written out, its figures, and what settled."""
    text = TEXT.replace(DRAWN, "")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    simulation = Simulation(Scenario.parse(text, "interbank.yaml").variant(way))
    figures = simulation.run()["interbank"]["currencies"]["SGD"]
    records = obligation_records(simulation.interbank)
    return simulation, figures, {record.owed.id for record in records if record.settlement is not None}


def said(simulation: Simulation, kind: type) -> list[int]:
    """The amounts of every event of a kind."""
    return [item.event.amount_minor for item in events_of(simulation) if isinstance(item.event, kind)]


def changed(change: tuple[str, str], value: str) -> tuple[str, str]:
    return change[0], change[1].format(value)


def test_credit__urgent_one_without_money__draws_what_is_missing_and_is_repaid() -> None:
    """Bank C draws 35 for four; that pays five, five pays three, and with three bank C can repay."""
    simulation, figures, settled = run("gross", changed(COLLATERAL, "40.00"), URGENT, changed(GROSS, "urgent"))
    assert settled == {"three", "four", "five", "six"}
    assert said(simulation, CreditDrawn) == said(simulation, CreditRepaid) == [3_500]
    assert (figures["credit_used_minor"], figures["credit_open_minor"]) == (3_500, 0)
    assert figures["liquidity_used_minor"] >= figures["credit_used_minor"]


def test_credit__urgent_one_in_the_queue__is_released_by_what_was_drawn() -> None:
    """What bank A gets does not help it on: an older and larger one heads its queue."""
    simulation, figures, settled = run("queue", changed(COLLATERAL, "40.00"), URGENT, changed(QUEUE, "urgent"))
    assert settled == {"four", "six"}
    assert said(simulation, CreditDrawn) == [3_500]
    assert (figures["credit_used_minor"], figures["credit_open_minor"]) == (3_500, 3_200)


@pytest.mark.parametrize("way", ["gross", "queue"])
@pytest.mark.parametrize(
    ("collateral", "policy", "priority"), [("31.99", "urgent", 1), ("40.00", "urgent", 0), ("40.00", "never", 1)]
)
def test_credit__beyond_collateral_or_policy__is_not_drawn(
    way: str, collateral: str, policy: str, priority: int
) -> None:
    """Also not after six, with which bank C has 3 of 35."""
    urgent = (URGENT[0], URGENT[1].replace("priority: 1", f"priority: {priority}"))
    change = changed(GROSS if way == "gross" else QUEUE, policy)
    simulation, figures, settled = run(way, changed(COLLATERAL, collateral), urgent, change)
    assert settled == {"six"}
    assert said(simulation, CreditDrawn) == []
    assert figures["credit_used_minor"] == 0
    assert simulation.network.setbacks == []


def test_credit__for_any_obligation__is_drawn_for_one_that_is_not_urgent() -> None:
    simulation, _, settled = run("queue", changed(COLLATERAL, "40.00"), changed(QUEUE, "any"))
    assert settled == {"four", "six"}
    assert said(simulation, CreditDrawn) == [3_500]


def test_credit__no_money_at_closing__is_repaid_in_part_and_overdue_at_midnight() -> None:
    never = ('payee: bank-c, amount: "40.00"', 'payee: bank-c, amount: "400.00"')
    simulation, figures, _ = run("gross", changed(COLLATERAL, "40.00"), URGENT, never, changed(GROSS, "urgent"))
    assert said(simulation, CreditRepaid) == [300], "what six brought in"
    assert figures["credit_open_minor"] == 3_200
    (overdue,) = (item for item in events_of(simulation) if isinstance(item.event, CreditOverdue))
    assert overdue.event.bank == simulation.actors.banks["bank-c"].address
    assert overdue.timestamp_s % 86_400 < 60


def test_peaks__day_after_a_debt__begins_with_it() -> None:
    view = CreditView("0x", [Debt(10, "a", "SGD", 7), Debt(20, "a", "SGD", 2), Debt(15, "b", "SGD", 9),
                             Debt(18, "b", "SGD", 0), Debt(30, "a", "SGD", 5), Debt(31, "a", "EUR", 99)])  # fmt: skip
    assert view.peaks_minor("SGD", 0, 25) == {"a": 7, "b": 9}
    assert view.peaks_minor("SGD", 25, 29) == {"a": 2}
    assert view.peaks_minor("SGD", 25, 40) == {"a": 5}
    assert view.peaks_minor("SGD", 0, 9) == {}
    assert view.owing_minor("SGD") == {"a": 5}
