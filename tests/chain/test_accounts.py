"""Keys from the seed, and signatures that others than the signer can check."""

from __future__ import annotations

from typing import Any

import coincurve
import pytest
from actors import IMPORTER, MAKER
from eth_account import Account as EthAccount
from eth_account.typed_transactions import TypedTransaction
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hexbytes import HexBytes
from hypothesis import given
from hypothesis import strategies as st
from small_network import Network

import chain.accounts
from chain.accounts import TRANSACTION_GAS_MAX, Account, derive_key
from chain.client import Call, Creation
from chain.typed_data import TypedDomain

GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
ANYBODY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def signer_of(digest: bytes, signature: bytes) -> str:
    """The address whose key made the 65-byte signature, by libsecp256k1 alone."""
    recoverable = signature[:64] + bytes([signature[64] - 27])
    public = coincurve.PublicKey.from_signature_and_message(recoverable, digest, hasher=None).format(compressed=False)
    return to_checksum_address(keccak(public[1:])[12:])


@pytest.mark.parametrize(
    ("seed", "role", "identity", "key"),
    [  # computed with another implementation of Keccak-256
        (7, "bank", "hk-bank-1", "c415c8ffa22abc888042e3dfd06319341e8d21ce7fd102a2efdb686d7cfa83d0"),
        (0, "central_bank", "hkma", "3d38f409bc920532e29eb942ecaf2bbbac0e80f113bb7851c121f6a6a4c7d5f9"),
        (
            123456789012345678901234567890,
            "wallet",
            "zürich-1",
            "1d1d972cff25fde85de90faf5ee84002819ce653826f5442ae79f169257c0c30",
        ),
    ],
)
def test_derive_key__known_node__is_the_documented_hash(seed: int, role: str, identity: str, key: str) -> None:
    assert derive_key(seed, role, identity).hex() == key


@pytest.mark.parametrize("first", [GROUP_ORDER, GROUP_ORDER + 1, 2**256 - 1, 0])
def test_derive_key__hash_outside_the_group__is_hashed_again(monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    hashed: list[bytes] = []

    def fake_keccak(data: bytes) -> bytes:
        hashed.append(data)
        return [first, GROUP_ORDER, GROUP_ORDER - 1][len(hashed) - 1].to_bytes(32, "big")

    monkeypatch.setattr(chain.accounts, "keccak", fake_keccak)
    assert int.from_bytes(derive_key(1, "bank", "b"), "big") == GROUP_ORDER - 1
    assert hashed == [b"corridor/v1/1/bank/b", first.to_bytes(32, "big"), GROUP_ORDER.to_bytes(32, "big")]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.sampled_from("xyz")), unique=True))
def test_account__different_seed_role_or_id__has_another_address(nodes: list[tuple[int, str, str]]) -> None:
    assert len({Account.derived(*node).address for node in nodes}) == len(nodes)


def test_account__in_words__keeps_its_key_to_itself(account: Account) -> None:
    assert account.key.hex() not in repr(account)
    assert repr(account.key) not in repr(account)
    assert "hongkong-bank" in repr(account)


def test_sign_transaction__call__recovers_to_the_signer_and_carries_the_call(account: Account) -> None:
    raw = account.sign_transaction(Call(ANYBODY, b"\1\2\3", "Any.thing"), nonce=5, chain_id=4_242)
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    assert EthAccount.recover_transaction(raw) == account.address
    assert raw[0] == 2
    expected = {"chainId": 4_242, "nonce": 5, "gas": TRANSACTION_GAS_MAX, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0}
    assert {name: fields[name] for name in expected} == expected
    assert (bytes(fields["to"]).hex(), bytes(fields["data"]), fields["value"]) == (ANYBODY[2:].lower(), b"\1\2\3", 0)


def test_sign_transaction__creation__goes_to_nobody(account: Account) -> None:
    raw = account.sign_transaction(Creation("Any", b"\xfe"), nonce=0, chain_id=1)
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    assert (bytes(fields["to"]), bytes(fields["data"])) == (b"", b"\xfe")
    assert EthAccount.recover_transaction(raw) == account.address


def test_sign_transaction__same_input__gives_the_same_bytes(account: Account) -> None:
    again = Account.derived(1, "bank", "hongkong-bank")
    call = Call(ANYBODY, b"", "Any.thing")
    assert account.sign_transaction(call, 0, 1) == again.sign_transaction(call, 0, 1)


@given(
    key=st.integers(1, GROUP_ORDER - 1),
    nonce=st.integers(0, 2**64 - 2),
    chain_id=st.integers(1, 2**64 - 1),
    data=st.binary(max_size=300),
    is_call=st.booleans(),
)
def test_sign_transaction__anything__is_what_eth_account_signs(
    key: int, nonce: int, chain_id: int, data: bytes, is_call: bool
) -> None:
    signer = Account("bank", "b", key.to_bytes(32, "big"))
    action: Call[Any] | Creation = Call(ANYBODY, data, "Any.thing") if is_call else Creation("Any", data)
    fields = {"type": 2, "chainId": chain_id, "nonce": nonce, "gas": TRANSACTION_GAS_MAX, "value": 0, "data": data}
    fields |= {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0} | ({"to": ANYBODY} if is_call else {})
    signed = EthAccount.from_key(signer.key).sign_transaction(fields)
    assert signer.sign_transaction(action, nonce, chain_id) == bytes(signed.raw_transaction)
    assert signer.address == EthAccount.from_key(signer.key).address


def test_sign_struct__order_quote_and_terms__is_over_the_contracts_own_digest(shared: Network) -> None:
    order, quote, terms = shared.order(), shared.quote(), shared.terms()
    order_digest = shared.read(shared.engine.hash_order(order))
    quote_digest = shared.read(shared.fx_board.hash_quote(quote))
    terms_digest = shared.read(shared.loan_book.hash_terms(terms))
    assert signer_of(order_digest, shared.sign_order(order)) == IMPORTER.address
    assert signer_of(quote_digest, shared.sign_quote(quote)) == MAKER.address
    assert signer_of(terms_digest, shared.sign_paper(terms)) == IMPORTER.address


@pytest.mark.parametrize(
    "changes",
    [
        {"uetr": "ffffffff-ffff-4fff-bfff-ffffffffffff"},
        {"amount_minor": 2**256 - 1},
        {"cost_minor_max": 0},
        {"purpose": "SALA"},
        {"payee_currency": "THB"},
        {"expires_at": 2**64 - 1},
    ],
)
def test_sign_struct__order_with_any_field_changed__is_over_that_orders_digest(
    shared: Network, changes: dict[str, Any]
) -> None:
    before, order = shared.order(), shared.order(**changes)
    digest = shared.read(shared.engine.hash_order(order))
    assert signer_of(digest, shared.sign_order(order)) == IMPORTER.address
    assert signer_of(digest, shared.sign_order(before)) != IMPORTER.address


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": -1},
        {"amount_minor": 2**256},
        {"amount_minor": "1000"},
        {"amount_minor": 10.0},
        {"amount_minor": True},
        {"expires_at": 2**64},
        {"payee": ANYBODY.lower()},
        {"payer_currency": "THBX"},
        {"uetr": "00112233445546778899aabbccddeeff"},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_sign_struct__value_that_does_not_fit__is_refused_and_not_signed(
    shared: Network, changes: dict[str, Any]
) -> None:
    with pytest.raises((TypeError, ValueError)):
        shared.sign_order(shared.order(**changes))


def test_domain__each_signing_contract__is_the_one_it_tells_itself(shared: Network) -> None:
    for client in (shared.engine, shared.fx_board, shared.loan_book):
        domain = shared.ledger.domain(client).as_dict()
        _, name, version, chain_id, contract, _, _ = shared.read(client.eip712_domain())
        assert domain == {"name": name, "version": version, "chainId": chain_id, "verifyingContract": contract}


def test_sign_struct__other_chain_or_contract__is_another_signature(shared: Network) -> None:
    order = shared.order()
    domain = shared.ledger.domain(shared.engine)
    others = [
        TypedDomain(domain.contract, domain.chain_id + 1, domain.address),
        TypedDomain(domain.contract, domain.chain_id, shared.fx_board.address),
    ]
    signatures = {IMPORTER.sign_struct(order, one) for one in [domain, *others]}
    assert len(signatures) == 3


def test_components__struct_that_the_contract_does_not_take__is_named(shared: Network) -> None:
    with pytest.raises(KeyError, match="FxBoard takes no LoanTerms"):
        shared.ledger.domain(shared.fx_board).components("LoanTerms")
