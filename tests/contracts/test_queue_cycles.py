"""Deferred net settlement: obligations that make up a cycle, which settles, lapses or is abandoned as a whole.

Trusts `queue_stage` to queue, and works out net positions itself.
Never asks an obligation of a cycle anything but what its cycle came to.
"""

from __future__ import annotations

from collections import Counter

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, KEEPER, MAKER, SUPERVISOR
from queue_stage import admit_banks, batch_of, fresh_uetr, owe, queue_many, queue_of, queueing, state_of, thb_of
from small_network import BANGKOK_BANK_MINOR, DAY_S, Network, events_of

from chain.accounts import Account
from chain.clients import errors
from chain.clients.events import (
    CycleAbandoned,
    CycleOpened,
    CycleRefused,
    CycleSettled,
    ModeSet,
    ObligationQueued,
    ObligationRefused,
    Transfer,
)
from chain.clients.types import Cycle, CycleState, ObligationState, QueueMode, Refusal, RefusalCode, Status

SHORT = (RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY, "payer-bank-liquidity")


@pytest.fixture
def deferred(network: Network) -> Network:
    """The network with THB in deferred mode."""
    outcome = network.run(BANK_OF_THAILAND, queue_of(network).set_mode("THB", QueueMode.DEFERRED))
    assert events_of(outcome) == [ModeSet("THB", QueueMode.DEFERRED)]
    return network


def cycle_of(network: Network, at_s: int | None = None) -> Cycle:
    """The last cycle of THB."""
    return network.read(queue_of(network).cycle_of("THB"), at_s=at_s)


def position(network: Network, member: Account, at_s: int | None = None) -> int:
    """What a member has to pay in the open cycle, net."""
    return network.read(queue_of(network).cycle_position_of("THB", member.address), at_s=at_s)


def assert_cycle_refused(network: Network, code: RefusalCode, rule: str, party: Account) -> None:
    """Closing is refused for this, as foreseen, and nothing else happens."""
    before = network.storage()
    assert network.read(queue_of(network).preflight_cycle("THB")) == Refusal(code, rule, party.address)
    outcome = network.run(KEEPER, queue_of(network).close_cycle("THB"))
    assert events_of(outcome) == [CycleRefused("THB", cycle_of(network).number, code, rule, party.address)]
    assert network.storage() == before


def test_queue__first_in_deferred_mode__opens_a_cycle_of_a_day(deferred: Network) -> None:
    assert cycle_of(deferred) == Cycle(0, CycleState.NONE, 0, 0, 0)
    uetr, now_s = fresh_uetr(deferred), deferred.now_s
    outcome = deferred.run(BANGKOK_BANK, queueing(deferred, uetr, CHIANGMAI_BANK, 700))
    ends_at_s = now_s + DAY_S - 1
    assert outcome.first(CycleOpened) == CycleOpened("THB", 1, ends_at_s)
    queued = outcome.first(ObligationQueued)
    assert queued is not None
    assert queued.cycle == 1
    assert cycle_of(deferred) == Cycle(1, CycleState.OPEN, ends_at_s, 1, 700)
    assert (position(deferred, BANGKOK_BANK), position(deferred, CHIANGMAI_BANK)) == (700, -700)
    assert (state_of(deferred, uetr), deferred.read(queue_of(deferred).mode_of("THB"))) == (
        ObligationState.QUEUED,
        QueueMode.DEFERRED,
    )


def test_close_cycle__several_obligations__settles_their_nets_and_all_of_them(deferred: Network) -> None:
    rows = [(BANGKOK_BANK, CHIANGMAI_BANK, 700), (CHIANGMAI_BANK, MAKER, 700), (MAKER, BANGKOK_BANK, 300)]
    uetrs = [owe(deferred, *row) for row in rows]
    queue = queue_of(deferred)
    assert deferred.read(queue.preflight_cycle("THB")).code is RefusalCode.NONE
    outcome = deferred.run(KEEPER, queue.close_cycle("THB"))
    assert events_of(outcome) == [
        CycleSettled("THB", 1, 3, 1_700, 400),
        Transfer(BANGKOK_BANK.address, queue.address, 400),
        Transfer(queue.address, MAKER.address, 400),
    ]
    assert thb_of(deferred, BANGKOK_BANK, CHIANGMAI_BANK, MAKER) == (BANGKOK_BANK_MINOR - 400, 0, 400)
    assert {state_of(deferred, uetr, at_s=2**39) for uetr in uetrs} == {ObligationState.SETTLED}
    assert cycle_of(deferred).state is CycleState.SETTLED
    assert position(deferred, BANGKOK_BANK) == 0


def test_close_cycle__random__moves_every_net_once(deferred: Network) -> None:
    banks = admit_banks(deferred, 6, 10**9)
    nets: Counter[Account] = Counter()
    owed = queue_many(deferred, banks, 40)
    for item in owed:
        nets[item.payer] += item.amount_minor
        nets[item.payee] -= item.amount_minor
    assert {bank: position(deferred, bank) for bank in banks} == dict(nets)
    outcome = deferred.run(BANK_OF_THAILAND, queue_of(deferred).close_cycle("THB"))
    assert thb_of(deferred, *banks) == tuple(10**9 - nets[bank] for bank in banks)
    assert sum(isinstance(event, Transfer) for event in events_of(outcome)) == len(banks)


def test_close_cycle__short_bank__is_named_and_settles_after_funding(deferred: Network) -> None:
    uetr = owe(deferred, CHIANGMAI_BANK, MAKER, 700)
    owe(deferred, BANGKOK_BANK, MAKER, 5)
    assert_cycle_refused(deferred, *SHORT, CHIANGMAI_BANK)
    owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 699)
    assert_cycle_refused(deferred, *SHORT, CHIANGMAI_BANK)
    deferred.run(BANK_OF_THAILAND, deferred.money("THB").issue(CHIANGMAI_BANK.address, 1, b"x"))
    deferred.run(KEEPER, queue_of(deferred).close_cycle("THB"))
    assert state_of(deferred, uetr) is ObligationState.SETTLED


def test_close_cycle__each_hindrance__is_named_in_the_order_of_the_table(deferred: Network) -> None:
    money = deferred.money("THB")
    owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 700)
    deferred.run(SUPERVISOR, money.set_frozen_tokens(BANGKOK_BANK.address, BANGKOK_BANK_MINOR))
    deferred.run(BANK_OF_THAILAND, money.set_paused(True, "test"))
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK):
        deferred.set_participant(BANK_OF_THAILAND, bank, Status.SUSPENDED)
    assert_cycle_refused(deferred, RefusalCode.PAYER_BANK_SUSPENDED, "payer-bank-standing", BANGKOK_BANK)
    deferred.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    assert_cycle_refused(deferred, RefusalCode.PAYER_MONEY_PAUSED, "payer-money-paused", BANK_OF_THAILAND)
    deferred.run(BANK_OF_THAILAND, money.set_paused(False, "test"))
    assert_cycle_refused(deferred, RefusalCode.PAYER_FROZEN, "payer-frozen", BANGKOK_BANK)
    deferred.run(SUPERVISOR, money.set_frozen_tokens(BANGKOK_BANK.address, 0))
    assert_cycle_refused(deferred, RefusalCode.PAYEE_BANK_SUSPENDED, "payee-bank-standing", CHIANGMAI_BANK)
    deferred.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.ACTIVE)
    deferred.run(KEEPER, queue_of(deferred).close_cycle("THB"))
    assert thb_of(deferred, CHIANGMAI_BANK) == (700,)


def test_close_cycle__suspended_bank_whose_nets_are_zero__is_named(deferred: Network) -> None:
    for pair in ((CHIANGMAI_BANK, MAKER), (MAKER, CHIANGMAI_BANK)):
        owe(deferred, *pair, 50)
    deferred.set_participant(BANK_OF_THAILAND, MAKER, Status.SUSPENDED)
    assert_cycle_refused(deferred, RefusalCode.PAYER_BANK_SUSPENDED, "payer-bank-standing", MAKER)


def test_abandon_cycle__by_the_central_bank__cancels_all_and_the_next_begins_at_zero(deferred: Network) -> None:
    uetrs = [owe(deferred, CHIANGMAI_BANK, MAKER, 700), owe(deferred, MAKER, BANGKOK_BANK, 1)]
    outcome = deferred.run(BANK_OF_THAILAND, queue_of(deferred).abandon_cycle("THB"))
    assert events_of(outcome) == [CycleAbandoned("THB", 1)]
    assert {state_of(deferred, uetr) for uetr in uetrs} == {ObligationState.CANCELLED}
    assert cycle_of(deferred).state is CycleState.ABANDONED
    owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 9)
    assert cycle_of(deferred).number == 2
    assert [position(deferred, bank) for bank in (BANGKOK_BANK, CHIANGMAI_BANK, MAKER)] == [9, -9, 0]
    deferred.run(KEEPER, queue_of(deferred).close_cycle("THB"))
    assert {state_of(deferred, uetr) for uetr in uetrs} == {ObligationState.CANCELLED}


def test_cycle__after_its_last_second__is_lapsed_and_all_in_it_expired(deferred: Network) -> None:
    uetr = owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 9)
    ends_at_s = cycle_of(deferred).ends_at
    assert deferred.read(queue_of(deferred).preflight_cycle("THB"), at_s=ends_at_s).code is RefusalCode.NONE
    assert state_of(deferred, uetr, at_s=ends_at_s) is ObligationState.QUEUED
    assert state_of(deferred, uetr, at_s=ends_at_s + 1) is ObligationState.EXPIRED
    assert cycle_of(deferred, at_s=ends_at_s + 1).state is CycleState.LAPSED
    assert position(deferred, BANGKOK_BANK, at_s=ends_at_s + 1) == 0
    error = deferred.attempt(KEEPER, queue_of(deferred).close_cycle("THB"), ends_at_s + 1).error
    assert str(error) == str(errors.QueueCycleMissing("THB"))
    owe(deferred, MAKER, BANGKOK_BANK, 1)
    assert cycle_of(deferred).number == 2
    assert state_of(deferred, uetr) is ObligationState.EXPIRED


def test_set_mode__with_an_open_cycle__leaves_it_to_be_closed(deferred: Network) -> None:
    queue, netted = queue_of(deferred), owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 9)
    deferred.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.GROSS))
    gross = owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    deferred.run(KEEPER, batch_of(deferred, gross))
    deferred.run(KEEPER, queue.close_cycle("THB"))
    assert thb_of(deferred, CHIANGMAI_BANK) == (10,)
    assert {state_of(deferred, uetr) for uetr in (netted, gross)} == {ObligationState.SETTLED}


def test_set_mode__of_one_currency__leaves_the_other_alone(deferred: Network) -> None:
    assert deferred.read(queue_of(deferred).mode_of("HKD")) is QueueMode.GROSS
    deferred.run(HKMA, queue_of(deferred).set_mode("HKD", QueueMode.DEFERRED))
    deferred.run(HKMA, queue_of(deferred).set_mode("HKD", QueueMode.GROSS))
    assert deferred.read(queue_of(deferred).mode_of("THB")) is QueueMode.DEFERRED


@pytest.mark.parametrize("is_bilateral", [True, False])
def test_queue__beyond_a_limit_in_the_cycle__is_refused_at_once(deferred: Network, is_bilateral: bool) -> None:
    """A sender limit bounds what a cycle may come to, and is asked when an obligation would join it."""
    queue = queue_of(deferred)
    if is_bilateral:
        expected = (RefusalCode.PAYER_BILATERAL_LIMIT, "bilateral-limit")
        deferred.run(CHIANGMAI_BANK, queue.set_bilateral_limit("THB", MAKER.address, 100))
    else:
        expected = (RefusalCode.PAYER_MULTILATERAL_LIMIT, "multilateral-limit")
        deferred.run(CHIANGMAI_BANK, queue.set_multilateral_limit("THB", 100))
    owe(deferred, CHIANGMAI_BANK, MAKER, 100)
    uetr = fresh_uetr(deferred)
    outcome = deferred.run(CHIANGMAI_BANK, queueing(deferred, uetr, MAKER, 1))
    assert events_of(outcome) == [ObligationRefused(uetr, *expected, CHIANGMAI_BANK.address)]
    owe(deferred, MAKER, CHIANGMAI_BANK, 40)
    assert state_of(deferred, owe(deferred, CHIANGMAI_BANK, MAKER, 40)) is ObligationState.QUEUED
    deferred.run(BANK_OF_THAILAND, queue.abandon_cycle("THB"))
    assert state_of(deferred, owe(deferred, CHIANGMAI_BANK, MAKER, 100)) is ObligationState.QUEUED


def test_queue__larger_number_owes_the_smaller__counts_against_its_own_limit(deferred: Network) -> None:
    queue = queue_of(deferred)
    owe(deferred, BANGKOK_BANK, CHIANGMAI_BANK, 5)
    deferred.run(CHIANGMAI_BANK, queue.set_bilateral_limit("THB", BANGKOK_BANK.address, 10))
    owe(deferred, CHIANGMAI_BANK, BANGKOK_BANK, 15)
    outcome = deferred.run(CHIANGMAI_BANK, queueing(deferred, fresh_uetr(deferred), BANGKOK_BANK, 1))
    refused = outcome.first(ObligationRefused)
    assert refused is not None
    assert refused.code is RefusalCode.PAYER_BILATERAL_LIMIT
    assert state_of(deferred, owe(deferred, CHIANGMAI_BANK, MAKER, 3)) is ObligationState.QUEUED
