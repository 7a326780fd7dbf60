"""A central bank: admits who may take part in its jurisdiction and issues its currency.

Trusts its own banks' requests for liquidity, which it grants against reserves that this world does not model.
Never touches another jurisdiction's money or participants.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import Address
from chain.accounts import Account
from chain.clients.types import Role
from nodes.network import Network, reference
from nodes.scenario.world import Jurisdiction


@dataclass(frozen=True, slots=True, eq=False)
class CentralBank:
    """The issuer of one currency."""

    jurisdiction: Jurisdiction
    account: Account
    network: Network

    def admit(self, account: Address, role: Role, lei: str, home: str) -> None:
        """Admits a participant of `home` to this jurisdiction."""
        self.network.send(self.account, self.network.deployment.registry.admit(account, role, lei, home))

    def issue(self, holder: Address, amount_minor: int, why: str) -> None:
        """Issues central-bank money to a bank or market maker."""
        if amount_minor > 0:
            money = self.network.deployment.money(self.jurisdiction.currency.code)
            self.network.send(self.account, money.issue(holder, amount_minor, reference(why)))
