"""A plot of a report with all that stands around it: title, definition, axes with units, its data for download.

Trusts plotly to refuse what is no figure.
Never leaves a plot without units, and never holds more than it states: each builder folds what is too much.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from explorer.inert import MARK, csv_text, wording
from explorer.sources import SOURCES

SERIES_MAX = 8
POINTS_MAX = 400
BINS_MAX = 48
"""Most lines in a panel, points in a line and bars in a histogram."""

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#94a31c", "#9467bd")
"""After Okabe and Ito (2008), which colour-blind people tell apart; its yellow and black are replaced, since the page
may be white or black."""
OTHERS = "#8a8f98"
DASHES = ("solid", "dash", "dot")
BY_NAME = {"autorange": "reversed", "type": "category"}
"""An axis of names, the first one at the top."""

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Plot:
    """id: names its wordings `plot.<id>.title` and `.definition`; columns and rows: its data, for download; values:
    what stands in the definition; is_wide: whether it takes the whole width; height: in CSS pixels."""

    id: str
    figure: go.Figure
    columns: tuple[str, ...]
    rows: Sequence[Row]
    values: Mapping[str, object] = field(default_factory=dict)
    is_wide: bool = False
    height: int = 340

    @property
    def title(self) -> str:
        """Key of the title."""
        return f"plot.{self.id}.title"

    @property
    def definition(self) -> str:
        """Key of what the plot shows, in words."""
        return f"plot.{self.id}.definition"

    @property
    def sources(self) -> tuple[str, ...]:
        """The files of the folder that it is read from."""
        return SOURCES[self.id]

    @property
    def download(self) -> str:
        """The data as a data: URI, which needs no script and no request."""
        text = csv_text(self.columns, self.rows).encode()
        return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(text).decode()}"

    def as_json(self) -> dict[str, Any]:
        """What plotly draws."""
        content: dict[str, Any] = self.figure.to_plotly_json()
        content["layout"].pop("template", None)
        return content

    def words(self) -> Iterator[str]:
        """The keys of the wordings that stand in the figure."""
        yield from _words(self.as_json())


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(MARK):
        yield value[1:].split("\ue001")[0]
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _words(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _words(item)


def new_figure(*, x: str = "", y: str = "", **layout: Any) -> go.Figure:
    """An empty figure. x and y: keys of the wordings of the axes, with their units."""
    axes = {f"{name}axis": {"title": {"text": wording(key)}} for name, key in (("x", x), ("y", y)) if key}
    merged = {name: {**axes.get(name, {}), **layout.pop(name, {})} for name in ("xaxis", "yaxis")}
    return go.Figure(layout={"template": go.layout.Template(), **merged, **layout})


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name, by its place; the same in every plot of a page."""
    return {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(names)}


def line_style(place: int) -> dict[str, Any]:
    """Colour and dash of the line at a place, so that no two of a panel look alike."""
    return {
        "color": PALETTE[place % len(PALETTE)],
        "dash": DASHES[place // len(PALETTE) % len(DASHES)],
        "width": 2,
    }


def largest(sizes: Mapping[str, int], count: int = SERIES_MAX) -> list[str]:
    """The names of the largest, the largest first; equal ones by name."""
    return sorted(sizes, key=lambda name: (-sizes[name], name))[:count]
