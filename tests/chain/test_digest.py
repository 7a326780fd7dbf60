"""The run digest against an encoder of its own and against fixed vectors."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from chain.digest import decode_logs, encode_logs, genesis_digest, next_digest
from chain.engines.base import ChainParameters, Log, Receipt

PARAMETERS = ChainParameters(chain_id=7_000_000_007, genesis_at_s=1_660_435_200)
TOKEN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
SETTLED = Receipt(
    tx_hash=bytes(range(32)),
    status=1,
    gas_used=258_011,
    logs=(Log(TOKEN, (b"\x11" * 32, b"\x22" * 32), b"\x01\x02\x03"), Log(TOKEN, (), b"")),
    revert_data=b"",
    created=None,
)
REVERTED = Receipt(bytes(reversed(range(32))), 0, 31_000, (), bytes.fromhex("deadbeef"), None)

# Vectors of docs/architecture.md.
GENESIS_DIGEST = "6faf96f491c181203d1905d4d709f9954f29b6207e9aab0da7e50a627385c2a5"
EMPTY_BLOCK_DIGEST = "875a78090fb3b2b6f896390ee04e65cd0afdb98912fd9d9c8c9b465982b82c0a"
FULL_BLOCK_DIGEST = "c4da561165cfc1b2fcbd1f0b0c6c324d3fce71b4b580d2e0cac352ad971868d9"

ADDRESSES = st.binary(min_size=20, max_size=20).map(to_checksum_address)
WORDS = st.binary(min_size=32, max_size=32)
LOGS = st.builds(Log, ADDRESSES, st.lists(WORDS, max_size=4).map(tuple), st.binary(max_size=100))
RECEIPTS = st.builds(
    Receipt,
    tx_hash=WORDS,
    status=st.integers(0, 1),
    gas_used=st.integers(0, 2**64 - 1),
    logs=st.lists(LOGS, max_size=3).map(tuple),
    revert_data=st.binary(max_size=70),
    created=st.none(),
)


def encoded_log(log: Log) -> bytes:
    address = bytes.fromhex(log.address[2:])
    return struct.pack(">20sB", address, len(log.topics)) + b"".join(log.topics) + sized(log.data)


def sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def encoded_block(height: int, timestamp_s: int, receipts: Sequence[Receipt]) -> bytes:
    """A block as the documentation of `chain.digest` says, written here a second time."""
    parts = [struct.pack(">QQI", height, timestamp_s, len(receipts))]
    for receipt in receipts:
        parts += [receipt.tx_hash, struct.pack(">BQI", receipt.status, receipt.gas_used, len(receipt.logs))]
        parts += [encoded_log(log) for log in receipt.logs]
        parts += [sized(receipt.revert_data)]
    return b"".join(parts)


def test_genesis_digest__known_chain__is_the_documented_one() -> None:
    assert genesis_digest(PARAMETERS).hex() == GENESIS_DIGEST
    written_out = b"corridor/digest/v1" + bytes.fromhex("00000001a13b8607" + "0000000062f83b00")
    assert keccak(written_out).hex() == GENESIS_DIGEST


def test_next_digest__empty_block__is_the_documented_one() -> None:
    assert next_digest(bytes.fromhex(GENESIS_DIGEST), 1, 1_660_435_202, []).hex() == EMPTY_BLOCK_DIGEST
    written_out = bytes.fromhex(GENESIS_DIGEST + "0000000000000001" + "0000000062f83b02" + "00000000")
    assert keccak(written_out).hex() == EMPTY_BLOCK_DIGEST


def test_next_digest__settled_and_reverted_transaction__is_the_documented_one() -> None:
    block = next_digest(bytes.fromhex(EMPTY_BLOCK_DIGEST), 2, 1_660_435_204, [SETTLED, REVERTED])
    assert block.hex() == FULL_BLOCK_DIGEST
    written_out = bytes.fromhex(
        EMPTY_BLOCK_DIGEST
        + "0000000000000002"  # height
        + "0000000062f83b04"  # timestamp
        + "00000002"  # transactions
        + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        + "01"  # status
        + "000000000003efdb"  # gas used
        + "00000002"  # logs
        + "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
        + "02"  # topics
        + "11" * 32
        + "22" * 32
        + "00000003010203"  # data
        + "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
        + "00"  # topics
        + "00000000"  # data
        + "00000000"  # revert data
        + "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"
        + "00"  # status
        + "0000000000007918"  # gas used
        + "00000000"  # logs
        + "00000004deadbeef"  # revert data
    )
    assert keccak(written_out).hex() == FULL_BLOCK_DIGEST


@given(WORDS, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.lists(RECEIPTS, max_size=3))
def test_next_digest__any_block__is_the_hash_of_the_documented_bytes(
    before: bytes, height: int, timestamp_s: int, receipts: list[Receipt]
) -> None:
    expected = keccak(before + encoded_block(height, timestamp_s, receipts))
    assert next_digest(before, height, timestamp_s, receipts) == expected


@pytest.mark.parametrize(
    "changed",
    [
        replace(PARAMETERS, chain_id=7_000_000_008),
        replace(PARAMETERS, genesis_at_s=1_660_435_201),
    ],
)
def test_genesis_digest__other_chain__is_another(changed: ChainParameters) -> None:
    assert genesis_digest(changed) != genesis_digest(PARAMETERS)


@pytest.mark.parametrize(
    "changes",
    [
        {"tx_hash": bytes(32)},
        {"status": 0},
        {"gas_used": 258_012},
        {"logs": ()},
        {"logs": SETTLED.logs[:1]},
        {"logs": SETTLED.logs[::-1]},
        {"logs": (SETTLED.logs[0]._replace(address="0x" + "0" * 40), SETTLED.logs[1])},
        {"logs": (SETTLED.logs[0]._replace(topics=SETTLED.logs[0].topics[::-1]), SETTLED.logs[1])},
        {"logs": (SETTLED.logs[0]._replace(topics=SETTLED.logs[0].topics[:1]), SETTLED.logs[1])},
        {"logs": (SETTLED.logs[0]._replace(data=b"\x01\x02\x04"), SETTLED.logs[1])},
        {"logs": (SETTLED.logs[0]._replace(data=b""), SETTLED.logs[1]._replace(data=b"\x01\x02\x03"))},
        {"revert_data": b"\0"},
    ],
)
def test_next_digest__one_thing_changed_in_a_receipt__is_another(changes: dict[str, Any]) -> None:
    before = next_digest(bytes(32), 1, 1, [SETTLED, REVERTED])
    assert next_digest(bytes(32), 1, 1, [replace(SETTLED, **changes), REVERTED]) != before


def test_next_digest__other_predecessor_height_time_order_or_number__is_another() -> None:
    digests = {
        next_digest(bytes(32), 1, 1, [SETTLED, REVERTED]),
        next_digest(b"\1" * 32, 1, 1, [SETTLED, REVERTED]),
        next_digest(bytes(32), 2, 1, [SETTLED, REVERTED]),
        next_digest(bytes(32), 1, 2, [SETTLED, REVERTED]),
        next_digest(bytes(32), 1, 1, [REVERTED, SETTLED]),
        next_digest(bytes(32), 1, 1, [SETTLED]),
        next_digest(bytes(32), 1, 1, []),
    }
    assert len(digests) == 7


@given(st.lists(RECEIPTS, max_size=2), st.lists(RECEIPTS, max_size=2))
def test_next_digest__two_blocks__are_equal_only_when_their_receipts_are(
    one: list[Receipt], other: list[Receipt]
) -> None:
    assert (next_digest(bytes(32), 1, 1, one) == next_digest(bytes(32), 1, 1, other)) == (one == other)


@given(st.lists(LOGS, max_size=4).map(tuple))
def test_decode_logs__what_was_encoded__comes_back_equal(logs: tuple[Log, ...]) -> None:
    assert decode_logs(encode_logs(logs)) == logs


@given(st.lists(LOGS, max_size=3), st.data())
def test_decode_logs__cut_short_anywhere__is_refused(logs: list[Log], data: st.DataObject) -> None:
    encoded = encode_logs(logs)
    end = data.draw(st.integers(0, len(encoded) - 1))
    with pytest.raises(ValueError, match="ends too early"):
        decode_logs(encoded[:end])


@given(st.lists(LOGS, max_size=3), st.binary(min_size=1, max_size=5))
def test_decode_logs__bytes_after_the_last__are_refused(logs: list[Log], tail: bytes) -> None:
    with pytest.raises(ValueError, match=f"{len(tail)} bytes after the last log"):
        decode_logs(encode_logs(logs) + tail)


@given(st.binary(max_size=200))
def test_decode_logs__any_bytes__are_refused_or_are_exactly_one_list(data: bytes) -> None:
    try:
        logs = decode_logs(data)
    except ValueError:
        return
    assert encode_logs(logs) == data
