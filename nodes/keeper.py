"""A keeper: calls `collect` when an instalment is due, and again while it is unpaid.

Trusts the loan book for what is due and when.
Never decides what is collected: the contract does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chain.clients.events import InstalmentCollected, InstalmentLate, LoanClosed
from chain.clients.types import LoanStatus
from chain.ledger import Outcome
from nodes.participant import Participant
from nodes.scenario.world import Loan

RETRY_EVERY_S = 86_400
_OPEN = (LoanStatus.ACTIVE, LoanStatus.LATE)


@dataclass(frozen=True, slots=True)
class _Watch:
    loan: Loan
    loan_id: bytes
    due_at_s: int
    late: Callable[[int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Keeper(Participant):
    """Somebody who keeps time for the loan book."""

    def watch(self, loan: Loan, loan_id: bytes, late: Callable[[int], None]) -> None:
        """Collects each instalment from its due second on; `late` hears the due second of one beyond its grace."""
        due_at_s = self.network.read(self.network.deployment.loan_book.next_instalment(loan_id)).due_at
        self._collect_at(due_at_s, _Watch(loan, loan_id, due_at_s, late))

    def _collect_at(self, at_s: int, watch: _Watch) -> None:
        # Sent in the second before, so that a block on the due second takes it.
        self.network.at(at_s - 1, partial(self._collect, at_s, watch))

    def _collect(self, at_s: int, watch: _Watch) -> None:
        book = self.network.deployment.loan_book
        if self.network.read(book.state_of(watch.loan_id)).status in _OPEN:
            call = book.collect(watch.loan_id)
            self.act(call, lambda outcome: self._heard(outcome, at_s, watch))

    def _heard(self, outcome: Outcome, at_s: int, watch: _Watch) -> None:
        self.network.note(f"collection of {watch.loan.id}", outcome)
        if outcome.first(InstalmentLate) is not None:
            watch.late(watch.due_at_s)
        if outcome.first(LoanClosed) is not None:
            return
        if outcome.first(InstalmentCollected) is not None:
            self.watch(watch.loan, watch.loan_id, watch.late)
            return
        # Once more at the first second after the grace, so that lateness is on the record when it begins.
        retry_at_s = at_s + RETRY_EVERY_S
        grace_over_at_s = watch.due_at_s + watch.loan.grace_s + 1
        self._collect_at(grace_over_at_s if at_s < grace_over_at_s < retry_at_s else retry_at_s, watch)
