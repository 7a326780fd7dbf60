"""The page of a trace: the picture of where money went or came from, and the tables of steps and holders.

Trusts the trace for every figure, and the template to escape every text.
Never leaves out what is not followed: it has columns of its own.
"""

from __future__ import annotations

from audit.trace.graph import edges_of
from audit.trace.report import TraceReport, ppm
from audit.wording import printable
from explorer.amounts import shown
from explorer.page.rendering import Page
from explorer.plots.trace import trace_plot
from explorer.section import Card, Cell, DataTable, Section


def trace_page(report: TraceReport) -> Page:
    """The whole page."""
    limits = report.trace.limits
    facts = (report.asked.direction, limits.method, f"≤ {limits.hops}")
    flow = Section("flow", plots=[trace_plot(report)] if report.trace.steps else (), tables=[_edges(report)])
    holders = Section("traced_holders", tables=[_holders(report)])
    cards = (
        Card("traced_holders", f"{len({holder for holder, _ in report.trace.accounts}):,}"),
        Card("traced_steps", f"{len(report.trace.steps):,}"),
    )
    return Page(printable(report.asked.start), "trace", facts, cards, (flow, holders), "trace")


def _edges(report: TraceReport) -> DataTable:
    rows = [
        (
            *(str(edge.hop), edge.giver, edge.taker, str(edge.steps)),
            *(_amount(report, amount, edge.currency) for amount in (edge.amount_minor, edge.tainted_minor)),
            f"{ppm(edge.tainted_minor, edge.amount_minor) / 10_000:.4f} %",
        )
        for edge in edges_of(report)
    ]
    return DataTable("traced_flows", ("hop", "giver", "taker", "steps", "moved", "tainted", "share"), rows)


def _holders(report: TraceReport) -> DataTable:
    rows: list[tuple[Cell, ...]] = []
    accounts = sorted(report.trace.accounts.items(), key=lambda item: (item[1].hop, item[0]))
    for (holder, token), account in accounts:
        code = report.names[token].currency
        spent, left = sum(account.spent_minor.values()), account.beyond_minor + account.below_minor
        sums = (account.in_minor, account.held_minor, account.passed_minor, spent, left)
        rows.append((str(account.hop), report.names[holder].id, *(_amount(report, item, code) for item in sums)))
    columns = ("hop", "holder", "tainted_in", "tainted_held", "tainted_passed", "tainted_spent", "tainted_left")
    return DataTable("traced_holders", columns, rows)


def _amount(report: TraceReport, amount_minor: int, code: str) -> str:
    exponent = report.exponents.get(code)
    return str(amount_minor) if exponent is None else shown(amount_minor, code, exponent)
