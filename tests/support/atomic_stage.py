"""Instructions and locks on the small network: banks of both currencies, and what they call in one line each.

Trusts the small network for its cast; two banks keep central-bank money and deposits abroad too.
Never approves by itself: who approves, and whose signature it is, stands in the test.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONG_KONG,
    HONGKONG_BANK,
    MAKER,
    MILLER,
    THAILAND,
)
from rule_books import ask
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.contract_wallet import ContractWallet
from chain.clients.hash_time_lock import HashTimeLock
from chain.clients.kyc_tier import KycTier
from chain.clients.types import (
    AmountLimits,
    Approval,
    Instruction,
    InstructionState,
    Leg,
    Lock,
    LockState,
    Refusal,
    TierLimits,
)
from chain.ledger import Outcome

LegPlan: TypeAlias = tuple[Account | ContractWallet, Account | ContractWallet, str, int]

HELD_MINOR = 10_000_000
SECRET = bytes(range(32))
MARGIN_S = 3_600


def set_up(network: Network) -> None:
    """Bangkok Bank and Hong Kong Bank keep accounts in both currencies, and everybody holds something of each."""
    network.open_branch(BANGKOK_BANK, HKMA, "TH", HONG_KONG)
    network.open_branch(HONGKONG_BANK, BANK_OF_THAILAND, "HK", THAILAND)
    thb, hkd = network.money("THB"), network.money("HKD")
    for bank in (BANGKOK_BANK, HONGKONG_BANK, MAKER):
        network.run(BANK_OF_THAILAND, thb.issue(bank.address, HELD_MINOR, b"stage"))
        network.run(HKMA, hkd.issue(bank.address, HELD_MINOR, b"stage"))
    network.run(BANK_OF_THAILAND, thb.issue(CHIANGMAI_BANK.address, HELD_MINOR, b"stage"))
    for bank, wallet in ((BANGKOK_BANK, MILLER), (CHIANGMAI_BANK, FARMER), (HONGKONG_BANK, EXPORTER)):
        network.run(bank, network.deposit(bank).issue(wallet.address, HELD_MINOR, b"stage"))


def set_rules(network: Network) -> None:
    """KycTier and AmountLimit are active in every money of both currencies, and let everything of this stage pass."""
    for currency, central_bank in (("THB", BANK_OF_THAILAND), ("HKD", HKMA)):
        network.run(central_bank, network.deployment.rule(KycTier).set_limits(currency, TierLimits(0, 10**9, 10**12)))
        limits = AmountLimits(1, 10**12)
        network.run(central_bank, network.deployment.rule(AmountLimit).set_limits(currency, limits))
    for money in network.moneys().values():
        ask(network, money, KycTier, AmountLimit)


def atomic(network: Network) -> AtomicSettlement:
    """Client of the AtomicSettlement."""
    return network.deployment.atomic_settlement


def locks(network: Network) -> HashTimeLock:
    """Client of the HashTimeLock."""
    return network.deployment.hash_time_lock


def instruct(network: Network, plans: Sequence[LegPlan], **changes: Any) -> Instruction:
    """An instruction of these legs, for a day; `changes` replace fields."""
    parties = tuple(sorted({side.address for plan in plans for side in plan[:2]}, key=lambda address: int(address, 16)))
    number = next(network.counter)
    instruction = Instruction(
        uetr=f"00000000-0000-4000-a000-{number:012d}",
        expires_at=network.now_s + DAY_S,
        reserves=False,
        salt=number.to_bytes(32, "big"),
        parties=parties,
        legs=tuple(
            Leg(parties.index(payer.address), parties.index(payee.address), currency, minor, "GDDS", bytes(32))
            for payer, payee, currency, minor in plans
        ),
    )
    return replace(instruction, **changes)


def pvp(network: Network, **changes: Any) -> Instruction:
    """Bangkok Bank pays Hong Kong Bank 46,000.00 THB against 10,000.00 HKD."""
    plans = [(BANGKOK_BANK, HONGKONG_BANK, "THB", 4_600_000), (HONGKONG_BANK, BANGKOK_BANK, "HKD", 1_000_000)]
    return instruct(network, plans, **changes)


def approval(instruction: Instruction, party: Account, signature: bytes = b"", second_keys: bytes = b"") -> Approval:
    """The party's approval; by its own transaction where there is no signature."""
    return Approval(instruction.parties.index(party.address), signature, second_keys)


def sign(network: Network, struct: Instruction | Lock, signer: Account) -> bytes:
    """EIP-712 signature of an instruction or a lock for this network's contract."""
    verifier = atomic(network) if isinstance(struct, Instruction) else locks(network)
    return signer.sign_struct(struct, network.ledger.domain(verifier))


def signed(network: Network, instruction: Instruction, *parties: Account) -> list[Approval]:
    """The approvals of these parties, signed."""
    return [approval(instruction, party, sign(network, instruction, party)) for party in parties]


def propose(network: Network, instruction: Instruction, proposer: Account, at_s: int | None = None) -> Outcome:
    """A party proposes by its own transaction."""
    call = atomic(network).propose(instruction, approval(instruction, proposer))
    return network.run(proposer, call, at_s)


def approve(network: Network, instruction: Instruction, party: Account, at_s: int | None = None) -> Outcome:
    """A party approves by its own transaction."""
    call = atomic(network).approve(instruction, [approval(instruction, party)])
    return network.run(party, call, at_s)


def state_of(network: Network, instruction: Instruction) -> InstructionState:
    """Where an instruction stands."""
    return network.read(atomic(network).instruction_of(instruction.uetr))[0]


def foresee(network: Network, struct: Instruction | Lock, at_s: int | None = None) -> Refusal:
    """What preflight says in the next block."""
    if isinstance(struct, Instruction):
        return network.read(atomic(network).preflight(struct), at_s=at_s)
    return network.read(locks(network).preflight(struct), at_s=at_s)


def lock_of(
    network: Network, payer: Account, payee: Account | ContractWallet, currency: str, minor: int, /, **changes: Any
) -> Lock:
    """A lock for a day that is claimed first, against a leg that is locked for two; `changes` replace fields."""
    number = next(network.counter)
    lock = Lock(
        uetr=f"00000000-0000-4000-b000-{number:012d}",
        payer=payer.address,
        payee=payee.address,
        currency=currency,
        amount_minor=minor,
        purpose="GDDS",
        travel_rule_hash=bytes(32),
        secret_hash=hashlib.sha256(SECRET).digest(),
        expires_at=network.now_s + DAY_S,
        is_claimed_first=True,
        counter_expires_at=network.now_s + 2 * DAY_S,
        counter_reference=b"other ledger",
    )
    return replace(lock, **changes)


def open_lock(network: Network, lock: Lock, payer: Account, at_s: int | None = None) -> Outcome:
    """The payer locks by its own transaction."""
    call: Call[Any] = locks(network).open(lock, b"", b"")
    return network.run(payer, call, at_s)


def lock_state(network: Network, lock: Lock) -> LockState:
    """Where a lock stands."""
    return network.read(locks(network).state_of(lock.uetr))
