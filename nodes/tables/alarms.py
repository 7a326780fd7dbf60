"""The tables of what came of alarms; `nodes.tables.catalogue` lists them among all others.

Trusts nothing: they are words.
Never gives the notices a column that says why: who is told of a freeze must not learn of an alarm.
"""

from __future__ import annotations

from nodes.tables.columns import COUNT, MINOR, SECOND, TEXT, Column, Level, Table

ALARMS = Table(
    "alarms",
    Level.EVENT,
    "Alarms as supervisors got them, see [supervision](supervision.md); only where there were any.",
    (
        Column("at", SECOND, "when"),
        Column("height", COUNT, "of the block that raised it; empty where the scenario did", may_be_empty=True),
        Column("client", TEXT, "id of whom it is about, empty where the scenario has nobody at the account"),
        Column("jurisdiction", TEXT, "id of the client's"),
        Column("account", TEXT, "the wallet's address then"),
        Column("typology", TEXT, "what it looks like"),
        Column("score", COUNT, "how strong the suspicion is, 1 to 100"),
        Column("source", TEXT, "the detector's name, or `scenario`"),
        Column("case", TEXT, "the case in which something is done about it, empty where nothing is"),
        Column("reasons", TEXT, "JSON: what was counted, and how much"),
        Column("uetrs", TEXT, "JSON: of the payments that it rests on"),
    ),
)
INTERVENTIONS = Table(
    "interventions",
    Level.EVENT,
    "What supervisors, banks and central banks did in their cases; only where they did.",
    (
        Column("at", SECOND, "second of its block"),
        Column("case", TEXT, "as in [alarms](#eventalarmsparquet)"),
        Column("client", TEXT, "id"),
        Column("by", TEXT, "id of who did it"),
        Column(
            "kind",
            TEXT,
            "`freeze`, `flag`, `appeal`, `lift_flag`, `legal_order`, `seizure` or `release`",
        ),
        Column("currency", TEXT, "ISO 4217"),
        Column("amount_minor", MINOR, "what the client held then of the money that it is about, 0 without money"),
        Column("error", TEXT, "why the chain would not, empty where it did"),
    ),
)
OFFICIAL_NOTICES = Table(
    "official_notices",
    Level.EVENT,
    "What customers and their banks were told about freezes and orders, and nothing about why; only where they were.",
    (
        Column("at", SECOND, "when"),
        Column("to", TEXT, "id of who was told"),
        Column("client", TEXT, "id of whose money it is"),
        Column("authority", TEXT, "id of who did it"),
        Column("kind", TEXT, "`freeze`, `legal_order`, `seizure` or `release`"),
        Column("currency", TEXT, "ISO 4217"),
        Column("amount_minor", MINOR, "what the client held then of the money that it is about"),
    ),
)
