"""Row 7: the auditor's index of a run: how fast it is built, and how fast one account's trail comes out of it.

Trusts the run that it is built from to be one like any other.
Never counts the making of the run, or a second building of the same.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

import duckdb

from audit.filters import EventFilter
from audit.index.listing import list_rows
from audit.index.store import Index
from audit.record import Record
from benchmarks.measuring import Row, Section, Target, Tell
from benchmarks.runs import Shape, load
from chain.deployment import Deployment
from chain.journal import Journal
from nodes.genesis import chain_parameters
from nodes.simulation import Simulation

SHAPE = Shape(30_000, banks=20, wallets=100)
TIMES = 34
"""How often the run's rows are laid end to end to make a million payments of them."""
TRAILS = 9
_EVENTS_A_SECOND, _TRAIL_MS = 20_000, 200
_COPIES = {
    "transactions": ("tx",),
    "event_rows": ("event", "tx"),
    "mentions": ("event",),
    "payment_rows": ("payment", "tx"),
    "transfer_rows": ("transfer", "tx"),
}
"""Table -> its columns that count the rows of the record, first the one in whose order its rows are."""
_COUNTED = (("transactions", "tx"), ("event_rows", "event"), ("payment_rows", "payment"), ("transfer_rows", "transfer"))


def measure(tell: Tell, shape: Shape = SHAPE, times: int = TIMES) -> Section:
    """Events indexed a second, and the median of some accounts' full trails, in milliseconds, in `times` as much."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        tell(f"a run of {shape.payments:,} payments")
        record = run_of(shape, place)
        tell("its index")
        started, cpu_s, helpers_s = time.perf_counter(), time.process_time(), _helpers_cpu_s()
        index = Index.at(place / "one.duckdb", record, "")
        built_s, built_cpu_s = time.perf_counter() - started, time.process_time() - cpu_s
        all_cpu_s = built_cpu_s + _helpers_cpu_s() - helpers_s
        events = int(index.rows("SELECT count(*) FROM event_rows")[0][0])
        index.close()
        tell(f"the trails of {TRAILS} accounts among {times * shape.payments:,} payments")
        widened = widen(place / "one.duckdb", place / "many.duckdb", times)
        many = Index.at(widened, record, "")
        figures = [_trail_ms(many, wallet) for wallet in _wallets(many)]
        payments = int(many.rows("SELECT count(*) FROM payment_rows")[0][0])
        size_b = widened.stat().st_size / payments
        many.close()
    rows = (
        Row("events indexed", events / built_s, "/s", Target(_EVENTS_A_SECOND), a_cpu_second=events / built_cpu_s),
        Row("the same a CPU second of all processes", events / all_cpu_s, "/s"),
        Row(
            f"an account's full trail among {payments:,} payments",
            statistics.median(figures),
            "ms",
            Target(_TRAIL_MS, is_most=True),
            tuple(figures),
        ),
        Row("the longest of them", max(figures), "ms", Target(_TRAIL_MS, is_most=True)),
        Row("on disk per payment", size_b, "B"),
    )
    return Section(f"The index of a run of {shape.payments:,} payments", rows, has_ratios=False)


def run_of(shape: Shape, place: Path) -> Record:
    """The record of a run on revm, its journal in `place`."""
    scenario, path = load(shape, place), place / "journal.sqlite"
    with closing(Journal.create(path, chain_parameters(scenario), {"seed": str(scenario.seed)})) as journal:
        simulation = Simulation(scenario, "revm", journal, lambda *_: None)
        simulation.prepare()
        simulation.run()
        deployment: Deployment = simulation.network.deployment
    return Record(Journal.open(path), deployment)


def widen(path: Path, copy: Path, times: int) -> Path:
    """The index at `path` with the rows of its run laid end to end so often, at `copy`: as many payments as a run that
    is so much longer would have, each account with the trail of one run, and with all the others' rows around it."""
    with duckdb.connect(str(copy)) as database:
        database.execute(f"ATTACH '{path}' AS one (READ_ONLY)")
        database.execute(f"COPY FROM DATABASE one TO {copy.stem}")
        database.execute("SET preserve_insertion_order = true")
        counts = {column: _next(database, table, column) for table, column in _COUNTED}
        accounts = _next(database, "accounts", "account")
        for table, columns in _COPIES.items():
            moved = ", ".join(f"{column} + k * {counts[column]} AS {column}" for column in columns)
            if table == "mentions":
                moved += f", account + k * {accounts} AS account"
            rows = f"SELECT * REPLACE ({moved}) FROM (SELECT unnest(range(1, {times})) AS k) CROSS JOIN one.{table}"
            rows = rows.replace("SELECT *", "SELECT * EXCLUDE (k)", 1)
            order = "account, event" if table == "mentions" else columns[0]
            database.execute(f"INSERT INTO {table} SELECT * FROM ({rows}) ORDER BY {order}")
    return copy


def _helpers_cpu_s() -> float:
    """Of the processor, by the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _next(database: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    """The number after the last."""
    rows = database.execute(f"SELECT coalesce(max({column}), -1) + 1 FROM one.{table}").fetchall()
    return int(rows[0][0])


def _wallets(index: Index) -> list[str]:
    """Accounts spread over those who pay."""
    rows = index.rows("SELECT address FROM accounts WHERE customer IS NOT NULL ORDER BY account")
    return [rows[place * len(rows) // TRAILS][0] for place in range(TRAILS)]


def _trail_ms(index: Index, wallet: str) -> float:
    started = time.perf_counter()
    found = sum(1 for _ in list_rows(index, "events", EventFilter(accounts=(frozenset({wallet}),))))
    elapsed_ms = (time.perf_counter() - started) * 1_000
    if not found:
        raise RuntimeError(f"{wallet} has no trail")
    return elapsed_ms
