"""Starts anvil for a test, talks to it past the engine, and kills it.

Trusts anvil to say where it listens: nothing here waits for a fixed time.
Never leaves a process behind: a node ends with its test.
"""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import urllib.request
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bare_chain import BLOCK_INTERVAL_S, Bench
from eth_account import Account as EthAccount

from chain.accounts import Account
from chain.engines.base import ChainParameters, Receipt
from chain.engines.rpc import RpcEngine

REPO = Path(__file__).resolve().parents[2]
BINARY = REPO / "contracts/node_modules/.bin/anvil"
_LISTENING = "Listening on "


def anvil_options(parameters: ChainParameters) -> list[str]:
    """How anvil is told to run a chain of `parameters`, as docs/architecture.md tells people."""
    options = {
        "--chain-id": parameters.chain_id,
        "--timestamp": parameters.genesis_at_s,
        "--gas-limit": parameters.gas_limit,
        "--hardfork": parameters.hardfork,
        "--base-fee": 0,
        "--gas-price": 0,
    }
    return [str(word) for option in options.items() for word in option]


def strangers_transaction(parameters: ChainParameters, nonce: int, to: str, data: bytes = b"") -> bytes:
    """The signed bytes of somebody who is none of the network's, of the oldest type; to: empty for a creation."""
    fields = {"nonce": nonce, "gas": 900_000, "gasPrice": 0, "to": to, "value": 0, "data": data}
    signed = EthAccount.from_key(b"\7" * 32).sign_transaction(fields | {"chainId": parameters.chain_id})
    return bytes(signed.raw_transaction)


@dataclass(slots=True)
class Anvil:
    """A running anvil. options: of its command line; port: where it listens, 0 to let it choose."""

    options: Sequence[str]
    port: int = 0
    _process: subprocess.Popen[str] = field(init=False, repr=False)
    _reader: threading.Thread = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, again at the same port where it had one, and waits until it listens."""
        command = [str(BINARY), "--port", str(self.port), *self.options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said.append(line)
            if line.startswith(_LISTENING):
                self.port = int(line.rpartition(":")[2])
                # Nobody wants to know what it says from now on, and it must not wait for somebody who does.
                self._reader = threading.Thread(target=deque, args=(self._process.stdout, 0), daemon=True)
                self._reader.start()
                return
        raise AssertionError(f"anvil does not start: {''.join(said)}")

    def kill(self) -> None:
        """Ends it as a power cut would (SIGKILL)."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends it in good order (SIGINT): it writes its state, where it keeps one."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def ask(self, method: str, *params: Any) -> Any:
        """What it answers, past the engine; fails on an error."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as response:
            answer = json.load(response)
        assert "result" in answer, answer
        return answer["result"]

    def block(self, number: str = "latest") -> dict[str, Any]:
        """A block without its transactions' contents."""
        block: dict[str, Any] = self.ask("eth_getBlockByNumber", number, False)
        return block

    @property
    def height(self) -> int:
        """Number of its last block."""
        return int(self.ask("eth_blockNumber"), 16)


@dataclass(frozen=True, slots=True)
class Kept:
    """A block of the record that an `RpcBench` keeps."""

    height: int
    timestamp_s: int
    raw: tuple[bytes, ...]
    receipts: tuple[Receipt, ...]


class RpcBench(Bench):
    """A bench on an `RpcEngine`, with the node behind it. record: what was sealed through the bench."""

    def __init__(self, engine: RpcEngine, account: Account, node: Anvil) -> None:
        super().__init__(engine, account)
        self.node = node
        self.record: list[Kept] = []
        engine.recover_from(lambda first: self.record[first - 1 :])

    def seal(self, *raw: bytes) -> tuple[Receipt, ...]:
        """Executes a block of signed transactions and keeps it."""
        second = self.next_s
        receipts = self.engine.execute_block(raw, second)
        self.record.append(Kept(len(self.record) + 1, second, raw, receipts))
        return receipts

    @property
    def next_s(self) -> int:
        """The second of the next block."""
        last_s = self.record[-1].timestamp_s if self.record else self.engine.parameters.genesis_at_s
        return last_s + BLOCK_INTERVAL_S

    def state(self) -> tuple[Any, ...]:
        """All that a block may change, and what waits."""
        return self.node.block(), self.nonce, self.node.ask("txpool_status")
