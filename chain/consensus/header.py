"""The Corridor header: what validators sign of a block, equal on every engine.

Trusts its fields to describe the block: the ledger computes them, `corridor verify` computes them again.
Never holds a state root or anything else that engines may compute differently.

The encoding, documented with test vectors in docs/architecture.md:

hash      = keccak256("corridor/header/v1" ‖ u64 chainId ‖ u64 height ‖ parentHash[32] ‖ u64 timestamp ‖ proposer[20]
            ‖ u32 round ‖ txRoot[32] ‖ receiptsRoot[32] ‖ validatorSetHash[32] ‖ digest[32])
parentHash of block 1 = keccak256("corridor/genesis/v1" ‖ u64 chainId ‖ u64 genesisAt ‖ validatorSetHash[32])
All integers are unsigned and big-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from chain.abi import Address
from chain.engines.base import ChainParameters
from chain.hashing import checksum, keccak

_DOMAIN = b"corridor/header/v1"
_GENESIS_DOMAIN = b"corridor/genesis/v1"
_FIELDS = struct.Struct(">QQ32sQ20sI32s32s32s32s")
_WORD = 32

HEADER_BYTES = len(_DOMAIN) + _FIELDS.size
"""Length of every encoded header: 226."""


@dataclass(frozen=True, slots=True)
class CorridorHeader:
    """What is signed of one block.

    chain_id; height: from 1; parent_hash: of the header before it; timestamp_s: UTC second; proposer: address of the
    validator who proposed it; round: of its height, from 0, in which it was sealed; tx_root, receipts_root: Ethereum's,
    of the signed bytes and of the receipts; validator_set_hash: of the set that seals it; digest: the run digest after
    it.
    """

    chain_id: int
    height: int
    parent_hash: bytes
    timestamp_s: int
    proposer: Address
    round: int
    tx_root: bytes
    receipts_root: bytes
    validator_set_hash: bytes
    digest: bytes

    def encode(self) -> bytes:
        """The `HEADER_BYTES` bytes whose hash is signed; ValueError when a field does not fit its width."""
        words = (self.parent_hash, self.tx_root, self.receipts_root, self.validator_set_hash, self.digest)
        # struct would cut or fill up what is of another length.
        if any(len(word) != _WORD for word in words):
            raise ValueError(f"header {self.height}: a hash is not of {_WORD} bytes")
        parent_hash, *others = words
        proposer = bytes.fromhex(self.proposer[2:])
        head = (self.chain_id, self.height, parent_hash, self.timestamp_s, proposer, self.round)
        try:
            return _DOMAIN + _FIELDS.pack(*head, *others)
        except struct.error as error:
            raise ValueError(f"header {self.height} cannot be encoded: {error}") from error

    @property
    def hash(self) -> bytes:
        """keccak256 of the encoding: what a seal signs and what the next header names; 32 bytes."""
        return keccak(self.encode())

    @classmethod
    def decode(cls, data: bytes) -> CorridorHeader:
        """The inverse of `encode`; ValueError when `data` is not exactly one header."""
        if len(data) != HEADER_BYTES or not data.startswith(_DOMAIN):
            raise ValueError(f"{len(data)} bytes that are no Corridor header")
        chain_id, height, parent_hash, timestamp_s, proposer, *others = _FIELDS.unpack_from(data, len(_DOMAIN))
        return cls(chain_id, height, parent_hash, timestamp_s, checksum(proposer), *others)


def genesis_hash(parameters: ChainParameters, validator_set_hash: bytes) -> bytes:
    """What block 1 names as its parent, 32 bytes. validator_set_hash: of the genesis set."""
    head = struct.pack(">QQ", parameters.chain_id, parameters.genesis_at_s)
    return keccak(_GENESIS_DOMAIN + head + validator_set_hash)
