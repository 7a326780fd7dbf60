"""How much of each limit is used at the end of a record: what payers sent in their last window, what banks owe others.

Trusts the books for what counted.
Never lists a limit that nobody has used, nor one that is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audit.books import Books, Setting
from audit.compliance.checks import NO_LIMIT, NO_TIER_LIMIT
from audit.directory import Directory
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.types import Tier, WindowLimit
from chain.deployment import Deployment

_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class LimitUse:
    """kind: `window` or `exposure`; currency; holder: whose limit; against: of an exposure, the other bank; used_minor,
    limit_minor: in minor units, at the end of the record."""

    kind: str
    currency: str
    holder: str
    against: str
    used_minor: int
    limit_minor: int

    @property
    def used_pct(self) -> int:
        """How much of it is used, per cent, rounded down; of a limit of nothing, all."""
        return _PER_CENT * self.used_minor // self.limit_minor if self.limit_minor else _PER_CENT

    def as_json(self) -> dict[str, Any]:
        """The figures with their stable keys."""
        return {**asdict(self), "used_pct": self.used_pct}


def limits_used(books: Books, deployment: Deployment, directory: Directory) -> tuple[LimitUse, ...]:
    """Every limit of which something is used, the most used ones first."""
    found = [*_windows(books, deployment, directory), *_exposures(books, directory)]
    return tuple(sorted(found, key=lambda item: (-item.used_pct, item.kind, item.currency, item.holder, item.against)))


def _windows(books: Books, deployment: Deployment, directory: Directory) -> Iterator[LimitUse]:
    currencies = _currencies(deployment)
    for (book, subject), payments in books.compliance.sent.items():
        currency, wallet = currencies.get(book, ""), books.wallets.get(subject)
        limit = books.compliance.settings.get(Setting(RollingWindowLimit.ARTIFACT, "limit_of", (currency,)))
        if limit is None or wallet is None:
            continue
        used_minor = sum(amount for at_s, amount in payments if at_s > books.timestamp_s - limit.window_s)
        limit_minor = _of_tier(limit, books.customers[wallet].tier)
        if used_minor and limit_minor != NO_TIER_LIMIT:
            yield LimitUse("window", currency, directory.name(wallet), "", used_minor, limit_minor)


def _exposures(books: Books, directory: Directory) -> Iterator[LimitUse]:
    for (currency, _, bank, other), position_minor in books.compliance.positions.items():
        limit_minor = _exposure_limit(books.compliance.settings, currency, bank, other)
        if position_minor > 0 and limit_minor is not None and limit_minor != NO_LIMIT:
            names = directory.name(bank), directory.name(other)
            yield LimitUse("exposure", currency, *names, position_minor, limit_minor)


def _exposure_limit(settings: Mapping[Setting, Any], currency: str, bank: Address, other: Address) -> int | None:
    """The limit of the pair, else the one for every pair; None where there is neither."""
    pairs = ((bank, other), (ZERO_ADDRESS, ZERO_ADDRESS))
    found = (settings.get(Setting(CounterpartyExposure.ARTIFACT, "limit_of", (currency, *pair))) for pair in pairs)
    return next((limit for limit in found if limit is not None), None)


def _of_tier(limit: WindowLimit, tier: Tier) -> int:
    by_tier = {Tier.ANONYMOUS: limit.anonymous_minor, Tier.BASIC: limit.basic_minor, Tier.FULL: limit.full_minor}
    return by_tier[tier]


def _currencies(deployment: Deployment) -> dict[Address, str]:
    """Rule book -> currency of the moneys that ask it."""
    moneys = {token: currency for currency, token in deployment.central_bank_money.items()}
    moneys |= {token: deployment.deposit_currencies[bank] for bank, token in deployment.deposits.items()}
    return {book: moneys[token] for token, book in deployment.rule_books.items()}
