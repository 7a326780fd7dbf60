"""Random obligations under changing limits, freezes, standings, pauses and modes, on chain beside a plain model.

Trusts `queue_model` as the other opinion; its figures never come from the chain.
Never lets preflight, execution and model disagree about a single obligation, batch or cycle.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from actors import ACTORS, BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, KEEPER, MAKER, SUPERVISOR
from forks import once_an_engine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from queue_model import CANCELLED, EXPIRED, FINE, HELD, NO_LIMIT, QUEUED, SETTLED, Owed, QueueModel, debits
from queue_stage import FURTHER_BANKS, admit_banks, fresh_uetr, queue_of, queueing
from small_network import BANGKOK_BANK_MINOR, DAY_S, Network, open_network

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import QueueExpiresWithinCycle, QueueInCycle, QueueStateIs
from chain.clients.events import BatchRefused, CycleRefused, ObligationRefused
from chain.clients.types import CycleState, QueueMode, Refusal, RefusalCode, Status

BANKS: list[Account] = [BANGKOK_BANK, CHIANGMAI_BANK, MAKER, FURTHER_BANKS[0]]
AMOUNTS_MINOR = [1, 500, 1_000, 1_001, 30_000, 70_000]
LIMITS_MINOR = [0, 1_000, 30_000, NO_LIMIT, NO_LIMIT]
LIVES_S = [-1, 60, DAY_S, *[3 * DAY_S] * 5]
ACTS = [
    *["owe"] * 8,
    *["net"] * 6,
    *["settle_one"] * 2,
    *["hold", "release", "cancel", "expire"],
    *["change_limit"] * 2,
    *["freeze", "suspend", "pause", "issue", "drain", "wait"],
    *["put_right"] * 4,
    *["change_mode", "close_cycle", "close_cycle", "abandon_cycle"],
]
ROUNDS = 14
# A state is drawn from a number: drawn act by act, hardly anything ever settles.
SEEDS = st.integers(0, 2**32 - 1)
MET: Counter[str] = Counter()


@once_an_engine
def deployed() -> Network:
    """The network with a fourth bank, that every example goes on from."""
    network = open_network()
    admit_banks(network, 1)
    return network


class Queue(RuleBasedStateMachine):
    """The queue of THB and its model, step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.network = deployed().fork()
        self.model = QueueModel(BANK_OF_THAILAND.address)
        self.model.balances[BANGKOK_BANK.address] = BANGKOK_BANK_MINOR
        for bank in (CHIANGMAI_BANK, MAKER):
            self.give(bank, 50_000)

    def teardown(self) -> None:
        self.network.ledger.journal.close()

    @rule(seed=SEEDS)
    def live_for_a_while(self, seed: int) -> None:
        draw = random.Random(f"{seed}/{self.network.ledger.height}")
        for _ in range(ROUNDS):
            getattr(self, draw.choice(ACTS))(draw)

    # --- Obligations

    def owe(self, draw: random.Random) -> None:
        """Somebody queues what it owes; the same again exists."""
        payer, payee = draw.sample(BANKS, 2)
        uetr, at_s = fresh_uetr(self.network), self.network.now_s
        owed = Owed(payer.address, payee.address, draw.choice(AMOUNTS_MINOR), at_s + draw.choice(LIVES_S), 0)
        call = queueing(self.network, uetr, payee, owed.amount_minor, expires_at_s=owed.expires_at_s)
        if payer.address in self.model.suspended - self.model.members:
            return
        code, party = self.model.queue_refusal(owed, at_s)
        outcome = self.network.attempt(payer, call)
        if self.model.is_deferred and self.asks_the_cycle(code) and owed.expires_at_s < self.cycle_end_s(at_s):
            assert isinstance(outcome.error, QueueExpiresWithinCycle)
            return
        refused = outcome.require().first(ObligationRefused)
        assert (code, party) == (FINE if refused is None else (refused.code, refused.party))
        MET[f"queue {code.name}"] += 1
        if refused is None:
            self.model.enter(uetr, owed, at_s)

    def cycle_end_s(self, at_s: int) -> int:
        """The last second of the cycle that an obligation would join."""
        return self.model.ends_at_s if self.model.open_cycle(at_s) else at_s + DAY_S - 1

    def asks_the_cycle(self, code: RefusalCode) -> bool:
        """Whether nothing refused before the cycle was asked."""
        earlier = (RefusalCode.ORDER_EXPIRED, RefusalCode.PAYER_BANK_SUSPENDED, RefusalCode.PAYER_MONEY_PAUSED)
        return code not in earlier

    def some_uetrs(self, draw: random.Random, most: int) -> list[str]:
        """Obligations of no cycle, mostly such as wait."""
        at_s = self.network.now_s
        known = [uetr for uetr, owed in self.model.owed.items() if not owed.cycle]
        waiting = [uetr for uetr in known if self.model.state(uetr, at_s) is QUEUED]
        chosen = known if draw.random() < 0.15 else waiting
        return sorted(draw.sample(chosen, min(len(chosen), draw.randint(1, most))))

    def net(self, draw: random.Random) -> None:
        """A batch; preflight, the record and the model agree."""
        if uetrs := self.some_uetrs(draw, 8):
            sender = draw.choice([KEEPER, BANK_OF_THAILAND])
            self.settle(uetrs, sender, queue_of(self.network).settle_batch("THB", uetrs), BatchRefused)

    def settle_one(self, draw: random.Random) -> None:
        """One alone."""
        for uetr in self.some_uetrs(draw, 1):
            payer = ACTORS.get(self.model.owed[uetr].payer, FURTHER_BANKS[0])
            self.settle([uetr], payer, queue_of(self.network).settle(uetr), ObligationRefused)

    def settle(
        self, uetrs: list[str], sender: Account, call: Call[bool], kind: type[BatchRefused | ObligationRefused]
    ) -> None:
        """Settles or is refused, as the model says and preflight foresees."""
        at_s = self.network.now_s
        expected = self.model.batch_refusal(uetrs, at_s)
        foreseen = self.network.read(queue_of(self.network).preflight_batch("THB", uetrs))
        self.agree(foreseen, expected, self.network.run(sender, call).first(kind), "settle")
        if expected == {FINE}:
            self.model.settle(uetrs, at_s)

    def agree(
        self,
        foreseen: Refusal,
        expected: set[Any],
        refused: BatchRefused | ObligationRefused | CycleRefused | None,
        of: str,
    ) -> None:
        """What was foreseen is what happened, and one of what the model expects."""
        verdict = FINE if foreseen.code is RefusalCode.NONE else (foreseen.code, foreseen.party)
        assert verdict in expected
        assert verdict == (FINE if refused is None else (refused.code, refused.party))
        assert refused is None or refused.rule == foreseen.rule
        MET[f"{of} {foreseen.code.name}"] += 1

    def hold(self, draw: random.Random) -> None:
        """Its payer puts one aside."""
        self.turn(draw, "hold", {QUEUED}, HELD)

    def release(self, draw: random.Random) -> None:
        """Its payer takes one up again."""
        self.turn(draw, "release", {HELD}, QUEUED)

    def cancel(self, draw: random.Random) -> None:
        """Its payer withdraws one."""
        self.turn(draw, "cancel", {QUEUED, HELD}, CANCELLED)

    def expire(self, draw: random.Random) -> None:
        """Somebody puts on record that one is over."""
        self.turn(draw, "expire", {EXPIRED}, EXPIRED)

    def turn(self, draw: random.Random, act: str, before: set[Any], after: Any) -> None:
        """One of all obligations, in whatever state it is."""
        if not self.model.owed:
            return
        uetr = draw.choice(list(self.model.owed))
        owed, at_s = self.model.owed[uetr], self.network.now_s
        payer = ACTORS.get(owed.payer, FURTHER_BANKS[0])
        error = self.network.attempt(payer, getattr(queue_of(self.network), act)(uetr)).error
        if owed.cycle:
            assert isinstance(error, QueueInCycle)
        elif self.model.state(uetr, at_s) in before and owed.state is not EXPIRED:
            assert error is None
            self.model.set_state(uetr, after)
        else:
            assert error is not None
            assert act == "expire" or isinstance(error, QueueStateIs)

    # --- What changes around them

    def change_limit(self, draw: random.Random) -> None:
        """Somebody limits what it pays one other, or all."""
        member, payee = draw.sample(BANKS, 2)
        limit_minor, queue = draw.choice(LIMITS_MINOR), queue_of(self.network)
        if {member.address, payee.address} & self.model.suspended:
            return
        self.model.members.add(member.address)
        if draw.random() < 0.5:
            self.network.run(member, queue.set_multilateral_limit("THB", limit_minor))
            self.model.multilateral[member.address] = limit_minor
        else:
            self.network.run(member, queue.set_bilateral_limit("THB", payee.address, limit_minor))
            self.model.members.add(payee.address)
            self.model.bilateral[member.address, payee.address] = limit_minor

    def freeze(self, draw: random.Random) -> None:
        """A part of somebody's money is frozen."""
        self.set_frozen(draw.choice(BANKS), draw.choice([1_000, 10**9]))

    def set_frozen(self, bank: Account, amount_minor: int) -> None:
        self.network.run(SUPERVISOR, self.network.money("THB").set_frozen_tokens(bank.address, amount_minor))
        self.model.frozen[bank.address] = amount_minor

    def suspend(self, draw: random.Random) -> None:
        """Somebody is suspended, or reinstated."""
        self.turn_standing(draw.choice(BANKS))

    def turn_standing(self, bank: Account) -> None:
        is_out = bank.address in self.model.suspended
        self.network.set_participant(BANK_OF_THAILAND, bank, Status.ACTIVE if is_out else Status.SUSPENDED)
        self.model.suspended ^= {bank.address}

    def pause(self, draw: random.Random) -> None:
        """The money is paused, or goes on."""
        self.model.is_paused = not self.model.is_paused
        self.network.run(BANK_OF_THAILAND, self.network.money("THB").set_paused(self.model.is_paused, "step"))

    def issue(self, draw: random.Random) -> None:
        """Somebody gets more money."""
        self.give(draw.choice(BANKS), draw.choice(AMOUNTS_MINOR))

    def give(self, bank: Account, amount_minor: int) -> None:
        if not self.model.is_paused and bank.address not in self.model.suspended:
            self.network.run(BANK_OF_THAILAND, self.network.money("THB").issue(bank.address, amount_minor, b"step"))
            self.model.balances[bank.address] += amount_minor

    def drain(self, draw: random.Random) -> None:
        """Somebody gives all that it can spend back."""
        bank = draw.choice(BANKS)
        amount_minor = self.model.available(bank.address)
        if amount_minor and not self.model.is_paused and bank.address not in self.model.suspended:
            self.network.run(bank, self.network.money("THB").redeem(amount_minor, b"step"))
            self.model.balances[bank.address] -= amount_minor

    def put_right(self, draw: random.Random) -> None:
        """Nothing is paused, nobody suspended or frozen any more, and everybody has some money."""
        if self.model.is_paused:
            self.pause(draw)
        for bank in BANKS:
            if bank.address in self.model.suspended:
                self.turn_standing(bank)
            if self.model.frozen[bank.address]:
                self.set_frozen(bank, 0)
            if self.model.balances[bank.address] < 10_000:
                self.give(bank, 10_000)

    def wait(self, draw: random.Random) -> None:
        """Seconds, hours or a day and more pass."""
        self.network.ledger.seal(self.network.ledger.timestamp_s + draw.choice([1, 61, 7_200, DAY_S + 5]))

    # --- Cycles

    def change_mode(self, draw: random.Random) -> None:
        """What is queued from now on waits, or joins a cycle."""
        self.model.is_deferred = not self.model.is_deferred
        mode = QueueMode.DEFERRED if self.model.is_deferred else QueueMode.GROSS
        self.network.run(BANK_OF_THAILAND, queue_of(self.network).set_mode("THB", mode))

    def close_cycle(self, draw: random.Random) -> None:
        """The open cycle is settled, or refused."""
        at_s, queue = self.network.now_s, queue_of(self.network)
        if not self.model.open_cycle(at_s):
            assert self.network.attempt(KEEPER, queue.close_cycle("THB")).error is not None
            return
        expected = self.model.cycle_refusal(at_s)
        foreseen = self.network.read(queue.preflight_cycle("THB"))
        refused = self.network.run(KEEPER, queue.close_cycle("THB")).first(CycleRefused)
        self.agree(foreseen, expected, refused, "close")
        if expected == {FINE}:
            self.model.close(at_s, SETTLED)

    def abandon_cycle(self, draw: random.Random) -> None:
        """The open cycle is given up."""
        at_s = self.network.now_s
        error = self.network.attempt(BANK_OF_THAILAND, queue_of(self.network).abandon_cycle("THB")).error
        assert (error is None) is bool(self.model.open_cycle(at_s))
        if error is None:
            self.model.close(at_s, CANCELLED)

    # --- What always holds

    @invariant()
    def money__is_that_of_the_model_and_nobody_is_below_zero(self) -> None:
        money, queue = self.network.money("THB"), queue_of(self.network)
        for bank in BANKS:
            assert self.network.read(money.balance_of(bank.address)) == self.model.balances[bank.address] >= 0
        assert self.network.read(money.balance_of(queue.address)) == 0

    @invariant()
    def obligations__are_each_in_exactly_the_models_state(self) -> None:
        at_s, queue = self.network.now_s, queue_of(self.network)
        for uetr, owed in self.model.owed.items():
            kept = self.network.read(queue.obligation_of(uetr), at_s=at_s)
            assert (kept.payer, kept.payee, kept.amount_minor) == (owed.payer, owed.payee, owed.amount_minor)
            assert (kept.state, kept.cycle) == (self.model.state(uetr, at_s), owed.cycle)

    @invariant()
    def positions__are_the_sums_of_what_settled(self) -> None:
        at_s, queue = self.network.now_s, queue_of(self.network)
        today = debits(self.model.settled_on(at_s // DAY_S))
        in_cycle = debits(self.model.in_cycle(self.model.open_cycle(at_s)))
        assert sum(today.values()) == sum(in_cycle.values()) == 0
        for bank in BANKS:
            assert self.network.read(queue.multilateral_position_of("THB", bank.address)) == today[bank.address]
            assert self.network.read(queue.cycle_position_of("THB", bank.address)) == in_cycle[bank.address]
        is_open = self.network.read(queue.cycle_of("THB")).state is CycleState.OPEN
        assert is_open is bool(self.model.open_cycle(at_s))


# The slow engine says the same of fewer, and meets less.
EXAMPLES = {"revm": 24, "pyevm": 4}
MET_AT_LEAST = {"revm": {"NONE", "OBLIGATION_NOT_QUEUED", "PAYER_BANK_INSUFFICIENT_LIQUIDITY"}, "pyevm": {"NONE"}}


@pytest.mark.deep_on_pyevm
def test_queue__in_any_order__is_as_the_model_says(engine: str) -> None:
    MET.clear()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Queue, settings=settings(max_examples=EXAMPLES[engine], stateful_step_count=6, deadline=None)
    )
    met = {name.partition(" ")[2] for name in MET if name.startswith("settle")}
    assert met >= MET_AT_LEAST[engine]
