"""Several detectors as one: combined scores, reasons, no alarm twice, the thresholds of the chain."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import get_args

import pytest
from transfers import HOUR_S, Payments, wallet

from audit.typologies.panel import DETECTORS, MEMORY_S, combined, panel_of
from chain.clients.events import TravelRuleThresholdSet
from chain.detection import Alarm, listen
from chain.errors import InputError
from nodes.scenario.supervision import DetectorName


def heard(names: list[str], payments: Payments, *rows: tuple[int, str, str, int]) -> list[Alarm]:
    panel = panel_of(names)
    return [
        alarm
        for hour, payer, payee, amount_minor in rows
        for alarm in listen(panel, [payments.event(hour * HOUR_S, payer, payee, amount_minor)])
    ]


RING = [(0, "a", "b", 1_000), (1, "b", "c", 990), (2, "c", "a", 980)]


def test_combined__several_scores__leave_the_doubt_that_all_leave() -> None:
    assert combined([60]) == 60
    assert combined([50, 50]) == 75
    assert combined([50, 100]) == 100
    assert {combined(order) for order in permutations([33, 47, 61])} == {86}  # 100 − ⌈100 · 0.67 · 0.53 · 0.39⌉


def test_panel__wallet_in_two_typologies__has_both_in_its_score_and_reasons() -> None:
    alarms = heard(["rapid_movement", "cycle"], Payments(), *RING)
    about_b = [alarm for alarm in alarms if alarm.account == wallet("b")]
    assert [alarm.typology for alarm in about_b] == ["cycle", "rapid_movement"]
    first, second = ({reason.name: reason.figure for reason in alarm.reasons} for alarm in about_b)
    assert about_b[0].score == first["own_score"]
    assert second["also_cycle"] == first["own_score"]
    assert about_b[1].score == combined([first["own_score"], second["own_score"]])


def test_panel__same_again__is_not_raised_before_it_is_forgotten() -> None:
    later = MEMORY_S // HOUR_S + 3
    again = [(hour + 5, *row) for hour, *row in RING]
    after = [(hour + later, *row) for hour, *row in RING]
    alarms = heard(["cycle"], Payments(), *RING, *again, *after)
    assert [alarm.height for alarm in alarms] == [3, 3, 3, 9, 9, 9]


def test_panel__threshold_of_the_chain__is_what_structuring_goes_by() -> None:
    rows = [(hour, "ann", "bob", 90_000) for hour in range(8)]
    payments, panel = Payments(), panel_of(["structuring"])
    events = [payments.event(hour * HOUR_S, *row) for hour, *row in rows]
    assert not [alarm for event in events[:4] for alarm in listen(panel, [event])]
    listen(panel, [events[3]._replace(event=TravelRuleThresholdSet("EUR", 100_000))])
    assert {alarm.account for event in events[4:] for alarm in listen(panel, [event])} == {wallet("ann"), wallet("bob")}


def test_panel_of__unknown_name__is_refused_with_a_hint() -> None:
    with pytest.raises(InputError, match="unknown detector 'cycl': there is none; did you mean cycle"):
        panel_of(["cycl"])


def test_panel_of__names_in_any_order__is_the_same() -> None:
    one, other = (
        heard(names, Payments(), *RING) for names in (["cycle", "rapid_movement"], ["rapid_movement", "cycle"])
    )
    assert one == other != []


def test_names__scenario_and_auditor__know_the_same() -> None:
    assert sorted(get_args(DetectorName)) == sorted(DETECTORS)


def test_panel__everybody_under_another_name__raises_the_same_alarms_about_them() -> None:
    rows = [(hour, f"w{hour * 7 % 11}", f"w{hour * 3 % 11 + 11 * (hour % 2)}", 1_000 - hour) for hour in range(60)]
    rows = sorted([*rows, *RING, *((hour, f"payer-{hour}", "hub", 5) for hour in range(40))])
    renamed = [(hour, f"{payer}-anew", f"{payee}-anew", amount_minor) for hour, payer, payee, amount_minor in rows]
    names = {wallet(name): wallet(f"{name}-anew") for _, payer, payee, _ in rows for name in (payer, payee)}
    before, after = (heard([*DETECTORS], Payments(threshold_minor=1_000), *each) for each in (rows, renamed))
    assert {alarm.typology for alarm in before} >= {"cycle", "fan_in"}
    assert sorted(replace(alarm, account=names[alarm.account]) for alarm in before) == sorted(after)
