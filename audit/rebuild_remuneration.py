"""Interest and charges on central-bank money, computed anew for each holder and each day.

Trusts the balances as rebuilt: what a holder had before the payment is what it is paid on.
Never takes the contract's amount, or its count of the days.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg, Legs, credit, debit
from audit.money import Money, Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import Remunerated

DAY_S = 86_400
RATE_UNIT = 10_000 * 360
REFERENCE = b"remuneration".ljust(32, b"\0")


class RemunerationEvents:
    """Reads what central-bank moneys say of remuneration; to be read before the movements, which change balances."""

    def __init__(self, creations: Creations, registry: Registry, moneys: Moneys) -> None:
        self._creations, self._registry, self._moneys = creations, registry, moneys

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Iterator[Finding]:
        """Takes the legs of what was paid and charged out of `legs`."""
        for logged in transaction.events:
            if isinstance(logged.event, Remunerated):
                yield from self._pay(transaction, logged.address, logged.event, legs)

    def _pay(
        self, transaction: RecordedTransaction, token: Address, event: Remunerated, legs: Legs
    ) -> Iterator[Finding]:
        money, today = self._moneys[token], transaction.timestamp_s // DAY_S
        paid_up_to = money.paid_up_to.get(event.holder, 0)
        days = today - paid_up_to if paid_up_to else 0
        due = remuneration_minor(money, event.holder, days), days, today
        if (event.amount_minor, event.days_counted, event.day) != due or paid_up_to == today:
            message = f"{event.holder}: amount, days and day {event.amount_minor}, {event.days_counted}, {event.day}; "
            message += f"due {due}, paid up to {paid_up_to} before"
            yield found("money-remuneration", transaction, token, message)
        if transaction.sender != self._registry.central_bank_of_currency(self._creations.currency_of(token)):
            message = f"{event.holder} was paid by {transaction.sender}"
            yield found("money-remuneration", transaction, token, message)
        for missing in legs.missing(_legs(token, event)):
            yield found("money-remuneration", transaction, token, f"not in its transaction: {missing}")
        money.paid_up_to[event.holder] = event.day


def remuneration_minor(money: Money, holder: Address, days: int) -> int:
    """held · rate · days / (10,000 · 360), its size rounded down; a charge takes nothing that is frozen."""
    size_minor = money.balance_minor(holder) * abs(money.rate_bps) * days // RATE_UNIT
    return size_minor if money.rate_bps >= 0 else -min(size_minor, money.available_minor(holder))


def _legs(token: Address, event: Remunerated) -> list[Leg]:
    if event.amount_minor > 0:
        return [credit(token, event.holder, event.amount_minor, REFERENCE)]
    return [debit(token, event.holder, -event.amount_minor, REFERENCE)] if event.amount_minor else []
