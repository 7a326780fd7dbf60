"""What every node shares: the ledger, the deployment, the virtual clock and the agenda.

Trusts the ledger for what happened and the scenario for when things are meant to happen.
Never looks at a wall clock: the next thing on the agenda says what time it is.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call
from chain.consensus.qbft import Decision
from chain.deployment import Deployment
from chain.ledger import Ledger, Outcome
from chain.spool import Spooled

T = TypeVar("T")
Action = Callable[[], None]
Listener = Callable[[Outcome], None]

_WORD = 32


@dataclass(frozen=True, slots=True)
class Setback:
    """Something that a node meant to do and did not get done.

    at_s: UTC second; what: for people; error: why, as the chain says; is_planned: whether the scenario spells it out.
    """

    at_s: int
    what: str
    error: str
    is_planned: bool


@dataclass(slots=True, eq=False)
class Network:
    """One running network, seen from its nodes.

    ledger: the way onto the chain; deployment: where the contracts are; block_interval_s: seconds between two blocks;
    now_s: the second of what is being done, UTC; seed: from which the nodes draw; setbacks: what did not go through;
    decisions: on the blocks that were sealed here, on disk; followers: hear of every transaction, whoever sent it;
    stopped_at_s: UTC second at which the run ended before its last day, `None`: it did not; failed: who is in default,
    and sends nothing any more.
    """

    ledger: Ledger
    deployment: Deployment
    block_interval_s: int
    now_s: int
    seed: int
    setbacks: list[Setback] = field(default_factory=list)
    decisions: Spooled[Decision] = field(default_factory=partial(Spooled, Decision))
    followers: list[Listener] = field(default_factory=list)
    stopped_at_s: int | None = None
    failed: set[Address] = field(default_factory=set)
    _agenda: list[tuple[int, int, Action]] = field(default_factory=list)
    _planned: int = 0
    _waiting: list[tuple[Listener | None, bool]] = field(default_factory=list)

    def at(self, at_s: int, action: Action) -> None:
        """Puts `action` on the agenda; what is due in one second is done in the order in which it was put there."""
        heapq.heappush(self._agenda, (at_s, self._planned, action))
        self._planned += 1

    def at_each(self, actions: Iterator[tuple[int, Action]], count: int) -> None:
        """Puts `count` actions on the agenda as if `at` had been told of one after the other; they come in the order of
        their seconds, and each is only asked for when the one before it is due."""
        places = range(self._planned, self._planned + count)
        self._planned += count
        self._follow(zip(places, actions, strict=True))

    def _follow(self, coming: Iterator[tuple[int, tuple[int, Action]]]) -> None:
        following = next(coming, None)
        if following is not None:
            place, (at_s, action) = following
            entry: tuple[int, int, Action] = (at_s, place, partial(self._do, action, coming))
            heapq.heappush(self._agenda, entry)

    def _do(self, action: Action, coming: Iterator[tuple[int, tuple[int, Action]]]) -> None:
        self._follow(coming)
        action()

    def send(
        self, sender: Account, call: Call[Any], listener: Listener | None = None, *, may_revert: bool = False
    ) -> None:
        """Signs and queues `call`; `listener` hears of the outcome once its block is durable.

        A call that reverts ends the run with its error, unless it `may_revert`: then the listener hears of that too.
        Of somebody who is in default, or whom the ledger does not let in, nothing is sent, and that is noted.
        """
        if not self.may_send(sender):
            self.setbacks.append(Setback(self.now_s, call.function, f"{sender.identity} may not send", False))
            return
        self.ledger.submit(sender, call)
        self._waiting.append((listener, may_revert))

    def may_send(self, sender: Account) -> bool:
        """Whether `sender` still acts, and the ledger takes its transactions, as of its last block."""
        if sender.address in self.failed:
            return False
        return self.ledger.door is None or self.ledger.door.may_send(sender.address)

    def attempt(self, sender: Account, call: Call[Any], what: str, *, is_planned: bool = False) -> None:
        """Sends what the chain may refuse, as where a bank is suspended or a money paused; noted when it does."""
        self.send(sender, call, partial(self.note, what, is_planned=is_planned), may_revert=True)

    def note(self, what: str, outcome: Outcome, *, is_planned: bool = False) -> None:
        """Notes `what` as a setback when it was reverted."""
        if outcome.error is not None:
            self.setbacks.append(Setback(outcome.timestamp_s, what, str(outcome.error), is_planned))

    def give_up(self, what: str, why: str) -> None:
        """Notes something planned that cannot even be sent."""
        self.setbacks.append(Setback(self.now_s, what, why, True))

    def read(self, call: Call[T]) -> T:
        """The typed result of `call` as the next block will see it."""
        return self.ledger.read(call, at_s=self.next_block_at_s)

    @property
    def next_block_at_s(self) -> int:
        """The second of the block that takes what is sent now: the next multiple of the interval."""
        after = max(self.now_s, self.ledger.timestamp_s)
        return (after // self.block_interval_s + 1) * self.block_interval_s

    def run_until(self, end_s: int, is_over: Callable[[int], bool] = lambda before_s: False) -> None:
        """Works off the agenda up to the second `end_s`, block by block.

        is_over: asked after each, with the second before which all is done; where it says so, nothing more is.
        """
        while self._agenda and self._agenda[0][0] <= end_s:
            self.now_s = max(self.now_s, self._agenda[0][0])
            block_at_s = self.next_block_at_s
            while self._agenda and self._agenda[0][0] < block_at_s and self._agenda[0][0] <= end_s:
                at_s, _, action = heapq.heappop(self._agenda)
                self.now_s = max(self.now_s, at_s)
                action()
            self.seal()
            if is_over(min(block_at_s, end_s + 1)):
                return

    def seal(self) -> None:
        """Seals what was sent, in as many blocks as it takes, and tells the listeners."""
        while self.ledger.pending:
            outcomes = self.ledger.seal(self.next_block_at_s)
            if self.ledger.consensus.last is not None:
                self.decisions.append(self.ledger.consensus.last)
            heard, self._waiting = self._waiting[: len(outcomes)], self._waiting[len(outcomes) :]
            # Who follows the chain knows of the whole block before anybody reacts to a part of it.
            for outcome in outcomes if self.followers else ():
                for follower in self.followers:
                    follower(outcome)
            for outcome, (listener, may_revert) in zip(outcomes, heard, strict=True):
                if not may_revert:
                    outcome.require()
                if listener is not None:
                    listener(outcome)


def reference(text: str) -> bytes:
    """The reference of an issue or redemption: the first 32 bytes of `text`."""
    return text.encode()[:_WORD]


def case_id(text: str) -> bytes:
    """An id that is nobody else's, in a word of the chain: `text` itself, or its SHA-256 when it is longer."""
    plain = text.encode()
    return plain if len(plain) <= _WORD else hashlib.sha256(plain).digest()
