"""What every participant does: it accepts its admission, states its sealing key, and acts with its own key.

Trusts its central bank to have admitted it.
Never acts in another's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chain.abi import Address
from chain.accounts import Account
from chain.client import Call
from chain.clients.types import Status
from nodes.identity import sealing_key_of
from nodes.network import Listener, Network


@dataclass(frozen=True, slots=True, eq=False)
class Participant:
    """Somebody with a role in the network. account: its key; network: the way onto the chain."""

    account: Account
    network: Network

    @property
    def address(self) -> Address:
        """Its account's address."""
        return self.account.address

    def accept_admission(self, jurisdiction: str) -> None:
        """Accepts what the central bank of `jurisdiction` admitted it to."""
        self.network.send(self.account, self.network.deployment.registry.accept_admission(jurisdiction))

    def state_sealing_key(self) -> None:
        """Publishes the X25519 key to which payloads for it are sealed."""
        public = sealing_key_of(self.network.seed, self.account.identity).public_key
        self.network.send(self.account, self.network.deployment.registry.set_sealing_key(bytes(public)))

    def act(self, call: Call[Any], heard: Listener) -> None:
        """Sends what may be refused; `heard` learns either way."""
        self.network.send(self.account, call, heard, may_revert=True)


@dataclass(frozen=True, slots=True, eq=False)
class Institution(Participant):
    """A participant that answers for customers: a central bank, a supervisor or a bank."""

    def flag(self, customer: Address, reason: str, expires_at_s: int, heard: Listener) -> None:
        """Warns the others of a customer until the second `expires_at_s`."""
        risks = self.network.deployment.risks
        self.act(risks.flag(self.flag_of(customer), reason, expires_at_s), heard)

    def lift_flag(self, customer: Address, heard: Listener) -> None:
        """Takes its own warning back."""
        self.act(self.network.deployment.risks.lift(self.flag_of(customer)), heard)

    def set_customer_status(self, customer: Address, status: Status, reason: str, heard: Listener) -> None:
        """Suspends or reinstates a customer for which it answers."""
        self.act(self.network.deployment.registry.set_customer_status(customer, status, reason), heard)

    def number_of(self, customer: Address) -> int:
        """The customer's number for life."""
        return self.network.read(self.network.deployment.registry.customer_of(customer)).number

    def flag_of(self, customer: Address) -> bytes:
        """The salted identifier under which the risk registry knows a customer."""
        return self.network.read(self.network.deployment.risks.identifier_of(self.number_of(customer)))
