"""Accounts as numbers, and what is known of each in the end: who it is, whose customer, under which LEI and BIC.

Trusts the registry as rebuilt from events, and the deployment for the ids alone.
Never forgets an account that lost its office or its key: what it was stays beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.creations import Creations
from audit.directory import Directory
from audit.rebuild_registry import RegistryDraft
from audit.record import RecordedTransaction, contract_kinds
from audit.registry import Registry
from audit.wording import printable
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.types import Participant, Role
from chain.deployment import Deployment

_STANDING = ("ParticipantRegistry", "AliasDirectory", "ValidatorRegistry")


class _Numbers(dict[Address, int]):
    """Account -> its number; one that is asked for the first time gets the next."""

    def __missing__(self, address: Address) -> int:
        self[address] = number = len(self)
        return number


class People:
    """Everybody whom the record has named so far.

    registry: as rebuilt; salt: of the network's aliases, once its directory is created.
    """

    def __init__(self, deployment: Deployment, directory: Directory) -> None:
        self._deployment, self._directory = deployment, directory
        self._creations = Creations(deployment)
        self._draft = RegistryDraft(deployment, self._creations, judges=False)
        self._sources = frozenset(deployment.contracts[name] for name in _STANDING)
        self._numbers = _Numbers()
        self.number = self._numbers.__getitem__
        """An account's number, from 0, in the order in which the record names accounts."""
        self._were: dict[Address, Participant] = {}

    @property
    def registry(self) -> Registry:
        """The registry after the transactions read so far."""
        return self._draft.registry

    def salt(self) -> bytes:
        """With which the network hashes aliases; empty where its directory was not created in the record."""
        return self._creations.salt_of("AliasDirectory")

    def number_or_none(self, address: Address) -> int | None:
        """An account's number, and None for the zero address."""
        return None if address == ZERO_ADDRESS else self.number(address)

    def read(self, transaction: RecordedTransaction) -> None:
        """Takes over who takes part. What contradicts itself there, the audit finds; here the last word counts."""
        for _ in self._creations.read(transaction):
            pass
        if any(logged.address in self._sources for logged in transaction.events):
            for _ in self._draft.read(transaction):
                pass
            self._were |= self.registry.participants

    def bank_of(self, wallet: Address) -> Address:
        """Whose customer a wallet is now; zero for nobody's."""
        customer = self.registry.customers.get(wallet)
        return customer.bank if customer else ZERO_ADDRESS

    def authority_of(self, account: Address) -> str:
        """In which offices an account acts now, as `CentralBank TH`; empty for nobody's."""
        held = (
            f"{role_name(item.role)} {place}"
            for (holder, place), item in self.registry.admissions.items()
            if holder == account and item.role is not Role.NONE
        )
        speaks = (
            f"CentralBank {place}" for place, j in self.registry.jurisdictions.items() if j.central_bank == account
        )
        return ", ".join(dict.fromkeys([*speaks, *held]))

    def rows(self) -> Iterator[tuple[object, ...]]:
        """A row for each account, by number."""
        deployment, registry = self._deployment, self.registry
        for address in [*contract_kinds(deployment), *(party.address for party in deployment.parties.values())]:
            self.number(address)
        for registered in registry.customers.values():
            self.number(registered.bank)
        identities = {**self._directory.contracts, **self._directory.parties}
        roles = self._roles()
        for address, number in self._numbers.items():
            known, customer = self._were.get(address), registry.customers.get(address)
            role, status = roles.get(address, ("Wallet", customer.status.name.lower()) if customer else ("", ""))
            yield (
                *(number, address, identities.get(address, address), role, status, known.home if known else ""),
                *((printable(known.lei), printable(known.bic)) if known else ("", "")),
                *((self.number(customer.bank), customer.number) if customer else (None, None)),
            )

    def _roles(self) -> dict[Address, tuple[str, str]]:
        """Role and status at home, or in the first place that admitted it."""
        roles = {address: (kind, "") for address, kind in contract_kinds(self._deployment).items()}
        for (account, place), item in self.registry.admissions.items():
            if account not in roles or place == self.registry.home_of(account):
                roles[account] = role_name(item.role), item.status.name.lower()
        return roles


def role_name(role: Role) -> str:
    """A role as the contracts write it: MARKET_MAKER is MarketMaker."""
    return "".join(part.capitalize() for part in role.name.split("_"))
