"""Typed access to the contract AtomicSettlement.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Approval, Instruction, InstructionOutcome, InstructionState, Refusal


class AtomicSettlement(Client):
    """The contract AtomicSettlement at one address."""

    ARTIFACT = "AtomicSettlement"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def approve(self, instruction: Instruction, approvals: Sequence[Approval]) -> Call[InstructionOutcome]:
        return self._call("approve", instruction, approvals)

    def cancel(self, instruction: Instruction) -> Call[None]:
        return self._call("cancel", instruction)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def execute(self, instruction: Instruction) -> Call[InstructionOutcome]:
        return self._call("execute", instruction)

    def expire(self, instruction: Instruction) -> Call[None]:
        return self._call("expire", instruction)

    def hash_instruction(self, instruction: Instruction) -> Call[bytes]:
        return self._call("hashInstruction", instruction)

    def instruction_of(self, uetr: str) -> Call[tuple[InstructionState, int, int]]:
        return self._call("instructionOf", uetr)

    def perform(self, instruction: Instruction) -> Call[None]:
        return self._call("perform", instruction)

    def preflight(self, instruction: Instruction) -> Call[Refusal]:
        return self._call("preflight", instruction)

    def propose(self, instruction: Instruction, approval: Approval) -> Call[InstructionOutcome]:
        return self._call("propose", instruction, approval)

    def reclaim(self, instruction: Instruction, party: int) -> Call[None]:
        return self._call("reclaim", instruction, party)

    def settle(self, instruction: Instruction, approvals: Sequence[Approval]) -> Call[InstructionOutcome]:
        return self._call("settle", instruction, approvals)

    def withdraw_approval(self, instruction: Instruction, party: int) -> Call[None]:
        return self._call("withdrawApproval", instruction, party)
