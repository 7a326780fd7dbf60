"""Who stands behind an address, as messages name them: agents with LEI and BIC, customers with their names, accounts.

Trusts the registry's events for LEI and BIC, the deployment for names, and a payload only under its commitment.
Never shows a name that is not in the folder: who is unknown is its address.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from audit.statements.facts import Facts
from chain.abi import Address
from messages.iso20022.records import Account, Agent, Party

NETWORK = "Corridor"


@dataclass(frozen=True, slots=True)
class People:
    """Names of one record. names: address -> name of a party, contract or pool; participants: as `Facts` has them."""

    names: Mapping[Address, str]
    participants: Mapping[Address, tuple[str, str]]

    @classmethod
    def of(cls, facts: Facts) -> People:
        """Those of the facts' deployment and registry."""
        names = dict(facts.deployment.contract_names)
        names |= {party.address: party.name or key for key, party in facts.deployment.parties.items()}
        return cls(names, facts.participants)

    def name(self, address: Address) -> str:
        """The name of a party or contract, else the address."""
        return self.names.get(address) or str(address)

    def agent(self, address: Address) -> Agent:
        """An institution."""
        lei, bic = self.participants.get(address, ("", ""))
        return Agent(bic, lei, self.name(address))

    def party(self, address: Address, bank: Address, currency: str, name: str = "") -> Party:
        """Who pays or is paid. name: as the travel-rule record has it; an institution is its own bank."""
        lei = self.participants.get(address, ("", ""))[0]
        return Party(name or self.name(address), account_of(address, currency), self.agent(bank), lei)


def account_of(address: Address, currency: str) -> Account:
    """The account of an address in one money: 20 bytes are 32 characters of base 32 (RFC 4648), 40 would not fit."""
    return Account(base64.b32encode(bytes.fromhex(address[2:])).decode(), str(address), currency)
