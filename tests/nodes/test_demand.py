"""Planned payments: what is promised for every seed, and what happens where a promise cannot be kept."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import InputError
from finance.money import currency
from nodes.corridors import MARGIN_S, window_on
from nodes.demand import plan_payments
from nodes.payment_plan import PlannedPayment, uetr_of
from nodes.rates import Peg, ReferenceRates
from nodes.scenario import SEED_MAX, Scenario
from nodes.scenario.demand import payments_drawn

BASE = (Path(__file__).parent / "scenario" / "base.yaml").read_text(encoding="utf-8")
SCENARIO = Scenario.parse(BASE, "s.yaml")
RATES = SCENARIO.reference_rates()
SEEDS = st.integers(0, SEED_MAX)


@cache
def parsed(text: str) -> Scenario:
    """The scenario of a text, read once."""
    return Scenario.parse(text, "s.yaml")


def planned(seed: int = 7, text: str = BASE) -> tuple[PlannedPayment, ...]:
    """The payments of a scenario text under a seed."""
    scenario = SCENARIO if text == BASE else parsed(text)
    return plan_payments(scenario.model_copy(update={"seed": seed}), RATES)


def generated_of(payments: tuple[PlannedPayment, ...]) -> list[PlannedPayment]:
    """The generated ones among them."""
    return [payment for payment in payments if payment.id.startswith("generated-")]


@given(SEEDS)
def test_plan__any_seed__is_sorted_unique_and_complete(seed: int) -> None:
    payments = planned(seed)
    assert len(generated_of(payments)) == 10
    assert len(payments) == 12
    assert list(payments) == sorted(payments, key=lambda payment: (payment.at_s, payment.id))
    assert [payment.id for payment in generated_of(payments)] == [f"generated-{n:04}" for n in range(1, 11)]
    assert len({(payment.payer, payment.at_s) for payment in payments}) == 12
    assert len({payment.uetr for payment in payments}) == 12
    assert all(uuid.UUID(payment.uetr).version == 4 for payment in payments)


@given(SEEDS)
def test_plan__any_seed__settles_within_both_sides_hours(seed: int) -> None:
    openings = {client.id: client.jurisdiction.opening for client in SCENARIO.all_clients()}
    for payment in planned(seed):
        window = window_on(payment.day, (openings[payment.payer], openings[payment.payee]))
        assert window is not None
        margin_s = MARGIN_S if payment.id.startswith("generated-") else 0
        assert window.start_s + margin_s <= payment.at_s < window.end_s - margin_s


@given(SEEDS)
def test_plan__any_seed__is_worth_more_than_the_floor_and_little_more(seed: int) -> None:
    dollar = currency("USD")
    values = [
        RATES.value_minor(payment.amount_minor, currency(payment.currency), dollar, payment.day)
        for payment in generated_of(planned(seed))
    ]
    # Ten amounts, each rounded up by less than ten dirhams or Hong Kong dollars.
    assert 100_000 < sum(values) < 100_000 + 10 * 280


@given(SEEDS)
def test_plan__any_seed__draws_round_amounts_between_group_clients_across_the_border(seed: int) -> None:
    clients = {client.id: client for client in SCENARIO.all_clients()}
    for payment in generated_of(planned(seed)):
        payer, payee = clients[payment.payer], clients[payment.payee]
        assert payer.is_generated
        assert payee.is_generated
        assert payer.jurisdiction.id != payee.jurisdiction.id
        assert payment.currency == payee.currency.code
        assert payment.amount_minor % 1_000 == 0
        assert payment.amount_minor > 0


@given(SEEDS)
def test_plan__count_of_the_corridors__uses_each_once(seed: int) -> None:
    one_a_corridor = SCENARIO.payments.model_copy(
        update={"generated": SCENARIO.payments.generated.model_copy(update={"count": 2})}  # type: ignore[union-attr]
    )
    scenario = SCENARIO.model_copy(update={"payments": one_a_corridor, "expect": None, "seed": seed})
    paid_in = {payment.currency for payment in generated_of(plan_payments(scenario, RATES))}
    assert paid_in == {"HKD", "AED"}


def test_plan__same_seed__is_the_same_and_another_is_not() -> None:
    assert planned(7) == planned(7)
    assert {payment.amount_minor for payment in planned(7)} != {payment.amount_minor for payment in planned(8)}


def test_plan__explicit_payment__keeps_its_time_amount_and_purpose() -> None:
    (payment,) = [payment for payment in planned() if payment.id == "p-1"]
    at = datetime.datetime.fromtimestamp(payment.at_s, datetime.UTC)
    assert at == datetime.datetime(2022, 8, 15, 6, tzinfo=datetime.UTC)
    assert (payment.amount_minor, payment.currency, payment.purpose) == (25_000, "HKD", "GDDS")
    assert (payment.payer, payment.payee, payment.day) == ("importer", "exporter", datetime.date(2022, 8, 15))


def test_plan__more_generated_payments__leaves_the_explicit_ones_as_they_are() -> None:
    text = BASE.replace("count: 10", "count: 50").replace("settled: 11", "settled: 51")
    explicit = [payment for payment in planned() if payment.id.startswith("p-")]
    assert [payment for payment in planned(text=text) if payment.id.startswith("p-")] == explicit


def test_plan__all_clients__draws_from_the_written_ones_too() -> None:
    text = BASE.replace("count: 10", "count: 200\n    clients: all").replace("settled: 11", "settled: 201")
    generated = generated_of(planned(text=text))
    assert {"exporter", "importer"} <= {payment.payer for payment in generated}
    assert {"exporter", "importer"} <= {payment.payee for payment in generated}


def test_plan__domestic_allowed__has_both_kinds_and_nobody_pays_himself() -> None:
    text = BASE.replace("count: 10", "count: 60\n    cross_border_only: false").replace("settled: 11", "settled: 61")
    homes = {client.id: client.jurisdiction.id for client in SCENARIO.all_clients()}
    generated = generated_of(planned(text=text))
    assert {homes[payment.payer] == homes[payment.payee] for payment in generated} == {True, False}
    assert all(payment.payer != payment.payee for payment in generated)


def test_plan__more_payments_than_cents__has_no_payment_of_nothing() -> None:
    text = BASE.replace('value_usd_min: "1000.00"\n    p', 'value_usd_min: "0.01"\n    p')
    assert all(payment.amount_minor >= 1_000 for payment in generated_of(planned(text=text)))


def test_plan__value_beyond_what_a_payment_may_have__is_refused() -> None:
    text = BASE.replace('value_usd_min: "1000.00"\n    p', 'value_usd_min: "10000000000000.00"\n    p')
    with pytest.raises(InputError, match=r"^payments.generated.value_usd_min: value too large: a share of it is more"):
        planned(text=text)


def test_plan__payer_without_a_free_second__is_refused() -> None:
    # Two clients, one day, and hours that leave 1,500 − 2 · 600 = 300 seconds for 700 payments.
    text = BASE.replace("per_bank: 2", "per_bank: 1").replace("end: 2022-09-23", "end: 2022-08-15")
    text = text.replace('Asia/Dubai\n    opens: "09:00"', 'Asia/Dubai\n    opens: "12:35"')
    section = 'payments:\n  generated:\n    count: 700\n    value_usd_min: "1000.00"\n    purposes: [GDDS]\n'
    text = text[: text.index("payments:\n")] + section
    with pytest.raises(InputError, match=r"^payments.generated.count: too many payments: \S+ has hardly a second left"):
        planned(text=text)


def test_plan__currency_without_minor_unit__is_rounded_to_ten_whole_units() -> None:
    text = BASE.replace("id: AE\n", "id: JP\n").replace("jurisdiction: AE}", "jurisdiction: JP}")
    text = text.replace("currency: AED", "currency: JPY").replace("country: AE", "country: JP")
    text = text.replace("Asia/Dubai", "Asia/Tokyo").replace('AED: "100.00"}}', 'JPY: "100"}}')
    text = text.replace('amount: "10.50"', 'amount: "10"')
    text = text.replace('  pegs:\n    AED: {anchor: USD, units_per_anchor: "3.6725", source: test}\n', "")
    scenario = Scenario.parse(text, "s.yaml")
    yen = [p for p in generated_of(plan_payments(scenario, scenario.reference_rates())) if p.currency == "JPY"]
    assert yen
    assert all(payment.amount_minor % 10 == 0 for payment in yen)
    assert any(payment.amount_minor % 100 for payment in yen)


def test_plan__floor_that_is_a_round_amount__is_still_exceeded() -> None:
    text = BASE.replace("id: AE\n", "id: US\n").replace("jurisdiction: AE}", "jurisdiction: US}")
    text = text.replace("currency: AED", "currency: USD").replace("country: AE", "country: US")
    text = (
        text.replace('AED: "100.00"}}', 'USD: "100"}}')
        .replace("count: 10", "count: 1")
        .replace("settled: 11", "settled: 2")
    )
    text = text.replace('  pegs:\n    AED: {anchor: USD, units_per_anchor: "3.6725", source: test}\n', "")
    one_each = [generated_of(planned(seed, text))[0] for seed in range(20)]
    # One payment of all the value, and 1,000.00 dollars would be a round amount of dollars: equal, but not more.
    assert {payment.amount_minor for payment in one_each if payment.currency == "USD"} == {101_000}


def test_uetr_of__seed_and_id__decide_it() -> None:
    assert uetr_of(7, "p-1") == uetr_of(7, "p-1")
    assert len({uetr_of(7, "p-1"), uetr_of(7, "p-2"), uetr_of(8, "p-1")}) == 3


def test_plan__rates_without_the_day__is_refused() -> None:
    no_rates = ReferenceRates({}, {"AED": Peg("USD", Decimal("3.6725"))})
    with pytest.raises(InputError, match="no reference rate of"):
        plan_payments(SCENARIO, no_rates)


RULED = Scenario.load(Path(__file__).parents[1] / "data" / "ruled.yaml")
RULED_PAYMENTS = {payment.id: payment for payment in plan_payments(RULED, RULED.reference_rates())}


def test_plan__reused_uetr__is_that_of_the_payers_last_one_without_a_fault() -> None:
    assert RULED_PAYMENTS["f-reused"].uetr == RULED_PAYMENTS["small-one"].uetr
    others = [payment.uetr for name, payment in RULED_PAYMENTS.items() if name != "f-reused"]
    assert len(set(others)) == len(others)


def test_plan__outside_hours__is_the_written_moment_even_on_a_holiday() -> None:
    at = datetime.datetime.fromtimestamp(RULED_PAYMENTS["f-holiday"].at_s, datetime.UTC)
    assert at == datetime.datetime(2024, 4, 1, 7, tzinfo=datetime.UTC)


def test_plan__alias_fault_and_omission__are_carried_to_the_payment() -> None:
    large, no_record = RULED_PAYMENTS["large"], RULED_PAYMENTS["no-record"]
    assert (large.alias, large.fault, large.has_travel_rule) == ("DE89370400440532013000", None, True)
    assert (no_record.alias, no_record.asks_first, no_record.has_travel_rule) == (None, False, False)
    assert all(not payment.asks_first for payment in RULED_PAYMENTS.values() if payment.fault is not None)


def test_plan__no_preflight_at_all__asks_about_none_and_the_default_about_all() -> None:
    text = BASE.replace("payments:\n", "payments:\n  preflight: false\n", 1)
    assert not any(payment.asks_first for payment in planned(text=text))
    assert all(payment.asks_first for payment in planned())


@given(SEEDS)
def test_plan__drawn_second_of_a_written_payment__leaves_time_for_its_block(seed: int) -> None:
    openings = {client.id: client.jurisdiction.opening for client in SCENARIO.all_clients()}
    (payment,) = [payment for payment in planned(seed) if payment.id == "p-2"]
    window = window_on(payment.day, (openings[payment.payer], openings[payment.payee]))
    assert window is not None
    assert payment.at_s < window.end_s - SCENARIO.block_interval_s


def test_plan__clients_who_join_or_lose_a_key__are_not_drawn() -> None:
    text = RULED.source_text.replace(
        "  explicit:\n",
        '  generated: {count: 200, value_usd_min: "1000.00", cross_border_only: false, clients: all,'
        " purposes: [GDDS]}\n  explicit:\n",
        1,
    )
    scenario = Scenario.parse(text, "ruled.yaml")
    generated = generated_of(plan_payments(scenario, scenario.reference_rates()))
    sides = {side for payment in generated for side in (payment.payer, payment.payee)}
    assert {"courier", "loser"}.isdisjoint(sides)
    assert {"baker", "oven", "grocer"} <= sides


def test_plan__weighted_corridors__are_followed_and_no_other_is_used() -> None:
    ways = "corridors: [{from: AE, to: HK, weight: 3}, {from: HK, to: HK, weight: 1}]\n    cross_border_only: false"
    text = BASE.replace("count: 10", f"count: 400\n    {ways}").replace("settled: 11", "settled: 401")
    homes = {client.id: client.jurisdiction.id for client in SCENARIO.all_clients()}
    counts = Counter((homes[p.payer], homes[p.payee]) for p in generated_of(planned(text=text)))
    assert set(counts) == {("AE", "HK"), ("HK", "HK")}
    # Five standard deviations of a binomial count.
    assert abs(counts["AE", "HK"] - 300) < 5 * 9


def test_plan__profile__puts_payments_into_its_parts_alone() -> None:
    text = BASE.replace("count: 10", "count: 200\n    profile: [0, 1, 0, 3]").replace("settled: 11", "settled: 201")
    openings = {client.id: client.jurisdiction.opening for client in SCENARIO.all_clients()}
    parts: Counter[int] = Counter()
    for payment in generated_of(planned(text=text)):
        window = window_on(payment.day, (openings[payment.payer], openings[payment.payee]))
        assert window is not None
        length_s = window.end_s - window.start_s - 2 * MARGIN_S
        parts[(payment.at_s - window.start_s - MARGIN_S) * 4 // length_s] += 1
    assert set(parts) == {1, 3}
    assert abs(parts[3] - 150) < 5 * 6


def test_plan__poisson_arrivals__draws_the_number_too() -> None:
    text = BASE.replace("count: 10", "count: 10\n    arrivals: poisson")
    text = text[: text.index("expect:\n  payments")]
    counts = [len(generated_of(planned(seed, text))) for seed in range(40)]
    assert len(set(counts)) > 5
    assert abs(sum(counts) - 400) < 5 * 20
    scenario = Scenario.parse(text, "s.yaml")
    drawn = [payments_drawn(scenario.payments.generated, seed) for seed in range(40)]
    assert counts == drawn


def test_plan__poisson_arrivals_of_none__plans_none() -> None:
    text = BASE.replace("count: 10", "count: 1\n    arrivals: poisson")
    text = text[: text.index("expect:\n  payments")]
    assert {len(generated_of(planned(seed, text))) for seed in range(12)} >= {0, 1, 2}


def test_plan__amount_bands__are_worth_their_dollars_on_the_day() -> None:
    bands = 'amounts: [{share: 1, least: "200.00", most: "200.00"}, {share: 1, least: "1", most: "9", tail: "1.1"}]'
    text = BASE.replace('value_usd_min: "1000.00"\n    p', f"{bands}\n    p")
    dollar = currency("USD")
    values = [
        RATES.value_minor(payment.amount_minor, currency(payment.currency), dollar, payment.day)
        for seed in range(8)
        for payment in generated_of(planned(seed, text))
    ]
    large = [value for value in values if value > 10_000]
    assert set(large) <= {19_999, 20_000, 20_001}
    assert all(99 <= value <= 901 for value in values if value not in large)
    assert abs(len(large) - 40) < 5 * 5


def test_plan__amount_band_beyond_what_a_payment_may_have__is_refused() -> None:
    band = 'amounts: [{share: 1, least: "9000000000000.00", most: "9000000000000.00"}]'
    text = BASE.replace('value_usd_min: "1000.00"\n    p', f"{band}\n    p")
    with pytest.raises(InputError, match=r"^payments.generated.amounts: value too large: a share of it is more"):
        planned(text=text)


def test_plan__surge__draws_as_many_times_more_within_it_and_leaves_the_others() -> None:
    text = BASE[: BASE.index("expect:\n  payments")].replace("count: 10", "count: 300")
    surge = 'kind: demand_surge, date: 2022-08-15, time: "05:00", lasts_s: 600000, factor_bps: 35000'
    before = parsed(text)
    (shock,) = parsed(f"{text}shocks: [{{id: rush, {surge}}}]\n").world().shocks
    until_s = shock.at_s + shock.lasts_s
    for seed in range(3):
        plain = generated_of(planned(seed, text))
        more = generated_of(planned(seed, f"{text}shocks: [{{id: rush, {surge}}}]\n"))
        within = sum(shock.at_s <= p.at_s < until_s for p in plain)
        added = len(more) - len(plain)
        assert 2 * within <= added <= 3 * within
        assert abs(added * 2 - within * 5) < 5 * within**0.5
        assert sum(shock.at_s <= p.at_s < until_s for p in more) == within + added
        assert {(p.payer, p.at_s) for p in plain} <= {(p.payer, p.at_s) for p in more}
    assert before.world().shocks == ()
