"""The movements that one leg between two accounts comes to, straight or through escrow, and what the rules ask of it.

Trusts the registry as rebuilt for who keeps whose deposits: an institution is its own bank, a wallet is not.
Never looks at what moved: that is for who compares.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.legs import Leg, credit, debit
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import LegReserved, LegReturned, LegSettled, ObligationQueued
from chain.clients.types import Sides


@dataclass(frozen=True, slots=True)
class SettledLeg:
    """A leg that is final, or that a lock takes in. event: as an instruction's contract says it; travel_rule_hash: as
    instructed, zero without a record; through: the contract in whose escrow it is, None when it moves straight; sides:
    about whom the rules are asked for good now."""

    event: LegSettled
    travel_rule_hash: bytes
    through: Address | None
    sides: Sides = Sides.BOTH


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one transaction settled, locked or queued, as the rules were asked about it. legs: in their order; queued:
    obligations, about which the rules are asked once; issued: to banks as credit."""

    legs: Sequence[SettledLeg] = ()
    queued: Sequence[ObligationQueued] = ()
    issued: Sequence[Leg] = ()


def settled_moves(registry: Registry, leg: SettledLeg) -> Iterator[Leg]:
    """What a leg moves when it settles; out of escrow its payer's side has moved before."""
    event = leg.event
    money = registry.money_of(event.currency)
    if leg.through is None:
        yield from _debited(registry, event.payer, event.payer_bank, event)
    given_by = event.payer_bank if leg.through is None else leg.through
    if given_by != event.payee_bank:
        yield Leg(money, given_by, event.payee_bank, event.amount_minor)
    yield from _credited(registry, event.payee, event.payee_bank, event)


def reserved_moves(registry: Registry, contract: Address, event: LegReserved) -> Iterator[Leg]:
    """What moves into escrow."""
    yield from _debited(registry, event.payer, event.payer_bank, event)
    yield Leg(registry.money_of(event.currency), event.payer_bank, contract, event.amount_minor)


def returned_moves(registry: Registry, contract: Address, event: LegReturned) -> Iterator[Leg]:
    """What moves out of escrow, back to who paid it in."""
    yield Leg(registry.money_of(event.currency), contract, event.bank, event.amount_minor)
    yield from _credited(registry, event.account, event.bank, event)


def _debited(registry: Registry, account: Address, bank: Address, event: LegSettled | LegReserved) -> Iterator[Leg]:
    if account != bank:
        token = registry.deposit_of(bank, event.currency)
        yield debit(token, account, event.amount_minor, _reference(event.uetr))


def _credited(registry: Registry, account: Address, bank: Address, event: LegSettled | LegReturned) -> Iterator[Leg]:
    if account != bank:
        token = registry.deposit_of(bank, event.currency)
        yield credit(token, account, event.amount_minor, _reference(event.uetr))


def _reference(uetr: str) -> bytes:
    return uuid.UUID(uetr).bytes.ljust(32, b"\0")
