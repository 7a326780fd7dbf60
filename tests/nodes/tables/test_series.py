"""The tables over time against the run that they tell of: sums, what follows from what, and what a bank has at the end.

Trusts the chain for balances, and the records for payments.
Never compares a table with figures that the same pass made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chain.clients.events import CreditDrawn, Transfer
from nodes.interbank_report import obligation_records
from nodes.payment_record import Verdict
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from nodes.tables.catalogue import ACTIVITY, CHAIN, MOVEMENTS, POSITIONS
from nodes.tables.columns import Table
from nodes.tables.series import DAY_S, HOUR_S, Series

DATA = Path(__file__).parents[2] / "data"
RUNS = (("tiny", None), ("venues", "cheapest"), ("interbank", "best"), ("interbank", "credit"))
CREDIT = (
    ("bank-c, name: Bank C, jurisdiction: SG", 'bank-c, name: Bank C, jurisdiction: SG, collateral: "900.00"'),
    ("compare:\n", "compare:\n  - {id: credit, title: Credit, settlement: {mode: queue, credit: any}}\n"),
)


@cache
def ran(name: str, way: str | None) -> tuple[Simulation, dict[str, list[dict[str, Any]]]]:
    """A scenario of the tests, run once, with the rows of its tables over time; nobody changes it."""
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in CREDIT if way == "credit" else ():
        assert text.count(old) == 1
        text = text.replace(old, new)
    scenario = Scenario.parse(text, f"{name}.yaml")
    simulation = Simulation(scenario if way is None else scenario.variant(way))
    simulation.run()
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for table, row in Series.of(simulation).rows():
        assert row.keys() == {column.name for column in table.columns}
        rows[table.name].append(row)
    return simulation, rows


def of(run: tuple[str, str | None], table: Table) -> list[dict[str, Any]]:
    return ran(*run)[1][table.name]


@pytest.mark.parametrize("run", RUNS)
def test_movements__of_a_bank__add_up_to_what_the_chain_says_it_has(run: tuple[str, str | None]) -> None:
    simulation, _ = ran(*run)
    held: Counter[str] = Counter()
    for row in of(run, MOVEMENTS):
        held[row["bank"]] += row["change_minor"]
        assert row["balance_minor"] == held[row["bank"]] >= 0
    assert held
    assert {name: held[name] for name in simulation.actors.banks} == {
        name: bank.liquidity_minor() for name, bank in simulation.actors.banks.items()
    }


def test_movements__payee_left_out__is_found() -> None:
    simulation, _ = ran("interbank", "best")
    out: Counter[str] = Counter()
    for item in events_of(simulation):
        if isinstance(item.event, Transfer):
            out[item.event.from_] -= item.event.value
    assert any(out[bank.address] != bank.liquidity_minor() for bank in simulation.actors.banks.values())


@pytest.mark.parametrize("run", RUNS)
def test_positions__of_a_bank__follow_from_each_other_and_enclose_its_movements(run: tuple[str, str | None]) -> None:
    movements: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in of(run, MOVEMENTS):
        movements[row["bank"], row["at"] - row["at"] % HOUR_S].append(row["balance_minor"])
    by_bank: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in of(run, POSITIONS):
        by_bank[row["bank"]].append(row)
        seen = [row["opening_minor"], *movements.pop((row["bank"], row["hour"]), [])]
        assert (row["least_minor"], row["most_minor"], row["closing_minor"]) == (min(seen), max(seen), seen[-1])
        assert row["queued"] >= 0
        assert row["credit_minor"] <= row["credit_peak_minor"]
    assert not movements
    for rows in by_bank.values():
        assert rows[0]["opening_minor"] == 0
        for before, after in pairwise(rows):
            assert before["hour"] < after["hour"]
            assert before["closing_minor"] == after["opening_minor"]


def test_positions__in_use__is_what_a_bank_is_short_of_since_midnight() -> None:
    run = ("interbank", "best")
    at_midnight: dict[tuple[str, int], int] = {}
    for row in of(run, POSITIONS):
        own = row["opening_minor"]
        start = at_midnight.setdefault((row["bank"], row["hour"] // DAY_S), own)
        assert row["in_use_minor"] == max(0, start - row["closing_minor"])
    assert any(row["in_use_minor"] for row in of(run, POSITIONS))


def test_positions__bank_on_credit__has_it_in_use_and_repays_by_night() -> None:
    run = ("interbank", "credit")
    drawn = [item.event for item in events_of(ran(*run)[0]) if isinstance(item.event, CreditDrawn)]
    assert drawn
    rows = [row for row in of(run, POSITIONS) if row["bank"] == "bank-c"]
    assert max(row["credit_peak_minor"] for row in rows) == max(event.credit_minor for event in drawn)
    assert rows[0]["collateral_minor"] == 90_000
    on_credit = [row for row in rows if row["credit_minor"]]
    assert all(row["in_use_minor"] >= row["credit_minor"] - row["closing_minor"] for row in on_credit)


@pytest.mark.parametrize("run", RUNS)
def test_activity__sums_over_hours__are_those_of_the_records(run: tuple[str, str | None]) -> None:
    simulation, _ = ran(*run)
    found: Counter[str] = Counter()
    for row in of(run, ACTIVITY):
        found.update({key: value for key, value in row.items() if key not in ("hour", "currency")})
    verdicts = Counter(record.verdict for record in simulation.records)
    assert found["payments_settled"] == verdicts[Verdict.SETTLED]
    assert found["payments_refused"] == verdicts[Verdict.REFUSED]
    assert found["payments_kept_off"] == verdicts[Verdict.KEPT_OFF]
    settled = [record for record in simulation.records if record.verdict is Verdict.SETTLED]
    assert found["payments_settled_minor"] == sum(record.payment.amount_minor for record in settled)
    queue = simulation.interbank.view.obligations.values()
    assert found["obligations_settled"] == sum(owed.settlement is not None for owed in queue)
    assert found["obligations_settled_minor"] == sum(o.amount_minor for o in queue if o.settlement is not None)


@pytest.mark.parametrize("run", RUNS)
def test_activity__any_hour__stands_once_and_adds_up_the_banks_of_its_currency(run: tuple[str, str | None]) -> None:
    places = [(row["hour"], row["currency"]) for row in of(run, ACTIVITY)]
    assert places == sorted(set(places))
    latest: dict[str, dict[str, Any]] = {}
    positions = of(run, POSITIONS)
    for row in of(run, ACTIVITY):
        latest |= {p["bank"]: p for p in positions if p["hour"] == row["hour"]}
        own = [p for p in latest.values() if p["currency"] == row["currency"]]
        for key in ("queued", "queued_minor", "credit_minor"):
            assert row[key] == sum(p[key] for p in own)


def test_activity__hour_without_a_block__counts_what_was_kept_off() -> None:
    run = ("tiny", None)
    hours = {row["hour"] for row in of(run, CHAIN)}
    (row,) = [row for row in of(run, ACTIVITY) if row["hour"] not in hours]
    assert (row["currency"], row["payments_kept_off"], row["liquidity_in_use_minor"]) == ("EUR", 1, 0)


@pytest.mark.parametrize("run", RUNS)
def test_chain__sums_over_hours__are_those_of_the_journal(run: tuple[str, str | None]) -> None:
    journal = ran(*run)[0].network.ledger.journal
    blocks = list(journal.blocks())
    found: Counter[str] = Counter()
    for row in of(run, CHAIN):
        found.update({key: row[key] for key in ("blocks", "transactions", "gas_used")})
    assert (found["blocks"], found["transactions"]) == (len(blocks), journal.transactions())
    assert found["gas_used"] == sum(receipt.gas_used for block in blocks for receipt in block.receipts)


def test_queue__planned_obligations__are_those_that_the_table_saw_waiting() -> None:
    run = ("interbank", "best")
    records = obligation_records(ran(*run)[0].interbank)
    largest = max(record.owed.amount_minor for record in records if record.settlement is None)
    assert max(row["queued_minor"] for row in of(run, POSITIONS)) >= largest
