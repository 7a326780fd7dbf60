"""Puts a page together: one HTML file with everything in it, which asks nobody for anything.

Trusts jinja2 to escape what stands in the template, and the browser to keep to the policy that the page states.
Never writes a script that the policy does not name by its hash, and reads no clock: equal folders give equal bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from explorer.inert import plain, script_json
from explorer.plot import Plot
from explorer.section import Card, Hash, Said, Section
from explorer.wordings import LANGUAGES, chosen, wordings

TAGS = {"en": "en", "zh": "zh-Hans"}
"""BCP 47 tags of the languages."""


@dataclass(frozen=True, slots=True)
class Page:
    """title: of the scenario, in its own words; slug: begins the names of downloads; facts: under the title."""

    title: str
    slug: str
    facts: Sequence[str]
    cards: Sequence[Card]
    sections: Sequence[Section]
    kind: str = "run"
    """`run`, `ways`, `sweep`, `audit` or `trace`."""
    notices: Sequence[Said] = ()
    """What has to be known before anything else on the page."""

    @property
    def plots(self) -> list[Plot]:
        """All of them, in order."""
        return [plot for section in self.sections for plot in section.plots]


def render(page: Page, language: str) -> str:
    """The page as HTML, in all languages; `language` is the one that it begins with."""
    # Without a plot the page does without the five megabytes that draw them.
    library, script = plotly_script() if page.plots else "", _own("page.js")
    data = {
        "figures": script_json({key(place, plot): plot.as_json() for place, plot in enumerate(page.plots)}),
        "words": script_json(chosen(word for plot in page.plots for word in plot.words())),
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_own))
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters["plain"] = plain
    environment.tests |= {"said": _is(Said), "hash": _is(Hash), "verdict": _is(bool)}
    places = {id(plot): key(place, plot) for place, plot in enumerate(page.plots)}
    return environment.get_template("page.html").render(
        page=page,
        language=language,
        tags=TAGS,
        policy=policy(library, script),
        style=Markup(_own("style.css")),
        library=Markup(library),
        script=Markup(script),
        data={name: Markup(text) for name, text in data.items()},
        say=say,
        said=lambda cell: say(cell.key, **cell.values),
        key=lambda plot: places[id(plot)],
        spoken={tag: wordings()[name]["page.language"] for name, tag in TAGS.items()},
    )


def key(place: int, plot: Plot) -> str:
    """Of a plot on its page: two may be of one kind."""
    return f"{plot.id}-{place}"


def say(name: str, /, **values: object) -> Markup:
    """A wording in every language; the style shows one. Values are escaped."""
    spans = (
        Markup('<span lang="{}">{}</span>').format(
            TAGS[language], Markup(wordings()[language][name]).format(**{k: plain(v) for k, v in values.items()})
        )
        for language in LANGUAGES
    )
    return Markup("").join(spans)


def policy(*scripts: str) -> str:
    """The Content-Security-Policy of the page: nothing may be loaded, only these scripts run.

    Styles may stand inline, since plotly sets them as it draws; images may be data, for a plot saved as a picture.
    """
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    rules = (
        "default-src 'none'",
        f"script-src {hashes}",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def plotly_script() -> str:
    """plotly.js as its package carries it. Raises `ValueError` where it could not stand in a page as it is."""
    from plotly.offline import get_plotlyjs

    text: str = get_plotlyjs().replace("\r\n", "\n")
    if any(mark in text.lower() for mark in ("</script", "<!--", "\r", "\0")):
        raise ValueError("plotly.js holds what ends a script tag")
    return text


def _own(name: str) -> str:
    return files("explorer.page").joinpath(name).read_text(encoding="utf-8")


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _is(kind: type[Any]) -> Any:
    return lambda value: isinstance(value, kind)
