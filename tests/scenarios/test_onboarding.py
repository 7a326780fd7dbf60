"""The onboarding scenario: every refusal stands on the chain, every act is done, and the auditor finds nothing."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.report import audit_record
from chain.clients import events as chain_events
from chain.errors import OF_HOPS, OF_RETURNS, OF_THE_QUEUE, REFUSALS
from chain.events import Event
from finance.money import currency
from nodes.demand import plan_payments
from nodes.payment_plan import PlannedPayment
from nodes.payment_record import PaymentRecord, Verdict
from nodes.results import events_of
from nodes.scenario import SEED_MAX, Scenario
from nodes.scenario.acts import ActKind
from nodes.scenario.rules import Tier
from nodes.scenario.world import Fault
from nodes.simulation import Simulation

E = TypeVar("E", bound=Event)

FILE = Path(__file__).parents[2] / "scenarios" / "onboarding.yaml"
SCENARIO = Scenario.load(FILE)
WORLD = SCENARIO.world()
RATES = SCENARIO.reference_rates()
ALL_REFUSALS = {refusal.name for refusal in REFUSALS} - OF_THE_QUEUE - OF_HOPS - OF_RETURNS


@cache
def finished() -> Simulation:
    """The run of the scenario's own seed, to its end."""
    simulation = Simulation(SCENARIO)
    simulation.run()
    return simulation


@cache
def recorded() -> dict[str, PaymentRecord]:
    """What became of each payment of that run, by its id."""
    return {record.payment.id: record for record in finished().records}


def events(kind: type[E]) -> list[E]:
    """Every event of one kind in that run, in order."""
    return [item.event for item in events_of(finished()) if isinstance(item.event, kind)]


def generated(seed: int) -> list[PlannedPayment]:
    """The payments that a seed draws."""
    planned = plan_payments(SCENARIO.model_copy(update={"seed": seed}), RATES)
    return [payment for payment in planned if payment.id.startswith("generated-")]


# The file.


def test_onboarding__what_it_expects__is_every_refusal_that_there_is() -> None:
    assert SCENARIO.expect is not None
    assert set(SCENARIO.expect.payments.refused) == ALL_REFUSALS


def test_onboarding__clients_acts_and_faults__are_of_every_kind() -> None:
    assert {client.tier for client in WORLD.clients} == set(Tier)
    assert {act.kind for act in WORLD.acts} == set(ActKind) - {ActKind.REVOKE}
    assert {payment.fault for payment in WORLD.payments} == {None, *Fault}
    rules = [home.rules for home in WORLD.jurisdictions]
    assert all(book is not None for book in rules)
    asked = {name for book in rules for name in dir(book) if not name.startswith("_") and getattr(book, name)}
    assert len(asked) == 11


@settings(max_examples=30)
@given(st.integers(0, SEED_MAX))
def test_onboarding__any_seed__draws_payments_that_nothing_stands_against(seed: int) -> None:
    clients = {client.id: client for client in WORLD.clients}
    dollar, payments = currency("USD"), generated(seed)
    values = [RATES.value_minor(p.amount_minor, currency(p.currency), dollar, p.day) for p in payments]
    assert len(payments) == 40
    assert sum(values) > 30_000_000
    limits = {home.id: home.rules.amount_limit for home in WORLD.jurisdictions if home.rules is not None}
    for payment in payments:
        payer, payee = clients[payment.payer], clients[payment.payee]
        assert payer.is_generated and payee.is_generated
        assert {payer.bank.id, payee.bank.id} <= {"lantau-bank", "elbe-bank"}
        limit = limits[payee.jurisdiction.id]
        assert limit is not None and payment.amount_minor <= limit.max_minor


# The run.


def test_onboarding__run__is_as_the_file_expects_with_every_act_done() -> None:
    report = finished()
    assert report.network.setbacks == []
    assert [record.payment.id for record in report.records if record.verdict is Verdict.KEPT_OFF] == [
        "shop-stock-2",
        "card-again",
    ]
    assert SCENARIO.expect is not None
    refusals = Counter(record.refusal for record in report.records if record.refusal)
    assert refusals == SCENARIO.expect.payments.refused
    assert len(report.records) - refusals.total() == SCENARIO.expect.payments.settled


def test_onboarding__every_refusal__stands_on_the_chain() -> None:
    on_chain = {event.code for event in events(chain_events.PaymentRefused)}
    assert {refusal.name for refusal in REFUSALS if refusal.code in on_chain} == ALL_REFUSALS


@pytest.mark.parametrize(
    ("payment", "refusal"),
    [
        ("uetr-reused", "UetrReused"),
        ("payer-bank-suspended", "PayerBankSuspended"),
        ("payee-money-paused", "PayeeMoneyPaused"),
        ("payer-frozen", "PayerFrozen"),
        ("payee-flagged", "PayeeFlagged"),
        ("payee-hours", "PayeeHoursClosed"),
        ("payee-travel-rule", "PayeeTravelRuleMissing"),
        ("bank-exposure", "PayerBankExposure"),
        ("maker-not-admitted", "MakerNotAdmitted"),
    ],
)
def test_onboarding__conformance_payment__is_refused_for_what_it_is_named_after(payment: str, refusal: str) -> None:
    record = recorded()[payment]
    assert (record.verdict, record.refusal) == (Verdict.REFUSED, refusal)


def test_onboarding__payments_by_alias__reach_the_wallet_also_after_its_key_was_replaced() -> None:
    by_alias = [payment.id for payment in WORLD.payments if payment.by_alias]
    assert {recorded()[name].verdict for name in by_alias} == {Verdict.SETTLED}
    (replaced,) = events(chain_events.KeyReplaced)
    settled = {event.uetr: event for event in events(chain_events.PaymentSettled)}
    assert settled[recorded()["birthday"].payment.uetr].payee == replaced.new_wallet
    assert settled[recorded()["care-home"].payment.uetr].payer == replaced.new_wallet
    assert [event.to for event in events(chain_events.HoldingsMoved)] == [replaced.new_wallet]


def test_onboarding__payments_above_the_step_up__settle_with_both_keys() -> None:
    above = {
        payment.id
        for payment in WORLD.payments
        if (threshold_minor := payment.payer.step_up_above_minor) is not None
        and recorded()[payment.id].cost_minor > threshold_minor
    }
    assert above == {"press-first-half", "tea-sets", "tea-sets-again", "care-home"}


def test_onboarding__tiers__open_and_close_what_they_allow() -> None:
    verdicts = {name: recorded()[name].verdict for name in ("shop-stock-1", "shop-stock-2", "shop-stock-3")}
    assert list(verdicts.values()) == [Verdict.SETTLED, Verdict.KEPT_OFF, Verdict.SETTLED]
    assert recorded()["shop-stock-2"].refusal == "PayerTierLimit"
    assert recorded()["semester-fee"].verdict is Verdict.SETTLED


def test_onboarding__flag__counts_until_its_appeal_is_upheld() -> None:
    assert (recorded()["payer-flagged"].refusal, recorded()["fruit"].verdict) == ("PayerFlagged", Verdict.SETTLED)


def test_onboarding__seizures__take_what_the_orders_allow_and_no_more() -> None:
    executed = [(event.amount_minor, event.left_minor) for event in events(chain_events.LegalOrderExecuted)]
    assert executed == [(150_000, 50_000), (75_000, 0)]
    assert len(events(chain_events.LegalOrderLifted)) == 1
    network = finished().network
    cash_office = network.deployment.parties["cash-office"].address
    assert network.read(network.deployment.deposit("isar-bank").balance_of(cash_office)) == 150_000


def test_onboarding__remuneration__is_paid_and_charged() -> None:
    amounts = [event.amount_minor for event in events(chain_events.Remunerated)]
    assert min(amounts) < 0 < max(amounts)


def test_onboarding__travel_rule_records__are_those_that_the_signed_orders_commit_to() -> None:
    simulation = finished()
    kept = {record.uetr: record.commitment for record in simulation.travel_records}
    assert len(kept) == len(simulation.travel_records) > 20
    for name in ("press-first-half", "tea-sets", "ferry-parts"):
        record = recorded()[name]
        block = next(block for block in simulation.network.ledger.journal.blocks() if block.height == record.height)
        assert any(kept[record.payment.uetr] in signed for signed in block.raw)
    assert not {recorded()[name].payment.uetr for name in ("payer-travel-rule", "parcel-fee")} & kept.keys()


def test_onboarding__audit__finds_nothing() -> None:
    network = finished().network
    assert audit_record(network.ledger.journal, network.deployment, network.ledger).findings == ()
