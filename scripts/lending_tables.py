"""The tables of a run's lending, for the terminal and as rows: loans, the portfolio, way by way, and the keepers.

Trusts the figures of `run.json`.
Never rounds but for the eye: the rows hold minor units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from finance.money import currency, format_minor
from scripts.tables import columned_table

_COUNTS = (
    ("applications", "applications"),
    ("loans", "loans drawn"),
    ("instalments_due", "instalments that came due"),
    ("on_time", "paid on time"),
    ("late", "late"),
    ("paid_late", "of these paid since"),
    ("in_grace", "unpaid, in grace"),
    ("forgotten", "forgotten by the borrower"),
    ("defaulted", "loans defaulted"),
    ("restructured", "loans restructured"),
)
_AMOUNTS = (
    ("lent_minor", "lent"),
    ("on_time_minor", "collected on time"),
    ("late_minor", "collected late"),
    ("recovered_minor", "collected after default"),
    ("interest_paid_minor", "interest collected"),
    ("fees_paid_minor", "late fees collected"),
    ("written_off_minor", "loss"),
    ("outstanding_minor", "principal outstanding"),
    ("keeper_income_minor", "keepers' income"),
)
_BPS_MAX = 10_000


def lending_row(variant: str, title: str, lending: dict[str, Any]) -> dict[str, Any]:
    """The portfolio's figures of one way."""
    portfolio = lending["portfolio"]
    figures = {key: portfolio[key] for key, _ in (*_COUNTS, *_AMOUNTS)}
    head = {
        "variant": variant,
        "title": title,
        "collection": portfolio["collection"],
        "currency": portfolio["currency"],
    }
    due = portfolio["instalments_due"]
    return head | figures | {"on_time_bps": portfolio["on_time"] * _BPS_MAX // due if due else 0}


def lending_tables(lending: dict[str, Any]) -> Iterator[Table]:
    """The portfolio and the keepers of one run; no rows where there is nothing to tell."""
    portfolio = lending["portfolio"]
    yield portfolio_table([] if portfolio is None else [lending_row(portfolio["collection"], "", lending)])
    yield _keepers(lending["keepers"])


def loan_tables(loans: Mapping[str, dict[str, Any]]) -> Iterator[Table]:
    """The loans that are written out, and what was agreed about them; no rows where there is nothing to tell."""
    yield _loans(loans)
    yield _agreed(loans)


def portfolio_table(rows: Sequence[dict[str, Any]]) -> Table:
    """The ways side by side."""
    table = _table("Lending")
    table.add_column("")
    for row in rows:
        table.add_column(row["variant"], justify="right", no_wrap=True)
    for key, label in _COUNTS if rows else ():
        table.add_row(label, *(f"{row[key]:,}" for row in rows))
    if rows:
        table.add_row("on time", *(_percent(row["on_time_bps"]) for row in rows))
    for key, label in _AMOUNTS if rows else ():
        table.add_row(
            label, *(f"{row['currency']} {format_minor(row[key], currency(row['currency']))}" for row in rows)
        )
    return table


def _loans(loans: Mapping[str, dict[str, Any]]) -> Table:
    table = columned_table(
        "Loans", left=("loan", "status"), right=("on time", "late", "principal", "interest", "late fees")
    )
    for name, loan in loans.items():
        money = currency(loan["currency"])
        principal, interest, fees = (
            format_minor(loan[key], money) for key in ("principal_minor", "interest_paid_minor", "fees_paid_minor")
        )
        counts = str(loan["on_time"]), str(loan["late"])
        table.add_row(name, loan["status"], *counts, f"{loan['currency']} {principal}", interest, fees)
    return table


def _agreed(loans: Mapping[str, dict[str, Any]]) -> Table:
    """Loans that float, that several banks lend, or about which anything was agreed after the drawdown."""
    right = ("rate now", "prepaid", "sold", "restructured")
    table = columned_table("Agreed about loans", left=("loan", "lent by", "index"), right=right, names="fold")
    for name, loan in loans.items():
        counts = loan["assignments"], loan["restructurings"]
        if not any((*counts, loan["prepaid_minor"], loan["lenders"], loan["rate_index"])):
            continue
        prepaid = f"{loan['currency']} {format_minor(loan['prepaid_minor'], currency(loan['currency']))}"
        who = loan["lenders"] or loan["lender"]
        table.add_row(name, who, loan["rate_index"], _yearly(loan["rate_ppm"]), prepaid, *map(str, counts))
    return table


def _yearly(rate_ppm: int) -> str:
    return f"{rate_ppm // 10**4}.{rate_ppm % 10**4:04} %"


def _percent(bps: int) -> str:
    return f"{bps // 100}.{bps % 100:02} %"


def _keepers(keepers: Sequence[dict[str, Any]]) -> Table:
    table = _table("Keepers")
    for heading in ("keeper", "calls", "collections", "lost", "income", "cost", "Mgas"):
        table.add_column(heading, justify="left" if heading == "keeper" else "right", no_wrap=True)
    for row in keepers:
        if row["calls"] and row["currency"] is not None:
            money = currency(row["currency"])
            amounts = [f"{money.code} {format_minor(row[key], money)}" for key in ("income_minor", "cost_minor")]
            counts = [f"{row[key]:,}" for key in ("calls", "collections", "lost")]
            table.add_row(row["keeper"], *counts, *amounts, f"{row['gas_used'] // 10**6:,}")
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
