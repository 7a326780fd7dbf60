"""What is the same in every design: the payments, the rates, the calendars, and the figures that are assumed.

Trusts the scenario, which was checked.
Never changes from one design to the next.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from finance.fx import RAY
from finance.money import currency
from nodes.demand import plan_payments
from nodes.interbank_demand import plan_obligations
from nodes.payment_plan import PlannedPayment
from nodes.rates import ReferenceRates
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.correspondent import CorrespondentEntry, CorrespondentPlan, resolve_correspondent
from nodes.scenario.obligations import Obligation
from nodes.scenario.world import Client, Jurisdiction, World

if TYPE_CHECKING:
    from nodes.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A scenario made ready to be compared. payments: of customers; obligations: between banks, which are compared
    where there are no payments; clients: by id; plan: of correspondent banking and of what is assumed."""

    scenario: Scenario
    world: World
    rates: ReferenceRates
    payments: tuple[PlannedPayment, ...]
    obligations: tuple[Obligation, ...]
    clients: dict[str, Client]
    plan: CorrespondentPlan

    @classmethod
    def of(cls, scenario: Scenario) -> Case:
        """The case of a scenario; draws its payments."""
        world, rates = scenario.world(), scenario.reference_rates()
        homes = {home.id: home for home in world.jurisdictions}
        plan = resolve_correspondent(scenario.correspondent or CorrespondentEntry(), world.banks, homes)
        payments = tuple(plan_payments(scenario, rates))
        clients = {client.id: client for client in world.clients}
        return cls(scenario, world, rates, payments, plan_obligations(scenario, world), clients, plan)

    @property
    def crossing(self) -> tuple[PlannedPayment, ...]:
        """The payments between two currencies."""
        return tuple(p for p in self.payments if self.clients[p.payer].currency.code != p.currency)

    @property
    def days(self) -> int:
        """Calendar days of the scenario, both ends included."""
        return (self.scenario.end - self.scenario.start).days + 1

    def home_of(self, code: str) -> Jurisdiction:
        """The jurisdiction of a currency."""
        return next(home for home in self.world.jurisdictions if home.currency.code == code)

    def usd_minor(self, amount_minor: int, code: str, day: datetime.date | None = None) -> int:
        """An amount in US cents at the rate of a day, of the first without one; half-even. Zero needs no rate."""
        if amount_minor == 0:
            return 0
        on, dollar = day or self.scenario.start, currency(REPORTING_CURRENCY)
        return self.rates.value_minor(amount_minor, currency(code), dollar, on)

    def fair_minor(self, payer_code: str, amount_minor: int, code: str, day: datetime.date) -> Fraction:
        """What an amount costs at the reference rate of a day, exactly, in minor units of the payer's currency."""
        if payer_code == code:
            return Fraction(amount_minor)
        return Fraction(amount_minor * self.rates.mid_ray(currency(code), currency(payer_code), day), RAY)

    def closes_s(self, day: datetime.date, *codes: str) -> int:
        """When the last of some currencies' systems closes on a business day of theirs."""
        hours = [self.home_of(code).opening.hours for code in codes]
        return max(each.window_utc_s(day)[1] for each in hours)
