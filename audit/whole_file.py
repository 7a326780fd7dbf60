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
def whole_file(path: Path, option: str) -> Iterator[Path]:
    """The draft to write, renamed to `path` at the end. InputError, which names the option, where that cannot be.

    Whatever raises OSError within is taken for a fault of the file.
    """
    require_outside_runs(path, option)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise InputError(
            what="no file can be written",
            where=printable(str(path)),
            why=printable(error.strerror or str(error)),
            do=f"name another one: {option} FILE",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
