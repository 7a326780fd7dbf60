"""The picture of a trace: both languages, nothing loaded, hostile names inert, bands that never turn back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from html_pages import ParsedPage, parsed

from audit.index.movements import Way
from audit.trace.asked import Asked
from audit.trace.report import Name, TraceReport
from audit.trace.result import Account, Limits, Start, Step, Trace
from explorer.page.rendering import render
from explorer.plots.trace import trace_plot
from explorer.report import write_trace
from explorer.trace_page import trace_page

HOSTILE = '<script>alert(1)</script>"=cmd|%{x}\u202e'


def step(hop: int, giver: int, taker: int | None, token: int, tainted: int) -> Step:
    way = Way.CASH if taker is None else Way.PASSING
    return Step(hop, way, f"r{hop}", giver, taker, token, hop, hop, 100, tainted, token, hop, hop, 100, tainted)


@pytest.fixture(scope="module")
def report() -> TraceReport:
    """A to B, B to C and back to A, C to cash; two currencies, of which one has no known exponent."""
    names = {0: Name("a", "0x0"), 1: Name(HOSTILE, "0x1"), 2: Name("c", "0x2")}
    names |= {8: Name("THB.bank", "0x8", "THB"), 9: Name("odd", "0x9", "")}
    steps = [step(1, 0, 1, 8, 100), step(2, 1, 2, 9, 50), step(2, 1, 0, 8, 50), step(2, 2, None, 9, 20)]
    accounts = {(0, 8): Account(0, 0, 100), (1, 8): Account(1), (1, 9): Account(1), (2, 9): Account(2)}
    return TraceReport(Asked(HOSTILE), Trace(Start(holder=0), Limits(), steps, accounts), names, {"THB": 2})


@pytest.fixture(scope="module")
def page(report: TraceReport) -> ParsedPage:
    return parsed(render(trace_page(report), "en"))


def test_page__hostile_names__stay_text_and_nothing_is_loaded(page: ParsedPage, report: TraceReport) -> None:
    assert [section.attributes["id"] for section in page.all("section") if "id" in section.attributes] == [
        "flow",
        "traced_holders",
    ]
    assert len(page.all("script")) == 4
    assert all("src" not in element.attributes for element in page.elements)
    assert page.all("img") == []
    assert "资金流向图" in render(trace_page(report), "zh")
    assert "alert(1)</script>" not in json.dumps(trace_plot(report).as_json(), ensure_ascii=False)


def test_plot__who_is_reached_again__stands_again_and_no_band_turns_back(report: TraceReport) -> None:
    figure = trace_plot(report).as_json()["data"][0]
    labels, link = figure["node"]["label"], figure["link"]
    assert [label for label in labels if label.endswith("↺")] == ["a ↺"]
    order: dict[int, int] = {}
    for source, target in zip(link["source"], link["target"], strict=True):
        order[target] = max(order.get(target, 0), order.get(source, 0) + 1)
        assert order[target] > order.get(source, 0)
    # Each currency's widest band is as wide as any other's widest.
    assert link["value"] == [1.0, 0.5, 1.0, 0.4]


def test_plot__its_data__are_all_edges_with_exact_amounts(report: TraceReport) -> None:
    assert [row[-1] for row in trace_plot(report).rows] == ["1.00", "0.50", "50", "20"]


def test_write_trace__no_steps__is_a_page_without_a_plot(tmp_path: Path, report: TraceReport) -> None:
    empty = TraceReport(report.asked, Trace(Start(holder=0), Limits(), [], {}), {}, {})
    write_trace(empty, tmp_path / "t.html")
    assert len((tmp_path / "t.html").read_text()) < 500_000
