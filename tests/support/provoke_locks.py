"""Provocations of every error of the HashTimeLock.

Trusts the small network to sign as its actors would.
Never provokes a refusal: those are successful transactions, and tested as such.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, CHIANGMAI_BANK, FARMER, IMPORTER, STRANGER
from atomic_stage import MARGIN_S, SECRET, lock_of, locks, open_lock, sign
from holds import OTHER_SECOND_KEY, SECOND_KEY, set_step_up
from provocation import Provocation, provokes
from small_network import Network

from chain.client import Call
from chain.clients import errors
from chain.clients.types import Lock, LockState
from chain.errors import ContractError


def fresh(network: Network, **changes: Any) -> Lock:
    """Bangkok Bank locks 10.00 THB for Chiang Mai Bank."""
    return lock_of(network, BANGKOK_BANK, CHIANGMAI_BANK, "THB", 1_000, **changes)


def opened(network: Network) -> Lock:
    """The same, open."""
    lock = fresh(network)
    open_lock(network, lock, BANGKOK_BANK)
    return lock


def by_bank(call: Call[Any], expected: ContractError, at_s: int | None = None) -> Provocation:
    """Bangkok Bank tries it."""
    return Provocation(BANGKOK_BANK, call, expected, at_s)


def invalid(network: Network, field: str, **changes: Any) -> Provocation:
    """What is malformed can't be opened."""
    lock = fresh(network, **changes)
    return by_bank(locks(network).open(lock, b"", b""), errors.HashTimeLockInvalid(lock.uetr, field))


@provokes(errors.HashTimeLockInvalid)
def nothing_locked(network: Network) -> Provocation:
    return invalid(network, "amountMinor", amount_minor=0)


@provokes(errors.HashTimeLockInvalid)
def locked_for_its_payer(network: Network) -> Provocation:
    return invalid(network, "payee", payee=BANGKOK_BANK.address)


@provokes(errors.HashTimeLockInvalid)
def locked_without_a_hash(network: Network) -> Provocation:
    return invalid(network, "secretHash", secret_hash=bytes(32))


def in_wrong_order(network: Network, is_claimed_first: bool, counter_after_s: int) -> Provocation:
    """A lock whose counter-leg expires so long after it."""
    at_s = network.now_s + 10 * MARGIN_S
    lock = fresh(network, is_claimed_first=is_claimed_first, expires_at=at_s, counter_expires_at=at_s + counter_after_s)
    expected = errors.HashTimeLockOrder(lock.uetr, lock.expires_at, lock.counter_expires_at)
    return by_bank(locks(network).open(lock, b"", b""), expected)


@provokes(errors.HashTimeLockOrder)
def claimed_first_and_too_late_for_the_other(network: Network) -> Provocation:
    return in_wrong_order(network, True, MARGIN_S - 1)


@provokes(errors.HashTimeLockOrder)
def claimed_second_and_too_early_after_the_other(network: Network) -> Provocation:
    return in_wrong_order(network, False, 1 - MARGIN_S)


@provokes(errors.HashTimeLockNotPayer)
def opened_by_its_payee(network: Network) -> Provocation:
    lock = fresh(network)
    expected = errors.HashTimeLockNotPayer(lock.uetr, CHIANGMAI_BANK.address)
    return Provocation(CHIANGMAI_BANK, locks(network).open(lock, b"", b""), expected)


@provokes(errors.HashTimeLockNotPayer)
def opened_with_a_strangers_signature(network: Network) -> Provocation:
    lock = fresh(network)
    call = locks(network).open(lock, sign(network, lock, STRANGER), b"")
    return by_bank(call, errors.HashTimeLockNotPayer(lock.uetr, STRANGER.address))


def above_the_threshold(network: Network, second: bytes | None) -> Provocation:
    """The importer locks more than its first key may pay alone."""
    set_step_up(network, network.deposit(BANGKOK_BANK), 999)
    lock = lock_of(network, IMPORTER, FARMER, "THB", 1_000)
    second = sign(network, lock, OTHER_SECOND_KEY) if second is None else second
    call = locks(network).open(lock, sign(network, lock, IMPORTER), second)
    return by_bank(call, errors.HashTimeLockStepUpMissing(lock.uetr, SECOND_KEY.address, 999))


@provokes(errors.HashTimeLockStepUpMissing)
def locked_with_one_key(network: Network) -> Provocation:
    return above_the_threshold(network, b"")


@provokes(errors.HashTimeLockStepUpMissing)
def locked_with_another_second_key(network: Network) -> Provocation:
    return above_the_threshold(network, None)


@provokes(errors.HashTimeLockStepUpMissing)
def locked_with_one_key_after_another_lock_with_two(network: Network) -> Provocation:
    provoked = above_the_threshold(network, b"")
    lock = lock_of(network, IMPORTER, FARMER, "THB", 1_000)
    call = locks(network).open(lock, sign(network, lock, IMPORTER), sign(network, lock, SECOND_KEY))
    network.run(BANGKOK_BANK, call)
    return provoked


@provokes(errors.HashTimeLockContentDiffers)
def claim_of_another_content(network: Network) -> Provocation:
    lock = opened(network)
    other = fresh(network, uetr=lock.uetr)
    return by_bank(locks(network).claim(other, SECRET), errors.HashTimeLockContentDiffers(lock.uetr))


@provokes(errors.HashTimeLockNotInState)
def claim_of_what_nobody_opened(network: Network) -> Provocation:
    lock = fresh(network)
    expected = errors.HashTimeLockNotInState(lock.uetr, LockState.NONE)
    return by_bank(locks(network).claim(lock, SECRET), expected)


@provokes(errors.HashTimeLockNotInState)
def refund_of_what_was_delivered(network: Network) -> Provocation:
    lock = opened(network)
    network.run(STRANGER, locks(network).claim(lock, SECRET))
    expected = errors.HashTimeLockNotInState(lock.uetr, LockState.DELIVERED)
    return by_bank(locks(network).refund(lock), expected, at_s=lock.expires_at)


@provokes(errors.HashTimeLockNotInState)
def delivery_of_what_nobody_claimed(network: Network) -> Provocation:
    lock = opened(network)
    return by_bank(locks(network).deliver(lock), errors.HashTimeLockNotInState(lock.uetr, LockState.OPEN))


@provokes(errors.HashTimeLockExpired)
def claim_in_the_second_of_the_expiry(network: Network) -> Provocation:
    lock = opened(network)
    expected = errors.HashTimeLockExpired(lock.uetr, lock.expires_at)
    return by_bank(locks(network).claim(lock, SECRET), expected, at_s=lock.expires_at)


@provokes(errors.HashTimeLockNotExpired)
def refund_a_second_before_the_expiry(network: Network) -> Provocation:
    lock = opened(network)
    expected = errors.HashTimeLockNotExpired(lock.uetr, lock.expires_at)
    return by_bank(locks(network).refund(lock), expected, at_s=lock.expires_at - 1)


@provokes(errors.HashTimeLockSecretLength)
def claim_with_a_byte_less(network: Network) -> Provocation:
    lock = opened(network)
    return by_bank(locks(network).claim(lock, SECRET[:31]), errors.HashTimeLockSecretLength(lock.uetr, 31))


@provokes(errors.HashTimeLockSecretLength)
def claim_with_a_byte_more(network: Network) -> Provocation:
    lock = opened(network)
    return by_bank(locks(network).claim(lock, SECRET + b"\0"), errors.HashTimeLockSecretLength(lock.uetr, 33))


@provokes(errors.HashTimeLockSecretWrong)
def claim_with_another_secret(network: Network) -> Provocation:
    lock = opened(network)
    return by_bank(locks(network).claim(lock, SECRET[::-1]), errors.HashTimeLockSecretWrong(lock.uetr))


@provokes(errors.HashTimeLockNotItself)
def lock_task_of_somebody_else(network: Network) -> Provocation:
    expected = errors.HashTimeLockNotItself(BANGKOK_BANK.address)
    return by_bank(locks(network).perform(opened(network)), expected)
