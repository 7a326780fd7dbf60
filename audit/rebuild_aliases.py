"""Which alias leads to which wallet, rebuilt from the directory's events and the wallets' signatures.

Trusts the signed bytes for the wallet's consent, and the registry as rebuilt for who is its bank.
Never learns an alias: only its salted hash is in the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from audit.creations import Creations
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.alias_directory import AliasDirectory
from chain.clients.events import AliasRemoved, AliasSet
from chain.clients.types import Role
from chain.consents import AliasConsent
from chain.signatures import signer_of
from chain.transactions import call_arguments, envelope_of


class Aliases:
    """All aliases after the transactions read so far. consents: wallet -> how many of its consents were used."""

    def __init__(self, creations: Creations, registry: Registry) -> None:
        self._creations, self._registry = creations, registry
        self._wallets: dict[bytes, Address] = {}
        self.consents: Counter[Address] = Counter()

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """Takes the transaction's aliases over."""
        for logged in transaction.events:
            match logged.event:
                case AliasSet() as event:
                    why = self._why_not_set(transaction, logged.address, event)
                    if why is not None:
                        yield found("alias", transaction, event.alias_hash, f"to {event.wallet}: {why}")
                    self.consents[event.wallet] += 1
                    self._wallets[event.alias_hash] = event.wallet
                case AliasRemoved() as event:
                    holder = self._wallet_of(event.alias_hash)
                    allowed = holder == event.wallet and self._speaks_for(transaction.sender, event.wallet, itself=True)
                    if not allowed:
                        message = f"of {holder} removed from {event.wallet} by {transaction.sender}"
                        yield found("alias", transaction, event.alias_hash, message)
                    self._wallets.pop(event.alias_hash, None)

    def freeze(self) -> dict[bytes, Address | None]:
        """Alias -> the wallet that it leads to, whatever key that has now; None once it is removed and unknown."""
        return {alias_hash: self._wallet_of(alias_hash) for alias_hash in self._wallets}

    def _wallet_of(self, alias_hash: bytes) -> Address | None:
        wallet = self._wallets.get(alias_hash)
        return self._registry.current_wallet(wallet) if wallet else None

    def _why_not_set(self, transaction: RecordedTransaction, directory: Address, event: AliasSet) -> str | None:
        if not self._speaks_for(transaction.sender, event.wallet, itself=False):
            return f"set by {transaction.sender}, which is not its bank"
        if self._registry.current_wallet(event.wallet) != event.wallet:
            return "another key has replaced it"
        holder = self._wallet_of(event.alias_hash)
        if holder not in (None, event.wallet):
            return f"it leads to {holder}"
        envelope = envelope_of(transaction.raw)
        arguments = call_arguments(AliasDirectory.ARTIFACT, "setAlias", envelope.data) if envelope else None
        if arguments is None or arguments[:2] != (event.alias_hash, event.wallet):
            return "the transaction sets another one"
        deadline, signature = arguments[2:]
        words = AliasConsent(event.alias_hash, event.wallet, self.consents[event.wallet], deadline)
        signer = signer_of(words, self._creations.domain_of(directory), signature)
        if signer != event.wallet or transaction.timestamp_s > deadline:
            return f"signed by {signer}, until {deadline}"
        return None

    def _speaks_for(self, account: Address | None, wallet: Address, *, itself: bool) -> bool:
        """Whether `account` is the wallet's active bank, or, where that counts, the wallet itself."""
        customer = self._registry.customers.get(wallet)
        if customer is None or account is None:
            return False
        is_bank = account == customer.bank and self._registry.is_active_at_home(account, Role.COMMERCIAL_BANK)
        return is_bank or (itself and account == wallet)
