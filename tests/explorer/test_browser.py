"""A report in a real browser: every plot is drawn, in both languages, and nothing is asked for or complained of.

What can be seen without a browser is held by tests/explorer/test_report.py on every machine; these are for machines
that have Chromium (Debian: apt-get install chromium), and are not there on others.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import BROWSER, Opened, opened

from explorer.page.rendering import render
from explorer.report import page_of

HOSTILE = "</script><img src=http://x.example/ onerror=alert(1)>"

if BROWSER is not None:
    CHROMIUM = BROWSER

    @pytest.fixture(scope="module", params=["en", "zh"])
    def shown(request: pytest.FixtureRequest, finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Opened:
        """The report of the tiny run with hostile names, opened in either language."""
        scratch = tmp_path_factory.mktemp(f"browser-{request.param}")
        page = scratch / "report.html"
        page.write_text(render(page_of(finished), request.param), encoding="utf-8")
        return opened(CHROMIUM, page, scratch)

    @pytest.mark.deep
    def test_report__in_a_browser__asks_for_nothing_and_complains_of_nothing(shown: Opened) -> None:
        assert shown.asked == ()
        assert shown.console == ()

    @pytest.mark.deep
    def test_report__in_a_browser__draws_every_plot_with_its_axes(shown: Opened, finished: Path) -> None:
        count = len(page_of(finished).plots)
        drawn = re.findall(r'<div class="plot[^"]*js-plotly-plot[^"]*"', shown.dom)
        assert len(drawn) == count > 10
        assert shown.dom.count('class="main-svg"') >= count

    @pytest.mark.deep
    def test_report__in_a_browser__leaves_hostile_names_as_text(shown: Opened) -> None:
        outside = re.sub(r"(?s)<script.*?</script>", "", shown.dom)
        assert "<img" not in outside
        assert "&lt;/script&gt;&lt;img src=http://x.example/ onerror=alert(1)&gt;" in outside

    @pytest.mark.deep
    def test_browser__page_that_loads_and_fails__is_seen_to(tmp_path: Path) -> None:
        page = tmp_path / "bad.html"
        # A dialogue would keep the browser waiting for somebody to close it.
        hostile = HOSTILE.replace("alert(1)", "null.y")
        page.write_text(f"<!doctype html><title>x</title><script>null.x</script><p>{hostile}<script>1</script>")
        found = opened(CHROMIUM, page, tmp_path)
        assert found.asked == ("http://x.example/",)
        assert any("Cannot read properties of null" in line for line in found.console)
        assert "<img" in found.dom
