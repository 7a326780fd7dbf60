"""Patterns of payments: they come on their days, in their shapes, and none of them moves another."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from chain.errors import InputError
from finance.money import currency
from nodes.corridors import MARGIN_S, Window, window_on
from nodes.demand import plan_payments
from nodes.pattern_slots import Hours, drawn_minor, free_second, in_tens
from nodes.patterns import pattern_counts
from nodes.payment_plan import Diary, PlannedPayment
from nodes.payrolls import paydays
from nodes.randomness import Stream
from nodes.relations import partners
from nodes.scenario import SEED_MAX, Scenario
from nodes.scenario.demand import AmountBandEntry
from nodes.scenario.patterns import ClientKind, PayrollEntry
from nodes.scenario.world import Client
from nodes.simulation import Simulation
from nodes.tables.rows import payment_rows

TEXT = (Path(__file__).parents[1] / "data" / "patterns.yaml").read_text(encoding="utf-8")
SCENARIO = Scenario.parse(TEXT, "patterns.yaml")
WORLD, RATES = SCENARIO.world(), SCENARIO.reference_rates()
CLIENTS = {client.id: client for client in WORLD.clients}
SEEDS = (SCENARIO.seed, 0, SEED_MAX)
DOLLAR = currency("USD")


@cache
def planned(seed: int = SCENARIO.seed, text: str = TEXT) -> tuple[PlannedPayment, ...]:
    """The payments under a seed."""
    scenario = SCENARIO if text == TEXT else Scenario.parse(text, "patterns.yaml")
    return plan_payments(scenario.model_copy(update={"seed": seed}), RATES)


def of_kind(kind: str, seed: int = SCENARIO.seed) -> list[PlannedPayment]:
    return [payment for payment in planned(seed) if payment.kind == kind]


def kind_of(client: str) -> ClientKind | None:
    return CLIENTS[client].kind


@pytest.mark.parametrize("seed", SEEDS)
def test_patterns__any_seed__are_as_many_as_counted_and_within_both_sides_hours(seed: int) -> None:
    scenario, payments = SCENARIO.model_copy(update={"seed": seed}), planned(seed)
    assert len(payments) == sum(pattern_counts(scenario, WORLD).values())
    assert len({(payment.payer, payment.at_s) for payment in payments}) == len(payments)
    assert len({payment.id for payment in payments}) == len({payment.uetr for payment in payments}) == len(payments)
    for payment in payments:
        openings = [CLIENTS[side].jurisdiction.opening for side in (payment.payer, payment.payee)]
        window = window_on(payment.day, openings)
        assert window is not None
        assert window.start_s + MARGIN_S <= payment.at_s < window.end_s - MARGIN_S
        assert payment.currency == CLIENTS[payment.payee].currency.code


@pytest.mark.parametrize("seed", SEEDS)
def test_payroll__any_seed__goes_out_in_batches_with_the_same_salaries(seed: int) -> None:
    batches: dict[tuple[str, datetime.date], list[PlannedPayment]] = defaultdict(list)
    for payment in of_kind("payroll", seed):
        batches[payment.payer, payment.day].append(payment)
    employees = Counter(payment.payee for batch in batches.values() for payment in batch)
    assert {kind_of(employer) for employer, _ in batches} == {ClientKind.EMPLOYER}
    assert {kind_of(payee) for payee in employees} == {ClientKind.RETAIL}
    # Saturday 15 June is paid on Monday; the next, 29 June, is after the period. So each is paid once, by one employer.
    assert {day for _, day in batches} == {datetime.date(2024, 6, 17)}
    assert set(employees.values()) == {1}
    for batch in batches.values():
        assert 3 <= len(batch) <= 6
        assert all(after.at_s == before.at_s + 1 for before, after in pairwise(batch))


def test_payroll__two_paydays__pay_everybody_the_same_twice() -> None:
    text = TEXT.replace("first: 2024-06-15", "first: 2024-05-28")
    pay: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for payment in planned(text=text):
        if payment.kind == "payroll":
            pay[payment.payee].append((payment.amount_minor, payment.purpose, payment.payer))
    assert pay
    assert all(len(turns) == 2 and len(set(turns)) == 1 for turns in pay.values())
    days = {payment.day for payment in planned(text=text) if payment.kind == "payroll"}
    assert days == {datetime.date(2024, 6, 11), datetime.date(2024, 6, 25)}


@pytest.mark.parametrize(
    ("every", "first", "days"),
    [
        ("month", "2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("month", "2023-11-30", ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30"]),
        ("fortnight", "2023-12-20", ["2024-01-03", "2024-01-17", "2024-01-31", "2024-02-14"]),
    ],
)
def test_paydays__of_a_rhythm__are_on_the_same_day_or_the_last(every: str, first: str, days: list[str]) -> None:
    entry = PayrollEntry.model_validate(
        {
            "id": "wages",
            "every": every,
            "first": datetime.date.fromisoformat(first),
            "employees": {"least": 1, "most": 1},
            "salaries": [{"share": 1, "least": "1.00", "most": "2.00"}],
        }
    )
    found = list(paydays(entry, datetime.date(2024, 1, 1), datetime.date(2024, 4, 30)))
    assert [day.isoformat() for day in found][:4] == days


@pytest.mark.parametrize("seed", SEEDS)
def test_purchases__any_seed__fan_in_at_merchants_at_home(seed: int) -> None:
    purchases = of_kind("purchase", seed)
    assert len(purchases) == 60
    for payment in purchases:
        assert (kind_of(payment.payer), kind_of(payment.payee)) == (ClientKind.RETAIL, ClientKind.MERCHANT)
        assert CLIENTS[payment.payer].jurisdiction == CLIENTS[payment.payee].jurisdiction
        value_minor = RATES.value_minor(payment.amount_minor, currency(payment.currency), DOLLAR, payment.day)
        assert 499 <= value_minor <= 30_001


def test_purchases__many__go_to_merchants_by_rank() -> None:
    text = TEXT.replace("count: 60", "count: 4000")
    found = Counter(payment.payee for payment in planned(text=text) if payment.kind == "purchase")
    german = sorted((n for payee, n in found.items() if payee.startswith("de-")), reverse=True)
    assert len(german) == 6
    # Zipf: 1, 1/2, … 1/6 of 2.45; each within five standard deviations.
    for rank, number in enumerate(german, start=1):
        expected = sum(german) / (rank * 2.45)
        assert abs(number - expected) < 5 * expected**0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_relations__any_seed__put_every_member_on_a_circle(seed: int) -> None:
    for entry in SCENARIO.payments.relations:
        pairs = list(partners(seed, entry, WORLD))
        graph = nx.DiGraph((payer.id, payee.id) for payer, payee in pairs)
        assert graph.number_of_edges() == len(pairs)
        assert set(dict(graph.out_degree()).values()) == {entry.partners}
        members = {client.id for client in WORLD.clients if client.kind == entry.between}
        assert set(graph) == members
        on_cycles = {node for part in nx.strongly_connected_components(graph) if len(part) > 1 for node in part}
        assert on_cycles == members
        if not entry.cross_border:
            assert all(payer.jurisdiction == payee.jurisdiction for payer, payee in pairs)


def test_relations__of_one_partner__are_rings_of_the_stated_size() -> None:
    (_, families) = SCENARIO.payments.relations
    graph = nx.DiGraph((payer.id, payee.id) for payer, payee in partners(5, families, WORLD))
    # Twenty in Germany make five rings of four; ten in Singapore one of four and one that holds the other six.
    assert sorted(map(len, nx.simple_cycles(graph))) == [4, 4, 4, 4, 4, 4, 6]


@pytest.mark.parametrize("seed", SEEDS)
def test_bills__any_seed__come_back_at_their_distance_and_vary_as_stated(seed: int) -> None:
    by_pair: dict[tuple[str, str], list[PlannedPayment]] = defaultdict(list)
    for payment in of_kind("bill", seed):
        by_pair[payment.payer, payment.payee].append(payment)
    for turns in by_pair.values():
        assert turns[0].day >= SCENARIO.start + datetime.timedelta(days=7)
        # Ten days apart, moved at most from Friday to Monday or over the holiday of 17 June in Singapore.
        assert all(7 <= (after.day - before.day).days <= 13 for before, after in pairwise(turns))
        amounts = [payment.amount_minor for payment in turns]
        assert max(amounts) - min(amounts) <= max(amounts) // 10 + 1_000
        assert {amount % 1_000 for amount in amounts} == {0}
        assert len({payment.purpose for payment in turns}) == 1


def test_patterns__one_more_section__moves_no_payment_of_another() -> None:
    more = "    - {id: more, count: 5, amounts: [{share: 1, least: '1.00', most: '2.00'}]}\n  relations:\n"
    text = TEXT.replace("  relations:\n", more, 1)
    before = {payment.id: payment for payment in planned()}
    after = {payment.id: payment for payment in planned(text=text)}
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 5


def test_patterns__of_a_run__settle_and_stand_in_the_table_by_kind() -> None:
    simulation = Simulation(SCENARIO)
    report = simulation.run()
    assert report["payments"]["settled"] == len(planned())
    rows = Counter(row["kind"] for row in payment_rows(simulation))
    assert rows == Counter(payment.kind for payment in planned())
    assert set(rows) == {"payroll", "purchase", "bill", "family"}


def test_clients__of_a_kind__take_no_part_in_generated_payments_unless_all_do() -> None:
    drawn = "  generated: {count: 30, value_usd_min: '1000.00', purposes: [GDDS]%s}\n  payrolls:\n"
    groups = TEXT.replace("client_groups:\n", "client_groups:\n  - {per_bank: 1}\n")
    apart = planned(text=groups.replace("  payrolls:\n", drawn % "", 1))
    plain = [payment for payment in apart if not payment.kind]
    assert len(plain) == 30
    assert {payment.payer.rsplit("-", 2)[1] for payment in plain} == {"client"}
    mixed = planned(text=groups.replace("  payrolls:\n", drawn % ", clients: all", 1))
    assert {kind_of(payment.payer) for payment in mixed if not payment.kind and payment.payer in CLIENTS} >= set(
        ClientKind
    )


def test_hours__after_the_last_day__are_none() -> None:
    germany: Client = CLIENTS["de-bank-retail-1"]
    hours, home = Hours(SCENARIO.start, SCENARIO.end), germany.jurisdiction
    assert hours.on_or_after(SCENARIO.end + datetime.timedelta(days=1), home, home) is None
    found = hours.on_or_after(datetime.date(2024, 6, 8), home, home)
    assert found is not None and found.day == datetime.date(2024, 6, 10)


@pytest.mark.parametrize(
    ("code", "amount_minor", "rounded_minor"), [("EUR", 123_456, 123_000), ("EUR", 5, 1_000), ("JPY", 1_234, 1_230)]
)
def test_in_tens__amount__is_rounded_down_to_whole_tens(code: str, amount_minor: int, rounded_minor: int) -> None:
    assert in_tens(amount_minor, currency(code)) == rounded_minor


def test_drawn_minor__more_than_a_payment_may_have__is_refused() -> None:
    bands = (AmountBandEntry(share=1, least=str(10**13), most=str(10**13)),)
    with pytest.raises(InputError, match="than one payment may have"):
        drawn_minor(Stream(1, "large"), bands, currency("EUR"), SCENARIO.start, RATES)


def test_free_second__of_a_day_that_is_full__is_refused() -> None:
    client = CLIENTS["de-bank-retail-1"]
    diary, window = Diary(SCENARIO), Window(SCENARIO.start, 10, 13)
    assert [free_second(diary, client, 11, window, "here") for _ in range(3)] == [11, 12, 10]
    with pytest.raises(InputError, match="has no second left"):
        free_second(diary, client, 11, window, "here")
