"""What is signed of a structure (EIP-712): the digest that a contract computes of the same members.

Trusts the artifacts for the members of a contract's structs; tests compare with eth_account and with the contracts.
Never signs: a digest goes to `Account.sign_struct`, or to who wants to know the signer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chain.abi import Address, Spec, element, python_name, type_name
from chain.artifacts import load_artifact
from chain.codec import Encode, encode_values, tuple_codec
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

    struct: a `Consent`, or a struct that the domain's contract takes, of words, of structs of words, and of arrays of
    either. Raises KeyError when the contract takes none of its name, TypeError or ValueError when a value is not of its
    type.
    """
    kind: type = type(struct)
    layout = _layout(kind, domain.contract)
    return keccak(b"\x19\x01" + _separator(domain) + layout.hash_of(struct))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a structure is hashed. type_hash: of its type; members: its fields in Python; encode: their encodeData."""

    type_hash: bytes
    members: tuple[str, ...]
    encode: Encode

    def hash_of(self, struct: Any) -> bytes:
        """EIP-712's hashStruct."""
        return keccak(self.type_hash + self.encode([getattr(struct, name) for name in self.members]))


@lru_cache(1_024)
def _separator(domain: TypedDomain) -> bytes:
    fields = domain.as_dict()
    name, version = keccak(fields["name"].encode()), keccak(_VERSION.encode())
    values = [keccak(_DOMAIN_TYPE), name, version, domain.chain_id, domain.address]
    return keccak(encode_values(_DOMAIN_SPECS, values))


@lru_cache(1_024)
def _layout(kind: type, contract: str) -> _Layout:
    return _layout_of(kind.__name__, _members(kind, contract))


def _layout_of(name: str, specs: Sequence[Spec]) -> _Layout:
    """The layout of a structure of these members, whose type says what the structs in it are made of."""
    structs = {type_name(spec): spec["components"] for spec in specs if spec["type"] in ("tuple", "tuple[]")}
    kind = "".join([_type(name, specs), *(_type(inner, structs[inner]) for inner in sorted(structs))])
    if all(_is_word(spec) for spec in specs):
        # encodeData of members that are words each is their ABI encoding.
        encode = tuple_codec(specs, {}).encode
    else:
        parts = [_member_encoder(spec) for spec in specs]

        def encode(values: Sequence[Any]) -> bytes:
            return b"".join(part(value) for part, value in zip(parts, values, strict=True))

    return _Layout(keccak(kind.encode()), tuple(python_name(spec["name"]) for spec in specs), encode)


def _member_encoder(spec: Spec) -> Encode:
    """What one member adds to encodeData: its word, or the hash of a struct, or of what an array's elements add."""
    if _is_word(spec):
        codec = tuple_codec([spec], {})
        return lambda value: codec.encode([value])
    if spec["type"] == "tuple":
        return _layout_of(type_name(spec), spec["components"]).hash_of
    each = element(spec)
    if spec["type"] == "tuple[]":
        layout = _layout_of(type_name(spec), spec["components"])
        return lambda values: keccak(b"".join(layout.hash_of(value) for value in values))
    if spec["type"].endswith("[]") and _is_word(each):
        codec = tuple_codec([each], {})
        return lambda values: keccak(b"".join(codec.encode([value]) for value in values))
    raise TypeError(f"{spec['name']} has more than a word, and is neither struct nor array")


def _is_word(spec: Spec) -> bool:
    return spec["type"] not in ("string", "bytes", "tuple") and not spec["type"].endswith("]")


def _type(name: str, specs: Sequence[Spec]) -> str:
    """One structure of EIP-712's encodeType."""
    kinds = (spec["type"].replace("tuple", type_name(spec)) for spec in specs)
    members = (f"{kind} {spec['name']}" for kind, spec in zip(kinds, specs, strict=True))
    return f"{name}({','.join(members)})"


def _members(kind: type, contract: str) -> Sequence[Spec]:
    if issubclass(kind, Consent):
        return kind.member_specs()
    return TypedDomain(contract, 0, "").components(kind.__name__)
