"""A proxy between an engine and its node that does, when it is told to, what a bad network does.

Trusts the node behind it; each fault strikes requests that name a method, so many times, and is then over.
Never waits for time to pass: what comes late comes when the test lets it go.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

Edit = Callable[[Any], Any]


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests that name `method`."""

    name: str
    method: str
    times: int
    edit: Edit | None = None


@dataclass
class FaultyProxy:
    """The proxy of a node at `target`, on a port of its own; a context manager."""

    target: str
    faults: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, ...]] = field(default_factory=list)
    held: list[bytes] = field(default_factory=list)

    def __enter__(self) -> FaultyProxy:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet

            def do_POST(self) -> None:
                proxy.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self._given_up = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._given_up.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where the engine shall connect."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def strike(self, name: str, method: str, times: int = 1, edit: Edit | None = None) -> None:
        """The next `times` requests that name `method` meet the fault `name`; `edit` changes the answer of `edited`."""
        self.faults.append(Fault(name, method, times, edit))

    def asked(self, method: str) -> int:
        """How many requests named `method` so far."""
        return sum(method in methods for methods in self.seen)

    def let_go(self) -> None:
        """Hands the node what was held back."""
        while self.held:
            self.forward(self.held.pop(0))

    def answer(self, client: BaseHTTPRequestHandler, body: bytes) -> None:
        """One exchange, with what is wrong with it."""
        asked = json.loads(body)
        methods = tuple(one["method"] for one in (asked if isinstance(asked, list) else [asked]))
        self.seen.append(methods)
        fault = next((one for one in self.faults if one.times and one.method in methods), None)
        if fault is None:
            _reply(client, self.forward(body))
            return
        fault.times -= 1
        getattr(self, f"_{fault.name}")(client, body, fault)

    def forward(self, body: bytes) -> bytes:
        """What the node answers."""
        parts = urlsplit(self.target)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            return connection.getresponse().read()
        finally:
            connection.close()

    def _request_lost(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        client.close_connection = True

    def _answer_lost(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        self.forward(body)
        client.close_connection = True

    def _answer_truncated(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        answer = self.forward(body)
        _reply(client, answer[: len(answer) // 2], len(answer))
        client.close_connection = True

    def _answer_half(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        answer = self.forward(body)
        _reply(client, answer[: len(answer) // 2])

    def _answer_late(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        """Nothing, for longer than the engine waits."""
        self.forward(body)
        self._given_up.wait()
        client.close_connection = True

    def _request_late(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        """Reaches the node only when the test lets it go; to the engine, it is lost."""
        self.held.append(body)
        client.close_connection = True

    def _request_twice(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        self.forward(body)
        _reply(client, self.forward(body))

    def _bad_gateway(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        client.send_response(502)
        client.send_header("Content-Length", "0")
        client.end_headers()

    def _forbidden(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        client.send_response(403)
        client.send_header("Content-Length", "0")
        client.end_headers()

    def _edited(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        assert fault.edit is not None
        _reply(client, json.dumps(fault.edit(json.loads(self.forward(body)))).encode())

    def _unknown(self, client: BaseHTTPRequestHandler, body: bytes, fault: Fault) -> None:
        """As a node that does not have the method."""
        asked = json.loads(body)
        error = {"code": -32601, "message": "the method does not exist"}
        several = asked if isinstance(asked, list) else [asked]
        answers = [{"jsonrpc": "2.0", "id": one["id"], "error": error} for one in several]
        _reply(client, json.dumps(answers if isinstance(asked, list) else answers[0]).encode())


def _reply(client: BaseHTTPRequestHandler, body: bytes, length: int | None = None) -> None:
    client.send_response(200)
    client.send_header("Content-Type", "application/json")
    client.send_header("Content-Length", str(len(body) if length is None else length))
    client.end_headers()
    client.wfile.write(body)
