"""An engine on any Ethereum JSON-RPC network: anvil, geth, Besu.

Trusts the network to execute, but not to remember: a block that it loses is brought back from the record, as it was.
Never holds a key, and never goes on from a block that is not the one that was confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from typing import Any

from chain.abi import ZERO_ADDRESS, Address
from chain.decoding import decode_error
from chain.engines.base import ChainParameters, Receipt, Record, require_later
from chain.engines.rpc_client import Pause, RpcClient, RpcRefusal
from chain.engines.rpc_node import Node
from chain.engines.rpc_sealing import Anchor, BlockLost, Sealing, SealingInItsOwnTime, SealingToOrder
from chain.engines.rpc_transport import open_transport
from chain.errors import ChainFault, Reverted, TransactionRejected

_REVERT_CODE = 3
# How nodes word an execution that ended without REVERT, and so without data (anvil; geth, Besu).
_HALT = re.compile(r"EVM error|out of gas|invalid (opcode|jump)|stack (under|over)flow|revert|limit reached", re.I)


class RpcEngine:
    """The chain behind the JSON-RPC interface at `url`.

    url: `http://…`, `https://…` or the path of an IPC socket; parameters: what the chain must run with, read from it
    without any; timeout_s: how long the node may stay silent; tries: how often the same is asked before it is a fault;
    looks: how often, a fifth of a second apart, a network that seals in its own time is looked at for a receipt;
    pause: rests for so many seconds. Raises ChainFault when no such chain answers.
    """

    name = "rpc"

    def __init__(
        self,
        url: str,
        parameters: ChainParameters | None = None,
        *,
        timeout_s: float = 10.0,
        tries: int = 8,
        looks: int = 600,
        pause: Pause | None = None,
    ) -> None:
        self.url = url
        self._node = Node(RpcClient(url, open_transport(url, timeout_s), tries, pause))
        self._tries = tries
        self.controls_time = self._node.takes_orders()
        self._sealing: Sealing
        self._sealing = SealingToOrder(self._node) if self.controls_time else SealingInItsOwnTime(self._node, looks)
        self._anchors = [self._genesis()]
        self._parameters = self._read_parameters(parameters)
        self._height = 0
        self._record: Record | None = None
        if parameters not in (None, self._parameters):
            raise ChainFault(f"{url}: {_differences(self._parameters, parameters)}")

    @property
    def parameters(self) -> ChainParameters:
        """Read from the chain when it was connected to. Of a network that does not let us set its time,
        `genesis_at_s` is the one that was asked for: there the record's time is the scenario's."""
        return self._parameters

    def recover_from(self, record: Record) -> None:
        """See `Recovering.recover_from`."""
        self._record = record

    def execute_block(self, raw_transactions: Sequence[bytes], timestamp_s: int) -> tuple[Receipt, ...]:
        """See `Engine.execute_block`. A network that does not let us set its time ignores `timestamp_s`, and may seal
        the transactions in several blocks; there the first refusal stands alone: what came before it stays done."""
        if self.controls_time:
            require_later(timestamp_s, self._anchors[-1].timestamp_s)
        for _ in range(self._tries):
            try:
                self._bring_back()
                anchor, receipts = self._sealing.seal(self._anchors[-1], raw_transactions, timestamp_s)
            except BlockLost:
                continue
            self._anchors.append(anchor)
            self._height += 1
            return receipts
        raise self._unstable()

    def call(self, to: Address, data: bytes, *, sender: Address = ZERO_ADDRESS, at_s: int | None = None) -> bytes:
        """See `Engine.call`."""
        gas = hex(self._parameters.gas_limit)
        call = {"from": sender, "to": to, "data": f"0x{data.hex()}", "gas": gas, "gasPrice": "0x0"}
        answer = self._read("eth_call", call, at_s=at_s)
        if isinstance(answer, RpcRefusal):
            raise self._error(answer)
        with self._node.client.reading("eth_call"):
            return bytes.fromhex(answer.removeprefix("0x"))

    def nonce(self, account: Address) -> int:
        """See `Engine.nonce`."""
        with self._node.client.reading("eth_getTransactionCount"):
            return int(self._read("eth_getTransactionCount", account), 16)

    def code(self, account: Address) -> bytes:
        """See `Engine.code`."""
        with self._node.client.reading("eth_getCode"):
            return bytes.fromhex(self._read("eth_getCode", account).removeprefix("0x"))

    def close(self) -> None:
        """Lets go of the connection."""
        self._node.client.close()

    def _genesis(self) -> Anchor:
        (genesis,) = self._node.blocks(0)
        if genesis is None:
            raise ChainFault(f"{self.url}: no block 0 there")
        return Anchor.of(genesis)

    def _read_parameters(self, asked: ChainParameters | None) -> ChainParameters:
        latest = self._node.latest()
        if latest.base_fee != 0:
            raise ChainFault(f"{self.url}: the base fee is {latest.base_fee} wei; Corridor runs where it is zero")
        genesis_at_s = self._anchors[0].timestamp_s
        if asked is not None and not self.controls_time:
            genesis_at_s = asked.genesis_at_s
        return ChainParameters(
            chain_id=self._node.chain_id(),
            genesis_at_s=genesis_at_s,
            gas_limit=latest.gas_limit,
            coinbase=self._node.coinbase(),
            hardfork=self._node.hardfork(),
        )

    def _read(self, method: str, subject: Any, *, at_s: int | None = None) -> Any:
        """What the node answers on the state after the last confirmed block, brought back first where it was lost;
        of a call, also the node's refusal."""
        for _ in range(self._tries):
            try:
                answer = self._node.client.ask(method, subject, *self._state(method, at_s))
            except RpcRefusal as refusal:
                answer = refusal
            is_refused = isinstance(answer, RpcRefusal)
            # An answer on a state that is pinned to a hash shows by itself that the block is there.
            if (self.controls_time and not is_refused) or self._is_whole():
                if is_refused and method != "eth_call":
                    raise ChainFault(f"{self.url} refuses {method}: {answer}")
                return answer
            with suppress(BlockLost):
                self._bring_back()
        raise self._unstable()

    def _state(self, method: str, at_s: int | None) -> tuple[Any, ...]:
        """Which state is meant, and for a call also in which block.

        Pinned to a hash, a read of a chain that lost its last block is refused instead of answered from an older one.
        """
        if not self.controls_time:
            return ("latest",)
        last = self._anchors[-1]
        block = {"blockHash": f"0x{last.hash.hex()}", "requireCanonical": True}
        if method != "eth_call":
            return (block,)
        second = last.timestamp_s + 1 if at_s is None else at_s
        return block, None, {"number": hex(last.number + 1), "time": hex(second)}

    def _error(self, refusal: RpcRefusal) -> Exception:
        """The revert in a refused call, or a ChainFault where it was not the call that failed."""
        if isinstance(refusal.data, str) and refusal.data.startswith("0x"):
            with self._node.client.reading("eth_call"):
                return decode_error(bytes.fromhex(refusal.data[2:]))
        if refusal.code == _REVERT_CODE or _HALT.search(refusal.message):
            return Reverted(b"")
        return ChainFault(f"{self.url} refuses eth_call: {refusal}")

    def _is_whole(self) -> bool:
        """Whether the node still has the last confirmed block, and with it every one before."""
        last = self._anchors[-1]
        (block,) = self._node.blocks(last.number)
        return len(self._anchors) == self._height + 1 and block is not None and block.hash == last.hash

    def _bring_back(self) -> None:
        """Sends the recorded bytes of every lost block again, in order and at the same seconds.

        Raises ChainFault when nothing was recorded, or when a receipt is not what it was; BlockLost when the node loses
        a block again meanwhile: what is left is done at the next try.
        """
        if self._is_whole():
            return
        kept = self._kept()
        if self._record is None:
            lost = f"what came after block {kept} of {self._height}"
            raise ChainFault(f"{self.url} has lost {lost}, and there is no record to bring it back from")
        del self._anchors[kept + 1 :]
        self._sealing.cut_back(self._anchors[-1])
        for block in self._record(kept + 1):
            try:
                anchor, receipts = self._sealing.seal(self._anchors[-1], block.raw, block.timestamp_s)
            except TransactionRejected as error:
                # Not the caller's own transaction, which is what a rejection would say.
                raise ChainFault(f"{self.url} lost block {block.height} and does not take it again: {error}") from error
            if receipts != block.receipts:
                raise ChainFault(f"{self.url} lost block {block.height}; sent again it does not come out as recorded")
            self._anchors.append(anchor)
        if len(self._anchors) != self._height + 1:
            end = len(self._anchors) - 1
            raise ChainFault(f"{self.url} has lost block {self._height}, and the record ends at {end}")

    def _kept(self) -> int:
        """The highest of our blocks that the node still has: hashes are chained, so halving finds it."""
        low, high = 0, len(self._anchors)
        while low < high:
            middle = (low + high) // 2
            anchor = self._anchors[middle]
            (block,) = self._node.blocks(anchor.number)
            low, high = (middle + 1, high) if block and block.hash == anchor.hash else (low, middle)
        if low == 0:
            raise ChainFault(f"{self.url}: another chain answers there now, with another genesis block")
        return low - 1

    def _unstable(self) -> ChainFault:
        return ChainFault(f"{self.url} loses blocks again and again: {self._tries} tries at block {self._height + 1}")


def _differences(found: ChainParameters, wanted: ChainParameters) -> str:
    """What is not as it must be, for people, and what to do."""
    pairs = [(field.name, getattr(found, field.name), getattr(wanted, field.name)) for field in fields(wanted)]
    said = [f"{name} is {is_!r} and must be {must!r}" for name, is_, must in pairs if is_ != must]
    return f"{'; '.join(said)}; to start one: {_anvil_command(wanted)}"


def _anvil_command(wanted: ChainParameters) -> str:
    options = {
        "--chain-id": wanted.chain_id,
        "--timestamp": wanted.genesis_at_s,
        "--gas-limit": wanted.gas_limit,
        "--hardfork": wanted.hardfork,
        "--base-fee": 0,
        "--gas-price": 0,
    }
    return " ".join(["anvil", *(f"{name} {value}" for name, value in options.items())])
