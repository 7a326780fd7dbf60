"""The audited run of other ways to settle, its first part: instructions of several legs, hash locks, and how they end.

Trusts the story's ledger and signatures.
Never does what fails; what is refused or held up is meant to be.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, TypeAlias

from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    EXPORTER,
    FINDER,
    HK_BANK,
    HKMA,
    IMPORTER,
    KEEPER,
    MAKER,
    NEIGHBOUR,
    POOR,
    SECOND_KEY,
    SHOP,
    lei,
    uetr,
)
from audited_story import Story

from chain.accounts import Account
from chain.clients.types import Approval, Instruction, Leg, Lock, Role, Status, StepUp
from chain.consents import CustomerConsent

Plan: TypeAlias = tuple[Account, Account, str, int]
"""Payer, payee, currency, minor units."""

ABOVE_MINOR = 50_000
SECRET = bytes(range(32))


def open_branches(story: Story) -> None:
    """The Hong Kong bank holds baht and the Bangkok bank Hong Kong dollars; the importer has a second key."""
    d = story.deployment
    for central_bank, bank, number, bic, home, here in (
        (BANK_OF_THAILAND, HK_BANK, 10, "CRDRHKHH", "HK", "TH"),
        (HKMA, BANGKOK_BANK, 11, "CRDRTHBKXXX", "TH", "HK"),
    ):
        story.do(central_bank, d.registry.admit(bank.address, Role.COMMERCIAL_BANK, lei(number), bic, home))
        story.do(bank, d.registry.accept_admission(here))
    for bank in (HK_BANK, MAKER):
        story.do(BANK_OF_THAILAND, d.money("THB").issue(bank.address, 10**8, b""))
    for bank in (HK_BANK, BANGKOK_BANK):
        story.do(HKMA, d.money("HKD").issue(bank.address, 10**8, b""))
    story.do(CHIANGMAI_BANK, d.deposit("th-bank-2").issue(SHOP.address, 10**7, b"cash"))
    story.do(IMPORTER, d.deposit("th-bank-1").set_step_up(StepUp(SECOND_KEY.address, ABOVE_MINOR), b""))


def instruct(story: Story, number: int, *plans: Plan, reserves: bool = False, for_s: int = DAY_S) -> Instruction:
    """An instruction of these legs."""
    parties = tuple(sorted({side.address for plan in plans for side in plan[:2]}, key=lambda item: int(item, 16)))
    legs = tuple(
        Leg(parties.index(payer.address), parties.index(payee.address), currency, minor, "GDDS", bytes(32))
        for payer, payee, currency, minor in plans
    )
    salt = number.to_bytes(32, "big")
    return Instruction(uetr(number), story.ledger.timestamp_s + for_s, reserves, salt, parties, legs)


def approval(content: Instruction, party: Account, signature: bytes = b"", second_keys: bytes = b"") -> Approval:
    """Of one party; without a signature by whoever sends it."""
    return Approval(content.parties.index(party.address), signature, second_keys)


def signed(story: Story, content: Instruction, *parties: Account) -> list[Approval]:
    """The approvals of these parties, signed."""
    contract = story.deployment.atomic_settlement
    return [approval(content, party, story.sign(party, content, contract)) for party in parties]


def settle_at_once(story: Story) -> None:
    """Three parties in two currencies in one step, with a second key; the same again; one that is refused."""
    contract = story.deployment.atomic_settlement
    legs = (IMPORTER, SHOP, "THB", ABOVE_MINOR + 1), (HK_BANK, MAKER, "HKD", 700), (MAKER, HK_BANK, "THB", 3_000)
    content = instruct(story, 100, *legs)
    second = story.sign(SECOND_KEY, content, contract)
    importer = approval(content, IMPORTER, story.sign(IMPORTER, content, contract), second)
    shop = approval(content, SHOP, story.sign(CHIANGMAI_BANK, content, contract))
    approvals = [importer, shop, *signed(story, content, HK_BANK, MAKER)]
    story.do(KEEPER, contract.settle(content, approvals))
    story.do(KEEPER, contract.settle(content, approvals))
    poor = instruct(story, 101, (POOR, SHOP, "THB", 10**9))
    story.do(KEEPER, contract.settle(poor, signed(story, poor, POOR, SHOP)))


def pvp(story: Story, number: int, **how: Any) -> Instruction:
    """The Bangkok bank pays the Hong Kong bank baht against Hong Kong dollars."""
    legs = (BANGKOK_BANK, HK_BANK, "THB", 46_000), (HK_BANK, BANGKOK_BANK, "HKD", 10_000)
    return instruct(story, number, *legs, **how)


def propose(story: Story, content: Instruction, party: Account) -> None:
    """A party proposes by its own transaction."""
    story.do(party, story.deployment.atomic_settlement.propose(content, approval(content, party)))


def approve(story: Story, content: Instruction, party: Account) -> None:
    """A party approves by its own transaction."""
    story.do(party, story.deployment.atomic_settlement.approve(content, [approval(content, party)]))


def settle_in_two_steps(story: Story) -> None:
    """Settled, once after an approval was taken back and once it is no longer held up; cancelled; expired."""
    contract, money = story.deployment.atomic_settlement, story.deployment.money("HKD")
    content = pvp(story, 110)
    propose(story, content, BANGKOK_BANK)
    third = instruct(story, 111, (IMPORTER, SHOP, "THB", 900), (BANGKOK_BANK, CHIANGMAI_BANK, "THB", 5))
    propose(story, third, BANGKOK_BANK)
    approve(story, third, CHIANGMAI_BANK)
    story.do(CHIANGMAI_BANK, contract.withdraw_approval(third, third.parties.index(CHIANGMAI_BANK.address)))
    story.do(KEEPER, contract.approve(third, signed(story, third, CHIANGMAI_BANK, IMPORTER, SHOP)))
    approve(story, content, HK_BANK)
    short = instruct(story, 112, (BANGKOK_BANK, HK_BANK, "THB", 1), (HK_BANK, BANGKOK_BANK, "HKD", 2 * 10**8))
    propose(story, short, HK_BANK)
    approve(story, short, BANGKOK_BANK)
    story.do(HKMA, money.issue(HK_BANK.address, 2 * 10**8, b""))
    story.do(KEEPER, contract.execute(short))
    cancelled, expired = pvp(story, 113), pvp(story, 114, for_s=60)
    for item in (cancelled, expired):
        propose(story, item, HK_BANK)
    story.do(HK_BANK, contract.cancel(cancelled))
    story.do(KEEPER, contract.expire(expired), expired.expires_at + 1)


def settle_through_escrow(story: Story) -> None:
    """With reserve: one settles, one is cancelled, one expires while a payer cannot be paid back, and is reclaimed."""
    contract, registry = story.deployment.atomic_settlement, story.deployment.registry
    content = pvp(story, 120, reserves=True)
    propose(story, content, BANGKOK_BANK)
    approve(story, content, HK_BANK)
    cancelled = instruct(story, 121, (IMPORTER, SHOP, "THB", 800), (SHOP, IMPORTER, "THB", 70), reserves=True)
    propose(story, cancelled, IMPORTER)
    story.do(IMPORTER, contract.cancel(cancelled))
    legs = (NEIGHBOUR, SHOP, "THB", 600), (SHOP, POOR, "THB", 50), (CHIANGMAI_BANK, BANGKOK_BANK, "THB", 40)
    expired = instruct(story, 122, *legs, reserves=True, for_s=60)
    propose(story, expired, NEIGHBOUR)
    story.do(KEEPER, contract.approve(expired, signed(story, expired, SHOP, CHIANGMAI_BANK)))
    story.do(BANGKOK_BANK, registry.set_customer_status(NEIGHBOUR.address, Status.SUSPENDED, "papers"))
    story.do(KEEPER, contract.expire(expired), expired.expires_at + 1)
    story.do(BANGKOK_BANK, registry.set_customer_status(NEIGHBOUR.address, Status.ACTIVE, "papers"))
    story.do(KEEPER, contract.reclaim(expired, expired.parties.index(NEIGHBOUR.address)))


def lose_a_key_in_escrow(story: Story) -> None:
    """A key is replaced while its money is in escrow, for an instruction and a lock: both go back to the new key."""
    d, contract = story.deployment, story.deployment.atomic_settlement
    content = instruct(story, 130, (POOR, SHOP, "THB", 30), reserves=True, for_s=60)
    story.do(BANGKOK_BANK, d.deposit("th-bank-1").issue(POOR.address, 1_000, b"cash"))
    propose(story, content, POOR)
    lock = lock_of(story, 131, POOR, SHOP, 20, for_s=60)
    open_lock(story, lock, POOR)
    registry = d.registry
    commitment = story.ledger.read(registry.customer_of(POOR.address)).identity_commitment
    consent = story.sign(FINDER, CustomerConsent(FINDER.address, BANGKOK_BANK.address, commitment), registry)
    story.do(
        BANGKOK_BANK, registry.open_key_replacement(POOR.address, FINDER.address, b"case".ljust(32, b"\0"), consent)
    )
    completion = registry.complete_key_replacement(POOR.address)
    story.do(BANGKOK_BANK, completion, story.ledger.timestamp_s + 3 * DAY_S)
    story.do(KEEPER, contract.expire(content))
    story.do(KEEPER, d.hash_time_lock.refund(lock))


def lock_of(story: Story, number: int, payer: Account, payee: Account, minor: int, *, for_s: int = DAY_S) -> Lock:
    """A lock of baht that is claimed first, against one elsewhere that lasts a day longer."""
    expires_at = story.ledger.timestamp_s + for_s
    return Lock(
        uetr=uetr(number),
        payer=payer.address,
        payee=payee.address,
        currency="THB",
        amount_minor=minor,
        purpose="GDDS",
        travel_rule_hash=bytes(32),
        secret_hash=hashlib.sha256(SECRET).digest(),
        expires_at=expires_at,
        is_claimed_first=True,
        counter_expires_at=expires_at + DAY_S,
        counter_reference=b"elsewhere",
    )


def open_lock(story: Story, lock: Lock, payer: Account, second_key: bytes = b"") -> None:
    """The payer's bank brings its signature."""
    contract = story.deployment.hash_time_lock
    story.do(KEEPER, contract.open(lock, story.sign(payer, lock, contract), second_key))


def lock_and_claim(story: Story) -> None:
    """Locks that are claimed, claimed and delivered later, paid back; opened twice; refused."""
    contract, registry = story.deployment.hash_time_lock, story.deployment.registry
    first = lock_of(story, 140, IMPORTER, SHOP, ABOVE_MINOR + 1)
    open_lock(story, first, IMPORTER, story.sign(SECOND_KEY, first, contract))
    open_lock(story, first, IMPORTER, story.sign(SECOND_KEY, first, contract))
    other = replace(first, amount_minor=7)
    open_lock(story, other, IMPORTER)
    story.do(KEEPER, contract.claim(first, SECRET))
    later = replace(lock_of(story, 141, BANGKOK_BANK, EXPORTER, 90), currency="HKD")
    story.do(BANGKOK_BANK, contract.open(later, b"", b""))
    story.do(HK_BANK, registry.set_customer_status(EXPORTER.address, Status.SUSPENDED, "papers"))
    story.do(KEEPER, contract.claim(later, SECRET))
    story.do(HK_BANK, registry.set_customer_status(EXPORTER.address, Status.ACTIVE, "papers"))
    story.do(KEEPER, contract.deliver(later))
    back = lock_of(story, 142, CHIANGMAI_BANK, HK_BANK, 80, for_s=60)
    story.do(CHIANGMAI_BANK, contract.open(back, b"", b""))
    story.do(KEEPER, contract.refund(back), back.expires_at)


def settle_by_the_rules(story: Story) -> None:
    """Under the books of three moneys: wallets of two banks and of one, and banks; straight and through escrow."""
    contract = story.deployment.atomic_settlement
    legs = (
        (IMPORTER, SHOP, "THB", 20_000),
        (IMPORTER, NEIGHBOUR, "THB", 10_000),
        (BANGKOK_BANK, CHIANGMAI_BANK, "THB", 40),
    )
    content = instruct(story, 150, *legs)
    story.do(
        KEEPER,
        contract.settle(content, signed(story, content, IMPORTER, SHOP, NEIGHBOUR, BANGKOK_BANK, CHIANGMAI_BANK)),
    )
    through = instruct(
        story, 151, (NEIGHBOUR, SHOP, "THB", 25_000), (CHIANGMAI_BANK, BANGKOK_BANK, "THB", 60), reserves=True
    )
    propose(story, through, NEIGHBOUR)
    story.do(KEEPER, contract.approve(through, signed(story, through, SHOP, CHIANGMAI_BANK, BANGKOK_BANK)))
    story.do(NEIGHBOUR, story.deployment.hash_time_lock.open(lock_of(story, 160, NEIGHBOUR, SHOP, 30), b"", b""))
    claimed = lock_of(story, 161, NEIGHBOUR, SHOP, 9_000)
    among_banks = lock_of(story, 162, BANGKOK_BANK, CHIANGMAI_BANK, 3_000)
    for payer, lock in ((NEIGHBOUR, claimed), (BANGKOK_BANK, among_banks)):
        open_lock(story, lock, payer)
        story.do(KEEPER, story.deployment.hash_time_lock.claim(lock, SECRET))
