"""Shocks in a run: each hits whom it names at its moment, what follows is on the chain, and `run.json` tells of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import CreditOverdue, ObligationCancelled, ParticipantStatusChanged
from chain.clients.types import Status
from chain.ledger import Ledger
from nodes.rates import Peg, ReferenceRates
from nodes.results import events_of
from nodes.scenario import Scenario, ScenarioError
from nodes.simulation import Simulation

TINY = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text(encoding="utf-8")
SECOND_BANK = """  - {id: de-other, name: Elbe, jurisdiction: DE, opening_liquidity: "500.00", liquidity_top_up: never}
clients:
"""
OWED = """interbank:
  explicit:
    - {id: before, date: 2024-06-04, time: "07:00", payer: de-other, payee: de-bank, amount: "100.00"}
    - {id: waits, date: 2024-06-04, time: "08:00", payer: de-other, payee: de-bank, amount: "900.00"}
    - {id: after, date: 2024-06-04, time: "10:00", payer: de-other, payee: de-bank, amount: "50.00"}
"""


def without_expectations(text: str) -> str:
    return text[: text.index("expect:\n  payments")]


def run(*shocks: str) -> tuple[Simulation, dict[str, Any]]:
    text = without_expectations(TINY).replace("clients:\n", SECOND_BANK, 1)
    lines = "".join(f"  - {{{shock}}}\n" for shock in shocks)
    simulation = Simulation(Scenario.parse(f"{text}{OWED}shocks:\n{lines}", "s.yaml"))
    return simulation, simulation.run()


@pytest.fixture(scope="module")
def failed() -> tuple[Simulation, dict[str, Any]]:
    """A run in which a bank that owes fails, with what it had queued."""
    return run('id: fall, kind: bank_default, date: 2024-06-04, time: "09:00", bank: de-other')


def test_bank_default__what_it_queued__is_withdrawn_and_nothing_more_is_queued(
    failed: tuple[Simulation, dict[str, Any]],
) -> None:
    simulation, report = failed
    currencies = report["interbank"]["currencies"]["EUR"]
    assert (currencies["planned"], currencies["settled"]) == (3, 1)
    cancelled = [logged for logged in events_of(simulation) if isinstance(logged.event, ObligationCancelled)]
    (entry,) = cancelled
    at = datetime.datetime.fromtimestamp(entry.timestamp_s, datetime.UTC)
    assert (at.hour, at.minute) == (9, 0)


def test_bank_default__its_central_bank__suspends_it(failed: tuple[Simulation, dict[str, Any]]) -> None:
    simulation, report = failed
    bank = simulation.actors.banks["de-other"]
    changed = [e.event for e in events_of(simulation) if isinstance(e.event, ParticipantStatusChanged)]
    last = changed[-1]
    assert (last.account, last.status, last.reason) == (bank.address, Status.SUSPENDED, "fall")
    assert report["setbacks"] == [] or all(not s["is_planned"] for s in report["setbacks"])
    assert report["shocks"] == [
        {"id": "fall", "kind": "bank_default", "at_s": 1_717_491_600, "effect": "de-other defaults"}
    ]


def test_bank_default__its_clients__cannot_pay_any_more() -> None:
    _, report = run('id: fall, kind: bank_default, date: 2024-06-04, time: "08:00", bank: sg-bank')
    assert report["payments"]["settled"] == 1, "the payment of the day before alone"
    assert sum(report["payments"]["kept_off_by"].values()) + sum(report["payments"]["refused_by"].values()) == 2


def test_bank_default__payment_without_preflight__is_kept_off_and_the_bank_sends_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[int, str]] = []
    submit = Ledger.submit

    def noted(ledger: Ledger, sender: Account, call: Call[Any]) -> Any:
        sent.append((ledger.timestamp_s, sender.identity))
        return submit(ledger, sender, call)

    monkeypatch.setattr(Ledger, "submit", noted)
    text = without_expectations(TINY).replace("preflight: true", "preflight: false")
    shock = 'shocks: [{id: fall, kind: bank_default, date: 2024-06-03, time: "08:30", bank: sg-bank}]\n'
    simulation = Simulation(Scenario.parse(text + shock, "s.yaml"))
    report = simulation.run()
    # `one` is ordered in the very second of the default, before the suspension is on the chain; `three` days later.
    assert report["payments"]["kept_off_by"] == {"BankInDefault": 1, "PayerBankSuspended": 1}
    assert report["payments"]["refused_by"] == {"PayeeBankSuspended": 1}, "the payer's bank is sound, and relays"
    (shock_,) = simulation.world.shocks
    assert "sg-bank" in {who for at_s, who in sent if at_s < shock_.at_s}
    assert "sg-bank" not in {who for at_s, who in sent if at_s >= shock_.at_s}
    (loan,) = report["loans"]
    assert (loan["on_time"], loan["late"], loan["status"]) == (0, 0, "active"), "drawn before, never late"


def test_bank_default__intraday_credit__is_not_repaid_and_overdue() -> None:
    text = without_expectations(TINY).replace(
        "clients:\n", SECOND_BANK.replace("jurisdiction: DE,", 'jurisdiction: DE, collateral: "600.00",'), 1
    )
    fall = 'shocks: [{id: fall, kind: bank_default, date: 2024-06-04, time: "09:00", bank: de-other}]\n'
    owed = OWED.replace("900.00", "700.00") + "settlement: {mode: gross, credit: any}\n"
    simulation = Simulation(Scenario.parse(f"{text}{owed}{fall}", "s.yaml"))
    report = simulation.run()
    bank = simulation.actors.banks["de-other"].address
    assert simulation.interbank.credits.owing_minor("EUR") == {bank: 30_000}
    assert report["interbank"]["currencies"]["EUR"]["states"] == {"settled": 2, "unsent": 1}
    overdue = [e.event for e in events_of(simulation) if isinstance(e.event, CreditOverdue)]
    assert [event.bank for event in overdue] == [bank]


@pytest.mark.parametrize(("how", "left"), [('amount: "150.00"', 35_000), ("share_bps: 2500", 37_500)])
def test_liquidity_drain__amount_or_share__leaves_the_rest(how: str, left: int) -> None:
    simulation, report = run(f"id: drain, kind: liquidity_drain, date: 2024-06-03, bank: de-other, {how}")
    # 100.00 are paid on the next day; 900.00 wait for money that never comes, and 50.00 do not wait behind them.
    settled = report["interbank"]["currencies"]["EUR"]
    bank = simulation.actors.banks["de-other"]
    assert bank.liquidity_minor() == left - settled["value_minor"] + settled["unsettled_value_minor"]


def test_liquidity_drain__more_than_it_has__takes_all_that_it_has() -> None:
    simulation, report = run('id: d, kind: liquidity_drain, date: 2024-06-03, bank: de-other, amount: "9000.00"')
    assert simulation.actors.banks["de-other"].liquidity_minor() == 0
    assert report["interbank"]["currencies"]["EUR"]["settled"] == 0


def test_rate_jump__from_its_day_on__moves_the_currency_and_what_is_pegged_to_it() -> None:
    monday, tuesday = datetime.date(2024, 6, 3), datetime.date(2024, 6, 4)
    published = {"USD": {monday: Decimal("1.10"), tuesday: Decimal("1.10")}}
    pegs = {"AED": Peg("USD", Decimal("3.67"))}
    rates = ReferenceRates(published, pegs, {"USD": [(tuesday, Decimal("1.25"))]})
    assert rates.per_unit("EUR", "USD", monday) == Decimal("1.10")
    assert rates.per_unit("EUR", "USD", tuesday) == Decimal("0.88")
    assert rates.per_unit("USD", "AED", tuesday) == Decimal("3.67")
    assert rates.per_unit("EUR", "AED", tuesday) == Decimal("0.88") * Decimal("3.67")
    assert rates.rate("EUR", "USD", tuesday).is_derived
    with_one_alone = ReferenceRates(published, pegs, {"AED": [(tuesday, Decimal("1.25"))]})
    assert with_one_alone.per_unit("USD", "AED", tuesday) == Decimal("3.67") / Decimal("1.25")


def test_rate_jump__in_a_run__changes_what_a_payment_costs() -> None:
    plain, _ = run('id: drain, kind: liquidity_drain, date: 2024-06-06, bank: de-bank, amount: "1.00"')
    jumped, _ = run("id: jump, kind: rate_jump, date: 2024-06-04, currency: SGD, move_bps: 1000")
    before, after = ({r.payment.id: r.cost_minor for r in s.records if r.height} for s in (plain, jumped))
    assert before["one"] == after["one"]
    assert after["two"] > before["two"] * 108 // 100, "the payer has to buy Singapore dollars"


def test_rate_jump__of_the_anchor__is_refused() -> None:
    text = TINY + "shocks: [{id: jump, kind: rate_jump, date: 2024-06-04, currency: EUR, move_bps: 100}]\n"
    with pytest.raises(ScenarioError, match=r"currency: jump of EUR: reference rates are stated against it"):
        Scenario.parse(text, "s.yaml")


def test_cut_off_change__payment_after_it__is_refused_before_anything_runs() -> None:
    text = TINY + 'shocks: [{id: early, kind: cut_off_change, date: 2024-06-04, jurisdiction: DE, closes: "10:00"}]\n'
    with pytest.raises(ScenarioError, match=r"explicit\[1\].time: time 08:30 UTC outside operating hours"):
        Scenario.parse(text, "s.yaml")
    other_day = text.replace("2024-06-04, jurisdiction", "2024-06-06, jurisdiction")
    opening = Scenario.parse(other_day, "s.yaml").world().jurisdictions[0].opening
    ends = [opening.hours.window_utc_s(datetime.date(2024, 6, day))[1] for day in (5, 6)]
    assert ends[1] - ends[0] == 86_400 - 6 * 3_600


def test_validator_outage__as_a_shock__is_the_outage_of_the_section_consensus(tiny: Callable[..., Simulation]) -> None:
    line = 'date: 2024-06-03, time: "08:00", validators: [mas], lasts_s: 3600'
    shock = Scenario.parse(f"{TINY}shocks: [{{id: down, kind: validator_outage, {line}}}]\n", "s.yaml")
    event = Scenario.parse(f"{TINY}consensus: {{events: [{{id: down, kind: outage, {line}}}]}}\n", "s.yaml")
    assert shock.world().consensus == event.world().consensus
    assert shock.world().consensus != tiny().scenario.world().consensus


def test_sanctions_change__of_a_client__keeps_its_payments_off() -> None:
    text = without_expectations(TINY).replace('closes: "18:00"}', 'closes: "18:00", rules: {sanctions: true}}')
    text += "shocks: [{id: list, kind: sanctions_change, date: 2024-06-03, client: baker, listed: true}]\n"
    report = Simulation(Scenario.parse(text, "s.yaml")).run()
    found = {"PayerSanctioned": 1, "PayeeSanctioned": 1, "PayerInsufficientBalance": 1}
    assert report["payments"]["kept_off_by"] == found
