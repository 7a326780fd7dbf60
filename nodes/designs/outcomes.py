"""What became of each payment in a design, and of the money that had to lie ready: the same record for all designs.

Trusts the tables of a run, and the books of the correspondent world.
Never knows which design it is: what is measured is the same everywhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from finance.measures.liquidity import peak_net_debits_minor
from finance.measures.principal_at_risk import Exposure, PrincipalAtRisk

NOSTRO, INVENTORY, RESERVES = "nostros", "inventory", "reserves"
KINDS = (NOSTRO, INVENTORY, RESERVES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A payment. paid_at_s: when the payer's bank had paid for good; received_at_s: when the payee's bank had it for
    good; either may never be. fair_minor: the cost at the reference rate; closes_s: the end of its day; why: why it
    never settled."""

    id: str
    day: datetime.date
    ordered_at_s: int
    payer_bank: str
    payee_bank: str
    payer_currency: str
    payee_currency: str
    amount_minor: int
    cost_minor: int
    fair_minor: Fraction
    value_usd_minor: int
    closes_s: int
    paid_at_s: int | None
    received_at_s: int | None
    why: str = ""
    banks: int = 2
    """How many banks work on it."""

    @property
    def final_at_s(self) -> int | None:
        """When both sides were done; `None`: never."""
        if self.paid_at_s is None or self.received_at_s is None:
            return None
        return max(self.paid_at_s, self.received_at_s)

    @property
    def crosses(self) -> bool:
        """Whether it is between two currencies."""
        return self.payer_currency != self.payee_currency

    @property
    def is_late(self) -> bool:
        """Whether it is not final at the end of its day."""
        return self.final_at_s is None or self.final_at_s > self.closes_s

    def exposure(self, ends_s: int) -> Exposure | None:
        """Principal at risk in it, to the end of the run where the other leg never came; `None` where there is none."""
        if not self.crosses or (self.paid_at_s is None and self.received_at_s is None):
            return None
        paid_s, received_s = (ends_s if at_s is None else at_s for at_s in (self.paid_at_s, self.received_at_s))
        codes = (self.payer_currency, self.payee_currency)
        pair = "/".join(codes if paid_s <= received_s else codes[::-1])
        return Exposure(pair, self.value_usd_minor, min(paid_s, received_s), max(paid_s, received_s))


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """Somebody's money in one place. kind: one of `KINDS`; place: of a nostro, its keeper."""

    kind: str
    owner: str
    currency: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fund:
    """Money that has to lie ready. held_minor: what lay there at the start, or was added since because it was asked
    for; used_minor: the largest net debit, so that with less something would have had to wait."""

    holder: Holder
    held_minor: int
    used_minor: int

    @property
    def idle_minor(self) -> int:
        """What nobody ever needed."""
        return self.held_minor - self.used_minor


@dataclass(frozen=True, slots=True)
class DesignResult:
    """What a design came to. ends_s: the last closing of the run; digest: of its record, hexadecimal; is_conserved:
    whether no money was made or lost."""

    name: str
    outcomes: tuple[Outcome, ...]
    funds: tuple[Fund, ...]
    ends_s: int
    digest: str
    is_conserved: bool
    particulars: Mapping[str, Any] = field(default_factory=dict)
    """What this design alone has to say."""


Flow = Mapping[Holder, int]
"""What settled at once: by holder what it got, below zero what it gave."""


def funds_of(opening_minor: Mapping[Holder, int], flows: Iterable[Flow]) -> tuple[Fund, ...]:
    """The funds behind some flows in their order. What a holder used beyond its opening was lent to it, and counts as
    held as well."""
    names: dict[str, Holder] = {_key(holder): holder for holder in opening_minor}
    moved: list[dict[str, int]] = []
    for flow in flows:
        names |= {_key(holder): holder for holder in flow}
        moved.append({_key(holder): minor for holder, minor in flow.items()})
    peaks = peak_net_debits_minor(moved)
    funds = (_fund(holder, opening_minor.get(holder, 0), peaks.get(key, 0)) for key, holder in names.items())
    return tuple(sorted(funds, key=lambda fund: fund.holder))


def in_usd(measure: PrincipalAtRisk) -> dict[str, int]:
    """Principal at risk of values in US cents, as a report has it."""
    return {
        "exposures": measure.exposures,
        "max_usd_minor": measure.max_minor,
        "usd_minor_seconds": measure.value_seconds,
        "longest_s": measure.longest_s,
    }


def _fund(holder: Holder, opening_minor: int, used_minor: int) -> Fund:
    return Fund(holder, max(opening_minor, used_minor), used_minor)


def _key(holder: Holder) -> str:
    return "\n".join((holder.kind, holder.owner, holder.currency, holder.place))
