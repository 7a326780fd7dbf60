"""What every generated client stands on: calls as values, decoded by the contract's own ABI.

Trusts the artifacts for names and types.
Never sends anything: a `Call` is handed to a `Ledger`, which signs, executes or reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

from eth_utils.abi import function_abi_to_4byte_selector

from chain.abi import Address, Spec
from chain.artifacts import load_artifact
from chain.clients.types import TYPES
from chain.codec import Codec, tuple_codec

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
        values = functions_of(contract)[name].outputs.decode(output, 0)
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
        called = functions_of(self.ARTIFACT)[function]
        return Call(self.address, called.selector + called.inputs.encode(arguments), called.name)

    @classmethod
    def _creation(cls, *arguments: Any) -> Creation:
        encoded = constructor_of(cls.ARTIFACT).encode(arguments)
        return Creation(cls.ARTIFACT, load_artifact(cls.ARTIFACT).bytecode + encoded)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a contract. name: `Contract.function`; selector: 4 bytes; specs: JSON ABI `inputs`; inputs,
    outputs: their codecs."""

    name: str
    selector: bytes
    specs: Sequence[Spec]
    inputs: Codec
    outputs: Codec


@cache
def functions_of(contract: str) -> dict[str, Function]:
    """The functions of a contract by name. Our contracts overload nothing."""
    entries: list[Any] = [e for e in load_artifact(contract).abi if e["type"] == "function"]
    return {
        entry["name"]: Function(
            f"{contract}.{entry['name']}",
            function_abi_to_4byte_selector(entry),
            entry["inputs"],
            tuple_codec(entry["inputs"], TYPES),
            tuple_codec(entry["outputs"], TYPES),
        )
        for entry in entries
    }


@cache
def constructor_of(contract: str) -> Codec:
    """The codec of what the contract's constructor takes."""
    entries = (entry["inputs"] for entry in load_artifact(contract).abi if entry["type"] == "constructor")
    return tuple_codec(next(entries, ()), TYPES)
