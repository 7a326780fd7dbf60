"""What becomes of a transaction on an embedded engine, and what a call answers."""

from __future__ import annotations

import pytest
import rlp
from bare_chain import (
    CALLER,
    COUNT,
    GREEDY,
    LOG2_CALLDATA,
    NUMBER,
    RETURN_CALLDATA,
    RETURN_WORD,
    REVERT_CALLDATA,
    TIMESTAMP,
    Bench,
    creation_code,
    number,
    word,
)
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.engines.base import Log
from chain.errors import Panicked, Reverted

STRANGER = Account.derived(1, "client", "stranger")


def test_receipt__created_contract__has_its_address_and_code(bench: Bench) -> None:
    nonce = bench.nonce
    receipt = bench.send(to=None, data=creation_code(b"\0\xfe"))
    sender = to_canonical_address(bench.account.address)
    assert receipt.created == to_checksum_address(keccak(rlp.encode([sender, nonce]))[12:])
    assert (receipt.status, receipt.logs, receipt.revert_data) == (1, (), b"")
    assert bench.engine.code(receipt.created) == b"\0\xfe"
    assert bench.engine.code(STRANGER.address) == b""


@pytest.mark.parametrize(
    ("code", "revert_data"),
    [("5f5ffd", b""), ("60aa5f5260206000fd", word(0xAA)), ("fe", b""), ("60ef5f5360015ff3", b"")],
    ids=["reverts", "reverts with data", "invalid", "code of EIP-3541"],
)
def test_receipt__creation_that_fails__creates_nothing_and_counts_the_nonce(
    bench: Bench, code: str, revert_data: bytes
) -> None:
    nonce = bench.nonce
    receipt = bench.send(to=None, data=bytes.fromhex(code))
    assert (receipt.status, receipt.created, receipt.logs, receipt.revert_data) == (0, None, (), revert_data)
    assert bench.nonce == nonce + 1


def test_receipt__logs__have_address_topics_and_data_in_order(bench: Bench) -> None:
    address = bench.create(LOG2_CALLDATA)
    first, second = bench.seal(
        bench.raw(to=address, data=b"\xca\xfe"), bench.raw(to=address, data=b"", nonce=bench.nonce + 1)
    )
    assert first.logs == (Log(address, (word(1), word(2)), b"\xca\xfe"),)
    assert second.logs == (Log(address, (word(1), word(2)), b""),)


def test_receipt__reverted_transaction__has_its_data_no_logs_and_no_effect(bench: Bench) -> None:
    # SSTORE 1 at 0, LOG0, then REVERT with 0xbeef
    address = bench.create("60015f555f5fa061beef5f526002601efd")
    before = bench.nonce
    receipt = bench.send(to=address)
    assert (receipt.status, receipt.logs, receipt.revert_data, receipt.created) == (0, (), b"\xbe\xef", None)
    assert bench.nonce == before + 1
    assert bench.engine.storage(address, 0) == 0


def test_receipt__out_of_gas__takes_all_of_it_and_has_no_data(bench: Bench) -> None:
    address = bench.create(GREEDY)
    receipt = bench.send(to=address, gas=100_000)
    assert (receipt.status, receipt.gas_used, receipt.revert_data) == (0, 100_000, b"")


def test_receipt__gas_used__is_the_transactions_own_within_a_block(bench: Bench) -> None:
    nonce = bench.nonce
    receipts = bench.seal(*(bench.raw(nonce=nonce + i, data=data) for i, data in enumerate([b"", b"\1", b"\0"])))
    assert [receipt.gas_used for receipt in receipts] == [21_000, 21_016, 21_004]


def test_receipt__storage_warmed_by_one_transaction__is_cold_for_the_next(bench: Bench) -> None:
    reads_storage = bench.create("60055400")  # SLOAD 5, STOP
    alone = bench.send(to=reads_storage).gas_used
    receipts = bench.seal(*(bench.raw(to=reads_storage, nonce=bench.nonce + i) for i in range(3)))
    assert [receipt.gas_used for receipt in receipts] == [alone] * 3
    assert alone == 21_000 + 3 + 2_100  # EIP-2929: a cold slot


def test_receipt__contract_created_in_the_block__can_be_called_in_it(bench: Bench) -> None:
    address = to_checksum_address(keccak(rlp.encode([to_canonical_address(bench.account.address), 0]))[12:])
    creation = bench.raw(to=None, data=creation_code(bytes.fromhex(COUNT)))
    receipts = bench.seal(creation, bench.raw(to=address, nonce=1), bench.raw(to=address, nonce=2))
    assert [receipt.created for receipt in receipts] == [address, None, None]
    assert number(bench.engine.call(address, b"")) == 3


def test_call__state_changing_code__changes_nothing(bench: Bench) -> None:
    counter = bench.create(COUNT)
    before = bench.state()
    assert [number(bench.engine.call(counter, b"")) for _ in range(3)] == [1, 1, 1]
    assert bench.state() == before


def test_call__caller__is_the_sender_whether_it_has_sent_before_or_has_code(bench: Bench) -> None:
    tells_caller = bench.create(CALLER + RETURN_WORD)
    assert bench.nonce > 0
    for sender in (bench.account.address, STRANGER.address, tells_caller, ZERO_ADDRESS):
        assert number(bench.engine.call(tells_caller, b"", sender=sender)) == int(sender, 16)


def test_call__at_a_second__sees_that_second(bench: Bench) -> None:
    tells_time = bench.create(TIMESTAMP + RETURN_WORD)
    last_s = bench.engine.timestamp_s
    assert number(bench.engine.call(tells_time, b"")) == last_s + 1
    assert number(bench.engine.call(tells_time, b"", at_s=last_s + 86_400)) == last_s + 86_400
    assert number(bench.engine.call(tells_time, b"")) == last_s + 1


def test_call__height__is_the_next_blocks(bench: Bench) -> None:
    tells_height = bench.create(NUMBER + RETURN_WORD)
    assert number(bench.engine.call(tells_height, b"")) == 2


def test_call__data__reaches_the_contract(bench: Bench) -> None:
    echo = bench.create(RETURN_CALLDATA)
    assert bench.engine.call(echo, b"\1\2\3") == b"\1\2\3"
    assert bench.engine.call(STRANGER.address, b"\1\2\3") == b""


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bytes.fromhex("4e487b71") + word(0x11), Panicked),
        (bytes.fromhex("4e487b71") + word(0x12), Panicked),
        (b"\xde\xad\xbe\xef", Reverted),
        (b"", Reverted),
    ],
    ids=["overflow", "division", "unknown", "empty"],
)
def test_revert__data_of_a_contract__is_raised_by_a_call_and_kept_in_a_receipt(
    bench: Bench, data: bytes, kind: type[Reverted]
) -> None:
    address = bench.create(REVERT_CALLDATA)
    with pytest.raises(kind) as caught:
        bench.engine.call(address, data)
    assert type(caught.value) is kind
    assert caught.value.data == data
    assert bench.send(to=address, data=data).revert_data == data


@pytest.mark.parametrize("code", [0x11, 0x12])
def test_panic__of_a_contract__has_soliditys_code(bench: Bench, code: int) -> None:
    # MSTORE the selector of Panic(uint256) and the code behind it, REVERT with the 36 bytes
    panics = bench.create(f"634e487b7160e01b5f5260{code:02x}60045260245ffd")
    with pytest.raises(Panicked, match=f"panic 0x{code:x}") as caught:
        bench.engine.call(panics, b"")
    assert caught.value.code == code
    assert bench.send(to=panics).revert_data == caught.value.data


def test_call__out_of_gas__is_a_revert_without_data(bench: Bench) -> None:
    address = bench.create(GREEDY)
    with pytest.raises(Reverted, match="reverted without data"):
        bench.engine.call(address, b"")


def test_nonce__unknown_account__is_zero(bench: Bench) -> None:
    assert bench.engine.nonce(STRANGER.address) == 0
