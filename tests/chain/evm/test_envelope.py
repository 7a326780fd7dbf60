"""Signed transactions, decoded and recovered as eth_account writes them."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from eth_account import Account as EthAccount
from hypothesis import given
from hypothesis import strategies as st

from chain.accounts import Account
from chain.evm.encoding import EncodingFault, encode_fields
from chain.evm.envelope import Envelope, UnknownType, recover, signer_of_digest
from chain.evm.unsigned import Unsigned
from chain.hashing import checksum, keccak

SIGNER = Account.derived(1, "bank", "hongkong-bank")
ADDRESSES = st.binary(min_size=20, max_size=20).map(checksum)
SLOTS = st.lists(st.integers(0, 2**256 - 1), max_size=3)


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    """A transaction as eth_account takes it, with more gas than it needs."""
    kind = draw(st.sampled_from([0, 1, 2]))
    tip, more = draw(st.integers(0, 2**64)), draw(st.integers(0, 2**64))
    given_ = {
        "chainId": draw(st.integers(1, 2**40)),
        "nonce": draw(st.integers(0, 2**64 - 2)),
        "gas": draw(st.integers(100_000, 2**50)),
        "value": draw(st.integers(0, 2**128)),
        "data": draw(st.binary(max_size=300)),
    }
    if draw(st.booleans()):
        given_["to"] = draw(ADDRESSES)
    given_ |= {"maxPriorityFeePerGas": tip, "maxFeePerGas": tip + more} if kind == 2 else {"gasPrice": tip}
    if kind:
        listed = draw(st.lists(st.tuples(ADDRESSES, SLOTS), max_size=3))
        keys = [(address, [f"0x{slot:064x}" for slot in slots]) for address, slots in listed]
        given_ |= {"type": kind, "accessList": [{"address": a, "storageKeys": k} for a, k in keys]}
    return given_


@given(given_=fields())
def test_recover__what_eth_account_signed__has_the_same_fields_sender_and_hash(given_: dict[str, Any]) -> None:
    signed = EthAccount.sign_transaction(given_, SIGNER.key)
    raw = bytes(signed.raw_transaction)
    found = recover(raw)
    assert (found.sender, found.tx_hash) == (SIGNER.address, bytes(signed.hash))
    assert (found.v, found.r, found.s) == (signed.v, signed.r, signed.s)
    for name, value in (
        ("chain_id", "chainId"),
        ("nonce", "nonce"),
        ("gas", "gas"),
        ("value", "value"),
        ("data", "data"),
    ):
        assert getattr(found, name) == given_[value]
    assert found.to == given_.get("to")
    assert found.max_fee == given_.get("maxFeePerGas", given_.get("gasPrice"))
    listed = given_.get("accessList", [])
    keys = tuple((item["address"], tuple(int(key, 16) for key in item["storageKeys"])) for item in listed)
    assert found.access_list == keys
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - what goes to worker processes comes back
    assert type(pickle.loads(pickle.dumps(found))) is Envelope  # noqa: S301
    again = Unsigned(
        found.kind,
        found.chain_id,
        found.nonce,
        found.tip,
        found.max_fee,
        found.gas,
        bytes.fromhex(found.to[2:]) if found.to else b"",
        found.value,
        found.data,
        found.access_list,
    )
    assert again.raw(found.v, found.r, found.s) == raw
    assert (
        signer_of_digest(again.digest, found.v % 2 if found.kind else 1 - found.v % 2, found.r, found.s) == found.sender
    )


def test_recover__legacy_without_chain_id__is_recovered_without_one() -> None:
    given_ = {"nonce": 0, "gas": 21_000, "gasPrice": 1, "to": SIGNER.address, "value": 0}
    found = recover(bytes(EthAccount.sign_transaction(given_, SIGNER.key).raw_transaction))
    assert (found.chain_id, found.sender, found.kind) == (None, SIGNER.address, 0)


@pytest.mark.parametrize("first", [0, 3, 4, 0x7F])
def test_recover__unknown_type__says_so(first: int) -> None:
    with pytest.raises(UnknownType, match=f"Unknown transaction type {first}"):
        recover(bytes([first, 0xC0]))


@pytest.mark.parametrize(
    ("parity", "r", "s"), [(2, 1, 1), (0, 0, 1), (0, 1, 0), (0, 1, 2**255), (0, 2**256, 1), (1, 5, 1)]
)
def test_signer__of_no_signature__is_refused(parity: int, r: int, s: int) -> None:
    with pytest.raises(ValueError, match="signature"):
        signer_of_digest(keccak(b"x"), parity, r, s)


WELL_FORMED: list[Any] = [b"\1", b"", b"", b"", b"\1\0\0", b"\x11" * 20, b"", b"", []]


NOBODY = b"\x11" * 20
MISPLACED: list[tuple[int, Any]] = [
    (0, []),
    (1, b"\0"),
    (3, [b""]),
    (5, []),
    (5, b"\x11" * 19),
    (7, []),
    (8, b""),
    (8, [b""]),
    (8, [[NOBODY]]),
    (8, [[b"", []]]),
    (8, [[NOBODY, b""]]),
    (8, [[NOBODY, [b"\1"]]]),
]


@pytest.mark.parametrize(("place", "value"), MISPLACED)
def test_recover__well_signed_but_with_something_else_in_a_place__is_refused(place: int, value: Any) -> None:
    def signed(fields: list[Any]) -> bytes:
        signature = SIGNER.sign_digest(keccak(b"\2" + encode_fields(fields)))
        parts = [bytes([signature[64] - 27]), signature[:32], signature[32:64]]
        return b"\2" + encode_fields([*fields, *(part.lstrip(b"\0") for part in parts)])

    assert recover(signed(WELL_FORMED)).sender == SIGNER.address
    with pytest.raises(EncodingFault):
        recover(signed([*WELL_FORMED[:place], value, *WELL_FORMED[place + 1 :]]))
