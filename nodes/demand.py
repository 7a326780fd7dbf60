"""The demand for payments: who pays whom, how much and when, written out or drawn from the scenario's seed.

Trusts the scenario's checks for what is possible, and the reference rates for values in dollars.
Never draws a payment that the calendar forbids, and never leaves a stated total to luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chain.spool import Spooled
from nodes.generated_demand import generated_payments
from nodes.patterns import pattern_payments
from nodes.payment_plan import Diary, PlannedPayment
from nodes.planned_payments import PlannedPayments
from nodes.rates import ReferenceRates
from nodes.scenario.directory import directory_of
from nodes.scenario.payment_file import PaymentRow, payment_rows
from nodes.scenario.world import ExplicitPayment
from nodes.typologies.members import drawn_patterns
from nodes.typologies.payments import typology_payments

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def plan_payments(scenario: Scenario, rates: ReferenceRates) -> PlannedPayments:
    """All payments of a scenario in the order of (at_s, id): a function of scenario, seed and rates.

    Generated payments are as many as asked for, or as drawn, and worth more than `value_usd_min` together at the
    rates of their days; each corridor has one where the count allows it and no weight is stated; no payer orders two
    in one second.
    Raises `ScenarioError` where the scenario contradicts itself, and `InputError` where a rate is missing, an
    amount exceeds what a payment may have, or a payer has no second left.
    """
    world = scenario.world()
    diary, plan = Diary(scenario), PlannedPayments()
    plan.extend(diary.enter(payment) for payment in _fixed_times_first(world.payments))
    plan.extend(_of_file(scenario, diary))
    plan.extend(pattern_payments(scenario, world, diary, rates))
    generated = scenario.payments.generated
    if generated is not None:
        plan.extend(generated_payments(scenario, generated, world, diary, rates))
    # Last, so that honest payments are the same with and without them.
    plan.extend(typology_payments(scenario, world, drawn_patterns(scenario, world), diary, rates))
    return plan


def _of_file(scenario: Scenario, diary: Diary) -> Iterator[PlannedPayment]:
    file = scenario.rows.file_of_payments(scenario)
    if file is None:
        return
    directory = directory_of(scenario)
    sha256 = scenario.rows.payments(scenario, directory).sha256
    clients = {client.id: client for client in scenario.all_clients()}
    late = Spooled(PaymentRow)
    for row in payment_rows(scenario, file, directory, sha256):
        if row.at_s is None:
            late.append(row)
        else:
            yield diary.enter_row(row, clients)
    for row in late:
        yield diary.enter_row(row, clients)


def _fixed_times_first(payments: Sequence[ExplicitPayment]) -> list[ExplicitPayment]:
    """Those with a written time before those without, which then move aside for them."""
    return sorted(payments, key=lambda payment: payment.time is None)
