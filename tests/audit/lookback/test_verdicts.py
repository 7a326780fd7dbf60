"""One score for each wallet; names, ids and the truth file change nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import get_args

import pytest
from hindsight import transfers
from small_aml import small_aml

from audit.lookback.verdicts import DETECTORS, Verdict, verdicts
from audit.typologies.panel import combined
from benchmarks.planned import PlannedTraffic
from chain.abi import Address
from chain.detection import TypologyName


@pytest.fixture(scope="module")
def traffic() -> PlannedTraffic:
    return PlannedTraffic.of(small_aml(generated=600, purchases=400))


def told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.score, [(f.typology, f.own_score, f.reasons, len(f.payments)) for f in verdict.findings]


def test_verdicts__two_typologies_against_one_wallet__are_combined() -> None:
    ring = [(0, "a", "b", 500), (5, "b", "c", 485), (9, "c", "a", 470)]
    parts = [(20 + n, "a", f"to-{n}", 8_000 + 500 * n) for n in range(3)]
    first, *others = verdicts(transfers([*ring, *parts], threshold_minor=9_500))
    assert [finding.typology for finding in first.findings] == ["cycle", "structuring"]
    assert (first.account, first.score) == ("a", combined([94, 60]))
    assert [other.score for other in others] == sorted((other.score for other in others), reverse=True)


def test_detectors__their_names__are_typologies_each_once() -> None:
    names = [detector.name for detector in DETECTORS]
    assert sorted({*names}) == names
    assert {*get_args(TypologyName)} == {*names}


def test_verdicts__everybody_under_another_name__are_the_same_about_them(traffic: PlannedTraffic) -> None:
    before = verdicts(traffic.transfers)
    accounts = sorted({account for each in traffic.transfers for account in (each.payer, each.payee)})
    shuffled = random.Random(7).sample(accounts, len(accounts))
    names = dict(zip(accounts, map(Address, shuffled), strict=True))
    renamed = [
        replace(each, payer=names[each.payer], payee=names[each.payee], uetr=f"other-{number}")
        for number, each in enumerate(traffic.transfers)
    ]
    after = verdicts(renamed)
    assert len(before) > 20
    assert [(names[each.account], told(each)) for each in before] == [(each.account, told(each)) for each in after]


def test_verdicts__of_every_planted_kind__find_most_members(traffic: PlannedTraffic) -> None:
    alarmed = {verdict.account for verdict in verdicts(traffic.transfers) if verdict.is_alarm}
    members = {member for pattern in traffic.patterns for member in pattern.members}
    assert len({pattern.kind for pattern in traffic.patterns}) == 11
    assert len(alarmed & members) * 10 >= len(members) * 7
