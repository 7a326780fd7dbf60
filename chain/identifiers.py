"""Identifiers that contracts compute, computed off the chain: of network-wide acts, and of salted subjects.

Trusts the artifacts for the functions' signatures; a test compares each with the contract's own.
Never keeps a salt: whoever asks has it.
"""

from __future__ import annotations

from typing import Any

from chain.client import Client, functions_of
from chain.codec import encode_values
from chain.hashing import keccak

_WORD = 32


def act_id(contract: Client, function: str, *arguments: Any) -> bytes:
    """keccak256(abi.encode(contract, selector, arguments)): what central banks approve of by calling `function`.

    function: its Solidity name. Raises TypeError or ValueError when an argument is not of its type.
    """
    called = functions_of(contract.ARTIFACT)[function]
    specs = [{"type": "address"}, {"type": "bytes4"}, *called.specs]
    return keccak(encode_values(specs, [contract.address, called.selector, *arguments]))


def subject_identifier(salt: bytes, subject: int) -> bytes:
    """keccak256(salt ‖ subject): under which lists keep a customer's number, or a participant's address as a number."""
    return keccak(salt + subject.to_bytes(_WORD, "big"))
