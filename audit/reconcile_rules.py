"""The rules in the books against those in storage: every difference, as a finding.

Trusts neither side: it says what each of them has.
Never asks that a count be equal where the contract may be stricter: there it must not be smaller.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.books import Books, Setting
from audit.comparison import compare
from audit.compliance.checks import NO_LIMIT
from audit.compliance.settings import Settings, exposure_limit
from audit.findings import Finding, found_at
from audit.reader import subject_of
from audit.stored import StoredCompliance
from chain.abi import Address
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.deployment import Deployment


def reconcile_rules(books: Books, stored: StoredCompliance, deployment: Deployment) -> Iterator[Finding]:
    """Every difference in lists, settings, counts and flags."""
    told = books.compliance
    yield from compare("storage-rule", books, _currencies(books, deployment), stored.currencies, "")
    yield from compare("storage-rule", books, told.lists, stored.lists, ())
    settings = dict(told.settings) | dict(_exposure_limits(books))
    yield from compare("storage-rule", books, settings, stored.settings, None)
    yield from compare("storage-rule", books, told.positions, stored.positions, 0)
    yield from compare("storage-flag", books, told.flags, stored.flags, ())
    for sender, used_minor in stored.used.items():
        sent_minor = _sent_minor(books, deployment, sender)
        if used_minor < sent_minor:
            message = f"storage counts {used_minor} towards its window, and {sent_minor} was sent in it"
            yield found_at("storage-rule", books.height, subject_of(sender), message)


def _currencies(books: Books, deployment: Deployment) -> dict[Address, str]:
    """Rule book -> the currency of the moneys that the deployment says ask it."""
    asking = ((book, books.listings.get(token)) for token, book in deployment.rule_books.items())
    return {book: listing.currency if listing else "" for book, listing in asking}


def _exposure_limits(books: Books) -> Iterator[tuple[Setting, int]]:
    """What the contract answers for a pair of banks: a lifted limit is the default's, and without one there is none."""
    settings = Settings(values=dict(books.compliance.settings))
    for setting in settings.values:
        if setting.rule == CounterpartyExposure.ARTIFACT:
            limit_minor = exposure_limit(settings, *setting.key)
            yield setting, NO_LIMIT if limit_minor is None else limit_minor


def _sent_minor(books: Books, deployment: Deployment, sender: tuple[str, int]) -> int:
    """What the sender sent in the window that ends in the second in which storage is read."""
    token = next((token for token, book in deployment.rule_books.items() if book == sender[0]), "")
    listing = books.listings.get(token)
    settings = Settings(values=dict(books.compliance.settings))
    limit = settings.of(RollingWindowLimit, "limit_of", listing.currency) if listing else None
    if limit is None:
        return 0
    since_s = books.timestamp_s + 1 - limit.window_s
    return sum(amount_minor for at_s, amount_minor in books.compliance.sent[sender] if at_s > since_s)
