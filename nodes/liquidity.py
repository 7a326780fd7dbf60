"""A bank's liquidity desk: carries out what the bank's policy decides about its obligations, and no more.

Trusts the chain for what the bank has and owes.
Never promises in one block more than the bank had before it: what comes in meanwhile is for the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chain.client import Call
from chain.clients.events import ObligationSettled
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.types import ObligationState
from chain.errors import InputError
from chain.ledger import Outcome
from nodes.bank import Bank
from nodes.credit import CreditLine
from nodes.interbank_demand import obligation_uetr
from nodes.policies import NAMED, Decision, Policy, Position, Terms, Waiting
from nodes.queue_view import QueuedObligation, QueueView
from nodes.scenario.obligations import Obligation
from nodes.scenario.user_code import UserCode


@dataclass(slots=True, eq=False)
class LiquidityDesk:
    """Who settles what a bank owes others. bank; policy: what decides; is_queued: whether obligations wait on the
    chain; view: of the queue; payees: banks by id; credit: its line."""

    bank: Bank
    policy: Policy
    is_queued: bool
    view: QueueView
    payees: dict[str, Bank]
    credit: CreditLine
    _unpaid: dict[str, Obligation] = field(default_factory=dict)
    _sent: set[str] = field(default_factory=set)
    _block: int = -1
    _promised_minor: int = 0

    def fail(self) -> None:
        """The bank defaults: it withdraws what it queued, and pays nothing of what it has not yet."""
        self._unpaid.clear()
        for owed in self._own():
            self._act("withdrawal of a bank in default", self._contract.cancel(owed.uetr))

    def take(self, owed: Obligation, closes_s: int) -> None:
        """An obligation arises: it is queued until its deadline or closing, or paid at once where there is no queue."""
        if self.bank.has_failed:
            return
        arrived = self._as_waiting(owed, closes_s)
        if self.is_queued:
            self._queue(owed, arrived.deadline_s)
            waiting = (*self._waiting_in_queue(), arrived)
            if arrived.uetr not in self._decide(waiting, 0, arrived).release:
                self._act("hold", self._contract.hold(arrived.uetr))
        else:
            self._unpaid[arrived.uetr] = owed
            self._pay(closes_s, arrived)

    def retry(self, closes_s: int) -> None:
        """Without a queue: tries again what could not be paid."""
        self._pay(closes_s)

    def review(self) -> None:
        """With a queue: draws credit, holds and releases, as the policy decides."""
        if self.bank.has_failed or not self.policy.is_asked_at_set_times:
            return
        waiting = self._waiting_in_queue()
        decision = self._decide(waiting, self.credit.room_minor())
        drawn_minor = sum(decision.draws.values())
        if drawn_minor > 0:
            self.credit.draw(drawn_minor)
        released = set(decision.release)
        for owed in waiting:
            if owed.is_held and owed.uetr in released:
                self._act("release", self._contract.release(owed.uetr))
            elif not owed.is_held and owed.uetr not in released:
                self._act("hold", self._contract.hold(owed.uetr))

    def close(self) -> None:
        """The business day is over: what could not be paid is given up, and credit is repaid."""
        self._unpaid.clear()
        if self.bank.plan.collateral_minor and not self.bank.has_failed:
            self.credit.repay()

    def _pay(self, closes_s: int, arrived: Waiting | None = None) -> None:
        """Pays what the policy releases, or of that what has just arrived."""
        # What was sent and is not heard of yet may come by again, when a set time falls into the same block.
        own = {uetr: owed for uetr, owed in self._unpaid.items() if uetr not in self._sent}
        waiting = [self._as_waiting(owed, closes_s) for owed in own.values()]
        at_s = self.bank.network.next_block_at_s
        decision = self._decide([w for w in waiting if w.deadline_s >= at_s], self.credit.room_minor(), arrived)
        for uetr in decision.release if arrived is None else {arrived.uetr} & set(decision.release):
            self._settle(own[uetr], decision.draws.get(uetr, 0), closes_s)

    def _settle(self, owed: Obligation, draw_minor: int, closes_s: int) -> None:
        """Settles an obligation alone, where the bank has the money for it with what it draws."""
        if owed.amount_minor > self._free_minor() + draw_minor:
            return
        if draw_minor:
            self.credit.draw(draw_minor)
        self._promised_minor += owed.amount_minor - draw_minor
        uetr = self._uetr(owed)
        self._sent.add(uetr)
        if uetr not in self.view.obligations:
            self._queue(owed, self._as_waiting(owed, closes_s).deadline_s)
        self.bank.act(self._contract.settle(uetr), partial(self._heard, owed))

    def _decide(self, waiting: Sequence[Waiting], room_minor: int, arrived: Waiting | None = None) -> Decision:
        """What the policy says, judged: raises `InputError` for what nobody could carry out."""
        now_s, free_minor = self.bank.network.now_s, self._free_minor()
        position = Position(now_s, free_minor, room_minor, tuple(waiting), arrived, self.is_queued)
        decision = self.policy.decide(position)
        wrong = _wrong(decision, position)
        if wrong:
            where = f"{type(self.policy).__name__} of {self.bank.plan.id}"
            raise InputError(what="decision of a policy", where=where, why=wrong, do="correct the policy")
        return decision

    def _as_waiting(self, owed: Obligation, closes_s: int) -> Waiting:
        deadline_s = closes_s if owed.deadline_s is None else min(owed.deadline_s, closes_s)
        payee = self.payees[owed.payee].address
        return Waiting(self._uetr(owed), payee, owed.amount_minor, owed.priority, owed.at_s, deadline_s)

    def _waiting_in_queue(self) -> list[Waiting]:
        """What it owes in the queue and can still settle, in the order of arrival."""
        at_s = self.bank.network.next_block_at_s
        return [
            Waiting(
                owed.uetr,
                owed.payee,
                owed.amount_minor,
                owed.priority,
                owed.queued_at_s,
                owed.expires_at_s,
                owed.state is ObligationState.HELD,
            )
            for owed in self._own()
            if owed.expires_at_s >= at_s
        ]

    def _heard(self, owed: Obligation, outcome: Outcome) -> None:
        self.bank.network.note(f"settlement of {owed.id}", outcome)
        self._sent.discard(self._uetr(owed))
        if outcome.first(ObligationSettled) is not None:
            self._unpaid.pop(self._uetr(owed), None)

    def _queue(self, owed: Obligation, expires_s: int) -> None:
        payee = self.payees[owed.payee].address
        terms = owed.currency, owed.amount_minor, owed.priority, expires_s
        self._act(f"obligation {owed.id}", self._contract.queue(self._uetr(owed), payee, *terms))

    def _free_minor(self) -> int:
        """What the bank can spend after what it promised in the block that is being filled."""
        network = self.bank.network
        if self._block != network.ledger.height:
            self._block, self._promised_minor = network.ledger.height, 0
        return network.read(self.bank.central_bank.money.available_minor(self.bank.address)) - self._promised_minor

    @property
    def _contract(self) -> LiquidityQueue:
        return self.bank.network.deployment.liquidity_queue

    def _uetr(self, owed: Obligation) -> str:
        return obligation_uetr(self.bank.network.seed, owed.id)

    def _act(self, what: str, call: Call[Any]) -> None:
        self.bank.network.attempt(self.bank.account, call, what)

    def _own(self) -> list[QueuedObligation]:
        return list(self.view.open_of(self.bank.address))


def policy_of(name: str, terms: Terms, code: UserCode) -> Policy:
    """A policy by its name, or of the user's own class."""
    if name in NAMED:
        return NAMED[name](terms)
    own: Policy = code.named(name)(terms)
    return own


def _wrong(decision: Decision, position: Position) -> str | None:
    """Why nobody could carry out a decision."""
    known = {owed.uetr for owed in position.waiting}
    named = [*decision.release, *decision.draws]
    if not known.issuperset(named):
        return f"{next(uetr for uetr in named if uetr not in known)!r} is not among what waits"
    if len(set(decision.release)) < len(decision.release):
        return "it releases an obligation twice"
    amounts = decision.draws.values()
    if any(type(amount) is not int or amount < 0 for amount in amounts) or sum(amounts) > position.room_minor:
        return f"it draws {sum(amounts)} minor units, and there is room for {position.room_minor}"
    return None
