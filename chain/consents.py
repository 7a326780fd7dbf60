"""What is signed off chain and passed on in pieces: typed messages (EIP-712) that no contract takes as a struct.

Trusts the contracts to hash the very same members; a test signs each and has it accepted.
Never holds a signature: a message is what an account is about to sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from chain.abi import Address


@dataclass(frozen=True, slots=True)
class Consent:
    """A typed message. MEMBERS: name and Solidity type of each field, in the order of the fields."""

    MEMBERS: ClassVar[tuple[tuple[str, str], ...]] = ()

    @classmethod
    def member_specs(cls) -> list[dict[str, Any]]:
        """The members as JSON ABI parameters."""
        return [{"name": name, "type": kind} for name, kind in cls.MEMBERS]


@dataclass(frozen=True, slots=True)
class CustomerConsent(Consent):
    """A wallet agrees to be kept by `bank` under this commitment to its identity (ParticipantRegistry)."""

    MEMBERS = (("wallet", "address"), ("bank", "address"), ("identityCommitment", "bytes32"))
    wallet: Address
    bank: Address
    identity_commitment: bytes


@dataclass(frozen=True, slots=True)
class AliasConsent(Consent):
    """A wallet agrees that an alias leads to it, until the UTC second `deadline` (AliasDirectory)."""

    MEMBERS = (("aliasHash", "bytes32"), ("wallet", "address"), ("nonce", "uint64"), ("deadline", "uint64"))
    alias_hash: bytes
    wallet: Address
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class StepUpChange(Consent):
    """A second key agrees that it is replaced or its threshold changed (DepositToken). above_minor: of the currency."""

    MEMBERS = (("wallet", "address"), ("secondKey", "address"), ("aboveMinor", "uint256"), ("nonce", "uint256"))
    wallet: Address
    second_key: Address
    above_minor: int
    nonce: int


@dataclass(frozen=True, slots=True)
class PaymentCancellation(Consent):
    """A payer agrees that its queued payment is called off (QueuedPayments). order_hash: the digest that it signed."""

    MEMBERS = (("orderHash", "bytes32"),)
    order_hash: bytes


@dataclass(frozen=True, slots=True)
class Permit(Consent):
    """A holder lets `spender` take up to `value` minor units, until the UTC second `deadline` (EIP-2612)."""

    MEMBERS = (
        ("owner", "address"),
        ("spender", "address"),
        ("value", "uint256"),
        ("nonce", "uint256"),
        ("deadline", "uint256"),
    )
    owner: Address
    spender: Address
    value: int
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class TransferWithAuthorization(Consent):
    """A holder has `value` minor units moved, by whoever brings the signature (EIP-3009)."""

    MEMBERS = (
        ("from", "address"),
        ("to", "address"),
        ("value", "uint256"),
        ("validAfter", "uint256"),
        ("validBefore", "uint256"),
        ("nonce", "bytes32"),
    )
    from_: Address
    to: Address
    value: int
    valid_after: int
    valid_before: int
    nonce: bytes


@dataclass(frozen=True, slots=True)
class ReceiveWithAuthorization(TransferWithAuthorization):
    """The same, good only when its payee brings it (EIP-3009)."""


@dataclass(frozen=True, slots=True)
class CancelAuthorization(Consent):
    """A holder takes an authorisation back that nobody used (EIP-3009)."""

    MEMBERS = (("authorizer", "address"), ("nonce", "bytes32"))
    authorizer: Address
    nonce: bytes
