"""What each rule lets a central bank set: the event, what is read back, and that no other currency is touched.

Trusts test_errors for settings that make no sense.
Never tests here what a setting does to a payment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, OPERATOR, STRANGER, SUPERVISOR
from rule_books import NO_LIMIT_64, NO_LIMIT_128
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.errors import RuleNotCentralBank
from chain.clients.events import (
    AmountLimitsSet,
    ClosedDaySet,
    CorridorSet,
    DefaultExposureLimitSet,
    ExposureCleared,
    ExposureLimitLifted,
    ExposureLimitSet,
    OperatingTimesSet,
    PurposePolicySet,
    PurposeSet,
    SanctionDelisted,
    SanctionListed,
    TierLimitsSet,
    TravelRuleAcknowledgementPeriodSet,
    TravelRuleThresholdSet,
    WindowLimitSet,
)
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.sanctions import Sanctions
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, OperatingTimes, PurposePolicy, TierLimits, WindowLimit
from chain.events import Event

SOMEBODY, SOMEBODY_ELSE = b"1".ljust(32, b"\0"), b"2".ljust(32, b"\0")
PAIR = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
BOOK = STRANGER.address
TIERS, NO_TIERS = TierLimits(0, 5, NO_LIMIT_64), TierLimits(NO_LIMIT_64, NO_LIMIT_64, NO_LIMIT_64)
WINDOW = WindowLimit(1, 2, NO_LIMIT_64, window_s=7 * DAY_S, buckets=7)
TIMES = OperatingTimes(opens_s=0, closes_s=DAY_S, utc_offset_s=-12 * 3_600, weekdays=0b001_1111)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting for THB. call: what its central bank calls; events: what that emits; view: what to read, by currency;
    before, after: what it answers, the former for a currency in which nothing was set."""

    call: Callable[[Network], Call[Any]]
    events: list[Event]
    view: Callable[[Network, str], Call[Any]]
    before: Any
    after: Any


SETTINGS: dict[str, Setting] = {
    "limits by tier": Setting(
        lambda net: net.deployment.rule(KycTier).set_limits("THB", TIERS),
        [TierLimitsSet("THB", 0, 5, NO_LIMIT_64)],
        lambda net, currency: net.deployment.rule(KycTier).limits_of(currency),
        *(NO_TIERS, TIERS),
    ),
    "balance cap": Setting(
        lambda net: net.deployment.rule(BalanceCap).set_limits("THB", TIERS),
        [TierLimitsSet("THB", 0, 5, NO_LIMIT_64)],
        lambda net, currency: net.deployment.rule(BalanceCap).limits_of(currency),
        *(NO_TIERS, TIERS),
    ),
    "amounts": Setting(
        lambda net: net.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(7, 7)),
        [AmountLimitsSet("THB", 7, 7)],
        lambda net, currency: net.deployment.rule(AmountLimit).limits_of(currency),
        *(AmountLimits(0, 0), AmountLimits(7, 7)),
    ),
    "window": Setting(
        lambda net: net.deployment.rule(RollingWindowLimit).set_limit("THB", WINDOW),
        [WindowLimitSet("THB", 1, 2, NO_LIMIT_64, 7 * DAY_S, 7)],
        lambda net, currency: net.deployment.rule(RollingWindowLimit).limit_of(currency),
        *(WindowLimit(0, 0, 0, 0, 0), WINDOW),
    ),
    "threshold of the travel rule": Setting(
        lambda net: net.deployment.rule(TravelRule).set_threshold("THB", 0),
        [TravelRuleThresholdSet("THB", 0)],
        lambda net, currency: net.deployment.rule(TravelRule).threshold_of(currency),
        *(NO_LIMIT_128, 0),
    ),
    "period of the travel rule": Setting(
        lambda net: net.deployment.rule(TravelRule).set_acknowledgement_period("THB", 2**32 - 1),
        [TravelRuleAcknowledgementPeriodSet("THB", 2**32 - 1)],
        lambda net, currency: net.deployment.rule(TravelRule).acknowledgement_period_of(currency),
        *(0, 2**32 - 1),
    ),
    "hours": Setting(
        lambda net: net.deployment.rule(OperatingHours).set_times("THB", TIMES),
        [OperatingTimesSet("THB", 0, DAY_S, -12 * 3_600, 0b001_1111)],
        lambda net, currency: net.deployment.rule(OperatingHours).times_of(currency),
        *(OperatingTimes(0, 0, 0, 0), TIMES),
    ),
    "holidays": Setting(
        lambda net: net.deployment.rule(OperatingHours).set_closed_days("THB", [19_000, 19_001], True),
        [ClosedDaySet("THB", 19_000, True), ClosedDaySet("THB", 19_001, True)],
        lambda net, currency: net.deployment.rule(OperatingHours).is_closed_day(currency, 19_001),
        *(False, True),
    ),
    "corridor": Setting(
        lambda net: net.deployment.rule(Corridor).set_corridor("THB", "TH", "HK", False),
        [CorridorSet("THB", "TH", "HK", False)],
        lambda net, currency: net.deployment.rule(Corridor).is_open(currency, "TH", "HK"),
        *(True, False),
    ),
    "purposes": Setting(
        lambda net: net.deployment.rule(Corridor).set_purposes("THB", "TH", "HK", ["GDDS", "SALA"], True),
        [PurposeSet("THB", "TH", "HK", "GDDS", True), PurposeSet("THB", "TH", "HK", "SALA", True)],
        lambda net, currency: net.deployment.rule(Corridor).is_allowed(currency, "TH", "HK", "SALA"),
        *(False, True),
    ),
    "policy of purposes": Setting(
        lambda net: net.deployment.rule(Corridor).set_purpose_policy("THB", PurposePolicy(True, 9)),
        [PurposePolicySet("THB", True, 9)],
        lambda net, currency: net.deployment.rule(Corridor).purpose_policy_of(currency),
        *(PurposePolicy(False, 0), PurposePolicy(True, 9)),
    ),
    "sanctions": Setting(
        lambda net: net.deployment.rule(Sanctions).list("THB", [SOMEBODY, SOMEBODY_ELSE]),
        [SanctionListed("THB", SOMEBODY), SanctionListed("THB", SOMEBODY_ELSE)],
        lambda net, currency: net.deployment.rule(Sanctions).is_listed(currency, SOMEBODY_ELSE),
        *(False, True),
    ),
    "exposure of every pair": Setting(
        lambda net: net.deployment.rule(CounterpartyExposure).set_default_limit("THB", 3),
        [DefaultExposureLimitSet("THB", 3)],
        lambda net, currency: net.deployment.rule(CounterpartyExposure).limit_of(currency, *PAIR),
        *(NO_LIMIT_128, 3),
    ),
    "exposure of one pair": Setting(
        lambda net: net.deployment.rule(CounterpartyExposure).set_limit("THB", *PAIR, 0),
        [ExposureLimitSet("THB", *PAIR, 0)],
        lambda net, currency: net.deployment.rule(CounterpartyExposure).limit_of(currency, *PAIR),
        *(NO_LIMIT_128, 0),
    ),
}


def events(network: Network, sender: Account, call: Call[Any]) -> list[Event]:
    """What a call emits, in order."""
    return [logged.event for logged in network.run(sender, call).events]


@pytest.mark.parametrize("name", SETTINGS)
def test_setting__by_the_central_bank__is_recorded_for_its_currency_alone(network: Network, name: str) -> None:
    setting = SETTINGS[name]
    assert network.read(setting.view(network, "THB")) == setting.before
    assert events(network, BANK_OF_THAILAND, setting.call(network)) == setting.events
    assert network.read(setting.view(network, "THB")) == setting.after
    assert network.read(setting.view(network, "HKD")) == setting.before


@pytest.mark.parametrize("sender", [HKMA, BANGKOK_BANK, SUPERVISOR, OPERATOR], ids=lambda who: who.identity)
def test_setting__by_anybody_else__is_not_taken(network: Network, sender: Account) -> None:
    for name, setting in SETTINGS.items():
        error = network.attempt(sender, setting.call(network)).error
        assert str(error) == str(RuleNotCentralBank(sender.address, "THB")), name
        assert network.read(setting.view(network, "THB")) == setting.before, name


def test_setting__taken_back__is_as_if_it_had_never_been(network: Network) -> None:
    sanctions, hours = network.deployment.rule(Sanctions), network.deployment.rule(OperatingHours)
    corridor, exposure = network.deployment.rule(Corridor), network.deployment.rule(CounterpartyExposure)
    undone: list[tuple[Call[Any], Call[Any], Event, Call[Any], Any]] = [
        (
            sanctions.list("THB", [SOMEBODY]),
            sanctions.delist("THB", [SOMEBODY]),
            SanctionDelisted("THB", SOMEBODY),
            *(sanctions.is_listed("THB", SOMEBODY), False),
        ),
        (
            hours.set_closed_days("THB", [5], True),
            hours.set_closed_days("THB", [5], False),
            ClosedDaySet("THB", 5, False),
            *(hours.is_closed_day("THB", 5), False),
        ),
        (
            corridor.set_corridor("THB", "TH", "HK", False),
            corridor.set_corridor("THB", "TH", "HK", True),
            CorridorSet("THB", "TH", "HK", True),
            *(corridor.is_open("THB", "TH", "HK"), True),
        ),
        (
            corridor.set_purposes("THB", "TH", "HK", ["GDDS"], True),
            corridor.set_purposes("THB", "TH", "HK", ["GDDS"], False),
            PurposeSet("THB", "TH", "HK", "GDDS", False),
            *(corridor.is_allowed("THB", "TH", "HK", "GDDS"), False),
        ),
        (
            exposure.set_limit("THB", *PAIR, 1),
            exposure.lift_limit("THB", *PAIR),
            ExposureLimitLifted("THB", *PAIR),
            *(exposure.limit_of("THB", *PAIR), NO_LIMIT_128),
        ),
    ]
    for call, back, event, view, after in undone:
        network.run(BANK_OF_THAILAND, call)
        assert events(network, BANK_OF_THAILAND, back) == [event]
        assert network.read(view) == after


def test_exposure__cleared_at_zero__is_recorded_all_the_same(network: Network) -> None:
    clear = network.deployment.rule(CounterpartyExposure).clear("THB", BOOK, *PAIR)
    assert events(network, BANK_OF_THAILAND, clear) == [ExposureCleared("THB", *PAIR, BOOK, 0)]


@pytest.mark.parametrize("offset_s", [-12 * 3_600, 14 * 3_600])
def test_hours__at_the_ends_of_the_earth__are_accepted(network: Network, offset_s: int) -> None:
    times = OperatingTimes(0, DAY_S, offset_s, 0b111_1111)
    network.run(HKMA, network.deployment.rule(OperatingHours).set_times("HKD", times))
    assert network.read(network.deployment.rule(OperatingHours).times_of("HKD")) == times


@pytest.mark.parametrize(("buckets", "window_s"), [(1, 1), (7, 7), (1, 2**32 - 1), (7, 2**32 - 4)])
def test_window__at_its_bounds__is_accepted(network: Network, buckets: int, window_s: int) -> None:
    limit = WindowLimit(0, 0, 0, window_s, buckets)
    network.run(HKMA, network.deployment.rule(RollingWindowLimit).set_limit("HKD", limit))
    assert network.read(network.deployment.rule(RollingWindowLimit).limit_of("HKD")) == limit


def test_batches__of_a_hundred__are_accepted(network: Network) -> None:
    identifiers = [number.to_bytes(32, "big") for number in range(1, 101)]
    rule = network.deployment.rule
    network.run(HKMA, rule(Sanctions).list("HKD", identifiers))
    network.run(HKMA, rule(OperatingHours).set_closed_days("HKD", list(range(100)), True))
    purposes = [f"A{number:03d}" for number in range(100)]
    network.run(HKMA, rule(Corridor).set_purposes("HKD", "HK", "TH", purposes, True))
    assert network.read(rule(Sanctions).is_listed("HKD", identifiers[-1]))
    assert network.read(rule(OperatingHours).is_closed_day("HKD", 99))
    assert network.read(rule(Corridor).is_allowed("HKD", "HK", "TH", purposes[-1]))
