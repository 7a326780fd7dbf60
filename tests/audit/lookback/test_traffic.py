"""What is ordinary is left out: who knows each other, who collects for a living, and days on which nobody pays."""

from __future__ import annotations

from hindsight import DAYS, transfers

from audit.lookback.traffic import Traffic
from audit.typologies.transfer import DAY_S


def pairs(traffic: Traffic) -> list[tuple[str, str]]:
    return [(each.payer, each.payee) for each in traffic.one_off if not each.payer.startswith("calm")]


def test_traffic__two_who_pay_each_other_over_weeks__know_each_other() -> None:
    rows = [(0, "a", "b", 5), (24 * 10 + 1, "b", "a", 5), (0, "c", "d", 5), (24 * 10, "c", "d", 5)]
    traffic = Traffic.of(transfers(rows))
    assert pairs(traffic) == [("c", "d"), ("c", "d")]
    assert (traffic.standing, traffic.collected, traffic.days) == (2, 0, DAYS)


def test_traffic__wallet_that_strangers_pay_on_a_third_of_all_days__collects() -> None:
    shop = [(24 * day, f"buyer-{day}", "shop", 5) for day in range(20)]
    seldom = [(24 * day, f"guest-{day}", "host", 5) for day in range(19)]
    traffic = Traffic.of(transfers([*shop, *seldom]))
    assert traffic.collected == 20
    assert {payee for _, payee in pairs(traffic)} == {"host"}


def test_traffic__days_without_payments__are_no_time() -> None:
    rows = transfers([(0, "a", "b", 5), (24 * 100, "c", "d", 5)])
    times = [each.at_s for each in Traffic.of(rows).one_off if not each.payer.startswith("calm")]
    assert times[1] - times[0] == DAYS * DAY_S
