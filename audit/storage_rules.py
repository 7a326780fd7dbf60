"""What the chain stores of the network's rules: lists, settings, counts and flags.

Trusts the books to name what was ever set.
Never asks whether a payment would pass: `audit.compliance` says that by itself.
"""

from __future__ import annotations

from typing import Any

from audit.books import Setting
from audit.reader import Questions
from audit.stored import StoredCompliance
from chain.abi import Address
from chain.client import Call
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.rule_book import RuleBook
from chain.clients.types import Flag
from chain.deployment import RULES

_RULES = {client.ARTIFACT: client for client in RULES}


class RuleQuestions(Questions):
    """Asks about rules."""

    def compliance(self) -> StoredCompliance:
        """Everything that the books know of the rules, and every rule book of the deployment."""
        told, rule_books = self._books.compliance, sorted({*self._deployment.rule_books.values()})
        return StoredCompliance(
            currencies=self.each(rule_books, self._currency_asked),
            lists=self.each(rule_books, self._list),
            settings=self.each(told.settings, self._setting),
            positions=self.each(told.positions, self._position),
            used=self.each(told.sent, self._used),
            flags=self.each(told.flags, self._flags),
        )

    def _currency_asked(self, book: Address) -> str:
        return self._read(RuleBook(book).currency())

    def _list(self, book: Address) -> tuple[Address, ...]:
        return self._read(RuleBook(book).rules())

    def _setting(self, setting: Setting) -> Any:
        client = self._deployment.rule(_RULES[setting.rule])
        call: Call[Any] = getattr(client, setting.view)(*setting.key)
        return self._read(call)

    def _position(self, key: tuple[str, Address, Address, Address]) -> int:
        return self._read(self._deployment.rule(CounterpartyExposure).position_minor(*key))

    def _used(self, sender: tuple[Address, int]) -> int:
        """What counts now for the sender, asked with the currency of the book's money."""
        book, subject = sender
        rule, currency = self._deployment.rule(RollingWindowLimit), self._currency(book)
        return self._read(rule.used_minor(book, currency, subject))

    def _flags(self, identifier: bytes) -> tuple[Flag, ...]:
        return self._read(self._deployment.risks.flags_of(identifier))

    def _currency(self, book: Address) -> str:
        tokens = {book: token for token, book in self._deployment.rule_books.items()}
        listing = self._books.listings.get(tokens.get(book, ""))
        return listing.currency if listing else ""
