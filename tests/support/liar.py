"""A reader of storage that tells the truth, except about one function.

Trusts the reader that it stands before.
Never changes what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audit.reader import Reader
from chain.client import Call


class Liar:
    """Tells the truth, except about one function."""

    def __init__(self, honest: Reader, function: str, lie: Callable[[Any], Any]) -> None:
        self._honest, self._function, self._lie = honest, function, lie

    def read(self, call: Call[Any]) -> Any:
        """The answer, or what the lie makes of it."""
        value = self._honest.read(call)
        return self._lie(value) if call.function == self._function else value
