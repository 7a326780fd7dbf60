"""What a Corridor engine asks of an Ethereum node, in our own types.

Trusts the node to execute; a hash that a node gives is compared with ours wherever we have one.
Never decides anything: what to do about a lost block or a transaction that was left out is the caller's part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chain.abi import Address
from chain.engines.base import Log, Receipt
from chain.engines.rpc_bytes import header_bytes, signed_bytes
from chain.engines.rpc_client import Question, RpcClient, RpcRefusal
from chain.errors import ChainFault
from chain.hashing import checksum, keccak

# Nodes work on a batch concurrently. Up to 30 anvil 1.7.1 keeps to the order, as was found by experiment.
SEND_BATCH = 30
SEND_BATCH_BYTES = 500_000
READ_BATCH = 100
_ROLLBACK_TRIES = 5

# Probes of hardforks, newest first: creation code that answers one word, and the word.
# Osaka: CLZ of 1 (EIP-7939). Prague: the size of what BLS12_G1ADD returns for two points at infinity (EIP-2537).
# Cancun: 42, written by TSTORE and read by TLOAD (EIP-1153).
_HARDFORKS = (
    ("osaka", "0x60011e5f5260205ff3", 255),
    ("prague", "0x60805f6101005f600b5afa503d5f5260205ff3", 128),
    ("cancun", "0x602a5f5d5f5c5f5260205ff3", 42),
)
_TOP_CALL = {"tracer": "callTracer", "tracerConfig": {"onlyTopCall": True}}
_NO_STEPS = {"disableStorage": True, "disableStack": True, "enableMemory": False}


@dataclass(frozen=True, slots=True)
class NodeBlock:
    """A block as the node has it. number: its own height there; hash: 32 bytes; timestamp_s: UTC second; transactions:
    their hashes in order; gas_limit; coinbase: checksummed; base_fee: wei per gas."""

    number: int
    hash: bytes
    timestamp_s: int
    transactions: tuple[bytes, ...]
    gas_limit: int
    coinbase: Address
    base_fee: int


@dataclass(frozen=True, slots=True)
class FullBlock:
    """A block with its transactions. number; hash, parent_hash: 32 bytes; timestamp_s: UTC second; hashes, raw: of each
    transaction; the bytes of one whose type is none of 0, 1 and 2 are empty. header: its RLP, empty where the block's
    hash is another than that of its fields; roots: of transactions and receipts, as in the header."""

    number: int
    hash: bytes
    parent_hash: bytes
    timestamp_s: int
    hashes: tuple[bytes, ...]
    raw: tuple[bytes, ...]
    header: bytes
    roots: tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class NodeReceipt:
    """A receipt and where it stands: number and hash of its block."""

    receipt: Receipt
    number: int
    block_hash: bytes


class Node:
    """One node, asked through `client`."""

    def __init__(self, client: RpcClient) -> None:
        self.client = client

    def chain_id(self) -> int:
        """EIP-155 chain id."""
        with self.client.reading("eth_chainId"):
            return int(self.client.ask("eth_chainId"), 16)

    def hardfork(self) -> str:
        """The newest hardfork whose features are there, from Cancun to Osaka; `older than cancun` without any."""
        for name, code, word in _HARDFORKS:
            try:
                answer = self.client.ask("eth_call", {"data": code}, "latest")
            except RpcRefusal:
                continue
            if answer == f"0x{word:064x}":
                return name
        return "older than cancun"

    def coinbase(self) -> Address:
        """The coinbase of blocks to come; that of the last block where the node does not say."""
        try:
            answer = self.client.ask("eth_coinbase")
        except RpcRefusal:
            return self.latest().coinbase
        with self.client.reading("eth_coinbase"):
            return checksum(_bytes(answer))

    def takes_orders(self) -> bool:
        """Whether blocks are sealed when we say so, and never else; told to an anvil, which understands it."""
        try:
            self.client.ask("anvil_nodeInfo")
            self.stop_sealing()
        except RpcRefusal:
            return False
        return True

    def stop_sealing(self) -> None:
        """Blocks only on request from now on; a node that was started again has forgotten that."""
        self.client.ask("evm_setAutomine", False)
        self.client.ask("evm_setIntervalMining", 0)

    def latest(self) -> NodeBlock:
        """The last block."""
        with self.client.reading("eth_getBlockByNumber"):
            return _block(self.client.ask("eth_getBlockByNumber", "latest", False))

    def blocks(self, *numbers: int) -> list[NodeBlock | None]:
        """The blocks of these heights, None for one that does not exist."""
        answers = self._ask_all([("eth_getBlockByNumber", (hex(number), False)) for number in numbers])
        with self.client.reading("eth_getBlockByNumber"):
            return [None if answer is None else _block(answer) for answer in answers]

    def full_block(self, number: int) -> FullBlock | None:
        """The block of a height with the signed bytes of its transactions, each checked against its hash; None where
        there is none."""
        with self.client.reading("eth_getBlockByNumber"):
            answer = self.client.ask("eth_getBlockByNumber", hex(number), True)
            return None if answer is None else _full_block(answer)

    def codes(self, addresses: Sequence[Address], number: int) -> list[bytes]:
        """The code at each address after the block `number`."""
        answers = self._ask_all([("eth_getCode", (address, hex(number))) for address in addresses])
        with self.client.reading("eth_getCode"):
            return [_bytes(answer) for answer in answers]

    def send(self, raw: Sequence[bytes], hashes: Sequence[bytes], batch: int = SEND_BATCH) -> tuple[int, str] | None:
        """Hands in signed bytes; the place of the first that the node will not have, and why, or None.

        What the node has already, waiting or in a block, counts as handed in.
        """
        for first, last in _batches(raw, batch):
            questions = [("eth_sendRawTransaction", (f"0x{data.hex()}",)) for data in raw[first:last]]
            answers = self.client.ask_all(questions)
            for position, answer in enumerate(answers, start=first):
                if isinstance(answer, RpcRefusal):
                    if not self._knows(hashes[position]):
                        return position, answer.message
                elif answer != f"0x{hashes[position].hex()}":
                    return position, "the network reads another transaction in these bytes"
        return None

    def seal(self, timestamp_s: int) -> str:
        """Asks for a block at `timestamp_s`; the node's words where it refuses. Look at the chain for what came of it.

        An answer that is lost makes this ask again, and so there may be a second, empty block of the same second.
        """
        try:
            self.client.ask("evm_mine", {"timestamp": timestamp_s})
        except RpcRefusal as refusal:
            return refusal.message
        return ""

    def go_back_to(self, number: int) -> None:
        """Takes back every block above `number`, and forgets what waits; ChainFault when the node can't."""
        try:
            for _ in range(_ROLLBACK_TRIES):
                above = self.latest().number - number
                if above <= 0:
                    self.client.ask("anvil_dropAllTransactions")
                    return
                self.client.ask_once("anvil_rollback", above)
        except RpcRefusal as refusal:
            raise ChainFault(f"{self.client.url} cannot go back to block {number}: {refusal}") from refusal
        raise ChainFault(f"{self.client.url} does not go back to block {number}")

    def receipts(self, hashes: Sequence[bytes], *, with_reverts: bool = True) -> list[NodeReceipt | None]:
        """The receipts of these transactions, None where there is none; with the data that they were reverted with,
        which few nodes tell, unless nobody asks for it."""
        answers = self._ask_all([("eth_getTransactionReceipt", (f"0x{tx_hash.hex()}",)) for tx_hash in hashes])
        with self.client.reading("eth_getTransactionReceipt"):
            failed = [tx_hash for tx_hash, a in zip(hashes, answers, strict=True) if a and not int(a["status"], 16)]
            reasons = {_bytes(a["transactionHash"]): a["revertReason"] for a in answers if a and a.get("revertReason")}
        reverts = dict(zip(failed, self._reverts(failed, reasons), strict=True)) if with_reverts else {}
        with self.client.reading("eth_getTransactionReceipt"):
            found = [None if a is None else _receipt(a, reverts) for a in answers]
            if any(one and one.receipt.tx_hash != tx_hash for one, tx_hash in zip(found, hashes, strict=True)):
                raise ValueError("receipts of other transactions")
        return found

    def _reverts(self, hashes: Sequence[bytes], known: Mapping[bytes, str]) -> list[bytes]:
        """What each transaction was reverted with: from the receipt (Besu), else by either tracer of the DEBUG API.

        `eth_call` on the block before would not do: it does not see what the transactions before it in the block did.
        """
        traces = [_bytes(known[h]) if h in known else None for h in hashes]
        for options, key in ((_TOP_CALL, "output"), (_NO_STEPS, "returnValue")):
            open_ = [place for place, found in enumerate(traces) if found is None]
            questions = [("debug_traceTransaction", (f"0x{hashes[place].hex()}", options)) for place in open_]
            for place, answer in zip(open_, self._ask_all(questions, refusals=True), strict=True):
                with self.client.reading("debug_traceTransaction"):
                    traces[place] = None if isinstance(answer, RpcRefusal) else _bytes(answer.get(key) or "0x")
        if None in traces:
            raise ChainFault(f"{self.client.url} does not tell why a transaction was reverted; it needs its DEBUG API")
        return [found for found in traces if found is not None]

    def _knows(self, tx_hash: bytes) -> bool:
        """Whether the node has the transaction, waiting or in a block."""
        return self.client.ask("eth_getTransactionByHash", f"0x{tx_hash.hex()}") is not None

    def _ask_all(self, questions: Sequence[Question], *, refusals: bool = False) -> list[Any]:
        answers: list[Any] = []
        for first in range(0, len(questions), READ_BATCH):
            answers += self.client.ask_all(questions[first : first + READ_BATCH])
        refused = [answer for answer in answers if isinstance(answer, RpcRefusal)]
        if refused and not refusals:
            raise ChainFault(f"{self.client.url} refuses {questions[0][0]}: {refused[0]}")
        return answers


def _batches(raw: Sequence[bytes], batch: int) -> Iterator[tuple[int, int]]:
    """Ranges of at most `batch` transactions and about half a megabyte: nodes bound the size of a request."""
    first = size = 0
    for position, data in enumerate(raw):
        if position > first and (position - first == batch or size + len(data) > SEND_BATCH_BYTES):
            yield first, position
            first, size = position, 0
        size += len(data)
    if first < len(raw):
        yield first, len(raw)


def _block(answer: Mapping[str, Any]) -> NodeBlock:
    return NodeBlock(
        number=int(answer["number"], 16),
        hash=_bytes(answer["hash"]),
        timestamp_s=int(answer["timestamp"], 16),
        transactions=tuple(_bytes(tx_hash) for tx_hash in answer["transactions"]),
        gas_limit=int(answer["gasLimit"], 16),
        coinbase=checksum(_bytes(answer["miner"])),
        base_fee=int(answer.get("baseFeePerGas") or "0x0", 16),
    )


def _full_block(answer: Mapping[str, Any]) -> FullBlock:
    """ValueError where a transaction's fields are not those that its hash is of."""
    raw = tuple(signed_bytes(item) for item in answer["transactions"])
    hashes = tuple(_bytes(item["hash"]) for item in answer["transactions"])
    if any(data and keccak(data) != stated for data, stated in zip(raw, hashes, strict=True)):
        raise ValueError("a transaction that is not what its hash says")
    header, block_hash = header_bytes(answer), _bytes(answer["hash"])
    return FullBlock(
        number=int(answer["number"], 16),
        hash=block_hash,
        parent_hash=_bytes(answer["parentHash"]),
        timestamp_s=int(answer["timestamp"], 16),
        hashes=hashes,
        raw=raw,
        header=header if keccak(header) == block_hash else b"",
        roots=(_bytes(answer["transactionsRoot"]), _bytes(answer["receiptsRoot"])),
    )


def _receipt(answer: Mapping[str, Any], reverts: Mapping[bytes, bytes]) -> NodeReceipt:
    tx_hash, status = _bytes(answer["transactionHash"]), int(answer["status"], 16)
    created = answer.get("contractAddress")
    receipt = Receipt(
        tx_hash=tx_hash,
        status=status,
        gas_used=int(answer["gasUsed"], 16),
        logs=tuple(_log(log) for log in answer["logs"]),
        revert_data=reverts.get(tx_hash, b""),
        # Nodes tell the address of a contract that was not created, too.
        created=checksum(_bytes(created)) if created and status else None,
    )
    return NodeReceipt(receipt, int(answer["blockNumber"], 16), _bytes(answer["blockHash"]))


def _log(answer: Mapping[str, Any]) -> Log:
    topics = tuple(_bytes(topic) for topic in answer["topics"])
    return Log(checksum(_bytes(answer["address"])), topics, _bytes(answer["data"]))


def _bytes(text: str) -> bytes:
    """The bytes in `0x…`; ValueError for anything else."""
    if not text.startswith("0x"):
        raise ValueError(f"{text[:80]!r} instead of 0x…")
    return bytes.fromhex(text[2:])
