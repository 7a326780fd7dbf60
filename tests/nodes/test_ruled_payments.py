"""Payments under rules: what settles, what is kept off the chain, and what a fault or an act has refused on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chain.clients.deposit_token import DepositToken
from chain.clients.events import (
    ClosedDaySet,
    Issued,
    OperatingTimesSet,
    PaymentSettled,
    Redeemed,
    Remunerated,
    StepUpSet,
)
from chain.clients.operating_hours import OperatingHours
from chain.commitments import commit
from nodes.ordering import Ordering
from nodes.payment_plan import asks_first
from nodes.payment_record import NO_KEY, PaymentRecord, Verdict
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.scenario.world import Fault
from nodes.simulation import Simulation
from nodes.travel_rule import as_lines

REFUSED_ON_CHAIN = {
    "f-reused": "UetrReused",
    "f-expired": "OrderExpired",
    "f-cost": "CostAboveMaximum",
    "f-unknown": "PayeeUnknown",
    "f-payer": "PayerCurrency",
    "f-payee": "PayeeCurrency",
    "f-withdrawn": "QuoteCancelled",
    "f-stale": "QuoteExpired",
    "f-exhausted": "QuoteExhausted",
    "f-short": "MakerInsufficientLiquidity",
    "f-winter": "PayerHoursClosed",
    "f-holiday": "PayeeHoursClosed",
    "no-record": "PayeeTravelRuleMissing",
    "frozen": "PayerFrozen",
    "listed": "PayerSanctioned",
    "flagged": "PayeeFlagged",
    "paused": "PayeeMoneyPaused",
    "maker-out": "MakerNotAdmitted",
}
SETTLED = {"large", "small-one", "to-courier", "stock-1", "stock-2", "new-key", "found-again"}


def record_of(simulation: Simulation, payment: str) -> PaymentRecord:
    (record,) = [record for record in simulation.records if record.payment.id == payment]
    return record


def events(simulation: Simulation, kind: type) -> list:
    return [item.event for item in events_of(simulation) if isinstance(item.event, kind)]


@pytest.fixture(scope="module")
def prepared() -> Simulation:
    """The same network, opened and not yet run."""
    simulation = Simulation(Scenario.load(Path(__file__).parents[1] / "data" / "ruled.yaml"))
    simulation.prepare()
    return simulation


def test_ruled__every_payment__ends_as_its_fault_or_its_rule_says(ruled: Simulation) -> None:
    assert {r.payment.id: r.refusal for r in ruled.records if r.verdict is Verdict.REFUSED} == REFUSED_ON_CHAIN
    assert {r.payment.id for r in ruled.records if r.verdict is Verdict.SETTLED} == SETTLED
    kept_off = [(r.payment.id, r.refusal, r.rule) for r in ruled.records if r.verdict is Verdict.KEPT_OFF]
    assert kept_off == [("stock-3", "PayerTierLimit", "kyc-tier")]
    assert len(ruled.records) == len(ruled.payments) == 26


@pytest.mark.parametrize("fault", list(Fault))
def test_fault__each__is_refused_on_the_chain_in_some_payment(ruled: Simulation, fault: Fault) -> None:
    assert {r.verdict for r in ruled.records if r.payment.fault is fault} == {Verdict.REFUSED}


@pytest.mark.parametrize(
    ("payment", "party"),
    [
        ("f-reused", "de-bank"),
        ("paused", "mas"),
        ("f-short", "small"),
        ("flagged", "courier"),
        ("listed", "suspect"),
        ("stock-3", "grocer"),
    ],
)
def test_refusal__party__is_known_by_its_id(ruled: Simulation, payment: str, party: str) -> None:
    assert ruled.who_is_who()[record_of(ruled, payment).party][0] == party


def test_preflight__written_share__is_drawn_from_the_seed(ruled: Simulation) -> None:
    without = sum(not asks_first(ruled.scenario, f"payment-{number}") for number in range(5_000))
    assert 900 < without < 1_100  # 2,000 basis points
    drawn = {p.id for p in ruled.payments if p.fault is None and not p.asks_first}
    written = {p.id for p in ruled.world.payments if p.without_preflight and p.fault is None}
    assert written < drawn < {p.id for p in ruled.payments}
    assert all(record_of(ruled, name).verdict is not Verdict.KEPT_OFF for name in drawn)


def test_payment__by_alias__reaches_the_wallet_that_it_leads_to(ruled: Simulation) -> None:
    wallets = ruled.actors.wallets
    paid = {event.uetr: event.payee for event in events(ruled, PaymentSettled)}
    for payment, payee in (("large", "oven"), ("to-courier", "courier"), ("found-again", "loser")):
        assert paid[record_of(ruled, payment).payment.uetr] == wallets[payee].address


def test_payment__cheapest_maker_may_not_trade__goes_to_the_next(ruled: Simulation) -> None:
    assert record_of(ruled, "to-courier").maker == ruled.actors.market_makers["small"].address
    assert record_of(ruled, "found-again").maker == ruled.actors.market_makers["maker"].address


def test_payment__payer_without_a_key__is_kept_off_unsigned(ruled: Simulation) -> None:
    payer = ruled.actors.wallets["baker"]
    ordering = Ordering(ruled.actors, ruled.ordering.terms, ruled.rates)
    payer.has_key = False
    ordering.pay(record_of(ruled, "small-one").payment)
    ordering.pay(record_of(ruled, "large").payment)
    payer.has_key = True
    added = ordering.records
    assert [(r.payment.id, r.verdict, r.refusal) for r in added] == [("large", Verdict.KEPT_OFF, NO_KEY)]


def test_travel_rule__relayed_payment_above_the_threshold__carries_the_commitment(ruled: Simulation) -> None:
    (paper,) = ruled.travel_records
    line = json.loads("".join(as_lines(ruled.travel_records)))
    assert line["uetr"] == record_of(ruled, "large").payment.uetr
    assert commit(bytes.fromhex(line["salt"]), line["record"]) == paper.commitment
    block = next(
        block for block in ruled.network.ledger.journal.blocks() if block.height == record_of(ruled, "large").height
    )
    assert any(paper.commitment in raw for raw in block.raw)
    originator = line["record"]["Originator"]["originatorPersons"][0]["legalPerson"]
    assert originator["name"]["nameIdentifier"][0]["legalPersonName"] == "Baker"


def test_hours__clock_change_and_holidays__are_on_the_chain(ruled: Simulation) -> None:
    offsets = [(e.currency, e.utc_offset_s // 3_600) for e in events(ruled, OperatingTimesSet)]
    assert offsets == [("EUR", 1), ("SGD", 8), ("EUR", 2)]
    closed = {(event.currency, event.day) for event in events(ruled, ClosedDaySet)}
    assert {("EUR", 19_811), ("EUR", 19_814), ("SGD", 19_811)} <= closed  # Good Friday, Easter Monday
    assert ("SGD", 19_814) not in closed
    rule, network = ruled.network.deployment.rule(OperatingHours), ruled.network
    for home in ruled.world.jurisdictions:
        for day in home.opening.calendar.business_days(ruled.scenario.start, ruled.scenario.end):
            if day.month == 4:  # as the clocks stand at the end of the run
                opens_s, closes_s = home.opening.hours.window_utc_s(day)
                seconds = (opens_s - 1, opens_s, closes_s - 1, closes_s)
                found = [network.read(rule.is_open_at(home.currency.code, second)) for second in seconds]
                assert found == [False, True, True, False]


def test_remuneration__each_business_day__is_paid_or_charged_before_liquidity_is_bought(ruled: Simulation) -> None:
    banks = ruled.actors.banks
    paid = {
        event.day: event.amount_minor
        for event in events(ruled, Remunerated)
        if event.holder == banks["de-bank"].address
    }
    assert paid[19_809] == 0  # the count begins
    assert paid[19_810] > 0
    assert sorted(paid) == [19_809, 19_810, 19_815, 19_816, 19_817, 19_818]
    second_of = {
        (type(item.event), item.event.holder): item.timestamp_s
        for item in events_of(ruled)
        if isinstance(item.event, Remunerated | Issued)
        and item.timestamp_s // 86_400 == 19_815
        and item.address == ruled.network.deployment.central_bank_money["SGD"]
    }
    orchard = banks["sg-two"].address
    assert second_of[Remunerated, orchard] < second_of[Issued, orchard]
    charged = [e.amount_minor for e in events(ruled, Remunerated) if e.holder == banks["sg-bank"].address]
    assert charged[0] == 0
    assert all(amount_minor < 0 for amount_minor in charged[1:])


def test_top_up__above_what_one_credit_may_be__comes_in_equal_parts(ruled: Simulation) -> None:
    grocer = ruled.actors.wallets["grocer"].address
    credits = [e.amount_minor for e in events(ruled, Issued) if e.holder == grocer]
    assert [amount for amount in credits if amount == 150_000] == [150_000] * 2
    # By the fifth of April its tier is over, and a credit may be 500.00 at most.
    assert max(credits[2:], default=0) <= 50_000


@pytest.mark.parametrize(("amount_minor", "credits"), [(600_000, 3), (41 * 200_000, 1), (0, 0), (-5, 0)])
def test_credit__in_more_parts_than_anybody_would_send__is_one_that_is_refused(
    amount_minor: int, credits: int, prepared: Simulation
) -> None:
    network, grocer = prepared.network, prepared.actors.wallets["grocer"]
    network.setbacks.clear()
    prepared.actors.banks["sg-two"].credit(grocer, amount_minor, "gift")
    network.seal()
    # It is night, and so each one is refused: what counts is how many there are.
    assert [setback.what for setback in network.setbacks] == ["gift of grocer"] * credits


def test_withdrawal__above_the_threshold__lifts_it_with_the_second_key_and_sets_it_back(ruled: Simulation) -> None:
    baker = ruled.actors.wallets["baker"].address
    thresholds = [event.above_minor for event in events(ruled, StepUpSet) if event.wallet == baker]
    assert thresholds == [500_000, 600_000, 500_000]
    redeemed = [e.amount_minor for e in events(ruled, Redeemed) if e.reference_id.startswith(b"cash-out")]
    assert redeemed == [600_000]


def test_rule_books__every_deposit_money_of_a_ruled_jurisdiction__has_one(ruled: Simulation) -> None:
    deployment, network = ruled.network.deployment, ruled.network
    assert set(deployment.rule_books) == set(deployment.deposits.values())
    for bank, count in (("de-bank", 5), ("sg-bank", 7), ("sg-two", 7)):
        money: DepositToken = deployment.deposit(bank)
        book = deployment.rule_book(money.address)
        assert network.read(money.rule_book()) == book.address
        assert len(network.read(book.rules())) == count
