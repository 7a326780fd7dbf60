"""The table of provocations: for each custom error of the contracts, actions that must revert with it and its operands.

Trusts nothing: `tests/contracts/test_errors.py` runs every one and compares the table with the artifacts' ABIs.
Never counts an error as provoked because some test might meet it on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from actors import BANK_OF_THAILAND, HKMA, OPERATOR
from small_network import Network

from chain.accounts import Account
from chain.client import Call, Creation
from chain.clients.reentrant_deposit import ReentrantDeposit
from chain.clients.types import Role
from chain.errors import ContractError


@dataclass(frozen=True, slots=True)
class Provocation:
    """An action that must revert. sender: None for a call from the zero address, which no transaction can come from;
    action: what is tried; expected: the error with its operands; at_s: the block's second, or the next one."""

    sender: Account | None
    action: Call[Any] | Creation
    expected: ContractError
    at_s: int | None = None


Provoker: TypeAlias = Callable[[Network], Provocation]
PROVOKED: dict[str, list[Provoker]] = {}


def provokes(error: type[ContractError]) -> Callable[[Provoker], Provoker]:
    """Enters a provoker into the table."""

    def enter(provoker: Provoker) -> Provoker:
        PROVOKED.setdefault(error.__name__, []).append(provoker)
        return provoker

    return enter


def forwarder(
    network: Network, call: Call[Any], central_banks: Sequence[Account] = (HKMA, BANK_OF_THAILAND)
) -> Call[None]:
    """`call` made by a contract that these central banks admitted as a system contract."""
    client = ReentrantDeposit(network.create(ReentrantDeposit.creation(OPERATOR.address, "THB")))
    for central_bank in central_banks:
        network.run(central_bank, network.registry.admit(client.address, Role.SYSTEM_CONTRACT, "", "", ""))
    network.run(OPERATOR, client.prepare(call.to, call.data))
    return client.settlement_debit(OPERATOR.address, 0, b"")
