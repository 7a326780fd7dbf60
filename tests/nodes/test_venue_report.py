"""Pools, rates and venues of a run: opened as written, exact as `finance.curves`, and told as they are."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from venue_runs import WAYS, events, planned, ran

from chain.clients.events import PaymentSettled, PoolFilled, PoolProvided, RateReported, ReferenceTermsSet
from finance.curves.pool import SHARES_LOCKED
from finance.curves.pool import Pool as Model
from finance.fx import RAY
from finance.money import currency
from nodes.corridors import window_on
from nodes.payment_record import Verdict
from nodes.results import events_of
from nodes.scenario.venues import Pool, provision_minor
from nodes.simulation import Simulation

HKD, THB = currency("HKD"), currency("THB")


def pool_of(simulation: Simulation, name: str) -> Pool:
    return next(pool for pool in simulation.world.venues.pools if pool.id == name)


@pytest.mark.parametrize("way", ["product", "flat", "cheapest"])
def test_pools__every_sale_of_a_run__is_the_mirrors_to_the_minor_unit(way: str) -> None:
    simulation, report = ran(way)
    ids = {address: name for name, address in simulation.network.deployment.pools.items()}
    models = {}
    for pool in simulation.world.venues.pools:
        empty = Model(pool.fee_bps, pool.amplification)
        provision = empty.provision(*provision_minor(pool, simulation.rates, simulation.scenario.start))
        models[pool.id] = empty.after_provision(*provision)
    sales = 0
    for item in events_of(simulation):
        if isinstance(item.event, PoolFilled):
            name, sale, sales = ids[item.address], item.event, sales + 1
            of_base = sale.sell_currency == pool_of(simulation, name).base.code
            cost = models[name].cost(of_base, sale.sell_minor, sale.rate_ray or 1)
            assert cost is not None
            assert (cost.buy_minor, cost.fee_minor) == (sale.buy_minor, sale.fee_minor)
            models[name] = models[name].after_sale(of_base, sale.sell_minor, sale.buy_minor)
    assert sales == sum(pool["sales"] for pool in report["venues"]["pools"]) > 0
    for pool in report["venues"]["pools"]:
        model = models[pool["id"]]
        assert tuple(pool["closing_minor"].values()) == (model.base_minor, model.quote_minor)


def test_pools__at_the_start__hold_what_is_written_and_leave_the_inventory_alone() -> None:
    simulation = planned("direct")
    simulation.prepare()
    network, rates = simulation.network, simulation.rates
    worth_minor = rates.value_minor(60_000_000, HKD, THB, simulation.scenario.start)
    expected = {"product": (60_000_000, worth_minor), "flat": (60_000_000, 280_000_000)}
    for name, amounts in expected.items():
        assert network.read(network.deployment.pool(name).reserves()) == amounts
    assert [(event.base_minor, event.quote_minor) for event in events(simulation, PoolProvided)] == [*expected.values()]
    provider = simulation.actors.market_makers["provider"]
    assert (provider.holding_minor(HKD), provider.holding_minor(THB)) == (0, 0)
    shares = network.read(network.deployment.pool("flat").shares_of(provider.address))
    assert shares == network.read(network.deployment.pool("flat").total_shares()) - SHARES_LOCKED
    (terms,) = events(simulation, ReferenceTermsSet)
    assert (terms.base, terms.quote, terms.reporters_min, terms.age_s_max) == ("HKD", "THB", 2, 7_200)


def test_reports__days_on_which_both_sides_are_open__are_never_too_old() -> None:
    simulation, _ = ran("flat")
    assert [item for item in events_of(ran("product")[0]) if isinstance(item.event, RateReported)] == []
    homes = {home.id: home for home in simulation.world.jurisdictions}
    reports = [item for item in events_of(simulation) if isinstance(item.event, RateReported)]
    for day in (datetime.date(2024, 6, 25), datetime.date(2024, 6, 26)):
        window = window_on(day, [homes[home].opening for home in ("HK", "TH")])
        assert window is not None
        for reporter in simulation.actors.reporters.values():
            own = [item for item in reports if item.event.reporter == reporter.address]
            stood_s = [item.timestamp_s for item in own if window.start_s - 60 <= item.timestamp_s < window.end_s]
            assert stood_s[0] < window.start_s
            assert max(b - a for a, b in pairwise(stood_s)) <= 7_200 // 2 + 2
            assert window.end_s - stood_s[-1] <= 7_200 // 2 + 2
    mids = {simulation.rates.mid_ray(HKD, THB, datetime.date(2024, 6, day)) for day in (25, 26)}
    assert {item.event.rate_ray for item in reports} == mids


@pytest.mark.parametrize("way", WAYS)
def test_report__costs__are_the_settled_payments_over_the_reference_rate(way: str) -> None:
    simulation, report = ran(way)
    venues = report["venues"]
    settled = [record for record in simulation.records if record.verdict is Verdict.SETTLED]
    excess: list[tuple[Fraction, int]] = []
    for record in settled:
        payment = record.payment
        sell, buy = (HKD, THB) if payment.currency == "HKD" else (THB, HKD)
        fair = Fraction(payment.amount_minor * simulation.rates.mid_ray(sell, buy, payment.day), RAY)
        dollars = simulation.rates.value_minor(payment.amount_minor, sell, currency("USD"), payment.day)
        excess.append(((record.cost_minor / fair - 1) * 10_000, dollars))
    mean = sum(bps * weight for bps, weight in excess) / sum(weight for _, weight in excess)
    assert abs(Fraction(venues["cost_bps_mean"]) - mean) <= Fraction(51, 10_000)
    assert abs(Fraction(venues["cost_bps_max"]) - max(bps for bps, _ in excess)) <= Fraction(51, 10_000)
    dearer = [(bps, weight) for bps, weight in excess if bps > Fraction(venues["cost_bps_p95"]) + Fraction(1, 200)]
    assert sum(weight for _, weight in dearer) * 20 <= sum(weight for _, weight in excess)
    assert venues["value_usd_minor"] == sum(weight for _, weight in excess) == report["payments"]["value_usd_minor"]
    assert (venues["settled"], venues["planned"]) == (len(settled), 16)
    assert venues["settled"] + venues["refused"] + venues["kept_off"] == venues["planned"]
    assert sum(row["settled"] for row in venues["by_route"]) == venues["settled"]
    assert sum(venues["not_settled_by"].values()) == venues["planned"] - venues["settled"]


@pytest.mark.parametrize("way", WAYS)
def test_report__what_payers_paid_over_the_rate__is_what_makers_and_providers_have(way: str) -> None:
    simulation, report = ran(way)
    venues, end = report["venues"], simulation.scenario.end
    dollar, paid = currency("USD"), 0
    for event in events(simulation, PaymentSettled):
        paid += simulation.rates.value_minor(event.cost_minor, currency(event.payer_currency), dollar, end)
        paid -= simulation.rates.value_minor(event.amount_minor, currency(event.payee_currency), dollar, end)
    gained = venues["makers_result_usd_minor"] + venues["pools_result_usd_minor"]
    # Each payment and each holding is rounded to the cent once.
    assert abs(gained - paid) <= 2 * venues["settled"] + 12


def test_report__gas__is_that_of_the_transactions_that_settled() -> None:
    simulation, report = ran("vehicle")
    assert report["venues"]["reports"] == 0
    used = [
        receipt.gas_used
        for block in simulation.network.ledger.journal.blocks()
        for receipt in block.receipts
        if receipt.tx_hash.hex() in {r.tx_hash for r in simulation.records if r.verdict is Verdict.SETTLED}
    ]
    assert len(used) == report["venues"]["settled"]
    assert abs(report["venues"]["gas_mean"] - Fraction(sum(used), len(used))) <= Fraction(1, 2)


def test_report__rate_reports__are_counted_with_their_gas() -> None:
    simulation, report = ran("flat")
    reports = [item for item in events_of(simulation) if isinstance(item.event, RateReported)]
    used = {
        receipt.tx_hash: receipt.gas_used
        for block in simulation.network.ledger.journal.blocks()
        for receipt in block.receipts
    }
    assert report["venues"]["reports"] == len(reports)
    assert report["venues"]["reports_gas"] == sum(used[item.tx_hash] for item in reports)


def test_report__same_liquidity__is_deeper_around_the_reference_rate() -> None:
    for way in WAYS:
        product, flat = (pool for pool in ran(way)[1]["venues"]["pools"])
        assert product["depth_opening_percent"] == "0.025"
        assert Decimal(flat["depth_opening_percent"]) > 150 * Decimal(product["depth_opening_percent"])
    untouched = {pool["id"]: pool for pool in ran("direct")[1]["venues"]["pools"]}
    assert (untouched["flat"]["result_usd_minor"], untouched["flat"]["fees_usd_minor"]) == (0, 0)
    used = {pool["id"]: pool for pool in ran("flat")[1]["venues"]["pools"]}
    assert used["flat"]["fees_usd_minor"] > 0 == used["product"]["fees_usd_minor"]
