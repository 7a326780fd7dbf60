"""Counts the loans of a run: what became of each lender's, and what was outstanding when.

Trusts the rows of `payment/loans.parquet` and `event/events.parquet`.
Never keeps a loan beyond the number and currency that its events are known by.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from explorer.folder import FinishedRun
from explorer.tallies.moments import Changes, span_of, step_s
from nodes.tables.catalogue import EVENTS, LOANS

STATUSES = ("closed", "active", "late", "defaulted", "recovering", "written_off")
PARTS = ("principal_minor", "outstanding_minor", "written_off_minor", "interest_paid_minor", "fees_paid_minor")
_COLUMNS = ("loan_id", "lender", "currency", "status", "on_time", "late", *PARTS)

_CHANGES = {
    "LoanDrawn": ("", 1),
    "InstalmentBilled": ("capitalised_minor", 1),
    "LoanRestructured": ("capitalised_minor", 1),
    "LoanPaid": ("principal_minor", -1),
    "LoanPrepaid": ("principal_minor", -1),
    "LoanWrittenOff": ("principal_minor", -1),
}
"""Events that change what is outstanding: by which field, and which way."""


@dataclass(slots=True)
class LoanTally:
    """statuses: loans by lender and status; parts: amounts by lender and part; instalments: by lender, `on_time` or
    `late`; owed: principal by currency; loans: how many; currencies: of lenders."""

    owed: Changes
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    parts: Counter[tuple[str, str]] = field(default_factory=Counter)
    instalments: Counter[tuple[str, str]] = field(default_factory=Counter)
    currencies: dict[str, str] = field(default_factory=dict)
    loans: int = 0

    @property
    def lenders(self) -> list[str]:
        """By name."""
        return sorted(self.currencies)


def tally_loans(run: FinishedRun) -> LoanTally | None:
    """Counts all loans of a run; None where nothing was lent."""
    first, last = span_of(run, EVENTS)
    tally = LoanTally(Changes(first, step_s(first, last)))
    codes: dict[str, str] = {}
    principal: dict[str, int] = {}
    for loan_id, lender, code, status, on_time, late, *amounts in run.rows(LOANS, _COLUMNS):
        tally.loans += 1
        tally.currencies[lender] = code
        tally.statuses[lender, status] += 1
        tally.instalments[lender, "on_time"] += on_time
        tally.instalments[lender, "late"] += late
        for part, amount in zip(PARTS, amounts, strict=True):
            tally.parts[lender, part] += amount
        codes[loan_id], principal[loan_id] = code, amounts[0]
    if not tally.loans:
        return None
    for at, event, fields in run.rows(EVENTS, ("at", "event", "fields"), _CHANGES):
        change = _change(event, fields, principal)
        if change is not None:
            loan_id, amount = change
            tally.owed.add(codes[loan_id], at, amount)
    return tally


def _change(event: str, fields: str, principal: dict[str, int]) -> tuple[str, int] | None:
    """Which loan's principal changed by how much; None for an event that changes none."""
    values = json.loads(fields)
    loan_id = str(values["loan_id"]).removeprefix("0x")
    if loan_id not in principal:
        return None
    if event == "LoanDrawn":
        return loan_id, principal[loan_id]
    field_name, sign = _CHANGES[event]
    return loan_id, sign * int(values[field_name])
