"""One call while it is worked out: what it has to say, what it has to move, and what should have made it fail.

Trusts the moneys as rebuilt before the transaction for what everybody has.
Never changes them: what the call itself moves is kept beside them until the transaction is read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from audit.legs import Leg, credit, debit
from audit.money import Moneys
from chain.abi import Address
from chain.events import Event


@dataclass(slots=True)
class Act:
    """A call. events: that it has to say, in order; legs: that it has to move; objections: rule, subject and words for
    each reason for which it should have failed."""

    moneys: Moneys
    now_s: int
    sender: Address
    events: list[Event] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    objections: list[tuple[str, str | bytes, str]] = field(default_factory=list)
    _moved: Counter[tuple[Address, Address]] = field(default_factory=Counter)

    def say(self, event: Event) -> None:
        """The call says this next."""
        self.events.append(event)

    def object(self, rule: str, subject: str | bytes, message: str) -> None:
        """The call should have failed."""
        self.objections.append((rule, subject, message))

    def held_minor(self, token: Address, holder: Address) -> int:
        """What `holder` has by now."""
        return self.moneys[token].balance_minor(holder) + self._moved[token, holder]

    def spendable_minor(self, token: Address, holder: Address) -> int:
        """What of it is not frozen."""
        return max(0, self.held_minor(token, holder) - self.moneys[token].frozen_minor(holder))

    def is_paused(self, token: Address) -> bool:
        """Whether nothing of a money moves."""
        return self.moneys[token].paused

    def transfer(self, token: Address, payer: Address, payee: Address, amount_minor: int) -> None:
        """Central-bank money moves between two banks."""
        self.legs.append(Leg(token, payer, payee, amount_minor))
        self._moved[token, payer] -= amount_minor
        self._moved[token, payee] += amount_minor

    def credit(self, token: Address, holder: Address, amount_minor: int, reference: bytes) -> None:
        """A deposit appears."""
        self.legs.append(credit(token, holder, amount_minor, reference))
        self._moved[token, holder] += amount_minor

    def debit(self, token: Address, holder: Address, amount_minor: int, reference: bytes) -> None:
        """A deposit disappears."""
        self.legs.append(debit(token, holder, amount_minor, reference))
        self._moved[token, holder] -= amount_minor
