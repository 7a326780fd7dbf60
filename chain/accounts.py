"""Keys of an embedded network: derived from the run's seed, so that a run can be repeated to the byte.

Trusts libsecp256k1 for signatures (deterministic ones, RFC 6979).
Never belongs on a network that strangers can reach: whoever knows the seed has every key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import rusty_rlp
from coincurve import PrivateKey

from chain.abi import Address
from chain.client import Call, Creation
from chain.evm.envelope import GROUP_ORDER
from chain.hashing import checksum, keccak
from chain.typed_data import TypedDomain, signing_digest

TRANSACTION_GAS_MAX = 8_000_000

# EIP-1559: 0x02 ‖ rlp([chainId, nonce, maxPriorityFee, maxFee, gas, to, value, data, accessList, yParity, r, s])
_TYPE_2 = b"\x02"
_GAS = TRANSACTION_GAS_MAX.to_bytes(3, "big")
_NOTHING = b""


def derive_key(seed: int, role: str, identity: str) -> bytes:
    """The 32-byte private key keccak256("corridor/v1/" + seed + "/" + role + "/" + id), hashed again while ≥ n."""
    digest = keccak(f"corridor/v1/{seed}/{role}/{identity}".encode())
    while not 0 < int.from_bytes(digest, "big") < GROUP_ORDER:
        digest = keccak(digest)
    return digest


@dataclass(frozen=True)
class Account:
    """One node's own key. role, identity: who it is in the scenario; key: 32 bytes, never shown or written."""

    role: str
    identity: str
    key: bytes = field(repr=False)

    @classmethod
    def derived(cls, seed: int, role: str, identity: str) -> Account:
        """The account of node `identity` in `role` on the network of `seed`."""
        return cls(role, identity, derive_key(seed, role, identity))

    @cached_property
    def address(self) -> Address:
        """Checksummed address of the key."""
        return checksum(keccak(self._signer.public_key.format(compressed=False)[1:])[12:])

    @cached_property
    def _signer(self) -> PrivateKey:
        return PrivateKey(self.key)

    def sign_transaction(self, action: Call[Any] | Creation, nonce: int, chain_id: int) -> bytes:
        """Signed bytes of a type-2 transaction that carries `action`, at a fee of zero."""
        to = bytes.fromhex(action.to[2:]) if isinstance(action, Call) else _NOTHING
        fields = [_number(chain_id), _number(nonce), _NOTHING, _NOTHING, _GAS, to, _NOTHING, action.data, []]
        signature = self.sign_digest(keccak(_TYPE_2 + rusty_rlp.encode_raw(fields)))
        fields += [_number(signature[64] - 27), signature[:32].lstrip(b"\0"), signature[32:64].lstrip(b"\0")]
        signed: bytes = rusty_rlp.encode_raw(fields)
        return _TYPE_2 + signed

    def sign_struct(self, struct: Any, domain: TypedDomain) -> bytes:
        """65-byte EIP-712 signature of a struct of the contracts' interfaces, or of a `Consent`, under `domain`."""
        return self.sign_digest(signing_digest(struct, domain))

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes r ‖ s ‖ v over 32 bytes, with s in the lower half and v 27 or 28."""
        signature = self._signer.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes([27 + signature[64]])


def _number(value: int) -> bytes:
    """An integer as RLP writes it: big-endian, without a leading zero, nothing for zero."""
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
