"""The tables of the index: their columns, and the views that put names beside numbers.

Trusts nothing: it is a list.
Never lets an amount lose a digit: what a HUGEINT cannot hold stands as text in the column beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

FORMAT = "corridor-index/2"

AMOUNT = "AMOUNT"
"""An integer of minor units: two columns, `<name>` a HUGEINT, and `<name>_text` VARCHAR for what has more than 38
digits (a uint256 has up to 78), where the first is NULL."""
DIGITS_MAX = 38

TABLES: Mapping[str, Mapping[str, str]] = {
    "blocks": {"height": "BIGINT", "at_s": "BIGINT", "digest": "VARCHAR", "transactions": "INTEGER"},
    "transactions": {
        "tx": "BIGINT",
        "height": "BIGINT",
        "position": "INTEGER",
        "at_s": "BIGINT",
        "tx_hash": "VARCHAR",
        "sender": "INTEGER",
        "called": "INTEGER",
        "function": "VARCHAR",
        "status": "TINYINT",
        "created": "INTEGER",
        "raw": "BLOB",
    },
    "event_rows": {
        "event": "BIGINT",
        "tx": "BIGINT",
        "log_index": "INTEGER",
        "contract": "INTEGER",
        "name": "VARCHAR",
        "code": "SMALLINT",
        "currencies": "VARCHAR",
        "amount_minor": AMOUNT,
        "cost_minor": AMOUNT,
        "loan": "VARCHAR",
        "fields": "VARCHAR",
    },
    "mentions": {"account": "INTEGER", "event": "BIGINT"},
    "uetrs": {"uetr": "VARCHAR", "tx": "BIGINT"},
    "payment_rows": {
        "payment": "BIGINT",
        "uetr": "VARCHAR",
        "kind": "VARCHAR",
        "status": "VARCHAR",
        "tx": "BIGINT",
        "queued_tx": "BIGINT",
        "payer": "INTEGER",
        "payee": "INTEGER",
        "payer_bank": "INTEGER",
        "payee_bank": "INTEGER",
        "maker": "INTEGER",
        "payer_currency": "VARCHAR",
        "cost_minor": AMOUNT,
        "payee_currency": "VARCHAR",
        "amount_minor": AMOUNT,
        "corridor": "VARCHAR",
        "purpose": "VARCHAR",
        "code": "SMALLINT",
        "rule": "VARCHAR",
        "party": "INTEGER",
        "original_uetr": "VARCHAR",
        "reason": "VARCHAR",
    },
    "transfer_rows": {
        "transfer": "BIGINT",
        "tx": "BIGINT",
        "log_index": "INTEGER",
        "token": "INTEGER",
        "currency": "VARCHAR",
        "payer": "INTEGER",
        "payee": "INTEGER",
        "amount_minor": AMOUNT,
        "reference": "VARCHAR",
    },
    "pot_rows": {"pot": "INTEGER", "holder": "INTEGER", "token": "INTEGER"},
    "side_rows": {
        "side": "BIGINT",
        "transfer": "BIGINT",
        "tx": "BIGINT",
        "at_s": "BIGINT",
        "way": "TINYINT",
        "is_credit": "TINYINT",
        "pot": "INTEGER",
        "reference": "BIGINT",
        "partner": "BIGINT",
        "lender": "INTEGER",
        "amount_minor": AMOUNT,
    },
    "act_rows": {
        "event": "BIGINT",
        "tx": "BIGINT",
        "act": "VARCHAR",
        "actor": "INTEGER",
        "authority": "VARCHAR",
        "reason": "VARCHAR",
    },
    "naming": {"event": "BIGINT", "name": "VARCHAR", "loan": "VARCHAR", "fields": "VARCHAR"},
    "aliases": {"alias_hash": "VARCHAR", "account": "INTEGER", "event": "BIGINT"},
    "accounts": {
        "account": "INTEGER",
        "address": "VARCHAR",
        "id": "VARCHAR",
        "role": "VARCHAR",
        "status": "VARCHAR",
        "home": "VARCHAR",
        "lei": "VARCHAR",
        "bic": "VARCHAR",
        "bank": "INTEGER",
        "customer": "BIGINT",
    },
    "refusals": {"code": "SMALLINT", "refusal": "VARCHAR", "iso_code": "VARCHAR", "party_role": "VARCHAR"},
    "meta": {"key": "VARCHAR", "value": "VARCHAR"},
}
"""Table -> column -> its type. Accounts are numbers, so that a question about one reads little; `event`, `tx`,
`payment`, `transfer` and `side` count from 0 in the order of the record. `audit.index.movements` fills `pot_rows` and
`side_rows`: a side is what one pot gives or takes by a movement, `reference` the first transfer under the same one,
`partner` the side that answers it."""

_VIEWS = """
CREATE VIEW alias_hashes AS
SELECT account, string_agg(DISTINCT alias_hash, ' ' ORDER BY alias_hash) AS aliases FROM aliases GROUP BY account;
CREATE VIEW events AS
SELECT e.event, t.height, t.position, e.log_index, t.at_s, t.tx_hash, c.address AS contract, c.id AS contract_id,
       e.name, e.code, e.currencies, e.amount_minor, e.amount_minor_text, e.cost_minor, e.cost_minor_text, e.fields
FROM event_rows e JOIN transactions t USING (tx) JOIN accounts c ON c.account = e.contract;
CREATE VIEW payments AS
SELECT p.payment, p.uetr, p.kind, p.status, t.at_s, q.at_s AS queued_at_s, t.height, t.position, t.tx_hash,
       payer.address AS payer, payer.id AS payer_id, pa.aliases AS payer_aliases,
       payee.address AS payee, payee.id AS payee_id, ra.aliases AS payee_aliases,
       pb.address AS payer_bank, pb.id AS payer_bank_id, pb.lei AS payer_bank_lei, pb.bic AS payer_bank_bic,
       rb.address AS payee_bank, rb.id AS payee_bank_id, rb.lei AS payee_bank_lei, rb.bic AS payee_bank_bic,
       m.address AS maker, m.id AS maker_id, p.payer_currency, p.cost_minor, p.cost_minor_text,
       p.payee_currency, p.amount_minor, p.amount_minor_text, p.corridor, p.purpose,
       p.code, r.refusal, r.iso_code, p.rule, f.address AS party, f.id AS party_id, r.party_role,
       p.original_uetr, p.reason
FROM payment_rows p JOIN transactions t USING (tx)
LEFT JOIN transactions q ON q.tx = p.queued_tx LEFT JOIN refusals r ON r.code = p.code
LEFT JOIN accounts payer ON payer.account = p.payer LEFT JOIN accounts payee ON payee.account = p.payee
LEFT JOIN accounts pb ON pb.account = p.payer_bank LEFT JOIN accounts rb ON rb.account = p.payee_bank
LEFT JOIN accounts m ON m.account = p.maker LEFT JOIN accounts f ON f.account = p.party
LEFT JOIN alias_hashes pa ON pa.account = p.payer LEFT JOIN alias_hashes ra ON ra.account = p.payee;
CREATE VIEW transfers AS
SELECT x.transfer, t.height, t.position, x.log_index, t.at_s, t.tx_hash, k.address AS token, k.id AS money, x.currency,
       payer.address AS payer, payer.id AS payer_id, payee.address AS payee, payee.id AS payee_id,
       x.amount_minor, x.amount_minor_text, x.reference
FROM transfer_rows x JOIN transactions t USING (tx) JOIN accounts k ON k.account = x.token
LEFT JOIN accounts payer ON payer.account = x.payer LEFT JOIN accounts payee ON payee.account = x.payee;
CREATE VIEW acts AS
SELECT a.event, t.height, t.position, e.log_index, t.at_s, t.tx_hash, a.act, e.name, k.address AS contract,
       k.id AS contract_id, actor.address AS actor, actor.id AS actor_id, a.authority, a.reason, e.fields
FROM act_rows a JOIN event_rows e USING (event) JOIN transactions t ON t.tx = a.tx
JOIN accounts k ON k.account = e.contract LEFT JOIN accounts actor ON actor.account = a.actor;
"""


def stored_columns(table: str) -> dict[str, str]:
    """The columns of a table as the database has them: each amount as two."""
    columns: dict[str, str] = {}
    for name, kind in TABLES[table].items():
        if kind == AMOUNT:
            columns |= {name: "HUGEINT", f"{name}_text": "VARCHAR"}
        else:
            columns[name] = kind
    return columns


def schema_sql() -> str:
    """What makes an empty index."""
    tables = (
        f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in stored_columns(table).items())});\n"
        for table in TABLES
    )
    return "".join(tables) + _VIEWS
