"""The parts of a page: sections with figures of the head, plots and tables.

Trusts the template to escape every text.
Never holds markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from explorer.plot import Plot

ROWS_MAX = 80
"""Most rows that a table of the page shows."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of ours, in the reader's language. key: of the wording; values: what stands in it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hash:
    """A long hexadecimal text, which may be broken anywhere."""

    text: str


Cell = str | int | bool | Said | Hash
"""A bool is a verdict: yes or no."""


@dataclass(frozen=True, slots=True)
class Card:
    """A figure of the head. name: key of its wording; value; note: what stands under it; holds: of a verdict."""

    name: str
    value: Cell
    note: Said | None = None
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class DataTable:
    """id: names its wordings `table.<id>.title` and `.definition`; columns: names of the wordings `column.<name>`, or,
    where they are not ours, the names themselves; is_raw: the latter; is_folded: shown on demand."""

    id: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    is_raw: bool = False
    is_folded: bool = False
    caption: str = ""

    @property
    def shown(self) -> Sequence[Sequence[Cell]]:
        """The rows that the page shows."""
        return self.rows[:ROWS_MAX]

    @property
    def left_out(self) -> int:
        """How many it does not show."""
        return max(0, len(self.rows) - ROWS_MAX)


@dataclass(frozen=True, slots=True)
class Section:
    """id: names its wordings `section.<id>.title` and `.intro`."""

    id: str
    plots: Sequence[Plot] = ()
    tables: Sequence[DataTable] = ()
    lists: Sequence[tuple[str, Sequence[str]]] = ()
    """Key of a wording and texts of the scenario under it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.plots or self.tables or any(texts for _, texts in self.lists))
