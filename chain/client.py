"""What every generated client stands on: calls as values, decoded by the contract's own ABI.

Trusts the artifacts for names and types.
Never sends anything: a `Call` is handed to a `Ledger`, which signs, executes or reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

from eth_utils.abi import function_abi_to_4byte_selector

from chain.abi import Address, decode_values, encode_values
from chain.artifacts import load_artifact
from chain.clients.types import TYPES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One call of a contract's function.

    to: the contract; data: selector and ABI-encoded arguments; function: `Contract.function`, for people.
    """

    to: Address
    data: bytes
    function: str

    def decode(self, output: bytes) -> T:
        """The typed result in the bytes that the call returned: one value, a tuple of several, or None."""
        contract, name = self.function.split(".")
        values = decode_values(functions_of(contract)[name][1]["outputs"], output, TYPES)
        return cast(T, values[0] if len(values) == 1 else values or None)


@dataclass(frozen=True, slots=True)
class Creation:
    """The creation of a contract: its name and the creation code with ABI-encoded constructor arguments."""

    contract: str
    data: bytes


class Client:
    """A contract at an address; subclasses are generated, one a contract."""

    ARTIFACT: ClassVar[str]

    def __init__(self, address: Address) -> None:
        self.address = address

    def _call(self, function: str, *arguments: Any) -> Call[Any]:
        selector, entry = functions_of(self.ARTIFACT)[function]
        data = selector + encode_values(entry["inputs"], arguments)
        return Call(self.address, data, f"{self.ARTIFACT}.{function}")

    @classmethod
    def _creation(cls, *arguments: Any) -> Creation:
        artifact = load_artifact(cls.ARTIFACT)
        entry: Mapping[str, Any] = next((e for e in artifact.abi if e["type"] == "constructor"), {"inputs": []})
        return Creation(cls.ARTIFACT, artifact.bytecode + encode_values(entry["inputs"], arguments))


@cache
def functions_of(contract: str) -> dict[str, tuple[bytes, Mapping[str, Any]]]:
    """Function name -> (selector, ABI entry). Our contracts overload nothing."""
    entries: list[Any] = [e for e in load_artifact(contract).abi if e["type"] == "function"]
    return {entry["name"]: (function_abi_to_4byte_selector(entry), entry) for entry in entries}
