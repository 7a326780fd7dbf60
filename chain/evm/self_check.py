"""Three known transactions, executed before the first chain is opened: is this the EVM that `machine` was built for?

Trusts the figures below, which py-evm gives too, as a test shows.
Never lets a chain be opened on an EVM that executes, or tells what it did, in another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from chain.abi import Address
from chain.engines.base import Log
from chain.errors import ChainFault
from chain.evm.envelope import Envelope
from chain.evm.machine import BlockContext, Execution, Machine

SENDER: Address = "0x00000000000000000000000000000000000c0ffe"
CONTRACT: Address = "0x3355339C049f176A5e015A40594aDA4232cEd7c0"
# n = SLOAD 0 + 1; SSTORE n at 0; MSTORE at 0 the TLOAD of 0, at 32 n; TSTORE 7 at 0;
# without calldata LOG1 of the first word with topic n and STOP, else REVERT with both words.
RUNTIME = bytes.fromhex("5f54600101805f555f5c5f528060205260075f5d36601d5760205fa1005b60405ffd")
CREATION = bytes.fromhex(f"61{len(RUNTIME):04x}80600a5f395ff3") + RUNTIME
GAS = 200_000


def transactions() -> tuple[Envelope, ...]:
    """A creation, a call that logs, and the same call reverted, which shows whether the one before left it warm."""
    return tuple(
        Envelope(2, bytes(32), SENDER, 1, nonce, 0, 0, GAS, 0, to, 0, data, (), 0, 0, 0)
        for nonce, (to, data) in enumerate([(None, CREATION), (CONTRACT, b""), (CONTRACT, b"\1")])
    )


_ONE = bytes(31) + b"\1"
KNOWN = (
    Execution(1, 60_512, (), b"", CONTRACT),
    Execution(1, 44_366, (Log(CONTRACT, (_ONE,), bytes(32)),), b"", None),
    Execution(0, 26_277, (), bytes(63) + b"\2", None),
)


@cache
def require_sound() -> None:
    """ChainFault when the EVM executes or reports the three transactions otherwise than known; asked once a process."""
    for what, known, found in _comparisons():
        if known != found:
            raise ChainFault(
                f"this pyrevm is not the one that engine revm was built for: {what} is {found}, not {known}"
            )


def _comparisons() -> Iterator[tuple[str, Any, Any]]:
    machine = Machine(1, 30_000_000)
    machine.enter(BlockContext(1, 1, SENDER))
    for place, (transaction, known) in enumerate(zip(transactions(), KNOWN, strict=True)):
        yield f"the outcome of transaction {place}", known, machine.transact(transaction)
    yield "a nonce", {SENDER: 3, CONTRACT: 1}, machine.nonces
    yield "a code", {CONTRACT: RUNTIME}, machine.codes
    yield "a slot", 1, machine.storage(CONTRACT, 0)
    machine.rewind(0)
    left = (machine.nonces, machine.codes, machine.storage(CONTRACT, 0))
    yield "what is left after all was taken back", ({}, {}, 0), left
