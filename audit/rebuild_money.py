"""Every balance, rebuilt from transfers alone.

Trusts the participants as rebuilt from their own events to say who may hold what.
Never stops at a contradiction: it is written down and the arithmetic goes on, so that the difference stays visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.books import Holdings
from audit.findings import Finding, found
from audit.rebuild_participants import ParticipantsDraft
from audit.record import RecordedTransaction
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import Issued, Redeemed, Transfer


@dataclass(slots=True)
class _Draft:
    balances: dict[Address, int] = field(default_factory=dict)
    issued_minor: int = 0
    redeemed_minor: int = 0


class MoneyDraft:
    """All moneys after the transactions read so far."""

    def __init__(self, participants: ParticipantsDraft) -> None:
        self._participants = participants
        self._moneys: dict[Address, _Draft] = {}

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """Adds the transaction's movements up."""
        for logged in transaction.events:
            match logged.event:
                case Transfer() as event:
                    yield from self._transfer(transaction, logged.address, event)
                case Issued(amount_minor=amount):
                    self._money(logged.address).issued_minor += amount
                case Redeemed(amount_minor=amount):
                    self._money(logged.address).redeemed_minor += amount

    def balance_minor(self, token: Address, holder: Address) -> int:
        """What `holder` has of `token` now."""
        return self._money(token).balances.get(holder, 0)

    def freeze(self) -> dict[Address, Holdings]:
        """The moneys as they stand."""
        return {
            token: Holdings(dict(draft.balances), draft.issued_minor, draft.redeemed_minor)
            for token, draft in self._moneys.items()
        }

    def _money(self, token: Address) -> _Draft:
        return self._moneys.setdefault(token, _Draft())

    def _transfer(self, transaction: RecordedTransaction, token: Address, event: Transfer) -> Iterator[Finding]:
        balances = self._money(token).balances
        listed = token in self._participants.listings
        if not listed:
            yield found(
                "money-listed", transaction, token, f"{event.value} moved before the registry listed this money"
            )
        for holder, change in ((event.from_, -event.value), (event.to, event.value)):
            if holder == ZERO_ADDRESS:
                continue
            balances[holder] = balances.get(holder, 0) + change
            if balances[holder] < 0:
                message = f"{holder} has {balances[holder]} after it sent {event.value}"
                yield found("money-balance", transaction, token, message)
            if listed and not self._participants.may_hold(token, holder):
                yield found("money-holder", transaction, token, f"{holder} may not hold it, and moved {event.value}")
