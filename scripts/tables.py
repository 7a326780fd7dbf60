"""What every table on the terminal looks like: names to the left, figures to the right, no frame.

Trusts the caller for the rows.
Never wraps a figure.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import OverflowMethod
from rich.table import Table


def columned_table(title: str, left: Iterable[str], right: Iterable[str], names: OverflowMethod = "crop") -> Table:
    """A table whose figures stay on one line; names: what becomes of a name too long for its column, where `fold` gives
    it another line and the others cut it."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for heading in left:
        table.add_column(heading, no_wrap=names != "fold", overflow=names)
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    return table
