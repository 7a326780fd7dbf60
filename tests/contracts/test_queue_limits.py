"""Limits of the liquidity queue: the most that a bank pays another, or all others, net of what it gets, in a day.

Trusts `queue_stage` to queue; positions are worked out here.
Never lets a limit of the payer stop what the payer is paid.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, KEEPER, MAKER
from queue_stage import admit_banks, batch_of, foreseen, owe, queue_many, queue_of, state_of
from small_network import DAY_S, Network, events_of

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import (
    BatchRefused,
    BilateralLimitSet,
    MultilateralLimitSet,
    ObligationRefused,
    QueueMemberEnrolled,
)
from chain.clients.types import ObligationState, RefusalCode

NO_LIMIT = 2**256 - 1
LARGEST = 2**64 - 2
BILATERAL = (RefusalCode.PAYER_BILATERAL_LIMIT, "bilateral-limit")
MULTILATERAL = (RefusalCode.PAYER_MULTILATERAL_LIMIT, "multilateral-limit")
RICH_MINOR = 10**9


def bilateral(network: Network, payee: Account, limit_minor: int) -> Call[None]:
    """The call that limits what the caller pays `payee`."""
    return queue_of(network).set_bilateral_limit("THB", payee.address, limit_minor)


def multilateral(network: Network, limit_minor: int) -> Call[None]:
    """The call that limits what the caller pays all others."""
    return queue_of(network).set_multilateral_limit("THB", limit_minor)


def paid(network: Network, payer: Account, payee: Account, amount_minor: int) -> bool:
    """Whether an obligation settles by itself at once."""
    uetr = owe(network, payer, payee, amount_minor)
    network.run(BANK_OF_THAILAND, queue_of(network).settle(uetr))
    return state_of(network, uetr) is ObligationState.SETTLED


def position(network: Network, a: Account, b: Account, at_s: int | None = None) -> int:
    """What `a` paid `b` net today."""
    return network.read(queue_of(network).position_of("THB", a.address, b.address), at_s=at_s)


@pytest.fixture
def rich(network: Network) -> Network:
    """The network with money at both other members."""
    for bank in (CHIANGMAI_BANK, MAKER):
        network.run(BANK_OF_THAILAND, network.money("THB").issue(bank.address, RICH_MINOR, b"x"))
    return network


def test_limits__before_any_is_set__are_none(network: Network) -> None:
    queue, pair = queue_of(network), (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    for _ in range(2):
        assert network.read(queue.bilateral_limit_of("THB", *pair)) == NO_LIMIT
        assert network.read(queue.multilateral_limit_of("THB", pair[0])) == NO_LIMIT
        assert network.read(queue.multilateral_position_of("THB", pair[0])) == 0
        assert position(network, BANGKOK_BANK, CHIANGMAI_BANK) == 0
        owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)


@pytest.mark.parametrize("limit_minor", [0, 1, LARGEST, NO_LIMIT])
def test_set_limits__each_side__has_its_own(network: Network, limit_minor: int) -> None:
    queue, pair = queue_of(network), (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    outcome = network.run(BANGKOK_BANK, bilateral(network, CHIANGMAI_BANK, limit_minor))
    assert events_of(outcome) == [
        QueueMemberEnrolled("THB", pair[0], 1),
        QueueMemberEnrolled("THB", pair[1], 2),
        BilateralLimitSet("THB", *pair, limit_minor),
    ]
    network.run(CHIANGMAI_BANK, bilateral(network, BANGKOK_BANK, 77))
    outcome = network.run(CHIANGMAI_BANK, multilateral(network, limit_minor))
    assert events_of(outcome) == [MultilateralLimitSet("THB", pair[1], limit_minor)]
    assert network.read(queue.bilateral_limit_of("THB", *pair)) == limit_minor
    assert network.read(queue.bilateral_limit_of("THB", *reversed(pair))) == 77
    assert network.read(queue.multilateral_limit_of("THB", pair[1])) == limit_minor
    assert network.read(queue.multilateral_limit_of("THB", pair[0])) == NO_LIMIT
    assert network.read(queue.bilateral_limit_of("THB", MAKER.address, pair[0])) == NO_LIMIT


@pytest.mark.parametrize("payer_first", [True, False])
def test_bilateral_limit__up_to_it__settles_and_beyond_is_refused(rich: Network, payer_first: bool) -> None:
    payer, payee = (BANGKOK_BANK, CHIANGMAI_BANK) if payer_first else (CHIANGMAI_BANK, BANGKOK_BANK)
    owe(rich, BANGKOK_BANK, CHIANGMAI_BANK, 1)  # which gives Bangkok Bank the smaller number
    rich.run(payer, bilateral(rich, payee, 100))
    assert paid(rich, payer, payee, 100)
    uetr = owe(rich, payer, payee, 1)
    outcome = rich.run(payer, queue_of(rich).settle(uetr))
    assert events_of(outcome) == [ObligationRefused(uetr, *BILATERAL, payer.address)]
    assert paid(rich, payer, MAKER, 10**6)
    assert paid(rich, payee, payer, 40)
    assert position(rich, payer, payee) == 60 == -position(rich, payee, payer)
    assert paid(rich, payer, payee, 40)


def test_multilateral_limit__counts_all_others_and_what_they_pay_back(rich: Network) -> None:
    rich.run(BANGKOK_BANK, multilateral(rich, 100))
    assert paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 60)
    assert paid(rich, BANGKOK_BANK, MAKER, 40)
    uetr = owe(rich, BANGKOK_BANK, MAKER, 1)
    outcome = rich.run(BANGKOK_BANK, queue_of(rich).settle(uetr))
    assert events_of(outcome) == [ObligationRefused(uetr, *MULTILATERAL, BANGKOK_BANK.address)]
    assert rich.read(queue_of(rich).multilateral_position_of("THB", BANGKOK_BANK.address)) == 100
    assert paid(rich, MAKER, BANGKOK_BANK, 1)
    assert paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 1)


def test_limits__in_a_batch__are_asked_of_the_nets(rich: Network) -> None:
    rich.run(BANGKOK_BANK, bilateral(rich, CHIANGMAI_BANK, 10))
    rich.run(BANGKOK_BANK, multilateral(rich, 20))
    out = owe(rich, BANGKOK_BANK, CHIANGMAI_BANK, 500)
    back = owe(rich, CHIANGMAI_BANK, BANGKOK_BANK, 489)
    assert foreseen(rich, out, back).code is BILATERAL[0]
    refused = rich.run(KEEPER, batch_of(rich, out, back)).first(BatchRefused)
    assert refused == BatchRefused("THB", *BILATERAL, BANGKOK_BANK.address)
    more = owe(rich, CHIANGMAI_BANK, BANGKOK_BANK, 1)
    other = owe(rich, BANGKOK_BANK, MAKER, 11)
    refused = rich.run(KEEPER, batch_of(rich, out, back, more, other)).first(BatchRefused)
    assert refused == BatchRefused("THB", *MULTILATERAL, BANGKOK_BANK.address)
    rich.run(KEEPER, batch_of(rich, out, back, more))
    assert position(rich, BANGKOK_BANK, CHIANGMAI_BANK) == 10


def test_limit__below_what_was_paid_already__does_not_stop_what_comes_back(rich: Network) -> None:
    assert paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 100)
    for call in (bilateral(rich, CHIANGMAI_BANK, 10), multilateral(rich, 10)):
        rich.run(BANGKOK_BANK, call)
    assert not paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    assert paid(rich, CHIANGMAI_BANK, BANGKOK_BANK, 50)
    assert not paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 1)


def test_limit__taken_off__binds_no_more(rich: Network) -> None:
    rich.run(BANGKOK_BANK, bilateral(rich, CHIANGMAI_BANK, 0))
    assert not paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    rich.run(BANGKOK_BANK, bilateral(rich, CHIANGMAI_BANK, NO_LIMIT))
    assert paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 10**6)


def test_positions__at_midnight_utc__begin_at_zero(rich: Network) -> None:
    midnight_s = (rich.now_s // DAY_S + 1) * DAY_S
    for call in (bilateral(rich, CHIANGMAI_BANK, 100), multilateral(rich, 100)):
        rich.run(BANGKOK_BANK, call)
    assert paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 100)
    uetr = owe(rich, BANGKOK_BANK, CHIANGMAI_BANK, 100)
    settle = queue_of(rich).settle(uetr)
    assert position(rich, BANGKOK_BANK, CHIANGMAI_BANK, midnight_s - 1) == 100
    assert position(rich, BANGKOK_BANK, CHIANGMAI_BANK, midnight_s) == 0
    rich.run(BANGKOK_BANK, settle, midnight_s - 1)
    assert state_of(rich, uetr) is ObligationState.QUEUED
    rich.run(BANGKOK_BANK, settle, midnight_s)
    assert state_of(rich, uetr) is ObligationState.SETTLED
    assert not paid(rich, BANGKOK_BANK, CHIANGMAI_BANK, 1)


def test_positions__after_a_random_batch__are_the_nets_of_every_pair(network: Network) -> None:
    banks = admit_banks(network, 5, 10**9)
    owed = queue_many(network, banks, 50)
    network.run(KEEPER, batch_of(network, *(item.uetr for item in owed)))
    for a in banks:
        for b in banks:
            paid_minor = sum(item.amount_minor for item in owed if (item.payer, item.payee) == (a, b))
            got_minor = sum(item.amount_minor for item in owed if (item.payer, item.payee) == (b, a))
            assert position(network, a, b) == paid_minor - got_minor
