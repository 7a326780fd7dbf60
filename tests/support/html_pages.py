"""A report as a browser's parser sees it: elements with attributes, text, the content of scripts, the data of plots."""

from __future__ import annotations

import base64
import csv
import io
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class ParsedPage(HTMLParser):
    """elements: all, in order; of each, its own text and that of what is in it."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop().tag == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag with these attributes (`class_` for class, `data_x` for data-x)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.elements if e.tag == tag and wanted.items() <= e.attributes.items()]

    def json(self, name: str) -> Any:
        """What the script tag of this id holds."""
        (script,) = self.all("script", id=name)
        return json.loads(script.text)


def parsed(text: str) -> ParsedPage:
    """The page, each element closed."""
    page = ParsedPage()
    page.feed(text)
    page.close()
    assert not page._open
    return page


def rows_of(link: Element) -> list[dict[str, str]]:
    """The rows of a plot's download."""
    head, _, body = str(link.attributes["href"]).partition(",")
    assert head == "data:text/csv;charset=utf-8;base64"
    return [*csv.DictReader(io.StringIO(base64.b64decode(body).decode(), newline=""))]
