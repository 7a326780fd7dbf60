"""What is signed of a structure (EIP-712): the digest that a contract computes of the same members.

Trusts the artifacts for the members of a contract's structs; tests compare with eth_account and with the contracts.
Never signs: a digest goes to `Account.sign_struct`, or to who wants to know the signer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chain.abi import Address, Spec, python_name, type_name
from chain.artifacts import load_artifact
from chain.codec import Codec, encode_values, tuple_codec
from chain.consents import Consent
from chain.hashing import keccak

_VERSION = "1"
_DOMAIN_TYPE = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_DOMAIN_SPECS = [{"type": kind} for kind in ("bytes32", "bytes32", "bytes32", "uint256", "address")]


@dataclass(frozen=True, slots=True)
class TypedDomain:
    """An EIP-712 domain. contract: the artifact that verifies; chain_id; address: of that contract; name: as the
    contract gives it, `Corridor <contract>` without one."""

    contract: str
    chain_id: int
    address: Address
    name: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The domain's fields under their EIP-712 names."""
        return {
            "name": self.name or f"Corridor {self.contract}",
            "version": _VERSION,
            "chainId": self.chain_id,
            "verifyingContract": self.address,
        }

    def components(self, struct: str) -> list[Mapping[str, Any]]:
        """JSON ABI descriptions of the members of `struct`, in order; KeyError when the contract takes no such one."""
        for entry in load_artifact(self.contract).abi:
            for spec in entry.get("inputs", ()):
                if "components" in spec and type_name(spec) == struct:
                    components: list[Mapping[str, Any]] = spec["components"]
                    return components
        raise KeyError(f"{self.contract} takes no {struct}")


def signing_digest(struct: Any, domain: TypedDomain) -> bytes:
    """keccak256(0x1901 ‖ domainSeparator ‖ hashStruct): the 32 bytes that are signed of `struct` under `domain`.

    struct: a `Consent`, or a struct that the domain's contract takes, of words only. Raises KeyError when the contract
    takes none of its name, TypeError or ValueError when a value is not of its type.
    """
    kind: type = type(struct)
    type_hash, members, codec = _layout(kind, domain.contract)
    values = [getattr(struct, name) for name in members]
    # encodeData of members that are words each is their ABI encoding.
    return keccak(b"\x19\x01" + _separator(domain) + keccak(type_hash + codec.encode(values)))


@lru_cache(1_024)
def _separator(domain: TypedDomain) -> bytes:
    fields = domain.as_dict()
    name, version = keccak(fields["name"].encode()), keccak(_VERSION.encode())
    values = [keccak(_DOMAIN_TYPE), name, version, domain.chain_id, domain.address]
    return keccak(encode_values(_DOMAIN_SPECS, values))


@lru_cache(1_024)
def _layout(kind: type, contract: str) -> tuple[bytes, tuple[str, ...], Codec]:
    """The type hash of a structure, the names of its fields in Python, and the codec of its members."""
    specs = _members(kind, contract)
    if any(spec["type"] in ("string", "bytes", "tuple") or spec["type"].endswith("]") for spec in specs):
        raise TypeError(f"{kind.__name__} has members of more than a word")
    members = ",".join(f"{spec['type']} {spec['name']}" for spec in specs)
    names = tuple(python_name(spec["name"]) for spec in specs)
    return keccak(f"{kind.__name__}({members})".encode()), names, tuple_codec(specs, {})


def _members(kind: type, contract: str) -> Sequence[Spec]:
    if issubclass(kind, Consent):
        return kind.member_specs()
    return TypedDomain(contract, 0, "").components(kind.__name__)
