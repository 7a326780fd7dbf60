"""What supervisors' nodes say that they did and told, against the acts in an index: steps, and official notices.

Trusts the index, which is made of the record alone, and the view `keys` of `audit.index.nodes_tables`.
Never lets a notice pass that could say why: it has the columns below, and in them ids, kinds and currencies alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

INTERVENTIONS, NOTICES = "event/interventions.parquet", "event/official_notices.parquet"
NOTICE_COLUMNS = ("at", "to", "client", "authority", "kind", "currency", "amount_minor")
_NAMES = {
    "freeze": "Frozen",
    "release": "Frozen",
    "legal_order": "LegalOrderRecorded",
    "seizure": "LegalOrderExecuted",
}
"""Kind of step that a notice tells of -> the event that shows it."""
_SHOWN = " ".join(f"WHEN '{kind}' THEN '{name}'" for kind, name in _NAMES.items())
_ACTS = """
SELECT a.at_s, a.name, a.actor_id, k.id AS client, b.id AS bank FROM acts a
JOIN keys k ON k.address = a.fields->>'$.account' JOIN accounts w ON w.account = k.account
LEFT JOIN accounts b ON b.account = w.bank
"""
_UNSHOWN = f"""
WITH done AS ({_ACTS})
SELECT strftime(to_timestamp(epoch(n."at")::BIGINT) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'), n.client, n.kind
FROM theirs n
WHERE {{where}} AND NOT EXISTS (
    SELECT 1 FROM done d WHERE d.at_s = epoch(n."at")::BIGINT AND d.client = n.client AND d.actor_id = n.{{by}}
    AND d.name = CASE n.kind {_SHOWN} END {{also}})
ORDER BY n."at", n.client, n.kind
"""
_STRANGE = """
SELECT n."to", n.client, n.authority, n.kind, n.currency FROM theirs n
WHERE n.kind NOT IN ('freeze', 'release', 'legal_order', 'seizure')
OR NOT regexp_full_match(n.currency, '[A-Z]{3}')
OR n."to" NOT IN (SELECT id FROM keys) OR n.client NOT IN (SELECT id FROM keys)
OR n.authority NOT IN (SELECT id FROM keys) ORDER BY n."at"
"""


def step_faults(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Whom and what the nodes' steps name that no act of the record shows; what the chain refused is none."""
    kinds = ", ".join(f"'{kind}'" for kind in _NAMES)
    query = _UNSHOWN.format(where=f"n.error = '' AND n.kind IN ({kinds})", by='"by"', also="")
    for at, client, kind in database.execute(query).fetchall():
        yield str(client), f"a {kind} at {at}, and the record shows none by that authority"


def notice_faults(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Whom and what the official notices say that they may not, or that no act of the record shows."""
    columns = [name for name, *_ in database.execute("DESCRIBE theirs").fetchall()]
    for name in columns:
        if name not in NOTICE_COLUMNS:
            yield str(name), "a notice has no such column: whoever gets it may not learn why"
    for to, client, authority, kind, currency in database.execute(_STRANGE).fetchall():
        yield str(client), f"it tells {to} of {kind!r} by {authority!r} in {currency!r}: ids, kinds, currencies alone"
    query = _UNSHOWN.format(where="true", by="authority", also='AND n."to" IN (d.client, d.bank)')
    for at, client, kind in database.execute(query).fetchall():
        yield str(client), f"it tells of a {kind} at {at}, and the record shows none by that authority"
