"""Money taken by force of law: every seizure stands on an order that a supervisor recorded and that is not used up.

Trusts the registry as rebuilt for who supervises and who executes: two institutions, never one.
Never explains a movement by an order that is closed, over, or for somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg, Legs, debit
from audit.money import WITHOUT_LIMIT, Money, Moneys, Taken
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import ForcedTransfer, LegalOrderExecuted, LegalOrderLifted, LegalOrderRecorded
from chain.clients.types import LegalOrder

Findings = Iterator[Finding]


class SeizureEvents:
    """Reads what the moneys say of legal orders; to be read before the movements, which change what was free."""

    def __init__(self, creations: Creations, registry: Registry, moneys: Moneys) -> None:
        self._creations, self._registry, self._moneys = creations, registry, moneys

    def read(self, transaction: RecordedTransaction, legs: Legs, taken: Taken) -> Findings:
        """Takes the transaction's orders and seizures over, their legs out of `legs`, and says what they freeze."""
        executed: list[tuple[Address, LegalOrderExecuted]] = []
        forced: list[tuple[Address, ForcedTransfer]] = []
        for logged in transaction.events:
            match logged.event:
                case LegalOrderRecorded() as event:
                    yield from self._record(transaction, logged.address, event)
                case LegalOrderLifted() as event:
                    yield from self._lift(transaction, logged.address, event)
                case LegalOrderExecuted() as event:
                    executed.append((logged.address, event))
                case ForcedTransfer() as event:
                    forced.append((logged.address, event))
        for token, seizure in forced:
            order = next((item for item in executed if self._is_for(token, seizure, item)), None)
            if order is not None:
                executed.remove(order)
            yield from self._seize(transaction, token, seizure, order[1] if order else None)
            yield from self._take(transaction, token, seizure, order[1].order_id if order else b"", legs, taken)
        for token, unused in executed:
            message = f"{unused.amount_minor} of {unused.account} taken under an order, and nothing was taken by force"
            yield found("money-force", transaction, token, message)

    def _record(self, transaction: RecordedTransaction, token: Address, event: LegalOrderRecorded) -> Findings:
        orders, now_s = self._moneys[token].orders, transaction.timestamp_s
        parties = event.account, event.receiver
        standing = (order for order in orders.values() if order.cap_minor and order.expires_at >= now_s)
        why = self._why_not_supervisor(transaction, token, event.supervisor)
        if event.order_id in orders:
            why = "an order of this id is on record already"
        elif parties in {(order.account, order.receiver) for order in standing}:
            why = f"an order for {event.account} and {event.receiver} is open already"
        elif event.cap_minor == 0 or event.expires_at < now_s or event.account == event.receiver:
            why = f"{event.cap_minor} of {event.account} for {event.receiver} until {event.expires_at}: nothing to take"
        if why is not None:
            yield found("legal-order", transaction, event.order_id, why)
        orders[event.order_id] = LegalOrder(event.order_id, *parties, event.cap_minor, event.expires_at)

    def _lift(self, transaction: RecordedTransaction, token: Address, event: LegalOrderLifted) -> Findings:
        orders = self._moneys[token].orders
        order = orders.get(event.order_id)
        why = self._why_not_supervisor(transaction, token, event.supervisor)
        if order is None or order.cap_minor == 0:
            why = "lifted, and no such order is open"
        if why is not None:
            yield found("legal-order", transaction, event.order_id, why)
        if order is not None:
            orders[event.order_id] = replace(order, cap_minor=0)

    def _is_for(self, token: Address, seizure: ForcedTransfer, item: tuple[Address, LegalOrderExecuted]) -> bool:
        """Whether the order executed there is about this seizure."""
        order = self._moneys[token].orders.get(item[1].order_id)
        receiver = order.receiver if order else seizure.to
        named = item[0], item[1].account, item[1].amount_minor, receiver
        return named == (token, seizure.from_, seizure.amount, seizure.to)

    def _seize(
        self,
        transaction: RecordedTransaction,
        token: Address,
        seizure: ForcedTransfer,
        event: LegalOrderExecuted | None,
    ) -> Findings:
        currency = self._creations.currency_of(token)
        if transaction.sender != self._registry.central_bank_of_currency(currency):
            message = f"{seizure.amount} of {seizure.from_} taken by {transaction.sender}"
            yield found("money-force", transaction, token, message)
        if event is None:
            message = f"{seizure.amount} of {seizure.from_} taken for {seizure.to} without a legal order"
            yield found("money-force", transaction, token, message)
            return
        orders = self._moneys[token].orders
        order = orders.get(event.order_id)
        if order is None or order.account != seizure.from_:
            message = f"no such order against {seizure.from_} is on record"
            yield found("money-force", transaction, event.order_id, message)
            return
        left_minor = order.cap_minor - event.amount_minor
        if left_minor < 0 or event.left_minor != left_minor or transaction.timestamp_s > order.expires_at:
            message = f"{event.amount_minor} taken and {event.left_minor} left of {order.cap_minor}, "
            message += f"at second {transaction.timestamp_s} of {order.expires_at}"
            yield found("money-force", transaction, event.order_id, message)
        orders[event.order_id] = replace(order, cap_minor=max(0, left_minor))

    def _take(
        self,
        transaction: RecordedTransaction,
        token: Address,
        seizure: ForcedTransfer,
        order_id: bytes,
        legs: Legs,
        taken: Taken,
    ) -> Findings:
        leg = Leg(token, seizure.from_, seizure.to, seizure.amount)
        if seizure.to == ZERO_ADDRESS:
            leg = debit(token, seizure.from_, seizure.amount, order_id)
        for missing in legs.missing([leg]):
            yield found("money-force", transaction, token, f"not in its transaction: {missing}")
        taken.from_whom.add((token, seizure.from_))
        left_minor = _frozen_after(self._moneys[token], seizure)
        if left_minor is not None:
            taken.freezes[token, seizure.from_, left_minor] += 1

    def _why_not_supervisor(self, transaction: RecordedTransaction, token: Address, supervisor: Address) -> str | None:
        if transaction.sender != supervisor:
            return f"{transaction.sender} acts for {supervisor}"
        if not self._registry.is_supervisor(supervisor, self._creations.currency_of(token)):
            return f"{supervisor} is no active supervisor of the currency"
        return None


def _frozen_after(money: Money, seizure: ForcedTransfer) -> int | None:
    """What stays frozen when the seizure takes of the frozen part, None where it does not; a whole freeze stays."""
    frozen_minor, free_minor = money.frozen_minor(seizure.from_), money.available_minor(seizure.from_)
    if seizure.amount <= free_minor or frozen_minor == WITHOUT_LIMIT:
        return None
    return max(0, frozen_minor - (seizure.amount - free_minor))
