"""Settings of rules from a jurisdiction's: calendars as weekdays and closed days, tiers with and without limits."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from chain.clients.types import Tier as ChainTier
from chain.clients.types import TierLimits, WindowLimit
from chain.rule_books import NO_LIMIT, CorridorPlan, HoursPlan
from finance.calendars import Calendar, OperatingHours
from finance.money import currency
from nodes.corridors import Opening
from nodes.rule_plans import hours_plan, largest_credit_minor, operating_times, rule_plan
from nodes.scenario import Scenario
from nodes.scenario.rules import AmountLimit, CorridorRule, RollingWindow, Rules, Tier
from nodes.scenario.world import Jurisdiction

NINE, FIVE = datetime.time(9), datetime.time(17)
DAY = datetime.timedelta(days=1)
EPOCH = datetime.date(1970, 1, 1)


def opening(country: str, zone: str) -> Opening:
    return Opening(Calendar(country), OperatingHours(zone, NINE, FIVE))


def open_days(plan: HoursPlan, start: datetime.date, end: datetime.date) -> list[datetime.date]:
    """The days from start to end that the settings leave open, by the rule's own arithmetic."""
    days = [start + number * DAY for number in range((end - start).days + 1)]
    return [
        day
        for day in days
        if plan.times.weekdays >> ((day - EPOCH).days + 3) % 7 & 1 and (day - EPOCH).days not in plan.closed_days
    ]


@pytest.mark.parametrize(
    ("country", "zone"),
    [("CN", "Asia/Shanghai"), ("DE", "Europe/Berlin"), ("AE", "Asia/Dubai"), ("IL", "Asia/Jerusalem")],
)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
        (datetime.date(2024, 10, 1), datetime.date(2024, 10, 7)),  # the Golden Week: no business day at all
        (datetime.date(2021, 12, 1), datetime.date(2022, 2, 28)),  # the Emirates' weekend moves in between
    ],
)
def test_hours__any_calendar__opens_exactly_its_business_days(
    country: str, zone: str, start: datetime.date, end: datetime.date
) -> None:
    where = opening(country, zone)
    assert open_days(hours_plan(where, start, end), start, end) == list(where.calendar.business_days(start, end))


def test_hours__calendar_that_begins_with_the_period__is_no_error() -> None:
    first = datetime.date(2100, 12, 20)  # the package's last year
    plan = hours_plan(opening("DE", "Europe/Berlin"), first, datetime.date(2100, 12, 30))
    assert plan.times.weekdays == 0b0011111


@pytest.mark.parametrize(
    ("zone", "day", "offset_s"),
    [
        ("Europe/Berlin", datetime.date(2024, 3, 28), 3_600),
        ("Europe/Berlin", datetime.date(2024, 4, 2), 7_200),
        ("America/New_York", datetime.date(2024, 1, 2), -18_000),
        ("Asia/Kathmandu", datetime.date(2024, 1, 2), 20_700),
        ("Pacific/Kiritimati", datetime.date(2024, 1, 2), 50_400),
    ],
)
def test_operating_times__zone_and_day__give_the_offset(zone: str, day: datetime.date, offset_s: int) -> None:
    times = operating_times(opening("DE", zone), day, 0b11111)
    assert (times.opens_s, times.closes_s, times.utc_offset_s) == (32_400, 61_200, offset_s)


def rules(**changes: object) -> Rules:
    nothing: dict[str, object] = {
        "sanctions": False, "risk_flag": False, "operating_hours": False, "corridor": None,
        "travel_rule_from_minor": None, "travel_rule_acknowledged_within_s": None,
        "kyc_tier_minor": None, "amount_limit": None, "rolling_window": None,
        "counterparty_exposure_minor": None, "balance_cap_minor": None,
    }  # fmt: skip
    return Rules(**(nothing | changes))  # type: ignore[arg-type]


def jurisdiction(of: Rules | None) -> Jurisdiction:
    where = opening("DE", "Europe/Berlin")
    return Jurisdiction("DE", "Germany", currency("EUR"), "bundesbank", "Bundesbank", where, None, None, of)


def plan_of(**changes: object):
    return rule_plan(jurisdiction(rules(**changes)), datetime.date(2024, 1, 1), datetime.date(2024, 1, 31))


def test_rule_plan__no_rules__is_none_and_an_empty_book_asks_nothing() -> None:
    assert rule_plan(jurisdiction(None), datetime.date(2024, 1, 1), datetime.date(2024, 1, 31)) is None
    assert plan_of().rules == ()


def test_rule_plan__deadline_for_records__stands_without_a_threshold() -> None:
    plan = plan_of(travel_rule_acknowledged_within_s=600)
    assert plan.travel_rule_acknowledgement_s == 600
    assert plan.rules == ()


def test_rule_plan__tiers_left_out__have_no_limit() -> None:
    basic = MappingProxyType({Tier.BASIC: 500})
    plan = plan_of(kyc_tier_minor=basic, rolling_window=RollingWindow(86_400, 6, basic))
    assert plan.kyc_tier == TierLimits(NO_LIMIT, 500, NO_LIMIT)
    assert plan.rolling_window == WindowLimit(NO_LIMIT, 500, NO_LIMIT, 86_400, 6)


def test_rule_plan__corridor_without_purposes__restricts_none() -> None:
    free = plan_of(corridor=CorridorRule(("DE", "HK"), None, 0)).corridor
    assert free == CorridorPlan({"DE": (), "HK": ()})
    bound = plan_of(corridor=CorridorRule(("HK",), ("GDDS",), 5)).corridor
    assert bound == CorridorPlan({"HK": ("GDDS",)}, True, 5)


@pytest.mark.parametrize(
    ("given", "tier", "most"),
    [
        ({}, ChainTier.FULL, None),
        ({"amount_limit": AmountLimit(1, 900)}, ChainTier.BASIC, 900),
        ({"amount_limit": AmountLimit(1, 900), "kyc_tier_minor": {Tier.BASIC: 500}}, ChainTier.BASIC, 500),
        ({"kyc_tier_minor": {Tier.BASIC: 500}}, ChainTier.FULL, None),
    ],
)
def test_largest_credit__limits_of_single_payments__decide_it(given: dict, tier: ChainTier, most: int | None) -> None:
    assert largest_credit_minor(rules(**given), tier) == most


def test_rule_plan__ruled_scenario__names_the_rules_of_each_jurisdiction_in_order() -> None:
    scenario = Scenario.load(Path(__file__).parents[1] / "data" / "ruled.yaml")
    germany, singapore = scenario.world().jurisdictions
    names = [
        [rule.ARTIFACT for rule in plan.rules]
        for home in (germany, singapore)
        if (plan := rule_plan(home, scenario.start, scenario.end)) is not None
    ]
    assert names == [
        ["Sanctions", "RiskFlag", "OperatingHours", "TravelRule", "AmountLimit"],
        [
            "RiskFlag",
            "OperatingHours",
            "Corridor",
            "KycTier",
            "RollingWindowLimit",
            "CounterpartyExposure",
            "BalanceCap",
        ],
    ]
