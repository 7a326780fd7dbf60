"""A scenario's planned payments as the look back would read them from the record of a run in which all of them settle.

Trusts the plan, the reference rates and the first market maker's spread for what each payment costs.
Never runs a chain, so that thresholds can be set and seeds compared in seconds; a run of a smaller file confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.lookback.truth import Planted, planted
from audit.typologies.transfer import Transfer
from chain.abi import Address
from finance.fx import BPS
from finance.money import Currency, currency, parse_minor
from nodes.demand import plan_payments
from nodes.payment_plan import PlannedPayment
from nodes.rates import ReferenceRates
from nodes.scenario import Scenario
from nodes.typologies.members import drawn_patterns, truth_of


@dataclass(frozen=True, slots=True)
class PlannedTraffic:
    """transfers: in the order of time, each in the block of its second; patterns: planted; kinds: by UETR, of the
    payments that have one."""

    transfers: tuple[Transfer, ...]
    patterns: tuple[Planted, ...]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, scenario: Scenario) -> PlannedTraffic:
        """What a scenario plans; a wallet is its client's id. Errors as `plan_payments`."""
        world, rates = scenario.world(), scenario.reference_rates()
        money = {client.id: client.currency for client in world.clients}
        thresholds_minor = _thresholds_minor(scenario)
        transfers, kinds = [], {}
        for place, payment in enumerate(plan_payments(scenario, rates)):
            pays = money[payment.payer]
            if payment.kind:
                kinds[payment.uetr] = payment.kind
            transfers.append(
                Transfer(
                    at_s=payment.at_s,
                    place=(payment.at_s // scenario.block_interval_s, place, 0),
                    uetr=payment.uetr,
                    payer=Address(payment.payer),
                    payee=Address(payment.payee),
                    paid_minor=_cost_minor(payment, pays, scenario, rates),
                    received_minor=payment.amount_minor,
                    currency=pays.code,
                    threshold_minor=thresholds_minor.get(pays.code),
                )
            )
        rows = truth_of(drawn_patterns(scenario, world))["patterns"]
        return cls(tuple(transfers), planted(rows, transfers), kinds)


def _cost_minor(payment: PlannedPayment, pays: Currency, scenario: Scenario, rates: ReferenceRates) -> int:
    """What the payer is debited: at the reference rate of the day and with the maker's spread, rounded up."""
    if pays.code == payment.currency:
        return payment.amount_minor
    value_minor = rates.value_minor(payment.amount_minor, currency(payment.currency), pays, payment.day)
    return -(-value_minor * (BPS + scenario.market_makers[0].spread_bps) // BPS)


def _thresholds_minor(scenario: Scenario) -> dict[str, int]:
    """The thresholds of the travel rule by currency, as the run would write them onto the chain."""
    return {
        home.currency: parse_minor(home.rules.travel_rule_from, currency(home.currency))
        for home in scenario.jurisdictions
        if home.rules is not None and home.rules.travel_rule_from is not None
    }
