"""A run that ends early: at the first condition that is met, whole, and the beginning of the run without an end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.report import audit_record
from nodes.interbank_report import obligation_records
from nodes.scenario import Scenario
from nodes.simulation import Simulation

TINY = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text(encoding="utf-8")
SECOND_BANK = """  - {id: de-other, name: Elbe, jurisdiction: DE, opening_liquidity: "500.00", liquidity_top_up: never}
clients:
"""
MORE = """interbank:
  explicit:
    - {id: before, date: 2024-06-04, time: "07:00", payer: de-other, payee: de-bank, amount: "100.00"}
    - {id: waits, date: 2024-06-04, time: "07:30", payer: de-other, payee: de-bank, amount: "900.00"}
    - {id: after, date: 2024-06-05, time: "07:00", payer: de-other, payee: de-bank, amount: "50.00"}
shocks:
  - {id: fall, kind: bank_default, date: 2024-06-05, time: "06:30", bank: de-other}
"""
TEXT = TINY[: TINY.index("expect:\n  payments")].replace("clients:\n", SECOND_BANK, 1) + MORE


@dataclass(frozen=True)
class Ended:
    """A run that is over. report: what `run.json` holds."""

    simulation: Simulation
    report: dict[str, Any]

    @property
    def blocks(self) -> list[bytes]:
        """The run digest after every block."""
        return [block.digest for block in self.simulation.network.ledger.journal.blocks()]


def run(stop: str = "") -> Ended:
    simulation = Simulation(Scenario.parse(TEXT + (f"stop: {stop}\n" if stop else ""), "s.yaml"))
    return Ended(simulation, simulation.run())


@pytest.fixture(scope="module")
def whole() -> Ended:
    """The run to its last day."""
    return run()


def test_run__without_a_condition__goes_to_its_last_day(whole: Ended) -> None:
    assert whole.report["stop"] is None
    assert whole.simulation.network.stopped_at_s is None
    assert whole.report["payments"] | {"settled": 2, "refused": 0, "kept_off": 1} == whole.report["payments"]


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ("{payments_settled: 1}", ("payments_settled", "1", "1", "2024-06-03 08:30:02")),
        ("{payments_refused: 1}", ("payments_refused", "1", "1", "2024-06-05 08:30:02")),
        (
            "{settlement_rate: {below_bps: 7000, after_payments: 3}}",
            ("settlement_rate", "below 7000 bp", "2 of 3", "2024-06-05 08:30:02"),
        ),
        ("{defaults: 1}", ("defaults", "1", "1", "2024-06-05 06:30:02")),
        (
            '{queue_value_above: {EUR: "899.99"}}',
            ("queue_value_above", "EUR 899.99", "EUR 900.00", "2024-06-04 07:30:02"),
        ),
        (
            '{at: {date: 2024-06-04, time: "08:30"}, payments_settled: 3}',
            ("at", "2024-06-04 08:30 UTC", "2024-06-04 08:30 UTC", "2024-06-04 08:30:00"),
        ),
    ],
)
def test_run__condition_met__ends_whole_as_the_beginning_of_the_longer_run(
    whole: Ended, stop: str, reason: tuple[str, str, str, str]
) -> None:
    ended = run(stop)
    found = ended.report["stop"]
    assert (found["condition"], found["stated"], found["found"], utc(found["at_s"])) == reason
    assert 0 < len(ended.blocks) == found["height"] < len(whole.blocks)
    assert ended.blocks == whole.blocks[: found["height"]]
    network = ended.simulation.network
    audit = audit_record(network.ledger.journal, network.deployment, network.ledger).as_json()
    assert (audit["reconciled"], audit["findings"]) == (True, [])
    assert audit["payments"]["settled"] == ended.report["payments"]["settled"]


def utc(at_s: int) -> str:
    return f"{datetime.datetime.fromtimestamp(at_s, datetime.UTC):%Y-%m-%d %H:%M:%S}"


def test_run__condition_just_not_met__goes_to_its_last_day(whole: Ended) -> None:
    rate = "settlement_rate: {below_bps: 6666, after_payments: 3}"
    ended = run(f'{{payments_settled: 3, queue_value_above: {{EUR: "900.00"}}, {rate}}}')
    assert ended.report["stop"] is None
    assert ended.blocks == whole.blocks


def test_run__ended_while_an_obligation_waits__counts_what_had_arisen_until_then() -> None:
    ended = run('{at: {date: 2024-06-04, time: "09:00"}}')
    records = obligation_records(ended.simulation.interbank)
    assert [(record.owed.id, record.state) for record in records] == [("before", "settled"), ("waits", "queued")]
    assert records[1].delay_s == 90 * 60
    assert ended.report["interbank"]["currencies"]["EUR"]["planned"] == 2
    assert ended.report["measures"]
