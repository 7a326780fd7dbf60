"""The two sides of every movement of deposits, in the order of the record: what a trace reads, and reads whole.

Trusts the tables that are there for movements, customers and loans.
Never takes a conduit for a holder: interbank legs, market makers, pools and system contracts own no deposits; what
passes through them is debited to one customer and credited to another under one reference.
"""

from __future__ import annotations

from enum import StrEnum

import duckdb


class Way(StrEnum):
    """How money moves; `audit.trace.rules` says what becomes of taint on each."""

    PASSING = "payment"
    """Debited here, credited there, under one reference: payments, returns, legs of instructions, locks."""
    DIRECT = "transfer"
    """From one customer to another in one movement."""
    CASH = "cash"
    """Issued or redeemed by the bank itself: opening balances, deposits, withdrawals."""
    LOAN = "loan"
    """Drawn from a lender, or repaid."""


WAYS = tuple(Way)
"""As `side_rows.way` counts them, from 0."""

ALONE, SEVERAL = -1, -2
"""In `side_rows.partner`, for a side that no other answers, and for one of more than two under one reference."""

# Customers under all the keys that they had are one holder: the lowest number among their accounts.
_SIDES = f"""
CREATE TEMP TABLE holders AS
SELECT account, CASE WHEN customer IS NULL THEN account ELSE min(account) OVER (PARTITION BY customer) END AS holder
FROM accounts;
CREATE TEMP TABLE loans AS
SELECT loan, dense_rank() OVER (ORDER BY lender) - 1 AS lender FROM (
    SELECT loan, coalesce(arg_max(json_extract_string(fields, '$.lender'), event) FILTER (name = 'LoanDrawn'), '')
        AS lender FROM event_rows WHERE loan IS NOT NULL GROUP BY loan
);
CREATE TEMP TABLE moves AS
SELECT x.transfer, x.tx, t.at_s, x.token, g.holder AS giver, k.holder AS taker, x.amount_minor, x.amount_minor_text,
       min(x.transfer) OVER (PARTITION BY coalesce(x.reference, '')) AS reference, l.lender,
       CASE WHEN x.payer IS NOT NULL AND x.payee IS NOT NULL THEN {WAYS.index(Way.DIRECT)}
            WHEN t.called = x.token THEN {WAYS.index(Way.CASH)}
            WHEN l.loan IS NOT NULL THEN {WAYS.index(Way.LOAN)} ELSE {WAYS.index(Way.PASSING)} END AS way
FROM transfer_rows x JOIN transactions t USING (tx) LEFT JOIN loans l ON l.loan = x.reference
LEFT JOIN holders g ON g.account = x.payer LEFT JOIN holders k ON k.account = x.payee
WHERE x.token IN (SELECT account FROM accounts WHERE role = 'DepositToken') AND g.holder IS DISTINCT FROM k.holder;
INSERT INTO pot_rows
SELECT row_number() OVER (ORDER BY holder, token) - 1, holder, token FROM (
    SELECT giver AS holder, token FROM moves WHERE giver IS NOT NULL
    UNION SELECT taker, token FROM moves WHERE taker IS NOT NULL
);
CREATE TEMP TABLE sides AS
SELECT row_number() OVER (ORDER BY transfer, is_credit) - 1 AS side, * FROM (
    SELECT *, giver AS holder, 0 AS is_credit FROM moves WHERE giver IS NOT NULL
    UNION ALL SELECT *, taker, 1 FROM moves WHERE taker IS NOT NULL
) JOIN pot_rows USING (holder, token);
CREATE TEMP TABLE passings AS
SELECT reference, count(*) AS sides, sum(is_credit) AS credits, sum(side) AS pair FROM sides
WHERE way = {WAYS.index(Way.PASSING)} GROUP BY reference HAVING credits BETWEEN 1 AND count(*) - 1;
INSERT INTO side_rows
SELECT side, transfer, tx, at_s, way, is_credit, pot, reference,
       CASE WHEN way = {WAYS.index(Way.DIRECT)} THEN side + 1 - 2 * is_credit
            WHEN way <> {WAYS.index(Way.PASSING)} OR sides IS NULL THEN {ALONE}
            WHEN sides = 2 THEN pair - side ELSE {SEVERAL} END,
       lender, amount_minor, amount_minor_text
FROM sides LEFT JOIN passings USING (reference) ORDER BY side;
DROP TABLE sides; DROP TABLE passings;
DROP TABLE holders; DROP TABLE loans; DROP TABLE moves;
"""


def write_sides(database: duckdb.DuckDBPyConnection) -> None:
    """Fills `pot_rows` and `side_rows` from the other tables."""
    database.execute(_SIDES)
