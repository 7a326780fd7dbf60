"""What a page says that a plot is read from is what it is read from."""

from __future__ import annotations

from pathlib import Path

import pytest
from html_pages import parsed

from audit.run_folder import JOURNAL
from explorer.page.rendering import render
from explorer.plot import Plot
from explorer.report import page_of
from explorer.sources import COMPARISON, INDICES, RUN, SOURCES, SUMMARY, TRUTH


def plots_of(folder: Path) -> dict[str, Plot]:
    return {plot.id: plot for plot in page_of(folder).plots}


@pytest.mark.parametrize(
    "name",
    [
        "payment/payments.parquet",
        "payment/loans.parquet",
        "event/events.parquet",
        "node/movements.parquet",
        "network/activity.parquet",
    ],
)
def test_sources__file_that_is_not_there__takes_with_it_the_plots_that_name_it(
    copied: Path, finished: Path, name: str
) -> None:
    before = plots_of(finished)
    (copied / name).unlink()
    after = plots_of(copied)
    gone = {kind for kind, plot in before.items() if kind not in after or [*after[kind].rows] != [*plot.rows]}
    assert gone == {kind for kind in before if name in SOURCES[kind]}


def test_sources__of_every_plot__stand_on_the_page_and_in_the_folder(finished: Path) -> None:
    page = parsed(render(page_of(finished), "en"))
    said = [element.text.replace("Read from", "") for element in page.all("p", class_="source")]
    for plot, text in zip(page_of(finished).plots, said, strict=True):
        assert plot.sources
        assert all(name in text and (finished / name).is_file() for name in plot.sources)


def test_sources__of_all_plots__are_in_one_of_the_folders_that_runs_leave_or_json() -> None:
    named = {name for names in SOURCES.values() for name in names}
    documents = {SUMMARY, COMPARISON, INDICES, RUN, TRUTH, JOURNAL}
    assert documents <= named
    folders = {name.partition("/")[0] for name in named - documents}
    assert folders == {"network", "node", "payment", "event"}
