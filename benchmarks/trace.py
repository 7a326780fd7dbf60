"""Row 8: money followed over five hops among 100,000 wallets and a million payments.

Trusts the index of a small run for its tables, its banks and its money, and fills it with a network of its own.
Never counts the making of the index.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import duckdb

from audit.index.lookup import Lookup
from audit.index.movements import write_sides
from audit.index.store import Index
from audit.trace.asked import DIRECTIONS, Asked, trace_money
from audit.trace.pots import METHODS
from benchmarks.index import run_of
from benchmarks.measuring import Row, Section, Target, Tell
from benchmarks.runs import Shape

SHAPE = Shape(40, banks=20, wallets=2)
WALLETS, PAYMENTS = 100_000, 1_000_000
HOPS = 5
_TRACE_S = 2.0
_PAYER_STEP = 7919

_EMPTIED = (
    *("transactions", "event_rows", "mentions", "uetrs", "payment_rows", "transfer_rows", "act_rows"),
    *("pot_rows", "side_rows"),
)
# A few wallets pay, and a few are paid, much more often than the others: the chance falls with the root of the rank.
# What any one draws comes from its number alone, so that every machine measures the same network.
_NETWORK = """
CREATE TEMP TABLE tokens AS
SELECT row_number() OVER (ORDER BY account) - 1 AS n, account FROM accounts WHERE role = 'DepositToken';
CREATE TEMP TABLE wallets AS
SELECT i AS n, {first} + i AS account, t.account AS token
FROM range({wallets}) r(i) JOIN tokens t ON t.n = i % (SELECT count(*) FROM tokens);
INSERT INTO accounts SELECT account, '0x' || right(md5('w' || n) || md5('v' || n), 40), 'wallet-' || n, 'Wallet',
    'active', '', '', '', NULL, account FROM wallets;
CREATE TEMP TABLE pays AS
SELECT i, CAST(floor({wallets} * pow((hash(i, 1) % 1000003) / 1000003.0, 2)) AS BIGINT) * {step} % {wallets} AS payer,
       CAST(floor({wallets} * pow((hash(i, 2) % 1000003) / 1000003.0, 2)) AS BIGINT) AS payee,
       1000 + hash(i, 3) % 100000 AS amount, md5('p' || i) AS m
FROM range({payments}) r(i);
CREATE TEMP TABLE paid AS
SELECT i, p.account AS payer, q.account AS payee, p.token AS payer_token, q.token AS payee_token, amount,
       concat_ws('-', left(m, 8), substr(m, 9, 4), '4' || substr(m, 14, 3), 'a' || substr(m, 18, 3), right(m, 12))
       AS uetr
FROM pays JOIN wallets p ON p.n = payer JOIN wallets q ON q.n = payee WHERE payer <> payee;
INSERT INTO transactions (tx, height, position, at_s, tx_hash, called, status)
SELECT w.n, 1, w.n, 0, '', w.token, 1 FROM wallets w ORDER BY w.n;
INSERT INTO transactions (tx, height, position, at_s, tx_hash, called, status)
SELECT {wallets} + i, 2 + i // 500, i % 500, 1 + i, '', 0, 1 FROM paid ORDER BY i;
INSERT INTO transfer_rows (transfer, tx, log_index, token, currency, payer, payee, amount_minor, reference)
SELECT * REPLACE (row_number() OVER (ORDER BY tx, log_index) - 1 AS transfer) FROM (
    SELECT 0 AS transfer, n, 0 AS log_index, token, '', NULL, account, 100000000, NULL FROM wallets
    UNION ALL SELECT 0, {wallets} + i, 0, payer_token, '', payer, NULL, amount, uetr FROM paid
    UNION ALL SELECT 0, {wallets} + i, 1, 0, '', 0, 1, amount, NULL FROM paid
    UNION ALL SELECT 0, {wallets} + i, 2, 0, '', 1, 2, amount, NULL FROM paid
    UNION ALL SELECT 0, {wallets} + i, 3, payee_token, '', NULL, payee, amount, uetr FROM paid
) x(transfer, tx, log_index, token, currency, payer, payee, amount_minor, reference) ORDER BY transfer;
INSERT INTO event_rows (event, tx, log_index, contract, name, fields)
SELECT (row_number() OVER ()) - 1, {wallets} + i, n, 0, 'Transfer', '{{}}' FROM paid CROSS JOIN range(5) r(n);
INSERT INTO payment_rows (payment, uetr, kind, status, tx, payer, payee, cost_minor, amount_minor)
SELECT i, uetr, 'payment', 'settled', {wallets} + i, payer, payee, amount, amount FROM paid ORDER BY i;
"""


def measure(tell: Tell, wallets: int = WALLETS, payments: int = PAYMENTS) -> Section:
    """Seconds that traces take from busy and ordinary wallets, each by every method and in both directions."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        tell("a small run")
        record = run_of(SHAPE, place)
        Index.at(place / "index.duckdb", record, "").close()
        tell(f"a network of {wallets:,} wallets and {payments:,} payments")
        fill(place / "index.duckdb", wallets, payments)
        index = Index.at(place / "index.duckdb", record, "")
        rows = _rows(index, wallets, tell)
        index.close()
    return Section(f"Money followed among {wallets:,} wallets and {payments:,} payments", tuple(rows), has_ratios=False)


def fill(path: Path, wallets: int, payments: int) -> None:
    """Puts a network in the place of the run that the index at `path` is of."""
    with duckdb.connect(str(path)) as database:
        for table in _EMPTIED:
            database.execute(f"DELETE FROM {table}")
        database.execute("DELETE FROM accounts WHERE customer IS NOT NULL")
        first = database.execute("SELECT max(account) + 1 FROM accounts").fetchall()[0][0]
        database.execute(_NETWORK.format(first=first, wallets=wallets, payments=payments, step=_PAYER_STEP))
        write_sides(database)


def _rows(index: Index, wallets: int, tell: Tell) -> list[Row]:
    """Processor time, since a trace waits for nothing; of the longest also what the clock says."""
    names = Lookup(index)
    rows: list[Row] = []
    longest_s, most = 0.0, 0
    for who, place in _starts(wallets).items():
        wallet = _wallet(index, place)
        for method in METHODS:
            for direction in DIRECTIONS:
                tell(f"{direction} of {who} by {method}")
                started, used = time.perf_counter(), time.process_time()
                found = trace_money(index, names, Asked(wallet, direction, HOPS, method=method))
                used_s, steps = time.process_time() - used, len(found.steps)
                longest_s, most = max(longest_s, time.perf_counter() - started), max(most, steps)
                name = f"{direction} of {who}, {method}, {steps:,} steps, processor"
                rows.append(Row(name, used_s, "s", Target(_TRACE_S, is_most=True)))
    return [*rows, Row("the longest of them by the clock", longest_s, "s"), Row("most steps in one", most, "")]


def _starts(wallets: int) -> dict[str, int]:
    """From whom, by its place: the first is the first of payers and of payees; a payee's rank is its place."""
    places = (0, _PAYER_STEP % wallets, 1, wallets // 2)
    return dict(zip(("the busiest of all", "a busy payer", "a busy payee", "an ordinary wallet"), places, strict=True))


def _wallet(index: Index, number: int) -> str:
    (found,) = index.rows("SELECT address FROM accounts WHERE id = ?", [f"wallet-{number}"])
    return str(found[0])
