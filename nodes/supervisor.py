"""A supervisor: freezes, orders what a central bank may then take, warns of customers and decides on appeals.

Trusts the scenario for its reasons.
Never takes money itself: an order of its own is carried out by the central bank.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.deposit_token import DepositToken
from chain.clients.types import LegalOrder
from nodes.network import Listener
from nodes.participant import Institution
from nodes.scenario.world import Jurisdiction

WHOLE = 2**256 - 1
"""As a frozen amount: the whole, present and to come (ERC-7943)."""


@dataclass(frozen=True, slots=True, eq=False)
class Supervisor(Institution):
    """Who watches over one jurisdiction. jurisdiction: that one."""

    jurisdiction: Jurisdiction

    def freeze(self, deposits: DepositToken, customer: Address, amount_minor: int, heard: Listener) -> None:
        """Freezes `amount_minor` of what a customer holds: `WHOLE` for all, zero for nothing any more."""
        self.act(deposits.set_frozen_tokens(customer, amount_minor), heard)

    def order_seizure(
        self,
        deposits: DepositToken,
        order_id: bytes,
        customer: Address,
        receiver: Address | None,
        cap_minor: int,
        expires_at_s: int,
        heard: Listener,
    ) -> None:
        """Puts a legal order on record: up to `cap_minor` of a customer's, for `receiver` or to be destroyed."""
        order = LegalOrder(order_id, customer, receiver or ZERO_ADDRESS, cap_minor, expires_at_s)
        self.act(deposits.record_legal_order(order), heard)

    def lift_order(self, deposits: DepositToken, order_id: bytes, heard: Listener) -> None:
        """Lifts what is left of a legal order."""
        self.act(deposits.lift_legal_order(order_id), heard)

    def decide_appeal(self, customer: Address, institution: Address, upheld: bool, heard: Listener) -> None:
        """Decides on the appeal against the flag of `institution`."""
        self.act(self.network.deployment.risks.decide(self.flag_of(customer), institution, upheld), heard)
