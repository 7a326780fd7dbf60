"""What gets into a block of an embedded engine, and that nothing is half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rlp
from bare_chain import (
    COUNT,
    RETURN_CALLDATA,
    Bench,
    number,
    word,
)
from eth_utils.crypto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chain.engines.revm
from chain.engines.revm import RevmEngine
from chain.errors import TransactionRejected

GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def test_types__legacy_access_list_and_dynamic_fee__are_executed(bench: Bench) -> None:
    address = bench.create(RETURN_CALLDATA)
    old = {"maxFeePerGas": None, "maxPriorityFeePerGas": None, "gasPrice": 0}
    access_list = [{"address": address, "storageKeys": ["0x" + word(1).hex()]}]
    raws = [
        bench.raw(to=address, type=None, **old),
        bench.raw(to=address, nonce=bench.nonce + 1, type=1, accessList=access_list, **old),
        bench.raw(to=address, nonce=bench.nonce + 2, accessList=access_list),
    ]
    assert raws[0][0] >= 0xC0  # a list, which has no type byte before it
    assert [raw[0] for raw in raws[1:]] == [1, 2]
    receipts = bench.seal(*raws)
    assert [receipt.status for receipt in receipts] == [1, 1, 1]
    assert [receipt.tx_hash for receipt in receipts] == [keccak(raw) for raw in raws]


def test_block__many_transactions_of_one_sender__are_executed_in_order(bench: Bench) -> None:
    counter = bench.create(COUNT)
    nonce = bench.nonce
    receipts = bench.seal(*(bench.raw(to=counter, nonce=nonce + i) for i in range(20)))
    assert [receipt.status for receipt in receipts] == [1] * 20
    assert bench.nonce == nonce + 20
    assert number(bench.engine.call(counter, b"")) == 21


def resigned(raw: bytes, **changes: int) -> bytes:
    """A type-2 transaction with another y parity, r or s."""
    fields = rlp.decode(raw[1:])
    places = {"parity": 9, "r": 10, "s": 11}
    for name, value in changes.items():
        fields[places[name]] = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return b"\2" + rlp.encode(fields)


def high_s(raw: bytes) -> bytes:
    s = int.from_bytes(rlp.decode(raw[1:])[11], "big")
    parity = int.from_bytes(rlp.decode(raw[1:])[9], "big")
    return resigned(raw, s=GROUP_ORDER - s, parity=1 - parity)


def nested_lists(depth: int) -> bytes:
    """The encoding of a list in a list in a list …"""
    encoded = b""
    for _ in range(depth):
        width = len(encoded).to_bytes(3, "big").lstrip(b"\0")
        encoded = (bytes([0xC0 + len(encoded)]) if len(encoded) < 56 else bytes([0xF7 + len(width)]) + width) + encoded
    return encoded


OLD = {"maxFeePerGas": None, "maxPriorityFeePerGas": None, "gasPrice": 0}
REJECTED: dict[str, Callable[[Bench, int], bytes]] = {
    "nonce of the transaction before": lambda b, n: b.raw(nonce=n - 1),
    "nonce with a gap": lambda b, n: b.raw(nonce=n + 1),
    "other chain": lambda b, n: b.raw(nonce=n, chainId=4_243),
    "other chain, access list": lambda b, n: b.raw(nonce=n, chainId=4_243, type=1, accessList=[], **OLD),
    "other chain, legacy": lambda b, n: b.raw(nonce=n, chainId=4_243, type=None, **OLD),
    "no chain, legacy": lambda b, n: b.raw(nonce=n, chainId=None, type=None, **OLD),
    "gas above the block's": lambda b, n: b.raw(nonce=n, gas=30_000_001),
    "gas above what is left": lambda b, n: b.raw(nonce=n, gas=30_000_000),
    "gas below the intrinsic": lambda b, n: b.raw(nonce=n, gas=20_999),
    "value without a balance": lambda b, n: b.raw(nonce=n, value=1),
    "fee without a balance": lambda b, n: b.raw(nonce=n, maxFeePerGas=1),
    "tip above the fee": lambda b, n: b.raw(nonce=n, maxPriorityFeePerGas=1),
    "gas below a creation's": lambda b, n: b.raw(nonce=n, to=None, data=b"\0" * 32, gas=53_000 + 32 * 4 + 1),
    "creation code above its limit": lambda b, n: b.raw(nonce=n, to=None, data=bytes(49_153), gas=10**6),
    "nothing": lambda b, n: b"",
    "garbage": lambda b, n: b"\2\xff\xff\xff",
    "unknown type": lambda b, n: b"\5" + b.raw(nonce=n)[1:],
    "a list of nothing": lambda b, n: rlp.encode([b""] * 9),
    "cut short": lambda b, n: b.raw(nonce=n)[:-1],
    "one byte more": lambda b, n: b.raw(nonce=n) + b"\0",
    "lists nested deep enough to end a careless process": lambda b, n: b"\2" + nested_lists(50_000),
    "legacy of nested lists": lambda b, n: nested_lists(50_000),
    "unsigned": lambda b, n: b"\2" + rlp.encode(rlp.decode(b.raw(nonce=n)[1:])[:9]),
    "signature of nobody": lambda b, n: resigned(b.raw(nonce=n), r=0, s=0),
    "r of no point": lambda b, n: resigned(b.raw(nonce=n), r=7, s=7),
    "r at the order": lambda b, n: resigned(b.raw(nonce=n), r=GROUP_ORDER),
    "parity of neither": lambda b, n: resigned(b.raw(nonce=n), parity=5),
    "mirrored signature": lambda b, n: high_s(b.raw(nonce=n)),
}


@pytest.mark.parametrize("name", REJECTED)
def test_block__with_one_transaction_that_cannot_enter__is_rejected_as_a_whole(bench: Bench, name: str) -> None:
    counter = bench.create(COUNT)
    good = bench.raw(to=counter)
    bad = REJECTED[name](bench, bench.nonce + 1)
    before = bench.state()
    with pytest.raises(TransactionRejected, match=r"transaction 1 of the block was rejected: .+") as caught:
        bench.seal(good, bad)
    assert caught.value.position == 1
    assert bench.state() == before
    assert number(bench.engine.call(counter, b"")) == 1
    (receipt,) = bench.seal(good)
    assert receipt.status == 1
    assert number(bench.engine.call(counter, b"")) == 2


def test_block__rejected_first_transaction__says_so(bench: Bench) -> None:
    with pytest.raises(TransactionRejected) as caught:
        bench.seal(b"\xff", bench.raw())
    assert (caught.value.position, bool(caught.value.why)) == (0, True)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_block__any_bytes_at_all__are_executed_or_rejected_cleanly(bench: Bench, data: st.DataObject) -> None:
    signed = bench.raw(nonce=1_000)
    raw = data.draw(
        st.binary(max_size=200)
        | st.tuples(st.sampled_from([b"", b"\1", b"\2", b"\3"]), st.binary(max_size=200)).map(b"".join)
        | st.tuples(st.integers(0, len(signed) - 1), st.integers(1, 255)).map(
            lambda flip: signed[: flip[0]] + bytes([signed[flip[0]] ^ flip[1]]) + signed[flip[0] + 1 :]
        )
        | st.lists(st.binary(max_size=33), max_size=14).map(lambda items: b"\2" + rlp.encode(items))
    )
    before = bench.state()
    try:
        (receipt,) = bench.seal(raw)
    except TransactionRejected:
        assert bench.state() == before
    else:
        assert receipt.tx_hash == keccak(raw)
        assert bench.engine.height == before[0] + 1


def test_block__interrupted_while_executing__leaves_the_state_as_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    counter = bench.create(COUNT)
    before = bench.state()
    with monkeypatch.context() as patch:
        if isinstance(bench.engine, RevmEngine):
            patch.setattr(chain.engines.revm, "_receipt", interrupted)
        else:
            patch.setattr(bench.engine.backend.chain, "persist_block", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bench.seal(bench.raw(to=counter))
    assert bench.state() == before
    assert number(bench.engine.call(counter, b"")) == 1
