"""A generated network in a scenario: ordinary banks and links, the same run written out, kept in what a run leaves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from nodes.interbank_demand import plan_obligations
from nodes.scenario import Scenario, ScenarioError
from nodes.scenario.document import parse_document
from nodes.scenario.expansion import expand
from nodes.scenario.generated_banks import banks_of
from nodes.scenario.topology import BankGraphEntry, HomeEntry
from nodes.simulation import Simulation
from scripts.cli import main

HERE = Path(__file__).parent
TEXT = (HERE / "topology.yaml").read_text(encoding="utf-8")
SCENARIO = Scenario.parse(TEXT, "s.yaml")
NETWORK = SCENARIO.network
assert NETWORK is not None
assert NETWORK.banks is not None
LINKS = [tuple(pair) for pair in NETWORK.banks["links"]]
DEGREES = Counter(bank for pair in LINKS for bank in pair)


def test_parse__generated_network__is_banks_beside_those_written_out() -> None:
    world = SCENARIO.world()
    assert SCENARIO.topology is None
    assert [bank.id for bank in world.banks] == ["own-bank", *(f"bank-{number}" for number in range(1, 10))]
    assert [bank.jurisdiction.id for bank in world.banks[1:]] == ["HK", "JP", "HK"] * 3
    for bank in world.banks[1:]:
        links = DEGREES[bank.id]
        hong_kong = 10_000 + 1_000 * links, 0
        assert (bank.opening_liquidity_minor, bank.collateral_minor) == (
            hong_kong if bank.jurisdiction.id == "HK" else (500 * links, 200 * links)
        )
    assert len(world.clients) == 11


def test_parse__links_that_become_accounts__are_held_with_the_better_linked() -> None:
    assert SCENARIO.correspondent is not None
    homes = {bank.id: bank.jurisdiction for bank in SCENARIO.banks}
    between = {frozenset(pair) for pair in LINKS if homes[pair[0]] != homes[pair[1]]}
    accounts = SCENARIO.correspondent.nostros
    assert {frozenset((account.holder, account.keeper)) for account in accounts} == between
    assert len(accounts) == len(between)
    assert all(DEGREES[account.holder] <= DEGREES[account.keeper] for account in accounts)


def test_parse__links_that_become_obligations__are_who_owes_whom() -> None:
    drawn, homes = SCENARIO.interbank.generated, {bank.id: bank.jurisdiction for bank in SCENARIO.banks}
    assert drawn is not None
    within = {frozenset(pair) for pair in LINKS if homes[pair[0]] == homes[pair[1]] == "HK"}
    assert {frozenset(pair) for pair in drawn.links} == within
    assert drawn.sizes == Counter(bank for pair in within for bank in pair)
    more = Scenario.parse(TEXT, "s.yaml", settings=["interbank.generated.count=400"])
    planned = plan_obligations(more, more.world())
    assert {frozenset((owed.payer, owed.payee)) for owed in planned} == within


def test_parse__links_that_become_corridors__weigh_both_ways_alike() -> None:
    drawn = SCENARIO.payments.generated
    homes = {bank.id: bank.jurisdiction for bank in SCENARIO.banks}
    abroad = sum(homes[one] != homes[other] for one, other in LINKS)
    assert drawn is not None
    assert drawn.corridors is not None
    assert [(way.payer_home, way.payee_home, way.weight) for way in drawn.corridors] == [
        ("HK", "JP", abroad),
        ("JP", "HK", abroad),
    ]
    at_home = Scenario.parse(TEXT, "s.yaml", settings=["payments.generated.cross_border_only=false"]).payments.generated
    assert at_home is not None
    assert sum(way.weight for way in at_home.corridors or ()) == 2 * len(LINKS)


def test_parse__links_of_validators__have_the_stated_latency() -> None:
    links = SCENARIO.world().consensus.links_ms
    assert NETWORK is not None
    assert NETWORK.validators is not None
    assert links == {frozenset(pair): 20 for pair in NETWORK.validators["links"]}
    assert len(links) == 4


def test_parse__another_seed__draws_another_network_unless_it_has_its_own() -> None:
    assert Scenario.parse(TEXT, "s.yaml", 8).network != NETWORK
    fixed = TEXT.replace("    banks: 9\n", "    banks: 9\n    seed: 7\n")
    networks = [Scenario.parse(fixed, "s.yaml", seed).network for seed in (7, 8)]
    assert networks[0] is not None
    assert networks[1] is not None
    assert networks[0].banks == networks[1].banks
    assert [tuple(pair) for pair in (networks[0].banks or {})["links"]] == LINKS


def test_run__network_written_out__is_the_same_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["validate", str(path), "--expanded", "--seed", "9"]) == 0
    written = capsys.readouterr().out
    assert "topology" not in written
    drawn, plain = (Simulation(Scenario.parse(text, "s.yaml", seed)) for text, seed in ((TEXT, 9), (written, None)))
    found, wanted = drawn.run(), plain.run()
    assert found["digest"] == wanted["digest"]
    assert wanted["topology"] is None
    banks = found["topology"]["banks"]
    assert [entry["id"] for entry in banks["entries"]] == [bank.id for bank in drawn.world.banks[1:]]
    assert (banks["kind"], len(banks["links"])) == ("core_periphery", 9)
    assert "Craig and G. von Peter" in banks["source"]


@pytest.mark.parametrize(("weights", "taken"), [((1, 1, 1), "ABCABCABC"), ((5, 3, 1), "ABACABABA")])
def test_banks__weights__are_dealt_in_turn(weights: tuple[int, ...], taken: str) -> None:
    homes = {name: HomeEntry(weight=weight) for name, weight in zip(("AA", "BB", "CC"), weights, strict=True)}
    entry = BankGraphEntry(kind="scale_free", banks=9, homes=homes)
    drawn = banks_of(entry, (), dict.fromkeys(homes, "EUR"))
    assert "".join(bank.home[0] for bank in drawn) == taken


def test_expand__file_without_the_section__is_left_alone() -> None:
    document = parse_document(TEXT.replace("topology:", "notopology:"), "s.yaml")
    assert expand(document).document is document


def test_scenario__made_without_its_network__is_refused() -> None:
    bare = SCENARIO.model_copy(update={"topology": BankGraphEntry(kind="scale_free", banks=3)})
    with pytest.raises(ScenarioError, match="network not drawn: it is when a file is read"):
        bare.world()


def test_parse__neither_banks_nor_topology__is_refused() -> None:
    text = TEXT[: TEXT.index("topology:")] + TEXT[TEXT.index("jurisdictions:") : TEXT.index("banks:\n  -")]
    with pytest.raises(ScenarioError, match="1:1 banks: missing key 'banks'"):
        Scenario.parse(text, "s.yaml")
