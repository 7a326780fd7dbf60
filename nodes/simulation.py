"""The world that moves the nodes: from a scenario to a finished run, day by day on a virtual clock.

Trusts the scenario, which was checked, and the chain for what happened.
Never depends on anything but scenario, seed and engine: two runs leave the same digest.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chain.engines import open_engine
from chain.journal import Journal
from chain.ledger import Ledger, Outcome
from nodes.demand import PlannedPayment, plan_payments
from nodes.genesis import Actors, chain_parameters, open_network
from nodes.network import Network
from nodes.payment_record import PaymentRecord
from nodes.rates import ReferenceRates
from nodes.results import run_report
from nodes.scenario import Scenario
from nodes.scenario.world import AccountEvent, Jurisdiction, Loan, World
from nodes.wallet import Wallet, cost_minor_max

_DAY = datetime.timedelta(days=1)
# Before the first payment of the day may come in.
_PREPARATION_S = 900
# Loans are drawn at opening, account events an hour later, when they are booked.
_ACCOUNT_EVENTS_AFTER_OPENING_S = 3_600

Progress = Callable[[datetime.date, int, int], None]


@dataclass(frozen=True, slots=True)
class RunningLoan:
    """A loan on the chain. plan: from the scenario; loan_id: 32 bytes."""

    plan: Loan
    loan_id: bytes


@dataclass(slots=True, eq=False)
class Simulation:
    """One run of a scenario.

    journal: where it is recorded, in memory without one; progress: told of each day that is over; records: what became
    of each payment; loans: those that were funded; bounced: withdrawals that the account did not cover, with the error.
    """

    scenario: Scenario
    engine: str = "pyevm"
    journal: Journal | None = None
    progress: Progress = lambda day, done, planned: None
    records: list[PaymentRecord] = field(default_factory=list, init=False)
    loans: list[RunningLoan] = field(default_factory=list, init=False)
    bounced: dict[str, str] = field(default_factory=dict, init=False)
    rates: ReferenceRates = field(init=False)
    world: World = field(init=False)
    actors: Actors = field(init=False)
    _planned: tuple[PlannedPayment, ...] | None = field(default=None, init=False)

    def run(self) -> dict[str, Any]:
        """Runs the scenario from its first day to its last; returns what `run.json` holds."""
        if self._planned is None:
            self.prepare()
        by_day = _by_day(self.payments)
        first, last = self.scenario.start, self.scenario.end
        self._plan_day(first, by_day.get(first, ()))
        for day in _days(first, last):
            # A day ahead: east of Greenwich a business day begins on the UTC day before it.
            if day < last:
                self._plan_day(day + _DAY, by_day.get(day + _DAY, ()))
            self.network.run_until(_midnight_s(day + _DAY) - 1)
            self.progress(day, len(self.records), len(self.payments))
        self.network.run_until(self._closes_s(last))
        return run_report(self)

    def prepare(self) -> None:
        """Draws the payments and opens the network; the next thing to happen is the first day."""
        self.rates = self.scenario.reference_rates()
        self.world = self.scenario.world()
        self._planned = plan_payments(self.scenario, self.rates)
        parameters = chain_parameters(self.scenario)
        journal = self.journal if self.journal is not None else Journal.in_memory(parameters)
        ledger = Ledger(open_engine(self.engine, parameters), journal)
        self.actors = open_network(self.scenario, self.world, self.rates, ledger)

    @property
    def payments(self) -> tuple[PlannedPayment, ...]:
        """Every payment that the clients mean to order, in order of time; empty before `prepare`."""
        return self._planned or ()

    @property
    def network(self) -> Network:
        """What all nodes share."""
        return self.actors.network

    def _plan_day(self, day: datetime.date, payments: Sequence[PlannedPayment]) -> None:
        for jurisdiction in self.world.jurisdictions:
            if jurisdiction.opening.calendar.is_business_day(day):
                self._plan_business_day(day, jurisdiction, payments)
        for payment in payments:
            self.network.at(payment.at_s, partial(self._pay, payment))

    def _closes_s(self, day: datetime.date) -> int:
        """West of Greenwich a business day ends on the UTC day after it."""
        open_ = [j.opening for j in self.world.jurisdictions if j.opening.calendar.is_business_day(day)]
        return max([opening.hours.window_utc_s(day)[1] for opening in open_], default=0)

    def _plan_business_day(
        self, day: datetime.date, jurisdiction: Jurisdiction, payments: Sequence[PlannedPayment]
    ) -> None:
        opens_s, closes_s = jurisdiction.opening.hours.window_utc_s(day)
        self.network.at(opens_s - _PREPARATION_S, partial(self._prepare_banks, jurisdiction, payments))
        for loan in self.world.loans:
            if loan.drawn_on == day and loan.lender.jurisdiction.id == jurisdiction.id:
                self.network.at(opens_s, partial(self._lend, loan))
        for event in self.world.account_events:
            if event.date == day and event.client.jurisdiction.id == jurisdiction.id:
                self.network.at(opens_s + _ACCOUNT_EVENTS_AFTER_OPENING_S, partial(self._book, event))
        self.network.at(closes_s, partial(self._close_banks, jurisdiction))

    def _prepare_banks(self, jurisdiction: Jurisdiction, payments: Sequence[PlannedPayment]) -> None:
        costs_minor: dict[str, dict[Wallet, int]] = defaultdict(lambda: defaultdict(int))
        outflow_minor: dict[str, int] = defaultdict(int)
        for payment in payments:
            payer, payee = self.actors.wallets[payment.payer], self.actors.wallets[payment.payee]
            bank_id = payer.client.bank.id
            cost_minor = self._cost_minor_max(payment)
            costs_minor[bank_id][payer] += cost_minor
            outflow_minor[bank_id] += cost_minor if payee.client.bank.id != bank_id else 0
        for bank in self.actors.banks.values():
            if bank.plan.jurisdiction.id == jurisdiction.id and bank.plan.id in costs_minor:
                bank.prepare_day(costs_minor[bank.plan.id], outflow_minor[bank.plan.id])

    def _close_banks(self, jurisdiction: Jurisdiction) -> None:
        for bank in self.actors.banks.values():
            if bank.plan.jurisdiction.id == jurisdiction.id:
                bank.close_day()

    def _pay(self, payment: PlannedPayment) -> None:
        payer, payee = self.actors.wallets[payment.payer], self.actors.wallets[payment.payee]
        terms = self.scenario.payments
        order, signature = payer.order(payment, payee, self._cost_minor_max(payment), terms.order_validity_s)
        bank = self.actors.banks[payer.client.bank.id]
        bank.relay(payment, order, signature, payee.client.currency, terms.preflight, self.records.append)

    def _cost_minor_max(self, payment: PlannedPayment) -> int:
        payer, payee = self.actors.wallets[payment.payer].client, self.actors.wallets[payment.payee].client
        tolerance_bps = self.scenario.payments.cost_tolerance_bps
        return cost_minor_max(payment, payer, payee, self.rates, tolerance_bps)

    def _book(self, event: AccountEvent) -> None:
        wallet = self.actors.wallets[event.client.id]
        if event.is_deposit:
            self.actors.banks[event.client.bank.id].credit(wallet, event.amount_minor, event.id)
        else:
            wallet.withdraw(event.amount_minor, event.id, partial(self._withdrawn, event.id))

    def _lend(self, loan: Loan) -> None:
        borrower = self.actors.wallets[loan.borrower.id]
        bank = self.actors.banks[loan.lender.id]
        bank.lend(loan, borrower, self.scenario.seed, partial(self._funded, loan))

    def _funded(self, loan: Loan, loan_id: bytes) -> None:
        self.loans.append(RunningLoan(loan, loan_id))
        keepers = list(self.actors.keepers.values())
        if keepers:
            keeper = keepers[(len(self.loans) - 1) % len(keepers)]
            keeper.watch(loan, loan_id, partial(self._late, loan, loan_id))
        if loan.is_withdrawn:
            borrower = self.actors.wallets[loan.borrower.id]
            self.network.at(
                self.network.ledger.timestamp_s,
                partial(borrower.withdraw, loan.terms.principal_minor, loan.id, partial(self._withdrawn, loan.id)),
            )

    def _withdrawn(self, why: str, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.bounced[why] = str(outcome.error)

    def _late(self, loan: Loan, loan_id: bytes, due_at_s: int) -> None:
        bank = self.actors.banks[loan.lender.id]
        self.network.at(due_at_s + loan.default_after_s, partial(bank.declare_default_if_unpaid, loan_id, due_at_s))


def _days(start: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    for number in range((end - start).days + 1):
        yield start + number * _DAY


def _by_day(planned: Sequence[PlannedPayment]) -> dict[datetime.date, list[PlannedPayment]]:
    by_day: dict[datetime.date, list[PlannedPayment]] = defaultdict(list)
    for payment in planned:
        by_day[payment.day].append(payment)
    return by_day


def _midnight_s(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())
