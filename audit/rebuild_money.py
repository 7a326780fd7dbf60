"""Every balance, rebuilt from transfers alone.

Trusts the registry as rebuilt from its own events to say who may hold what.
Never stops at a contradiction: it is written down and the arithmetic goes on, so that the difference stays visible.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import Finding, found
from audit.money import Moneys, Taken
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import Issued, Redeemed, Transfer


class MoneyEvents:
    """Reads what the moneys say of movements."""

    def __init__(self, registry: Registry, moneys: Moneys) -> None:
        self._registry, self._moneys = registry, moneys

    def read(self, transaction: RecordedTransaction, taken: Taken) -> Iterator[Finding]:
        """Adds the transaction's movements up. taken: what of them is not spent by its holder."""
        for logged in transaction.events:
            match logged.event:
                case Transfer() as event:
                    is_spent = (logged.address, event.from_) not in taken.from_whom
                    yield from self._transfer(transaction, logged.address, event, is_spent)
                case Issued(amount_minor=amount):
                    self._moneys[logged.address].issued_minor += amount
                case Redeemed(amount_minor=amount):
                    self._moneys[logged.address].redeemed_minor += amount

    def _transfer(
        self, transaction: RecordedTransaction, token: Address, event: Transfer, is_spent: bool
    ) -> Iterator[Finding]:
        money = self._moneys[token]
        listed = token in self._registry.listings
        if not listed:
            yield found(
                "money-listed", transaction, token, f"{event.value} moved before the registry listed this money"
            )
        if money.paused:
            message = f"{event.value} moved from {event.from_} to {event.to} while it was paused"
            yield found("money-paused", transaction, token, message)
        frozen_minor = money.frozen_minor(event.from_)
        if is_spent and frozen_minor and event.value > money.available_minor(event.from_):
            message = f"{event.from_} spent {event.value} of {money.balance_minor(event.from_)}, {frozen_minor} frozen"
            yield found("money-frozen", transaction, token, message)
        for holder, change in ((event.from_, -event.value), (event.to, event.value)):
            if holder == ZERO_ADDRESS:
                continue
            money.balances[holder] = money.balances.get(holder, 0) + change
            if money.balances[holder] < 0:
                message = f"{holder} has {money.balances[holder]} after it sent {event.value}"
                yield found("money-balance", transaction, token, message)
            is_asked = is_spent or holder != event.from_
            if listed and is_asked and not self._registry.may_hold(token, holder):
                yield found("money-holder", transaction, token, f"{holder} may not hold it, and moved {event.value}")
