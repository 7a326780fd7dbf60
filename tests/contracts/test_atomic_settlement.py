"""Instructions of several legs: each way of approving, who may end one, and what a held one keeps."""

from __future__ import annotations

import pytest
from actors import (
    BANGKOK_BANK,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    MILLER,
    STRANGER,
)
from atomic_stage import (
    approval,
    approve,
    atomic,
    foresee,
    instruct,
    propose,
    pvp,
    set_up,
    sign,
    signed,
    state_of,
)
from small_network import Network, events_of

from chain.clients import events
from chain.clients.types import Instruction, InstructionState, RefusalCode, Status

Record = tuple[InstructionState, int, int]


@pytest.fixture
def stage(network: Network) -> Network:
    """The small network with two banks that hold both currencies."""
    set_up(network)
    return network


def record_of(network: Network, instruction: Instruction) -> Record:
    """State, approvals and proposer."""
    return network.read(atomic(network).instruction_of(instruction.uetr))


def held(network: Network, currency: str) -> int:
    """What the contract has in escrow."""
    return network.read(network.money(currency).balance_of(atomic(network).address))


def test_approve__last_of_two__moves_both_legs(stage: Network) -> None:
    before = stage.balances()
    instruction = pvp(stage)
    proposed = propose(stage, instruction, BANGKOK_BANK)
    digest = stage.read(atomic(stage).hash_instruction(instruction))
    assert events_of(proposed) == [
        events.InstructionProposed(instruction.uetr, digest, BANGKOK_BANK.address, instruction.expires_at, False),
        events.InstructionApproved(instruction.uetr, BANGKOK_BANK.address, BANGKOK_BANK.address),
    ]
    assert stage.balances() == before
    outcome = approve(stage, instruction, HONGKONG_BANK)
    kinds = [type(event).__name__ for event in events_of(outcome)]
    assert kinds == ["InstructionApproved", *["LegSettled", "Transfer"] * 2, "InstructionSettled"]
    after = stage.balances()
    change = {key: after.get(key, 0) - before.get(key, 0) for key in before.keys() | after.keys()}
    assert {key: minor for key, minor in change.items() if minor} == {
        ("THB", BANGKOK_BANK.address): -4_600_000,
        ("THB", HONGKONG_BANK.address): 4_600_000,
        ("HKD", BANGKOK_BANK.address): 1_000_000,
        ("HKD", HONGKONG_BANK.address): -1_000_000,
    }
    assert state_of(stage, instruction) == InstructionState.SETTLED


def test_settle__three_parties_and_currencies_of_wallets_and_banks__in_one_step(stage: Network) -> None:
    plans = [
        (IMPORTER, FARMER, "THB", 700_000),
        (FARMER, MILLER, "THB", 200_000),
        (MAKER, EXPORTER, "HKD", 90_000),
        (IMPORTER, MILLER, "THB", 1),
        (BANGKOK_BANK, MAKER, "THB", 400_000),
    ]
    instruction = instruct(stage, plans)
    before = stage.balances()
    approvals = signed(stage, instruction, IMPORTER, FARMER, MILLER, MAKER, EXPORTER, BANGKOK_BANK)
    outcome = stage.run(STRANGER, atomic(stage).settle(instruction, approvals))
    after = stage.balances()
    assert after[("bangkok-bank", IMPORTER.address)] - before[("bangkok-bank", IMPORTER.address)] == -700_001
    assert after[("chiangmai-bank", FARMER.address)] - before[("chiangmai-bank", FARMER.address)] == 500_000
    assert after[("bangkok-bank", MILLER.address)] - before[("bangkok-bank", MILLER.address)] == 200_001
    assert after[("hongkong-bank", EXPORTER.address)] - before[("hongkong-bank", EXPORTER.address)] == 90_000
    assert after[("THB", BANGKOK_BANK.address)] - before[("THB", BANGKOK_BANK.address)] == -900_000
    assert events_of(outcome)[-1] == events.InstructionSettled(
        instruction.uetr, stage.read(atomic(stage).hash_instruction(instruction))
    )
    again = stage.run(STRANGER, atomic(stage).settle(instruction, []))
    assert [type(event) for event in events_of(again)] == [events.InstructionExists]


def test_settle__payer_pays_out_of_what_an_earlier_leg_brought__settles(stage: Network) -> None:
    chain = [(BANGKOK_BANK, CHIANGMAI_BANK, "THB", 30_000_000), (CHIANGMAI_BANK, HONGKONG_BANK, "THB", 40_000_000)]
    forwards, backwards = instruct(stage, chain), instruct(stage, chain[::-1])
    parties = (BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK)
    assert foresee(stage, forwards).code == RefusalCode.NONE
    assert foresee(stage, backwards).code == RefusalCode.PAYER_INSUFFICIENT_BALANCE
    before = stage.storage()
    refused = stage.run(STRANGER, atomic(stage).settle(backwards, signed(stage, backwards, *parties)))
    assert stage.storage() == before
    assert events_of(refused) == [
        events.InstructionRefused(
            backwards.uetr, RefusalCode.PAYER_INSUFFICIENT_BALANCE, "payer-balance", CHIANGMAI_BANK.address
        )
    ]
    stage.run(STRANGER, atomic(stage).settle(forwards, signed(stage, forwards, *parties)))
    assert state_of(stage, forwards) == InstructionState.SETTLED


def test_propose__same_content_again__exists_and_another_is_refused(stage: Network) -> None:
    instruction = pvp(stage)
    propose(stage, instruction, BANGKOK_BANK)
    before = stage.storage()
    (exists,) = events_of(propose(stage, instruction, BANGKOK_BANK))
    assert isinstance(exists, events.InstructionExists)
    other = pvp(stage, uetr=instruction.uetr)
    (refused,) = events_of(propose(stage, other, HONGKONG_BANK))
    assert isinstance(refused, events.InstructionRefused)
    assert refused.code == RefusalCode.UETR_REUSED
    assert foresee(stage, other).code == RefusalCode.UETR_REUSED
    (refused,) = events_of(stage.run(STRANGER, atomic(stage).settle(other, [])))
    assert isinstance(refused, events.InstructionRefused)
    assert stage.storage() == before


def test_approve__short_of_money__is_held_keeps_the_approvals_and_settles_later(stage: Network) -> None:
    instruction = instruct(
        stage, [(CHIANGMAI_BANK, BANGKOK_BANK, "THB", 20_000_000), (BANGKOK_BANK, CHIANGMAI_BANK, "THB", 1)]
    )
    propose(stage, instruction, BANGKOK_BANK)
    foreseen = foresee(stage, instruction)
    outcome = approve(stage, instruction, CHIANGMAI_BANK)
    assert events_of(outcome)[-1] == events.InstructionHeld(
        instruction.uetr, RefusalCode.PAYER_INSUFFICIENT_BALANCE, "payer-balance", CHIANGMAI_BANK.address
    )
    assert foreseen.code == RefusalCode.PAYER_INSUFFICIENT_BALANCE
    assert record_of(stage, instruction)[:2] == (InstructionState.OPEN, 3)
    stage.run(BANGKOK_BANK, stage.money("THB").transfer(CHIANGMAI_BANK.address, 15_000_000))
    stage.run(STRANGER, atomic(stage).execute(instruction))
    assert state_of(stage, instruction) == InstructionState.SETTLED


def test_approve__with_reserve__pays_into_escrow_and_settles_from_there(stage: Network) -> None:
    instruction = pvp(stage, reserves=True)
    propose(stage, instruction, BANGKOK_BANK)
    assert (held(stage, "THB"), held(stage, "HKD")) == (4_600_000, 0)
    # Whatever it spends now, the settlement does not need it any more.
    spent = stage.read(stage.money("THB").balance_of(BANGKOK_BANK.address))
    stage.run(BANGKOK_BANK, stage.money("THB").transfer(CHIANGMAI_BANK.address, spent))
    assert foresee(stage, instruction).code == RefusalCode.NONE
    approve(stage, instruction, HONGKONG_BANK)
    assert state_of(stage, instruction) == InstructionState.SETTLED
    assert (held(stage, "THB"), held(stage, "HKD")) == (0, 0)


def test_propose__reserve_that_the_payer_lacks__is_refused_and_changes_nothing(stage: Network) -> None:
    instruction = instruct(stage, [(CHIANGMAI_BANK, BANGKOK_BANK, "THB", 20_000_000)], reserves=True)
    before = stage.storage()
    (refused,) = events_of(propose(stage, instruction, CHIANGMAI_BANK))
    assert isinstance(refused, events.InstructionRefused)
    assert refused.code == RefusalCode.PAYER_INSUFFICIENT_BALANCE
    assert stage.storage() == before


def test_approve__one_reserve_of_two_refused__keeps_the_other(stage: Network) -> None:
    plans = [
        (BANGKOK_BANK, MAKER, "THB", 1_000),
        (CHIANGMAI_BANK, MAKER, "THB", 20_000_000),
        (HONGKONG_BANK, MAKER, "THB", 5_000),
    ]
    instruction = instruct(stage, plans, reserves=True)
    propose(stage, instruction, BANGKOK_BANK)
    approvals = signed(stage, instruction, CHIANGMAI_BANK, HONGKONG_BANK)
    outcome = stage.run(STRANGER, atomic(stage).approve(instruction, approvals))
    assert {type(event).__name__ for event in events_of(outcome)} == {
        *("InstructionRefused", "LegReserved", "Transfer", "InstructionApproved"),
    }
    assert held(stage, "THB") == 6_000
    assert state_of(stage, instruction) == InstructionState.OPEN


def test_expire__of_reserves__gives_each_back_and_holds_the_one_that_cannot_go(stage: Network) -> None:
    plans = [
        (IMPORTER, MAKER, "THB", 1_000),
        (CHIANGMAI_BANK, MAKER, "THB", 2_000),
        (MAKER, IMPORTER, "HKD", 3_000),
    ]
    instruction = instruct(stage, plans[:2], reserves=True)
    before = stage.balances()
    propose(stage, instruction, IMPORTER)
    approve(stage, instruction, CHIANGMAI_BANK)
    assert held(stage, "THB") == 3_000
    stage.set_customer(IMPORTER, Status.SUSPENDED)
    expired_s = instruction.expires_at + 1
    outcome = stage.run(STRANGER, atomic(stage).expire(instruction), at_s=expired_s)
    assert events.ReserveHeld(
        instruction.uetr, RefusalCode.PAYER_SUSPENDED, "payer-standing", IMPORTER.address
    ) in events_of(outcome)
    assert held(stage, "THB") == 1_000
    party = instruction.parties.index(IMPORTER.address)
    assert record_of(stage, instruction)[:2] == (InstructionState.EXPIRED, 1 << party)
    stage.run(STRANGER, atomic(stage).reclaim(instruction, party))
    assert held(stage, "THB") == 1_000
    stage.set_customer(IMPORTER, Status.ACTIVE)
    stage.run(STRANGER, atomic(stage).reclaim(instruction, party))
    assert held(stage, "THB") == 0
    assert stage.balances() == before


def test_reclaim__after_the_last_second_of_an_open_one__expires_it_first(stage: Network) -> None:
    instruction = pvp(stage, reserves=True)
    before = stage.balances()
    propose(stage, instruction, BANGKOK_BANK)
    party = instruction.parties.index(BANGKOK_BANK.address)
    outcome = stage.run(STRANGER, atomic(stage).reclaim(instruction, party), at_s=instruction.expires_at + 1)
    assert [type(event).__name__ for event in events_of(outcome)] == ["InstructionExpired", "Transfer", "LegReturned"]
    assert record_of(stage, instruction)[:2] == (InstructionState.EXPIRED, 0)
    assert stage.balances() == before


def test_cancel__by_the_proposer_before_all_have_approved__gives_back(stage: Network) -> None:
    instruction = pvp(stage, reserves=True)
    before = stage.balances()
    propose(stage, instruction, BANGKOK_BANK)
    outcome = stage.run(BANGKOK_BANK, atomic(stage).cancel(instruction))
    assert events_of(outcome)[0] == events.InstructionCancelled(instruction.uetr)
    assert stage.balances() == before
    assert record_of(stage, instruction)[:2] == (InstructionState.CANCELLED, 0)
    (exists,) = events_of(propose(stage, instruction, BANGKOK_BANK))
    assert isinstance(exists, events.InstructionExists)


def test_withdraw_approval__then_cancel__ends_one_that_all_had_approved(stage: Network) -> None:
    instruction = instruct(stage, [(CHIANGMAI_BANK, BANGKOK_BANK, "THB", 20_000_000)])
    propose(stage, instruction, CHIANGMAI_BANK)
    approve(stage, instruction, BANGKOK_BANK)
    party = instruction.parties.index(CHIANGMAI_BANK.address)
    outcome = stage.run(CHIANGMAI_BANK, atomic(stage).withdraw_approval(instruction, party))
    assert events_of(outcome) == [events.InstructionWithdrawn(instruction.uetr, CHIANGMAI_BANK.address)]
    stage.run(CHIANGMAI_BANK, atomic(stage).cancel(instruction))
    assert state_of(stage, instruction) == InstructionState.CANCELLED


def test_approve__by_the_bank_of_a_wallet_that_is_only_paid__counts(stage: Network) -> None:
    instruction = instruct(stage, [(IMPORTER, FARMER, "THB", 1_000)])
    propose(stage, instruction, IMPORTER)
    call = atomic(stage).approve(instruction, [approval(instruction, FARMER)])
    outcome = stage.run(CHIANGMAI_BANK, call)
    assert events_of(outcome)[0] == events.InstructionApproved(instruction.uetr, FARMER.address, CHIANGMAI_BANK.address)
    assert state_of(stage, instruction) == InstructionState.SETTLED


def test_approve__after_the_last_second__is_refused(stage: Network) -> None:
    instruction = pvp(stage)
    propose(stage, instruction, BANGKOK_BANK)
    late = instruction.expires_at + 1
    assert foresee(stage, instruction, late).code == RefusalCode.ORDER_EXPIRED
    (refused,) = events_of(approve(stage, instruction, HONGKONG_BANK, at_s=late))
    assert isinstance(refused, events.InstructionRefused)
    assert refused.code == RefusalCode.ORDER_EXPIRED
    (refused,) = events_of(stage.run(STRANGER, atomic(stage).execute(instruction)))
    assert isinstance(refused, events.InstructionRefused)
    fresh = pvp(stage, expires_at=stage.ledger.timestamp_s)
    (refused,) = events_of(propose(stage, fresh, BANGKOK_BANK))
    assert isinstance(refused, events.InstructionRefused)
    assert refused.code == RefusalCode.ORDER_EXPIRED


def test_approve__in_the_last_second__settles(stage: Network) -> None:
    instruction = pvp(stage)
    propose(stage, instruction, BANGKOK_BANK)
    approve(stage, instruction, HONGKONG_BANK, at_s=instruction.expires_at)
    assert state_of(stage, instruction) == InstructionState.SETTLED


def test_approve__bad_signature_in_a_batch__does_not_count(stage: Network) -> None:
    instruction = pvp(stage)
    propose(stage, instruction, BANGKOK_BANK)
    forged = [approval(instruction, HONGKONG_BANK, sign(stage, instruction, STRANGER))]
    assert stage.attempt(STRANGER, atomic(stage).approve(instruction, forged)).error is not None
    assert record_of(stage, instruction)[1].bit_count() == 1
