"""Provocations of every error of the AtomicSettlement.

Trusts the small network to sign as its actors would.
Never provokes a refusal: those are successful transactions, and tested as such.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, IMPORTER, MAKER, STRANGER
from atomic_stage import approval, approve, atomic, instruct, propose, sign, signed
from provocation import Provocation, provokes
from small_network import DAY_S, Network

from chain.client import Call
from chain.clients import errors
from chain.clients.types import Instruction, InstructionState, Leg
from chain.errors import ContractError
from chain.hashing import checksum

PLAN = (BANGKOK_BANK, CHIANGMAI_BANK, "THB", 1_000)


def fresh(network: Network, **changes: Any) -> Instruction:
    """Bangkok Bank pays Chiang Mai Bank 10.00 THB."""
    return instruct(network, [PLAN], **changes)


def proposed(network: Network, **changes: Any) -> Instruction:
    """The same, proposed by Bangkok Bank."""
    instruction = fresh(network, **changes)
    propose(network, instruction, BANGKOK_BANK)
    return instruction


def ended(network: Network) -> Instruction:
    """One that its proposer called off."""
    instruction = proposed(network)
    network.run(BANGKOK_BANK, atomic(network).cancel(instruction))
    return instruction


def by_bank(call: Call[Any], expected: ContractError, at_s: int | None = None) -> Provocation:
    """Bangkok Bank tries it."""
    return Provocation(BANGKOK_BANK, call, expected, at_s)


def invalid(network: Network, field: str, instruction: Instruction) -> Provocation:
    """What is malformed can't even be foreseen."""
    return by_bank(atomic(network).preflight(instruction), errors.AtomicInstructionInvalid(instruction.uetr, field))


@provokes(errors.AtomicInstructionInvalid)
def no_legs(network: Network) -> Provocation:
    return invalid(network, "legs", fresh(network, legs=()))


@provokes(errors.AtomicInstructionInvalid)
def a_leg_too_many(network: Network) -> Provocation:
    return invalid(network, "legs", instruct(network, [PLAN] * 33))


@provokes(errors.AtomicInstructionInvalid)
def one_party(network: Network) -> Provocation:
    return invalid(network, "parties", fresh(network, parties=(BANGKOK_BANK.address,)))


@provokes(errors.AtomicInstructionInvalid)
def a_party_too_many(network: Network) -> Provocation:
    parties = tuple(checksum(number.to_bytes(20, "big")) for number in range(1, 34))
    return invalid(network, "parties", fresh(network, parties=parties))


@provokes(errors.AtomicInstructionInvalid)
def parties_out_of_order(network: Network) -> Provocation:
    instruction = fresh(network)
    return invalid(network, "parties", replace(instruction, parties=instruction.parties[::-1]))


@provokes(errors.AtomicInstructionInvalid)
def a_party_twice(network: Network) -> Provocation:
    return invalid(network, "parties", fresh(network, parties=(BANGKOK_BANK.address,) * 2))


@provokes(errors.AtomicInstructionInvalid)
def nobody_as_a_party(network: Network) -> Provocation:
    parties = ("0x" + "0" * 40, BANGKOK_BANK.address)
    return invalid(network, "parties", fresh(network, parties=parties))


@provokes(errors.AtomicInstructionInvalid)
def a_party_without_a_leg(network: Network) -> Provocation:
    instruction = instruct(network, [PLAN, (MAKER, CHIANGMAI_BANK, "THB", 1)])
    payer = instruction.parties.index(BANGKOK_BANK.address)
    legs = tuple(leg for leg in instruction.legs if leg.payer == payer)
    return invalid(network, "parties", replace(instruction, legs=legs))


@provokes(errors.AtomicInstructionInvalid)
def a_leg_of_nobody(network: Network) -> Provocation:
    legs = (Leg(0, 1, "THB", 1, "GDDS", bytes(32)), Leg(2, 1, "THB", 1, "GDDS", bytes(32)))
    return invalid(network, "parties", fresh(network, legs=legs))


@provokes(errors.AtomicInstructionInvalid)
def a_leg_to_its_payer(network: Network) -> Provocation:
    return invalid(network, "payee", fresh(network, legs=(Leg(1, 1, "THB", 1, "GDDS", bytes(32)),)))


@provokes(errors.AtomicInstructionInvalid)
def a_leg_of_nothing(network: Network) -> Provocation:
    return invalid(network, "amountMinor", fresh(network, legs=(Leg(0, 1, "THB", 0, "GDDS", bytes(32)),)))


@provokes(errors.AtomicInstructionInvalid)
def approvals_without_end(network: Network) -> Provocation:
    instruction = proposed(network)
    call = atomic(network).approve(instruction, [approval(instruction, BANGKOK_BANK)] * 33)
    return by_bank(call, errors.AtomicInstructionInvalid(instruction.uetr, "approvals"))


@provokes(errors.AtomicInstructionInvalid)
def approvals_without_end_at_once(network: Network) -> Provocation:
    instruction = fresh(network)
    call = atomic(network).settle(instruction, [approval(instruction, BANGKOK_BANK)] * 33)
    return by_bank(call, errors.AtomicInstructionInvalid(instruction.uetr, "approvals"))


@provokes(errors.AtomicContentDiffers)
def approval_of_another_content(network: Network) -> Provocation:
    instruction = proposed(network)
    other = fresh(network, uetr=instruction.uetr)
    call = atomic(network).approve(other, [approval(other, BANGKOK_BANK)])
    return by_bank(call, errors.AtomicContentDiffers(instruction.uetr))


@provokes(errors.AtomicNotOpen)
def approval_of_what_nobody_proposed(network: Network) -> Provocation:
    instruction = fresh(network)
    call = atomic(network).approve(instruction, [approval(instruction, BANGKOK_BANK)])
    return by_bank(call, errors.AtomicNotOpen(instruction.uetr, InstructionState.NONE))


@provokes(errors.AtomicNotOpen)
def approval_of_what_is_cancelled(network: Network) -> Provocation:
    instruction = ended(network)
    call = atomic(network).approve(instruction, [approval(instruction, BANGKOK_BANK)])
    return by_bank(call, errors.AtomicNotOpen(instruction.uetr, InstructionState.CANCELLED))


@provokes(errors.AtomicNotOpen)
def preflight_of_what_is_cancelled(network: Network) -> Provocation:
    instruction = ended(network)
    expected = errors.AtomicNotOpen(instruction.uetr, InstructionState.CANCELLED)
    return by_bank(atomic(network).preflight(instruction), expected)


@provokes(errors.AtomicNotOpen)
def settlement_at_once_of_what_waits(network: Network) -> Provocation:
    instruction = proposed(network)
    call = atomic(network).settle(instruction, signed(network, instruction, BANGKOK_BANK, CHIANGMAI_BANK))
    return by_bank(call, errors.AtomicNotOpen(instruction.uetr, InstructionState.OPEN))


@provokes(errors.AtomicNotOpen)
def expiry_of_what_is_settled(network: Network) -> Provocation:
    instruction = proposed(network)
    approve(network, instruction, CHIANGMAI_BANK)
    expected = errors.AtomicNotOpen(instruction.uetr, InstructionState.SETTLED)
    return by_bank(atomic(network).expire(instruction), expected, at_s=instruction.expires_at + 1)


@provokes(errors.AtomicNotParty)
def approval_for_another(network: Network) -> Provocation:
    instruction = proposed(network)
    call = atomic(network).approve(instruction, [approval(instruction, CHIANGMAI_BANK)])
    return by_bank(call, errors.AtomicNotParty(instruction.uetr, BANGKOK_BANK.address, CHIANGMAI_BANK.address))


@provokes(errors.AtomicNotParty)
def proposal_signed_by_a_stranger(network: Network) -> Provocation:
    instruction = fresh(network)
    forged = approval(instruction, BANGKOK_BANK, sign(network, instruction, STRANGER))
    expected = errors.AtomicNotParty(instruction.uetr, STRANGER.address, BANGKOK_BANK.address)
    return by_bank(atomic(network).propose(instruction, forged), expected)


@provokes(errors.AtomicNotParty)
def bank_approves_for_a_wallet_that_pays(network: Network) -> Provocation:
    instruction = instruct(network, [(IMPORTER, FARMER, "THB", 1)])
    call = atomic(network).propose(instruction, approval(instruction, IMPORTER))
    return by_bank(call, errors.AtomicNotParty(instruction.uetr, BANGKOK_BANK.address, IMPORTER.address))


@provokes(errors.AtomicNotParty)
def another_bank_approves_for_a_wallet_that_is_paid(network: Network) -> Provocation:
    instruction = instruct(network, [(IMPORTER, FARMER, "THB", 1)])
    call = atomic(network).propose(instruction, approval(instruction, FARMER))
    return by_bank(call, errors.AtomicNotParty(instruction.uetr, BANGKOK_BANK.address, FARMER.address))


@provokes(errors.AtomicNotParty)
def approval_of_another_taken_back(network: Network) -> Provocation:
    instruction = proposed(network)
    party = approval(instruction, BANGKOK_BANK).party
    expected = errors.AtomicNotParty(instruction.uetr, CHIANGMAI_BANK.address, BANGKOK_BANK.address)
    return Provocation(CHIANGMAI_BANK, atomic(network).withdraw_approval(instruction, party), expected)


@provokes(errors.AtomicNotProposer)
def cancelled_by_the_other_party(network: Network) -> Provocation:
    instruction = proposed(network)
    expected = errors.AtomicNotProposer(instruction.uetr, CHIANGMAI_BANK.address, BANGKOK_BANK.address)
    return Provocation(CHIANGMAI_BANK, atomic(network).cancel(instruction), expected)


@provokes(errors.AtomicApprovalMissing)
def executed_without_an_approval(network: Network) -> Provocation:
    instruction = proposed(network)
    expected = errors.AtomicApprovalMissing(instruction.uetr, CHIANGMAI_BANK.address)
    return by_bank(atomic(network).execute(instruction), expected)


@provokes(errors.AtomicApprovalMissing)
def settled_at_once_without_an_approval(network: Network) -> Provocation:
    instruction = fresh(network)
    call = atomic(network).settle(instruction, signed(network, instruction, BANGKOK_BANK))
    return by_bank(call, errors.AtomicApprovalMissing(instruction.uetr, CHIANGMAI_BANK.address))


@provokes(errors.AtomicNotApproved)
def approval_taken_back_twice(network: Network) -> Provocation:
    instruction = proposed(network)
    call = atomic(network).withdraw_approval(instruction, approval(instruction, BANGKOK_BANK).party)
    network.run(BANGKOK_BANK, call)
    return by_bank(call, errors.AtomicNotApproved(instruction.uetr, BANGKOK_BANK.address))


@provokes(errors.AtomicAllApproved)
def cancelled_after_all_have_approved(network: Network) -> Provocation:
    instruction = instruct(network, [(CHIANGMAI_BANK, BANGKOK_BANK, "THB", 1_000)])
    propose(network, instruction, BANGKOK_BANK)
    approve(network, instruction, CHIANGMAI_BANK)
    return by_bank(atomic(network).cancel(instruction), errors.AtomicAllApproved(instruction.uetr))


@provokes(errors.AtomicReserves)
def reserve_taken_back(network: Network) -> Provocation:
    instruction = proposed(network, reserves=True)
    call = atomic(network).withdraw_approval(instruction, approval(instruction, BANGKOK_BANK).party)
    return by_bank(call, errors.AtomicReserves(instruction.uetr))


@provokes(errors.AtomicExpired)
def cancelled_after_the_last_second(network: Network) -> Provocation:
    instruction = proposed(network)
    expected = errors.AtomicExpired(instruction.uetr, instruction.expires_at)
    return by_bank(atomic(network).cancel(instruction), expected, at_s=instruction.expires_at + 1)


@provokes(errors.AtomicNotExpired)
def expired_in_the_last_second(network: Network) -> Provocation:
    instruction = proposed(network)
    expected = errors.AtomicNotExpired(instruction.uetr, instruction.expires_at)
    return by_bank(atomic(network).expire(instruction), expected, at_s=instruction.expires_at)


def reclaimed(network: Network, instruction: Instruction, at_s: int | None = None) -> Provocation:
    """Bangkok Bank wants something back that is not there for it."""
    call = atomic(network).reclaim(instruction, approval(instruction, BANGKOK_BANK).party)
    return by_bank(call, errors.AtomicNothingReserved(instruction.uetr, BANGKOK_BANK.address), at_s)


@provokes(errors.AtomicNothingReserved)
def reclaimed_before_the_end(network: Network) -> Provocation:
    instruction = proposed(network, reserves=True)
    return reclaimed(network, instruction, at_s=instruction.expires_at)


@provokes(errors.AtomicNothingReserved)
def reclaimed_without_a_reserve(network: Network) -> Provocation:
    instruction = proposed(network)
    return reclaimed(network, instruction, at_s=instruction.expires_at + DAY_S)


@provokes(errors.AtomicNothingReserved)
def reclaimed_twice(network: Network) -> Provocation:
    instruction = proposed(network, reserves=True)
    network.run(BANGKOK_BANK, atomic(network).cancel(instruction))
    return reclaimed(network, instruction)


@provokes(errors.AtomicNotItself)
def task_of_somebody_else(network: Network) -> Provocation:
    expected = errors.AtomicNotItself(BANGKOK_BANK.address)
    return by_bank(atomic(network).perform(proposed(network)), expected)


@provokes(errors.LegUnbacked)
def bank_pays_its_own_customer_by_a_leg(network: Network) -> Provocation:
    instruction = instruct(network, [(BANGKOK_BANK, IMPORTER, "THB", 1)])
    call = atomic(network).settle(instruction, signed(network, instruction, BANGKOK_BANK, IMPORTER))
    return by_bank(call, errors.LegUnbacked(BANGKOK_BANK.address, IMPORTER.address))


@provokes(errors.LegUnbacked)
def bank_pays_its_own_customer_with_money_in_its_way(network: Network) -> Provocation:
    instruction = instruct(network, [(BANGKOK_BANK, IMPORTER, "THB", 1)])
    network.run(BANK_OF_THAILAND, network.deposit(BANGKOK_BANK).set_paused(True, "test"))
    call = atomic(network).preflight(instruction)
    return by_bank(call, errors.LegUnbacked(BANGKOK_BANK.address, IMPORTER.address))
