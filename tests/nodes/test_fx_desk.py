"""Desks of banks: whom they quote to, within which limits, and how they fill up at closing."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from audit.report import audit_record
from chain.clients.events import LegSettled, PaymentSettled, QuoteFilled
from chain.errors import InputError
from finance.money import currency
from nodes.designs.case import Case
from nodes.designs.table import DESIGNS, unfit
from nodes.fx_desk import Swap, settle, swaps
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation

TEXT = (Path(__file__).parents[1] / "data" / "desks.yaml").read_text(encoding="utf-8")
EUR, SGD = currency("EUR"), currency("SGD")
FIRST = datetime.date(2024, 6, 3)


@pytest.fixture(scope="module")
def ran() -> Simulation:
    simulation = Simulation(Scenario.parse(TEXT, "desks.yaml"))
    simulation.run()
    return simulation


def makers_of(simulation: Simulation) -> dict[str, str]:
    """Who sold the payee's currency for each payment."""
    names = {maker.address: name for name, maker in simulation.actors.market_makers.items()}
    ids = {record.payment.uetr: record.payment.id for record in simulation.records}
    events = [*events_of(simulation)]
    sellers = {logged.tx_hash: names[logged.event.maker] for logged in events if isinstance(logged.event, QuoteFilled)}
    settled = (logged for logged in events if isinstance(logged.event, PaymentSettled))
    return {ids[logged.event.uetr]: sellers[logged.tx_hash] for logged in settled}


def test_desk__cheaper_or_as_cheap__sells_to_its_own_banks_customers_alone_within_its_limits(ran: Simulation) -> None:
    assert [record.verdict.value for record in ran.records] == ["settled"] * 8
    assert makers_of(ran) == {
        "own-desk": "near-desk",
        "at-limit": "maker",  # 9,000 less 4,000 and 4,000 would leave 1,000, and 2,000 is its least
        "to-limit": "near-desk",
        "same-price": "dear-desk",  # of two equal prices its own desk's
        "too-much": "maker",  # with what it got it would have more than 3,000 euro
        "without": "maker",
        "full-again": "near-desk",  # it filled up at closing, or 2,000 would be all it had
        "back": "maker",
    }


def test_desk__at_closing__has_its_inventory_again_but_for_the_spread_and_one_that_drifts_has_not(
    ran: Simulation,
) -> None:
    near, dear = (ran.actors.market_makers[name] for name in ("near-desk", "dear-desk"))
    # What it sold at 2 basis points over the rate buys 3 of 10,000 less at the maker's 5, and it adds nothing.
    assert 0 < near.plan.inventory_minor["SGD"] - near.holding_minor(SGD) < 1_400_000 * 5 // 10_000
    assert near.plan.inventory_minor["EUR"] <= near.holding_minor(EUR) <= near.plan.inventory_minor["EUR"] + 1
    assert dear.holding_minor(SGD) == dear.plan.inventory_minor["SGD"] - 300_000
    swapped = [logged for logged in events_of(ran) if isinstance(logged.event, LegSettled)]
    assert len(swapped) == 2 * 2
    audit = audit_record(ran.network.ledger.journal, ran.network.deployment, ran.network.ledger).as_json()
    assert audit["findings"] == []


def test_desk__of_the_report__stands_among_the_makers_with_its_result(ran: Simulation) -> None:
    makers = {row["id"]: row for row in ran_report(ran)}
    assert [*makers] == ["maker", "near-desk", "dear-desk"]
    # It sold 14,000.00 SGD at 2 basis points over the rate and bought them back at 5.
    assert makers["near-desk"]["result_usd_minor"] < 0 < makers["dear-desk"]["result_usd_minor"]


def ran_report(simulation: Simulation) -> list[dict[str, object]]:
    from nodes.venue_report import venue_report

    rows: list[dict[str, object]] = venue_report(simulation)["makers"]
    return rows


def test_swaps__more_than_it_can_pay_or_the_maker_has__are_as_large_as_both_allow(ran: Simulation) -> None:
    near, maker = ran.actors.market_makers["near-desk"], ran.actors.market_makers["maker"]
    short = replace(near.plan, inventory_minor={"EUR": near.holding_minor(EUR) - 1_000, "SGD": 5_000_000})
    poor = replace(near, plan=short)
    (swap,) = swaps(poor, [maker], FIRST)
    assert (swap.bought, swap.given, swap.maker) == (SGD, EUR, maker)
    assert swap.given_minor <= 1_000 < swap.given_minor + 2
    dearer = replace(maker, plan=replace(maker.plan, spread_bps=500))
    assert swaps(poor, [dearer, maker], FIRST)[0].maker is maker
    assert swaps(poor, [], FIRST) == []
    full = replace(near, plan=replace(near.plan, inventory_minor={"EUR": 1, "SGD": 1}))
    assert swaps(full, [maker], FIRST) == []


def test_settle__swap_that_preflight_refuses__is_not_sent(ran: Simulation) -> None:
    near, maker = ran.actors.market_makers["near-desk"], ran.actors.market_makers["maker"]
    held = {money: near.holding_minor(money) for money in (EUR, SGD)}
    for given_minor, bought_minor in ((10**12, 1), (1, 10**12)):
        settle(near, Swap(maker, SGD, bought_minor, EUR, given_minor), FIRST)
    near.network.seal()
    assert {money: near.holding_minor(money) for money in (EUR, SGD)} == held
    settle(near, Swap(maker, SGD, 2, EUR, 1), FIRST + datetime.timedelta(7))
    near.network.seal()
    assert near.holding_minor(SGD) == held[SGD] + 2


def test_designs__scenario_with_desks__is_refused_with_the_way_out() -> None:
    scenario = Scenario.parse(TEXT, "desks.yaml")
    reason = unfit(Case.of(scenario), DESIGNS["rtgs"])
    assert reason == ("its banks have desks, and the designs know dealers for everybody alone", "take `fx_desk` out")


def test_pair__with_desks_of_every_bank_of_it__needs_no_market_maker() -> None:
    desk = 'fx_desk: {spread_bps: 2, inventory: {EUR: "900.00", SGD: "900.00"}}'
    alone = TEXT.replace('jurisdiction: DE, opening_liquidity: "900000.00"}', f"jurisdiction: DE, {desk}}}").replace(
        'jurisdiction: SG, opening_liquidity: "900000.00"}', f"jurisdiction: SG, {desk}}}"
    )
    head, _, tail = alone.partition("market_makers:")
    Scenario.parse(head + tail[tail.index("payments:") :], "alone.yaml")
    head, _, tail = TEXT.partition("market_makers:")
    with pytest.raises(InputError, match="no market maker between EUR and SGD"):
        Scenario.parse(head + tail[tail.index("payments:") :], "none.yaml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("limits: {SGD: {", "limits: {USD: {", r"limits.USD: limit of USD, which it does not hold: .* EUR, SGD"),
        ('least: "2000.00"', 'least: "9000.01"', r"banks\[0\].fx_desk.limits.SGD.least: least of 9000.01 SGD"),
        ('most: "3000.00"', 'most: "899.99"', r"banks\[1\].fx_desk.limits.EUR.most: most of 899.99 EUR: it begins"),
        ('least: "2000.00"', 'least: "0.001"', r"banks\[0\].fx_desk.limits.SGD.least"),
        ('{EUR: "900.00", SGD: "90000.00"}', '{EUR: "900.00"}', r"banks\[1\].fx_desk.inventory: fewer than two"),
        ('EUR: "50000.00", SGD', 'GBP: "1.00", EUR: "50000.00", SGD', r"fx_desk.inventory.GBP: currency GBP of no"),
        ("{id: carl,", "{id: near-desk,", r"banks\[0\].fx_desk: duplicate id 'near-desk'"),
    ],
)
def test_desk__that_contradicts_itself__is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=said):
        Scenario.parse(TEXT.replace(old, new, 1), "desks.yaml")
