"""Transactions as eth-tester hands them to a backend, made into what is signed and what is called.

Trusts eth-tester to have normalised them; defaults are those of its stock backend.
Never sends or executes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from chain.abi import Address
from chain.engines.revm_chain import View
from chain.evm.envelope import ACCESS_LIST, DYNAMIC_FEE, LEGACY
from chain.evm.unsigned import Unsigned
from chain.hashing import checksum

_DEFAULT_FEE = 10**9
_DYNAMIC = ("max_fee_per_gas", "max_priority_fee_per_gas")
_ERROR_SELECTOR = bytes.fromhex("08c379a0")


def unsigned_of(transaction: Mapping[str, Any], nonce: int, chain_id: int, base_fee: int) -> Unsigned:
    """What is to be signed. nonce, chain_id: where the transaction gives none; base_fee: of the last block, wei."""
    kind = LEGACY if "gas_price" in transaction else DYNAMIC_FEE
    if kind == LEGACY and "access_list" in transaction:
        kind = ACCESS_LIST
    fee, tip = _fees(transaction, base_fee) if kind == DYNAMIC_FEE else (transaction["gas_price"],) * 2
    return Unsigned(
        kind=kind,
        chain_id=transaction.get("chain_id", None if kind == LEGACY else chain_id),
        nonce=transaction.get("nonce", nonce),
        tip=tip,
        max_fee=fee,
        gas=transaction["gas"],
        to=transaction.get("to", b""),
        value=transaction.get("value", 0),
        data=transaction.get("data", b""),
        access_list=_access_list(transaction),
    )


def view_of(transaction: Mapping[str, Any], base_fee: int) -> View:
    """What is to be called, free of charge where no fee is given."""
    to = transaction.get("to", b"")
    price = transaction.get("gas_price", 0)
    if any(name in transaction for name in _DYNAMIC):
        fee, tip = _fees(transaction, base_fee)
        price = min(fee, tip + base_fee)
    return View(
        checksum(transaction["from"]),
        checksum(to) if to else None,
        transaction.get("data", b""),
        transaction.get("value", 0),
        price,
        _access_list(transaction),
    )


def reason_of(output: bytes) -> str:
    """The text of Solidity's `Error(string)`; other data as Python writes bytes, which web3 reads back."""
    if output[:4] == _ERROR_SELECTOR:
        try:
            return str(decode(["string"], output[4:])[0])
        except DecodingError:
            pass
    return str(output)


def _fees(transaction: Mapping[str, Any], base_fee: int) -> tuple[int, int]:
    """Maximum fee and tip."""
    tip, fee = transaction.get("max_priority_fee_per_gas"), transaction.get("max_fee_per_gas")
    if fee is None:
        fee = _DEFAULT_FEE if tip is None else tip + 2 * base_fee
    return fee, min(_DEFAULT_FEE, fee) if tip is None else tip


def _access_list(transaction: Mapping[str, Any]) -> tuple[tuple[Address, tuple[int, ...]], ...]:
    listed: Iterable[Any] = transaction.get("access_list") or ()
    return tuple((checksum(address), tuple(slots)) for address, slots in listed)
