"""What every node shares: the ledger, the deployment, the virtual clock and the agenda.

Trusts the ledger for what happened and the scenario for when things are meant to happen.
Never looks at a wall clock: the next thing on the agenda says what time it is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from chain.accounts import Account
from chain.client import Call
from chain.deployment import Deployment
from chain.ledger import Ledger, Outcome

T = TypeVar("T")
Action = Callable[[], None]
Listener = Callable[[Outcome], None]


@dataclass(slots=True, eq=False)
class Network:
    """One running network, seen from its nodes.

    ledger: the way onto the chain; deployment: where the contracts are; block_interval_s: seconds between two blocks;
    now_s: the second of what is being done, UTC.
    """

    ledger: Ledger
    deployment: Deployment
    block_interval_s: int
    now_s: int
    _agenda: list[tuple[int, int, Action]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)
    _waiting: list[tuple[Listener | None, bool]] = field(default_factory=list)

    def at(self, at_s: int, action: Action) -> None:
        """Puts `action` on the agenda; what is due in one second is done in the order in which it was put there."""
        heapq.heappush(self._agenda, (at_s, next(self._order), action))

    def send(
        self, sender: Account, call: Call[Any], listener: Listener | None = None, *, may_revert: bool = False
    ) -> None:
        """Signs and queues `call`; `listener` hears of the outcome once its block is durable.

        A call that reverts ends the run with its error, unless it `may_revert`: then the listener hears of that too.
        """
        self.ledger.submit(sender, call)
        self._waiting.append((listener, may_revert))

    def read(self, call: Call[T]) -> T:
        """The typed result of `call` as the next block will see it."""
        return self.ledger.read(call, at_s=self.next_block_at_s)

    @property
    def next_block_at_s(self) -> int:
        """The second of the block that takes what is sent now: the next multiple of the interval."""
        after = max(self.now_s, self.ledger.timestamp_s)
        return (after // self.block_interval_s + 1) * self.block_interval_s

    def run_until(self, end_s: int) -> None:
        """Works off the agenda up to the second `end_s`, block by block."""
        while self._agenda and self._agenda[0][0] <= end_s:
            self.now_s = max(self.now_s, self._agenda[0][0])
            block_at_s = self.next_block_at_s
            while self._agenda and self._agenda[0][0] < block_at_s and self._agenda[0][0] <= end_s:
                at_s, _, action = heapq.heappop(self._agenda)
                self.now_s = max(self.now_s, at_s)
                action()
            self.seal()

    def seal(self) -> None:
        """Seals what was sent, in as many blocks as it takes, and tells the listeners."""
        while self.ledger.pending:
            outcomes = self.ledger.seal(self.next_block_at_s)
            heard, self._waiting = self._waiting[: len(outcomes)], self._waiting[len(outcomes) :]
            for outcome, (listener, may_revert) in zip(outcomes, heard, strict=True):
                if not may_revert:
                    outcome.require()
                if listener is not None:
                    listener(outcome)


def reference(text: str) -> bytes:
    """The reference of an issue or redemption: the first 32 bytes of `text`."""
    return text.encode()[:32]
