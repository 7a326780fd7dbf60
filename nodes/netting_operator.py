"""The operator of the queue: runs a resolver over what waits on the chain, and settles there what it found.

Trusts the resolvers for proposals and the chain for the queue, the balances and the last word.
Never settles what the chain refuses: whoever is at fault is left out, and the others go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from chain.abi import Address
from chain.clients.central_bank_money import CentralBankMoney
from chain.clients.events import BatchRefused, ObligationRefused
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.types import RefusalCode
from chain.ledger import Outcome
from finance.netting.queue import Payment, Queue, Resolution
from finance.netting.resolvers import RESOLVERS
from nodes.central_bank import CentralBank
from nodes.participant import Participant
from nodes.queue_view import QueuedObligation, QueueView
from nodes.scenario.obligations import BATCH_MAX

GROSS = frozenset({"fifo-rtgs"})
"""The algorithms that settle one by one."""


@dataclass(frozen=True, slots=True)
class ResolverRun:
    """One look of a resolver at the queue. at_s: UTC; queued: how many waited; proposed: ids of what it would settle;
    left_out: banks that the chain had refused before."""

    at_s: int
    algorithm: str
    queued: int
    proposed: tuple[str, ...]
    left_out: tuple[Address, ...]


class Blame:
    """Who is left out of a run: first as a payer, and when that does not help, altogether."""

    def __init__(self) -> None:
        self.payers: set[Address] = set()
        self.banned: set[Address] = set()

    def add(self, party: Address) -> bool:
        """Leaves a party out, or further out; False where it was left out altogether."""
        if party in self.banned:
            return False
        (self.banned if party in self.payers else self.payers).add(party)
        return True

    def allows(self, owed: QueuedObligation) -> bool:
        """Whether an obligation may be in the run."""
        return owed.payer not in self.payers and not {owed.payer, owed.payee} & self.banned


@dataclass(slots=True, eq=False)
class NettingOperator:
    """Who resolves the queue of one currency: its central bank, or a keeper that it admitted.

    who; currency: ISO 4217; members: the banks between which it settles; view: of the queue; runs: what it looked at
    so far.
    """

    who: Participant
    currency: str
    members: frozenset[Address]
    view: QueueView
    runs: list[ResolverRun] = field(default_factory=list)
    _looked: dict[str, int] = field(default_factory=dict)
    _resting: dict[Address, int] = field(default_factory=dict)
    _expiring: set[str] = field(default_factory=set)

    def run(self, algorithm: str) -> None:
        """Settles what an algorithm of `RESOLVERS` finds; nothing where nothing happened since it last looked."""
        if self._looked.get(algorithm) != self.view.outcomes:
            self._looked[algorithm] = self.view.outcomes
            self._resolve(algorithm, Blame())

    def expire(self, now_s: int) -> None:
        """Puts on record what can't settle any more."""
        for owed in self.view.open.values():
            is_over = owed.currency == self.currency and owed.payer in self.members and owed.expires_at_s < now_s
            if is_over and owed.uetr not in self._expiring:
                self._expiring.add(owed.uetr)
                self.who.network.attempt(self.who.account, self._queue.expire(owed.uetr), f"expiry of {owed.uetr}")

    @property
    def _queue(self) -> LiquidityQueue:
        return self.who.network.deployment.liquidity_queue

    def _resolve(self, algorithm: str, blame: Blame) -> None:
        waiting = [owed for owed in self.view.waiting(self.currency) if self._may_go(owed, algorithm, blame)]
        while waiting:
            resolution = RESOLVERS[algorithm](self._as_queue(waiting, algorithm))
            left_out = tuple(sorted(blame.payers))
            self.runs.append(ResolverRun(self.who.network.now_s, algorithm, len(waiting), resolution.settled, left_out))
            if algorithm in GROSS:
                self._release(resolution)
                return
            culprit = self._settle_together(algorithm, resolution, blame)
            if culprit is None or not blame.add(culprit):
                return
            waiting = [owed for owed in waiting if blame.allows(owed)]

    def _may_go(self, owed: QueuedObligation, algorithm: str, blame: Blame) -> bool:
        """Whether it is worth a try: a payer whom a limit stopped has to be paid something first, and nothing settles
        after its deadline."""
        rests = algorithm in GROSS and self._resting.get(owed.payer) == self.view.receipts[owed.payer]
        is_over = owed.expires_at_s < self.who.network.next_block_at_s
        return owed.payer in self.members and blame.allows(owed) and not rests and not is_over

    def _as_queue(self, waiting: Sequence[QueuedObligation], algorithm: str) -> Queue:
        """The queue that a resolver sees; of what settles at once no more than a batch may hold, the urgent first."""
        if algorithm not in GROSS:
            first = sorted(range(len(waiting)), key=lambda place: (-waiting[place].priority, place))[:BATCH_MAX]
            waiting = [waiting[place] for place in sorted(first)]
        banks = dict.fromkeys(bank for owed in waiting for bank in (owed.payer, owed.payee))
        money: CentralBankMoney = self.who.network.deployment.money(self.currency)
        balances = {bank: self.who.network.read(money.available_minor(bank)) for bank in banks}
        payments = (Payment(o.uetr, o.payer, o.payee, o.amount_minor, o.priority) for o in waiting)
        return Queue(balances, tuple(payments))

    def _release(self, resolution: Resolution) -> None:
        """One by one, in the resolver's order; whoever is not the central bank sends batches of one."""
        for uetr in resolution.settled:
            call = self._queue.settle_batch(self.currency, [uetr])
            if isinstance(self.who, CentralBank):
                call = self._queue.settle(uetr)
            self.who.act(call, partial(self._heard_release, self.view.obligations[uetr].payer))

    def _heard_release(self, payer: Address, outcome: Outcome) -> None:
        self.who.network.note("release from the queue", outcome)
        if outcome.first(ObligationRefused) is not None or outcome.first(BatchRefused) is not None:
            self._resting[payer] = self.view.receipts[payer]

    def _settle_together(self, algorithm: str, resolution: Resolution, blame: Blame) -> Address | None:
        """Sends a batch that preflight lets pass; who is at fault where it does not."""
        if not resolution.settled:
            return None
        uetrs = sorted(resolution.settled)
        refusal = self.who.network.read(self._queue.preflight_batch(self.currency, uetrs))
        if refusal.code is not RefusalCode.NONE:
            return refusal.party

        def heard(outcome: Outcome) -> None:
            self.who.network.note(f"batch by {algorithm}", outcome)
            refused = outcome.first(BatchRefused)
            if refused is not None and blame.add(refused.party):
                self.who.network.at(outcome.timestamp_s, partial(self._resolve, algorithm, blame))

        self.who.act(self._queue.settle_batch(self.currency, uetrs), heard)
        return None
