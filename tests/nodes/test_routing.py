"""How banks find a venue: which routes there are, what they cost, in which order they are tried, and what is paid."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from venue_runs import events, planned, ran, records_of

from chain.clients.events import PaymentHop, PaymentRefused, PoolFilled, QuoteFilled
from chain.clients.types import RefusalCode
from chain.errors import refusal_name
from finance.money import currency
from nodes.payment_record import Verdict
from nodes.routing import QUOTE, VEHICLE, Need, Route, Router
from nodes.scenario.venues import VenuePlan
from nodes.simulation import Simulation

HKD, THB = currency("HKD"), currency("THB")
DAY = datetime.date(2024, 6, 26)
CHEAPEST = VenuePlan("cheapest", "USD", ("product", "flat"))
SINGLE = (
    VenuePlan("quote", None, ()),
    VenuePlan("vehicle", "USD", ()),
    VenuePlan("pool", None, ("product",)),
    VenuePlan("pool", None, ("flat",)),
)
AMOUNTS_MINOR = st.integers(1, 10**9)


def router(simulation: Simulation, plan: VenuePlan) -> Router:
    """What the banks of a run ask, under another plan."""
    return replace(simulation.actors.banks["hk-bank"].router, plan=plan)


def prepared(way: str) -> Simulation:
    """A network that is open, before the first day and before anybody reported a rate."""
    simulation = planned(way)
    simulation.prepare()
    return simulation


def costs(routes: list[Route]) -> list[int]:
    """What those cost that name a price."""
    return [route.cost_minor for route in routes if route.cost_minor is not None]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["direct", "product", "cheapest"]), st.booleans(), AMOUNTS_MINOR)
def test_cheapest__any_state_and_amount__costs_what_the_cheapest_single_venue_would(
    way: str, is_baht: bool, amount_minor: int
) -> None:
    simulation, _ = ran(way)
    need = Need(THB, HKD, amount_minor, DAY) if is_baht else Need(HKD, THB, amount_minor, DAY)
    single = [costs(router(simulation, plan).routes(need)) for plan in SINGLE]
    found = router(simulation, CHEAPEST).routes(need)
    assert sorted(cost for one in single for cost in one) == costs(found)
    assert all(costs(found)[0] <= cost for one in single for cost in one)


def test_cheapest__every_payment_of_a_run__pays_no_more_than_any_single_venue_asked_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[Need, int] = {}
    find = Router.routes

    def watched(self: Router, need: Need) -> list[Route]:
        assert need not in asked
        asked[need] = min(cost for plan in SINGLE for cost in costs(find(replace(self, plan=plan), need)))
        return find(self, need)

    monkeypatch.setattr(Router, "routes", watched)
    simulation = planned("cheapest")
    simulation.run()
    assert len(asked) == len(simulation.payments)
    for record in simulation.records:
        payment = record.payment
        buy = THB if payment.currency == "HKD" else HKD
        assert record.verdict is Verdict.SETTLED
        assert record.cost_minor == asked[Need(currency(payment.currency), buy, payment.amount_minor, payment.day)]
    assert {record.via for record in simulation.records} == {QUOTE, VEHICLE, "product", "flat"}


@pytest.mark.parametrize("way", ["direct", "vehicle", "product", "flat"])
def test_way__payments_of_a_run__go_by_it_alone(way: str) -> None:
    simulation, _ = ran(way)
    via = {"direct": QUOTE}.get(way, way)
    settled = [record for record in simulation.records if record.verdict is Verdict.SETTLED]
    assert settled
    assert {record.via for record in settled} == {via}
    hops = {"direct": 0, "vehicle": 2 * len(settled), "product": len(settled), "flat": len(settled)}[way]
    assert len(events(simulation, PaymentHop)) == hops
    assert bool(events(simulation, PoolFilled)) == (way in ("product", "flat"))
    assert len(events(simulation, QuoteFilled)) == {"direct": len(settled), "vehicle": hops}.get(way, 0)


def test_vehicle__two_hops__first_sells_what_the_second_costs() -> None:
    simulation, _ = ran("vehicle")
    by_uetr: dict[str, list[PaymentHop]] = {}
    for hop in events(simulation, PaymentHop):
        by_uetr.setdefault(hop.uetr, []).append(hop)
    for record in simulation.records:
        if record.verdict is Verdict.SETTLED:
            first, second = by_uetr[record.payment.uetr]
            assert (first.buy_minor, second.sell_minor) == (record.cost_minor, record.payment.amount_minor)
            assert (first.sell_currency, first.sell_minor) == ("USD", second.buy_minor)
            assert first.venue == record.maker != second.venue


def test_vehicle__a_side_that_has_it_itself__takes_one_quote() -> None:
    simulation, _ = ran("vehicle")
    routes = router(simulation, VenuePlan("vehicle", "HKD", ())).routes(Need(HKD, THB, 10_000, DAY))
    assert [route.via for route in routes] == [QUOTE]
    beside = router(simulation, VenuePlan("cheapest", "HKD", ())).routes(Need(HKD, THB, 10_000, DAY))
    assert [route.via for route in beside] == [QUOTE]


def test_routes__one_without_a_price__stands_last() -> None:
    routes = router(prepared("cheapest"), CHEAPEST).routes(Need(HKD, THB, 10_000, DAY))
    assert [route.via for route in routes][-1] == "flat"
    assert [route.cost_minor is None for route in routes] == [False, False, False, True]


def test_routes__pair_that_nobody_trades__are_none() -> None:
    asked = router(prepared("cheapest"), CHEAPEST)
    assert asked.routes(Need(currency("SGD"), HKD, 10_000, DAY)) == []


def test_pool__rate_that_nobody_reports__is_refused_and_the_cheapest_goes_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nodes.simulation.plan_reports", lambda *_: None)
    flat, cheapest = planned("flat"), planned("cheapest")
    report = flat.run()
    kept, blind = records_of(flat)["huge"], records_of(flat)["blind"]
    assert (kept.verdict, kept.refusal, kept.rule) == (Verdict.KEPT_OFF, "PoolRateMissing", "pool-rate")
    assert (blind.verdict, blind.refusal, blind.via) == (Verdict.REFUSED, "PoolRateMissing", "flat")
    assert {record.refusal for record in flat.records} == {"PoolRateMissing"}
    (refused,) = events(flat, PaymentRefused)
    assert refused.party == flat.network.deployment.pools["flat"]
    assert [(row["party"], row["party_role"]) for row in report["refusals"]] == [("flat", "pool")]
    cheapest.run()
    assert {record.verdict for record in cheapest.records} == {Verdict.SETTLED}
    assert {record.via for record in cheapest.records} == {QUOTE, VEHICLE, "product"}


def test_pool__more_than_it_has__is_refused_and_the_cheapest_goes_elsewhere() -> None:
    short = "PoolInsufficientLiquidity"
    for way in ("product", "flat"):
        records = records_of(ran(way)[0])
        assert (records["huge"].verdict, records["huge"].refusal) == (Verdict.KEPT_OFF, short)
        assert (records["blind"].verdict, records["blind"].refusal) == (Verdict.REFUSED, short)
    records = records_of(ran("cheapest")[0])
    assert {records[name].via for name in ("huge", "blind")} <= {QUOTE, VEHICLE}


def test_vehicle__its_money_stopped__is_refused_and_the_cheapest_goes_elsewhere() -> None:
    for way in ("vehicle", "cheapest"):
        simulation = prepared(way)
        network = simulation.network
        simulation.actors.central_banks["US"].set_paused(network.deployment.money("USD"), True, "stop", lambda _: None)
        network.seal()
        simulation.run()
        vias = {record.via for record in simulation.records if record.verdict is Verdict.SETTLED}
        if way == "vehicle":
            stopped = refusal_name(RefusalCode.VEHICLE_MONEY_PAUSED)
            assert {record.refusal for record in simulation.records} == {stopped}
        else:
            assert vias == {QUOTE, "product", "flat"}
            blind = records_of(simulation).pop("blind")
            assert (blind.verdict, blind.refusal) == (Verdict.REFUSED, "VehicleMoneyPaused")
            assert sum(record.verdict is not Verdict.SETTLED for record in simulation.records) == 1
