"""A chain that somebody else runs, read over JSON-RPC as the record that it is: blocks, signed bytes, receipts.

Trusts the node for nothing that can be checked here: what is in a block follows from its hash, and that names the last.
Never sends a transaction, and never tells a node what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from audit.wording import printable
from chain.abi import ZERO_ADDRESS, Address
from chain.client import Call
from chain.decoding import decode_error
from chain.deployment import Deployment
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters, Receipt
from chain.engines.rpc_client import RpcClient, RpcRefusal
from chain.engines.rpc_node import FullBlock, Node
from chain.engines.rpc_transport import open_transport
from chain.errors import ChainFault, InputError, Reverted
from chain.evm.roots import receipts_root, transactions_root
from chain.hashing import keccak

T = TypeVar("T")

_TIMEOUT_S = 30.0
_TRIES = 4
_REVERT_CODE = 3


@dataclass(frozen=True, slots=True)
class RpcBlock:
    """One block as `audit.record` reads it. height: the node's number; digest: over what was read so far; hash: of the
    node's block, 32 bytes; header: the RLP whose hash that is, empty where it is of something else."""

    height: int
    timestamp_s: int
    digest: bytes
    raw: tuple[bytes, ...]
    receipts: tuple[Receipt, ...]
    hash: bytes
    header: bytes


class RpcJournal:
    """The blocks from `first` to `last` of the chain at `url`. last_hash: of the last of them, as the node names it;
    unbound: the first block read whose contents its hash did not prove, None without one."""

    def __init__(self, url: str, node: Node, parameters: ChainParameters, first: int, last: int) -> None:
        self.url, self._node, self.parameters = url, node, parameters
        self.first, self.last = first, last
        self.unbound: int | None = None
        (end,) = node.blocks(last)
        if end is None:
            raise ChainFault(f"{url} has lost block {last}")
        self.last_hash, self._last_s = end.hash, end.timestamp_s

    @classmethod
    def connect(cls, url: str, deployment: Deployment, first: int = 1, last: int | None = None) -> RpcJournal:
        """Raises InputError where the chain is not the deployment's or has not these blocks, ChainFault where nobody
        answers."""
        node = Node(RpcClient(url, open_transport(url, _TIMEOUT_S), _TRIES))
        chain_id, wanted = node.chain_id(), deployment.parameters.chain_id
        if chain_id != wanted:
            raise _wrong("another chain", "--rpc", f"{url} is chain {chain_id}, the deployment is of {wanted}")
        newest = node.latest().number
        end = newest if last is None else last
        if end > newest or first > end:
            why = f"{url} has blocks up to {newest}; asked were {first} to {end}"
            raise _wrong("no such blocks", "--to-block" if end > newest else "--from-block", why)
        journal = cls(url, node, deployment.parameters, first, end)
        missing = [address for address, code in journal.codes(sorted(deployment.addresses), end).items() if not code]
        if missing:
            why = f"at block {end} nothing stands at {missing[0]}, and {len(missing) - 1} more contracts are missing"
            raise _wrong("not the chain of this deployment", "--deployment", why)
        return journal

    def blocks(self, first: int = 1, last: int | None = None) -> Iterator[RpcBlock]:
        """Every block of the range; ChainFault where one is missing, or is not what its hashes say."""
        digest = genesis_digest(self.parameters)
        parent: bytes | None = None
        end = self.last if last is None else min(last, self.last)
        for number in range(max(first, self.first), end + 1):
            block = self._node.full_block(number)
            if block is None:
                raise ChainFault(f"{self.url}: block {number} is missing")
            if parent is not None and block.parent_hash != parent:
                raise ChainFault(f"{self.url}: block {number} does not follow the one before")
            if number == self.last and block.hash != self.last_hash:
                raise ChainFault(f"{self.url}: block {number} is another one than before")
            raw, receipts = self._raw(block), self._receipts(block)
            self._bind(block, raw, receipts)
            digest = next_digest(digest, number, block.timestamp_s, receipts)
            yield RpcBlock(number, block.timestamp_s, digest, raw, receipts, block.hash, block.header)
            parent = block.hash

    def codes(self, addresses: Sequence[Address], number: int) -> dict[Address, bytes]:
        """The code at addresses after a block; empty where there is none."""
        return dict(zip(addresses, self._node.codes(addresses, number), strict=True))

    @property
    def binding(self) -> str:
        """What the record that was read is worth, in words."""
        if self.unbound is None:
            return f"follows from the hash of block {self.last}, 0x{self.last_hash.hex()}"
        return f"the node's word from block {self.unbound} on: its hash is not that of what stands in it"

    def starts_at_deployment(self, deployment: Deployment) -> bool:
        """Whether no contract of the network stood before the first block of the range."""
        return self.first == 1 or not any(self.codes(sorted(deployment.addresses), self.first - 1).values())

    def reader(self, number: int | None = None) -> RpcReader:
        """Reads the state after a block, the last of the range without one."""
        return RpcReader(self.url, self._node, self.last if number is None else number, self._last_s + 1)

    def close(self) -> None:
        """Lets go of the connection."""
        self._node.client.close()

    def _receipts(self, block: FullBlock) -> tuple[Receipt, ...]:
        found = self._node.receipts(block.hashes, with_reverts=False)
        if any(item is None or item.block_hash != block.hash for item in found):
            raise ChainFault(f"{self.url}: block {block.number} has not all of its receipts")
        return tuple(item.receipt for item in found if item is not None)

    def _raw(self, block: FullBlock) -> tuple[bytes, ...]:
        """The signed bytes, those of other types than 0, 1 and 2 as the node has them; empty where it does not tell."""
        return tuple(data or self._told(tx_hash) for data, tx_hash in zip(block.raw, block.hashes, strict=True))

    def _told(self, tx_hash: bytes) -> bytes:
        client = self._node.client
        try:
            answer = client.ask("eth_getRawTransactionByHash", f"0x{tx_hash.hex()}")
        except RpcRefusal:
            return b""
        with client.reading("eth_getRawTransactionByHash"):
            data = bytes.fromhex(answer.removeprefix("0x")) if answer is not None else b""
        return data if keccak(data) == tx_hash else b""

    def _bind(self, block: FullBlock, raw: tuple[bytes, ...], receipts: tuple[Receipt, ...]) -> None:
        """ChainFault where the block has other transactions or receipts than those in its header's roots."""
        if not block.header or not all(raw):
            self.unbound = block.number if self.unbound is None else min(self.unbound, block.number)
        elif (transactions_root(raw), receipts_root(raw, receipts)) != block.roots:
            raise ChainFault(f"{self.url}: block {block.number} has other transactions or receipts than its header")


class RpcReader:
    """See `audit.reader.Reader`. Calls see the second `at_s`, where the node lets them be set."""

    def __init__(self, url: str, node: Node, number: int, at_s: int) -> None:
        self._url, self._node, self.number = url, node, number
        self._overrides: tuple[object, ...] = (None, {"number": hex(number + 1), "time": hex(at_s)})

    def read(self, call: Call[T]) -> T:
        """The typed result of the call; Reverted where it reverts, ChainFault where the node will not answer."""
        asked = {"from": ZERO_ADDRESS, "to": call.to, "data": f"0x{call.data.hex()}"}
        try:
            answer = self._node.client.ask("eth_call", asked, hex(self.number), *self._overrides)
        except RpcRefusal as refusal:
            if isinstance(refusal.data, str) and refusal.data.startswith("0x"):
                raise decode_error(bytes.fromhex(refusal.data[2:])) from refusal
            if refusal.code == _REVERT_CODE:
                raise Reverted(b"") from refusal
            raise ChainFault(f"{self._url} refuses eth_call: {refusal}") from refusal
        with self._node.client.reading("eth_call"):
            return call.decode(bytes.fromhex(answer.removeprefix("0x")))


def _wrong(what: str, where: str, why: str) -> InputError:
    return InputError(what=what, where=where, why=printable(why), do="name the chain's own deployment and blocks of it")
