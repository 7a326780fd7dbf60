"""The run digest: one 32-byte value that two runs share exactly when their record is the same.

Trusts the receipts it is given.
Never covers what engines may compute differently (state roots, headers of the EVM).

The encoding, documented with test vectors in docs/architecture.md:

digest(0) = keccak256("corridor/digest/v1" ‖ u64 chainId ‖ u64 genesisAt)
digest(h) = keccak256(digest(h−1) ‖ u64 h ‖ u64 timestamp ‖ u32 n ‖ transaction(1) … transaction(n))
transaction = txHash[32] ‖ u8 status ‖ u64 gasUsed ‖ u32 logs ‖ log … ‖ u32 length ‖ revertData
log         = address[20] ‖ u8 topics ‖ topic[32] … ‖ u32 length ‖ data
All integers are unsigned and big-endian.
"""

from __future__ import annotations

from collections.abc import Sequence

from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from chain.engines.base import ChainParameters, Log, Receipt

_DOMAIN = b"corridor/digest/v1"


def genesis_digest(parameters: ChainParameters) -> bytes:
    """digest(0), 32 bytes."""
    return keccak(_DOMAIN + _u64(parameters.chain_id) + _u64(parameters.genesis_at_s))


def next_digest(before: bytes, height: int, timestamp_s: int, receipts: Sequence[Receipt]) -> bytes:
    """digest(height) from digest(height − 1) and what the block did; 32 bytes."""
    head = before + _u64(height) + _u64(timestamp_s) + _u32(len(receipts))
    return keccak(head + b"".join(_encode_receipt(receipt) for receipt in receipts))


def _encode_receipt(receipt: Receipt) -> bytes:
    fixed = receipt.tx_hash + bytes([receipt.status]) + _u64(receipt.gas_used)
    return fixed + encode_logs(receipt.logs) + _u32(len(receipt.revert_data)) + receipt.revert_data


def encode_logs(logs: Sequence[Log]) -> bytes:
    """u32 count and every log, as in the digest; the journal stores logs in this form."""
    return _u32(len(logs)) + b"".join(_encode_log(log) for log in logs)


def decode_logs(data: bytes) -> tuple[Log, ...]:
    """The inverse of `encode_logs`; ValueError when `data` is not exactly one such list."""
    reader = _Reader(data)
    logs = tuple(reader.log() for _ in range(reader.integer(4)))
    if reader.rest:
        raise ValueError(f"{len(reader.rest)} bytes after the last log")
    return logs


def _encode_log(log: Log) -> bytes:
    head = to_canonical_address(log.address) + bytes([len(log.topics)])
    return head + b"".join(log.topics) + _u32(len(log.data)) + log.data


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.rest = data

    def take(self, count: int) -> bytes:
        if len(self.rest) < count:
            raise ValueError("the list of logs ends too early")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def integer(self, width: int) -> int:
        return int.from_bytes(self.take(width), "big")

    def log(self) -> Log:
        address = to_checksum_address(self.take(20))
        topics = tuple(self.take(32) for _ in range(self.integer(1)))
        return Log(address, topics, self.take(self.integer(4)))


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _u64(value: int) -> bytes:
    return value.to_bytes(8, "big")
