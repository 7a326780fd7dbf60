"""The rules of a jurisdiction: what a scenario may say of each, and the same with its amounts in minor units.

Trusts the checks for amounts that are exact and limits that do not contradict each other.
Never says what a rule decides: the contracts do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from finance.money import Currency, parse_minor
from nodes.scenario.fields import Amount, CountryCode, Entry, Many, PurposeCode

WINDOW_S_MAX = 366 * 86_400
BUCKETS_MAX = 7
TRAVEL_RULE_S_MAX = 31 * 86_400
"""A month: the longest deadline for a record, and the longest that a bank takes."""


class Tier(StrEnum):
    """How well a bank knows a client; a later one is better known."""

    ANONYMOUS = "anonymous"
    BASIC = "basic"
    FULL = "full"


class TierAmounts(Entry):
    """An amount for each tier; a tier that is left out has no limit."""

    anonymous: Amount | None = None
    """Of a client whom the bank does not know."""
    basic: Amount | None = None
    """Of a client of whom the bank knows the basics."""
    full: Amount | None = None
    """Of a client whom the bank knows in full."""


class CorridorEntry(Entry):
    """With which jurisdictions payments may be, both ways, and for what."""

    partners: Annotated[Many[CountryCode], Field(min_length=1)]
    """Jurisdictions to pay and to be paid from, its own for payments at home; one that is left out is closed."""
    purposes: Annotated[Many[PurposeCode], Field(min_length=1, max_length=100)] | None = None
    """ISO 20022 external purpose codes that are allowed; left out: all."""
    plain_max: Amount = "0"
    """Up to this amount a transfer needs no purpose; without `purposes` none ever does."""


class AmountLimitEntry(Entry):
    """Between which amounts a payment may be."""

    max: Amount
    """The largest payment."""
    min: Amount = "0"
    """The smallest payment."""


class RollingWindowEntry(TierAmounts):
    """What a payer may send in any `window_s` seconds, by tier; a tier that is left out has no limit."""

    window_s: Annotated[int, Field(ge=60, le=WINDOW_S_MAX)]
    """Length of the window."""
    buckets: Annotated[int, Field(ge=1, le=BUCKETS_MAX)]
    """Into how many equal parts it is cut for counting: what was sent counts for up to one part longer."""


class RulesEntry(Entry):
    """The rule book of the deposit money of a jurisdiction's banks; a rule that is left out is not asked."""

    sanctions: Literal[True] | None = None
    """Refuses whom the central bank has put on its list."""
    risk_flag: Literal[True] | None = None
    """Refuses whom an institution has flagged."""
    operating_hours: Literal[True] | None = None
    """Refuses payments outside the jurisdiction's business days and hours."""
    corridor: CorridorEntry | None = None
    """Refuses jurisdictions that are closed and purposes that are not allowed with one."""
    travel_rule_from: Amount | None = None
    """From this amount a payment needs a travel-rule record."""
    travel_rule_acknowledged_within_s: Annotated[int, Field(ge=1, le=TRAVEL_RULE_S_MAX)] | None = None
    """Within which time a bank acknowledges the travel-rule record of a payment that it is paid in this currency; what
    is late or missing is a finding of the audit. Left out: at any time."""
    kyc_tier: TierAmounts | None = None
    """The largest payment by tier."""
    amount_limit: AmountLimitEntry | None = None
    """Between which amounts a payment may be, whoever pays."""
    rolling_window: RollingWindowEntry | None = None
    """What a payer may send within a window, by tier."""
    counterparty_exposure: Amount | None = None
    """The most that a bank's clients may have sent another bank's, net of what came back, until it is cleared."""
    balance_cap: TierAmounts | None = None
    """The most that a client may hold, by tier."""


@dataclass(frozen=True, slots=True)
class CorridorRule:
    """With which jurisdictions payments may be, both ways, and for what."""

    partners: tuple[str, ...]
    """Open jurisdictions, its own among them where payments at home are; all others are closed."""
    purposes: tuple[str, ...] | None
    """Allowed purpose codes; `None`: all."""
    plain_max_minor: int
    """Up to which a transfer needs no purpose."""


@dataclass(frozen=True, slots=True)
class AmountLimit:
    """min_minor, max_minor: both allowed."""

    min_minor: int
    max_minor: int


@dataclass(frozen=True, slots=True)
class RollingWindow:
    """window_s: its length; buckets: its parts; max_minor: what a payer may send in it; no entry: no limit."""

    window_s: int
    buckets: int
    max_minor: Mapping[Tier, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule book of a jurisdiction's deposit money, in the order of precedence; `None` or false: not asked."""

    sanctions: bool
    risk_flag: bool
    operating_hours: bool
    corridor: CorridorRule | None
    travel_rule_from_minor: int | None
    travel_rule_acknowledged_within_s: int | None
    """Of the bank that is paid; `None`: without a deadline."""
    kyc_tier_minor: Mapping[Tier, int] | None
    """The largest payment by tier; no entry: no limit."""
    amount_limit: AmountLimit | None
    rolling_window: RollingWindow | None
    counterparty_exposure_minor: int | None
    balance_cap_minor: Mapping[Tier, int] | None
    """The most that a client may hold by tier; no entry: no limit."""


def resolve_rules(entry: RulesEntry, money: Currency) -> Rules:
    """The rules of an entry that has passed its checks, their amounts in `money`."""
    return Rules(
        sanctions=entry.sanctions is True,
        risk_flag=entry.risk_flag is True,
        operating_hours=entry.operating_hours is True,
        corridor=None if entry.corridor is None else _corridor(entry.corridor, money),
        travel_rule_from_minor=_minor(entry.travel_rule_from, money),
        travel_rule_acknowledged_within_s=entry.travel_rule_acknowledged_within_s,
        kyc_tier_minor=None if entry.kyc_tier is None else _by_tier(entry.kyc_tier, money),
        amount_limit=None if entry.amount_limit is None else _amount_limit(entry.amount_limit, money),
        rolling_window=None if entry.rolling_window is None else _window(entry.rolling_window, money),
        counterparty_exposure_minor=_minor(entry.counterparty_exposure, money),
        balance_cap_minor=None if entry.balance_cap is None else _by_tier(entry.balance_cap, money),
    )


def written_tiers(entry: TierAmounts) -> Iterator[tuple[Tier, str]]:
    """The tiers that an entry limits, the least known first, with the amount as it is written."""
    for tier in Tier:
        text: str | None = getattr(entry, tier.value)
        if text is not None:
            yield tier, text


def written_amounts(entry: RulesEntry) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every amount of an entry as it is written, with the keys that lead to it."""
    for name in ("travel_rule_from", "counterparty_exposure"):
        if getattr(entry, name) is not None:
            yield (name,), getattr(entry, name)
    if entry.corridor is not None:
        yield ("corridor", "plain_max"), entry.corridor.plain_max
    if entry.amount_limit is not None:
        yield ("amount_limit", "max"), entry.amount_limit.max
        yield ("amount_limit", "min"), entry.amount_limit.min
    for name, limits in tier_limits(entry):
        yield from (((name, tier.value), text) for tier, text in written_tiers(limits))


def tier_limits(entry: RulesEntry) -> Iterator[tuple[str, TierAmounts]]:
    """The rules of an entry that have a limit a tier, by their key."""
    for name in ("kyc_tier", "rolling_window", "balance_cap"):
        limits: TierAmounts | None = getattr(entry, name)
        if limits is not None:
            yield name, limits


def _minor(text: str | None, money: Currency) -> int | None:
    return None if text is None else parse_minor(text, money)


def _by_tier(entry: TierAmounts, money: Currency) -> Mapping[Tier, int]:
    return MappingProxyType({tier: parse_minor(text, money) for tier, text in written_tiers(entry)})


def _corridor(entry: CorridorEntry, money: Currency) -> CorridorRule:
    return CorridorRule(entry.partners, entry.purposes, parse_minor(entry.plain_max, money))


def _amount_limit(entry: AmountLimitEntry, money: Currency) -> AmountLimit:
    return AmountLimit(parse_minor(entry.min, money), parse_minor(entry.max, money))


def _window(entry: RollingWindowEntry, money: Currency) -> RollingWindow:
    return RollingWindow(entry.window_s, entry.buckets, _by_tier(entry, money))
