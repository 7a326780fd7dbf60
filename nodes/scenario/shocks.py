"""What happens to a network at a stated moment: a bank fails, money leaves, a rate jumps, validators fall silent.

Trusts the checks for who and when.
Never strikes: `nodes.shocks` does, and what the chain refuses of it is noted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from finance.fx import BPS
from finance.money import currency, parse_minor
from nodes.corridors import Opening
from nodes.scenario.acts import moment_s
from nodes.scenario.consensus import ValidatorEventEntry
from nodes.scenario.fields import Amount, CountryCode, CurrencyCode, Day, Entry, Id, Many, Reference, TimeOfDay

if TYPE_CHECKING:
    from nodes.scenario.jurisdictions import JurisdictionEntry

SHOCKS_MAX = 1_000

ShockName = Literal[
    "bank_default",
    "liquidity_drain",
    "rate_jump",
    "sanctions_change",
    "cut_off_change",
    "validator_outage",
    "demand_surge",
]


class ShockKind(StrEnum):
    """What happens."""

    BANK_DEFAULT = "bank_default"
    LIQUIDITY_DRAIN = "liquidity_drain"
    RATE_JUMP = "rate_jump"
    SANCTIONS_CHANGE = "sanctions_change"
    CUT_OFF_CHANGE = "cut_off_change"
    VALIDATOR_OUTAGE = "validator_outage"
    DEMAND_SURGE = "demand_surge"


class ShockEntry(Entry):
    """Something that happens to the network from outside, at a stated moment."""

    id: Id
    kind: ShockName
    """`bank_default`: it withdraws what it queued, pays nothing more, and its central bank suspends it;
    `liquidity_drain`: a bank redeems central-bank money; `rate_jump`: a currency's reference rates move;
    `sanctions_change`: a client comes onto its currency's list or off it; `cut_off_change`: a jurisdiction has other
    hours on one day; `validator_outage`: validators are down for a while; `demand_surge`: more payments are drawn."""
    date: Day
    """When: of a bank or client a business day of it, of validators a UTC day, else any day of the period."""
    time: TimeOfDay | None = None
    """UTC, within the hours; left out: at opening. Of `rate_jump` and `cut_off_change` none: they hold all day."""
    bank: Id | None = None
    """`bank_default`, `liquidity_drain`: id of the bank."""
    amount: Amount | None = None
    """`liquidity_drain`: how much it redeems, or all that it has where that is less."""
    share_bps: Annotated[int, Field(ge=1, le=BPS)] | None = None
    """`liquidity_drain`: in the place of `amount`: which share of what it has, in basis points."""
    currency: CurrencyCode | None = None
    """`rate_jump`: the currency that is worth more or less from that day on; a currency pegged to it follows."""
    move_bps: Annotated[int, Field(ge=1 - BPS, le=100 * BPS)] | None = None
    """`rate_jump`: by how much, in basis points: 100 makes it worth 1 % more against all others."""
    client: Reference | None = None
    """`sanctions_change`: id of the client."""
    listed: bool | None = None
    """`sanctions_change`: `true`: it comes onto the list; `false`: off it."""
    jurisdiction: CountryCode | None = None
    """`cut_off_change`: id of the jurisdiction."""
    opens: TimeOfDay | None = None
    """`cut_off_change`: local time; left out: as ever."""
    closes: TimeOfDay | None = None
    """`cut_off_change`: local time; left out: as ever."""
    validators: Annotated[Many[Reference], Field(min_length=1)] | None = None
    """`validator_outage`: ids of validators, or of central banks: all that these run."""
    lasts_s: Annotated[int, Field(ge=1, le=7 * 86_400)] | None = None
    """`validator_outage`, `demand_surge`: for how long."""
    factor_bps: Annotated[int, Field(ge=BPS + 1, le=100 * BPS)] | None = None
    """`demand_surge`: how many times as many payments are drawn, in basis points: 25000 is two and a half times."""


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock, resolved. at_s: UTC; subject: whom or what it hits; amount_minor, share_bps: of `liquidity_drain`, one
    of them; listed: of `sanctions_change`."""

    id: str
    kind: ShockKind
    date: datetime.date
    at_s: int
    subject: str
    amount_minor: int | None
    share_bps: int | None
    listed: bool
    lasts_s: int
    """Zero where it has no end."""
    factor_bps: int
    effect: str
    """What it does, in words."""


def resolve_shocks(
    entries: Iterable[ShockEntry], homes: Mapping[str, JurisdictionEntry], openings: Mapping[str, Opening]
) -> tuple[Shock, ...]:
    """The shocks of entries that have passed their checks, in the order of time.

    homes: of each bank and client that a shock hits, by its id; openings: by jurisdiction.
    """
    return tuple(sorted((_shock(entry, homes, openings) for entry in entries), key=lambda shock: shock.at_s))


def outages(entries: Iterable[ShockEntry]) -> list[ValidatorEventEntry]:
    """The outages of validators among the shocks, as the section `consensus` would have them."""
    return [_outage(entry) for entry in entries if entry.kind == "validator_outage"]


def _outage(entry: ShockEntry) -> ValidatorEventEntry:
    return ValidatorEventEntry(
        id=entry.id,
        date=entry.date,
        time=entry.time or "00:00",
        lasts_s=entry.lasts_s or 1,
        kind="outage",
        validators=entry.validators or (),
    )


def rate_jumps(entries: Iterable[ShockEntry]) -> dict[str, list[tuple[datetime.date, Decimal]]]:
    """By currency: from which day on it is worth how many times as much."""
    found: dict[str, list[tuple[datetime.date, Decimal]]] = {}
    for entry in entries:
        if entry.kind == "rate_jump" and entry.currency is not None:
            factor = Decimal(BPS + (entry.move_bps or 0)) / BPS
            found.setdefault(entry.currency, []).append((entry.date, factor))
    return found


def changed_hours(
    entries: Sequence[ShockEntry], home: JurisdictionEntry
) -> tuple[tuple[datetime.date, datetime.time, datetime.time], ...]:
    """The days on which a jurisdiction opens or closes at another time."""
    return tuple(
        (
            e.date,
            datetime.time.fromisoformat(e.opens or home.opens),
            datetime.time.fromisoformat(e.closes or home.closes),
        )
        for e in entries
        if e.kind == "cut_off_change" and e.jurisdiction == home.id
    )


def _shock(entry: ShockEntry, homes: Mapping[str, JurisdictionEntry], openings: Mapping[str, Opening]) -> Shock:
    subject = (
        entry.bank or entry.client or entry.currency or entry.jurisdiction or ",".join(entry.validators or ["payments"])
    )
    home = homes.get(subject)
    at_s = _utc_s(entry) if home is None else moment_s(entry.date, entry.time, openings[home.id])
    assert at_s is not None, "the checks refuse a shock outside the hours"
    return Shock(
        id=entry.id,
        kind=ShockKind(entry.kind),
        date=entry.date,
        at_s=at_s,
        subject=subject,
        amount_minor=None
        if entry.amount is None or home is None
        else parse_minor(entry.amount, currency(home.currency)),
        share_bps=entry.share_bps,
        listed=bool(entry.listed),
        lasts_s=entry.lasts_s or 0,
        factor_bps=entry.factor_bps or BPS,
        effect=_in_words(entry),
    )


def _utc_s(entry: ShockEntry) -> int:
    time = datetime.time.fromisoformat(entry.time or "00:00")
    return int(datetime.datetime.combine(entry.date, time, datetime.UTC).timestamp())


def _in_words(entry: ShockEntry) -> str:
    match ShockKind(entry.kind):
        case ShockKind.BANK_DEFAULT:
            return f"{entry.bank} defaults"
        case ShockKind.LIQUIDITY_DRAIN:
            share = f"{entry.share_bps} bp of its money" if entry.amount is None else entry.amount
            return f"{entry.bank} redeems {share}"
        case ShockKind.RATE_JUMP:
            return f"{entry.currency} moves by {entry.move_bps} bp"
        case ShockKind.SANCTIONS_CHANGE:
            return f"{entry.client} comes {'onto' if entry.listed else 'off'} the list"
        case ShockKind.CUT_OFF_CHANGE:
            hours = (("opens", entry.opens), ("closes", entry.closes))
            return f"{entry.jurisdiction} {' and '.join(f'{does} at {at}' for does, at in hours if at)} local time"
        case ShockKind.VALIDATOR_OUTAGE:
            return f"{', '.join(entry.validators or ())} down for {entry.lasts_s} s"
        case ShockKind.DEMAND_SURGE:
            return f"{entry.factor_bps} bp of the payments for {entry.lasts_s} s"
