"""The quickstart scenario: small, different from the pilot in everything, and within its own means."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from finance.money import currency
from nodes.demand import plan_payments
from nodes.scenario import SEED_MAX, Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCENARIO = Scenario.load(SCENARIOS / "quickstart.yaml")
WORLD = SCENARIO.world()
RATES = SCENARIO.reference_rates()
DOLLAR = currency("USD")


@settings(max_examples=60)
@given(st.integers(0, SEED_MAX))
def test_quickstart__any_seed__has_sixty_payments_worth_more_than_it_expects(seed: int) -> None:
    payments = plan_payments(SCENARIO.model_copy(update={"seed": seed}), RATES)
    values = [RATES.value_minor(p.amount_minor, currency(p.currency), DOLLAR, p.day) for p in payments]
    assert len(payments) == 60
    assert sum(values) > 150_000_000
    assert {payment.currency for payment in payments} == {"EUR", "SGD"}


def test_quickstart__bakery__can_pay_for_its_oven() -> None:
    (oven,) = WORLD.payments
    (loan,) = WORLD.loans
    euro_in_dollars = RATES.per_unit("EUR", "SGD", oven.date)
    cost_max_minor = (
        int(oven.amount_minor * euro_in_dollars * (10_000 + SCENARIO.payments.cost_tolerance_bps)) // 10_000
    )
    before = sum(e.amount_minor for e in WORLD.account_events if e.date < oven.date)
    assert loan.drawn_on < oven.date
    assert oven.payer.opening_balance_minor + loan.terms.principal_minor + before > cost_max_minor


def test_quickstart__against_the_pilot__shares_no_jurisdiction_and_no_currency() -> None:
    pilot = Scenario.load(SCENARIOS / "mbridge-2022.yaml")
    for own, other in (("id", "id"), ("currency", "currency")):
        ours = {getattr(jurisdiction, own) for jurisdiction in SCENARIO.jurisdictions}
        assert ours.isdisjoint(getattr(jurisdiction, other) for jurisdiction in pilot.jurisdictions)


def test_quickstart__market_maker__could_fund_every_payment_in_either_currency() -> None:
    (maker,) = WORLD.market_makers
    for code, held_minor in maker.inventory_minor.items():
        assert RATES.value_minor(held_minor, currency(code), DOLLAR, SCENARIO.end) > 160_000_000
