"""One height, played through message by message on a clock of milliseconds: who proposes, votes, times out, decides.

Trusts the topology for how long a message takes and the faults for which ones are lost.
Never looks at a wall clock and never draws by itself: what is due in one millisecond is done in the order in which it
came up, so that one height always goes the same way.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from chain.abi import Address
from chain.consensus.faults import Cuts, Equivocation, Faults
from chain.consensus.messages import Evidence, Final, Message
from chain.consensus.topology import Topology
from chain.consensus.validator import LyingValidator, Validator
from chain.consensus.validators import ValidatorSet
from chain.errors import ChainFault

ROUNDS_MAX = 40
"""No height goes on for longer: even a first timeout of a millisecond has become 34 years then."""

Jitter = Callable[[int], Callable[[], int]]
"""For a height: what draws how many milliseconds longer than its route a message takes, message by message."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a height is decided under.

    topology: how long messages take; faults: what goes wrong; round_timeout_ms: after which a validator leaves round 0,
    doubled from round to round; jitter: None for none.
    """

    topology: Topology = field(default_factory=Topology)
    faults: Faults = field(default_factory=Faults)
    round_timeout_ms: int = 4_000
    jitter: Jitter | None = None

    def __post_init__(self) -> None:
        if self.round_timeout_ms < 1:
            raise ValueError("a round takes at least a millisecond")


@dataclass(frozen=True, slots=True)
class Finality:
    """That an honest validator holds a quorum of seals. by: who; at_ms: when."""

    final: Final
    by: Address
    at_ms: int


class Instance:
    """One height. absent: validators that take no part at all; honest, lying: how the two kinds behave."""

    def __init__(
        self,
        height: int,
        proposed_at_ms: int,
        validators: ValidatorSet,
        conditions: Conditions,
        absent: Collection[Address] = (),
        honest: type[Validator] = Validator,
        lying: type[LyingValidator] = LyingValidator,
    ) -> None:
        self.height, self.validators, self.now_ms = height, validators, proposed_at_ms
        self.messages = 0
        self.evidence: dict[int, Evidence] = {}
        self.finalities: dict[Address, Finality] = {}
        self._conditions, self._faults = conditions, conditions.faults.since(proposed_at_ms)
        self._absent = frozenset(absent)
        self._draw = conditions.jitter(height) if conditions.jitter is not None else lambda: 0
        self._cuts: tuple[int, Cuts] | None = None
        self._agenda: list[tuple[int, int, bool, Callable[[], None]]] = []
        self._number = 0
        self.liars = frozenset(lie.validator for lie in self._faults.equivocations)
        present = [key for key in validators.keys if key not in self._absent]
        self._present = {key: (lying if key in self.liars else honest)(key, self) for key in present}
        for key, validator in self._present.items():
            at_ms = self._faults.up_again_ms(key, proposed_at_ms)
            self._schedule(at_ms, validator.start, is_message=False)

    def decide(self) -> Finality:
        """The first finality; ChainFault when there is none even after `ROUNDS_MAX` rounds."""
        while not self.finalities:
            if not self._agenda or max(v.round for v in self._present.values()) > ROUNDS_MAX:
                raise ChainFault(f"block {self.height}: its validators never reach a quorum: {self._missing()}")
            self._step()
        return next(iter(self.finalities.values()))

    def deliver_rest(self) -> None:
        """What is still on its way arrives; nobody waits for anything any more."""
        while self._agenda:
            if self._agenda[0][2]:
                self._step()
            else:
                heapq.heappop(self._agenda)

    def run_until(self, at_ms: int) -> None:
        """Goes on, decided or not, up to a millisecond."""
        while self._agenda and self._agenda[0][0] <= at_ms:
            self._step()

    def send(self, sender: Address, to: Address, message: Message) -> None:
        """See `Port`."""
        if to == sender:
            self._schedule(self.now_ms, partial(self._arrive, sender, to, message), is_message=True)
            return
        self.messages += 1
        route = self._conditions.topology.routes(self.validators.keys, self._cuts_now()).get((sender, to))
        if route is not None:
            arrival = partial(self._arrive_by, route.stops, self.now_ms, sender, to, message)
            self._schedule(self.now_ms + route.latency_ms + self._draw(), arrival, is_message=True)

    def set_timer(self, validator: Address, round_: int) -> None:
        """See `Port`."""
        # round timeout = base · 2^round — Moniz (2020); Besu's `requesttimeoutseconds` is the base
        at_ms = self.now_ms + (self._conditions.round_timeout_ms << round_)
        self._schedule(at_ms, partial(self._expire, validator, round_), is_message=False)

    def report_two(self, seen_by: Address, round_: int) -> None:
        """See `Port`; what a liar claims to hold is nobody's evidence."""
        if seen_by not in self.liars:
            proposer = self.validators.proposer(self.height, round_)
            self.evidence.setdefault(round_, Evidence(self.height, round_, proposer, seen_by, self.now_ms))

    def is_silent(self, validator: Address) -> bool:
        """See `Port`."""
        return self._faults.is_silent(validator, self.now_ms)

    def lie_of(self, validator: Address) -> Equivocation | None:
        """See `Port`."""
        return self._faults.lie_of(validator, self.now_ms)

    def _schedule(self, at_ms: int, action: Callable[[], None], *, is_message: bool) -> None:
        heapq.heappush(self._agenda, (at_ms, self._number, is_message, action))
        self._number += 1

    def _step(self) -> None:
        self.now_ms, _, _, action = heapq.heappop(self._agenda)
        action()

    def _arrive_by(self, stops: tuple[Address, ...], sent_ms: int, sender: Address, to: Address, what: Message) -> None:
        if not self._faults.break_route(stops, sent_ms, self.now_ms):
            self._arrive(sender, to, what)

    def _arrive(self, sender: Address, to: Address, what: Message) -> None:
        validator = self._present[to]
        validator.receive(sender, what)
        if validator.final is not None and to not in self.finalities and to not in self.liars:
            self.finalities[to] = Finality(validator.final, to, self.now_ms)

    def _expire(self, validator: Address, round_: int) -> None:
        # Who was down waits its whole time anew, once it is up.
        up_ms = self._faults.up_again_ms(validator, self.now_ms)
        if up_ms == self.now_ms:
            self._present[validator].expire(round_)
        else:
            at_ms = up_ms + (self._conditions.round_timeout_ms << round_)
            self._schedule(at_ms, partial(self._expire, validator, round_), is_message=False)

    def _cuts_now(self) -> Cuts:
        if self._cuts is None or self._cuts[0] != self.now_ms:
            found = self._faults.cuts(self.now_ms)
            self._cuts = self.now_ms, Cuts(found.down | self._absent, found.partitions)
        return self._cuts[1]

    def _missing(self) -> str:
        present = len(self._present) - len(self.liars & self._present.keys())
        return f"{present} of {len(self.validators)} are present and honest"
