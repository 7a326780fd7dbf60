"""A bank's liquidity desk: which obligations are urgent, what is paid, queued or held, and what is kept for later.

Trusts the chain for what the bank has and owes.
Never promises in one block more than the bank had before it: what comes in meanwhile is for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chain.client import Call
from chain.clients.events import ObligationSettled
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.types import ObligationState
from chain.ledger import Outcome
from nodes.bank import Bank
from nodes.credit import CreditLine
from nodes.interbank_demand import obligation_uetr
from nodes.queue_view import QueuedObligation, QueueView
from nodes.scenario.obligations import Obligation, SettlementPlan

_BPS = 10_000


@dataclass(frozen=True, slots=True)
class LiquidityPolicy:
    """What a bank does with its money. plan: of the scenario; opening_minor: its opening liquidity."""

    plan: SettlementPlan
    opening_minor: int

    @property
    def reserve_minor(self) -> int:
        """What it keeps for urgent obligations."""
        return self.opening_minor * self.plan.reserve_bps // _BPS

    def is_urgent(self, priority: int) -> bool:
        """Whether an obligation may use the reserve."""
        return priority >= self.plan.urgent_from

    def spendable_minor(self, held_minor: int, priority: int) -> int:
        """What an obligation may use of what the bank has."""
        return held_minor if self.is_urgent(priority) else max(0, held_minor - self.reserve_minor)

    def is_held(self, held_minor: int, priority: int) -> bool:
        """Whether an obligation is put aside in the queue: it is not urgent, and the bank is down to its reserve."""
        return self.reserve_minor > 0 and not self.is_urgent(priority) and held_minor <= self.reserve_minor

    def may_draw(self, priority: int) -> bool:
        """Whether an obligation may be paid by intraday credit."""
        return self.plan.credit == "any" or (self.plan.credit == "urgent" and self.is_urgent(priority))


def by_urgency(obligations: Iterable[Obligation]) -> list[Obligation]:
    """The most urgent first, then as they arose."""
    return sorted(obligations, key=lambda owed: (-owed.priority, owed.at_s, owed.id))


@dataclass(slots=True, eq=False)
class LiquidityDesk:
    """Who settles what a bank owes others. bank; policy; view: of the queue; payees: banks by id; credit: its line."""

    bank: Bank
    policy: LiquidityPolicy
    view: QueueView
    payees: dict[str, Bank]
    credit: CreditLine
    _unpaid: dict[str, Obligation] = field(default_factory=dict)
    _sent: set[str] = field(default_factory=set)
    _block: int = -1
    _promised_minor: int = 0
    has_failed: bool = False
    """Whether the bank has defaulted."""

    def fail(self) -> None:
        """The bank defaults: it withdraws what it queued, and neither queues nor pays anything from now on."""
        self.has_failed = True
        self._unpaid.clear()
        for owed in self._own(ObligationState.QUEUED, ObligationState.HELD):
            self._act("withdrawal of a bank in default", self._contract.cancel(owed.uetr))

    def take(self, owed: Obligation, closes_s: int) -> None:
        """An obligation arises: it is queued until closing, or paid at once where there is no queue."""
        if self.has_failed:
            return
        if self.policy.plan.is_queued:
            self._queue(owed, closes_s)
            if self.policy.is_held(self._free_minor(), owed.priority):
                self._act("hold", self._contract.hold(self._uetr(owed)))
        else:
            self._unpaid[owed.id] = owed
            self._pay([owed], closes_s)

    def retry(self, closes_s: int) -> None:
        """Without a queue: tries again what could not be paid, the most urgent first."""
        self._pay(by_urgency(self._unpaid.values()), closes_s)

    def review(self) -> None:
        """With a queue: draws credit for what may have it, and keeps the reserve."""
        if self.has_failed:
            return
        if self.policy.plan.credit != "never" and self.bank.plan.collateral_minor:
            self._draw_for_queued()
        if self.policy.reserve_minor:
            self._keep_reserve()

    def _draw_for_queued(self) -> None:
        """Draws what is missing for the most urgent ones that may have it, as many as there is room for."""
        queued = [owed for owed in self._own(ObligationState.QUEUED) if self.policy.may_draw(owed.priority)]
        free_minor, room_minor, draw_minor, sum_minor = self._free_minor(), self.credit.room_minor(), 0, 0
        for owed in sorted(queued, key=lambda owed: -owed.priority):
            sum_minor += owed.amount_minor
            missing_minor = sum_minor - free_minor
            if missing_minor > room_minor:
                break
            draw_minor = max(draw_minor, missing_minor)
        if draw_minor > 0:
            self.credit.draw(draw_minor)

    def _keep_reserve(self) -> None:
        """Holds what is not urgent while the bank is down to its reserve, and releases it above."""
        free_minor = self._free_minor()
        for owed in self._own(ObligationState.QUEUED, ObligationState.HELD):
            is_held = self.policy.is_held(free_minor, owed.priority)
            if is_held and owed.state is ObligationState.QUEUED:
                self._act("hold", self._contract.hold(owed.uetr))
            elif not is_held and owed.state is ObligationState.HELD:
                self._act("release", self._contract.release(owed.uetr))

    def close(self) -> None:
        """The business day is over: what could not be paid is given up, and credit is repaid."""
        self._unpaid.clear()
        if self.bank.plan.collateral_minor:
            self.credit.repay()

    def _pay(self, obligations: Iterable[Obligation], closes_s: int) -> None:
        for owed in obligations:
            # What was sent and is not heard of yet may come by again, when a set time falls into the same block.
            if owed.id in self._sent:
                continue
            if self._is_covered(owed):
                self._promised_minor += owed.amount_minor
                self._sent.add(owed.id)
                if self._uetr(owed) not in self.view.obligations:
                    self._queue(owed, closes_s)
                call = self._contract.settle(self._uetr(owed))
                self.bank.act(call, partial(self._heard, owed))

    def _is_covered(self, owed: Obligation) -> bool:
        """Whether the bank has the money, if need be by drawing what is missing."""
        missing_minor = owed.amount_minor - self.policy.spendable_minor(self._free_minor(), owed.priority)
        if missing_minor <= 0:
            return True
        if not self.policy.may_draw(owed.priority) or missing_minor > self.credit.room_minor():
            return False
        self.credit.draw(missing_minor)
        self._promised_minor -= missing_minor
        return True

    def _heard(self, owed: Obligation, outcome: Outcome) -> None:
        self.bank.network.note(f"settlement of {owed.id}", outcome)
        self._sent.discard(owed.id)
        if outcome.first(ObligationSettled) is not None:
            self._unpaid.pop(owed.id, None)

    def _queue(self, owed: Obligation, closes_s: int) -> None:
        payee = self.payees[owed.payee].address
        terms = owed.currency, owed.amount_minor, owed.priority, closes_s
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

    def _own(self, *states: ObligationState) -> list[QueuedObligation]:
        return [o for o in self.view.open.values() if o.payer == self.bank.address and o.state in states]
