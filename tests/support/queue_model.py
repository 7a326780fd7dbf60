"""A plain model of the liquidity queue: what refuses what, where every obligation is, and what everybody has.

Trusts nothing of the contracts: positions are sums over all that settled, and states follow from what was done.
Never asks the chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from small_network import DAY_S

from chain.abi import Address
from chain.clients.types import ObligationState, RefusalCode

QUEUED, HELD, SETTLED = ObligationState.QUEUED, ObligationState.HELD, ObligationState.SETTLED
CANCELLED, EXPIRED = ObligationState.CANCELLED, ObligationState.EXPIRED
WAITING = (QUEUED, HELD)
NO_LIMIT = 2**256 - 1
Verdict = tuple[RefusalCode, Address | None]
FINE: Verdict = (RefusalCode.NONE, None)


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation. state: as it was last written; settled_on: the day in which it settled by itself or in a batch;
    cycle: the cycle's number, zero for none."""

    payer: Address
    payee: Address
    amount_minor: int
    expires_at_s: int
    cycle: int
    state: ObligationState = QUEUED
    settled_on: int | None = None


@dataclass(slots=True)
class QueueModel:
    """The queue in one currency. central_bank: who pauses; balances, frozen: minor units of each; cycle: the last one's
    number; ends_at_s: its last second; closed: cycle -> what became of all in it."""

    central_bank: Address
    balances: Counter[Address] = field(default_factory=Counter)
    frozen: Counter[Address] = field(default_factory=Counter)
    suspended: set[Address] = field(default_factory=set)
    members: set[Address] = field(default_factory=set)
    is_paused: bool = False
    is_deferred: bool = False
    cycle: int = 0
    ends_at_s: int = 0
    closed: dict[int, ObligationState] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)
    bilateral: dict[tuple[Address, Address], int] = field(default_factory=dict)
    multilateral: dict[Address, int] = field(default_factory=dict)

    def state(self, uetr: str, at_s: int) -> ObligationState:
        """Where an obligation is."""
        owed = self.owed[uetr]
        if owed.cycle in self.closed:
            return self.closed[owed.cycle]
        if owed.cycle and (owed.cycle != self.cycle or at_s > self.ends_at_s):
            return EXPIRED
        return EXPIRED if not owed.cycle and owed.state in WAITING and at_s > owed.expires_at_s else owed.state

    def open_cycle(self, at_s: int) -> int:
        """The number of the cycle that is open, zero for none."""
        return self.cycle if self.cycle and self.cycle not in self.closed and at_s <= self.ends_at_s else 0

    def in_cycle(self, cycle: int) -> list[Owed]:
        """What is in a cycle."""
        return [owed for owed in self.owed.values() if cycle and owed.cycle == cycle]

    def settled_on(self, day: int) -> list[Owed]:
        """What settled by itself or in batches on a day."""
        return [owed for owed in self.owed.values() if owed.settled_on == day]

    # --- What refuses

    def queue_refusal(self, owed: Owed, at_s: int) -> Verdict:
        """Why an obligation is not queued."""
        if at_s > owed.expires_at_s:
            return RefusalCode.ORDER_EXPIRED, owed.payer
        if owed.payer in self.suspended:
            return RefusalCode.PAYER_BANK_SUSPENDED, owed.payer
        if self.is_paused:
            return RefusalCode.PAYER_MONEY_PAUSED, self.central_bank
        if self.is_deferred:
            refusal = self.limit_refusal([owed], self.in_cycle(self.open_cycle(at_s)))
            if refusal != FINE:
                return refusal
        return (RefusalCode.PAYEE_BANK_SUSPENDED, owed.payee) if owed.payee in self.suspended else FINE

    def batch_refusal(self, uetrs: Sequence[str], at_s: int) -> set[Verdict]:
        """Why a batch is refused: the first of the table, with everybody whom it can name."""
        for uetr in uetrs:
            state = self.state(uetr, at_s)
            if state is EXPIRED:
                return {(RefusalCode.ORDER_EXPIRED, self.owed[uetr].payer)}
            if state is not QUEUED:
                return {(RefusalCode.OBLIGATION_NOT_QUEUED, self.owed[uetr].payer)}
        items = [self.owed[uetr] for uetr in uetrs]
        return self.net_refusal(items, limits=self.limit_refusals(items, self.settled_on(at_s // DAY_S)))

    def cycle_refusal(self, at_s: int) -> set[Verdict]:
        """Why the open cycle does not settle."""
        return self.net_refusal(self.in_cycle(self.open_cycle(at_s)), limits=set())

    def net_refusal(self, items: Iterable[Owed], limits: set[Verdict]) -> set[Verdict]:
        """What forbids to settle these at once by their nets."""
        nets = debits(items)
        payers = {who for who, net in nets.items() if net >= 0}
        if out := payers & self.suspended:
            return {(RefusalCode.PAYER_BANK_SUSPENDED, who) for who in out}
        if self.is_paused:
            return {(RefusalCode.PAYER_MONEY_PAUSED, self.central_bank)}
        if limits:
            return limits
        if short := {who for who in payers if nets[who] > self.available(who)}:
            return {(self.shortage(who, nets[who]), who) for who in short}
        return {(RefusalCode.PAYEE_BANK_SUSPENDED, who) for who in nets.keys() & self.suspended} or {FINE}

    def available(self, who: Address) -> int:
        """What somebody can spend."""
        return max(0, self.balances[who] - self.frozen[who])

    def shortage(self, who: Address, needed_minor: int) -> RefusalCode:
        """What keeps somebody from paying so much."""
        is_frozen = self.balances[who] >= needed_minor
        return RefusalCode.PAYER_FROZEN if is_frozen else RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY

    def limit_refusal(self, more: Sequence[Owed], before: Sequence[Owed]) -> Verdict:
        """The limit that one more obligation exceeds."""
        return next(iter(self.limit_refusals(more, before)), FINE)

    def limit_refusals(self, more: Sequence[Owed], before: Sequence[Owed]) -> set[Verdict]:
        """Who exceeds a limit: towards one other, or if nobody does towards all."""
        found: set[Verdict] = {
            (RefusalCode.PAYER_BILATERAL_LIMIT, payer)
            for (payer, payee), limit in self.bilateral.items()
            if exceeds(limit, between(before, payer, payee), between(more, payer, payee))
        }
        return found or {
            (RefusalCode.PAYER_MULTILATERAL_LIMIT, member)
            for member, limit in self.multilateral.items()
            if exceeds(limit, debits(before)[member], debits(more)[member])
        }

    # --- What happens

    def enter(self, uetr: str, owed: Owed, at_s: int) -> None:
        """An obligation is queued."""
        cycle = 0
        if self.is_deferred:
            cycle = self.open_cycle(at_s)
            if not cycle:
                self.cycle, self.ends_at_s = self.cycle + 1, at_s + DAY_S - 1
                cycle = self.cycle
        self.members |= {owed.payer, owed.payee}
        self.owed[uetr] = replace(owed, cycle=cycle)

    def set_state(self, uetr: str, state: ObligationState) -> None:
        """Its payer did something with it."""
        self.owed[uetr] = replace(self.owed[uetr], state=state)

    def settle(self, uetrs: Iterable[str], at_s: int) -> None:
        """These settle by themselves or in a batch."""
        items = [(uetr, self.owed[uetr]) for uetr in uetrs]
        self.move(owed for _, owed in items)
        for uetr, owed in items:
            self.owed[uetr] = replace(owed, state=SETTLED, settled_on=at_s // DAY_S)

    def close(self, at_s: int, state: ObligationState) -> None:
        """The open cycle comes to this."""
        cycle = self.open_cycle(at_s)
        if state is SETTLED:
            self.move(self.in_cycle(cycle))
        self.closed[cycle] = state

    def move(self, items: Iterable[Owed]) -> None:
        """The money moves, whatever the order."""
        self.balances.subtract(debits(items))


def debits(items: Iterable[Owed]) -> Counter[Address]:
    """What each has to pay for these, less what it gets."""
    nets: Counter[Address] = Counter()
    for owed in items:
        nets[owed.payer] += owed.amount_minor
        nets[owed.payee] -= owed.amount_minor
    return nets


def between(items: Iterable[Owed], payer: Address, payee: Address) -> int:
    """What one pays the other for these, less what it gets from it."""
    signs = {(payer, payee): 1, (payee, payer): -1}
    return sum(signs.get((owed.payer, owed.payee), 0) * owed.amount_minor for owed in items)


def exceeds(limit_minor: int, before_minor: int, added_minor: int) -> bool:
    """Whether a position goes up, and to above its limit."""
    return added_minor > 0 and before_minor + added_minor > limit_minor
