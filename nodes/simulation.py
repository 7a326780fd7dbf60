"""The world that moves the nodes: from a scenario to a finished run, day by day on a virtual clock.

Trusts the scenario, which was checked, and the chain for what happened.
Never depends on anything but scenario, seed and engine: two runs leave the same digest.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chain.abi import Address
from chain.consensus.admission import Admission
from chain.detection import Detector
from chain.engines import DEFAULT, open_engine
from chain.journal import Journal
from chain.ledger import Ledger
from chain.recovery import Recovery
from chain.spool import Spooled
from nodes.acts import carry_out
from nodes.demand import plan_payments
from nodes.genesis import Actors, chain_parameters, open_network, operator_of
from nodes.gridlock import GridlockPlay
from nodes.interbank import Interbank
from nodes.interbank_demand import plan_obligations
from nodes.lending.desk import LendingDesk
from nodes.network import Network
from nodes.ordering import Ordering
from nodes.parties import who_is_who
from nodes.payment_record import NO_KEY, PaymentRecord
from nodes.planned_payments import PaymentsOfDay, PlannedPayments
from nodes.rate_publisher import plan_publications
from nodes.rate_reporter import plan_reports
from nodes.rates import ReferenceRates
from nodes.results import run_report
from nodes.routine import Routine
from nodes.scenario import Scenario
from nodes.scenario.stop import resolve_stop
from nodes.scenario.user_code import blaming
from nodes.scenario.world import AccountEvent, Jurisdiction, World
from nodes.shocks import strike
from nodes.stop import StopWatch
from nodes.travel_post import SealedRecord
from nodes.travel_rule import TravelRecord
from nodes.typologies.members import Pattern, drawn_patterns
from nodes.validators import consensus_of
from nodes.wallet import Wallet
from nodes.watch import Watch

_DAY = datetime.timedelta(days=1)
# Loans are drawn at opening, account events an hour later, when they are booked.
_ACCOUNT_EVENTS_AFTER_OPENING_S = 3_600

Progress = Callable[[datetime.date, int, int], None]


@dataclass(slots=True, eq=False)
class Simulation:
    """One run of a scenario.

    journal: where it is recorded, in memory without one; progress: told of each day that is over; rpc_url: where the
    network of engine `rpc` is; recovery: who recovers the senders of what is signed, here without one; detector: raises
    alarms for the supervisors, the scenario alone does without one.
    """

    scenario: Scenario
    engine: str = DEFAULT
    journal: Journal | None = None
    progress: Progress = lambda day, done, planned: None
    rpc_url: str | None = None
    recovery: Recovery | None = None
    detector: Detector | None = None
    rates: ReferenceRates = field(init=False)
    world: World = field(init=False)
    actors: Actors = field(init=False)
    ordering: Ordering = field(init=False)
    routine: Routine = field(init=False)
    interbank: Interbank = field(init=False)
    gridlocks: GridlockPlay = field(init=False)
    lending: LendingDesk = field(init=False)
    stop_watch: StopWatch = field(init=False)
    watch: Watch = field(init=False)
    patterns: tuple[Pattern, ...] = field(init=False)
    _planned: PlannedPayments | None = field(default=None, init=False)

    @blaming
    def run(self) -> dict[str, Any]:
        """Runs the scenario from its first day to its last, or until it stops; returns what `run.json` holds."""
        if self._planned is None:
            self.prepare()
        first, last = self.scenario.start, self.scenario.end
        self._plan_day(first)
        for day in _days(first, last):
            # A day ahead: east of Greenwich a business day begins on the UTC day before it.
            if day < last:
                self._plan_day(day + _DAY)
            goes_on = self.stop_watch.run_until(_midnight_s(day + _DAY) - 1)
            self.progress(day, len(self.records), len(self.payments))
            if not goes_on:
                break
        else:
            self.stop_watch.run_until(self._closes_s(last))
        return run_report(self)

    @blaming
    def prepare(self) -> None:
        """Draws the payments and opens the network; the next thing to happen is the first day."""
        self.rates = self.scenario.reference_rates()
        self.world = self.scenario.world()
        self._planned = plan_payments(self.scenario, self.rates)
        self.patterns = drawn_patterns(self.scenario, self.world)
        parameters = chain_parameters(self.scenario)
        journal = self.journal if self.journal is not None else Journal.in_memory(parameters)
        consensus = consensus_of(self.scenario.seed, self.world.consensus)
        door = Admission(operator_of(self.scenario.seed).address)
        ledger = Ledger(open_engine(self.engine, parameters, self.rpc_url), journal, consensus, door, self.recovery)
        self.actors = open_network(self.scenario, self.world, self.rates, ledger)
        self.ordering = Ordering(self.actors, self.scenario.payments, self.rates)
        self.routine = Routine(self.ordering)
        owed = plan_obligations(self.scenario, self.world)
        self.interbank = Interbank.of(self.actors, self.world, owed, self.scenario.code)
        self.interbank.open()
        self.gridlocks = GridlockPlay(self.interbank, self.world)
        self.lending = LendingDesk.of(self.actors, self.world, self.patterns)
        self.lending.open()
        self.stop_watch = StopWatch(resolve_stop(self.scenario.stop), self.network, self.records, self.interbank)
        plan_publications(self.network, self.actors.publishers.values())
        self.watch = Watch.of(self.actors, self.world.supervision, self.detector)
        self.watch.open()

    @property
    def payments(self) -> PlannedPayments:
        """Every payment that the clients mean to order, in order of time; empty before `prepare`."""
        return PlannedPayments() if self._planned is None else self._planned

    @property
    def records(self) -> Spooled[PaymentRecord]:
        """What became of each payment so far."""
        return self.ordering.records

    @property
    def travel_records(self) -> Spooled[TravelRecord]:
        """The travel-rule records of the payments that were relayed with one."""
        return self.ordering.travel_records

    @property
    def sealed_records(self) -> Spooled[SealedRecord]:
        """The same as they were sent from bank to bank."""
        return self.ordering.post.sent

    @property
    def network(self) -> Network:
        """What all nodes share."""
        return self.actors.network

    def who_is_who(self) -> dict[Address, tuple[str, str]]:
        """Address -> id and role of everybody in the run."""
        return who_is_who(self.world, self.network.deployment)

    def _plan_day(self, day: datetime.date) -> None:
        payments = self.payments.of_day(day)
        for jurisdiction in self.world.jurisdictions:
            if jurisdiction.opening.calendar.is_business_day(day):
                self._plan_business_day(day, jurisdiction, payments)
        plan_reports(self.network, self.actors.reporters.values(), self.world.venues, self.world.jurisdictions, day)
        for act in self.world.acts:
            if act.date == day:
                self.network.at(act.at_s, partial(carry_out, act, self.actors))
        for shock in self.world.shocks:
            if shock.date == day:
                self.network.at(shock.at_s, partial(strike, shock, self.actors, self.interbank))
        orders = ((payment.at_s, partial(self.ordering.pay, payment)) for payment in payments)
        self.network.at_each(orders, len(payments))

    def _closes_s(self, day: datetime.date) -> int:
        """West of Greenwich a business day ends on the UTC day after it."""
        open_ = [j.opening for j in self.world.jurisdictions if j.opening.calendar.is_business_day(day)]
        return max([opening.hours.window_utc_s(day)[1] for opening in open_], default=0)

    def _plan_business_day(self, day: datetime.date, jurisdiction: Jurisdiction, payments: PaymentsOfDay) -> None:
        self.routine.plan(day, jurisdiction, payments)
        opens_s, _ = jurisdiction.opening.hours.window_utc_s(day)
        self.interbank.plan_day(day, jurisdiction)
        for case in self.world.gridlocks:
            if case.date == day and case.home == jurisdiction.id:
                self.gridlocks.plan(case)
        self.lending.plan_day(day, jurisdiction, opens_s)
        for event in self.world.account_events:
            if event.date == day and event.client.jurisdiction.id == jurisdiction.id:
                self.network.at(opens_s + _ACCOUNT_EVENTS_AFTER_OPENING_S, partial(self._book, event))

    def _book(self, event: AccountEvent) -> None:
        wallet = self.actors.wallets[event.client.id]
        if event.is_deposit:
            bank = self.actors.banks[event.client.bank.id]
            bank.credit(wallet, event.amount_minor, event.id, is_planned=True)
        else:
            self._withdraw(wallet, event.amount_minor, event.id)

    def _withdraw(self, wallet: Wallet, amount_minor: int, why: str) -> None:
        what = f"withdrawal {why}"
        if wallet.has_key:
            wallet.withdraw(amount_minor, why, partial(self.network.note, what, is_planned=True))
        else:
            self.network.give_up(what, NO_KEY)


def _days(start: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    for number in range((end - start).days + 1):
        yield start + number * _DAY


def _midnight_s(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())
