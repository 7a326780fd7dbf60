"""The nodes' own tables (Parquet) against the index: they are never evidence, and each difference is a finding.

Trusts the index, which is made of the record alone.
Never counts as missing what preflight kept off the chain: that must not stand in the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from audit.findings import Finding, found_at
from audit.index.nodes_supervision import INTERVENTIONS, NOTICES, notice_faults, step_faults
from audit.index.store import Index
from audit.wording import printable

Check: TypeAlias = Callable[[duckdb.DuckDBPyConnection], Iterator[Finding]]
EVENTS, PAYMENTS, BALANCES = "event/events.parquet", "payment/payments.parquet", "node/balances.parquet"
SHOWN_MAX = 20
"""Findings of one kind and table; how many more there are is one more."""

_OURS = """
SELECT t.height, t.at_s, t.position, e.log_index, substr(t.tx_hash, 3) AS tx_hash, n.name AS contract,
       e.name AS event, e.fields
FROM event_rows e JOIN transactions t USING (tx) JOIN accounts c ON c.account = e.contract
JOIN contract_names n ON n.address = c.address
WHERE t.height BETWEEN {first} AND {last}
"""
_THEIRS = """
SELECT height, epoch("at")::BIGINT AS at_s, position, log_index, tx_hash, contract, event, fields FROM theirs
"""
_EVENTS_DIFFER = f"""
WITH ours AS ({_OURS}), nodes AS ({_THEIRS} WHERE {{theirs}})
(SELECT 'only in the record' AS side, * FROM (SELECT * FROM ours EXCEPT ALL SELECT * FROM nodes))
UNION ALL (SELECT 'only in the table', * FROM (SELECT * FROM nodes EXCEPT ALL SELECT * FROM ours))
ORDER BY height, position, log_index, side
"""
EVENTS_A_PART = 100_000
"""How many are compared at once."""
_PARTS = """
SELECT max(height) FROM (
    SELECT t.height, sum(count(*)) OVER (ORDER BY t.height) // {size} AS part
    FROM event_rows e JOIN transactions t USING (tx) GROUP BY t.height)
GROUP BY part ORDER BY 1
"""
"""The last heights of stretches of the record that have about as many events."""
_HEIGHT_MAX = 2**63 - 1
_PAYMENT_COLUMNS = {
    "payer": "coalesce(ours_payer.id, p.payer_id)",
    "payer_bank": "p.payer_bank_id",
    "payee": "coalesce(ours_payee.id, p.payee_id)",
    "payee_bank": "p.payee_bank_id",
    "maker": "coalesce(p.maker_id, '')",
    "payer_currency": "p.payer_currency",
    "cost_minor": "coalesce(p.cost_minor, 0)",
    "payee_currency": "p.payee_currency",
    "amount_minor": "p.amount_minor",
    "purpose": "p.purpose",
    "refusal": "coalesce(p.refusal, '')",
    "rule": "coalesce(p.rule, '')",
    "iso_code": "coalesce(p.iso_code, '')",
    "party": "coalesce(p.party_id, '')",
    "height": "p.height",
}
"""Column of the nodes' payments -> what the index has for it."""
_SETTLED_ONLY = ("maker", "cost_minor")
"""What the record says of a payment only once it is settled."""
_OUTCOME = ("refusal", "rule", "iso_code", "party", "height")
"""What is compared of a payment that was wrong on purpose: of the rest the table says what was meant."""
_KEYS = """
CREATE OR REPLACE TEMP VIEW keys AS
SELECT a.account, a.address, coalesce(k.id, a.id) AS id FROM accounts a
LEFT JOIN (SELECT customer, min_by(id, account) AS id FROM accounts WHERE customer IS NOT NULL GROUP BY customer) k
USING (customer)
"""
"""Account -> the id of its customer's first key: to the nodes a customer stays who it was."""
_PAYMENTS_MISSING = """
SELECT n.uetr, n.verdict FROM theirs n LEFT JOIN payments p
ON p.uetr = n.uetr AND p.status = n.verdict AND p.tx_hash = '0x' || n.tx_hash
WHERE n.verdict IN ('settled', 'refused') AND p.uetr IS NULL ORDER BY n.uetr
"""
_PAYMENTS_UNSAID = """
SELECT DISTINCT p.uetr, p.status, p.height FROM payments p ANTI JOIN theirs n USING (uetr)
WHERE p.kind = 'payment' ORDER BY p.height, p.uetr
"""
_KEPT_OFF = """
SELECT p.uetr, p.status, p.height FROM payments p JOIN theirs n USING (uetr)
WHERE n.verdict = 'kept_off' AND p.status <> 'refused' ORDER BY p.height, p.uetr
"""
_BALANCES_DIFFER = """
WITH moved AS (
    SELECT token, holder, sum(change) AS held FROM (
        SELECT token, payee AS holder, amount_minor AS change FROM transfer_rows WHERE payee IS NOT NULL
        UNION ALL SELECT token, payer, -amount_minor FROM transfer_rows WHERE payer IS NOT NULL)
    GROUP BY token, holder),
held AS (
    SELECT k.id AS party, n.name AS money, sum(m.held) AS balance FROM moved m JOIN keys k ON k.account = m.holder
    JOIN accounts t ON t.account = m.token JOIN contract_names n ON n.address = t.address GROUP BY k.id, n.name)
SELECT n.party, n.money, n.balance_minor, coalesce(h.balance, 0) FROM theirs n
LEFT JOIN held h ON h.party IN (n.party, 'FxPool.' || n.party) AND h.money = n.money
WHERE n.balance_minor <> coalesce(h.balance, 0) ORDER BY n.party, n.money
"""


def table_findings(index: Index, folder: Path) -> Iterator[Finding]:
    """Where the tables that stand in a results folder differ from its record; one that is not there says nothing."""
    yield from _findings(index, folder, _CHECKS)


def notice_findings(index: Index, folder: Path) -> Iterator[Finding]:
    """The same of the official notices alone."""
    yield from _findings(index, folder, ((NOTICES, _notices),))


def _findings(index: Index, folder: Path, checks: Sequence[tuple[str, Check]]) -> Iterator[Finding]:
    with index.database() as database:
        names = index.deployment.contract_names
        database.execute(_KEYS)
        database.register("contract_names", pa.table({"address": [*names], "name": [*names.values()]}))
        for name, check in checks:
            path = folder / name
            if not path.is_file():
                continue
            try:
                database.register("theirs", ds.dataset(path, format="parquet"))
                yield from check(database)
            except (duckdb.Error, pa.ArrowException, OSError, ValueError) as error:
                yield found_at("table-readable", 0, name, printable(str(error).splitlines()[0]))


def _events(database: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Stretch by stretch of blocks: to take all events from all events, duckdb holds all of them."""
    count = 0
    for query in _stretches(database):
        for side, height, _, position, log_index, _, contract, event, _ in database.execute(query).fetchall():
            count += 1
            if count <= SHOWN_MAX:
                where = f"transaction {position}, log {log_index}"
                yield found_at("table-events", height, EVENTS, f"{side}: {event} of {contract}, {where}")
    yield from _more("table-events", EVENTS, count)


def _stretches(database: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """What differs in each stretch of blocks, and last what the nodes say of no block at all."""
    ends = [int(height) for (height,) in database.execute(_PARTS.format(size=EVENTS_A_PART)).fetchall()]
    first = -_HEIGHT_MAX
    for last in (*ends[:-1], _HEIGHT_MAX):
        yield _EVENTS_DIFFER.format(first=first, last=last, theirs=f"height BETWEEN {first} AND {last}")
        first = last + 1
    anywhere = f"height BETWEEN {-_HEIGHT_MAX} AND {_HEIGHT_MAX}"
    yield _EVENTS_DIFFER.format(first=1, last=0, theirs=f"NOT coalesce({anywhere}, false)")


def _payments(database: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for query, message in (
        (_PAYMENTS_MISSING, "the table says {}, the record has no such payment in that transaction"),
        (_PAYMENTS_UNSAID, "{} by the record, and not in the table"),
        (_KEPT_OFF, "{} by the record, kept off the chain by the table"),
    ):
        rows = database.execute(query).fetchall()
        for uetr, status, *height in rows[:SHOWN_MAX]:
            yield found_at("table-payments", height[0] if height else 0, str(uetr), message.format(status))
        yield from _more("table-payments", PAYMENTS, len(rows))
    for name, ours in _PAYMENT_COLUMNS.items():
        settled = "n.verdict = 'settled'" if name in _SETTLED_ONLY else "n.verdict IN ('settled', 'refused')"
        meant = "true" if name in _OUTCOME else "n.fault = ''"
        rows = database.execute(
            f"SELECT p.uetr, p.height, n.{name}, {ours} FROM theirs n JOIN payments p ON p.uetr = n.uetr "
            f"AND p.status = n.verdict AND p.tx_hash = '0x' || n.tx_hash "
            "LEFT JOIN keys ours_payer ON ours_payer.address = p.payer "
            "LEFT JOIN keys ours_payee ON ours_payee.address = p.payee "
            f"WHERE {settled} AND {meant} AND n.{name} IS DISTINCT FROM {ours} ORDER BY p.payment"
        ).fetchall()
        for uetr, height, theirs, mine in rows[:SHOWN_MAX]:
            yield found_at("table-payments", height, uetr, f"{name}: table {theirs}, record {mine}")
        yield from _more("table-payments", PAYMENTS, len(rows))


def _balances(database: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    rows: list[tuple[Any, ...]] = database.execute(_BALANCES_DIFFER).fetchall()
    for party, money, theirs, mine in rows[:SHOWN_MAX]:
        yield found_at("table-balances", 0, f"{party} {money}", f"table {theirs}, record {mine}")
    yield from _more("table-balances", BALANCES, len(rows))


def _steps(database: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    yield from _said("table-interventions", INTERVENTIONS, list(step_faults(database)))


def _notices(database: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    yield from _said("table-notices", NOTICES, list(notice_faults(database)))


def _said(rule: str, name: str, faults: list[tuple[str, str]]) -> Iterator[Finding]:
    for subject, message in faults[:SHOWN_MAX]:
        yield found_at(rule, 0, subject, message)
    yield from _more(rule, name, len(faults))


def _more(rule: str, name: str, count: int) -> Iterator[Finding]:
    if count > SHOWN_MAX:
        yield found_at(rule, 0, name, f"and {count - SHOWN_MAX} more")


_CHECKS: tuple[tuple[str, Check], ...] = (
    (EVENTS, _events),
    (PAYMENTS, _payments),
    (BALANCES, _balances),
    (INTERVENTIONS, _steps),
    (NOTICES, _notices),
)
TABLES = tuple(name for name, _ in _CHECKS)
"""The tables that are compared, where they stand in a folder."""
