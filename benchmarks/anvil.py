"""An anvil for one round: started with a fresh chain, reached over HTTP or its IPC socket, ended with the round.

Trusts anvil to say where it listens.
Never leaves a process behind.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from chain.artifacts import CONTRACTS_DIR

_BINARY = CONTRACTS_DIR / "node_modules/.bin/anvil"
_LISTENING = "Listening on "


@dataclass(frozen=True, slots=True)
class Anvil:
    """A running anvil. url: over HTTP; ipc: path of its socket."""

    url: str
    ipc: str


@contextmanager
def anvil(options: Mapping[str, object] = MappingProxyType({})) -> Iterator[Anvil]:
    """An anvil with these options of its command line, and nothing on its chain."""
    with tempfile.TemporaryDirectory() as folder:
        ipc = str(Path(folder) / "ipc")
        command = [str(_BINARY), "--port", "0", "--ipc", ipc, *_words(options)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            assert process.stdout is not None
            # It must not wait for somebody who reads what it says of each request.
            reader = threading.Thread(target=deque, args=(process.stdout, 0))
            try:
                url = _address(process.stdout)
                reader.start()
                yield Anvil(url, ipc)
            finally:
                process.kill()
                if reader.ident is not None:
                    reader.join()


def _words(options: Mapping[str, object]) -> list[str]:
    return [str(word) for option in options.items() for word in option]


def _address(output: IO[str]) -> str:
    said: list[str] = []
    for line in output:
        said.append(line)
        if line.startswith(_LISTENING):
            return f"http://{line.removeprefix(_LISTENING).strip()}"
    raise RuntimeError(f"anvil does not start: {''.join(said)}")
