"""A reporter of reference rates: says on the chain what one currency is worth in another, as often as it has to.

Trusts the reference rates of the run, which it repeats.
Never trades: what it says binds nobody, but concentrated pools go by it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from chain.ledger import Outcome
from finance.money import Currency
from nodes.corridors import window_on
from nodes.network import Network
from nodes.participant import Participant
from nodes.rates import ReferenceRates
from nodes.scenario.venues import RateReporter as ReporterPlan
from nodes.scenario.venues import VenuesPlan
from nodes.scenario.world import Jurisdiction

_AHEAD_S = 60
"""How long before both sides open the day's first reports are sent: they stand when the first payment comes."""


@dataclass(frozen=True, slots=True, eq=False)
class RateReporter(Participant):
    """One reporter. plan: from the scenario; rates: of each day; gas_used: by each report that stands."""

    plan: ReporterPlan
    rates: ReferenceRates
    gas_used: list[int] = field(default_factory=list)

    def report(self, base: Currency, quote: Currency, day: datetime.date) -> None:
        """Reports the day's rate as observed now."""
        rate_ray, board = self.rates.mid_ray(base, quote, day), self.network.deployment.fx_board
        call = board.report(base.code, quote.code, rate_ray, self.network.now_s)
        self.act(call, self._heard)

    def _heard(self, outcome: Outcome) -> None:
        self.network.note(f"report of {self.plan.id}", outcome)
        if outcome.error is None:
            self.gas_used.append(outcome.receipt.gas_used)


def plan_reports(
    network: Network,
    reporters: Iterable[RateReporter],
    venues: VenuesPlan,
    homes: Sequence[Jurisdiction],
    day: datetime.date,
) -> None:
    """Puts the reports of a business day on the agenda: before both sides open, and each time before one is too old."""
    openings = {home.currency.code: home.opening for home in homes}
    for base, quote in venues.reported_pairs if venues.terms else ():
        window = window_on(day, (openings[base.code], openings[quote.code]))
        if window is None or venues.terms is None:
            continue
        # Twice as often as needed, so that a block that comes late leaves no gap.
        for at_s in range(window.start_s - _AHEAD_S, window.end_s, venues.terms.age_s_max // 2):
            for reporter in reporters:
                network.at(at_s, partial(reporter.report, base, quote, day))
