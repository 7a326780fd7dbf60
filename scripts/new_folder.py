"""A new folder that appears whole or not at all, for the commands that write one.

Trusts the file system's rename to be atomic.
Never writes over anything, and leaves nothing behind when it is cut short.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chain.errors import InputError


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A draft beside `target` that gets its name at the end; InputError where the place is taken or no place."""
    from audit.closed_folder import require_outside_runs
    from audit.wording import printable

    where = printable(str(target))
    if os.path.lexists(target):
        raise _refused(where, "it exists already", "remove it yourself, or name another with --out")
    require_outside_runs(target, "--out")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _refused(where, why, "name another with --out") from error
    try:
        yield draft
        draft.chmod(0o755)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _refused(where: str, why: str, do: str) -> InputError:
    return InputError(what="nothing was exported", where=where, why=why, do=do)
