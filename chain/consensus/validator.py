"""One validator at one height: the QBFT state machine, honest and lying.

Trusts its port to deliver what it says, and to say what time it is.
Never votes for two blocks in one round, and never for another block than the one it is locked on unless a quorum of
round changes shows a later lock: on these two rests that no height has two final blocks.

The protocol is QBFT (EIP-650's Istanbul BFT, corrected): PRE-PREPARE → a quorum of PREPAREs locks → a quorum of COMMITs
is final; on a timeout of base · 2^round, ROUND-CHANGE with the lock; a quorum of those lets the next proposer propose,
by the highest lock among them. Sources: H. Moniz, "The Istanbul BFT Consensus Algorithm" (2020), arXiv:2002.03613;
R. Saltini and D. Hyland-Wood, "IBFT 2.0" (2019), arXiv:1909.10194.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from chain.abi import Address
from chain.consensus.faults import Equivocation
from chain.consensus.messages import Candidate, Certificate, Commit, Final, Message, Prepare, PrePrepare, RoundChange
from chain.consensus.seals import faulty_max, quorum
from chain.consensus.validators import ValidatorSet

_MS = 1_000


class Port(Protocol):
    """What a validator needs of the world around it."""

    height: int
    validators: ValidatorSet
    now_ms: int

    def send(self, sender: Address, to: Address, message: Message) -> None:
        """Sends a message; to the sender itself it comes at once."""
        ...

    def set_timer(self, validator: Address, round_: int) -> None:
        """Has the validator's `expire(round_)` called when the time of that round is over."""
        ...

    def report_two(self, seen_by: Address, round_: int) -> None:
        """Notes that a validator holds two different proposals of one round."""
        ...

    def is_silent(self, validator: Address) -> bool:
        """Whether the validator fails to propose now."""
        ...

    def lie_of(self, validator: Address) -> Equivocation | None:
        """How the validator lies now."""
        ...


class Validator:
    """An honest validator."""

    def __init__(self, me: Address, port: Port) -> None:
        self.me, self.port = me, port
        self.round = 0
        self.lock: Certificate | None = None
        self.final: Final | None = None
        self._accepted: dict[int, Candidate] = {}
        self._seen: dict[int, Candidate] = {}
        self._prepares: dict[tuple[int, Candidate], dict[Address, None]] = defaultdict(dict)
        self._commits: dict[tuple[int, Candidate], dict[Address, None]] = defaultdict(dict)
        self._changes: dict[int, dict[Address, RoundChange]] = defaultdict(dict)
        self._rounds: dict[Address, int] = {}
        self._proposed: set[int] = set()

    @property
    def quorum(self) -> int:
        """How many votes it takes."""
        return quorum(len(self.port.validators))

    def start(self) -> None:
        """Begins with round 0, once the block before is final and its second has come."""
        self._enter(0)
        if self._proposer(0) == self.me:
            self._propose(0, ())

    def expire(self, round_: int) -> None:
        """The time of a round is over: on to the next, unless it has moved on already."""
        if self.final is None and round_ == self.round:
            self._change_to(round_ + 1)

    def receive(self, sender: Address, message: Message) -> None:
        """Takes in a message."""
        match message:
            case PrePrepare():
                self._on_pre_prepare(sender, message)
            case Prepare():
                self._on_prepare(sender, message)
            case Commit():
                self._on_commit(sender, message)
            case RoundChange():
                self._on_round_change(message)
            case Final():
                self.final = self.final or message

    def _on_pre_prepare(self, sender: Address, message: PrePrepare) -> None:
        round_ = message.round
        if sender != self._proposer(round_):
            return
        self._look_at(round_, message.candidate)
        is_late = self.final is not None or round_ < self.round or round_ in self._accepted
        if is_late or not self._is_justified(message):
            return
        if round_ > self.round:
            self._enter(round_)
        self._accepted[round_] = message.candidate
        self._vote(Prepare(round_, message.candidate))
        self._lock_if_prepared()

    def _on_prepare(self, sender: Address, message: Prepare) -> None:
        self._look_at(message.round, message.candidate)
        self._prepares[message.round, message.candidate][sender] = None
        self._lock_if_prepared()

    def _lock_if_prepared(self) -> None:
        candidate = self._accepted.get(self.round)
        if candidate is None or (self.lock is not None and self.lock.round == self.round):
            return
        if len(self._prepares[self.round, candidate]) >= self.quorum:
            self.lock = Certificate(self.round, candidate)
            self._vote(Commit(self.round, candidate))

    def _on_commit(self, sender: Address, message: Commit) -> None:
        sealers = self._commits[message.round, message.candidate]
        sealers[sender] = None
        if self.final is None and len(sealers) >= self.quorum:
            self.final = Final(message.round, message.candidate, tuple(sealers))

    def _on_round_change(self, message: RoundChange) -> None:
        if self.final is not None:
            # Whoever changes rounds has missed that the height is decided.
            if message.sender != self.me:
                self.port.send(self.me, message.sender, self.final)
            return
        self._changes[message.round].setdefault(message.sender, message)
        self._rounds[message.sender] = max(message.round, self._rounds.get(message.sender, 0))
        self._catch_up()
        self._propose_if_due(message.round)

    def _catch_up(self) -> None:
        """f + 1 validators are ahead, so at least one honest one: no need to wait for one's own timeout."""
        ahead = sorted((round_ for round_ in self._rounds.values() if round_ > self.round), reverse=True)
        needed = faulty_max(len(self.port.validators)) + 1
        if len(ahead) >= needed:
            self._change_to(ahead[needed - 1])

    def _propose_if_due(self, round_: int) -> None:
        reasons = tuple(self._changes[round_].values())
        is_turn = self._proposer(round_) == self.me and round_ >= self.round and round_ not in self._proposed
        if is_turn and len(reasons) >= self.quorum:
            self._propose(round_, reasons)

    def _propose(self, round_: int, reasons: Sequence[RoundChange]) -> None:
        self._proposed.add(round_)
        if self.port.is_silent(self.me):
            return
        lock = self.highest_lock(reasons)
        candidate = self._new_candidate(round_) if lock is None else lock.candidate
        self._vote(PrePrepare(round_, candidate, tuple(reasons)))

    def _new_candidate(self, round_: int, variant: int = 0) -> Candidate:
        return Candidate(self.me, round_, self.port.now_ms // _MS, variant)

    def _is_justified(self, message: PrePrepare) -> bool:
        """Round 0 needs no reason; a later one a quorum of changes to it, and the block of the highest lock in them."""
        if message.round == 0:
            return message.candidate.round == 0
        senders = {change.sender for change in message.reasons if change.round == message.round}
        lock = self.highest_lock(message.reasons)
        is_bound = message.candidate.round == message.round if lock is None else message.candidate == lock.candidate
        return len(senders) >= self.quorum and is_bound

    def highest_lock(self, changes: Sequence[RoundChange]) -> Certificate | None:
        """The lock of the latest round among round changes: its block may be final somewhere."""
        locks = [change.lock for change in changes if change.lock is not None]
        return max(locks, key=lambda lock: lock.round, default=None)

    def _change_to(self, round_: int) -> None:
        self._enter(round_)
        self._vote(RoundChange(self.me, round_, self.lock))

    def _enter(self, round_: int) -> None:
        self.round = round_
        self.port.set_timer(self.me, round_)

    def _look_at(self, round_: int, candidate: Candidate) -> None:
        """Two proposals of one round are the proof of a lie, whichever message they came with."""
        if self._seen.setdefault(round_, candidate) != candidate:
            self.port.report_two(self.me, round_)

    def _vote(self, message: Message) -> None:
        for to in self.port.validators.keys:
            self.port.send(self.me, to, message)

    def _proposer(self, round_: int) -> Address:
        return self.port.validators.proposer(self.port.height, round_)


class LyingValidator(Validator):
    """A validator that lies while its `Equivocation` holds, and is like any other before and after."""

    def receive(self, sender: Address, message: Message) -> None:
        """Votes for every proposal at once, and lets only the side that it favours have its seal; else as anybody."""
        lie = self.port.lie_of(self.me)
        if lie is None or not isinstance(message, PrePrepare):
            super().receive(sender, message)
        elif sender != self.me:
            self._tell(self.port.validators.keys, Prepare(message.round, message.candidate))
            self._tell(sorted(lie.first), Commit(message.round, message.candidate))

    def _propose(self, round_: int, reasons: Sequence[RoundChange]) -> None:
        lie = self.port.lie_of(self.me)
        if lie is None:
            super()._propose(round_, reasons)
            return
        self._proposed.add(round_)
        # It shows the round changes that bind it least: those without a lock, or with the oldest.
        chosen = sorted(reasons, key=lambda change: -1 if change.lock is None else change.lock.round)[: self.quorum]
        lock = self.highest_lock(chosen)
        others = [key for key in self.port.validators.keys if key not in lie.first]
        for variant, side in ((1, sorted(lie.first)), (2, others)):
            candidate = self._new_candidate(round_, variant) if lock is None else lock.candidate
            self._tell(side, PrePrepare(round_, candidate, tuple(chosen)))
            self._tell(side, Prepare(round_, candidate))
            self._tell(side, Commit(round_, candidate))

    def _vote(self, message: Message) -> None:
        is_change = isinstance(message, RoundChange)
        if is_change and self.port.lie_of(self.me) is not None:
            message = RoundChange(self.me, message.round, None)
        super()._vote(message)

    def _tell(self, side: Sequence[Address], message: Message) -> None:
        for to in side:
            if to != self.me:
                self.port.send(self.me, to, message)
