"""Freezes, releases and seizures told apart: what an authority did to somebody's money, step by step.

Trusts the events for what stands frozen; who may, other rooms judge.
Never takes for an act of its own what a seizure or a change of keys does to a freeze.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chain.abi import Address
from chain.clients.events import ForcedTransfer, Frozen, HoldingsMoved, LegalOrderExecuted
from chain.events import Event

HoldKind: TypeAlias = Literal["freeze", "release", "forced-transfer", "follow"]
TOLD_BY = (Frozen, ForcedTransfer, LegalOrderExecuted, HoldingsMoved)
"""The events that holds are told by."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One step. kind: a freeze is of more than before, a release of less, a `follow` what a seizure or a change of keys
    made of a freeze; money: whose event it is; account;
    amount_minor: frozen from then on, or taken; order: id of the legal order that was executed, or empty."""

    kind: HoldKind
    money: Address
    account: Address
    amount_minor: int
    order: bytes = b""


class Holds:
    """What stands frozen after the events read so far."""

    def __init__(self) -> None:
        self._frozen: dict[tuple[Address, Address], int] = {}

    def read(self, events: Sequence[tuple[Address, Event]]) -> Iterator[Hold]:
        """The steps of one transaction. events: each with the contract that told it, in order."""
        orders = {event.account: event.order_id for _, event in events if isinstance(event, LegalOrderExecuted)}
        follows = {event.from_ for _, event in events if isinstance(event, ForcedTransfer | HoldingsMoved)}
        follows |= {event.to for _, event in events if isinstance(event, HoldingsMoved)}
        for money, event in events:
            match event:
                case ForcedTransfer(from_=account, amount=amount_minor):
                    yield Hold("forced-transfer", money, account, amount_minor, orders.get(account, b""))
                case Frozen(account=account, amount=amount_minor):
                    before_minor = self._frozen.get((money, account), 0)
                    self._frozen[money, account] = amount_minor
                    is_less = amount_minor < before_minor or amount_minor == 0
                    kind: HoldKind = "follow" if account in follows else "release" if is_less else "freeze"
                    yield Hold(kind, money, account, amount_minor)
