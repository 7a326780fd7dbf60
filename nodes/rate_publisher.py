"""A licensed publisher of an interest-rate index: says on the chain what money costs, before the day on which it does.

Trusts the scenario for the rates.
Never says anything of a day that has begun: the contract would refuse.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from nodes.network import Network
from nodes.participant import Participant
from nodes.scenario.rate_indices import IndexRate, RateIndex

_EPOCH = datetime.date(1970, 1, 1)
_DAY_S = 86_400
_NOON_S = 12 * 3_600


@dataclass(frozen=True, slots=True, eq=False)
class RatePublisher(Participant):
    """One publisher. plan: its index, from the scenario."""

    plan: RateIndex

    def publish(self, rate: IndexRate) -> None:
        """Publishes what the index is from the day of `rate` on."""
        code, day_number = self.plan.home.currency.code, (rate.day - _EPOCH).days
        call = self.network.deployment.rate_index.publish_index(code, self.plan.id, rate.ppm, day_number)
        self.network.attempt(self.account, call, f"rate of {self.plan.id} from {rate.day} on", is_planned=True)


def plan_publications(network: Network, publishers: Iterable[RatePublisher]) -> None:
    """Puts every rate on the agenda, at noon UTC of the day before it holds."""
    for publisher in publishers:
        for rate in publisher.plan.rates:
            at_s = ((rate.day - _EPOCH).days - 1) * _DAY_S + _NOON_S
            network.at(at_s, partial(publisher.publish, rate))
