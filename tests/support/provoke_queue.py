"""Provocations of every error of the LiquidityQueue.

Trusts `queue_stage` to queue what an action needs to find.
Never provokes a refusal: those are successful transactions, and tested as such.
"""

from __future__ import annotations

from itertools import pairwise

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    KEEPER,
    MAKER,
    STRANGER,
    SUPERVISOR,
    actor,
    lei,
)
from provocation import Provocation, forwarder, provokes
from queue_stage import batch_of, fresh_uetr, owe, queue_of, queueing
from small_network import DAY_S, Network

from chain.clients import errors
from chain.clients.types import ObligationState, QueueMode, Role, Status
from chain.deploy import seal_all

CYCLE_MEMBERS_MAX = 96
BATCH_MAX = 256


@provokes(errors.QueueCurrencyUnknown)
def queued_in_a_currency_of_nobody(network: Network) -> Provocation:
    call = queueing(network, fresh_uetr(network), CHIANGMAI_BANK, 1, currency="XTS")
    return Provocation(BANGKOK_BANK, call, errors.QueueCurrencyUnknown("XTS"))


@provokes(errors.QueueNotMember)
def client_queues(network: Network) -> Provocation:
    call = queueing(network, fresh_uetr(network), CHIANGMAI_BANK, 1)
    return Provocation(IMPORTER, call, errors.QueueNotMember(IMPORTER.address, "THB"))


@provokes(errors.QueueNotMember)
def foreign_bank_queues(network: Network) -> Provocation:
    call = queueing(network, fresh_uetr(network), CHIANGMAI_BANK, 1)
    return Provocation(HONGKONG_BANK, call, errors.QueueNotMember(HONGKONG_BANK.address, "THB"))


@provokes(errors.QueueNotMember)
def suspended_bank_sets_a_limit(network: Network) -> Provocation:
    owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = queue_of(network).set_multilateral_limit("THB", 1)
    return Provocation(BANGKOK_BANK, call, errors.QueueNotMember(BANGKOK_BANK.address, "THB"))


@provokes(errors.QueueNotMember)
def limit_towards_a_stranger(network: Network) -> Provocation:
    call = queue_of(network).set_bilateral_limit("THB", STRANGER.address, 1)
    return Provocation(BANGKOK_BANK, call, errors.QueueNotMember(STRANGER.address, "THB"))


@provokes(errors.QueueNotMember)
def limit_towards_oneself(network: Network) -> Provocation:
    call = queue_of(network).set_bilateral_limit("THB", BANGKOK_BANK.address, 1)
    return Provocation(BANGKOK_BANK, call, errors.QueueNotMember(BANGKOK_BANK.address, "THB"))


@provokes(errors.QueueNotMember)
def system_contract_queues_for_itself(network: Network) -> Provocation:
    queue = queue_of(network)
    call = queue.queue(fresh_uetr(network), CHIANGMAI_BANK.address, "THB", 1, 0, network.now_s + DAY_S)
    action = forwarder(network, call)
    return Provocation(STRANGER, action, errors.QueueNotMember(action.to, "THB"))


@provokes(errors.QueueNotSystemContract)
def bank_queues_for_another(network: Network) -> Provocation:
    call = queue_of(network).queue_for(
        CHIANGMAI_BANK.address, fresh_uetr(network), BANGKOK_BANK.address, "THB", 1, 0, network.now_s + DAY_S
    )
    return Provocation(BANGKOK_BANK, call, errors.QueueNotSystemContract(BANGKOK_BANK.address, "THB"))


@provokes(errors.QueueNotCentralBank)
def foreign_central_bank_sets_the_mode(network: Network) -> Provocation:
    call = queue_of(network).set_mode("THB", QueueMode.DEFERRED)
    return Provocation(HKMA, call, errors.QueueNotCentralBank(HKMA.address, "THB"))


@provokes(errors.QueueNotCentralBank)
def keeper_abandons_a_cycle(network: Network) -> Provocation:
    return Provocation(
        KEEPER, queue_of(network).abandon_cycle("THB"), errors.QueueNotCentralBank(KEEPER.address, "THB")
    )


@provokes(errors.QueueNotSettler)
def stranger_settles_a_batch(network: Network) -> Provocation:
    call = batch_of(network, owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1))
    return Provocation(SUPERVISOR, call, errors.QueueNotSettler(SUPERVISOR.address, "THB"))


@provokes(errors.QueueNotSettler)
def bank_closes_a_cycle(network: Network) -> Provocation:
    call = queue_of(network).close_cycle("THB")
    return Provocation(BANGKOK_BANK, call, errors.QueueNotSettler(BANGKOK_BANK.address, "THB"))


@provokes(errors.QueueNotPayer)
def payee_settles(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    expected = errors.QueueNotPayer(CHIANGMAI_BANK.address, uetr)
    return Provocation(CHIANGMAI_BANK, queue_of(network).settle(uetr), expected)


@provokes(errors.QueueNotPayer)
def payee_holds(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    return Provocation(CHIANGMAI_BANK, queue_of(network).hold(uetr), errors.QueueNotPayer(CHIANGMAI_BANK.address, uetr))


@provokes(errors.QueueNotSource)
def payee_cancels(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    expected = errors.QueueNotSource(CHIANGMAI_BANK.address, uetr)
    return Provocation(CHIANGMAI_BANK, queue_of(network).cancel(uetr), expected)


@provokes(errors.QueuePayeeIsPayer)
def bank_owes_itself(network: Network) -> Provocation:
    uetr = fresh_uetr(network)
    return Provocation(BANGKOK_BANK, queueing(network, uetr, BANGKOK_BANK, 1), errors.QueuePayeeIsPayer(uetr))


@provokes(errors.QueueAmountInvalid)
def nothing_owed(network: Network) -> Provocation:
    uetr = fresh_uetr(network)
    return Provocation(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 0), errors.QueueAmountInvalid(uetr, 0))


@provokes(errors.QueueAmountInvalid)
def more_owed_than_fits(network: Network) -> Provocation:
    uetr = fresh_uetr(network)
    call = queueing(network, uetr, CHIANGMAI_BANK, 2**96)
    return Provocation(BANGKOK_BANK, call, errors.QueueAmountInvalid(uetr, 2**96))


@provokes(errors.QueueExpiryInvalid)
def later_expiry_than_fits(network: Network) -> Provocation:
    uetr = fresh_uetr(network)
    call = queueing(network, uetr, CHIANGMAI_BANK, 1, expires_at_s=2**40)
    return Provocation(BANGKOK_BANK, call, errors.QueueExpiryInvalid(uetr, 2**40))


@provokes(errors.QueueExpiresWithinCycle)
def gone_before_the_first_cycle_ends(network: Network) -> Provocation:
    network.run(BANK_OF_THAILAND, queue_of(network).set_mode("THB", QueueMode.DEFERRED))
    uetr, ends_at_s = fresh_uetr(network), network.now_s + DAY_S - 1
    call = queueing(network, uetr, CHIANGMAI_BANK, 1, expires_at_s=ends_at_s - 1)
    return Provocation(BANGKOK_BANK, call, errors.QueueExpiresWithinCycle(uetr, ends_at_s - 1, ends_at_s))


@provokes(errors.QueueExpiresWithinCycle)
def gone_before_the_open_cycle_ends(network: Network) -> Provocation:
    network.run(BANK_OF_THAILAND, queue_of(network).set_mode("THB", QueueMode.DEFERRED))
    ends_at_s = network.now_s + DAY_S - 1
    owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    uetr = fresh_uetr(network)
    call = queueing(network, uetr, CHIANGMAI_BANK, 1, expires_at_s=ends_at_s - 1)
    return Provocation(BANGKOK_BANK, call, errors.QueueExpiresWithinCycle(uetr, ends_at_s - 1, ends_at_s))


@provokes(errors.QueueCycleFull)
def one_member_too_many_in_a_cycle(network: Network) -> Provocation:
    registry, queue = network.registry, queue_of(network)
    banks = [actor("bank", f"bank-of-many-{number}") for number in range(CYCLE_MEMBERS_MAX + 1)]
    for number, bank in enumerate(banks):
        admit = registry.admit(bank.address, Role.COMMERCIAL_BANK, lei(2_000 + number), "", "TH")
        network.ledger.submit(BANK_OF_THAILAND, admit)
        network.ledger.submit(bank, registry.accept_admission("TH"))
    network.ledger.submit(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    for payer, payee in pairwise(banks[:CYCLE_MEMBERS_MAX]):
        network.ledger.submit(payer, queueing(network, fresh_uetr(network), payee, 1))
    seal_all(network.ledger)
    call = queueing(network, fresh_uetr(network), banks[-1], 1)
    return Provocation(banks[0], call, errors.QueueCycleFull("THB", 1, CYCLE_MEMBERS_MAX))


@provokes(errors.QueueUnknown)
def unknown_one_is_held(network: Network) -> Provocation:
    uetr = fresh_uetr(network)
    return Provocation(BANGKOK_BANK, queue_of(network).hold(uetr), errors.QueueUnknown(uetr))


@provokes(errors.QueueUnknown)
def unknown_one_in_a_batch(network: Network) -> Provocation:
    uetr = fresh_uetr(network)
    return Provocation(KEEPER, batch_of(network, uetr), errors.QueueUnknown(uetr))


@provokes(errors.QueueStateIs)
def released_though_not_held(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    expected = errors.QueueStateIs(uetr, ObligationState.QUEUED)
    return Provocation(BANGKOK_BANK, queue_of(network).release(uetr), expected)


@provokes(errors.QueueStateIs)
def settled_one_is_cancelled(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    network.run(BANGKOK_BANK, queue_of(network).settle(uetr))
    expected = errors.QueueStateIs(uetr, ObligationState.SETTLED)
    return Provocation(BANGKOK_BANK, queue_of(network).cancel(uetr), expected)


@provokes(errors.QueueStateIs)
def cancelled_one_expires(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    network.run(BANGKOK_BANK, queue_of(network).cancel(uetr))
    expected = errors.QueueStateIs(uetr, ObligationState.CANCELLED)
    return Provocation(STRANGER, queue_of(network).expire(uetr), expected)


@provokes(errors.QueueNotExpired)
def expired_in_its_last_second(network: Network) -> Provocation:
    expires_at_s = network.now_s + DAY_S
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1, expires_at_s=expires_at_s)
    expected = errors.QueueNotExpired(uetr, expires_at_s)
    return Provocation(STRANGER, queue_of(network).expire(uetr), expected, expires_at_s)


def in_a_cycle(network: Network) -> str:
    """An obligation that waits in THB's first cycle."""
    network.run(BANK_OF_THAILAND, queue_of(network).set_mode("THB", QueueMode.DEFERRED))
    return owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)


def of_a_cycle(act: str) -> None:
    """Enters the provocation that its payer tries to `act` on an obligation of a cycle."""

    def provoke(network: Network) -> Provocation:
        queue, uetr = queue_of(network), in_a_cycle(network)
        calls = {
            "settle_batch": batch_of(network, uetr),
            "reprioritise": queue.reprioritise(uetr, 1),
        }
        call = calls.get(act) or getattr(queue, act)(uetr)
        return Provocation(BANGKOK_BANK, call, errors.QueueInCycle(uetr, 1))

    provoke.__name__ = f"{act}_in_a_cycle"
    provokes(errors.QueueInCycle)(provoke)


for _act in ("hold", "release", "reprioritise", "cancel", "expire", "settle", "settle_batch"):
    of_a_cycle(_act)


@provokes(errors.QueueCurrencyForeign)
def batch_of_two_currencies(network: Network) -> Provocation:
    owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    foreign = owe(network, MAKER, HONGKONG_BANK, 1, currency="HKD")
    return Provocation(KEEPER, batch_of(network, foreign), errors.QueueCurrencyForeign(foreign, "HKD"))


@provokes(errors.QueueNotAscending)
def listed_twice(network: Network) -> Provocation:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    return Provocation(KEEPER, batch_of(network, uetr, uetr), errors.QueueNotAscending(uetr))


@provokes(errors.QueueNotAscending)
def listed_out_of_order(network: Network) -> Provocation:
    uetrs = [owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1) for _ in range(2)]
    call = queue_of(network).settle_batch("THB", [uetrs[1], uetrs[0]])
    return Provocation(KEEPER, call, errors.QueueNotAscending(uetrs[0]))


@provokes(errors.QueueBatchSize)
def batch_of_nothing(network: Network) -> Provocation:
    return Provocation(KEEPER, batch_of(network), errors.QueueBatchSize(0, BATCH_MAX))


@provokes(errors.QueueBatchSize)
def batch_too_large(network: Network) -> Provocation:
    uetrs = [fresh_uetr(network) for _ in range(BATCH_MAX + 1)]
    return Provocation(KEEPER, batch_of(network, *uetrs), errors.QueueBatchSize(BATCH_MAX + 1, BATCH_MAX))


@provokes(errors.QueueLimitInvalid)
def limit_too_high(network: Network) -> Provocation:
    call = queue_of(network).set_multilateral_limit("THB", 2**64 - 1)
    return Provocation(BANGKOK_BANK, call, errors.QueueLimitInvalid(2**64 - 1))


@provokes(errors.QueueModeUnchanged)
def mode_set_to_what_it_is(network: Network) -> Provocation:
    call = queue_of(network).set_mode("THB", QueueMode.GROSS)
    return Provocation(BANK_OF_THAILAND, call, errors.QueueModeUnchanged(QueueMode.GROSS))


@provokes(errors.QueueCycleMissing)
def no_cycle_to_close(network: Network) -> Provocation:
    return Provocation(KEEPER, queue_of(network).close_cycle("THB"), errors.QueueCycleMissing("THB"))


@provokes(errors.QueueCycleMissing)
def no_cycle_to_abandon(network: Network) -> Provocation:
    call = queue_of(network).abandon_cycle("THB")
    return Provocation(BANK_OF_THAILAND, call, errors.QueueCycleMissing("THB"))


@provokes(errors.SafeCastOverflowedIntDowncast)
def position_beyond_what_is_counted(network: Network) -> Provocation:
    """Money beyond all money: 129 obligations of the largest amount, which their payer could pay."""
    network.run(BANK_OF_THAILAND, network.money("THB").issue(BANGKOK_BANK.address, 2**104, b"x"))
    uetrs = [owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 2**96 - 1) for _ in range(129)]
    expected = errors.SafeCastOverflowedIntDowncast(104, 129 * (2**96 - 1))
    return Provocation(KEEPER, batch_of(network, *uetrs), expected)
