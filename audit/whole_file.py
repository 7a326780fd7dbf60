"""A file that stands under its name once it is whole.

Trusts whoever writes it to write the draft.
Never leaves a draft behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audit.closed_folder import require_outside_runs
from audit.wording import printable
from chain.errors import InputError


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """The draft to write, renamed to `path` at the end. Raises OSError where that cannot be."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        yield draft
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def whole_file(path: Path, option: str) -> Iterator[Path]:
    """The same for a file that a user named. Raises InputError, which names the option, where that cannot be.

    Whatever raises OSError within is taken for a fault of the file.
    """
    require_outside_runs(path, option)
    try:
        with drafted(path) as draft:
            yield draft
    except OSError as error:
        raise InputError(
            what="no file can be written",
            where=printable(str(path)),
            why=printable(error.strerror or str(error)),
            do=f"name another one: {option} FILE",
        ) from error
