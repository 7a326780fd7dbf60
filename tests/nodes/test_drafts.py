"""Drawn payments without amounts, on disk."""

from __future__ import annotations

from pathlib import Path

from nodes.drafts import Draft, Drafts
from nodes.scenario import Scenario

SCENARIO = Scenario.load(Path(__file__).parents[2] / "scenarios" / "quickstart.yaml")
CLIENTS = SCENARIO.world().clients
DRAWN = [
    Draft(n, 1_000 + n * 311 % 97, SCENARIO.start, CLIENTS[n % 3], CLIENTS[n % 2 + 1], "GDDS") for n in range(1_200)
]


def test_drafts__more_than_a_page__are_read_as_drawn_within_seconds_and_in_order_of_time() -> None:
    drafts = Drafts(CLIENTS)
    for draft in DRAWN:
        drafts.add(draft)
    found = list(drafts.within(1_010, 1_050, 900))
    assert found == [draft for draft in DRAWN[:900] if 1_010 <= draft.at_s < 1_050]
    assert list(drafts.in_time()) == sorted(DRAWN, key=lambda draft: (draft.at_s, draft.number))
    assert len(drafts) == 1_200


def test_drafts__added_while_they_are_read__are_not_told_of_those_beyond() -> None:
    drafts = Drafts(CLIENTS)
    for draft in DRAWN[:600]:
        drafts.add(draft)
    told = 0
    for draft in drafts.within(0, 10**10, 600):
        told += 1
        drafts.add(Draft(599 + told, draft.at_s, draft.day, draft.payer, draft.payee, draft.purpose))
    assert (told, len(drafts), len(list(drafts.in_time()))) == (600, 1_200, 1_200)
