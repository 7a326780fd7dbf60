"""The rows of the tables about obligations between banks.

Trusts the records of the run; docs/tables.md says what each column means.
Never rounds: amounts are integers of the minor unit, with their currency beside them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from nodes.interbank import Interbank
from nodes.interbank_report import ObligationRecord, credit_by_bank, used_by_bank


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
            "deadline_at": owed.deadline_s,
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
