"""The rows of the tables about obligations between banks, and their schemas.

Trusts the records of the run; docs/tables.md says what each column means.
Never rounds: amounts are integers of the minor unit, with their currency beside them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from nodes.interbank import Interbank
from nodes.interbank_report import ObligationRecord, credit_by_bank, used_by_bank

_SECOND = pa.timestamp("s", tz="UTC")
OBLIGATIONS = pa.schema(
    [
        ("id", pa.string()),
        ("uetr", pa.string()),
        ("day", pa.date32()),
        ("payer", pa.string()),
        ("payee", pa.string()),
        ("currency", pa.string()),
        ("amount_minor", pa.int64()),
        ("priority", pa.int64()),
        ("arose_at", _SECOND),
        ("queued_at", _SECOND),
        ("settled_at", _SECOND),
        ("delay_s", pa.int64()),
        ("state", pa.string()),
        ("settled_with", pa.int64()),
        ("height", pa.int64()),
        ("tx_hash", pa.string()),
    ]
)
LIQUIDITY = pa.schema(
    [
        ("day", pa.date32()),
        ("bank", pa.string()),
        ("currency", pa.string()),
        ("owed_minor", pa.int64()),
        ("due_minor", pa.int64()),
        ("sent_minor", pa.int64()),
        ("received_minor", pa.int64()),
        ("peak_minor", pa.int64()),
        ("credit_peak_minor", pa.int64()),
    ]
)


def obligation_rows(records: Sequence[ObligationRecord]) -> Iterator[dict[str, Any]]:
    """A row for each obligation."""
    for record in records:
        owed, settled = record.owed, record.settlement
        yield {
            "id": owed.id,
            "uetr": record.uetr,
            "day": owed.day,
            "payer": owed.payer,
            "payee": owed.payee,
            "currency": owed.currency,
            "amount_minor": owed.amount_minor,
            "priority": owed.priority,
            "arose_at": owed.at_s,
            "queued_at": None if record.queued is None else record.queued.queued_at_s,
            "settled_at": None if settled is None else settled.at_s,
            "delay_s": record.delay_s,
            "state": record.state,
            "settled_with": 0 if settled is None else len(settled.uetrs),
            "height": None if settled is None else settled.height,
            "tx_hash": "" if settled is None else settled.tx_hash,
        }


def liquidity_rows(interbank: Interbank, records: Sequence[ObligationRecord]) -> Iterator[dict[str, Any]]:
    """A row for each day and bank that owed or was owed something on it."""
    by_day: dict[datetime.date, list[ObligationRecord]] = defaultdict(list)
    for record in records:
        by_day[record.owed.day].append(record)
    for day, own in sorted(by_day.items()):
        used = used_by_bank(interbank.view, (record.uetr for record in own))
        codes = sorted({record.owed.currency for record in own})
        credits = {address: minor for code in codes for address, minor in credit_by_bank(interbank, code, day).items()}
        sums: dict[str, Counter[str]] = defaultdict(Counter)
        for record in own:
            owed = record.owed
            sums[owed.payer]["owed_minor"] += owed.amount_minor
            sums[owed.payee]["due_minor"] += owed.amount_minor
            if record.settlement is not None:
                sums[owed.payer]["sent_minor"] += owed.amount_minor
                sums[owed.payee]["received_minor"] += owed.amount_minor
        for name in sorted(sums):
            bank = interbank.actors.banks[name]
            yield (
                {"day": day, "bank": name, "currency": bank.plan.currency.code}
                | {key: sums[name][key] for key in ("owed_minor", "due_minor", "sent_minor", "received_minor")}
                | {"peak_minor": used.get(bank.address, 0), "credit_peak_minor": credits.get(bank.address, 0)}
            )
