"""A keeper: calls `collect` for what is due, many loans at once, and keeps account of what that brings it.

Trusts the loan book for what is due, and lenders for their fees.
Never decides what is collected: the contract does; never goes on for long with what does not pay.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from chain.clients.events import KeeperPaid, LoanActRefused, LoanPaid
from chain.ledger import Outcome
from nodes.lending.history import LoanHistory
from nodes.participant import Participant
from nodes.scenario.world import Keeper as KeeperPlan

BATCH_MAX = 64
"""How many loans one call takes."""
TRIAL_CALLS = 30
"""After so many calls a keeper looks at what they brought."""


@dataclass(slots=True, eq=False)
class Tally:
    """What a keeper's calls came to. income_minor, cost_minor: in the currency of its deposit; lost: loans that
    somebody else had collected, or that owed nothing."""

    calls: int = 0
    collections: int = 0
    lost: int = 0
    income_minor: int = 0
    cost_minor: int = 0
    gas_used: int = 0
    is_working: bool = True
    is_racing: bool = True
    recent_minor: deque[int] = field(default_factory=lambda: deque(maxlen=TRIAL_CALLS))


@dataclass(frozen=True, slots=True, eq=False)
class Keeper(Participant):
    """Somebody who keeps time for the loan book. plan: from the scenario; tally: what came of it so far."""

    plan: KeeperPlan
    tally: Tally = field(default_factory=Tally)

    @property
    def is_racing(self) -> bool:
        """Whether it collects what others look after."""
        return self.plan.races and self.tally.is_racing and self.tally.is_working

    def expects_minor(self, history: LoanHistory) -> int:
        """What a collection brings it: nothing in a currency in which it has no deposit."""
        account = self.plan.account
        pays = account is not None and account.currency == history.plan.lender.currency
        return history.plan.keeper_fee_minor if pays else 0

    def is_worth(self, histories: Sequence[LoanHistory]) -> bool:
        """Whether a call for these is worth what it costs, if it collects."""
        return sum(map(self.expects_minor, histories)) >= self.plan.call_cost_minor

    def collect(self, histories: Sequence[LoanHistory]) -> None:
        """Collects loans in as few calls as possible, where that is worth it."""
        for start in range(0, len(histories), BATCH_MAX):
            batch = histories[start : start + BATCH_MAX]
            if self.is_worth(batch):
                self._call(batch)

    def _call(self, batch: Sequence[LoanHistory]) -> None:
        book = self.network.deployment.loan_book
        ids = [history.loan_id for history in batch]
        call = book.collect(ids[0]) if len(ids) == 1 else book.collect_batch(ids)
        self.act(call, partial(self._heard, batch[0].plan.id, len(batch)))

    def _heard(self, first: str, count: int, outcome: Outcome) -> None:
        what = f"collection of {first}" + (f" and {count - 1} others" if count > 1 else "")
        self.network.note(what, outcome)
        events = [item.event for item in outcome.events]
        paid = [event for event in events if isinstance(event, KeeperPaid) and event.keeper == self.address]
        income_minor = sum(event.amount_minor for event in paid)
        tally = self.tally
        tally.calls += 1
        tally.collections += sum(isinstance(event, LoanPaid) for event in events)
        tally.lost += sum(isinstance(event, LoanActRefused) for event in events)
        tally.income_minor += income_minor
        tally.cost_minor += self.plan.call_cost_minor
        tally.gas_used += outcome.receipt.gas_used
        tally.recent_minor.append(income_minor - self.plan.call_cost_minor)
        self._look_back()

    def _look_back(self) -> None:
        """Gives up what did not pay of late: racing first, then the whole of it."""
        tally = self.tally
        if len(tally.recent_minor) == TRIAL_CALLS and sum(tally.recent_minor) < 0:
            tally.is_working = self.is_racing
            tally.is_racing = False
            tally.recent_minor.clear()
