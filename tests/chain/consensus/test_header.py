"""The Corridor header against bytes written out by hand and against fixed vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from chain.consensus.header import HEADER_BYTES, CorridorHeader, genesis_hash
from chain.consensus.validators import ValidatorSet
from chain.engines.base import ChainParameters

PARAMETERS = ChainParameters(chain_id=7_000_000_007, genesis_at_s=1_660_435_200)
EMPTY_ROOT = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
VALIDATORS = ValidatorSet(
    (
        "0x4F5303219611Eb897A92D6A8a0D0bB4E06E88491",
        "0x7b1475ca18D7601f055BDBFfC64F1d86F0e35ec0",
        "0xfFFcf7862762E7e67f545F16606Ee310552d9926",
        "0x696B6c7efF9AE41262A41f0c00FD44D17232a7F9",
    )
)

# Vectors of docs/architecture.md.
SET_HASH = "9e7834c74b05d91900600fc56565cc228b0730f5e84784d363c7198a96be7e69"
GENESIS_HASH = "1708decc9c8e019c50b12da22fc19ea5a32d73441ea40220856b388158550a80"
EMPTY_BLOCK_DIGEST = "875a78090fb3b2b6f896390ee04e65cd0afdb98912fd9d9c8c9b465982b82c0a"
FULL_BLOCK_DIGEST = "c4da561165cfc1b2fcbd1f0b0c6c324d3fce71b4b580d2e0cac352ad971868d9"
EMPTY_BLOCK_HASH = "a0fa965c596241905e1814ce91731860e062208ab5ccd475e12103d9030f8dab"
FULL_BLOCK_HASH = "2ef99e835041ad62ffa914489b876619de15535bc9e11806b69a925aad445aab"

EMPTY_BLOCK = CorridorHeader(
    chain_id=PARAMETERS.chain_id,
    height=1,
    parent_hash=bytes.fromhex(GENESIS_HASH),
    timestamp_s=1_660_435_202,
    proposer=VALIDATORS.keys[1],
    round=0,
    tx_root=EMPTY_ROOT,
    receipts_root=EMPTY_ROOT,
    validator_set_hash=bytes.fromhex(SET_HASH),
    digest=bytes.fromhex(EMPTY_BLOCK_DIGEST),
)
FULL_BLOCK = replace(
    EMPTY_BLOCK,
    height=2,
    parent_hash=bytes.fromhex(EMPTY_BLOCK_HASH),
    timestamp_s=1_660_435_209,
    proposer=VALIDATORS.keys[3],
    round=1,
    tx_root=b"\x01" * 32,
    receipts_root=b"\x02" * 32,
    digest=bytes.fromhex(FULL_BLOCK_DIGEST),
)

WORDS = st.binary(min_size=32, max_size=32)
U64 = st.integers(0, 2**64 - 1)
HEADERS = st.builds(
    CorridorHeader,
    chain_id=U64,
    height=U64,
    parent_hash=WORDS,
    timestamp_s=U64,
    proposer=st.binary(min_size=20, max_size=20).map(to_checksum_address),
    round=st.integers(0, 2**32 - 1),
    tx_root=WORDS,
    receipts_root=WORDS,
    validator_set_hash=WORDS,
    digest=WORDS,
)


def test_genesis_hash__known_chain__is_the_documented_one() -> None:
    assert genesis_hash(PARAMETERS, bytes.fromhex(SET_HASH)).hex() == GENESIS_HASH
    written_out = b"corridor/genesis/v1" + bytes.fromhex("00000001a13b8607" + "0000000062f83b00" + SET_HASH)
    assert keccak(written_out).hex() == GENESIS_HASH


def test_header__empty_block__is_the_documented_one() -> None:
    assert EMPTY_BLOCK.hash.hex() == EMPTY_BLOCK_HASH
    written_out = b"corridor/header/v1" + bytes.fromhex(
        "00000001a13b8607"  # chain id
        + "0000000000000001"  # height
        + GENESIS_HASH  # parent
        + "0000000062f83b02"  # timestamp
        + "7b1475ca18d7601f055bdbffc64f1d86f0e35ec0"  # proposer
        + "00000000"  # round
        + EMPTY_ROOT.hex()  # transactions
        + EMPTY_ROOT.hex()  # receipts
        + SET_HASH
        + EMPTY_BLOCK_DIGEST
    )
    assert EMPTY_BLOCK.encode() == written_out
    assert keccak(written_out).hex() == EMPTY_BLOCK_HASH


def test_header__full_block_of_a_second_round__is_the_documented_one() -> None:
    assert FULL_BLOCK.hash.hex() == FULL_BLOCK_HASH
    written_out = b"corridor/header/v1" + bytes.fromhex(
        "00000001a13b8607"  # chain id
        + "0000000000000002"  # height
        + EMPTY_BLOCK_HASH  # parent
        + "0000000062f83b09"  # timestamp
        + "696b6c7eff9ae41262a41f0c00fd44d17232a7f9"  # proposer
        + "00000001"  # round
        + "01" * 32  # transactions
        + "02" * 32  # receipts
        + SET_HASH
        + FULL_BLOCK_DIGEST
    )
    assert keccak(written_out).hex() == FULL_BLOCK_HASH


@given(HEADERS)
def test_header__any__comes_back_from_its_fixed_width(header: CorridorHeader) -> None:
    assert len(header.encode()) == HEADER_BYTES == 226
    assert CorridorHeader.decode(header.encode()) == header


@given(HEADERS, HEADERS)
def test_header__two__have_one_hash_only_when_they_are_equal(one: CorridorHeader, other: CorridorHeader) -> None:
    assert (one.hash == other.hash) == (one == other)


@pytest.mark.parametrize(
    "changes",
    [
        {"chain_id": 1},
        {"height": 2},
        {"parent_hash": bytes(32)},
        {"timestamp_s": 1_660_435_203},
        {"proposer": VALIDATORS.keys[2]},
        {"round": 4},
        {"tx_root": bytes(32)},
        {"receipts_root": bytes(32)},
        {"validator_set_hash": bytes(32)},
        {"digest": bytes(32)},
    ],
)
def test_header__any_field_changed__has_another_hash(changes: dict[str, Any]) -> None:
    assert replace(EMPTY_BLOCK, **changes).hash != EMPTY_BLOCK.hash


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": bytes(31)},
        {"parent_hash": bytes(33), "digest": bytes(31)},
        {"tx_root": b""},
        {"height": 2**64},
        {"height": -1},
        {"round": 2**32},
    ],
)
def test_header__field_of_another_width__cannot_be_encoded(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="header"):
        replace(EMPTY_BLOCK, **changes).encode()


@pytest.mark.parametrize(
    "data",
    [b"", EMPTY_BLOCK.encode()[:-1], EMPTY_BLOCK.encode() + b"\0", b"C" + EMPTY_BLOCK.encode()[1:]],
)
def test_header__bytes_that_are_none__are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no Corridor header"):
        CorridorHeader.decode(data)


def test_genesis_hash__other_chain_or_set__is_another() -> None:
    changed = [replace(PARAMETERS, chain_id=1), replace(PARAMETERS, genesis_at_s=1)]
    hashes = {genesis_hash(parameters, bytes.fromhex(SET_HASH)) for parameters in [PARAMETERS, *changed]}
    assert len(hashes | {genesis_hash(PARAMETERS, bytes(32))}) == 4
