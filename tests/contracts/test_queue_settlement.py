"""Settling what is queued: alone, or netted in a batch that moves one amount a bank and leaves nobody below zero.

Trusts `queue_stage` to queue, and works out itself what every bank has afterwards.
Never asks whether a batch settles without asking what preflight said of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, KEEPER, MAKER, SUPERVISOR
from queue_stage import (
    admit_banks,
    batch_of,
    foreseen,
    fresh_uetr,
    made_by,
    owe,
    queue_many,
    queue_of,
    queueing,
    sources_contract,
    state_of,
    thb_of,
)
from small_network import BANGKOK_BANK_MINOR, DAY_S, Network, events_of

from chain.accounts import Account
from chain.clients.events import (
    BatchRefused,
    BatchSettled,
    ObligationRefused,
    ObligationSettled,
    Transfer,
)
from chain.clients.types import ObligationState, Refusal, RefusalCode, Status

NOTHING = RefusalCode.NONE
LAST_UETR = "ffffffff-ffff-4fff-8fff-ffffffffffff"
LIQUIDITY = (RefusalCode.PAYER_BANK_INSUFFICIENT_LIQUIDITY, "payer-bank-liquidity")
NOT_QUEUED = (RefusalCode.OBLIGATION_NOT_QUEUED, "obligation-state")


def assert_refused(network: Network, uetrs: list[str], code: RefusalCode, rule: str, party: Account) -> None:
    """A batch is refused for this, as foreseen, and nothing else happens."""
    expected, before = Refusal(code, rule, party.address), network.storage()
    assert foreseen(network, *uetrs) == expected
    outcome = network.run(BANK_OF_THAILAND, batch_of(network, *uetrs))
    assert events_of(outcome) == [BatchRefused("THB", expected.code, expected.rule, expected.party)]
    assert network.storage() == before


# --- Alone


@pytest.mark.parametrize("sender", [BANGKOK_BANK, BANK_OF_THAILAND])
def test_settle__alone__moves_the_amount_from_payer_to_payee(network: Network, sender: Account) -> None:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 700)
    assert foreseen(network, uetr).code is NOTHING
    outcome = network.run(sender, queue_of(network).settle(uetr))
    assert events_of(outcome) == [
        ObligationSettled(uetr, 0),
        Transfer(BANGKOK_BANK.address, CHIANGMAI_BANK.address, 700),
    ]
    assert thb_of(network, BANGKOK_BANK, CHIANGMAI_BANK) == (BANGKOK_BANK_MINOR - 700, 700)
    assert state_of(network, uetr) is ObligationState.SETTLED


def test_settle__more_than_the_payer_has__is_refused_and_settles_once_it_has(network: Network) -> None:
    uetr = owe(network, CHIANGMAI_BANK, BANGKOK_BANK, 700)
    assert foreseen(network, uetr) == Refusal(*LIQUIDITY, CHIANGMAI_BANK.address)
    settle, before = queue_of(network).settle(uetr), network.storage()
    assert network.read(settle, CHIANGMAI_BANK) is False
    outcome = network.run(CHIANGMAI_BANK, settle)
    assert events_of(outcome) == [ObligationRefused(uetr, *LIQUIDITY, CHIANGMAI_BANK.address)]
    assert network.storage() == before
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, 700, b"x"))
    assert network.read(settle, CHIANGMAI_BANK) is True
    network.run(CHIANGMAI_BANK, settle)
    assert state_of(network, uetr) is ObligationState.SETTLED


@pytest.mark.parametrize("act", ["hold", "cancel", "settle"])
def test_settle__what_is_not_queued__is_refused_for_its_state(network: Network, act: str) -> None:
    queue, uetr = queue_of(network), owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 700)
    network.run(BANGKOK_BANK, getattr(queue, act)(uetr))
    outcome = network.run(BANGKOK_BANK, queue.settle(uetr))
    assert events_of(outcome) == [ObligationRefused(uetr, *NOT_QUEUED, BANGKOK_BANK.address)]


@pytest.mark.parametrize("is_recorded", [False, True])
def test_settle__after_its_last_second__is_refused_on_record_or_not(network: Network, is_recorded: bool) -> None:
    expires_at_s = network.now_s + DAY_S
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 700, expires_at_s=expires_at_s)
    if is_recorded:
        network.run(HKMA, queue_of(network).expire(uetr), expires_at_s + 1)
    outcome = network.run(BANGKOK_BANK, queue_of(network).settle(uetr), expires_at_s + 2)
    expected = ObligationRefused(uetr, RefusalCode.ORDER_EXPIRED, "order-expiry", BANGKOK_BANK.address)
    assert events_of(outcome) == [expected]


def test_settle__in_its_last_second__is_done(network: Network) -> None:
    expires_at_s = network.now_s + DAY_S
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 700, expires_at_s=expires_at_s)
    network.run(BANGKOK_BANK, queue_of(network).settle(uetr), expires_at_s)
    assert state_of(network, uetr) is ObligationState.SETTLED


def test_settle__queued_by_a_system_contract__is_the_payers_to_settle(network: Network) -> None:
    queue, uetr = queue_of(network), fresh_uetr(network)
    call = queue.queue_for(BANGKOK_BANK.address, uetr, CHIANGMAI_BANK.address, "THB", 5, 0, network.now_s + DAY_S)
    made_by(network, sources_contract(network), call).require()
    network.run(BANGKOK_BANK, queue.settle(uetr))
    assert thb_of(network, CHIANGMAI_BANK) == (5,)


# --- In a batch


@pytest.mark.parametrize("sender", [BANK_OF_THAILAND, KEEPER, MAKER, CHIANGMAI_BANK])
def test_settle_batch__circle_without_money__settles_by_its_nets(network: Network, sender: Account) -> None:
    network.run(BANGKOK_BANK, network.money("THB").transfer(MAKER.address, 50))
    ring = [(BANGKOK_BANK, CHIANGMAI_BANK, 1_000), (CHIANGMAI_BANK, MAKER, 900), (MAKER, BANGKOK_BANK, 950)]
    uetrs = [owe(network, *owed) for owed in ring]
    assert foreseen(network, *uetrs).code is NOTHING
    outcome = network.run(sender, batch_of(network, *uetrs))
    queue = queue_of(network)
    assert events_of(outcome) == [
        *(ObligationSettled(uetr, 1) for uetr in uetrs),
        BatchSettled(1, "THB", 3, 2_850, 100),
        Transfer(BANGKOK_BANK.address, queue.address, 50),
        Transfer(MAKER.address, queue.address, 50),
        Transfer(queue.address, CHIANGMAI_BANK.address, 100),
    ]
    assert thb_of(network, BANGKOK_BANK, CHIANGMAI_BANK) == (BANGKOK_BANK_MINOR - 100, 100)
    assert network.read(network.money("THB").balance_of(queue.address)) == 0
    assert {state_of(network, uetr) for uetr in uetrs} == {ObligationState.SETTLED}
    assert network.read(queue.batches_of("THB")) == 1


def test_settle_batch__equal_and_opposite__moves_nothing_at_all(network: Network) -> None:
    uetrs = [owe(network, CHIANGMAI_BANK, MAKER, 10**9), owe(network, MAKER, CHIANGMAI_BANK, 10**9)]
    outcome = network.run(KEEPER, batch_of(network, *uetrs))
    assert events_of(outcome)[2:] == [BatchSettled(1, "THB", 2, 2 * 10**9, 0)]


@pytest.mark.parametrize("seed", range(3))
def test_settle_batch__random__leaves_every_bank_with_its_net(network: Network, seed: int) -> None:
    banks = admit_banks(network, 6, 10**8)
    owed = queue_many(network, banks, 60, seed)
    before = dict(zip(banks, thb_of(network, *banks), strict=True))
    nets = Counter(dict.fromkeys(banks, 0))
    for item in owed:
        nets[item.payer] -= item.amount_minor
        nets[item.payee] += item.amount_minor
    outcome = network.run(KEEPER, batch_of(network, *(item.uetr for item in owed)))
    settled = outcome.first(BatchSettled)
    assert settled is not None
    assert settled.value_minor == sum(item.amount_minor for item in owed)
    assert settled.net_minor == sum(net for net in nets.values() if net > 0)
    assert dict(zip(banks, thb_of(network, *banks), strict=True)) == {b: before[b] + nets[b] for b in banks}
    movements = [event for event in events_of(outcome) if isinstance(event, Transfer)]
    assert len(movements) == sum(net != 0 for net in nets.values())
    queue = queue_of(network)
    for bank in banks:
        assert network.read(queue.multilateral_position_of("THB", bank.address)) == -nets[bank]


def test_settle_batch__256_obligations__are_settled_at_once(network: Network) -> None:
    banks = admit_banks(network, 4, 10**9)
    owed = queue_many(network, banks, 256)
    outcome = network.run(KEEPER, batch_of(network, *(item.uetr for item in owed)))
    assert outcome.receipt.gas_used < 5_000_000
    settled = outcome.first(BatchSettled)
    assert settled is not None
    assert settled.count == 256


def test_settle_batch__one_unit_short__is_refused_and_names_the_bank(network: Network) -> None:
    uetrs = [owe(network, CHIANGMAI_BANK, MAKER, 101), owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 100)]
    assert_refused(network, uetrs, *LIQUIDITY, CHIANGMAI_BANK)
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, 1, b"x"))
    network.run(KEEPER, batch_of(network, *uetrs))
    assert thb_of(network, CHIANGMAI_BANK, MAKER) == (0, 101)


def test_settle_batch__frozen_money__is_not_spent_and_does_not_stop_what_comes_in(network: Network) -> None:
    money = network.money("THB")
    network.run(SUPERVISOR, money.set_frozen_tokens(BANGKOK_BANK.address, BANGKOK_BANK_MINOR))
    out, back = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 100), owe(network, CHIANGMAI_BANK, BANGKOK_BANK, 100)
    assert_refused(network, [out], RefusalCode.PAYER_FROZEN, "payer-frozen", BANGKOK_BANK)
    network.run(KEEPER, batch_of(network, out, back))
    assert state_of(network, out) is ObligationState.SETTLED


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
@pytest.mark.parametrize("is_payer", [True, False])
def test_settle_batch__bank_that_is_out__is_named_and_stops_nobody_else(
    network: Network, status: Status, is_payer: bool
) -> None:
    pair = (CHIANGMAI_BANK, MAKER) if is_payer else (MAKER, CHIANGMAI_BANK)
    network.run(BANK_OF_THAILAND, network.money("THB").issue(pair[0].address, 100, b"x"))
    lame, sound = owe(network, *pair, 100), owe(network, BANGKOK_BANK, MAKER, 100)
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, status)
    side = ("PAYER", "payer") if is_payer else ("PAYEE", "payee")
    code = RefusalCode[f"{side[0]}_BANK_SUSPENDED"]
    assert_refused(network, [lame, sound], code, f"{side[1]}-bank-standing", CHIANGMAI_BANK)
    network.run(KEEPER, batch_of(network, sound))
    assert state_of(network, sound) is ObligationState.SETTLED


def test_settle_batch__paused_money__is_refused_in_the_central_banks_name(network: Network) -> None:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 100)
    network.run(BANK_OF_THAILAND, network.money("THB").set_paused(True, "test"))
    assert_refused(network, [uetr], RefusalCode.PAYER_MONEY_PAUSED, "payer-money-paused", BANK_OF_THAILAND)


def test_settle_batch__several_causes__names_the_first_of_the_table(network: Network) -> None:
    """Each cause is put right in turn, and the next one is named."""
    queue, money = queue_of(network), network.money("THB")
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 100)
    network.run(BANGKOK_BANK, queue.set_bilateral_limit("THB", CHIANGMAI_BANK.address, 99))
    network.run(BANGKOK_BANK, queue.set_multilateral_limit("THB", 99))
    network.run(BANGKOK_BANK, queue.hold(uetr))
    network.run(SUPERVISOR, money.set_frozen_tokens(BANGKOK_BANK.address, BANGKOK_BANK_MINOR))
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    network.run(BANK_OF_THAILAND, money.set_paused(True, "test"))

    def reinstate(bank: Account) -> Callable[[], object]:
        return lambda: network.set_participant(BANK_OF_THAILAND, bank, Status.ACTIVE)

    unlimited = 2**256 - 1
    cures: list[tuple[RefusalCode, Callable[[], object]]] = [
        (RefusalCode.OBLIGATION_NOT_QUEUED, lambda: network.run(BANGKOK_BANK, queue.release(uetr))),
        (RefusalCode.PAYER_BANK_SUSPENDED, reinstate(BANGKOK_BANK)),
        (RefusalCode.PAYER_MONEY_PAUSED, lambda: network.run(BANK_OF_THAILAND, money.set_paused(False, "test"))),
        (
            RefusalCode.PAYER_BILATERAL_LIMIT,
            lambda: network.run(BANGKOK_BANK, queue.set_bilateral_limit("THB", CHIANGMAI_BANK.address, unlimited)),
        ),
        (
            RefusalCode.PAYER_MULTILATERAL_LIMIT,
            lambda: network.run(BANGKOK_BANK, queue.set_multilateral_limit("THB", unlimited)),
        ),
        (
            RefusalCode.PAYER_FROZEN,
            lambda: network.run(SUPERVISOR, money.set_frozen_tokens(BANGKOK_BANK.address, 0)),
        ),
        (RefusalCode.PAYEE_BANK_SUSPENDED, reinstate(CHIANGMAI_BANK)),
    ]
    for code, cure in cures:
        assert foreseen(network, uetr).code is code
        refused = network.run(BANK_OF_THAILAND, batch_of(network, uetr)).first(BatchRefused)
        assert refused is not None
        assert refused.code is code
        cure()
    network.run(KEEPER, batch_of(network, uetr))
    assert state_of(network, uetr) is ObligationState.SETTLED


# --- What a bank can do to the others just before a batch


@pytest.mark.parametrize("trick", ["drain", "freeze", "hold", "cancel", "settle"])
def test_settle_batch__griefing_bank__is_named_and_the_next_batch_does_without_it(network: Network, trick: str) -> None:
    money, queue = network.money("THB"), queue_of(network)
    for bank in (CHIANGMAI_BANK, MAKER):
        network.run(BANK_OF_THAILAND, money.issue(bank.address, 1_000, b"x"))
    griefing = owe(network, CHIANGMAI_BANK, BANGKOK_BANK, 500)
    others = [owe(network, BANGKOK_BANK, MAKER, 800), owe(network, MAKER, BANGKOK_BANK, 900)]
    assert foreseen(network, griefing, *others).code is NOTHING
    expected = NOT_QUEUED
    if trick == "drain":
        network.run(CHIANGMAI_BANK, money.redeem(1_000, b"gone"))
        expected = LIQUIDITY
    elif trick == "freeze":
        network.run(SUPERVISOR, money.set_frozen_tokens(CHIANGMAI_BANK.address, 501))
        expected = (RefusalCode.PAYER_FROZEN, "payer-frozen")
    else:
        network.run(CHIANGMAI_BANK, getattr(queue, trick)(griefing))
    assert_refused(network, [griefing, *others], *expected, CHIANGMAI_BANK)
    network.run(KEEPER, batch_of(network, *others))
    assert {state_of(network, uetr) for uetr in others} == {ObligationState.SETTLED}


def test_queue__hundreds_of_obligations_of_one_bank__cost_another_nothing(network: Network) -> None:
    """There is no list that grows: what it costs to queue and to settle does not depend on what others queued."""
    for payer, payee in ((CHIANGMAI_BANK, MAKER), (BANGKOK_BANK, CHIANGMAI_BANK)):
        owe(network, payer, payee, 5)
    alone = network.fork()
    queue_many(network, [CHIANGMAI_BANK, MAKER], 300)
    costs = []
    for chain in (alone, network):
        queued = chain.run(BANGKOK_BANK, queueing(chain, LAST_UETR, CHIANGMAI_BANK, 5, expires_at_s=2**32))
        settled = chain.run(BANGKOK_BANK, queue_of(chain).settle(LAST_UETR))
        costs.append((queued.receipt.gas_used, settled.receipt.gas_used))
    assert costs[0] == costs[1]
