"""Whether a run's measures have the keys of the catalogue, say what its records say, and read the chain for the rest.

Trusts finance/measures for the formulas, which have tests of their own.
Never compares a figure with one that the report computed before.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chain.clients.events import KeeperPaid
from chain.clients.types import ObligationState
from finance.clearing.eisenberg_noe import Obligations, clear
from finance.measures.catalogue import MEASURES, TITLES
from nodes.interbank_report import obligation_records
from nodes.measures.clearing import obligations_of
from nodes.measures.report import SCHEMA_VERSION
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from scripts.detectors import detector_of

DATA = Path(__file__).parents[2] / "data"
PLACES = {"currency", "sold", "bought", "typology"}
WAYS = ("gross", "offset", "best")


@cache
def ran(name: str, way: str | None = None) -> tuple[Simulation, dict[str, Any]]:
    """A scenario of the tests, run once; nobody changes it."""
    scenario = Scenario.load(DATA / f"{name}.yaml", None)
    detector = detector_of(scenario)
    simulation = Simulation(scenario if way is None else scenario.variant(way), detector=detector)
    return simulation, simulation.run()["measures"]


def rows(section: str) -> list[dict[str, Any]]:
    """Rows of a section from runs that fill it."""
    runs = (ran("tiny"), ran("venues", "direct"), ran("interbank", "best"), ran("lending", "automatic"), ran("watched"))
    return [row for _, measures in runs for row in measures[section]]


@pytest.mark.parametrize("section", TITLES)
def test_report__keys_of_a_section__are_those_of_the_catalogue(section: str) -> None:
    known = {measure.key for measure in MEASURES if measure.section == section}
    found = rows(section)
    assert found
    assert {frozenset(row.keys() - PLACES) for row in found} == {frozenset(known)}


def test_report__sections__are_those_of_the_catalogue() -> None:
    assert [key for key in ran("tiny")[1] if key != "schema_version"] == [*TITLES]


def test_page__schema_version__is_that_of_the_report() -> None:
    page = (DATA.parents[1] / "docs/measures.md").read_text(encoding="utf-8")
    assert f"schema version {SCHEMA_VERSION}." in page
    assert ran("tiny")[1]["schema_version"] == SCHEMA_VERSION


def test_payments__tiny_scenario__are_counted_by_hand() -> None:
    euro, dollar = ran("tiny")[1]["payments"]
    assert (euro["currency"], euro["planned"], euro["settled"]) == ("EUR", 2, 1)
    assert (euro["settlement_rate_count_ppm"], euro["settlement_rate_value_ppm"]) == (500_000, 90_909)
    assert (dollar["settled_minor"], dollar["settlement_rate_value_ppm"]) == (50_000, 1_000_000)


@pytest.mark.parametrize("way", WAYS)
def test_obligations__any_way__are_those_of_the_records(way: str) -> None:
    simulation, measures = ran("interbank", way)
    (row,) = measures["obligations"]
    records = obligation_records(simulation.interbank)
    settled = [record for record in records if record.settlement is not None]
    assert (row["planned"], row["settled"]) == (len(records), len(settled))
    assert row["settled_minor"] == sum(record.owed.amount_minor for record in settled)
    waited = sum(record.owed.amount_minor * record.delay_s for record in records)
    most = sum(record.owed.amount_minor * (record.closes_s - record.owed.at_s) for record in records)
    assert row["delay_indicator_ppm"] == pytest.approx(10**6 * waited / most, abs=1)
    assert row["liquidity_lower_minor"] <= row["liquidity_upper_minor"]
    assert row["liquidity_use_ppm"] is None  # not everything settled
    assert row["value_deciles_s"] == sorted(row["value_deciles_s"])
    assert row["net_debit_max_minor"] <= row["liquidity_used_minor"]


def test_obligations__better_way__waits_less_and_is_gridlocked_for_less_time() -> None:
    offset, best = (ran("interbank", way)[1]["obligations"][0] for way in ("offset", "best"))
    assert best["delay_indicator_ppm"] < offset["delay_indicator_ppm"]
    assert 0 < best["gridlock_total_s"] < offset["gridlock_total_s"]
    assert best["gridlock_longest_s"] <= best["gridlock_total_s"]
    assert ran("interbank", "gross")[1]["obligations"][0]["gridlock_events"] == 0


def test_obligations__gridlock_that_bilateral_offset_leaves__is_that_of_the_cycle() -> None:
    text = (DATA / "interbank.yaml").read_text(encoding="utf-8")
    drawn = text[text.index("  generated:") : text.index("settlement:")]
    simulation = Simulation(Scenario.parse(text.replace(drawn, ""), "interbank.yaml").variant("offset"))
    (row,) = simulation.run()["measures"]["obligations"]
    records = {record.owed.id: record for record in obligation_records(simulation.interbank)}
    # One and two offset each other; three, four and five go round, and nobody but `best` settles them.
    assert {name for name, record in records.items() if record.settlement is None} == {"three", "four", "five", "seven"}
    six = records["six"].settlement
    assert six is not None
    # From the second of the pair to its offset; from the last of the cycle to six, which can pay; from then to closing.
    assert row["gridlock_events"] == 3
    assert 0 <= row["gridlock_longest_s"] - (records["five"].closes_s - six.at_s) <= 60


def test_clearing__end_of_a_run__takes_what_the_queue_did_not_settle() -> None:
    simulation, measures = ran("interbank", "best")
    (row,) = measures["clearing"]
    open_ = [
        o
        for o in simulation.interbank.view.obligations.values()
        if o.state in (ObligationState.QUEUED, ObligationState.HELD, ObligationState.EXPIRED)
    ]
    assert (row["obligations"], row["owed_minor"]) == (len(open_), sum(o.amount_minor for o in open_))
    assert row["conversion_rate"] == "1"
    network, banks = simulation.network, simulation.actors.banks
    for bank in row["banks"]:
        money = network.deployment.money("SGD")
        assert bank["assets_minor"] == network.read(money.balance_of(banks[bank["bank"]].address))
        assert bank["paid_minor"] <= bank["owed_minor"]
    _, obligations = obligations_of(simulation.interbank, "SGD")
    exact = clear(obligations)
    assert abs(row["paid_minor"] - sum(exact.paid_minor.values())) <= Fraction(1, 2)
    assert row["defaults"] == [list(found) for found in exact.rounds] != []
    for bank in row["banks"]:
        assert abs(bank["paid_minor"] - exact.paid_minor[bank["bank"]]) <= Fraction(1, 2)
        assert abs(bank["equity_minor"] - exact.equity_minor[bank["bank"]]) <= Fraction(1, 2)


def test_clearing__everything_settled__has_no_row() -> None:
    assert ran("interbank", "gross")[1]["clearing"] == []  # nothing that waits is on the chain
    assert ran("tiny")[1]["clearing"] == []


def test_clearing__cancelled_taken_too__is_found() -> None:
    simulation, _ = ran("interbank", "best")
    count, _ = obligations_of(simulation.interbank, "SGD")
    states = [owed.state for owed in simulation.interbank.view.obligations.values()]
    assert ObligationState.CANCELLED in states
    assert count < sum(state is not ObligationState.SETTLED for state in states)


def test_clearing__known_case__pays_three_three_and_two_and_bank_one_defaults() -> None:
    owed = {("1", "2"): 4, ("2", "3"): 3, ("3", "1"): 2}
    assets = {"1": Fraction(20), "2": Fraction(20), "3": Fraction(10)}
    after = clear(Obligations(assets, owed, {"1": 17, "2": 18, "3": 8}).shocked(Fraction(1, 10)))
    assert (after.paid_minor, after.defaults) == ({"1": 3, "2": 3, "3": 2}, ("1",))


def test_fees__keepers__are_what_the_chain_paid_them() -> None:
    simulation, measures = ran("lending", "automatic")
    paid = sum(item.event.amount_minor for item in events_of(simulation) if isinstance(item.event, KeeperPaid))
    assert sum(row["keeper_fees_minor"] for row in measures["fees"]) == paid
