"""Ethereum's blocks from Cancun on: header, its hash, and the base fee that follows from it.

Trusts its caller for the roots.
Never decides what is in a block.

Sources: Ethereum Yellow Paper, section 4.4; EIP-1559, EIP-4895, EIP-4788, EIP-4844.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from chain.abi import Address
from chain.engines.base import Receipt
from chain.evm.encoding import encode_bytes, encode_integer, encode_list
from chain.evm.envelope import Envelope
from chain.evm.roots import EMPTY_ROOT
from chain.hashing import keccak

EMPTY_UNCLES_HASH = keccak(encode_list(()))
FIRST_BASE_FEE = 1_000_000_000
_ELASTICITY = 2
_CHANGE_DENOMINATOR = 8


# Without slots: the hash is kept once it was asked for.
@dataclass(frozen=True)
class EvmHeader:
    """A block header, its fields in the order of their encoding. base_fee: wei a unit of gas; timestamp: UTC second."""

    parent_hash: bytes
    uncles_hash: bytes
    coinbase: bytes
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    bloom: bytes
    difficulty: int
    number: int
    gas_limit: int
    gas_used: int
    timestamp: int
    extra_data: bytes
    mix_hash: bytes
    nonce: bytes
    base_fee: int
    withdrawals_root: bytes = EMPTY_ROOT
    blob_gas_used: int = 0
    excess_blob_gas: int = 0
    parent_beacon_block_root: bytes = bytes(32)

    def encode(self) -> bytes:
        """The header's RLP."""
        values = (getattr(self, field.name) for field in fields(self))
        return encode_list(encode_integer(value) if type(value) is int else encode_bytes(value) for value in values)

    @cached_property
    def hash(self) -> bytes:
        """The block's hash, 32 bytes."""
        return keccak(self.encode())


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Money that a validator of the beacon chain gets (EIP-4895). amount_gwei: gwei."""

    index: int
    validator_index: int
    address: Address
    amount_gwei: int

    def encode(self) -> bytes:
        """The withdrawal's RLP."""
        address = encode_bytes(bytes.fromhex(self.address[2:]))
        numbers = [encode_integer(number) for number in (self.index, self.validator_index, self.amount_gwei)]
        return encode_list([*numbers[:2], address, numbers[2]])


@dataclass(frozen=True)
class Block:
    """A block. raw: signed bytes of each transaction; transactions: what they say; receipts: what became of each."""

    header: EvmHeader
    raw: tuple[bytes, ...] = ()
    transactions: tuple[Envelope, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    @cached_property
    def size(self) -> int:
        """Bytes of the block's RLP."""
        # A typed transaction stands in its block as a string of bytes, a legacy one as the list that it is.
        transactions = [item if item[0] >= 0xC0 else encode_bytes(item) for item in self.raw]
        withdrawals = [item.encode() for item in self.withdrawals]
        lists = [encode_list(items) for items in (transactions, (), withdrawals)]
        return len(encode_list([self.header.encode(), *lists]))


def next_base_fee(parent: EvmHeader) -> int:
    """The base fee of the block after `parent`, wei a unit of gas.

    Toward a use of half the gas limit, by at most an eighth a block (EIP-1559).
    """
    target = parent.gas_limit // _ELASTICITY
    change = parent.base_fee * abs(parent.gas_used - target) // target // _CHANGE_DENOMINATOR
    if parent.gas_used > target:
        return parent.base_fee + max(change, 1)
    return parent.base_fee - change
