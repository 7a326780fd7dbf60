"""The books of banks and central banks: a movement takes from one account what it gives to another of its keeper.

Trusts its caller to move what it says.
Never makes or loses money: for each keeper and currency all accounts add up to what they began with.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CENTRAL_BANK = "central-bank"
"""The keeper of reserves; there is one for each currency."""
MARKET = "market"
"""The owner of the account from which nostros are refilled: whoever sells the currency."""


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """What `owner` has with `keeper` in `currency`; of a keeper with itself: its own position."""

    keeper: str
    owner: str
    currency: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Money on the books of one keeper. value_date: a business day of its jurisdiction; payment: whose; may be none."""

    at_s: int
    value_date: datetime.date
    payment: str
    source: Account
    target: Account
    amount_minor: int

    def __post_init__(self) -> None:
        one = self.source.keeper == self.target.keeper and self.source.currency == self.target.currency
        if not one or self.source == self.target or self.amount_minor < 0:
            raise ValueError(f"money moves between two accounts of one keeper and currency, not as in {self}")


@dataclass(slots=True)
class Books:
    """All accounts. opening_minor: balances at the start, of those that have any; movements: in order."""

    opening_minor: Mapping[Account, int]
    movements: list[Movement] = field(default_factory=list)
    _balances: dict[Account, int] = field(default_factory=dict)

    def balance_minor(self, account: Account) -> int:
        """What is on an account now; customers' and own positions may be below zero."""
        return self._balances.get(account, self.opening_minor.get(account, 0))

    def move(self, movement: Movement) -> None:
        """Books a movement."""
        source, target = movement.source, movement.target
        self._balances[source] = self.balance_minor(source) - movement.amount_minor
        self._balances[target] = self.balance_minor(target) + movement.amount_minor
        self.movements.append(movement)

    def balances_minor(self) -> dict[Account, int]:
        """Every account that ever had anything, in the order of names."""
        return {account: self.balance_minor(account) for account in sorted({*self.opening_minor, *self._balances})}


def sums_minor(balances: Mapping[Account, int]) -> dict[tuple[str, str], int]:
    """What all accounts of each keeper and currency add up to."""
    sums: dict[tuple[str, str], int] = {}
    for account, balance_minor in balances.items():
        key = account.keeper, account.currency
        sums[key] = sums.get(key, 0) + balance_minor
    return sums


def replayed_minor(opening: Mapping[Account, int], movements: Iterable[Movement]) -> dict[Account, int]:
    """The balances that movements alone lead to, whatever the books say."""
    balances = dict(opening)
    for movement in movements:
        balances[movement.source] = balances.get(movement.source, 0) - movement.amount_minor
        balances[movement.target] = balances.get(movement.target, 0) + movement.amount_minor
    return balances


def is_conserved(opening: Mapping[Account, int], movements: Iterable[Movement], closing: Mapping[Account, int]) -> bool:
    """Whether the closing balances are what the movements lead to, and no keeper has more or less than at the start."""
    replayed = replayed_minor(opening, movements)
    same = all(replayed.get(account, 0) == closing.get(account, 0) for account in {*replayed, *closing})
    before, after = sums_minor(opening), sums_minor(closing)
    return same and all(before.get(key, 0) == after.get(key, 0) for key in {*before, *after})
