"""Who pays or is paid by many at once: fans, groups that all pay the same, parts below a threshold."""

from __future__ import annotations

import pytest
from hindsight import Paid, found, names_of

from audit.lookback.bipartite import Bipartite
from audit.lookback.fan_in import FanIn
from audit.lookback.fan_out import FanOut
from audit.lookback.structuring import Structuring

FAN: list[Paid] = [(2 * n, f"payer-{n}", "hub", 1_000 + 500 * n) for n in range(6)]
MESH: list[Paid] = [(n, payer, payee, 100 + n) for n, (payer, payee) in enumerate(["ax", "bx", "ay", "by"])]
PARTS: list[Paid] = [(10 * n, "ann", f"to-{n % 2}", 8_000 + 999 * n) for n in range(3)]


def turned(rows: list[Paid]) -> list[Paid]:
    return [(hour, payee, payer, amount_minor) for hour, payer, payee, amount_minor in rows]


def test_fan_in__six_strangers_within_a_day__alarms_them_and_the_wallet() -> None:
    (finding,) = found(FanIn(), *FAN)
    assert names_of([finding]) == {"hub", *(f"payer-{n}" for n in range(6))}
    assert finding.own_score == 70
    assert found(FanOut(), *FAN) == []


def test_fan_out__the_other_way_round__is_the_same() -> None:
    (finding,) = found(FanOut(), *turned(FAN))
    assert (finding.typology, finding.own_score) == ("fan_out", 70)


@pytest.mark.parametrize(
    "rows",
    [
        FAN[:3],
        [(40 * n, *rest) for n, (_, *rest) in enumerate(FAN)],  # slower than five days allow
        [(hour, payer, "hub", 10 ** (n + 1)) for n, (hour, payer, *_) in enumerate(FAN)],  # very unequal
        [(hour, "payer", "hub", minor) for hour, _, _, minor in FAN],  # one stranger
        [*FAN[:4], *((24 * (10 + n), f"guest-{n}", "hub", 1_000) for n in range(19))],  # strangers are usual
    ],
)
def test_fan_in__anything_less__is_no_alarm(rows: list[Paid]) -> None:
    assert [finding for finding in found(FanIn(), *rows) if finding.own_score >= 50] == []


def test_bipartite__two_who_pay_the_same_two__is_found_and_more_weigh_more() -> None:
    (finding,) = found(Bipartite(), *MESH)
    assert {*finding.accounts} == {*"abxy"}
    assert finding.own_score == 64
    more = found(Bipartite(), *MESH, (5, "c", "x", 90), (6, "c", "y", 80))
    assert max(each.own_score for each in more) == 73
    assert names_of(more) == {*"abcxy"}


@pytest.mark.parametrize(
    "rows",
    [
        MESH[:3],
        [*MESH[:2], *((hour + 120, *rest) for hour, *rest in MESH[2:])],  # the second payee five days later
        [(hour, payer, "x", minor) for hour, payer, _, minor in MESH],
    ],
)
def test_bipartite__anything_less__is_none(rows: list[Paid]) -> None:
    assert found(Bipartite(), *rows) == []


def test_structuring__three_parts_below_the_threshold__alarms_payer_and_payees() -> None:
    (finding,) = found(Structuring(), *PARTS, threshold_minor=10_000)
    assert {*finding.accounts} == {"ann", "to-0", "to-1"}
    assert finding.own_score == 60


@pytest.mark.parametrize("threshold_minor", [None, 9_998, 12_500])
def test_structuring__no_threshold_or_another__is_none(threshold_minor: int | None) -> None:
    assert found(Structuring(), *PARTS, threshold_minor=threshold_minor) == []


def test_structuring__parts_over_more_than_five_days__is_none() -> None:
    rows = [(hour * 8, *rest) for hour, *rest in PARTS]
    assert found(Structuring(), *rows, threshold_minor=10_000) == []
