"""A plain ERC-20 and signed transfers of it, the same for every chain that is compared.

Trusts OpenZeppelin's token and the pinned compiler.
Never gives one chain other work than another: only fees differ, which a public chain wants and ours does not take.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak

from chain.abi import Address
from chain.accounts import Account
from chain.compiler import compile_contracts
from chain.evm.roots import created_address
from chain.evm.unsigned import Unsigned

_SOURCES = Path(__file__).parent / "solidity"
_TRANSFER = keccak(text="transfer(address,uint256)")[:4]
_TYPE_2 = 2
_SUPPLY = 10**24
SENDERS, RECIPIENTS = 10, 100
GAS = 100_000
_CREATION_GAS = 3_000_000


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction offers a unit of gas, in wei."""

    max_fee: int = 0
    tip: int = 0


@cache
def _compiled() -> dict[str, Any]:
    compiled: dict[str, Any] = json.loads(compile_contracts(_SOURCES)["Coin.json"])
    return compiled


@dataclass(frozen=True)
class Transfers:
    """The creation of a coin by the first sender, and then transfers of it, all signed.

    chain_id: for which; senders: who send in turn; fees: what each offers.
    """

    chain_id: int
    senders: tuple[Account, ...]
    fees: Fees = Fees()

    @cached_property
    def creation(self) -> bytes:
        """The signed creation of the coin."""
        code = bytes.fromhex(_compiled()["bytecode"].removeprefix("0x"))
        arguments = encode(["address[]", "uint256"], [[sender.address for sender in self.senders], _SUPPLY])
        return self._sign(self.senders[0], 0, b"", code + arguments, _CREATION_GAS)

    @property
    def coin(self) -> Address:
        """Where the coin comes to stand."""
        return created_address(self.senders[0].address, 0)

    def signed(self, count: int) -> list[bytes]:
        """The signed bytes of so many transfers to a hundred recipients."""
        coin, calls = to_canonical_address(self.coin), self.calls(count)
        nonces = [1, *[0] * (len(self.senders) - 1)]
        raw = []
        for number, (place, data) in enumerate(calls):
            raw.append(self._sign(self.senders[place], nonces[place] + number // len(self.senders), coin, data, GAS))
        return raw

    def calls(self, count: int) -> list[tuple[int, bytes]]:
        """Of so many transfers, which sender sends it and its calldata."""
        return [
            (number % len(self.senders), _TRANSFER + _recipient(number % RECIPIENTS) + (number + 1).to_bytes(32, "big"))
            for number in range(count)
        ]

    def _sign(self, sender: Account, nonce: int, to: bytes, data: bytes, gas: int) -> bytes:
        fees = self.fees
        unsigned = Unsigned(_TYPE_2, self.chain_id, nonce, fees.tip, fees.max_fee, gas, to, 0, data)
        signature = sender.sign_digest(unsigned.digest)
        r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
        return unsigned.raw(signature[64] - 27, r, s)


def _recipient(number: int) -> bytes:
    return bytes(12) + keccak(text=f"recipient {number}")[12:]


def derived_senders(count: int = SENDERS) -> tuple[Account, ...]:
    """Keys of a Corridor network."""
    return tuple(Account.derived(7, "sender", str(number)) for number in range(count))


def batches(raw: Sequence[bytes], size: int) -> list[Sequence[bytes]]:
    """Consecutive parts of `size` items, the last one perhaps shorter."""
    return [raw[at : at + size] for at in range(0, len(raw), size)]
