"""What the plots count, on tables written for the purpose, and what stays bounded however long they are."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chain.errors import InputError
from explorer.folder import FinishedRun
from explorer.inert import LABEL_MAX
from explorer.plot import BINS_MAX, POINTS_MAX, SERIES_MAX, Plot, largest
from explorer.plots.graph import BANKS_MAX, EDGES_MAX, who_pays_whom
from explorer.plots.liquidity import liquidity_plots, queue_plots
from explorer.plots.outcomes import binned, cost_plots, finality_plots
from explorer.run_page import run_page
from explorer.tallies.hours import tally_hours
from explorer.tallies.moments import Changes, interval, step_s
from explorer.tallies.money import tally_events
from explorer.tallies.obligations import tally_obligations
from explorer.tallies.payments import rates_of, tally_payments
from nodes.tables.catalogue import LIQUIDITY, OBLIGATIONS, PAYMENTS
from nodes.tables.columns import COUNT, FLAG, SECOND, TEXT, Table
from nodes.tables.parquet import write_table

OPEN = datetime.datetime(2024, 6, 3, 8, tzinfo=UTC)
BLANK: dict[Any, Any] = {TEXT: "", COUNT: 0, FLAG: True, SECOND: OPEN}


def row_of(table: Table, **values: Any) -> dict[str, Any]:
    """A row with these values and blanks."""
    blank = {column.name: BLANK.get(column.kind, OPEN.date()) for column in table.columns}
    return blank | values


def obligation(minute: int, delay_s: int, amount: int, state: str = "settled", payer: str = "a") -> dict[str, Any]:
    arose = OPEN + datetime.timedelta(minutes=minute)
    settled = arose + datetime.timedelta(seconds=delay_s) if state == "settled" else None
    values = {"payer": payer, "payee": "b", "currency": "EUR", "amount_minor": amount, "state": state}
    return row_of(OBLIGATIONS, arose_at=arose, settled_at=settled, delay_s=delay_s, **values)


def test_rates__drawn_with_a_jump__are_those_of_the_run(copied: Path) -> None:
    run = FinishedRun.open(copied)
    start = run.start
    still = {"start": "1.50", "volatility_bps_per_year": 0}
    process = {"currencies": {"SGD": still, "USD": still}}
    jump = {
        "id": "up",
        "kind": "rate_jump",
        "date": start + datetime.timedelta(1),
        "currency": "SGD",
        "move_bps": 10_000,
    }
    stated = run.scenario | {"rates": {"source": "process", "process": process}, "shocks": [jump]}
    rates = rates_of(replace(run, scenario=stated))
    found = [rates.per_unit("EUR", "SGD", start + datetime.timedelta(day)) for day in (0, 1)]
    assert found == [Decimal("1.5"), Decimal("0.75")]


def test_rates__damaged_section__is_said_of_the_file(copied: Path) -> None:
    run = FinishedRun.open(copied)
    with pytest.raises(InputError, match=r"scenario\.yaml"):
        rates_of(replace(run, scenario=run.scenario | {"rates": {"source": 5}}))


def test_obligations__queue_and_shares__are_what_the_rows_say(copied: Path) -> None:
    rows = [obligation(0, 120, 300), obligation(1, 0, 100), obligation(2, 600, 600, "expired")]
    write_table(OBLIGATIONS, rows, copied)
    run = FinishedRun.open(copied)
    tally = tally_obligations(run)
    assert tally is not None
    assert [level for _, level in tally.count.levels("EUR")][:4] == [0, 1, 1, 1]
    assert [level for _, level in tally.value.levels("EUR")][1:5] == [300, 300, 600, 600]
    assert [level for _, level in tally.value.levels("EUR")][-1] == 0
    assert (tally.unsettled["EUR"], tally.unsettled_value["EUR"]) == (1, 600)
    queue, throughput = queue_plots(run, tally, tally_hours(run))
    assert throughput.rows[-1][2:] == ("2024-06-03 08:03:00", 40.0)
    (delays,) = (p for p in finality_plots(run, tally_payments(run), tally) if p.id == "delays")
    last = {row[1]: row[3] for row in delays.rows}
    assert last == {"by_count": 66.67, "by_value": 40.0}
    assert [row[2] for row in queue.rows][:2] == [0, 1]


def test_obligations__none__have_no_tally(run: FinishedRun) -> None:
    assert tally_obligations(run) is None


def test_liquidity__of_several_days__is_the_largest_peak_and_the_sum_of_the_rest(copied: Path) -> None:
    values = {"bank": "de-bank", "currency": "EUR", "credit_peak_minor": 50}
    rows = [row_of(LIQUIDITY, **values, peak_minor=peak, owed_minor=100) for peak in (700, 300)]
    write_table(LIQUIDITY, rows, copied)
    run = FinishedRun.open(copied)
    *_, used = liquidity_plots(run, tally_events(run), tally_hours(run))
    assert used.columns == ("currency", "bank", "owed", "due", "sent", "received", "peak", "credit_peak")
    assert [*used.rows] == [("EUR", "de-bank", "2.00", "0.00", "0.00", "0.00", "7.00", "0.50")]


def many_payments(count: int) -> Iterator[dict[str, Any]]:
    """Settled payments within one currency, of ever other banks, seconds and latencies."""
    for n in range(count):
        at = OPEN + datetime.timedelta(seconds=37 * n)
        bank = {"payer_bank": f"{'x' * 60}{n % 300}", "payee_bank": f"y{n % 70}", "via": f"pool-{n % 30}"}
        money = {"payer_currency": "EUR", "payee_currency": "EUR", "cost_minor": 5, "amount_minor": 5}
        took = {"latency_ms": 1000 + n * n, "value_usd_minor": 7, "verdict": "settled"}
        yield row_of(PAYMENTS, day=at.date(), ordered_at=at, **bank, **money, **took)


def points_of(plot: Plot) -> int:
    return max((len(trace.get("x") or ()) for trace in plot.as_json()["data"]), default=0)


def test_page__of_many_payments__keeps_its_bounds(copied: Path) -> None:
    write_table(PAYMENTS, many_payments(20_000), copied)
    plots = {plot.id: plot for plot in run_page(FinishedRun.open(copied)).plots}
    assert points_of(plots["time_to_finality"]) <= BINS_MAX
    network = plots["network"].as_json()["data"]
    assert len(network[-1]["x"]) == BANKS_MAX
    assert sum(len(trace["x"]) for trace in network[:-1]) <= 3 * EDGES_MAX
    assert max(len(text) for text in network[-1]["text"]) <= LABEL_MAX
    assert points_of(plots["holdings"]) <= POINTS_MAX + 2
    assert sum(row[2] for row in plots["time_to_finality"].rows) == 20_000


def test_costs__whose_mean_is_not_the_reported_one__are_not_shown_by_payment(run: FinishedRun) -> None:
    tally = tally_payments(run)
    assert [plot.id for plot in cost_plots(run, tally)] == ["cost_by_payment", "cost_by_route"]
    tally.cost_sum += tally.cost_weight * 10_000_000
    assert [plot.id for plot in cost_plots(run, tally)] == ["cost_by_route"]


@pytest.mark.parametrize(
    ("span", "step", "said"),
    [(0, 60, "1 min"), (400 * 60, 60, "1 min"), (400 * 60 + 1, 300, "5 min"), (86_400 * 30, 21_600, "6 h")],
)
def test_step__span_of_a_run__is_the_shortest_that_fits(span: int, step: int, said: str) -> None:
    assert step_s(0, span) == step
    assert interval(step) == said


def test_step__of_years__still_fits() -> None:
    assert 86_400 * 5000 / step_s(0, 86_400 * 5000) <= POINTS_MAX


def test_changes__before_the_first_second__are_in_the_first_level() -> None:
    changes = Changes(1000, 60)
    for at, change in ((1, 5), (1000, 2), (1059, 1), (1060, -4)):
        changes.add("a", at, change)
    assert [*changes.levels("a")] == [(1000, 5), (1060, 8), (1120, 4)]
    assert (changes.peak("a"), changes.peak("nobody"), changes.names) == (8, 0, ["a"])


@pytest.mark.parametrize(
    ("values", "least", "edges", "counts"),
    [
        ({5: 3}, 1, [(5, 6)], [3]),
        ({5: 3}, 10, [(0, 10)], [3]),
        ({0: 1, 47: 2}, 1, [(0, 2), (46, 48)], [1, 2]),
        ({-30: 1, 30: 1}, 10, [(-30, -20), (30, 40)], [1, 1]),
    ],
)
def test_binned__values__fall_between_nice_edges(
    values: dict[int, int], least: int, edges: list[tuple[int, int]], counts: list[int]
) -> None:
    found, numbers = binned(Counter(values), least)
    assert [edge for edge, n in zip(found, numbers, strict=True) if n] == edges
    assert [n for n in numbers if n] == counts


def test_largest__more_than_fit__are_the_largest_by_name() -> None:
    sizes = {f"b{n}": n % 3 for n in range(20)}
    assert largest(sizes) == ["b11", "b14", "b17", "b2", "b5", "b8", "b1", "b10"][:SERIES_MAX]


def test_graph__same_edges__give_the_same_places(run: FinishedRun) -> None:
    edges = {("a", "b"): 5, ("b", "c"): 1, ("c", "c"): 9}
    first, second = (who_pays_whom(run, "network", edges, "USD", 2).as_json() for _ in range(2))
    assert first == second
    assert {*first["data"][-1]["text"]} == {"a", "b", "c"}
