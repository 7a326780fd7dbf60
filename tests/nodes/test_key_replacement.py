"""A lost key: three days of waiting, and the customer goes on under the new one."""

from __future__ import annotations

from collections.abc import Callable

from chain.clients.events import CustomerStatusChanged, HoldingsMoved, KeyReplaced, KeyReplacementOpened, StepUpSet
from chain.clients.types import Status
from nodes.network import case_id
from nodes.results import events_of
from nodes.scenario.acts import KEY_REPLACEMENT_DAYS
from nodes.simulation import Simulation

Tiny = Callable[..., Simulation]
DAY_S = 86_400


def first(simulation: Simulation, kind: type) -> tuple:
    """The only event of a kind with the second of its block."""
    (found,) = [(item.event, item.timestamp_s) for item in events_of(simulation) if isinstance(item.event, kind)]
    return found


def test_lost_key__after_the_waiting_time__is_replaced_and_everything_moves(ruled: Simulation) -> None:
    loser = ruled.actors.wallets["loser"]
    opened, opened_at_s = first(ruled, KeyReplacementOpened)
    replaced, replaced_at_s = first(ruled, KeyReplaced)
    moved, _ = first(ruled, HoldingsMoved)
    assert replaced_at_s - opened_at_s - KEY_REPLACEMENT_DAYS * DAY_S in range(2 * ruled.scenario.block_interval_s)
    assert (opened.case_id.rstrip(b"\0"), opened.new_wallet) == (b"lost", loser.address)
    assert replaced.new_wallet == moved.to == loser.address
    assert moved.amount_minor == 400_000 + 10_000  # what came in meanwhile went to the lost key
    assert (loser.key_number, loser.has_key) == (2, True)
    registry = ruled.network.deployment.registry
    lost = ruled.network.read(registry.customer_of(replaced.lost))
    now = ruled.network.read(registry.customer_of(loser.address))
    assert (lost.status, now.status, now.number) == (Status.REVOKED, Status.ACTIVE, lost.number)


def test_lost_key__second_factor__is_set_for_the_new_key_at_once(ruled: Simulation) -> None:
    thresholds = [
        (item.event.wallet, item.event.above_minor) for item in events_of(ruled) if isinstance(item.event, StepUpSet)
    ]
    replaced, _ = first(ruled, KeyReplaced)
    assert (replaced.lost, 100_000) in thresholds
    assert (replaced.new_wallet, 100_000) in thresholds


def test_lost_key__parties__have_both_keys_and_know_one_client(ruled: Simulation) -> None:
    parties, loser = ruled.network.deployment.parties, ruled.actors.wallets["loser"]
    assert parties["loser-key-2"].address == loser.address
    who = ruled.who_is_who()
    assert who[parties["loser"].address] == who[loser.address] == ("loser", "wallet")


def test_lost_key__withdrawal_and_loan_meanwhile__are_given_up_unsigned(tiny: Tiny) -> None:
    simulation = tiny(
        ("loans:", "account_events:\n"
         '  - {id: out, date: 2024-06-03, client: oven, kind: withdraw, amount: "1.00"}\n'
         "acts:\n  - {id: lost, date: 2024-06-03, by: de-bank, act: lost_key, subject: oven}\nloans:"),
        ('time: "08:30", payer: oven', 'time: "08:30", payer: baker'),
        ('payee: baker, amount: "500.00", currency: SGD', 'payee: oven, amount: "500.00", currency: EUR'),
        ("lender: sg-bank, borrower: baker", "lender: de-bank, borrower: oven"),
        ("drawn_on: 2024-06-03", "drawn_on: 2024-06-04"),
        ("on_time: 3, late: 0, status: closed", "on_time: 0, late: 0, status: active"),
    )  # fmt: skip
    report = simulation.run()
    errors = {item["what"]: item["error"] for item in report["setbacks"]}
    assert errors == {"withdrawal out": "LostKey", "loan dough": "LostKey"}
    assert {item["subject"] for item in report["expectations"] if not item["ok"]} == set(errors)
    assert simulation.actors.wallets["oven"].key_number == 2


def test_case_id__longer_than_a_word__is_a_digest_of_its_own() -> None:
    assert case_id("short") == b"short"
    long = ["x" * 33, "x" * 33 + "y"]
    assert [len(case_id(text)) for text in long] == [32, 32]
    assert case_id(long[0]) != case_id(long[1])


def test_lost_key__no_suspension__is_left_behind(ruled: Simulation) -> None:
    about = [item.event.wallet for item in events_of(ruled) if isinstance(item.event, CustomerStatusChanged)]
    assert ruled.actors.wallets["loser"].address not in about
