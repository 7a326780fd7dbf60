"""Random instructions and locks under suspensions, freezes, pauses and drains, on chain beside a plain model.

Trusts `atomic_model` as the other opinion; its figures never come from the chain.
Never lets preflight, execution and model disagree about a single one.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from actors import (
    ACTORS,
    BANGKOK_BANK,
    BANK_OF,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
)
from atomic_model import ADMITTED, PAYERS, AtomicModel, Record
from atomic_stage import (
    SECRET,
    approval,
    atomic,
    foresee,
    instruct,
    lock_of,
    locks,
    set_up,
    sign,
    signed,
)
from forks import once_an_engine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from rule_books import SUPERVISOR_OF
from small_network import Network, open_network

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import AtomicNotOpen, HashTimeLockNotInState
from chain.clients.events import (
    InstructionHeld,
    InstructionRefused,
    InstructionSettled,
    LockHeld,
    LockRefused,
    ReserveHeld,
)
from chain.clients.types import Instruction, InstructionState, LockState, RefusalCode, Status
from chain.events import Event
from chain.ledger import Outcome

CENTRAL_BANK = {"THB": BANK_OF_THAILAND, "HKD": HKMA}
WALLETS = [IMPORTER, MILLER, FARMER, EXPORTER]
BANKS = [BANGKOK_BANK, HONGKONG_BANK, CHIANGMAI_BANK, MAKER]
AMOUNTS_MINOR = [1, 1_000, 1_000, 50_000, 2_000_000, 30_000_000]
NAMES = ["THB", "HKD", "bangkok-bank", "chiangmai-bank", "hongkong-bank"]
CHANGES = ["nothing"] * 8 + ["a_wallet", "a_bank", "a_pause", "a_freeze", "a_drain", "an_hour"] + ["a_cure"] * 4
ACTS = ["propose"] * 3 + ["approve"] * 4 + ["finish"] * 4 + ["at_once"] * 2
ACTS += ["execute", "execute", "cancel", "withdraw", "expire", "reclaim"]
ACTS += ["lock"] * 3 + ["claim"] * 2 + ["refund", "deliver"]
ROUNDS = 20
SEEDS = st.integers(0, 2**32 - 1)
SOON_S = 400


@once_an_engine
def deployed() -> Network:
    """The network that every example goes on from."""
    network = open_network()
    set_up(network)
    return network


class Atomic(RuleBasedStateMachine):
    """The small network and its model, step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.network = deployed().fork()
        books = {name: Counter[str]() for name in self.network.moneys()}
        for (name, holder), minor in self.network.balances().items():
            books[name][holder] = minor
        self.model = AtomicModel(books, atomic(self.network).address, locks(self.network).address)

    def teardown(self) -> None:
        self.network.ledger.journal.close()

    @rule(seed=SEEDS)
    def live_for_a_while(self, seed: int) -> None:
        draw = random.Random(f"{seed}/{self.network.ledger.height}")
        for _ in range(ROUNDS):
            getattr(self, draw.choice(CHANGES))(draw)
            getattr(self, draw.choice(ACTS))(draw)

    # What happens to the accounts.

    def nothing(self, draw: random.Random) -> None:
        pass

    def a_wallet(self, draw: random.Random) -> None:
        wallet = draw.choice(WALLETS)
        home = "HKD" if wallet is EXPORTER else "THB"
        if (BANK_OF[wallet].address, home) in self.model.suspended:
            return
        self.toggle((wallet.address, ""), lambda status: self.network.set_customer(wallet, status))

    def a_bank(self, draw: random.Random) -> None:
        currency = draw.choice(["THB", "HKD"])
        bank = draw.choice([bank for bank in BANKS if (bank.address, currency) in ADMITTED])
        change: Callable[[Status], None] = lambda status: self.network.set_participant(  # noqa: E731
            CENTRAL_BANK[currency], bank, status
        )
        self.toggle((bank.address, currency), change)

    def toggle(self, mark: tuple[str, str], change: Callable[[Status], None]) -> None:
        is_off = mark in self.model.suspended
        change(Status.ACTIVE if is_off else Status.SUSPENDED)
        self.model.suspended ^= {mark}

    def a_pause(self, draw: random.Random) -> None:
        self.set_paused(name := draw.choice(NAMES), name not in self.model.paused)

    def set_paused(self, name: str, is_paused: bool) -> None:
        money = self.network.moneys()[name]
        central_bank = CENTRAL_BANK[self.network.read(money.currency())]
        self.network.run(central_bank, money.set_paused(is_paused, "test"))
        self.model.paused ^= {name}

    def a_freeze(self, draw: random.Random) -> None:
        name = draw.choice(NAMES)
        holder = draw.choice(BANKS if name in CENTRAL_BANK else WALLETS)
        minor = draw.choice([0, 0, 1, 5_000_000])
        money = self.network.moneys()[name]
        supervisor = SUPERVISOR_OF[self.network.read(money.currency())]
        self.network.run(supervisor, money.set_frozen_tokens(holder.address, minor))
        self.model.frozen[name, holder.address] = minor

    def a_drain(self, draw: random.Random) -> None:
        """A bank sends nearly all it has to another: whoever counted on it finds nothing."""
        payer, payee = draw.sample([BANGKOK_BANK, HONGKONG_BANK, MAKER], 2)
        free = self.model._free(self.model.books, "THB", payer.address)
        marks = {(payer.address, "THB"), (payee.address, "THB")}
        if free < 2 or marks & self.model.suspended or "THB" in self.model.paused:
            return
        self.network.run(payer, self.network.money("THB").transfer(payee.address, free - 1))
        self.model.books["THB"][payer.address] -= free - 1
        self.model.books["THB"][payee.address] += free - 1

    def an_hour(self, draw: random.Random) -> None:
        self.network.ledger.seal(self.network.now_s + draw.choice([SOON_S // 2, 2 * SOON_S]))

    def a_cure(self, draw: random.Random) -> None:
        for name in sorted(self.model.paused):
            self.set_paused(name, False)
        for account, currency in sorted(self.model.suspended, key=lambda mark: not mark[1]):
            if not currency:
                self.network.set_customer(ACTORS[account], Status.ACTIVE)
            else:
                self.network.set_participant(CENTRAL_BANK[currency], ACTORS[account], Status.ACTIVE)
        self.model.suspended.clear()

    # Instructions.

    def propose(self, draw: random.Random) -> None:
        instruction = self.drawn(draw)
        proposer = draw.randrange(len(instruction.parties))
        call = atomic(self.network).propose(instruction, approval(instruction, self.party(instruction, proposer)))
        outcome = self.network.run(self.party(instruction, proposer), call)
        if instruction.reserves:
            code = self.model.reserve(instruction, proposer)
            assert refused(outcome, InstructionRefused) == code
            if code:
                return
        record = Record(instruction, proposer, approved={proposer})
        record.reserved = {proposer} if instruction.reserves else set()
        self.model.records[instruction.uetr] = record

    def at_once(self, draw: random.Random) -> None:
        instruction = self.drawn(draw)
        everybody = [ACTORS[party] for party in instruction.parties]
        foreseen = foresee(self.network, instruction).code
        call = atomic(self.network).settle(instruction, signed(self.network, instruction, *everybody))
        outcome = self.network.run(STRANGER, call)
        code = self.model.settle(instruction, set())
        assert refused(outcome, InstructionRefused) == code == foreseen
        if not code:
            everyone = set(range(len(everybody)))
            self.model.records[instruction.uetr] = Record(instruction, 0, InstructionState.SETTLED, everyone)

    def approve(self, draw: random.Random) -> None:
        record = self.chosen(draw)
        if record is not None:
            self.approve_for(record, draw.randrange(len(record.instruction.parties)), draw)

    def finish(self, draw: random.Random) -> None:
        """Everybody approves who has not."""
        record = self.chosen(draw)
        if record is None or record.state is not InstructionState.OPEN:
            return
        for party in range(len(record.instruction.parties)):
            if party not in record.approved:
                self.approve_for(record, party, draw)

    def approve_for(self, record: Record, party: int, draw: random.Random) -> None:
        instruction = record.instruction
        account = self.party(instruction, party)
        foreseen = self.foreseen(record)
        if draw.random() < 0.5:
            given, sender = approval(instruction, account, sign(self.network, instruction, account)), STRANGER
        else:
            given, sender = approval(instruction, account), account
        outcome = self.attempt(sender, atomic(self.network).approve(instruction, [given]), record)
        if outcome is None or self.is_late(record, outcome):
            return
        if party not in record.approved and instruction.reserves:
            code = self.model.reserve(instruction, party)
            assert refused(outcome, InstructionRefused) == code
            if code:
                return
            record.reserved.add(party)
            foreseen = None
        record.approved.add(party)
        self.expect_settlement(record, outcome, foreseen)

    def execute(self, draw: random.Random) -> None:
        record = self.chosen(draw)
        if record is None:
            return
        foreseen = self.foreseen(record)
        is_late = self.network.now_s > record.instruction.expires_at
        if record.state is InstructionState.OPEN and not is_late and not record.is_by_all:
            assert self.network.attempt(STRANGER, atomic(self.network).execute(record.instruction)).error is not None
            return
        outcome = self.attempt(STRANGER, atomic(self.network).execute(record.instruction), record)
        if outcome is not None and not self.is_late(record, outcome):
            self.expect_settlement(record, outcome, foreseen)

    def expect_settlement(self, record: Record, outcome: Outcome, foreseen: RefusalCode | None) -> None:
        if not record.is_by_all:
            assert outcome.first(InstructionSettled) is None
            return
        code = self.model.settle(record.instruction, record.reserved)
        assert refused(outcome, InstructionHeld) == code
        assert foreseen in (None, code)
        assert (outcome.first(InstructionSettled) is not None) is not bool(code)
        if not code:
            record.state = InstructionState.SETTLED
            record.reserved = set()

    def cancel(self, draw: random.Random) -> None:
        record = self.chosen(draw)
        if record is None:
            return
        proposer = self.party(record.instruction, record.proposer)
        is_late = self.network.now_s > record.instruction.expires_at
        call = atomic(self.network).cancel(record.instruction)
        if record.state is InstructionState.OPEN and (is_late or record.is_by_all):
            assert self.network.attempt(proposer, call).error is not None
            return
        outcome = self.attempt(proposer, call, record)
        if outcome is not None:
            self.close(record, InstructionState.CANCELLED, outcome)

    def expire(self, draw: random.Random) -> None:
        record = self.chosen(draw)
        if record is None:
            return
        call = atomic(self.network).expire(record.instruction)
        if record.state is InstructionState.OPEN and self.network.now_s <= record.instruction.expires_at:
            assert self.network.attempt(STRANGER, call).error is not None
            return
        outcome = self.attempt(STRANGER, call, record)
        if outcome is not None:
            self.close(record, InstructionState.EXPIRED, outcome)

    def close(self, record: Record, state: InstructionState, outcome: Outcome) -> None:
        record.state = state
        for party in sorted(record.reserved):
            self.give_back(record, party, outcome)

    def give_back(self, record: Record, party: int, outcome: Outcome) -> None:
        code = PAYERS[self.model.give_back(record.instruction, party)]
        account = record.instruction.parties[party]
        held = [event.code for event in found(outcome, ReserveHeld) if event.party in (account, *self.faulty(account))]
        assert bool(held) is bool(code)
        if not code:
            record.reserved.discard(party)

    def faulty(self, account: str) -> list[str]:
        """Whoever may be named where an account can't be paid back."""
        banks = [bank for bank in (self.model.bank(account, currency) for currency in CENTRAL_BANK) if bank]
        return [*banks, *(central_bank.address for central_bank in CENTRAL_BANK.values())]

    def withdraw(self, draw: random.Random) -> None:
        record = self.chosen(draw)
        if record is None:
            return
        party = draw.randrange(len(record.instruction.parties))
        call = atomic(self.network).withdraw_approval(record.instruction, party)
        account = self.party(record.instruction, party)
        may = not record.instruction.reserves and party in record.approved
        if record.state is InstructionState.OPEN and not may:
            assert self.network.attempt(account, call).error is not None
            return
        if self.attempt(account, call, record) is not None:
            record.approved.discard(party)

    def reclaim(self, draw: random.Random) -> None:
        record = self.chosen(draw)
        if record is None:
            return
        party = draw.randrange(len(record.instruction.parties))
        call = atomic(self.network).reclaim(record.instruction, party)
        is_late = self.network.now_s > record.instruction.expires_at
        is_open = record.state is InstructionState.OPEN
        is_closed = record.state in (InstructionState.CANCELLED, InstructionState.EXPIRED) or (is_open and is_late)
        if not is_closed or party not in record.reserved:
            assert self.network.attempt(STRANGER, call).error is not None
            return
        outcome = self.network.run(STRANGER, call)
        record.state = InstructionState.EXPIRED if is_open else record.state
        self.give_back(record, party, outcome)

    # Locks.

    def lock(self, draw: random.Random) -> None:
        payer, payee, currency, minor = self.leg(draw)
        now_s = self.network.now_s
        times = {"expires_at": now_s + SOON_S, "counter_expires_at": now_s + 100 * SOON_S}
        lock = lock_of(self.network, payer, payee, currency, minor, **times)
        foreseen = foresee(self.network, lock).code
        outcome = self.network.run(payer, locks(self.network).open(lock, b"", b""))
        code = self.model.open_lock(lock)
        assert refused(outcome, LockRefused) == code == foreseen
        if not code:
            self.model.locks[lock.uetr] = (lock, LockState.OPEN)

    def claim(self, draw: random.Random) -> None:
        self.act_on_lock(draw, "claim")

    def deliver(self, draw: random.Random) -> None:
        self.act_on_lock(draw, "deliver")

    def refund(self, draw: random.Random) -> None:
        self.act_on_lock(draw, "refund")

    def act_on_lock(self, draw: random.Random, act: str) -> None:
        if not self.model.locks:
            return
        lock, state = self.model.locks[draw.choice(sorted(self.model.locks))]
        client, is_over = locks(self.network), self.network.now_s >= lock.expires_at
        secret = draw.choice([SECRET, SECRET, b"\0" * 32])
        call: Call[Any] = client.claim(lock, secret) if act == "claim" else getattr(client, act)(lock)
        wanted = LockState.CLAIMED if act == "deliver" else LockState.OPEN
        in_time = {"claim": not is_over and secret == SECRET, "refund": is_over, "deliver": True}[act]
        foreseen = foresee(self.network, lock).code
        outcome = self.network.attempt(STRANGER, call)
        if state is not wanted or not in_time:
            assert isinstance(outcome.error, HashTimeLockNotInState) or state is wanted
            assert outcome.error is not None
            return
        outcome.require()
        if act == "refund":
            code = PAYERS[self.model.refund(lock)]
            new = LockState.OPEN if code else LockState.REFUNDED
        else:
            code = self.model.deliver(lock)
            new = LockState.CLAIMED if code else LockState.DELIVERED
            assert foreseen == code
        assert refused(outcome, LockHeld) == code
        self.model.locks[lock.uetr] = (lock, new)

    # What always holds.

    @invariant()
    def balances_are_those_of_the_model(self) -> None:
        read = self.network.read
        for name, money in self.network.moneys().items():
            book = self.model.books[name]
            assert {holder: read(money.balance_of(holder)) for holder in book} == dict(book), name
            assert sum(book.values()) == read(money.total_supply()), name

    @invariant()
    def escrow_is_what_is_reserved_and_locked(self) -> None:
        for currency, held in self.model.escrowed().items():
            for contract in (self.model.atomic, self.model.locker):
                assert self.network.read(self.network.money(currency).balance_of(contract)) == held[contract]

    @invariant()
    def states_are_those_of_the_model(self) -> None:
        for uetr, record in self.model.records.items():
            state, _, _ = self.network.read(atomic(self.network).instruction_of(uetr))
            assert state == record.state
        for uetr, (_, lock_state) in self.model.locks.items():
            assert self.network.read(locks(self.network).state_of(uetr)) == lock_state

    # How an instruction is drawn, and found again.

    def drawn(self, draw: random.Random) -> Instruction:
        plans = [self.leg(draw) for _ in range(draw.choice([1, 2, 2, 3, 5]))]
        expires_at = self.network.now_s + SOON_S
        return instruct(self.network, plans, reserves=draw.random() < 0.5, expires_at=expires_at)

    def leg(self, draw: random.Random) -> tuple[Account, Account, str, int]:
        currency = draw.choice(["THB", "THB", "HKD"])
        payer, payee = draw.sample([*WALLETS, *BANKS], 2)
        # A bank does not pay its own customers by a leg.
        while payer in BANKS and self.model.bank(payee.address, currency) == payer.address:
            payer, payee = draw.sample([*WALLETS, *BANKS], 2)
        return payer, payee, currency, draw.choice(AMOUNTS_MINOR)

    def chosen(self, draw: random.Random) -> Record | None:
        records = self.model.records
        live = [uetr for uetr, record in records.items() if record.state is InstructionState.OPEN]
        pool = live if live and draw.random() < 0.8 else list(records)
        return records[draw.choice(pool)] if pool else None

    def party(self, instruction: Instruction, index: int) -> Account:
        return ACTORS[instruction.parties[index]]

    def foreseen(self, record: Record) -> RefusalCode | None:
        """What preflight says of one that is open; None where it says nothing that counts."""
        if record.state is not InstructionState.OPEN or self.network.now_s > record.instruction.expires_at:
            return None
        return foresee(self.network, record.instruction).code

    def attempt(self, sender: Account, call: Call[Any], record: Record) -> Outcome | None:
        """What becomes of an act; None where the instruction is over, which the contract has to say."""
        outcome = self.network.attempt(sender, call)
        if record.state is InstructionState.OPEN:
            return outcome.require()
        assert isinstance(outcome.error, AtomicNotOpen)
        return None

    def is_late(self, record: Record, outcome: Outcome) -> bool:
        """Whether the last second is over, which the contract has to say."""
        is_late = self.network.ledger.timestamp_s > record.instruction.expires_at
        if is_late:
            assert refused(outcome, InstructionRefused) is RefusalCode.ORDER_EXPIRED
        return is_late


def found(outcome: Outcome, kind: type[Event]) -> list[Any]:
    """The events of one kind."""
    return [logged.event for logged in outcome.events if isinstance(logged.event, kind)]


def refused(outcome: Outcome, kind: type[Event]) -> RefusalCode:
    """The code of the first event of a kind, or NONE."""
    events = found(outcome, kind)
    code: RefusalCode = events[0].code if events else RefusalCode.NONE
    return code


# The slow engine says the same of fewer.
EXAMPLES = {"revm": 12, "pyevm": 2}


@pytest.mark.deep_on_pyevm
def test_instructions_and_locks__random_steps__agree_with_the_model_and_are_final_once(engine: str) -> None:
    run_state_machine_as_test(Atomic, settings=settings(max_examples=EXAMPLES[engine], stateful_step_count=5))
