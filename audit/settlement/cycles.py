"""Cycles of deferred net settlement: what each takes in, and how it ends as a whole.

Trusts the obligations as rebuilt for what is in a cycle.
Never takes a cycle's count, value or net positions from the queue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.clients.events import CycleOpened, ObligationQueued
from chain.clients.types import Cycle, CycleState, ObligationState
from chain.kept import Kept

CYCLE_S = 86_400
_STATES = {
    CycleState.OPEN: ObligationState.QUEUED,
    CycleState.SETTLED: ObligationState.SETTLED,
    CycleState.ABANDONED: ObligationState.CANCELLED,
    CycleState.LAPSED: ObligationState.EXPIRED,
}


@dataclass(slots=True)
class CycleDraft:
    """One cycle of a currency. ends_at: the last UTC second in which it may be closed; members: how many obligations it
    has; value_minor: of them."""

    number: int
    ends_at: int
    state: CycleState = CycleState.OPEN
    members: int = 0
    value_minor: int = 0

    def state_at(self, at_s: int) -> CycleState:
        """Where it is in that second: nobody closes it once its end is over."""
        is_over = self.state is CycleState.OPEN and at_s > self.ends_at
        return CycleState.LAPSED if is_over else self.state

    def obligations_at(self, at_s: int) -> ObligationState:
        """Where every obligation in it is."""
        return _STATES[self.state_at(at_s)]

    def freeze(self, at_s: int) -> Cycle:
        """As `LiquidityQueue.cycleOf` should tell it in that second."""
        return Cycle(self.number, self.state_at(at_s), self.ends_at, self.members, self.value_minor)


class Cycles:
    """Every cycle, by currency and number."""

    def __init__(self) -> None:
        self._cycles: dict[tuple[str, int], CycleDraft] = {}
        self._last: dict[str, CycleDraft] = {}
        self._members: Kept[str, ObligationQueued] = Kept(ObligationQueued)

    def open(self, transaction: RecordedTransaction, event: CycleOpened) -> Iterator[Finding]:
        """Takes a new cycle over: the next of its currency, once the one before is over."""
        before = self._last.get(event.currency)
        number = before.number + 1 if before else 1
        is_open = before is not None and before.state_at(transaction.timestamp_s) is CycleState.OPEN
        due = number, transaction.timestamp_s + CYCLE_S - 1
        if is_open or (event.cycle, event.ends_at) != due:
            message = f"cycle {event.cycle} to second {event.ends_at}, due {due}; the one before is open {is_open}"
            yield found("queue-cycle", transaction, event.currency, message)
        self._last[event.currency] = self._cycles[event.currency, event.cycle] = CycleDraft(event.cycle, event.ends_at)

    def open_in(self, currency: str, at_s: int) -> CycleDraft | None:
        """The cycle that is open in that second."""
        last = self._last.get(currency)
        return last if last is not None and last.state_at(at_s) is CycleState.OPEN else None

    def of(self, obligation: ObligationQueued) -> CycleDraft | None:
        """The cycle that an obligation says it is part of."""
        return self._cycles.get((obligation.currency, obligation.cycle))

    def end(self, transaction: RecordedTransaction, currency: str, number: int, state: CycleState) -> Iterator[Finding]:
        """Settles or abandons a cycle, which is open until then."""
        cycle = self._cycles.get((currency, number))
        if cycle is None or cycle.state_at(transaction.timestamp_s) is not CycleState.OPEN:
            stands = cycle.state_at(transaction.timestamp_s).name if cycle else "not there"
            yield found("queue-cycle", transaction, currency, f"cycle {number} is {state.name} and was {stands}")
        if cycle is not None:
            cycle.state = state

    def join(self, obligation: ObligationQueued) -> bool:
        """Takes an obligation into the cycle that it says it is part of; whether there is one."""
        cycle = self.of(obligation)
        if cycle is None:
            return False
        self._members[_place(obligation.currency, obligation.cycle, cycle.members)] = obligation
        cycle.members += 1
        cycle.value_minor += obligation.amount_minor
        return True

    def members_of(self, currency: str, number: int) -> list[ObligationQueued]:
        """What is in a cycle."""
        cycle = self._cycles.get((currency, number))
        return [self._members[_place(currency, number, at)] for at in range(cycle.members)] if cycle else []

    def last(self) -> dict[str, CycleDraft]:
        """The last cycle of each currency."""
        return dict(self._last)


def _place(currency: str, number: int, at: int) -> str:
    return f"{currency} {number} {at}"
