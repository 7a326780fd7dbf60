"""The agenda and the clock that all nodes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from chain.clients.errors import MoneyNotIssuer
from nodes.network import Action, Network, reference
from nodes.simulation import Simulation


@pytest.fixture
def simulation(tiny: Callable[..., Simulation]) -> Simulation:
    simulation = tiny()
    simulation.prepare()
    return simulation


@pytest.fixture
def network(simulation: Simulation) -> Network:
    return simulation.network


def test_agenda__actions_out_of_order__are_done_in_order_of_time_then_of_entry(network: Network) -> None:
    done: list[tuple[str, int]] = []
    start_s = network.now_s + 100
    for name, at_s in (("late", start_s + 9), ("first", start_s), ("second", start_s), ("beyond", start_s + 99)):
        network.at(at_s, lambda name=name: done.append((name, network.now_s)))  # type: ignore[misc]
    network.run_until(start_s + 50)
    assert done == [("first", start_s), ("second", start_s), ("late", start_s + 9)]


def test_agenda__a_row_of_actions__are_done_as_if_each_had_been_put_there_at_once(network: Network) -> None:
    start_s = network.now_s + 100
    done: dict[str, list[str]] = {"one by one": [], "as a row": []}
    for way, told in done.items():
        # Before the row, among it, and after it, all in the same seconds.
        network.at(start_s + 5, partial(told.append, "before"))
        row = [(start_s + place // 2, partial(told.append, f"row {place}")) for place in range(14)]
        if way == "as a row":
            network.at_each(iter(row), len(row))
        else:
            for at_s, action in row:
                network.at(at_s, action)
        network.at(start_s + 5, partial(told.append, "after"))
        network.at(start_s + 2, partial(network.at, start_s + 5, partial(told.append, "last")))
    network.run_until(start_s + 50)
    assert done["as a row"] == done["one by one"]
    assert done["as a row"][10:15] == ["before", "row 10", "row 11", "after", "last"]


def test_agenda__a_row__is_read_no_further_than_it_is_due(network: Network) -> None:
    start_s, read = network.now_s + 100, []

    def row() -> Iterator[tuple[int, Action]]:
        for place in range(100):
            read.append(place)
            yield start_s + place, lambda: None

    network.at_each(row(), 100)
    network.run_until(start_s + 9)
    assert read == list(range(11))


def test_agenda__action_that_schedules_another__is_followed_by_it(network: Network) -> None:
    done: list[int] = []
    start_s = network.now_s + 10
    network.at(start_s, lambda: network.at(start_s + 7, lambda: done.append(network.now_s)))
    network.run_until(start_s + 7)
    assert done == [start_s + 7]


def test_block__two_transactions_in_one_interval__share_a_block_on_the_grid(simulation: Simulation) -> None:
    network, bank = simulation.network, simulation.actors.banks["de-bank"]
    heights: list[tuple[int, int]] = []
    start_s = (network.now_s // 2 + 50) * 2
    call = network.deployment.deposit("de-bank").issue(simulation.actors.wallets["oven"].account.address, 5, b"")
    for at_s in (start_s, start_s + 1, start_s + 2):
        network.at(
            at_s,
            lambda: network.send(
                bank.account, call, lambda outcome: heights.append((outcome.height, outcome.timestamp_s))
            ),
        )
    before = network.ledger.height
    network.run_until(start_s + 2)
    assert heights == [(before + 1, start_s + 2), (before + 1, start_s + 2), (before + 2, start_s + 4)]


def test_seal__more_than_a_block_holds__goes_on_in_the_next(
    simulation: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, bank = simulation.network, simulation.actors.banks["de-bank"]
    monkeypatch.setattr(type(network.ledger), "block_transactions_max", property(lambda self: 2))
    call = network.deployment.deposit("de-bank").issue(simulation.actors.wallets["oven"].account.address, 5, b"")
    heights: list[int] = []
    for _ in range(5):
        network.send(bank.account, call, lambda outcome: heights.append(outcome.height))
    before = network.ledger.height
    network.seal()
    assert [height - before for height in heights] == [1, 1, 2, 2, 3]


def test_seal__transaction_that_reverts__raises_its_error(simulation: Simulation) -> None:
    stranger = simulation.actors.wallets["oven"].account
    network = simulation.network
    network.send(stranger, network.deployment.money("EUR").issue(stranger.address, 5, b""))
    with pytest.raises(MoneyNotIssuer, match=stranger.address):
        network.seal()


def test_attempt__call_that_reverts__is_noted_and_the_rest_goes_on(simulation: Simulation) -> None:
    network, bank = simulation.network, simulation.actors.banks["de-bank"]
    stranger, token = simulation.actors.wallets["oven"].account, network.deployment.deposit("de-bank")
    network.attempt(stranger, token.issue(stranger.address, 5, b""), "a gift", is_planned=True)
    network.attempt(bank.account, token.issue(stranger.address, 5, b""), "a credit")
    network.seal()
    (setback,) = network.setbacks
    assert (setback.what, setback.is_planned, setback.at_s) == ("a gift", True, network.ledger.timestamp_s)
    assert setback.error.startswith("MoneyNotIssuer(")
    assert simulation.actors.wallets["oven"].balance_minor() == 5


def test_give_up__what_cannot_be_sent__is_noted_as_planned(network: Network) -> None:
    network.give_up("a withdrawal", "the key is lost")
    assert [(item.what, item.error, item.is_planned) for item in network.setbacks] == [
        ("a withdrawal", "the key is lost", True)
    ]


def test_reference__long_text__is_cut_to_a_word_of_the_chain() -> None:
    assert reference("top-up") == b"top-up"
    assert len(reference("x" * 99)) == 32
