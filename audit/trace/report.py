"""A trace as people and programs read it: names for numbers, times in UTC, shares beside amounts.

Trusts the index for who is who, and its ids to be escaped.
Never rounds an amount: shares alone are shortened, and stand beside the integers that they are of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from audit.index.movements import Way
from audit.index.store import Index
from audit.trace.asked import Asked
from audit.trace.result import Step, Trace
from audit.wording import printable, utc_text
from chain.deployment import Deployment

_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Name:
    """Of a holder or a money. id; address; currency: of a money, else empty."""

    id: str
    address: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class TraceReport:
    """A trace with the names of all that it speaks of. start: as it was asked for; names: by account number."""

    asked: Asked
    trace: Trace
    names: dict[int, Name]
    exponents: dict[str, int]

    @classmethod
    def of(cls, index: Index, asked: Asked, trace: Trace) -> TraceReport:
        """The report of a trace over an index."""
        parties = pa.table({"account": pa.array(sorted(trace.parties), pa.int32())})
        with index.database() as database:
            database.register("parties", parties)
            rows = database.sql("SELECT account, id, address FROM accounts JOIN parties USING (account)").fetchall()
        currencies = _currencies(index.deployment)
        names = {
            number: Name(printable(name), printable(address), currencies.get(address, ""))
            for number, name, address in rows
        }
        return cls(asked, trace, names, dict(index.deployment.exponents))

    def as_json(self) -> dict[str, Any]:
        """All of it: what was asked, the steps, the holders."""
        limits, trace = self.trace.limits, self.trace
        return {
            "from": printable(self.asked.start),
            "direction": self.asked.direction,
            "method": limits.method,
            "hops": limits.hops,
            "min_minor": limits.least_minor,
            "until": self.asked.until and printable(self.asked.until),
            "steps": [self._step(step) for step in trace.steps],
            "holders": [*self._holders()],
        }

    def _step(self, step: Step) -> dict[str, Any]:
        given, taken = self._side(step.giver_token), self._side(step.taker_token)
        return {
            "hop": step.hop,
            "way": step.way.value,
            "reference": printable(step.reference),
            "from": self.names[step.giver].id,
            "to": None if step.taker is None else self.names[step.taker].id,
            "left_at": utc_text(step.given_at_s),
            "arrived_at": None if step.taken_at_s is None else utc_text(step.taken_at_s),
            "money": given,
            "amount_minor": step.given_minor,
            "tainted_minor": step.tainted_given_minor,
            "share_ppm": ppm(step.tainted_given_minor, step.given_minor),
            "arrived_money": taken,
            "arrived_amount_minor": step.taken_minor,
            "arrived_tainted_minor": step.tainted_taken_minor,
        }

    def _side(self, token: int | None) -> str | None:
        return None if token is None else self.names[token].id

    def _holders(self) -> Iterable[dict[str, Any]]:
        for (holder, token), account in sorted(self.trace.accounts.items(), key=lambda item: (item[1].hop, item[0])):
            yield {
                "holder": self.names[holder].id,
                "address": self.names[holder].address,
                "money": self.names[token].id,
                "currency": self.names[token].currency,
                "hop": account.hop,
                "opening_minor": account.opening_minor,
                "entered_minor": account.entered_minor,
                "received_minor": account.received_minor,
                "turned_minor": account.turned_minor,
                "passed_minor": account.passed_minor,
                "spent_minor": {way.value: spent for way, spent in account.spent_minor.items()},
                "beyond_minor": account.beyond_minor,
                "below_minor": account.below_minor,
                "held_minor": account.held_minor,
            }


def ppm(part: int, whole: int) -> int:
    """Parts per million, rounded down."""
    return part * _PPM // whole if whole else 0


def end_of(step: Step, *, is_back: bool) -> str:
    """What stands where a step has no taker."""
    if step.way is Way.CASH:
        return "cash in" if is_back else "cash out"
    if step.way is Way.LOAN:
        return f"loan {step.reference[:10]}… {'drawn' if is_back else 'repaid'}"
    return "under way"


def _currencies(deployment: Deployment) -> dict[str, str]:
    """Contract -> the currency that its name begins with, as `THB.th-bank-1` does."""
    known = set(deployment.exponents)
    return {
        address: name.split(".")[0]
        for address, name in deployment.contract_names.items()
        if name.split(".")[0] in known and "." in name
    }
