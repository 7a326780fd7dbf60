"""`corridor net`: one resolver settles what it can of a queue in a file; JSON or a short table says what.

Trusts the resolvers, whose answers integers have verified.
Never lets a native library write between the lines of its output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from audit.wording import printable
from chain.errors import InputError
from finance.netting.queue import Resolution
from finance.netting.resolvers import RESOLVERS
from finance.suggestions import did_you_mean
from scripts.native_output import stdout_to_ourselves
from scripts.queue_file import QueueFile, read_queue


def net_file(path: Path, algorithm: str, *, as_json: bool) -> None:
    """Resolves the queue in a file and prints the result. Raises InputError for a bad file or algorithm."""
    name = _named(algorithm)
    file = read_queue(path)
    with stdout_to_ourselves():
        resolution = RESOLVERS[name](file.queue)
    sys.stdout.write(json.dumps(as_record(file, resolution), indent=1) + "\n" if as_json else _table(file, resolution))


def _named(algorithm: str) -> str:
    """The name of a resolver, from any way of writing it or from an unmistakable beginning of it."""
    name = algorithm.strip().casefold().replace("_", "-").replace(" ", "-")
    fitting = [known for known in RESOLVERS if name and known.startswith(name)]
    if len(fitting) == 1:
        return fitting[0]
    raise InputError(
        what=f"no algorithm {printable(algorithm)!r}",
        where="--algorithm",
        why=f"several begin so: {', '.join(fitting)}" if fitting else f"none begins so{did_you_mean(name, RESOLVERS)}",
        do=f"use one of {', '.join(RESOLVERS)}",
    )


def as_record(file: QueueFile, resolution: Resolution) -> dict[str, Any]:
    """A result as `--json` prints it; amounts as the file has them."""
    return {
        "settled": list(resolution.settled),
        "unsettled": list(resolution.unsettled),
        "balances": {bank: file.written(minor) for bank, minor in resolution.balances_minor.items()},
        "value": file.written(resolution.value_minor),
        "count": resolution.count,
        "algorithm": resolution.algorithm,
        "deadlock": resolution.deadlock,
        "optimal": resolution.optimal,
        "bound": file.written(resolution.bound_minor),
    }


def _table(file: QueueFile, resolution: Resolution) -> str:
    value, bound = (file.written(minor) for minor in (resolution.value_minor, resolution.bound_minor))
    rows = [
        ("algorithm", resolution.algorithm),
        ("settled", f"{resolution.count} of {len(file.queue.payments)}: {' '.join(resolution.settled)}"),
        ("unsettled", " ".join(resolution.unsettled)),
        ("value", f"{value} {file.currency}"),
        ("proven", "nothing settles more" if resolution.optimal else f"nothing settles more than {bound}"),
        ("deadlock", "yes" if resolution.deadlock else "no"),
    ]
    for bank, after in resolution.balances_minor.items():
        rows.append((bank, f"{file.written(file.queue.balances_minor[bank])} → {file.written(after)}"))
    width = max(len(title) for title, _ in rows)
    return "".join(printable(f"{title:<{width}}  {text}").rstrip() + "\n" for title, text in rows)
