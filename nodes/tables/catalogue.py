"""Every table that a run leaves, each at its level: the one place that lists them.

Trusts nothing: it is a list.
Never changes a meaning without `SCHEMA_VERSION` in nodes/tables/columns.py; docs/tables.md is held to this file.
"""

from __future__ import annotations

from nodes.tables.alarms import ALARMS, INTERVENTIONS, OFFICIAL_NOTICES
from nodes.tables.columns import COUNT, DAY, FLAG, MINOR, SECOND, TEXT, Column, Level, Table

ACTIVITY = Table(
    "activity",
    Level.NETWORK,
    "A row for each hour and currency in which payments ended or what banks have, owe or queue changed.",
    (
        Column("hour", SECOND, "its first second"),
        Column("currency", TEXT, "ISO 4217; of payments, what payees receive"),
        Column("payments_settled", COUNT, "customers' payments that settled, by the second of their block"),
        Column("payments_settled_minor", MINOR, "their amounts"),
        Column("payments_refused", COUNT, "refused on the chain, by the second of their block"),
        Column("payments_kept_off", COUNT, "never sent, by the second of their order"),
        Column("obligations_settled", COUNT, "obligations between banks that the queue settled"),
        Column("obligations_settled_minor", MINOR, "their amounts"),
        Column("queued", COUNT, "obligations that wait in the queue at the end of the hour, held ones included"),
        Column("queued_minor", MINOR, "their amounts"),
        Column("credit_minor", MINOR, "Σ over banks of intraday credit at the end of the hour"),
        Column("liquidity_in_use_minor", MINOR, "Σ over banks of `in_use_minor` of [positions](#nodepositionsparquet)"),
    ),
)
CHAIN = Table(
    "chain",
    Level.NETWORK,
    "A row for each hour with a block.",
    (
        Column("hour", SECOND, "its first second"),
        Column("blocks", COUNT, "sealed in it"),
        Column("transactions", COUNT, "in them"),
        Column("gas_used", COUNT, "by them"),
    ),
)
POSITIONS = Table(
    "positions",
    Level.NODE,
    "A row for each hour and bank in which its central-bank money, credit, collateral or queue changed.",
    (
        Column("hour", SECOND, "its first second"),
        Column("bank", TEXT, "id"),
        Column("currency", TEXT, "ISO 4217"),
        Column("opening_minor", MINOR, "central-bank money at the beginning of the hour"),
        Column("least_minor", MINOR, "the least that it had after a block, the opening included"),
        Column("most_minor", MINOR, "the most that it had after a block, the opening included"),
        Column("closing_minor", MINOR, "central-bank money at the end of the hour"),
        Column("credit_minor", MINOR, "intraday credit at the end of the hour"),
        Column("credit_peak_minor", MINOR, "the most of it in the hour"),
        Column("collateral_minor", MINOR, "recorded for credit at the end of the hour"),
        Column("queued", COUNT, "of its own obligations that wait at the end of the hour"),
        Column("queued_minor", MINOR, "their amounts"),
        Column(
            "in_use_minor", MINOR, "at the end of the hour max(0, money without credit at midnight UTC − the same now)"
        ),
    ),
)
MOVEMENTS = Table(
    "movements",
    Level.NODE,
    "A row for each block and bank whose central-bank money or credit it changed.",
    (
        Column("height", COUNT, "of the block"),
        Column("at", SECOND, "its second"),
        Column("bank", TEXT, "id"),
        Column("currency", TEXT, "ISO 4217"),
        Column("change_minor", MINOR, "what it gained, below zero what it lost"),
        Column("balance_minor", MINOR, "what it has after it"),
        Column("credit_minor", MINOR, "of it, what it owes the central bank"),
    ),
)
BALANCES = Table(
    "balances",
    Level.NODE,
    "A row for each holder and money at the end, zero balances included.",
    (
        Column("party", TEXT, "id of the holder"),
        Column("role", TEXT, "`bank`, `market_maker`, `pool` or `wallet`"),
        Column("money", TEXT, "as in `deployment.json`: `HKD` is central-bank money, `HKD.hk-bank-1` deposits"),
        Column("currency", TEXT, "ISO 4217"),
        Column("balance_minor", MINOR, "what it holds"),
    ),
)
LIQUIDITY = Table(
    "liquidity",
    Level.NODE,
    "A row for each day and bank that owed or was owed something on it; only where banks have obligations.",
    (
        Column("day", DAY, "business day"),
        Column("bank", TEXT, "id"),
        Column("currency", TEXT, "ISO 4217"),
        Column("owed_minor", MINOR, "what it owed other banks"),
        Column("due_minor", MINOR, "what other banks owed it"),
        Column("sent_minor", MINOR, "what it owed and settled"),
        Column("received_minor", MINOR, "what it was owed and settled"),
        Column("peak_minor", MINOR, "its largest net debit"),
        Column("credit_peak_minor", MINOR, "its largest intraday credit"),
    ),
)
PAYMENTS = Table(
    "payments",
    Level.PAYMENT,
    "A row for each payment of customers, in the order in which they ended.",
    (
        Column("id", TEXT, "the scenario's id"),
        Column("uetr", TEXT, "the payment's reference for life"),
        Column("day", DAY, "business day"),
        Column("ordered_at", SECOND, "second of the order"),
        Column("final_at", SECOND, "second of its block", may_be_empty=True),
        Column("latency_ms", COUNT, "milliseconds from the order to finality", may_be_empty=True),
        Column("payer", TEXT, "id"),
        Column("payer_bank", TEXT, "id"),
        Column("payee", TEXT, "id"),
        Column("payee_bank", TEXT, "id"),
        Column("maker", TEXT, "id of the venue, the first where there are two; blank within one currency"),
        Column("payer_currency", TEXT, "ISO 4217"),
        Column("cost_minor", MINOR, "what the payer was debited"),
        Column("payee_currency", TEXT, "ISO 4217"),
        Column("amount_minor", MINOR, "what the payee received or should have"),
        Column("purpose", TEXT, "ISO 20022 external purpose code"),
        Column("verdict", TEXT, "`settled`, `refused` or `kept_off`"),
        Column("refusal", TEXT, "the refusal's name in [rejections](rejections.md)"),
        Column("rule", TEXT, "the rule that refused"),
        Column("iso_code", TEXT, "the refusal's ISO 20022 external status reason"),
        Column("party", TEXT, "who is at fault: id, or the address where the network does not know it"),
        Column("party_role", TEXT, "its role, `unknown` where the network does not know it"),
        Column("preflight", FLAG, "whether its bank asked first what would refuse it"),
        Column("fault", TEXT, "what was wrong with it on purpose"),
        Column("value_usd_minor", MINOR, "US cents at the day's reference rate, half-even; 0 when it was not settled"),
        Column("height", COUNT, "of its block", may_be_empty=True),
        Column("tx_hash", TEXT, "of its transaction, hex"),
        Column("via", TEXT, "the route tried last between two currencies: `quote`, `vehicle`, or a pool's id"),
        Column("gas_used", COUNT, "gas of its transaction", may_be_empty=True),
        Column("kind", TEXT, "`payroll`, `purchase`, `bill` or `family`; blank for a payment of no such section"),
        Column("deadline_at", SECOND, "by when it had to be final", may_be_empty=True),
    ),
)
OBLIGATIONS = Table(
    "obligations",
    Level.PAYMENT,
    "A row for each obligation between banks, in the order in which they arose; only where there are any.",
    (
        Column("id", TEXT, "the scenario's id"),
        Column("uetr", TEXT, "its reference for life"),
        Column("day", DAY, "business day"),
        Column("payer", TEXT, "bank"),
        Column("payee", TEXT, "bank"),
        Column("currency", TEXT, "ISO 4217"),
        Column("amount_minor", MINOR, "what is owed"),
        Column("priority", COUNT, "higher is more urgent"),
        Column("arose_at", SECOND, "second in which it arose"),
        Column("queued_at", SECOND, "second of the block that queued it", may_be_empty=True),
        Column("settled_at", SECOND, "second of the block that settled it", may_be_empty=True),
        Column("delay_s", COUNT, "seconds from when it arose to settlement, to closing where it did not settle"),
        Column("state", TEXT, "where it ended: as in `interbank` of `summary.json`"),
        Column("settled_with", COUNT, "how many obligations settled at once, itself included; 0 for none"),
        Column("height", COUNT, "of the block that settled it", may_be_empty=True),
        Column("tx_hash", TEXT, "of the transaction that settled it, hex"),
        Column("deadline_at", SECOND, "by when it had to be final; empty: closing", may_be_empty=True),
    ),
)
LOANS = Table(
    "loans",
    Level.PAYMENT,
    "A row for each loan that was drawn, in that order, as it stands at the end.",
    (
        Column("id", TEXT, "the scenario's id"),
        Column("loan_id", TEXT, "on the chain, hex"),
        Column("lender", TEXT, "bank, of a syndicate the agent; the present one where the loan was sold"),
        Column("borrower", TEXT, "id"),
        Column("currency", TEXT, "ISO 4217"),
        Column("principal_minor", MINOR, "what was lent"),
        Column("status", TEXT, "`active`, `late`, `closed`, `defaulted`, `recovering` or `written_off`"),
        Column("instalments", COUNT, "due dates of the present schedule, and those that came before it"),
        Column("instalments_paid", COUNT, "of them, those that are paid"),
        Column("on_time", COUNT, "collected no later than the end of grace"),
        Column("late", COUNT, "outlived its grace, fee charged"),
        Column("outstanding_minor", MINOR, "principal that is not repaid"),
        Column("interest_paid_minor", MINOR, "interest"),
        Column("fees_paid_minor", MINOR, "late fees"),
        Column("written_off_minor", MINOR, "fees, interest and principal given up"),
        Column("lenders", TEXT, "all of a syndicate, each with its weight"),
        Column("rate_index", TEXT, "of a floating rate, empty without one"),
        Column("rate_ppm", COUNT, "rate of the running period, millionths a year"),
        Column("prepaid_minor", MINOR, "principal repaid before it was due"),
        Column("assignments", COUNT, "how often a lender sold it"),
        Column("restructurings", COUNT, "how often it was put on a new schedule"),
    ),
)
EVENTS = Table(
    "events",
    Level.EVENT,
    "A row for each event of the network's contracts, in the order of the chain.",
    (
        Column("height", COUNT, "of its block"),
        Column("at", SECOND, "second of its block"),
        Column("position", COUNT, "of the transaction in its block"),
        Column("log_index", COUNT, "of the event in its transaction"),
        Column("tx_hash", TEXT, "hex"),
        Column("contract", TEXT, "name, as in `deployment.json`"),
        Column("event", TEXT, "name"),
        Column("fields", TEXT, "JSON"),
    ),
)
NOTICES = Table(
    "notices",
    Level.EVENT,
    "What banks told borrowers and themselves about loans, see [loans](loans.md#notices); only where they did.",
    (
        Column("at", SECOND, "when"),
        Column("kind", TEXT, "`reminder`, `late`, `default`, `anomaly` or `declined`"),
        Column("loan", TEXT, "id"),
        Column("bank", TEXT, "the lender"),
        Column("borrower", TEXT, "id"),
        Column("due_at", SECOND, "of the due date", may_be_empty=True),
        Column("currency", TEXT, "ISO 4217"),
        Column("amount_minor", MINOR, "what is or will be due, is outstanding, was moved on or asked for"),
        Column("detail", TEXT, "the payment of an anomaly, the reason of a refusal"),
    ),
)

# --- What a comparison of designs leaves: see docs/compare.md

ACCOUNTS = Table(
    "accounts",
    Level.NODE,
    "A row for each account that a bank keeps for another, in `correspondent/` of a comparison.",
    (
        Column("keeper", TEXT, "the bank that keeps it"),
        Column("owner", TEXT, "whose it is"),
        Column("currency", TEXT, "ISO 4217"),
        Column("opening_minor", MINOR, "at the beginning"),
        Column("closing_minor", MINOR, "at the end"),
    ),
)
OUTCOMES = Table(
    "outcomes",
    Level.PAYMENT,
    "A row for each payment in each design, beside the designs' folders of a comparison.",
    (
        Column("design", TEXT, "as `--designs` names it"),
        Column("id", TEXT, "the scenario's id"),
        Column("day", DAY, "business day of the order"),
        Column("ordered_at", SECOND, "second of the order"),
        Column("paid_at", SECOND, "when the payer's side was final", may_be_empty=True),
        Column("received_at", SECOND, "when the payee's side was", may_be_empty=True),
        Column("time_to_finality_s", COUNT, "from the order to the later of both", may_be_empty=True),
        Column("is_late", FLAG, "whether it was not final when the later of both sides' systems closed on its day"),
        Column("payer_bank", TEXT, "id"),
        Column("payee_bank", TEXT, "id"),
        Column("payer_currency", TEXT, "ISO 4217"),
        Column("payee_currency", TEXT, "ISO 4217"),
        Column("amount_minor", MINOR, "what the payee received or should have"),
        Column("cost_minor", MINOR, "what the payer gave", may_be_empty=True),
        Column("cost_usd_minor", MINOR, "of that, beyond the day's reference rate, in US cents", may_be_empty=True),
        Column("value_usd_minor", MINOR, "of the amount at the day's reference rate, in US cents"),
        Column("banks", COUNT, "that worked on it"),
        Column("why", TEXT, "why it never settled, else empty"),
    ),
)
BOOKINGS = Table(
    "bookings",
    Level.EVENT,
    "A row for each thing that happened in the correspondent world, in order, in `correspondent/` of a comparison.",
    (
        Column("position", COUNT, "from 0"),
        Column("at_s", COUNT, "second, since 1970 UTC"),
        Column("kind", TEXT, "[what](compare.md#correspondent-banking)"),
        Column("payment", TEXT, "id"),
        Column("bank", TEXT, "who does it"),
        Column("currency", TEXT, "ISO 4217, or empty"),
        Column("amount_minor", MINOR, "or 0"),
        Column("source", TEXT, "keeper and owner of the account that is debited, or empty"),
        Column("target", TEXT, "of the one that is credited, or empty"),
        Column("value_date", TEXT, "ISO 8601, or empty"),
    ),
)
TABLES = (
    *(ACTIVITY, CHAIN),
    *(BALANCES, POSITIONS, MOVEMENTS, LIQUIDITY, ACCOUNTS),
    *(PAYMENTS, OBLIGATIONS, LOANS, OUTCOMES),
    *(EVENTS, NOTICES, ALARMS, INTERVENTIONS, OFFICIAL_NOTICES, BOOKINGS),
)
"""In the order of their levels."""
