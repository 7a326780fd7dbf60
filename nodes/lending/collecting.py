"""When loans are collected: at the due second, daily while something is unpaid, at the end of grace, and in recovery.

Trusts the keepers to say what is worth their while, and the lender to see to the rest.
Never lets two rounds of one loan wait at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from chain.clients.types import LoanStatus
from nodes.bank import Bank
from nodes.keeper import BATCH_MAX, Keeper
from nodes.lending.history import LoanHistory
from nodes.network import Network
from nodes.randomness import Stream

RETRY_EVERY_S = 86_400


@dataclass(slots=True, eq=False)
class Collecting:
    """The rounds. keepers: all, in the order of the file; banks: by id; balance_minor: what a borrower has; by_hand:
    whether a loan's borrower pays by itself, so that only its lender calls."""

    network: Network
    keepers: Sequence[Keeper]
    banks: Mapping[str, Bank]
    balance_minor: Callable[[LoanHistory], int]
    by_hand: Callable[[LoanHistory], bool]
    _rounds: dict[int, list[LoanHistory]] = field(default_factory=dict)
    _round_of: dict[bytes, int] = field(default_factory=dict)
    _keeper_of: dict[bytes, Keeper] = field(default_factory=dict)

    def follow(self, history: LoanHistory) -> None:
        """Collects a loan from its first due date on; the keepers take turns in looking after loans."""
        if self.keepers:
            self._keeper_of[history.loan_id] = self.keepers[len(self._keeper_of) % len(self.keepers)]
        self._plan(history, history.drawn_at_s)

    def resume(self, history: LoanHistory) -> None:
        """Goes on with a loan that was called in, or that is on a new schedule."""
        self._plan(history, self.network.ledger.timestamp_s)

    def _plan(self, history: LoanHistory, after_s: int) -> None:
        """The next round of a loan, after the second `after_s`, in place of the one that it waits for."""
        waiting = self._round_of.pop(history.loan_id, None)
        if waiting is not None:
            self._rounds[waiting].remove(history)
        moments = [at_s for at_s in self._moments(history, after_s) if at_s > after_s]
        if not moments:
            return
        at_s = min(moments)
        if at_s not in self._rounds:
            self._rounds[at_s] = []
            # In the second before, so that a block on the very second takes it.
            self.network.at(at_s - 1, partial(self._begin, at_s))
        self._rounds[at_s].append(history)
        self._round_of[history.loan_id] = at_s

    def _moments(self, history: LoanHistory, after_s: int) -> list[int]:
        if history.status is LoanStatus.RECOVERING:
            return [] if self.by_hand(history) else [after_s + RETRY_EVERY_S]
        if not history.is_running:
            return []
        next_due_at_s = history.next_due_at_s
        dues = list(history.open.values()) + ([] if next_due_at_s is None else [next_due_at_s])
        # The first second after the grace, so that lateness is on the record when it begins.
        graces = [due_at_s + history.plan.grace_s + 1 for due_at_s in dues]
        if self.by_hand(history):
            return graces
        retries = [after_s + RETRY_EVERY_S] if history.due_minor else []
        return graces + retries + ([] if next_due_at_s is None else [next_due_at_s])

    def _begin(self, at_s: int) -> None:
        waiting = self._rounds.pop(at_s)
        for history in waiting:
            del self._round_of[history.loan_id]
        histories = [history for history in waiting if not history.is_over]
        called: set[bytes] = set()
        for keeper in self._in_order(at_s):
            mine = [history for history in histories if self._calls(keeper, history, at_s)]
            if mine and keeper.is_worth(mine[:BATCH_MAX]):
                keeper.collect(mine)
                called.update(history.loan_id for history in mine)
        self._by_lenders([h for h in histories if h.loan_id not in called and self._is_lenders(h, at_s)])
        self.network.at(self.network.next_block_at_s, partial(self._review, histories, at_s))

    def _review(self, histories: Sequence[LoanHistory], at_s: int) -> None:
        for history in histories:
            self._plan(history, at_s)

    def _in_order(self, at_s: int) -> Sequence[Keeper]:
        """Whoever is faster this time."""
        working = [keeper for keeper in self.keepers if keeper.tally.is_working]
        return Stream(self.network.seed, "keepers", at_s).shuffle(working)

    def _calls(self, keeper: Keeper, history: LoanHistory, at_s: int) -> bool:
        """Whether a keeper calls for a loan in this round: when it is due, or when there is something to be had."""
        is_mine = self._keeper_of.get(history.loan_id) is keeper
        if self.by_hand(history) or not (is_mine or keeper.is_racing):
            return False
        if at_s == history.next_due_at_s or (self._is_grace_over(history, at_s) and is_mine and self._is_free(keeper)):
            return True
        return self.balance_minor(history) > 0

    def _is_lenders(self, history: LoanHistory, at_s: int) -> bool:
        """Whether its lender sees to a loan for which no keeper calls."""
        if self._is_grace_over(history, at_s):
            return True
        is_due = at_s == history.next_due_at_s
        return not self.by_hand(history) and (is_due or self.balance_minor(history) > 0)

    def _is_free(self, keeper: Keeper) -> bool:
        return keeper.plan.call_cost_minor == 0

    def _is_grace_over(self, history: LoanHistory, at_s: int) -> bool:
        """Whether a due date that nobody has called late is unpaid beyond its grace."""
        next_due_at_s = history.next_due_at_s
        dues = [due_at_s for index, due_at_s in history.open.items() if index not in history.late]
        dues += [] if next_due_at_s is None else [next_due_at_s]
        return any(due_at_s + history.plan.grace_s < at_s for due_at_s in dues)

    def _by_lenders(self, histories: Sequence[LoanHistory]) -> None:
        """What no keeper calls for the lender collects, or puts on the record as late."""
        by_lender: dict[str, list[bytes]] = defaultdict(list)
        for history in histories:
            by_lender[history.lender.id].append(history.loan_id)
        for lender, ids in by_lender.items():
            for start in range(0, len(ids), BATCH_MAX):
                call = self.network.deployment.loan_book.collect_batch(ids[start : start + BATCH_MAX])
                self.network.attempt(self.banks[lender].account, call, f"collection by {lender}")
