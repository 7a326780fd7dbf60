"""What hinders an instruction or a lock: legs of nobody, frozen escrow, and parties that make trouble for the others.

Trusts `atomic_stage` for the calls, and the mock ReentrantDeposit to make the call that it was prepared with.
Never takes a transaction that failed for a refusal: whoever is in trouble is named, and everybody else goes on.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK, KEEPER, MAKER, STRANGER, SUPERVISOR
from atomic_stage import (
    approval,
    approve,
    atomic,
    foresee,
    instruct,
    propose,
    pvp,
    set_up,
    signed,
    state_of,
)
from reentrant_bank import open_reentrant_bank
from small_network import Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors, events
from chain.clients.types import Instruction, InstructionState, Refusal, RefusalCode


@pytest.fixture
def stage(network: Network) -> Network:
    """The small network with two banks that hold both currencies."""
    set_up(network)
    return network


def test_settle__leg_in_a_currency_that_nobody_issues__is_refused(stage: Network) -> None:
    instruction = instruct(stage, [(BANGKOK_BANK, HONGKONG_BANK, "XXX", 1_000)])
    assert_refused(stage, instruction, BANGKOK_BANK, HONGKONG_BANK)


def test_settle__leg_between_two_without_an_account__is_refused(stage: Network) -> None:
    instruction = instruct(stage, [(BANGKOK_BANK, HONGKONG_BANK, "THB", 1_000), (STRANGER, KEEPER, "THB", 1_000)])
    assert_refused(stage, instruction, BANGKOK_BANK, HONGKONG_BANK, STRANGER, KEEPER)


def assert_refused(stage: Network, instruction: Instruction, *everybody: Account) -> None:
    """Foreseen and executed: no leg moves where the last one's payer has no account."""
    payer = instruction.parties[instruction.legs[-1].payer]
    before = stage.storage()
    call = atomic(stage).settle(instruction, signed(stage, instruction, *everybody))
    expected = (RefusalCode.PAYER_CURRENCY, "payer-currency", payer)
    assert events_of(stage.run(STRANGER, call)) == [events.InstructionRefused(instruction.uetr, *expected)]
    assert foresee(stage, instruction) == Refusal(*expected)
    assert stage.storage() == before


def test_approve__escrow_itself_frozen__is_held_with_its_reason_and_settles_later(stage: Network) -> None:
    instruction = pvp(stage, reserves=True)
    propose(stage, instruction, BANGKOK_BANK)
    escrow, thb = atomic(stage).address, stage.money("THB")
    stage.run(SUPERVISOR, thb.set_frozen_tokens(escrow, 1))
    expected = (RefusalCode.PAYER_FROZEN, "payer-frozen", escrow)
    assert foresee(stage, instruction) == Refusal(*expected)
    outcomes = [approve(stage, instruction, HONGKONG_BANK), stage.run(STRANGER, atomic(stage).execute(instruction))]
    for outcome in outcomes:
        assert events_of(outcome)[-1] == events.InstructionHeld(instruction.uetr, *expected)
    assert stage.read(atomic(stage).instruction_of(instruction.uetr))[:2] == (InstructionState.OPEN, 3)
    stage.run(SUPERVISOR, thb.set_frozen_tokens(escrow, 0))
    stage.run(STRANGER, atomic(stage).execute(instruction))
    assert state_of(stage, instruction) == InstructionState.SETTLED


# --- Parties that make trouble: each is alone with it


def others_settle(stage: Network) -> None:
    """Two others exchange in the same moment, in both ways of approving."""
    for reserves in (False, True):
        other = instruct(
            stage, [(MAKER, CHIANGMAI_BANK, "THB", 5), (CHIANGMAI_BANK, MAKER, "THB", 3)], reserves=reserves
        )
        propose(stage, other, MAKER)
        approve(stage, other, CHIANGMAI_BANK)
        assert state_of(stage, other) is InstructionState.SETTLED


def spend_all(stage: Network, bank: Account, currency: str) -> None:
    """The bank sends all that it has to another."""
    money = stage.money(currency)
    stage.run(bank, money.transfer(MAKER.address, stage.read(money.balance_of(bank.address))))


@pytest.mark.parametrize("reserves", [False, True])
def test_party__never_approves__others_have_their_reserve_back_and_settle(stage: Network, reserves: bool) -> None:
    before = stage.balances()
    waiting, called_off = pvp(stage, reserves=reserves), pvp(stage, reserves=reserves)
    for instruction in (waiting, called_off):
        propose(stage, instruction, BANGKOK_BANK)
    others_settle(stage)
    # The proposer need not wait for the last second, and afterwards anybody may end it.
    stage.run(BANGKOK_BANK, atomic(stage).cancel(called_off))
    stage.run(STRANGER, atomic(stage).expire(waiting), at_s=waiting.expires_at + 1)
    after = stage.balances()
    assert {key: after[key] - before[key] for key in before if after[key] != before[key]} == {
        ("THB", MAKER.address): -4,
        ("THB", CHIANGMAI_BANK.address): 4,
    }
    assert state_of(stage, waiting) is InstructionState.EXPIRED
    assert state_of(stage, called_off) is InstructionState.CANCELLED


def test_party__approves_and_revokes_again_and_again__moves_nothing_and_stops_nobody_else(stage: Network) -> None:
    instruction = pvp(stage)
    propose(stage, instruction, BANGKOK_BANK)
    party = instruction.parties.index(HONGKONG_BANK.address)
    spend_all(stage, BANGKOK_BANK, "THB")
    before = stage.balances()
    for _ in range(3):
        held = events_of(approve(stage, instruction, HONGKONG_BANK))[-1]
        assert isinstance(held, events.InstructionHeld)
        stage.run(HONGKONG_BANK, atomic(stage).withdraw_approval(instruction, party))
    assert stage.balances() == before
    others_settle(stage)
    # It has no hold on the proposer, who approved once and is rid of it by one call.
    stage.run(BANGKOK_BANK, atomic(stage).cancel(instruction))
    assert state_of(stage, instruction) is InstructionState.CANCELLED


def test_party__revokes_where_it_reserved__fails(stage: Network) -> None:
    instruction = pvp(stage, reserves=True)
    propose(stage, instruction, BANGKOK_BANK)
    party = instruction.parties.index(BANGKOK_BANK.address)
    revoked = stage.attempt(BANGKOK_BANK, atomic(stage).withdraw_approval(instruction, party))
    assert isinstance(revoked.error, errors.AtomicReserves)
    approve(stage, instruction, HONGKONG_BANK)
    assert state_of(stage, instruction) is InstructionState.SETTLED


def test_party__drained_before_the_last_approval__is_named_and_stops_nobody_else(stage: Network) -> None:
    plain, reserved = pvp(stage), pvp(stage, reserves=True)
    for instruction in (plain, reserved):
        propose(stage, instruction, BANGKOK_BANK)
    spend_all(stage, BANGKOK_BANK, "THB")
    held = events_of(approve(stage, plain, HONGKONG_BANK))[-1]
    short = (RefusalCode.PAYER_INSUFFICIENT_BALANCE, "payer-balance", BANGKOK_BANK.address)
    assert held == events.InstructionHeld(plain.uetr, *short)
    others_settle(stage)
    # What was reserved is out of its reach.
    approve(stage, reserved, HONGKONG_BANK)
    assert state_of(stage, reserved) is InstructionState.SETTLED


def test_deposit_money__calls_back_in_the_middle__moves_nothing_and_stops_nobody_else(stage: Network) -> None:
    reentrant, client = open_reentrant_bank(stage), atomic(stage)
    other = pvp(stage)
    inner = client.settle(other, signed(stage, other, BANGKOK_BANK, HONGKONG_BANK))
    instruction = instruct(stage, [(MAKER, reentrant.client, "THB", 5), (MAKER, CHIANGMAI_BANK, "THB", 5)])
    approvals = [*signed(stage, instruction, MAKER, CHIANGMAI_BANK), approval(instruction, reentrant.client)]
    before = stage.balances()
    stage.run(STRANGER, reentrant.token.prepare(inner.to, inner.data))
    attempted = stage.attempt(reentrant.bank, client.settle(instruction, approvals))
    assert isinstance(attempted.error, errors.ReentrancyGuardReentrantCall)
    assert stage.balances() == before
    assert {state_of(stage, instruction), state_of(stage, other)} == {InstructionState.NONE}
    others_settle(stage)
    stage.run(STRANGER, reentrant.token.prepare(ZERO_ADDRESS, b""))
    stage.run(reentrant.bank, client.settle(instruction, approvals))
    assert state_of(stage, instruction) is InstructionState.SETTLED
