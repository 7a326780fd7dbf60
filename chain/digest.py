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

import struct
from collections.abc import Sequence
from functools import lru_cache

from chain.abi import Address
from chain.engines.base import ChainParameters, Log, Receipt
from chain.hashing import checksum, keccak

_DOMAIN = b"corridor/digest/v1"
_U32 = struct.Struct(">I")
_ADDRESS_BYTES, _WORD = 20, 32
_TOPICS = [struct.Struct(f">{count * f'{_WORD}s'}") for count in range(256)]


def genesis_digest(parameters: ChainParameters) -> bytes:
    """digest(0), 32 bytes."""
    return keccak(_DOMAIN + _u64(parameters.chain_id) + _u64(parameters.genesis_at_s))


def next_digest(before: bytes, height: int, timestamp_s: int, receipts: Sequence[Receipt]) -> bytes:
    """digest(h) from digest(h − 1) and what the block did; 32 bytes."""
    head = before + _u64(height) + _u64(timestamp_s) + _u32(len(receipts))
    return keccak(head + b"".join([_encode_receipt(receipt) for receipt in receipts]))


def _encode_receipt(receipt: Receipt) -> bytes:
    fixed = receipt.tx_hash + bytes((receipt.status,)) + _u64(receipt.gas_used)
    return fixed + encode_logs(receipt.logs) + _u32(len(receipt.revert_data)) + receipt.revert_data


def encode_logs(logs: Sequence[Log]) -> bytes:
    """u32 count and every log, as in the digest; the journal stores logs in this form."""
    parts = [_u32(len(logs))]
    for log in logs:
        data = log.data
        parts += (_address_bytes(log.address), bytes((len(log.topics),)), *log.topics, _u32(len(data)), data)
    return b"".join(parts)


def decode_logs(data: bytes) -> tuple[Log, ...]:
    """The inverse of `encode_logs`; ValueError when `data` is not exactly one such list."""
    try:
        (count,) = _U32.unpack_from(data)
        at, logs = _U32.size, []
        for _ in range(count):
            log, at = _decode_log(data, at)
            logs.append(log)
    except (struct.error, IndexError) as error:
        raise ValueError("the list of logs ends too early") from error
    if at != len(data):
        raise ValueError(f"{len(data) - at} bytes after the last log")
    return tuple(logs)


def _decode_log(data: bytes, at: int) -> tuple[Log, int]:
    """The log whose encoding begins at a place, and where it ends."""
    topics_at = at + _ADDRESS_BYTES + 1
    count = data[topics_at - 1]
    length_at = topics_at + _WORD * count
    (length,) = _U32.unpack_from(data, length_at)
    data_at = length_at + _U32.size
    end = data_at + length
    if end > len(data):
        raise IndexError(end)
    topics = _TOPICS[count].unpack_from(data, topics_at)
    return Log(checksum(data[at : topics_at - 1]), topics, data[data_at:end]), end


@lru_cache(1 << 16)
def _address_bytes(address: Address) -> bytes:
    return bytes.fromhex(address[2:])


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _u64(value: int) -> bytes:
    return value.to_bytes(8, "big")
