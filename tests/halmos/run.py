"""halmos, with what it declares of sha-256 mended: a function of so many bytes, which it counts as bits.

Trusts halmos for all else. Runs in its environment, with its arguments.
Never says what a sha-256 is: to the solvers it stays some function.
"""

from __future__ import annotations

import sys
from typing import Any

import z3
from halmos import sevm
from halmos.__main__ import main

SHA256 = "f_sha256_"  # and how many bytes it takes


def declared(name: str, *sorts: Any) -> Any:
    """The function as z3 declares it; that of sha-256 takes eight bits for each byte."""
    if name.startswith(SHA256):
        return z3.Function(name, z3.BitVecSort(8 * int(name.removeprefix(SHA256))), sorts[-1])
    return z3.Function(name, *sorts)


if __name__ == "__main__":
    sevm.Function = declared
    sys.exit(main())
