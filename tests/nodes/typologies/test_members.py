"""Members of patterns: ordinary clients, each in one pattern, the same whatever else happens; the truth about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chain.errors import InputError
from nodes.scenario import Scenario
from nodes.typologies.members import drawn_patterns, truth_of

TEXT = (Path(__file__).parents[2] / "data" / "watched.yaml").read_text(encoding="utf-8")
SCENARIO = Scenario.parse(TEXT, "watched.yaml")
WORLD = SCENARIO.world()


def test_members__of_all_patterns__are_different_clients_of_the_groups() -> None:
    members = [member for pattern in drawn_patterns(SCENARIO, WORLD) for member in pattern.members]
    assert len(members) == len(set(members)) == 30
    assert not {"baker", "oven", "miller"} & set(members)


def test_members__without_a_border_to_cross__are_of_one_jurisdiction() -> None:
    homes = {client.id: client.jurisdiction.id for client in WORLD.clients}
    for pattern in drawn_patterns(SCENARIO, WORLD):
        places = [homes[member] for member in pattern.members]
        if pattern.entry.kind == "round_tripping":
            assert places[0] not in places[1:]
        else:
            assert len(set(places)) == 1


def test_members__one_pattern_more_at_the_end__does_not_move_the_others() -> None:
    more = TEXT.replace(
        "supervision:\n  reaction",
        '  - {id: more, kind: cycle, count: 1, accounts: 3, least: "1.00", most: "2.00", period_h: 5,\n'
        "     purposes: [GDDS]}\n"
        "supervision:\n  reaction",
    )
    scenario = Scenario.parse(more, "more.yaml")
    assert drawn_patterns(scenario, scenario.world())[:-1] == drawn_patterns(SCENARIO, WORLD)


def test_members__two_small_jurisdictions__are_too_few_together() -> None:
    scenario = Scenario.parse(
        TEXT.replace(
            "id: collect, kind: fan_in, count: 1, accounts: 8", "id: collect, kind: fan_in, count: 1, accounts: 24"
        ),
        "s",
    )
    with pytest.raises(InputError, match=r"typologies\[1\].accounts: too few clients: pattern 1 needs 24 clients"):
        drawn_patterns(scenario, scenario.world())


def test_truth__of_the_patterns__names_members_and_payments() -> None:
    patterns = drawn_patterns(SCENARIO, WORLD)
    rows = truth_of(patterns)["patterns"]
    assert [row["kind"] for row in rows] == [entry.kind for entry in SCENARIO.typologies]
    ring = next(row for row in rows if row["id"] == "pattern-ring-1")
    assert [payment["payer"] for payment in ring["payments"]] == ring["members"]
    assert ring["payments"][-1]["payee"] == ring["members"][0]
    uetrs = [payment["uetr"] for row in rows for payment in row["payments"]]
    assert len(uetrs) == len(set(uetrs)) == 5 + 7 + 7 + 4 + 4 + 3
