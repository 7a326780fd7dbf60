"""A trace as a tree on the terminal: from its start, hop by hop, each holder opened once.

Trusts the report to have escaped what comes from a record.
Never shows more than a person would read: the rest is counted.
"""

from __future__ import annotations

from collections import defaultdict

from rich.text import Text
from rich.tree import Tree

from audit.trace.graph import Edge, edges_of
from audit.trace.report import TraceReport, ppm
from audit.wording import printable
from finance.money import Currency, format_minor
from scripts.console import stdout

LINES_MAX = 400
BRANCHES_MAX = 40


def show_trace(report: TraceReport) -> None:
    """The tree, then what became of all that was followed, money by money."""
    console, limits = stdout(), report.trace.limits
    asked = f"{report.asked.direction}, {limits.method}, {limits.hops} hops"
    console.print(tree_of(report, f"{printable(report.asked.start)}  ({asked})"), soft_wrap=True)
    for line in totals(report):
        console.print(Text(line), soft_wrap=True)


def tree_of(report: TraceReport, title: str) -> Tree:
    """Whom the value reaches, under whom it comes from; of each holder the largest branches."""
    edges = edges_of(report)
    by_giver: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        by_giver[edge.giver].append(edge)
    root = Tree(Text(title, style="bold"))
    starts = {report.names[holder].id for (holder, _), account in report.trace.accounts.items() if account.hop == 0}
    waiting = [(root, name) for name in sorted(starts)]
    opened, lines = set(starts), 0
    for branch, name in waiting:
        found = by_giver[name]
        for edge in found[:BRANCHES_MAX]:
            if lines == LINES_MAX:
                branch.add(Text("… more: see --json", style="dim"))
                return root
            lines += 1
            is_new = not edge.is_end and edge.taker not in opened
            leaf = branch.add(_line(report, edge, is_new))
            if is_new:
                opened.add(edge.taker)
                waiting.append((leaf, edge.taker))
        if len(found) > BRANCHES_MAX:
            branch.add(Text(f"… {len(found) - BRANCHES_MAX} more: see --json", style="dim"))
    return root


def totals(report: TraceReport) -> list[str]:
    """For each currency: how much is followed in all, and where it stands."""
    lines, ended = [], "brought in" if report.trace.limits.is_back else "spent"
    for code in sorted({name.currency for name in report.names.values()} - {""}):
        held = spent = left = holders = 0
        for (_, token), account in report.trace.accounts.items():
            if report.names[token].currency == code:
                held += account.held_minor
                spent += sum(account.spent_minor.values())
                left += account.beyond_minor + account.below_minor
                holders += 1
        if holders:
            said = f"{_money(report, held, code)} held, {_money(report, spent, code)} {ended}"
            lines.append(f"{code}: {holders} holders, {said}, {_money(report, left, code)} not followed")
    return lines or ["nothing to follow"]


def _line(report: TraceReport, edge: Edge, is_new: bool) -> Text:
    share = ppm(edge.tainted_minor, edge.amount_minor)
    text = Text.assemble(
        (edge.taker, "" if edge.is_end else "bold"),
        f"  {_money(report, edge.tainted_minor, edge.currency)} of {_money(report, edge.amount_minor, edge.currency)}",
        f"  {share // 10_000}.{share % 10_000:04d} %  in {edge.steps} {'step' if edge.steps == 1 else 'steps'}",
    )
    if not is_new and not edge.is_end:
        text.append("  (above)", style="dim")
    return text


def _money(report: TraceReport, amount_minor: int, code: str) -> str:
    exponent = report.exponents.get(code)
    return f"{amount_minor}" if exponent is None else f"{code} {format_minor(amount_minor, Currency(code, exponent))}"
