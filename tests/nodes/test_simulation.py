"""Whole small runs: what the nodes do, and what becomes of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from chain.clients.events import Issued, PaymentRefused, PaymentSettled, Redeemed
from nodes.bank import Instruction
from nodes.payment_record import PaymentRecord, Verdict
from nodes.results import events_of, loan_records
from nodes.simulation import Simulation

Tiny = Callable[..., Simulation]


def verdicts(simulation: Simulation) -> list[tuple[str, str, str]]:
    return [(r.payment.id, r.verdict.value, r.refusal) for r in simulation.records]


def events(simulation: Simulation, kind: type) -> list:
    return [item.event for item in events_of(simulation) if isinstance(item.event, kind)]


def test_run__tiny__settles_keeps_off_and_repays(tiny: Tiny) -> None:
    simulation = tiny()
    report = simulation.run()
    assert verdicts(simulation) == [
        ("one", "settled", ""), ("two", "settled", ""), ("three", "kept_off", "PayerInsufficientBalance"),
    ]  # fmt: skip
    assert [item["ok"] for item in report["expectations"]] == [True, True, True]
    assert report["payments"]["planned"] == 3
    assert [(row["from"], row["to"], row["count"]) for row in report["corridors"]] == [("DE", "SG", 1), ("SG", "DE", 1)]
    assert report["time_to_finality"]["count"] == 2


def test_run__twice__leaves_the_same_digest_and_another_seed_another(tiny: Tiny) -> None:
    reports = [tiny(seed=seed).run() for seed in (3, 3, 4)]
    assert reports[0] == reports[1]
    assert reports[0]["digest"] != reports[2]["digest"]


def test_run__without_preflight__puts_the_refusal_on_the_chain(tiny: Tiny) -> None:
    simulation = tiny(("preflight: true", "preflight: false"))
    report = simulation.run()
    assert verdicts(simulation)[2] == ("three", "refused", "PayerInsufficientBalance")
    (refused,) = events(simulation, PaymentRefused)
    assert refused.party == simulation.actors.wallets["baker"].account.address
    assert report["payments"]["refused_by"] == {"PayerInsufficientBalance": 1}
    assert all(item["ok"] for item in report["expectations"])


def test_payment__settled__costs_the_mid_rate_with_the_spread_and_no_more(tiny: Tiny) -> None:
    simulation = tiny()
    simulation.run()
    settled = events(simulation, PaymentSettled)[0]
    mid = simulation.rates.per_unit("EUR", "SGD", datetime.date(2024, 6, 3))
    exact = mid * 2_000_000 * (10_000 + 5) / 10_000
    assert exact <= settled.cost_minor < exact + 1


def test_payment__no_maker_holds_enough__is_kept_off_as_no_quote(tiny: Tiny) -> None:
    simulation = tiny(
        ('EUR: "500000.00"', 'EUR: "19999.99"'),
        ("{settled: 2, refused: {PayerInsufficientBalance: 1}}", "{settled: 1, refused: {NoQuote: 2}}"),
    )
    report = simulation.run()
    assert verdicts(simulation)[0] == ("one", "kept_off", "NoQuote")
    assert all(item["ok"] for item in report["expectations"])


def test_payment__cheaper_maker__gets_it(tiny: Tiny) -> None:
    dear = "  - {id: maker, name: Maker,"
    cheap = (
        "  - {id: rival, name: Rival, home: DE, spread_bps: 1, quote_validity_s: 9, "
        'inventory: {EUR: "90000.00", SGD: "90000.00"}}\n'
    )
    simulation = tiny((dear, cheap + dear))
    simulation.run()
    assert simulation.records[0].maker == simulation.actors.market_makers["rival"].account.address


def test_top_up__on_demand__covers_the_day_and_never__does_not(tiny: Tiny) -> None:
    simulation = tiny()
    simulation.run()
    wallets = {wallet.account.address: name for name, wallet in simulation.actors.wallets.items()}
    topped = [
        wallets.get(event.holder) for event in events(simulation, Issued) if event.reference_id.startswith(b"top-up")
    ]
    # The oven maker orders one payment on the second day out of what it was paid on the first: nothing is missing.
    assert topped == []
    simulation = tiny(
        ("date: 2024-06-04", "date: 2024-06-03"), ('time: "08:30", payer: oven', 'time: "07:30", payer: oven')
    )
    simulation.run()
    topped = [
        wallets.get(event.holder) for event in events(simulation, Issued) if event.reference_id.startswith(b"top-up")
    ]
    assert topped == ["oven"]


def test_close_of_day__surplus__is_redeemed_down_to_what_the_bank_keeps(tiny: Tiny) -> None:
    simulation = tiny(('redeem_above: "100000.00"', 'redeem_above: "5000.00"'))
    simulation.run()
    bank = simulation.actors.banks["de-bank"]
    surplus = [e for e in events(simulation, Redeemed) if e.reference_id.startswith(b"surplus")]
    assert [event.holder for event in surplus] == [bank.account.address]
    assert bank.liquidity_minor() <= 500_000


def test_payment__relayed_by_a_bank_that_is_not_the_payers__is_a_setback(tiny: Tiny) -> None:
    simulation = tiny()
    simulation.prepare()
    payment, baker = replace(simulation.payments[0], asks_first=False), simulation.actors.wallets["baker"]
    order = baker.order(payment, simulation.actors.wallets["oven"].address, 10**8, 600, bytes(32))
    at_home = replace(order, payee_currency=order.payer_currency)
    records: list[PaymentRecord] = []
    relaying = simulation.actors.banks["de-bank"]
    relaying.relay(Instruction(payment, at_home, *baker.sign_order(at_home)), records.append)
    simulation.network.seal()
    assert [(r.verdict, r.refusal) for r in records] == [(Verdict.KEPT_OFF, "SettlementNotPayersBank")]
    assert [(item.what, item.is_planned) for item in simulation.network.setbacks] == [("payment one", True)]


def test_loan__borrower_without_money__goes_late_pays_each_fee_once_and_recovers(tiny: Tiny) -> None:
    simulation = tiny(
        ('opening_balance: "90000.00"', 'opening_balance: "40000.00"'),
        ("default_after_s: 86400", "default_after_s: 864000"),
        ("on_time: 3, late: 0, status: closed", "on_time: 1, late: 2, status: closed"),
        ("loans:", "account_events:\n"
         '  - {id: out, date: 2024-06-03, client: baker, kind: withdraw, amount: "13700.00"}\n'
         '  - {id: in, date: 2024-06-05, client: baker, kind: deposit, amount: "9000.00"}\nloans:'),
    )  # fmt: skip
    report = simulation.run()
    (loan,) = loan_records(simulation)
    assert (loan.status, loan.late, loan.fees_paid_minor) == ("closed", 2, 1_000), report["expectations"]


def test_loan__unpaid_beyond_its_terms__is_declared_in_default(tiny: Tiny) -> None:
    simulation = tiny(
        ("drawn_on: 2024-06-03", "use_of_proceeds: withdraw, drawn_on: 2024-06-03"),
        ('opening_balance: "90000.00"', 'opening_balance: "0.00"'),
        ("on_time: 3, late: 0, status: closed", "on_time: 0, late: 1, status: defaulted"),
        (
            "{settled: 2, refused: {PayerInsufficientBalance: 1}}",
            "{settled: 1, refused: {PayerInsufficientBalance: 2}}",
        ),
    )
    report = simulation.run()
    assert all(item["ok"] for item in report["expectations"]), report["expectations"]
    (loan,) = loan_records(simulation)
    assert (loan.status, loan.outstanding_minor) == ("defaulted", 250_623)  # what the deposit held was collected


def test_account_event__more_than_the_account_holds__is_reported_and_the_run_goes_on(tiny: Tiny) -> None:
    event = '  - {id: out, date: 2024-06-03, client: oven, kind: withdraw, amount: "1.00"}'
    simulation = tiny(("loans:", f"account_events:\n{event}\nloans:"))
    report = simulation.run()
    assert [item["subject"] for item in report["expectations"] if not item["ok"]] == ["withdrawal out"]
    (setback,) = simulation.network.setbacks
    assert (setback.what, setback.is_planned) == ("withdrawal out", True)
    assert "ERC20InsufficientBalance" in setback.error
    assert len(simulation.records) == 3


def test_jurisdiction__east_of_the_date__opens_on_the_day_before_in_utc(tiny: Tiny) -> None:
    """Auckland opens at 21:00 UTC of the day before; nothing that happens there is late."""
    simulation = tiny(
        ("id: SG, name: Singapore, currency: SGD", "id: NZ, name: New Zealand, currency: NZD"),
        ("calendar: {country: SG}", "calendar: {country: NZ}"),
        ("time_zone: Asia/Singapore", "time_zone: Pacific/Auckland"),
        ('opens: "09:00", closes: "18:00"', 'opens: "09:00", closes: "19:00"'),
        ("name: Marina Bank, jurisdiction: SG", "name: Marina Bank, jurisdiction: NZ"),
        ("home: SG, spread_bps", "home: NZ, spread_bps"),
        ('SGD: "500000.00"}', 'NZD: "500000.00"}'),
        ('amount: "500.00", currency: SGD', 'amount: "500.00", currency: NZD'),
        ("start: 2024-06-03", "start: 2024-06-04"),
        ('date: 2024-06-03, time: "08:30"', 'date: 2024-06-04, time: "06:30"'),
        ('date: 2024-06-04, time: "08:30"', 'date: 2024-06-05, time: "06:30"'),
        ('date: 2024-06-05, time: "08:30"', 'date: 2024-06-06, time: "06:30"'),
        ("drawn_on: 2024-06-03", "drawn_on: 2024-06-04"),
        ("end: 2024-06-06", "end: 2024-06-07"),
    )
    report = simulation.run()
    assert all(item["ok"] for item in report["expectations"]), report["expectations"]
    assert report["time_to_finality"]["latency_ms_max"] <= 2_150  # two seconds to the next block, three hops of 50 ms


def test_progress__each_day__is_told(tiny: Tiny) -> None:
    simulation = tiny()
    told: list[tuple[datetime.date, int, int]] = []
    simulation.progress = lambda day, done, planned: told.append((day, done, planned))
    simulation.run()
    assert [(day.day, done, planned) for day, done, planned in told] == [(3, 1, 3), (4, 2, 3), (5, 3, 3), (6, 3, 3)]


def test_loan__that_the_chain_refuses__is_a_setback_and_not_drawn(tiny: Tiny) -> None:
    act = "  - {id: out, date: 2024-06-03, by: sg-bank, act: suspend, subject: baker}"
    simulation = tiny(
        ("loans:", f"acts:\n{act}\nloans:"),
        ("drawn_on: 2024-06-03", "drawn_on: 2024-06-04"),
        ("on_time: 3, late: 0, status: closed", "on_time: 2, late: 0, status: active"),
    )
    report = simulation.run()
    assert [(item["what"], "ApplicationNotParty" in item["error"]) for item in report["setbacks"]] == [
        ("loan dough", True)
    ]
    assert report["loans"] == []


def test_report__refusals_and_preflight__are_counted(tiny: Tiny) -> None:
    report = tiny().run()
    assert report["payments"]["without_preflight"] == 0
    assert report["refusals"] == [
        {
            "rule": "payer-balance",
            "code": "PayerInsufficientBalance",
            "iso_code": "AM04",
            "party_role": "wallet",
            "party": "baker",
            "on_chain": 0,
            "kept_off": 1,
        }
    ]
    assert (report["acts"], report["setbacks"]) == (0, [])


@pytest.mark.parametrize("verdict", list(Verdict))
def test_verdict__text__is_what_tables_say(verdict: Verdict) -> None:
    assert verdict.value in {"settled", "refused", "kept_off"}
