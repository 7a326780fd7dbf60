"""Admission at the door: whose transactions the ledger takes, followed from the events of the ParticipantRegistry.

Trusts the registry, recognised as the first contract that opens a jurisdiction; before it stands, only the operator
can send anything.
Never decides what a sender may do: the contracts do, and record why not.

A suspended participant or customer may still send. What it may not do is the contracts' to refuse, on the record, and
some of it stays open to it (to take back an approval, to redeem). Whom the network has parted with for good may not:
a participant revoked wherever it was admitted, and a key that another one replaced.
"""

from __future__ import annotations

from collections.abc import Iterable

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    CustomerRegistered,
    HandedOver,
    HandoverOffered,
    JurisdictionOpened,
    KeyReplaced,
    ParticipantAdmitted,
    ParticipantStatusChanged,
)
from chain.clients.types import Role, Status
from chain.events import Event, LoggedEvent

ADMISSION_EVENTS = (
    *(CustomerRegistered, HandedOver, HandoverOffered, JurisdictionOpened, KeyReplaced),
    *(ParticipantAdmitted, ParticipantStatusChanged),
)


class Admission:
    """Who may send, after the blocks observed so far.

    operator: who deploys the network, and may always send; registry: the contract's address, where it is known.
    """

    def __init__(self, operator: Address, registry: Address | None = None) -> None:
        self.operator, self.registry = operator, registry
        self._standings: dict[Address, dict[str, Status]] = {}
        self._contracts: set[Address] = set()
        self._customers: set[Address] = set()
        self._replaced: dict[Address, Address] = {}
        self._offers: dict[Address, Address] = {}

    def may_send(self, account: Address) -> bool:
        """Whether the ledger takes a transaction of `account`."""
        return account in self._customers or self.refusal(account) is None

    def refusal(self, account: Address) -> str | None:
        """Why the ledger takes no transaction of `account`, for people; None when it does."""
        standings = self._standings.get(account, {})
        is_known = account == self.operator or account in self._customers or account in self._offers.values()
        if is_known or any(status is not Status.REVOKED for status in standings.values()):
            return None
        if account in self._replaced:
            return f"its key was replaced by {self._replaced[account]}"
        if account in self._contracts:
            return "it is a contract"
        if standings:
            return f"it was revoked in {', '.join(sorted(standings))}"
        return "it is nobody in the network"

    def observe(self, events: Iterable[LoggedEvent]) -> None:
        """Takes in all events of one block, in order; what is not the registry's is passed over."""
        for item in events:
            if isinstance(item.event, ADMISSION_EVENTS):
                if self.registry is None and isinstance(item.event, JurisdictionOpened):
                    self.registry = item.address
                if item.address == self.registry:
                    self._apply(item.event)

    def _apply(self, event: Event) -> None:
        match event:
            case ParticipantAdmitted(account=account, role=Role.SYSTEM_CONTRACT):
                self._contracts.add(account)
            case ParticipantAdmitted(account=account, jurisdiction=here, status=status):
                self._standings.setdefault(account, {})[here] = status
            case ParticipantStatusChanged(account=account, jurisdiction=here, status=status):
                # The standing of a system contract changes too, but it has no key to send with.
                if account not in self._contracts:
                    self._standings.setdefault(account, {})[here] = status
            case HandoverOffered(from_=giver, to=taker):
                self._offers.pop(giver, None)
                if taker != ZERO_ADDRESS:
                    self._offers[giver] = taker
            case HandedOver(from_=giver, to=taker, jurisdiction=here):
                self._hand_over(giver, taker, here)
            case CustomerRegistered(wallet=wallet):
                self._customers.add(wallet)
            case KeyReplaced(lost=lost, new_wallet=new):
                self._customers.discard(lost)
                self._customers.add(new)
                self._replaced[lost] = new

    def _hand_over(self, giver: Address, taker: Address, here: str) -> None:
        """An office is never admitted abroad, so that its giver is nobody afterwards."""
        self._offers.pop(giver, None)
        self._standings[taker] = {here: self._standings.pop(giver, {}).get(here, Status.ACTIVE)}
