"""From exceptions to exit codes: 0 done, 1 a check failed, 2 bad input, 3 a fault of engine or network.

Trusts each room to raise what fits.
Never shows a traceback unless `--debug` asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

BAD_INPUT = 2
FAULT = 3
INTERRUPTED = 130


class CheckFailed(Exception):
    """The work was done and something that must be true is not; exit code 1. The message has been printed."""


def guarded(work: Callable[[], int | None], *, debug: bool = False) -> int:
    """Runs `work` and returns its exit code, 0 for none; every problem is one line (or one a finding) on stderr."""
    from chain.errors import ChainFault, InputError, Reverted

    try:
        code = work() or 0
    except CheckFailed:
        return 1
    except (InputError, ChainFault, Reverted, OSError) as error:
        if debug:
            raise
        _complain(str(error))
        return BAD_INPUT if isinstance(error, InputError | OSError) else FAULT
    if code == INTERRUPTED:
        _complain("interrupted; what was written so far is an incomplete run")
    return code


def _complain(text: str) -> None:
    for line in text.splitlines() or ["unknown"]:
        sys.stderr.write(f"error: {line}\n")
