"""What a payment through correspondents costs: worked back from what the payee receives, bank by bank.

Trusts the reference rates of the run, which are those of the other designs.
Never loses a unit: what the payer gives is what the payee receives, each fee and each exchange, to the minor unit.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from finance.fx import BPS, cost_minor_up, with_spread_up
from finance.money import currency
from finance.rounding import mul_div_up
from nodes.correspondent.routes import Station
from nodes.rates import ReferenceRates
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.correspondent import CorrespondentPlan


@dataclass(frozen=True, slots=True)
class Leg:
    """What passes one station. received_minor: in its received currency; fee_minor: what it keeps of that;
    sent_minor: in its sent currency; fair_minor: what that is worth at the reference rate, in the received one."""

    received_minor: int
    fee_minor: int
    sent_minor: int
    fair_minor: int

    @property
    def margin_minor(self) -> int:
        """What the exchange costs over the reference rate, in the received currency."""
        return self.received_minor - self.fee_minor - self.fair_minor


@dataclass(frozen=True, slots=True)
class Tariff:
    """The charges of a plan. rates: the run's; plan: for fees and margin."""

    rates: ReferenceRates
    plan: CorrespondentPlan

    def legs(self, route: Sequence[Station], amount_minor: int, day: datetime.date) -> tuple[Leg, ...]:
        """What passes each station so that the payee receives `amount_minor`; `InputError` where `day` has no rate.

        Within one currency nobody takes anything: the domestic system is the same in every design.
        """
        is_free = route[0].received == route[-1].sent
        legs: list[Leg] = []
        for station in reversed(route):
            leg = self._leg(station, amount_minor, day, is_free)
            legs.append(leg)
            amount_minor = leg.received_minor
        return tuple(reversed(legs))

    def _leg(self, station: Station, sent_minor: int, day: datetime.date, is_free: bool) -> Leg:
        needed_minor = fair_minor = sent_minor
        if station.received != station.sent:
            mid_ray = self.rates.mid_ray(currency(station.sent), currency(station.received), day)
            fair_minor = cost_minor_up(sent_minor, mid_ray)
            needed_minor = cost_minor_up(sent_minor, with_spread_up(mid_ray, self.plan.of("fx_margin_bps")))
        fee_minor = 0 if is_free else self._fee_minor(station.received, needed_minor, day)
        return Leg(needed_minor + fee_minor, fee_minor, sent_minor, fair_minor)

    def _fee_minor(self, code: str, passing_minor: int, day: datetime.date) -> int:
        """The fixed part at the day's rate and the part of what passes, both rounded up: the bank sets the price."""
        dollar = currency(REPORTING_CURRENCY)
        fixed_minor = cost_minor_up(self.plan.of("fee_cents"), self.rates.mid_ray(dollar, currency(code), day))
        return fixed_minor + mul_div_up(passing_minor, self.plan.of("fee_bps"), BPS)
