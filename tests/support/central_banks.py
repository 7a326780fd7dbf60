"""Registries with as many central banks as a test asks for, and what they do together: approve, hand over.

Trusts the small network's chain to put contracts on.
Never lets a central bank of the small network into a registry of its own: names, currencies and LEIs are others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actors import SEED, lei
from eth_account import Account as EthAccount
from eth_utils import keccak
from small_network import Network

from chain.accounts import Account, derive_key
from chain.client import Call, Creation
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import JurisdictionSpec, Validator
from chain.clients.validator_registry import ValidatorRegistry
from chain.ledger import Outcome

APPROVAL_LIFE_S = 30 * 86_400


class Wealthy(Account):
    """An account whose transactions carry more gas than any node's: for contracts that begin full."""

    def sign_transaction(self, action: Call[Any] | Creation, nonce: int, chain_id: int) -> bytes:
        """Signed bytes with 200 million gas."""
        fields = {"type": 2, "chainId": chain_id, "nonce": nonce, "gas": 200_000_000, "data": action.data}
        fields |= {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "value": 0}
        return bytes(EthAccount.from_key(self.key).sign_transaction(fields).raw_transaction)


FOUNDER = Wealthy("operator", "founder", derive_key(SEED, "operator", "founder"))


def central_bank(number: int) -> Account:
    """The central bank of jurisdiction `number`, from 0."""
    return Account.derived(SEED, "central-bank", f"central-bank-{number}")


def spec(number: int, speaker: Account | None = None) -> JurisdictionSpec:
    """Jurisdiction `number` with a code, a currency and an LEI of its own; `speaker` instead of its central bank."""
    code = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
    account = central_bank(number) if speaker is None else speaker
    return JurisdictionSpec(code, f"{code}X", account.address, lei(1_000 + number))


def open_registry(network: Network, count: int) -> ParticipantRegistry:
    """A registry with the jurisdictions 0 to `count` − 1 and nobody else in it."""
    creation = ParticipantRegistry.creation([spec(number) for number in range(count)])
    created = network.run(FOUNDER, creation).receipt.created
    assert created is not None
    return ParticipantRegistry(created)


def open_validators(network: Network, registry: ParticipantRegistry, count: int) -> ValidatorRegistry:
    """A validator registry beside `registry`, with validators 0 to `count` − 1 run by central bank 0."""
    validators = [Validator(validator_key(number), central_bank(0).address) for number in range(count)]
    created = network.run(FOUNDER, ValidatorRegistry.creation(registry.address, validators)).receipt.created
    assert created is not None
    return ValidatorRegistry(created)


def validator_key(number: int) -> str:
    """Address of the key of validator `number`."""
    return Account.derived(SEED, "validator", f"validator-{number}").address


def act_id(call: Call[Any]) -> bytes:
    """keccak256(abi.encode(contract, selector, arguments)) of an act whose arguments are all of fixed size."""
    contract = bytes(12) + bytes.fromhex(call.to.removeprefix("0x"))
    return keccak(contract + call.data[:4].ljust(32, b"\0") + call.data[4:])


def approve(network: Network, call: Call[Any], central_banks: Iterable[Account]) -> list[Outcome]:
    """Each central bank makes the call, a block each."""
    return [network.run(account, call) for account in central_banks]


def hand_over(network: Network, registry: ParticipantRegistry, giver: Account, taker: Account) -> Outcome:
    """Both steps; answers the second."""
    network.run(giver, registry.offer_handover(taker.address))
    return network.run(taker, registry.accept_handover(giver.address))
