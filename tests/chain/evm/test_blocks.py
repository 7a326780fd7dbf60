"""Headers and base fees against py-evm's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import rlp
from eth.vm.forks.cancun.blocks import CancunBlock, CancunBlockHeader
from eth.vm.forks.london.headers import calculate_expected_base_fee_per_gas
from eth.vm.forks.shanghai.withdrawals import Withdrawal as PyEvmWithdrawal
from hypothesis import given
from hypothesis import strategies as st

from chain.evm.blocks import EMPTY_UNCLES_HASH, Block, EvmHeader, Withdrawal, next_base_fee
from chain.hashing import checksum

HASHES = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, 2**64 - 1)
HEADERS = st.builds(
    EvmHeader,
    parent_hash=HASHES,
    uncles_hash=st.just(EMPTY_UNCLES_HASH),
    coinbase=st.binary(min_size=20, max_size=20),
    state_root=HASHES,
    transactions_root=HASHES,
    receipts_root=HASHES,
    bloom=st.binary(min_size=256, max_size=256),
    difficulty=st.just(0),
    number=NUMBERS,
    gas_limit=st.integers(1_000, 2**40),
    gas_used=st.integers(0, 2**40),
    timestamp=NUMBERS,
    extra_data=st.binary(max_size=32),
    mix_hash=HASHES,
    nonce=st.just(bytes(8)),
    base_fee=st.integers(0, 2**70),
)


def reference(header: EvmHeader) -> Any:
    """The same header as py-evm has it."""
    names = {"transactions_root": "transaction_root", "receipts_root": "receipt_root", "number": "block_number"}
    names["base_fee"] = "base_fee_per_gas"
    values = {names.get(name, name): value for name, value in vars(header).items() if name != "hash"}
    values["bloom"] = int.from_bytes(header.bloom, "big")
    return CancunBlockHeader(**values)


@given(header=HEADERS)
def test_header__any__has_the_hash_that_py_evm_gives_it(header: EvmHeader) -> None:
    # The filter is a number there, encoded to its full width.
    assert header.hash == reference(header).hash
    assert replace(header, number=header.number + 1).hash != header.hash


@given(header=HEADERS)
def test_base_fee__after_any_block__is_the_one_of_eip_1559(header: EvmHeader) -> None:
    assert next_base_fee(header) == calculate_expected_base_fee_per_gas(reference(header))


@given(header=HEADERS, address=st.binary(min_size=20, max_size=20), number=NUMBERS)
def test_size__of_a_block_with_a_withdrawal__is_that_of_its_encoding(
    header: EvmHeader, address: bytes, number: int
) -> None:
    withdrawal = Withdrawal(1, number, checksum(address), 5)
    there = PyEvmWithdrawal(1, number, address, 5)
    assert withdrawal.encode() == rlp.encode(there)
    block = CancunBlock(reference(header), [], [], [there])
    assert Block(header, withdrawals=(withdrawal,)).size == len(rlp.encode(block))
