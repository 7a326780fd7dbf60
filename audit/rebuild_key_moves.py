"""What a lost key held, on its way to the key that replaced it.

Trusts the registry as rebuilt to say which key replaced which.
Never lets a part stay behind, or a freeze get lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import Finding, found
from audit.legs import Leg, Legs
from audit.money import WITHOUT_LIMIT, Money, Moneys, Taken
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import HoldingsMoved

_WHOLE = 2**128 - 1
"""From this amount on a freeze is the whole, as the contract keeps it."""


class KeyMoveEvents:
    """Reads what the moneys say of replaced keys; to be read before the movements, which empty the lost one."""

    def __init__(self, registry: Registry, moneys: Moneys) -> None:
        self._registry, self._moneys = registry, moneys

    def read(self, transaction: RecordedTransaction, legs: Legs, taken: Taken) -> Iterator[Finding]:
        """Takes the legs of the transaction's moves out of `legs`, and says what they freeze."""
        for logged in transaction.events:
            event, token = logged.event, logged.address
            if not isinstance(event, HoldingsMoved):
                continue
            if (why := self._why_not(transaction, token, event)) is not None:
                yield found("money-key", transaction, token, f"from {event.from_} to {event.to}: {why}")
            for missing in legs.missing([Leg(token, event.from_, event.to, event.amount_minor)]):
                yield found("money-key", transaction, token, f"not in its transaction: {missing}")
            taken.from_whom.add((token, event.from_))
            for holder, amount_minor in _frozen_after(self._moneys[token], event):
                taken.freezes[token, holder, amount_minor] += 1

    def _why_not(self, transaction: RecordedTransaction, token: Address, event: HoldingsMoved) -> str | None:
        listing = self._registry.listings.get(token)
        if listing is None or transaction.sender != listing.issuer:
            return f"moved by {transaction.sender}, who is not its bank"
        if event.from_ == event.to or self._registry.current_wallet(event.from_) != event.to:
            return "no such replacement was completed"
        held_minor = self._moneys[token].balance_minor(event.from_)
        return f"{event.amount_minor} of {held_minor}" if event.amount_minor != held_minor else None


def _frozen_after(money: Money, event: HoldingsMoved) -> Iterator[tuple[Address, int]]:
    """Holder and frozen amount of each side afterwards, where something was frozen."""
    frozen_minor = money.frozen_minor(event.from_)
    if frozen_minor == 0:
        return
    total_minor = frozen_minor + money.frozen_minor(event.to)
    yield event.from_, 0
    yield event.to, total_minor if total_minor < _WHOLE else WITHOUT_LIMIT
