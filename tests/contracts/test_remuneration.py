"""Interest on central-bank money: positive and negative, for one day and for many, on what a holder has and may spend.

Trusts integer arithmetic beside the contract's: floor(|balance · rate · days / (10,000 · 360)|).
Never pays a day twice, and never creates or destroys a unit without an event that says so.
"""

from __future__ import annotations

import random

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, MAKER, STRANGER
from holds import WHOLE, freeze
from small_network import BANGKOK_BANK_MINOR, DAY_S, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.errors import MoneyRateOutOfBounds
from chain.clients.events import Issued, Redeemed, Remunerated, RemunerationSet, Transfer
from chain.clients.types import Status
from chain.events import Event

REFERENCE = b"remuneration".ljust(32, b"\0")
YEAR_DAYS = 360


def due(held_minor: int, rate_bps: int, days: int) -> int:
    """Interest in minor units, its size rounded down."""
    size_minor = held_minor * abs(rate_bps) * days // (10_000 * YEAR_DAYS)
    return size_minor if rate_bps >= 0 else -size_minor


def day(network: Network) -> int:
    """The day of the last block, counted from 1970-01-01 UTC."""
    return network.ledger.timestamp_s // DAY_S


def set_rate(network: Network, rate_bps: int) -> None:
    """The Bank of Thailand sets the rate."""
    outcome = network.run(BANK_OF_THAILAND, network.money("THB").set_remuneration(rate_bps))
    assert events_of(outcome) == [RemunerationSet(rate_bps)]
    assert network.read(network.money("THB").remuneration_rate_bps()) == rate_bps


def remunerate(network: Network, *holders: Account, days: int = 0) -> list[Event]:
    """The Bank of Thailand pays holders, so many days later; answers the events."""
    at_s = network.now_s + days * DAY_S
    call = network.money("THB").remunerate([holder.address for holder in holders])
    return events_of(network.run(BANK_OF_THAILAND, call, at_s))


def started(network: Network, rate_bps: int, *holders: Account) -> None:
    """The rate holds, and the holders' counts began today."""
    set_rate(network, rate_bps)
    remunerate(network, *(holders or (BANGKOK_BANK,)))


def balance(network: Network, holder: Account = BANGKOK_BANK) -> int:
    """What a holder has of Thai central-bank money."""
    return network.read(network.money("THB").balance_of(holder.address))


def test_remunerate__first_call__starts_the_count_and_pays_nothing(network: Network) -> None:
    thb = network.money("THB")
    set_rate(network, 100)
    assert network.read(thb.remunerated_up_to(BANGKOK_BANK.address)) == 0
    events = remunerate(network, BANGKOK_BANK, days=40)
    assert events == [Remunerated(BANGKOK_BANK.address, 0, 0, day(network))]
    assert network.read(thb.remunerated_up_to(BANGKOK_BANK.address)) == day(network)
    assert balance(network) == BANGKOK_BANK_MINOR


@pytest.mark.parametrize("days", [1, 2, 30, 365])
@pytest.mark.parametrize("rate_bps", [1, 175, 5_000])
def test_remunerate__positive_rate__mints_what_is_due_with_its_events(
    network: Network, rate_bps: int, days: int
) -> None:
    started(network, rate_bps)
    paid_minor = due(BANGKOK_BANK_MINOR, rate_bps, days)
    assert remunerate(network, BANGKOK_BANK, days=days) == [
        Remunerated(BANGKOK_BANK.address, paid_minor, days, day(network)),
        Issued(BANGKOK_BANK.address, paid_minor, REFERENCE),
        Transfer(ZERO_ADDRESS, BANGKOK_BANK.address, paid_minor),
    ]
    assert balance(network) == BANGKOK_BANK_MINOR + paid_minor
    thb = network.money("THB")
    assert network.read(thb.total_supply()) == network.read(thb.issued_minor()) == balance(network)


@pytest.mark.parametrize("days", [1, 30, 365])
@pytest.mark.parametrize("rate_bps", [-1, -40, -5_000])
def test_remunerate__negative_rate__burns_what_is_due_with_its_events(
    network: Network, rate_bps: int, days: int
) -> None:
    started(network, rate_bps)
    charged_minor = -due(BANGKOK_BANK_MINOR, rate_bps, days)
    assert remunerate(network, BANGKOK_BANK, days=days) == [
        Remunerated(BANGKOK_BANK.address, -charged_minor, days, day(network)),
        Redeemed(BANGKOK_BANK.address, charged_minor, REFERENCE),
        Transfer(BANGKOK_BANK.address, ZERO_ADDRESS, charged_minor),
    ]
    assert balance(network) == BANGKOK_BANK_MINOR - charged_minor
    thb = network.money("THB")
    assert network.read(thb.redeemed_minor()) == charged_minor
    assert network.read(thb.total_supply()) == balance(network)


def test_remunerate__odd_amounts__are_rounded_down_whoever_pays(network: Network) -> None:
    draw = random.Random(3)
    for _ in range(8):
        rate_bps, days = draw.randrange(-5_000, 5_001), draw.randrange(1, 400)
        started(network, rate_bps)
        held_minor = balance(network)
        (first, *_) = remunerate(network, BANGKOK_BANK, days=days)
        assert isinstance(first, Remunerated)
        assert first.amount_minor == due(held_minor, rate_bps, days)


def test_remunerate__less_than_a_minor_unit__counts_the_day_and_moves_nothing(network: Network) -> None:
    started(network, 1, CHIANGMAI_BANK)
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, 3_599_999, b"x"))
    assert remunerate(network, CHIANGMAI_BANK, days=1) == [Remunerated(CHIANGMAI_BANK.address, 0, 1, day(network))]
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, 1, b"x"))
    (first, *_) = remunerate(network, CHIANGMAI_BANK, days=1)
    assert first == Remunerated(CHIANGMAI_BANK.address, 1, 1, day(network))


def test_remunerate__twice_on_a_day_or_twice_in_a_call__pays_once(network: Network) -> None:
    started(network, 360)
    assert len(remunerate(network, BANGKOK_BANK, BANGKOK_BANK, BANGKOK_BANK, days=1)) == 3
    paid_minor = balance(network)
    assert remunerate(network, BANGKOK_BANK) == []
    assert balance(network) == paid_minor


def test_remunerate__late_or_in_time__pays_each_day_once_without_compounding_the_days_between(
    network: Network,
) -> None:
    started(network, 360)
    (first, *_) = remunerate(network, BANGKOK_BANK, days=3)
    assert isinstance(first, Remunerated)
    assert (first.days_counted, first.amount_minor) == (3, due(BANGKOK_BANK_MINOR, 360, 3))
    (second, *_) = remunerate(network, BANGKOK_BANK, days=1)
    assert isinstance(second, Remunerated)
    assert (second.days_counted, second.amount_minor) == (1, due(BANGKOK_BANK_MINOR + first.amount_minor, 360, 1))


def test_remunerate__new_rate__holds_for_every_day_that_is_not_paid_yet(network: Network) -> None:
    started(network, 360)
    (old, *_) = remunerate(network, BANGKOK_BANK, days=2)
    assert isinstance(old, Remunerated)
    set_rate(network, 720)
    held_minor = balance(network)
    (new, *_) = remunerate(network, BANGKOK_BANK, days=2)
    assert isinstance(new, Remunerated)
    assert old.amount_minor == due(BANGKOK_BANK_MINOR, 360, 2)
    assert new.amount_minor == due(held_minor, 720, 2)


def test_remunerate__frozen_holder__is_credited_and_charged_nothing_that_is_frozen(network: Network) -> None:
    thb = network.money("THB")
    started(network, 360)
    freeze(network, thb, BANGKOK_BANK)
    remunerate(network, BANGKOK_BANK, days=1)
    held_minor = balance(network)
    assert held_minor > BANGKOK_BANK_MINOR
    set_rate(network, -360)
    assert remunerate(network, BANGKOK_BANK, days=1) == [Remunerated(BANGKOK_BANK.address, 0, 1, day(network))]
    freeze(network, thb, BANGKOK_BANK, held_minor - 7)
    (charged, *_) = remunerate(network, BANGKOK_BANK, days=1)
    assert isinstance(charged, Remunerated)
    assert (charged.amount_minor, balance(network)) == (-7, held_minor - 7)
    freeze(network, thb, BANGKOK_BANK, WHOLE >> 200)
    remunerate(network, BANGKOK_BANK, days=1)
    assert balance(network) == held_minor - 7


def test_remunerate__suspended_holder__is_skipped_and_paid_for_all_days_once_it_may_hold_again(
    network: Network,
) -> None:
    started(network, 360, BANGKOK_BANK, MAKER)
    network.run(BANK_OF_THAILAND, network.money("THB").issue(MAKER.address, BANGKOK_BANK_MINOR, b"x"))
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    paid = [event for event in remunerate(network, BANGKOK_BANK, MAKER, days=2) if isinstance(event, Remunerated)]
    assert [event.holder for event in paid] == [MAKER.address]
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    (first, *_) = remunerate(network, BANGKOK_BANK, days=1)
    assert first == Remunerated(BANGKOK_BANK.address, due(BANGKOK_BANK_MINOR, 360, 3), 3, day(network))


def test_remunerate__who_may_not_hold_it__is_skipped(network: Network) -> None:
    set_rate(network, 360)
    assert remunerate(network, HONGKONG_BANK, IMPORTER, STRANGER, BANK_OF_THAILAND, days=3) == []


@pytest.mark.parametrize("rate_bps", [5_000, -5_000])
def test_remunerate__escrow__stays_what_was_put_there(network: Network, rate_bps: int) -> None:
    thb, escrow = network.money("THB"), network.deployment.contracts["LiquidityQueue"]
    network.run(BANGKOK_BANK, thb.transfer(escrow, 1_000_000))
    set_rate(network, rate_bps)
    for days in (0, 300):
        call = thb.remunerate([escrow, BANGKOK_BANK.address])
        events = events_of(network.run(BANK_OF_THAILAND, call, network.now_s + days * DAY_S))
        assert {event.holder for event in events if isinstance(event, Remunerated)} == {BANGKOK_BANK.address}
    assert network.read(thb.balance_of(escrow)) == 1_000_000
    assert network.read(thb.remunerated_up_to(escrow)) == 0


def test_remunerate__a_hundred_holders__fit_into_one_call(network: Network) -> None:
    set_rate(network, 360)
    call = network.money("THB").remunerate([BANGKOK_BANK.address, MAKER.address] * 50)
    assert len(events_of(network.run(BANK_OF_THAILAND, call))) == 2


def test_remunerate__nobody__is_nothing(network: Network) -> None:
    assert remunerate(network) == []


@pytest.mark.parametrize(("rate_bps", "is_valid"), [(5_000, True), (-5_000, True), (5_001, False), (-5_001, False)])
def test_set_remuneration__at_its_bounds__is_a_rate_and_beyond_them_not(
    network: Network, rate_bps: int, is_valid: bool
) -> None:
    outcome = network.attempt(BANK_OF_THAILAND, network.money("THB").set_remuneration(rate_bps))
    assert isinstance(outcome.error, MoneyRateOutOfBounds) is not is_valid


def test_remunerate__charge_above_the_balance__takes_all_and_no_more(network: Network) -> None:
    started(network, -5_000)
    (charged, *_) = remunerate(network, BANGKOK_BANK, days=10 * YEAR_DAYS)
    assert isinstance(charged, Remunerated)
    # Ten years at half: five times what it has, and it has it once.
    assert (charged.amount_minor, balance(network)) == (-BANGKOK_BANK_MINOR, 0)
