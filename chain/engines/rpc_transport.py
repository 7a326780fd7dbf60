"""The wires to a JSON-RPC node: bytes out, bytes back, over HTTP, HTTPS or a Unix socket.

Trusts nothing that comes back: whatever is not a whole answer raises `Unanswered`, and the wire is laid anew.
Never sends anything twice by itself: that is decided where it is known what was sent.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from chain.errors import ChainFault, InputError

_CHUNK_BYTES = 1 << 20
_BUSY = (http.HTTPStatus.REQUEST_TIMEOUT, http.HTTPStatus.TOO_MANY_REQUESTS)


class Unanswered(Exception):
    """No whole answer came: refused, cut off, timed out, truncated, or the server has trouble of its own."""


class Transport(Protocol):
    """One connection, opened when it is first needed."""

    def exchange(self, request: bytes) -> bytes:
        """The answer to one JSON document; raises Unanswered, and ChainFault where asking again cannot help."""
        ...

    def close(self) -> None:
        """Lets go of the connection; the next exchange opens another one."""
        ...


def open_transport(url: str, timeout_s: float) -> Transport:
    """The wire to `url`: `http://…`, `https://…`, or the path of a node's IPC socket. InputError for anything else.

    timeout_s: how long the node may stay silent.
    """
    parts = _split(url)
    return HttpTransport(parts, timeout_s) if parts.scheme else IpcTransport(Path(parts.path), timeout_s)


def is_local(url: str) -> bool:
    """Whether `url` is on this machine: an IPC path, `localhost`, or a loopback address.

    >>> [is_local(url) for url in ("http://127.0.0.1:8545", "http://[::1]:8545", "/run/node.ipc", "http://10.0.0.7")]
    [True, True, True, False]
    """
    parts = _split(url)
    if not parts.scheme:
        return True
    host = parts.hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    """The parts of an address; InputError when it is none of ours."""
    try:
        parts = urlsplit(url)
        is_ours = parts.port != 0 and (parts.hostname if parts.scheme in ("http", "https") else url == parts.path != "")
        why = "" if is_ours else "it is neither an http:// or https:// address nor the path of an IPC socket"
    except ValueError as error:
        why = str(error)
    if why:
        raise InputError(
            what=f"no network at {url!r}", where="--rpc-url", why=why, do="name one, such as http://127.0.0.1:8545"
        )
    return parts


class HttpTransport:
    """JSON-RPC as the bodies of HTTP POSTs on one kept connection."""

    def __init__(self, parts: SplitResult, timeout_s: float) -> None:
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
        self._path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        self._host = parts.hostname
        weakref.finalize(self, self._connection.close)

    def exchange(self, request: bytes) -> bytes:
        """See `Transport.exchange`."""
        try:
            self._connection.request("POST", self._path, request, {"Content-Type": "application/json"})
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered(str(error) or type(error).__name__) from error
        if response.status == http.HTTPStatus.OK:
            return body
        self.close()
        said = f"HTTP {response.status} {response.reason}"
        if response.status in _BUSY or response.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unanswered(said)
        raise ChainFault(f"{self._host} answers {said}")

    def close(self) -> None:
        """See `Transport.close`."""
        self._connection.close()


class IpcTransport:
    """JSON-RPC over a node's Unix socket: documents one after another, without any length before them."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        self._path, self._timeout_s = path, timeout_s
        self._socket: socket.socket | None = None

    def exchange(self, request: bytes) -> bytes:
        """See `Transport.exchange`."""
        try:
            connection = self._open()
            connection.sendall(request + b"\n")
            return _read_document(connection)
        except OSError as error:
            self.close()
            raise Unanswered(str(error) or type(error).__name__) from error
        except Unanswered:
            self.close()
            raise

    def close(self) -> None:
        """See `Transport.close`."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is None:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self._timeout_s)
            weakref.finalize(self, connection.close)
            self._socket = connection
            connection.connect(str(self._path))
        return self._socket


def _read_document(connection: socket.socket) -> bytes:
    """Reads until what has come is one whole JSON document."""
    received = b""
    while True:
        chunk = connection.recv(_CHUNK_BYTES)
        if not chunk:
            raise Unanswered(f"cut off after {len(received)} bytes")
        received += chunk
        if received.rstrip().endswith((b"}", b"]")):
            with suppress(ValueError):
                json.loads(received)
                return received
