"""The 2022 pilot's scenario: the public facts are in the file, and hold for every seed that draws the rest."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.money import currency
from finance.schedules.instalments import schedule
from nodes.demand import plan_payments
from nodes.payment_plan import PlannedPayment
from nodes.scenario import SEED_MAX, Scenario
from nodes.scenario.loan_plans import Loan
from nodes.scenario.world import AccountEvent

FILE = Path(__file__).parents[2] / "scenarios" / "mbridge-2022.yaml"
SCENARIO = Scenario.load(FILE)
WORLD = SCENARIO.world()
RATES = SCENARIO.reference_rates()
DOLLAR = currency("USD")
FLOOR_CENTS = 2_200_000_000
MID_AUTUMN = datetime.date(2022, 9, 12)
SEEDS = st.integers(0, SEED_MAX)
DAY = datetime.timedelta(days=1)


def planned(seed: int) -> tuple[PlannedPayment, ...]:
    """The pilot's payments under a seed."""
    return plan_payments(SCENARIO.model_copy(update={"seed": seed}), RATES)


def value_cents(payment: PlannedPayment) -> int:
    """What a payment is worth in US cents at the reference rate of its day."""
    return RATES.value_minor(payment.amount_minor, currency(payment.currency), DOLLAR, payment.day)


def test_pilot__public_facts__are_in_the_file() -> None:
    assert (SCENARIO.start, SCENARIO.end) == (datetime.date(2022, 8, 15), datetime.date(2022, 9, 23))
    assert {j.id: j.currency.code for j in WORLD.jurisdictions} == {
        "HK": "HKD",
        "CN": "CNY",
        "TH": "THB",
        "AE": "AED",
    }
    assert Counter(bank.jurisdiction.id for bank in WORLD.banks) == {"HK": 5, "CN": 5, "TH": 5, "AE": 5}
    assert SCENARIO.expect is not None
    assert (SCENARIO.expect.payments.settled, SCENARIO.expect.payments.refused) == (164, {})
    assert SCENARIO.rates.pegs["AED"].units_per_anchor == "3.6725"
    assert any("https://www.bis.org/publ/othp59.htm" in source for source in SCENARIO.sources)


@settings(max_examples=60)
@given(SEEDS)
def test_pilot__any_seed__has_164_payments_worth_more_than_22_million_dollars(seed: int) -> None:
    payments = planned(seed)
    total_cents = sum(map(value_cents, payments))
    assert len(payments) == 164
    # Each amount is rounded up by less than ten units, of which the dearest is ten yuan, about USD 1.48.
    assert FLOOR_CENTS < total_cents < FLOOR_CENTS + 164 * 285


@settings(max_examples=40)
@given(SEEDS)
def test_pilot__any_seed__pays_on_business_days_of_both_sides(seed: int) -> None:
    homes = {client.id: client.jurisdiction for client in WORLD.clients}
    for payment in planned(seed):
        payer, payee = homes[payment.payer], homes[payment.payee]
        assert payer.id != payee.id
        assert SCENARIO.start <= payment.day <= SCENARIO.end
        for side in (payer, payee):
            opens_s, closes_s = side.opening.hours.window_utc_s(payment.day)
            assert side.opening.calendar.is_business_day(payment.day)
            assert opens_s + 600 <= payment.at_s < closes_s - 600
        assert payment.day.weekday() < 5
        assert payment.day != MID_AUTUMN or {payer.id, payee.id} == {"TH", "AE"}


@settings(max_examples=40)
@given(SEEDS)
def test_pilot__any_seed__has_every_corridor_and_leaves_the_borrowers_alone(seed: int) -> None:
    homes = {client.id: client.jurisdiction.id for client in WORLD.clients}
    payments = planned(seed)
    assert len({(homes[payment.payer], homes[payment.payee]) for payment in payments}) == 12
    borrowers = {loan.borrower.id for loan in WORLD.loans}
    assert borrowers.isdisjoint(side for payment in payments for side in (payment.payer, payment.payee))


def test_pilot__market_makers__could_each_fund_every_payment_in_any_currency() -> None:
    most_cents = FLOOR_CENTS + 164 * 285
    days = [SCENARIO.start + number * DAY for number in range((SCENARIO.end - SCENARIO.start).days + 1)]
    for maker in WORLD.market_makers:
        for code, held_minor in maker.inventory_minor.items():
            assert min(RATES.value_minor(held_minor, currency(code), DOLLAR, day) for day in days) > most_cents


def outcome_of(loan: Loan, events: tuple[AccountEvent, ...], end: datetime.date) -> tuple[int, int, bool]:
    """Instalments on time and late, and whether all are paid: the borrower's account, played day by day.

    Of a day, deposits and withdrawals come first and collection after them. What is due is collected as far as the
    account goes, oldest first; an instalment unpaid at the end of its grace costs the fee, once.
    """
    balance_minor = loan.borrower.opening_balance_minor + (0 if loan.is_withdrawn else loan.terms.principal_minor)
    grace = datetime.timedelta(seconds=loan.grace_s)
    bills = schedule(loan.terms, loan.drawn_on, loan.agreed.rate_bps * 100)
    open_minor = {bill.due: bill.payment_minor for bill in bills}
    missed: set[datetime.date] = set()
    on_time = 0
    day = SCENARIO.start
    while day <= end:
        for event in events:
            if (event.client.id, event.date) == (loan.borrower.id, day):
                balance_minor += event.amount_minor if event.is_deposit else -event.amount_minor
                assert balance_minor >= 0
        for due in [due for due in open_minor if due <= day]:
            if day > due + grace and due not in missed:
                missed.add(due)
                open_minor[due] += loan.late_fee_minor
            paid_minor = min(open_minor[due], balance_minor)
            balance_minor -= paid_minor
            open_minor[due] -= paid_minor
            if open_minor[due] == 0:
                on_time += due not in missed
                del open_minor[due]
        day += DAY
    return on_time, len(missed), not open_minor


@pytest.mark.parametrize("loan", WORLD.loans, ids=lambda loan: loan.id)
def test_pilot__loan__goes_as_its_expectation_says(loan: Loan) -> None:
    assert loan.expect is not None
    on_time, late, is_closed = outcome_of(loan, WORLD.account_events, SCENARIO.end)
    assert (on_time, late) == (loan.expect.on_time, loan.expect.late)
    assert is_closed
    assert loan.expect.status == "closed"


def test_pilot__loans__are_an_annuity_a_bullet_and_a_linear_one_that_is_late_once() -> None:
    found = {loan.terms.shape.name: (loan.expect.on_time, loan.expect.late) for loan in WORLD.loans if loan.expect}
    assert found == {"ANNUITY": (5, 0), "BULLET": (5, 0), "LINEAR": (4, 1)}


def test_pilot__late_loan__is_late_for_want_of_the_deposit_alone() -> None:
    loan = next(loan for loan in WORLD.loans if loan.id == "loan-linear")
    early = tuple(e if e.id != "date-receipt" else _on(e, datetime.date(2022, 9, 2)) for e in WORLD.account_events)
    assert outcome_of(loan, early, SCENARIO.end) == (5, 0, True)
    assert outcome_of(loan, tuple(e for e in early if e.id != "date-receipt"), SCENARIO.end) == (2, 3, False)


def _on(event: AccountEvent, day: datetime.date) -> AccountEvent:
    return AccountEvent(event.id, day, event.client, event.is_deposit, event.amount_minor)
