"""Locks against a leg on another ledger: the secret, the two expiries, and what is final."""

from __future__ import annotations

import hashlib

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    FARMER,
    HONGKONG_BANK,
    IMPORTER,
    MILLER,
    STRANGER,
)
from atomic_stage import MARGIN_S, SECRET, foresee, lock_of, lock_state, locks, open_lock, set_up, sign
from rule_books import ask
from small_network import DAY_S, Network, events_of

from chain.clients import errors, events
from chain.clients.balance_cap import BalanceCap
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.types import Lock, LockState, RefusalCode, Status, TierLimits, WindowLimit

BANKS = (BANGKOK_BANK, HONGKONG_BANK, "THB", 1_000)


@pytest.fixture
def stage(network: Network) -> Network:
    """The small network with two banks that hold both currencies."""
    set_up(network)
    return network


def escrow(network: Network) -> int:
    """What the contract holds of THB."""
    return network.read(network.money("THB").balance_of(locks(network).address))


def opened(network: Network, **changes: object) -> Lock:
    """A lock between two banks, open."""
    lock = lock_of(network, *BANKS, **changes)
    open_lock(network, lock, BANGKOK_BANK)
    assert lock_state(network, lock) == LockState.OPEN
    return lock


def test_claim__with_the_secret_in_time__pays_the_payee_whoever_shows_it(stage: Network) -> None:
    lock = opened(stage)
    assert escrow(stage) == 1_000
    before = stage.balances()
    outcome = stage.run(STRANGER, locks(stage).claim(lock, SECRET), at_s=lock.expires_at - 1)
    assert [type(event).__name__ for event in events_of(outcome)] == ["LockClaimed", "LockDelivered", "Transfer"]
    assert events_of(outcome)[0] == events.LockClaimed(lock.uetr, SECRET)
    after = stage.balances()
    assert after["THB", HONGKONG_BANK.address] - before["THB", HONGKONG_BANK.address] == 1_000
    assert lock_state(stage, lock) == LockState.DELIVERED
    assert escrow(stage) == 0


def test_claim__in_the_second_of_the_expiry__fails_and_the_refund_passes(stage: Network) -> None:
    before = stage.balances()
    lock = opened(stage)
    early = stage.attempt(STRANGER, locks(stage).refund(lock), at_s=lock.expires_at - 1)
    assert isinstance(early.error, errors.HashTimeLockNotExpired)
    late = stage.attempt(HONGKONG_BANK, locks(stage).claim(lock, SECRET), at_s=lock.expires_at)
    assert isinstance(late.error, errors.HashTimeLockExpired)
    outcome = stage.run(STRANGER, locks(stage).refund(lock))
    assert [type(event).__name__ for event in events_of(outcome)] == ["Transfer", "LockRefunded"]
    assert stage.balances() == before
    assert lock_state(stage, lock) == LockState.REFUNDED


@pytest.mark.parametrize("secret", [b"", SECRET[:31], SECRET + b"\0", SECRET * 2])
def test_claim__secret_of_another_length__fails_even_where_its_hash_is_the_one(stage: Network, secret: bytes) -> None:
    lock = opened(stage, secret_hash=hashlib.sha256(secret).digest())
    attempt = stage.attempt(HONGKONG_BANK, locks(stage).claim(lock, secret))
    assert isinstance(attempt.error, errors.HashTimeLockSecretLength)


def test_claim__twice_or_after_a_refund__fails(stage: Network) -> None:
    claimed, refunded = opened(stage), opened(stage)
    stage.run(STRANGER, locks(stage).claim(claimed, SECRET))
    stage.run(STRANGER, locks(stage).refund(refunded), at_s=refunded.expires_at)
    for lock in (claimed, refunded):
        for call in (locks(stage).claim(lock, SECRET), locks(stage).refund(lock), locks(stage).deliver(lock)):
            assert isinstance(stage.attempt(STRANGER, call).error, errors.HashTimeLockNotInState)


@pytest.mark.parametrize("is_claimed_first", [True, False])
def test_open__first_expiry_less_than_the_margin_before_the_second__fails(
    stage: Network, is_claimed_first: bool
) -> None:
    def lock(short_by_s: int) -> Lock:
        first = stage.now_s + DAY_S
        second = first + MARGIN_S - short_by_s
        own, counter = (first, second) if is_claimed_first else (second, first)
        changes = {"is_claimed_first": is_claimed_first, "expires_at": own, "counter_expires_at": counter}
        return lock_of(stage, *BANKS, **changes)

    assert stage.read(locks(stage).margin_s()) == MARGIN_S
    bad = stage.attempt(BANGKOK_BANK, locks(stage).open(lock(1), b"", b""))
    assert isinstance(bad.error, errors.HashTimeLockOrder)
    good = lock(0)
    open_lock(stage, good, BANGKOK_BANK)
    assert lock_state(stage, good) == LockState.OPEN


def test_claim__payee_suspended__counts_for_good_and_is_delivered_after_the_expiry(stage: Network) -> None:
    lock = lock_of(stage, IMPORTER, FARMER, "THB", 1_000)
    stage.run(BANGKOK_BANK, locks(stage).open(lock, sign(stage, lock, IMPORTER), b""))
    stage.set_customer(FARMER, Status.SUSPENDED)
    assert foresee(stage, lock).code == RefusalCode.PAYEE_SUSPENDED
    outcome = stage.run(STRANGER, locks(stage).claim(lock, SECRET), at_s=lock.expires_at - 1)
    assert events_of(outcome)[1] == events.LockHeld(
        lock.uetr, RefusalCode.PAYEE_SUSPENDED, "payee-standing", FARMER.address
    )
    assert lock_state(stage, lock) == LockState.CLAIMED
    refund = stage.attempt(IMPORTER, locks(stage).refund(lock), at_s=lock.expires_at + 5)
    assert isinstance(refund.error, errors.HashTimeLockNotInState)
    stage.run(STRANGER, locks(stage).deliver(lock))
    assert lock_state(stage, lock) == LockState.CLAIMED
    stage.set_customer(FARMER, Status.ACTIVE)
    assert foresee(stage, lock).code == RefusalCode.NONE
    stage.run(STRANGER, locks(stage).deliver(lock))
    assert lock_state(stage, lock) == LockState.DELIVERED
    assert escrow(stage) == 0


def test_claim__payee_bank_suspended__is_held_with_its_code(stage: Network) -> None:
    lock = opened(stage)
    stage.set_participant(BANK_OF_THAILAND, HONGKONG_BANK, Status.SUSPENDED)
    outcome = stage.run(STRANGER, locks(stage).claim(lock, SECRET))
    held = events_of(outcome)[1]
    assert isinstance(held, events.LockHeld)
    assert (held.code, held.party) == (RefusalCode.PAYEE_BANK_SUSPENDED, HONGKONG_BANK.address)


def test_refund__payer_suspended__is_held_and_passes_later(stage: Network) -> None:
    lock = opened(stage)
    stage.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    outcome = stage.run(STRANGER, locks(stage).refund(lock), at_s=lock.expires_at)
    held = events_of(outcome)[0]
    assert isinstance(held, events.LockHeld)
    assert (held.code, held.party) == (RefusalCode.PAYER_BANK_SUSPENDED, BANGKOK_BANK.address)
    assert lock_state(stage, lock) == LockState.OPEN
    assert isinstance(stage.attempt(HONGKONG_BANK, locks(stage).claim(lock, SECRET)).error, errors.HashTimeLockExpired)
    stage.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    stage.run(STRANGER, locks(stage).refund(lock))
    assert lock_state(stage, lock) == LockState.REFUNDED


def test_open__again_or_with_another_content__exists_or_is_refused(stage: Network) -> None:
    lock = opened(stage)
    before = stage.storage()
    (exists,) = events_of(open_lock(stage, lock, BANGKOK_BANK))
    assert isinstance(exists, events.LockExists)
    other = lock_of(stage, *BANKS, uetr=lock.uetr)
    (refused,) = events_of(open_lock(stage, other, BANGKOK_BANK))
    assert isinstance(refused, events.LockRefused)
    assert refused.code == RefusalCode.UETR_REUSED
    late = lock_of(stage, *BANKS, expires_at=stage.now_s)
    (refused,) = events_of(open_lock(stage, late, BANGKOK_BANK))
    assert isinstance(refused, events.LockRefused)
    assert refused.code == RefusalCode.ORDER_EXPIRED == foresee(stage, late).code
    short = lock_of(stage, CHIANGMAI_BANK, BANGKOK_BANK, "THB", 20_000_000)
    assert foresee(stage, short).code == RefusalCode.PAYER_INSUFFICIENT_BALANCE
    (refused,) = events_of(open_lock(stage, short, CHIANGMAI_BANK))
    assert isinstance(refused, events.LockRefused)
    assert refused.code == RefusalCode.PAYER_INSUFFICIENT_BALANCE
    assert stage.storage() == before


def test_claim__payer_used_up_its_window_after_it_locked__is_paid_all_the_same(stage: Network) -> None:
    rule = stage.deployment.rule(RollingWindowLimit)
    limit = WindowLimit(0, 0, 5_000, window_s=DAY_S, buckets=6)
    stage.run(BANK_OF_THAILAND, rule.set_limit("THB", limit))
    ask(stage, stage.deposit(BANGKOK_BANK), RollingWindowLimit)
    lock = lock_of(stage, IMPORTER, FARMER, "THB", 3_000)
    stage.run(IMPORTER, locks(stage).open(lock, b"", b""))
    # What is locked counts: no more than the rest can be sent, or locked.
    assert foresee(stage, lock_of(stage, IMPORTER, FARMER, "THB", 2_001)).code == RefusalCode.PAYER_WINDOW_LIMIT
    stage.run(IMPORTER, stage.deposit(BANGKOK_BANK).transfer(MILLER.address, 2_000))
    stage.run(STRANGER, locks(stage).claim(lock, SECRET))
    assert lock_state(stage, lock) == LockState.DELIVERED


def test_claim__wallet_would_hold_more_than_its_tier_may_by_now__is_held(stage: Network) -> None:
    before = stage.read(stage.deposit(CHIANGMAI_BANK).balance_of(FARMER.address))
    cap = TierLimits(0, 0, before + 3_000)
    stage.run(BANK_OF_THAILAND, stage.deployment.rule(BalanceCap).set_limits("THB", cap))
    ask(stage, stage.deposit(CHIANGMAI_BANK), BalanceCap)
    lock = lock_of(stage, IMPORTER, FARMER, "THB", 3_000)
    stage.run(IMPORTER, locks(stage).open(lock, b"", b""))
    stage.run(CHIANGMAI_BANK, stage.deposit(CHIANGMAI_BANK).issue(FARMER.address, 1, b"more"))
    outcome = stage.run(STRANGER, locks(stage).claim(lock, SECRET))
    held = events_of(outcome)[1]
    assert isinstance(held, events.LockHeld)
    assert held.code == RefusalCode.PAYEE_BALANCE_CAP
    stage.run(FARMER, stage.deposit(CHIANGMAI_BANK).redeem(1, b"less"))
    stage.run(STRANGER, locks(stage).deliver(lock))
    assert lock_state(stage, lock) == LockState.DELIVERED
