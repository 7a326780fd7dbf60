"""Plants a lie about instructions and hash locks, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of deals, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from audited_cast import (
    BANGKOK_BANK,
    CHIANGMAI_BANK,
    DAY_S,
    HK_BANK,
    KEEPER,
    NEIGHBOUR,
    SHOP,
    uetr,
)
from audited_deals import SECRET
from audited_story import Story
from lies import (
    OUTSIDER,
    STRANGER,
    Lie,
    add,
    alter,
    at,
    beside,
    both,
    called_with,
    drop,
    edit,
    flipped,
    sent_by,
    twice,
    unsigned,
)

from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.abi import ZERO_ADDRESS
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.events import (
    AmountLimitsSet,
    InstructionApproved,
    InstructionCancelled,
    InstructionCountersigned,
    InstructionExists,
    InstructionExpired,
    InstructionHeld,
    InstructionProposed,
    InstructionRefused,
    InstructionSettled,
    InstructionWithdrawn,
    LegReserved,
    LegReturned,
    LegSettled,
    LockClaimed,
    LockDelivered,
    LockExists,
    LockHeld,
    LockOpened,
    LockRefunded,
    LockRefused,
    PurposePolicySet,
    ReserveHeld,
    StepUpSet,
    TierLimitsSet,
    Transfer,
)
from chain.clients.hash_time_lock import HashTimeLock
from chain.clients.types import RefusalCode
from chain.transactions import call_arguments

AT_ONCE, TWO_STEPS, WITHDRAWN, HELD, CANCELLED, EXPIRED = 100, 110, 111, 112, 113, 114
RESERVED, GIVEN_BACK, STUCK = 120, 121, 122
SHOPS = SHOP.address
FIRST_LOCK, LATE_LOCK, OLD_LOCK = 140, 141, 142
AT_BANGKOK = BANGKOK_BANK.address, BANGKOK_BANK.address


def of(number: int, **values: Any) -> Callable[[Any], bool]:
    """The first of an instruction or lock, with these values."""
    wanted = {"uetr": uetr(number), **values}
    return lambda event: all(getattr(event, name) == value for name, value in wanted.items())


def moved(payer: Any, amount_minor: int) -> Callable[[Any], bool]:
    """The first movement of this amount out of an account."""
    return lambda event: event.from_ == payer.address and event.value == amount_minor and event.to != ZERO_ADDRESS


def spoil_approval(function: str, place: int, *, second_key: bool = False) -> Callable[[bytes], bytes]:
    """Turns one bit of the signature of one of the approvals that a call brings, or of its second key's."""

    def change(data: bytes) -> bytes:
        arguments = call_arguments(AtomicSettlement.ARTIFACT, function, data)
        assert arguments is not None
        approval = arguments[1][place]
        return flipped(data, approval.second_key_signatures if second_key else approval.signature)

    return change


def spoil_lock(function: str, place: int) -> Callable[[bytes], bytes]:
    """Turns one bit of an argument of a call of the lock."""

    def change(data: bytes) -> bytes:
        arguments = call_arguments(HashTimeLock.ARTIFACT, function, data)
        assert arguments is not None
        return flipped(data, arguments[place])

    return change


def other_secret(data: bytes) -> bytes:
    """The call with another secret."""
    return data.replace(SECRET, bytes(32))


def short(data: bytes) -> bytes:
    """The call without its last word."""
    return data[:-32]


INSTRUCTION_LIES: list[tuple[str, Lie]] = [
    ("instruction-content", unsigned(InstructionSettled, of(AT_ONCE))),
    ("instruction-content", called_with(short, InstructionSettled, of(AT_ONCE))),
    ("instruction-content", alter(InstructionSettled, of(AT_ONCE), uetr=uetr(999))),
    ("instruction-content", alter(InstructionSettled, of(TWO_STEPS), instruction_hash=bytes(32))),
    ("instruction-consent", called_with(spoil_approval("settle", 0), InstructionSettled, of(AT_ONCE))),
    ("instruction-consent", called_with(spoil_approval("settle", 1), InstructionSettled, of(AT_ONCE))),
    ("instruction-consent", called_with(spoil_approval("settle", 2), InstructionSettled, of(AT_ONCE))),
    (
        "instruction-consent",
        called_with(spoil_approval("settle", 0, second_key=True), InstructionSettled, of(AT_ONCE)),
    ),
    (
        "instruction-consent",
        called_with(spoil_approval("approve", 1), InstructionApproved, of(WITHDRAWN, party=SHOP.address)),
    ),
    ("instruction-consent", sent_by(OUTSIDER, InstructionProposed, of(TWO_STEPS))),
    ("instruction-consent", sent_by(BANGKOK_BANK, InstructionApproved, of(TWO_STEPS, party=HK_BANK.address))),
    ("instruction-consent", alter(InstructionApproved, of(TWO_STEPS), approver=STRANGER)),
    ("instruction-consent", drop(InstructionApproved, of(TWO_STEPS))),
    ("instruction-consent", drop(InstructionApproved, of(HELD, party=BANGKOK_BANK.address))),
    ("instruction-consent", alter(InstructionApproved, of(RESERVED), party=STRANGER)),
    ("instruction-consent", alter(InstructionCountersigned, second_key=STRANGER)),
    ("instruction-consent", sent_by(HK_BANK, InstructionWithdrawn)),
    ("instruction-consent", sent_by(KEEPER, InstructionCancelled, of(CANCELLED))),
    ("consent-step-up", drop(InstructionCountersigned)),
    ("consent-step-up", alter(StepUpSet, above_minor=799)),
    ("consent-step-up", alter(StepUpSet, second_key=STRANGER)),
    ("instruction-state", twice(InstructionProposed, of(TWO_STEPS))),
    ("instruction-state", alter(InstructionProposed, of(TWO_STEPS), proposer=STRANGER)),
    ("instruction-state", add(InstructionProposed, of(TWO_STEPS), expires_at=1)),
    ("instruction-state", alter(InstructionProposed, of(RESERVED), reserves=False)),
    ("instruction-state", at(InstructionProposed, 2 * DAY_S, of(TWO_STEPS))),
    ("instruction-state", drop(InstructionProposed, of(RESERVED))),
    ("instruction-state", twice(InstructionApproved, of(TWO_STEPS, party=HK_BANK.address))),
    ("instruction-state", at(InstructionApproved, 2 * DAY_S, of(WITHDRAWN, party=SHOP.address))),
    ("instruction-state", twice(InstructionWithdrawn)),
    ("instruction-state", twice(InstructionSettled, of(TWO_STEPS))),
    ("instruction-state", at(InstructionSettled, 2 * DAY_S, of(AT_ONCE))),
    ("instruction-state", beside(InstructionSettled, InstructionCancelled(uetr(TWO_STEPS)), of(TWO_STEPS))),
    ("instruction-state", beside(InstructionCancelled, InstructionExpired(uetr(CANCELLED)), of(CANCELLED))),
    ("instruction-state", at(InstructionCancelled, 2 * DAY_S, of(CANCELLED))),
    ("instruction-state", at(InstructionExpired, -100, of(EXPIRED))),
    ("instruction-state", twice(InstructionExpired, of(EXPIRED))),
    ("instruction-state", drop(InstructionApproved, of(HELD, party=BANGKOK_BANK.address))),
    ("instruction-legs", drop(LegSettled, of(AT_ONCE))),
    ("instruction-legs", twice(LegSettled, of(AT_ONCE))),
    ("instruction-legs", add(LegSettled, of(AT_ONCE), amount_minor=-1)),
    ("instruction-legs", alter(LegSettled, of(AT_ONCE), purpose="SALA")),
    ("instruction-legs", alter(LegSettled, of(TWO_STEPS), payee=CHIANGMAI_BANK.address)),
    ("instruction-legs", drop(InstructionSettled, of(TWO_STEPS))),
    ("instruction-legs", drop(InstructionSettled, of(RESERVED))),
    ("instruction-legs", drop(LegReserved, of(RESERVED))),
    ("instruction-legs", add(LegReserved, of(RESERVED), amount_minor=1)),
    ("instruction-legs", alter(LegReserved, of(RESERVED), payer=CHIANGMAI_BANK.address)),
    ("instruction-legs", drop(LegReturned, of(GIVEN_BACK))),
    ("instruction-legs", drop(LegReturned, of(STUCK, account=SHOP.address))),
    ("instruction-legs", drop(ReserveHeld)),
    ("instruction-legs", alter(ReserveHeld, party=SHOP.address)),
    ("leg-moves", add(LegSettled, of(RESERVED), amount_minor=1)),
    ("leg-moves", add(LegReserved, of(GIVEN_BACK), amount_minor=1)),
    ("leg-moves", alter(LegReturned, of(GIVEN_BACK), account=NEIGHBOUR.address)),
    ("leg-moves", drop(Transfer, moved(BANGKOK_BANK, 46_000))),
    ("money-explained", drop(LegSettled, of(TWO_STEPS))),
    ("escrow-purpose", drop(LegReserved, of(RESERVED))),
    ("escrow-purpose", alter(LegReserved, of(RESERVED), payer=CHIANGMAI_BANK.address)),
    ("escrow-purpose", twice(LegReturned, of(GIVEN_BACK))),
    ("escrow-balance", drop(Transfer, moved(BANGKOK_BANK, 600))),
    ("escrow-balance", drop(LegReturned, of(STUCK, account=NEIGHBOUR.address))),
    ("escrow-balance", drop(LegReturned, of(GIVEN_BACK))),
    ("payment-exists", alter(InstructionExists, instruction_hash=bytes(32))),
    ("payment-refusal", alter(InstructionRefused, rule="uetr")),
    ("payment-refusal", alter(InstructionRefused, party=ZERO_ADDRESS)),
    ("payment-refusal", alter(InstructionHeld, code=RefusalCode.UETR_REUSED)),
    ("payment-refusal", alter(ReserveHeld, rule="x")),
    ("rule-amount-limit", alter(AmountLimitsSet, lambda e: e.currency == "THB", max_minor=19_999)),
    ("rule-amount-limit", alter(AmountLimitsSet, lambda e: e.currency == "THB", min_minor=41)),
    ("rule-kyc-tier", alter(TierLimitsSet, lambda e: e.currency == "THB", full_minor=24_999)),
    ("rule-corridor", alter(PurposePolicySet, lambda e: e.currency == "THB", plain_minor_max=4_499)),
]
LOCK_LIES: list[tuple[str, Lie]] = [
    ("lock-content", unsigned(LockOpened, of(FIRST_LOCK))),
    ("lock-content", called_with(short, LockClaimed, of(FIRST_LOCK))),
    ("lock-content", alter(LockOpened, of(FIRST_LOCK), uetr=uetr(999))),
    ("lock-content", alter(LockOpened, of(FIRST_LOCK), secret_hash=bytes(32))),
    ("lock-content", alter(LockOpened, of(FIRST_LOCK), payee=STRANGER)),
    ("lock-content", add(LockOpened, of(FIRST_LOCK), expires_at=1)),
    ("lock-content", edit(LockRefused, lambda e: [LockClaimed(e.uetr, SECRET)])),
    ("lock-consent", called_with(spoil_lock("open", 1), LockOpened, of(FIRST_LOCK))),
    ("lock-consent", sent_by(KEEPER, LockOpened, of(LATE_LOCK))),
    ("consent-step-up", called_with(spoil_lock("open", 2), LockOpened, of(FIRST_LOCK))),
    ("lock-state", twice(LockOpened, of(FIRST_LOCK))),
    ("lock-state", drop(LockOpened, of(FIRST_LOCK))),
    ("lock-state", drop(LockClaimed, of(FIRST_LOCK))),
    ("lock-state", twice(LockDelivered, of(LATE_LOCK))),
    ("lock-state", beside(LockDelivered, LockRefunded(uetr(LATE_LOCK), *AT_BANGKOK, "HKD", 90), of(LATE_LOCK))),
    ("lock-state", beside(LockRefunded, LockClaimed(uetr(OLD_LOCK), SECRET), of(OLD_LOCK))),
    ("lock-time", at(LockClaimed, DAY_S, of(FIRST_LOCK))),
    ("lock-time", at(LockRefunded, -1, of(OLD_LOCK))),
    ("lock-time", at(LockOpened, DAY_S, of(FIRST_LOCK))),
    ("lock-secret", called_with(other_secret, LockClaimed, of(FIRST_LOCK))),
    ("lock-secret", alter(LockClaimed, of(FIRST_LOCK), secret=bytes(32))),
    (
        "lock-secret",
        both(
            called_with(other_secret, LockClaimed, of(FIRST_LOCK)),
            alter(LockClaimed, of(FIRST_LOCK), secret=bytes(32)),
        ),
    ),
    ("lock-leg", add(LockDelivered, of(FIRST_LOCK), amount_minor=-1)),
    ("lock-leg", alter(LockDelivered, of(FIRST_LOCK), payee=CHIANGMAI_BANK.address)),
    ("lock-leg", alter(LockDelivered, of(FIRST_LOCK), currency="HKD")),
    ("lock-leg", add(LockRefunded, of(OLD_LOCK), amount_minor=1)),
    ("lock-leg", alter(LockRefunded, of(OLD_LOCK), account=BANGKOK_BANK.address, bank=BANGKOK_BANK.address)),
    ("leg-moves", add(LockOpened, of(FIRST_LOCK), amount_minor=1)),
    ("leg-moves", alter(LockOpened, of(LATE_LOCK), payer_bank=HK_BANK.address)),
    ("leg-moves", alter(LockDelivered, of(FIRST_LOCK), payee_bank=BANGKOK_BANK.address)),
    ("leg-moves", alter(LockRefunded, of(OLD_LOCK), bank=BANGKOK_BANK.address)),
    ("leg-moves", drop(Transfer, moved(CHIANGMAI_BANK, 80))),
    ("money-explained", drop(LockDelivered, of(FIRST_LOCK))),
    ("consent-transfer", drop(LockRefunded, of(OLD_LOCK))),
    ("escrow-balance", drop(LockRefunded, of(OLD_LOCK))),
    ("escrow-balance", drop(LockDelivered, of(FIRST_LOCK))),
    ("escrow-purpose", drop(LockOpened, of(OLD_LOCK))),
    ("escrow-purpose", twice(LockDelivered, of(LATE_LOCK))),
    ("rule-amount-limit", alter(AmountLimitsSet, lambda e: e.currency == "THB", min_minor=31)),
    ("payment-exists", alter(LockExists, lock_hash=bytes(32))),
    ("payment-refusal", alter(LockRefused, rule="x")),
    ("payment-refusal", alter(LockHeld, party=ZERO_ADDRESS)),
]
LIES = [*INSTRUCTION_LIES, *LOCK_LIES]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_instructions__is_found_by_its_rule(
    deal_blocks: list[RecordedBlock], deals: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(deal_blocks), deals.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]
