"""The page of messages against the gallery: each act of a scenario gives what its line says, under one UETR.

Trusts tests/audit/statements for what is in a message.
Never writes a folder.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from message_shapes import shapes, table

from audit.record import Record
from audit.statements.papers import Papers
from audit.statements.payloads import Payloads
from nodes.scenario import Scenario
from nodes.simulation import Simulation

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def papers_of(name: str) -> Papers:
    """The messages of a scenario, run to its end."""
    simulation = Simulation(Scenario.load(SCENARIOS / f"{name}.yaml"))
    simulation.run()
    network = simulation.network
    return Papers(Record(network.ledger.journal, network.deployment), {}, Payloads({}), name)


@pytest.mark.parametrize(("name", "payments"), [("quickstart", 60), ("mbridge-2022", 164)])
def test_scenario__payments_across_currencies__are_a_pacs_008_and_two_covers_each(name: str, payments: int) -> None:
    papers = papers_of(name)
    stories = [papers.of_uetr(uetr) for uetr in papers.facts.acts]
    kinds = Counter(tuple(paper.message.kind[:8] for paper in story) for story in stories)
    assert kinds == {("pacs.008", "pacs.009", "pacs.009"): payments}
    for story in stories:
        assert len({uetr for paper in story for uetr in paper.uetrs}) == 1
    page = table()
    assert {(what, kinds) for what, kinds in shapes(papers) if page.get(what) != kinds} == set()
    for key in papers.accounts.of():
        *_, last = papers.accounts.statements(key)
        assert last.closing_minor >= 0
