"""What instructions and locks cost, under KycTier and AmountLimit in every money, on a copy of the network.

Trusts the engine's gas meter.
Never measures a first use: every balance is warm and every kind was settled once before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actors import ACTORS, BANGKOK_BANK, BANK_OF_THAILAND, HONGKONG_BANK, STRANGER, actor, lei
from atomic_stage import (
    SECRET,
    LegPlan,
    approve,
    atomic,
    instruct,
    lock_of,
    lock_state,
    locks,
    open_lock,
    propose,
    pvp,
    set_rules,
    set_up,
    signed,
    state_of,
)
from small_network import Network

from chain.accounts import Account
from chain.clients.types import Instruction, InstructionState, LockState, Role
from chain.ledger import Outcome

MORE_BANKS = [actor("bank", f"thai-bank-{number}") for number in range(30)]
ALL = {account.address: account for account in (*ACTORS.values(), *MORE_BANKS)}
LEGS = 32


def measured(network: Network) -> dict[str, int]:
    """Every figure, of the second use; those of several transactions are sums."""
    network = network.fork()
    set_up(network)
    set_rules(network)
    _open_more_banks(network)
    kinds: dict[str, Callable[[], int]] = {
        "two legs of two parties, two steps": lambda: _two_steps(network, pvp(network)),
        "two legs of two parties, two steps with reserve": lambda: _two_steps(network, pvp(network, reserves=True)),
        "two legs of two parties, one step": lambda: _one_step(network, pvp(network)),
        "32 legs of two parties, two steps": lambda: _two_steps(network, instruct(network, _between_two())),
        "32 legs of two parties, one step": lambda: _one_step(network, instruct(network, _between_two())),
        "32 legs of eight parties, two steps": lambda: _two_steps(network, instruct(network, _ring(8))),
        "32 legs of 32 parties, signatures brought together": lambda: _brought(network, instruct(network, _ring(32))),
        "32 legs of 32 parties, one step": lambda: _one_step(network, instruct(network, _ring(32))),
        "open and claim a lock": lambda: _lock(network),
    }
    figures = {}
    for name, kind in kinds.items():
        kind()
        figures[f"{name}, two rules, second"] = kind()
    return figures


def _gas(*outcomes: Outcome) -> int:
    return sum(outcome.require().receipt.gas_used for outcome in outcomes)


def _between_two() -> list[LegPlan]:
    there, back = (BANGKOK_BANK, HONGKONG_BANK, "THB"), (HONGKONG_BANK, BANGKOK_BANK, "HKD")
    return [(*(there if number % 2 == 0 else back), 1_000 + number) for number in range(LEGS)]


def _ring(size: int) -> list[LegPlan]:
    banks = [BANGKOK_BANK, HONGKONG_BANK, *MORE_BANKS][:size]
    return [(banks[number % size], banks[(number + 1) % size], "THB", 1_000) for number in range(LEGS)]


def _parties(instruction: Instruction) -> Sequence[Account]:
    return [ALL[party] for party in instruction.parties]


def _two_steps(network: Network, instruction: Instruction) -> int:
    first, *others = _parties(instruction)
    outcomes = [propose(network, instruction, first), *(approve(network, instruction, party) for party in others)]
    assert state_of(network, instruction) == InstructionState.SETTLED
    return _gas(*outcomes)


def _brought(network: Network, instruction: Instruction) -> int:
    first, *others = _parties(instruction)
    proposed = propose(network, instruction, first)
    call = atomic(network).approve(instruction, signed(network, instruction, *others))
    approved = network.run(STRANGER, call)
    assert state_of(network, instruction) == InstructionState.SETTLED
    return _gas(proposed, approved)


def _one_step(network: Network, instruction: Instruction) -> int:
    call = atomic(network).settle(instruction, signed(network, instruction, *_parties(instruction)))
    outcome = network.run(STRANGER, call)
    assert state_of(network, instruction) == InstructionState.SETTLED
    return _gas(outcome)


def _lock(network: Network) -> int:
    # Another lock that stays open keeps the escrow's balance above zero, as it is in use.
    open_lock(network, lock_of(network, BANGKOK_BANK, HONGKONG_BANK, "THB", 1), BANGKOK_BANK)
    lock = lock_of(network, BANGKOK_BANK, HONGKONG_BANK, "THB", 1_000)
    opened = open_lock(network, lock, BANGKOK_BANK)
    claimed = network.run(STRANGER, locks(network).claim(lock, SECRET))
    assert lock_state(network, lock) == LockState.DELIVERED
    return _gas(opened, claimed)


def _open_more_banks(network: Network) -> None:
    for number, bank in enumerate(MORE_BANKS):
        network.admit(BANK_OF_THAILAND, bank, Role.COMMERCIAL_BANK, lei(400 + number), "TH")
        network.run(BANK_OF_THAILAND, network.money("THB").issue(bank.address, 10**6, b"gas"))
