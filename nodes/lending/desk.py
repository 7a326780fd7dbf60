"""All lending of a run: applications on their days, and everything that follows a drawdown.

Trusts the scenario's plan for who asks when.
Never lends in another order than that of the plan.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from chain.clients.events import LoanDrawn, LoanRestructured, LoanStatusChanged
from chain.clients.types import LoanStatus
from finance.schedules.instalments import Shape
from nodes.genesis import Actors
from nodes.lending.businesses import Businesses
from nodes.lending.changes import Changes
from nodes.lending.collecting import Collecting
from nodes.lending.history import LoanBookView, LoanHistory
from nodes.lending.notices import Notice, NoticeKind
from nodes.lending.origination import Application
from nodes.lending.runners import Runners
from nodes.lending.servicing import Servicing
from nodes.payment_record import NO_KEY
from nodes.randomness import Stream
from nodes.scenario.lending import BPS_MAX
from nodes.scenario.loan_plans import Applicant, Loan
from nodes.scenario.world import Jurisdiction, World

if TYPE_CHECKING:
    from nodes.typologies.members import Pattern

_DAY_S = 86_400
_REMINDER_DAYS = 3


@dataclass(slots=True, eq=False)
class LendingDesk:
    """The desk. view: of the loan book; servicing: what lenders do; changes: what is agreed anew; businesses: of the
    portfolio, None without one; runners: who will not pay."""

    actors: Actors
    world: World
    view: LoanBookView
    collecting: Collecting
    servicing: Servicing
    changes: Changes
    businesses: Businesses | None
    runners: Runners
    _by_day: dict[tuple[datetime.date, str], list[tuple[Loan, Applicant | None]]] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Actors, world: World, patterns: Sequence[Pattern] = ()) -> LendingDesk:
        """The desk of a run that has just begun. patterns: those planted, of which some borrow."""
        network, plan = actors.network, world.lending
        view = LoanBookView(network, {bank.address: bank.plan for bank in actors.banks.values()})
        applicants = {applicant.loan.id: applicant for applicant in plan.applicants} if plan else {}
        businesses = None if plan is None else Businesses(network, plan.terms, applicants, actors.banks, actors.wallets)

        is_manual = plan is not None and plan.terms.is_manual
        runners = Runners.of(network, actors.wallets, is_manual, patterns)

        def balance_minor(history: LoanHistory) -> int:
            return actors.wallets[history.plan.borrower.id].balance_minor()

        def by_hand(history: LoanHistory) -> bool:
            is_drawn = businesses is not None and businesses.is_by_hand(history)
            return is_drawn or runners.is_by_hand(history)

        collecting = Collecting(network, list(actors.keepers.values()), actors.banks, balance_minor, by_hand)
        reminder_s = (_REMINDER_DAYS if plan is None else plan.terms.entry.reminder_days) * _DAY_S
        servicing = Servicing(network, view, collecting, actors.banks, actors.wallets, reminder_s)
        changes = Changes(network, actors.banks, actors.wallets, by_hand)
        desk = cls(actors, world, view, collecting, servicing, changes, businesses, runners)
        desk._by_day = _by_day(world, runners.loans.values())
        return desk

    def open(self) -> None:
        """Follows the chain from now on; a run without loans follows nothing."""
        if not self._by_day:
            return
        self.view.open()
        self.view.subscribers.append(self._hear)
        self.servicing.open()
        self.view.subscribers.append(self.runners.hear)
        self.runners.open()
        if self.businesses is not None:
            self.view.subscribers.append(self.businesses.hear)

    def plan_day(self, day: datetime.date, jurisdiction: Jurisdiction, opens_s: int) -> None:
        """Puts the applications of a day in a jurisdiction on the agenda, at opening."""
        for loan, applicant in self._by_day.get((day, jurisdiction.id), ()):
            self.actors.network.at(opens_s, partial(self._apply, loan, applicant))

    @property
    def notices(self) -> list[Notice]:
        """Everything that banks told borrowers or themselves."""
        return self.servicing.notices

    def _apply(self, loan: Loan, applicant: Applicant | None) -> None:
        borrower = self.actors.wallets[loan.borrower.id]
        if not borrower.has_key:
            self.actors.network.give_up(f"loan {loan.id}", NO_KEY)
            return
        bank = self.actors.banks[loan.lender.id]
        if applicant is None:
            members = [self.actors.banks[share.bank.id] for share in loan.shares]
            by_hand = self.runners.is_manual and self.runners.has(loan)
            Application(bank, borrower, loan, self.view, by_hand=by_hand, members=members).send()
            return
        is_manual = self.businesses is not None and self.businesses.terms.is_manual
        Application(bank, borrower, loan, self.view, applicant.declined, _checked(applicant), is_manual).send()
        if applicant.declined:
            self._note_declined(loan, applicant)

    def _note_declined(self, loan: Loan, applicant: Applicant) -> None:
        code, at_s = loan.lender.currency.code, self.actors.network.now_s
        ids = loan.id, loan.lender.id, loan.borrower.id
        notice = Notice(at_s, NoticeKind.DECLINED, *ids, None, code, loan.terms.principal_minor, applicant.declined)
        self.servicing.notices.append(notice)

    def _hear(self, history: LoanHistory, event: Any) -> None:
        if isinstance(event, LoanRestructured):
            self.collecting.resume(history)
            self.servicing.follow(history)
            if self.businesses is not None and self.businesses.is_by_hand(history):
                self.businesses.go_on(history)
        elif isinstance(event, LoanStatusChanged) and event.to is LoanStatus.DEFAULTED:
            self._work_out(history)
        if not isinstance(event, LoanDrawn):
            return
        self.collecting.follow(history)
        self.servicing.follow(history)
        self.changes.follow(history)
        if self.businesses is not None and history.plan.id in self.businesses.applicants:
            self.businesses.begin(history)

    def _work_out(self, history: LoanHistory) -> None:
        """In default of a drawn loan: its lender may offer another schedule, once, before it calls the loan in."""
        plan = self.world.lending
        workout = None if plan is None else plan.terms.entry.workout
        is_drawn = self.businesses is not None and history.plan.id in self.businesses.applicants
        if workout is None or not is_drawn or history.restructurings:
            return
        network = self.actors.network
        if Stream(network.seed, "lending", "workout", history.plan.id).below(BPS_MAX) < workout.share_bps:
            terms = replace(history.agreed.terms, shape=Shape.ANNUITY, payment_minor=0, instalments=workout.instalments)
            agreed = replace(history.agreed, terms=terms)
            at_s = network.ledger.timestamp_s + workout.after_s
            network.at(at_s, partial(self.changes.restructure, history, agreed))


def _by_day(
    world: World, planted: Iterable[Loan]
) -> dict[tuple[datetime.date, str], list[tuple[Loan, Applicant | None]]]:
    asked: Iterable[Applicant] = world.lending.applicants if world.lending else ()
    entries: list[tuple[Loan, Applicant | None]] = [(loan, None) for loan in world.loans]
    entries += [(applicant.loan, applicant) for applicant in asked]
    entries += [(loan, None) for loan in planted]
    by_day: dict[tuple[datetime.date, str], list[tuple[Loan, Applicant | None]]] = defaultdict(list)
    for loan, applicant in entries:
        by_day[loan.drawn_on, loan.lender.jurisdiction.id].append((loan, applicant))
    return dict(by_day)


def _checked(applicant: Applicant) -> tuple[tuple[str, str], ...]:
    """What the bank looked at, as it is committed to."""
    facts = {
        "income_minor": applicant.income_minor,
        "debt_service_minor": applicant.debt_service_minor,
        "years_in_business": applicant.years_in_business,
        "score": applicant.score,
    }
    return tuple((name, str(value)) for name, value in facts.items())
