"""Keys of an embedded network: derived from the run's seed, so that a run can be repeated to the byte.

Trusts eth_account and libsecp256k1 for signatures.
Never belongs on a network that strangers can reach: whoever knows the seed has every key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from eth_account import Account as EthAccount
from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils.crypto import keccak

from chain.abi import Address, Spec, to_abi, type_name
from chain.artifacts import load_artifact
from chain.client import Call, Creation
from chain.consents import Consent

# Order of the group of secp256k1 (SEC 2, section 2.4.1).
GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
TRANSACTION_GAS_MAX = 5_000_000


def derive_key(seed: int, role: str, identity: str) -> bytes:
    """The 32-byte private key keccak256("corridor/v1/" + seed + "/" + role + "/" + id), hashed again while ≥ n."""
    digest = keccak(text=f"corridor/v1/{seed}/{role}/{identity}")
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
        return str(self._signer.address)

    @cached_property
    def _signer(self) -> Any:
        return EthAccount.from_key(self.key)

    def sign_transaction(self, action: Call[Any] | Creation, nonce: int, chain_id: int) -> bytes:
        """Signed bytes of a type-2 transaction that carries `action`, at a fee of zero."""
        fields_ = {
            "type": 2,
            "chainId": chain_id,
            "nonce": nonce,
            "gas": TRANSACTION_GAS_MAX,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
            "value": 0,
            "data": action.data,
        }
        if isinstance(action, Call):
            fields_["to"] = action.to
        return bytes(self._signer.sign_transaction(fields_).raw_transaction)

    def sign_struct(self, struct: Any, domain: TypedDomain) -> bytes:
        """65-byte EIP-712 signature of a struct of the contracts' interfaces, or of a `Consent`, under `domain`."""
        return bytes(self._signer.sign_message(typed_message(struct, domain)).signature)


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
            "version": "1",
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


def typed_message(struct: Any, domain: TypedDomain) -> SignableMessage:
    """What is signed of `struct` under `domain` (EIP-712)."""
    specs = struct.specs if isinstance(struct, Consent) else domain.components(type(struct).__name__)
    members = [{"name": spec["name"], "type": spec["type"]} for spec in specs]
    return encode_typed_data(domain.as_dict(), {type(struct).__name__: members}, _plain(struct, specs))


def _plain(struct: Any, specs: Sequence[Spec]) -> dict[str, Any]:
    values = (getattr(struct, member.name) for member in fields(struct))
    return {spec["name"]: to_abi(spec, value) for spec, value in zip(specs, values, strict=True)}
