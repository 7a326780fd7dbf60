"""Keeps what native libraries print away from the output of a command.

Trusts the C library to flush its own buffers.
Never touches what this program writes before or after.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stdout_to_ourselves() -> Iterator[None]:
    """Keeps off standard output what a native library prints: HiGHS leaves lines there that no option turns off."""
    library = ctypes.CDLL(None)
    sys.stdout.flush()
    ours, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        # The library's lines may still stand in its buffer and would come out at the very end.
        library.fflush(None)
        os.dup2(ours, 1)
        os.close(ours)
        os.close(nowhere)
