"""Deadlines of obligations and of customers' payments: kept on the chain, missed when money is late, and measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain.clients.events import ObligationExpired, ObligationRefused
from nodes.interbank_demand import plan_obligations
from nodes.interbank_report import obligation_records
from nodes.payment_record import PaymentRecord, Verdict
from nodes.results import events_of
from nodes.scenario import Scenario, ScenarioError
from nodes.simulation import Simulation

HEAD = """schema_version: 1
name: deadlines
title: Deadlines
seed: 1
start: 2024-06-03
end: 2024-06-03
jurisdictions:
  - {id: SG, name: Singapore, currency: SGD, central_bank: {id: mas, name: MAS}, calendar: {country: SG},
     time_zone: Asia/Singapore, opens: "09:00", closes: "17:00"}
banks:
  - {id: a, name: A, jurisdiction: SG, opening_liquidity: "100.00", liquidity_top_up: never}
  - {id: b, name: B, jurisdiction: SG, opening_liquidity: "100.00", liquidity_top_up: never}
  - {id: c, name: C, jurisdiction: SG, opening_liquidity: "60.00", liquidity_top_up: never}
"""
# Bank A has 100 and owes 120 by closing, 60 by 02:30 and 50, which is urgent, by closing; bank B pays it 55 at 04:00.
# fifo: 120 have to wait, and nothing overtakes; of the 155 at 04:00 they are paid, and 35 do not cover the 50.
# deadline_aware: the 60 go when they arise; of the 95 at 04:00 the 50 go; 45 never cover the 120.
# liquidity_aware: 41 are kept, so that 59 do not cover the 60; the 50 go, being urgent; 64 never cover the 120.
CASE = """interbank:
  explicit:
    - {id: large, date: 2024-06-03, time: "02:00", payer: a, payee: c, amount: "120.00"}
    - {id: soon, date: 2024-06-03, time: "02:01", payer: a, payee: c, amount: "60.00", deadline: "02:30"}
    - {id: urgent, date: 2024-06-03, time: "02:02", payer: a, payee: c, amount: "50.00", priority: 1}
    - {id: in, date: 2024-06-03, time: "04:00", payer: b, payee: a, amount: "55.00", deadline: "05:00"}
"""


def ran(settlement: str, case: str = CASE) -> tuple[Simulation, dict[str, Any]]:
    simulation = Simulation(Scenario.parse(f"{HEAD}{case}settlement: {settlement}\n", "s.yaml"))
    report = simulation.run()
    assert simulation.network.setbacks == []
    return simulation, report


def settled(simulation: Simulation) -> list[str]:
    return [r.owed.id for r in obligation_records(simulation.interbank) if r.settlement is not None]


@pytest.mark.parametrize(
    ("policy", "wanted", "met"),
    [
        ("fifo", ["large", "in"], 1),
        ("deadline_aware", ["soon", "urgent", "in"], 2),
        ("liquidity_aware", ["urgent", "in"], 1),
    ],
)
def test_policies__of_all_banks_without_a_queue__settle_what_each_prefers(
    policy: str, wanted: list[str], met: int
) -> None:
    simulation, report = ran(f"{{mode: gross, reserve_bps: 4100, policy: {policy}, retry_every_s: 300}}")
    assert settled(simulation) == wanted
    (row,) = report["measures"]["deadlines"]
    assert (row["due"], row["met"], row["due_minor"]) == (2, met, 11_500)
    assert row["met_count_ppm"] == met * 500_000
    assert row["met_minor"] == 5_500 + (6_000 if met == 2 else 0)


def test_policy__of_one_bank__is_its_own() -> None:
    case = CASE.replace("interbank:", "", 1)
    own = HEAD.replace("id: a, name: A,", "id: a, name: A, policy: deadline_aware,")
    text = f"{own}interbank:{case}settlement: {{mode: gross, reserve_bps: 4100, retry_every_s: 300}}\n"
    simulation = Simulation(Scenario.parse(text, "s.yaml"))
    simulation.run()
    assert settled(simulation) == ["soon", "urgent", "in"]
    assert {type(desk.policy).__name__ for desk in simulation.interbank.desks.values()} == {
        "DeadlineAware", "LiquidityAware",
    }  # fmt: skip


def test_queue__deadline_that_passes__expires_on_the_record_at_once_and_is_not_tried_again() -> None:
    case = CASE.replace('"60.00", deadline: "02:30"', '"160.00", deadline: "02:30"')
    simulation, _ = ran("{mode: queue}", case)
    records = {record.owed.id: record for record in obligation_records(simulation.interbank)}
    soon = records["soon"]
    assert soon.state == "expired"
    expired = {
        event.event.uetr: event.timestamp_s
        for event in events_of(simulation)
        if isinstance(event.event, ObligationExpired)
    }
    assert soon.owed.deadline_s is not None
    assert 0 < expired[soon.uetr] - soon.owed.deadline_s <= 2
    assert not [event for event in events_of(simulation) if isinstance(event.event, ObligationRefused)]


def test_queue__deadline_aware__holds_what_is_neither_pressing_nor_covered() -> None:
    simulation, report = ran("{mode: queue, policy: deadline_aware, resolvers: [{algorithm: fifo-rtgs, every_s: 60}]}")
    # The 60 are pressing, 40 are left; at 04:00 there are 95, the 50 go; 45 never cover the 120, which is pressing from
    # 08:30 on, and is released then, to wait for nothing.
    assert settled(simulation) == ["soon", "urgent", "in"]
    (row,) = report["measures"]["deadlines"]
    assert row["met_count_ppm"] == 1_000_000


def test_measures__by_priority__are_rows_of_their_own_and_a_late_finality_is_a_miss() -> None:
    case = CASE.replace("priority: 1}", 'priority: 1, deadline: "02:10"}')
    simulation, report = ran("{mode: gross}", case)
    assert [(row["of"], row["priority"], row["due"], row["met"]) for row in report["measures"]["deadlines"]] == [
        ("obligations", 0, 2, 2), ("obligations", 1, 1, 0),
    ]  # fmt: skip
    record = next(r for r in obligation_records(simulation.interbank) if r.owed.id == "soon")
    assert record.is_met
    assert record.settlement is not None
    late = replace(record, owed=replace(record.owed, deadline_s=record.settlement.at_s - 1))
    assert not late.is_met


def test_obligations__drawn_deadlines__lie_within_their_bounds_and_the_day_and_change_nothing_else() -> None:
    drawn = """interbank:
  generated:
    {currency: SGD, count: 60, sizes: {a: 1, b: 1}, profile: [1],
     amounts: [{share: 1, least: "10.00", most: "20.00"}]%s}
"""
    plans = []
    for more in ("", ", deadlines: {least_min: 30, most_min: 90, share_bps: 8000}"):
        scenario = Scenario.parse(HEAD + drawn % more, "s.yaml")
        plans.append(plan_obligations(scenario, scenario.world()))
    assert [replace(owed, deadline_s=None) for owed in plans[1]] == list(plans[0])
    closes_s = 1_717_405_200  # 2024-06-03, 17:00 in Singapore
    due = [owed for owed in plans[1] if owed.deadline_s is not None]
    assert 40 <= len(due) < 60
    assert all(1_800 <= (owed.deadline_s or 0) - owed.at_s <= 5_400 or owed.deadline_s == closes_s for owed in due)


def test_payments__deadline__bounds_the_order_and_is_measured(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text(encoding="utf-8")
    text = text.replace("currency: SGD, purpose: SVCS}", 'currency: SGD, purpose: SVCS, deadline: "08:35"}')
    text = text.replace(
        'amount: "200000.00", currency: EUR, purpose: GDDS}',
        'amount: "200000.00", currency: EUR, purpose: GDDS, deadline: "08:31"}',
    )
    text = text.replace("payments:\n", "payments:\n  file: rows.csv\n", 1)
    (tmp_path / "rows.csv").write_text(
        "id,date,time,deadline,payer,payee,amount,currency,purpose\n"
        "r-1,2024-06-04,08:40,08:50,oven,baker,10.00,SGD,GDDS\n"
        "r-2,2024-06-04,08:41,,oven,baker,20.00,SGD,GDDS\n"
    )
    text = text.replace("settled: 2", "settled: 4")
    simulation = Simulation(Scenario.parse(text, "tiny.yaml", folder=tmp_path))
    report = simulation.run()
    assert report["measures"]["deadlines"] == [
        {"of": "payments", "currency": code, "priority": None, "due": due, "met": met, "due_minor": minor,
         "met_minor": minor * met // due, "met_count_ppm": met * 1_000_000 // due,
         "met_value_ppm": met * 1_000_000 // due}
        for code, due, met, minor in (("EUR", 1, 0, 20_000_000), ("SGD", 2, 2, 51_000))
    ]  # fmt: skip
    by_id = {payment.id: payment for payment in simulation.payments}
    payment = by_id["two"]
    assert payment.deadline_s == payment.at_s + 300
    wallet = simulation.actors.wallets["oven"]
    assert wallet.order(payment, wallet.address, 1, 3_600, b"").expires_at == payment.deadline_s
    assert wallet.order(payment, wallet.address, 1, 60, b"").expires_at == payment.at_s + 60
    assert by_id["r-2"].deadline_s is None
    late = PaymentRecord(payment, Verdict.SETTLED, final_at_ms=payment.deadline_s * 1_000 + 1)
    assert not late.is_met
    assert replace(late, final_at_ms=late.final_at_ms - 1).is_met


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("08:40,8", "rows.csv:2 deadline: deadline '8': it is a time of the day, UTC; write it like \"15:00\""),
        (",08:50", "rows.csv:2 deadline: deadline without a time: the time is drawn, and may be later; write the time"),
        ("08:40,08:40", "rows.csv:2 deadline: deadline 08:40 UTC too early: it arises at 08:40 UTC; take a later time"),
    ],
)
def test_row__deadline_that_cannot_be__is_refused_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    text = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text(encoding="utf-8")
    header = "id,date,time,deadline,payer,payee,amount,currency,purpose"
    (tmp_path / "rows.csv").write_text(f"{header}\nr-1,2024-06-04,{row},oven,baker,10.00,SGD,GDDS\n")
    with pytest.raises(ScenarioError) as refusal:
        Scenario.parse(text.replace("payments:\n", "payments:\n  file: rows.csv\n", 1), "s.yaml", folder=tmp_path)
    assert str(refusal.value).replace(f"{tmp_path}/", "") == says
