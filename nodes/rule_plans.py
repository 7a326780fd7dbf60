"""From a jurisdiction's rules to the settings that its central bank puts on the chain.

Trusts the scenario's checks for limits that make sense together.
Never adds a rule that the scenario does not name.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from chain.clients.types import AmountLimits, OperatingTimes, TierLimits, WindowLimit
from chain.clients.types import Tier as ChainTier
from chain.rule_books import NO_LIMIT, CorridorPlan, HoursPlan, RulePlan
from finance.calendars import CalendarError
from nodes.corridors import Opening
from nodes.scenario.rules import CorridorRule, RollingWindow, Rules, Tier
from nodes.scenario.world import Jurisdiction

_DAY = datetime.timedelta(days=1)
_EPOCH = datetime.date(1970, 1, 1)
_ALL_WEEKDAYS = 0x7F
_AROUND_DAYS = 28


def rule_plan(jurisdiction: Jurisdiction, start: datetime.date, end: datetime.date) -> RulePlan | None:
    """The rule book of a jurisdiction's deposit money for a run from `start` to `end`; `None` without rules."""
    rules = jurisdiction.rules
    if rules is None:
        return None
    limit = rules.amount_limit
    return RulePlan(
        sanctions=rules.sanctions,
        risk_flag=rules.risk_flag,
        hours=hours_plan(jurisdiction.opening, start, end) if rules.operating_hours else None,
        corridor=None if rules.corridor is None else _corridor(rules.corridor),
        travel_rule_from_minor=rules.travel_rule_from_minor,
        travel_rule_acknowledgement_s=rules.travel_rule_acknowledged_within_s,
        kyc_tier=_tier_limits(rules.kyc_tier_minor),
        amount_limit=None if limit is None else AmountLimits(limit.min_minor, limit.max_minor),
        rolling_window=None if rules.rolling_window is None else _window(rules.rolling_window),
        exposure_minor=rules.counterparty_exposure_minor,
        balance_cap=_tier_limits(rules.balance_cap_minor),
    )


def hours_plan(opening: Opening, start: datetime.date, end: datetime.date) -> HoursPlan:
    """Weekdays, hours and closed days so that from `start` to `end` exactly the calendar's business days are open.

    A weekday is open when any such day of these weeks is a business day: a make-up workday opens all Saturdays, and the
    other Saturdays are closed days then.
    """
    weeks = [start + number * _DAY for number in range(-_AROUND_DAYS, (end - start).days + _AROUND_DAYS)]
    open_days = {day for day in weeks if _is_business_day(opening, day)}
    weekdays = sum(1 << weekday for weekday in {day.weekday() for day in open_days}) or _ALL_WEEKDAYS
    # A day more at each end: what is UTC's first or last day may be another one there.
    period = (day for day in weeks if start - _DAY <= day <= end + _DAY)
    closed = tuple((day - _EPOCH).days for day in period if weekdays >> day.weekday() & 1 and day not in open_days)
    return HoursPlan(operating_times(opening, start, weekdays), closed)


def operating_times(opening: Opening, day: datetime.date, weekdays: int) -> OperatingTimes:
    """The hours as they stand on the local date `day`: daylight saving time moves them against UTC."""
    hours = opening.hours
    opens_s, closes_s = (time.hour * 3_600 + time.minute * 60 + time.second for time in hours.on(day))
    local_s = (day - _EPOCH).days * 86_400 + opens_s
    return OperatingTimes(opens_s, closes_s, local_s - hours.window_utc_s(day)[0], weekdays)


def largest_credit_minor(rules: Rules, tier: ChainTier) -> int | None:
    """The most that a bank may credit a client at once, as the rules that ask about single payments have it."""
    limits = [] if rules.amount_limit is None else [rules.amount_limit.max_minor]
    by_tier = rules.kyc_tier_minor or {}
    limits += [minor for name, minor in by_tier.items() if name.name == tier.name]
    return min(limits, default=None)


def _is_business_day(opening: Opening, day: datetime.date) -> bool:
    try:
        return opening.calendar.is_business_day(day)
    except CalendarError:  # a year that the calendar does not know: the scenario is in the one beside it
        return False


def _corridor(rule: CorridorRule) -> CorridorPlan:
    partners = dict.fromkeys(rule.partners, rule.purposes or ())
    return CorridorPlan(partners, rule.purposes is not None, rule.plain_max_minor)


def _tier_limits(minor: Mapping[Tier, int] | None) -> TierLimits | None:
    if minor is None:
        return None
    limits = _limits(minor)
    return TierLimits(limits[Tier.ANONYMOUS], limits[Tier.BASIC], limits[Tier.FULL])


def _limits(minor: Mapping[Tier, int]) -> dict[Tier, int]:
    return {tier: minor.get(tier, NO_LIMIT) for tier in Tier}


def _window(rule: RollingWindow) -> WindowLimit:
    limits = _limits(rule.max_minor)
    return WindowLimit(limits[Tier.ANONYMOUS], limits[Tier.BASIC], limits[Tier.FULL], rule.window_s, rule.buckets)
