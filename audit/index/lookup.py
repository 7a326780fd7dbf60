"""Finds the accounts that a user means: by id, LEI, BIC, alias or address.

Trusts the deployment for ids and the index for everything else.
Never answers with an account that was only close.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from audit.index.store import Index
from audit.wording import hex_text, printable
from chain.abi import Address
from chain.commitments import hash_alias


class Lookup:
    """What can be named in one index. salt: of the network's aliases, where it is known."""

    def __init__(self, index: Index, salt: bytes | None = None) -> None:
        self._index, self._salt = index, salt
        self.exponents = dict(index.deployment.exponents)
        """Currency -> decimals of its minor unit."""

    @cached_property
    def parties(self) -> dict[str, Address]:
        """Id -> address, of everybody whom the deployment names."""
        return {printable(key): party.address for key, party in self._index.deployment.parties.items()}

    @cached_property
    def contracts(self) -> dict[str, Address]:
        """Name -> address."""
        return {printable(name): address for address, name in self._index.deployment.contract_names.items()}

    def by_lei(self, text: str) -> frozenset[Address]:
        """Every account that ever had this LEI."""
        return self._addresses("lei = upper(?) AND lei <> ''", text)

    def by_bic(self, text: str) -> frozenset[Address]:
        """Every account that ever had this BIC; of eight characters that of a head office (ISO 9362)."""
        return self._addresses("bic <> '' AND (bic = upper(?) OR bic = upper(?) || 'XXX')", text, text)

    def by_alias(self, alias_hash: str) -> frozenset[Address]:
        """Every key of every wallet to which an alias ever led."""
        query = "SELECT address FROM aliases JOIN accounts USING (account) WHERE alias_hash = ?"
        wallets = [self.wallets_of(address) for (address,) in self._index.rows(query, [alias_hash])]
        return frozenset().union(*wallets)

    def wallets_of(self, address: Address) -> frozenset[Address]:
        """Every key that the customer behind a wallet ever had; nothing for an address that is no wallet."""
        number = "(SELECT customer FROM accounts WHERE address = ?)"
        return self._addresses(f"customer IS NOT NULL AND customer = {number}", address)

    def alias_hash(self, alias: str) -> str | None:
        """The hash under which the network knows an alias; None where its salt is not known."""
        return None if self._salt is None else hex_text(hash_alias(self._salt, alias))

    def as_recorded(self, address: str) -> Address:
        """The address in the letter case of the record."""
        rows = self._index.rows("SELECT address FROM accounts WHERE lower(address) = lower(?)", [address])
        return str(rows[0][0]) if rows else address

    def has_address(self, address: str) -> bool:
        """Whether anybody or any contract in the record or its deployment has this address, letter case aside."""
        known = {*self.parties.values(), *self.contracts.values()}
        query = "SELECT 1 FROM accounts WHERE lower(address) = lower(?) LIMIT 1"
        return address.lower() in map(str.lower, known) or bool(self._index.rows(query, [address]))

    def corridors(self) -> list[str]:
        """The corridors of the payments in the record, by jurisdictions and by currencies."""
        ends = "payer_currency || '-' || payee_currency"
        query = f"SELECT DISTINCT unnest([corridor, {ends}]) AS name FROM payment_rows ORDER BY name"
        return [name for (name,) in self._index.rows(query) if name and len(name.strip("-").split("-")) > 1]

    def has_uetr(self, uetr: str) -> bool:
        """Whether anything in the record names a UETR."""
        return bool(self._index.rows("SELECT 1 FROM uetrs WHERE uetr = ? LIMIT 1", [uetr]))

    def _addresses(self, where: str, *values: str) -> frozenset[Address]:
        rows = self._index.rows(f"SELECT address FROM accounts WHERE {where}", values)
        return frozenset(address for (address,) in rows)


HeldBy = Callable[[str], frozenset[Address]]
"""Text -> the accounts that ever had it."""
