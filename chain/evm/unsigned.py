"""Transactions on the way to their signature: what is signed, and the signed bytes.

Trusts whoever signs.
Never checks anything: `envelope.recover` does, of the bytes that come out.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.evm.encoding import encode_bytes, encode_integer, encode_list
from chain.evm.envelope import ACCESS_LIST, DYNAMIC_FEE, LEGACY, AccessList
from chain.hashing import keccak

_WORD = 32
_EIP_155 = 35
_UNPROTECTED = 27


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A transaction without its signature; the fields as in `Envelope`, `to` the 20 bytes, empty for a creation."""

    kind: int
    chain_id: int | None
    nonce: int
    tip: int
    max_fee: int
    gas: int
    to: bytes
    value: int
    data: bytes
    access_list: AccessList = ()

    @property
    def digest(self) -> bytes:
        """The 32 bytes that are signed."""
        fields = self._fields()
        if self.kind == LEGACY and self.chain_id is not None:
            fields += [encode_integer(part) for part in (self.chain_id, 0, 0)]
        return keccak(self._prefix + encode_list(fields))

    def v(self, parity: int) -> int:
        """How the parity of a signature is written in it."""
        if self.kind != LEGACY:
            return parity
        return parity + (_UNPROTECTED if self.chain_id is None else _EIP_155 + 2 * self.chain_id)

    def raw(self, v: int, r: int, s: int) -> bytes:
        """The signed bytes."""
        return self._prefix + encode_list([*self._fields(), *map(encode_integer, (v, r, s))])

    @property
    def _prefix(self) -> bytes:
        return bytes((self.kind,)) if self.kind else b""

    def _fields(self) -> list[bytes]:
        fees = (self.tip, self.max_fee) if self.kind == DYNAMIC_FEE else (self.max_fee,)
        numbers = [encode_integer(number) for number in (self.nonce, *fees, self.gas)]
        common = [*numbers, encode_bytes(self.to), encode_integer(self.value), encode_bytes(self.data)]
        if self.kind < ACCESS_LIST:
            return common
        return [encode_integer(self.chain_id or 0), *common, self._listed()]

    def _listed(self) -> bytes:
        return encode_list(
            encode_list(
                (
                    encode_bytes(bytes.fromhex(address[2:])),
                    encode_list(encode_bytes(slot.to_bytes(_WORD, "big")) for slot in slots),
                )
            )
            for address, slots in self.access_list
        )
