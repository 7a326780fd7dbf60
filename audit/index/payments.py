"""Payments as rows: one for each that was taken, and one for each time that a rule refused one.

Trusts the events for what became of a payment, and the signed order for what a refusal leaves out.
Never settles a row twice: what waits in the queue becomes a row once it ends, or when the record does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.index.people import People
from audit.instructions import instruction_of, payment_contracts
from audit.record import RecordedTransaction
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    PaymentCancelled,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentReturned,
    PaymentSettled,
)
from chain.deployment import Deployment

_KINDS = frozenset((PaymentSettled, PaymentRefused, PaymentQueued, PaymentCancelled, PaymentRefunded))


@dataclass(slots=True)
class _Row:
    """A row of `payment_rows` without its number."""

    uetr: str
    status: str
    tx: int
    payer: Address
    payee: Address
    payer_bank: Address
    payee_bank: Address
    payer_currency: str
    cost_minor: int | None
    payee_currency: str
    amount_minor: int
    purpose: str = ""
    maker: Address = ZERO_ADDRESS
    queued_tx: int | None = None
    code: int | None = None
    rule: str | None = None
    party: Address = ZERO_ADDRESS
    original_uetr: str | None = None
    reason: str | None = None


class PaymentRows:
    """Makes the rows of payments, transaction by transaction."""

    def __init__(self, deployment: Deployment, people: People) -> None:
        self._contracts, self._people = payment_contracts(deployment), people
        self._queued: dict[str, _Row] = {}

    def read(self, transaction: RecordedTransaction, tx: int) -> Iterator[tuple[Any, ...]]:
        """The payments that ended in a transaction, or were refused."""
        for event in [logged.event for logged in transaction.events if type(logged.event) in _KINDS]:
            match event:
                case PaymentSettled():
                    yield self._stored(self._settled(transaction, event, tx))
                case PaymentRefused():
                    yield self._stored(self._refused(transaction, event, tx))
                case PaymentQueued():
                    self._queued[event.uetr] = self._waiting(transaction, event, tx)
                case PaymentCancelled() if event.uetr in self._queued:
                    self._queued[event.uetr].status = "cancelled"
                case PaymentRefunded() if event.uetr in self._queued:
                    row = self._queued.pop(event.uetr)
                    row.status, row.tx = "refunded", tx
                    yield self._stored(row)

    def rest(self) -> Iterator[tuple[Any, ...]]:
        """The payments that still wait when the record ends."""
        yield from (self._stored(row) for row in self._queued.values())

    def _settled(self, transaction: RecordedTransaction, event: PaymentSettled, tx: int) -> _Row:
        waited = self._queued.pop(event.uetr, None)
        returned = (item.event for item in transaction.events if isinstance(item.event, PaymentReturned))
        back = next((item for item in returned if item.uetr == event.uetr), None)
        return _Row(
            *(event.uetr, "settled", tx, event.payer, event.payee, event.payer_bank, event.payee_bank),
            *(event.payer_currency, event.cost_minor, event.payee_currency, event.amount_minor, event.purpose),
            maker=event.maker,
            queued_tx=waited.tx if waited else None,
            original_uetr=back.original_uetr if back else None,
            reason=back.reason if back else None,
        )

    def _refused(self, transaction: RecordedTransaction, event: PaymentRefused, tx: int) -> _Row:
        instruction = instruction_of(transaction.raw, self._contracts)
        if instruction is None:
            nobody = ZERO_ADDRESS, ZERO_ADDRESS, ZERO_ADDRESS, ZERO_ADDRESS
            return _Row(
                *(event.uetr, "refused", tx, *nobody, "", None, "", 0),
                code=int(event.code),
                rule=event.rule,
                party=event.party,
            )
        order, bank_of = instruction.order, self._people.bank_of
        return _Row(
            *(event.uetr, "refused", tx, order.payer, order.payee, bank_of(order.payer), bank_of(order.payee)),
            *(order.payer_currency, None, order.payee_currency, order.amount_minor, order.purpose),
            original_uetr=instruction.back.original_uetr if instruction.back else None,
            reason=instruction.back.reason if instruction.back else None,
            code=int(event.code),
            rule=event.rule,
            party=event.party,
        )

    def _waiting(self, transaction: RecordedTransaction, event: PaymentQueued, tx: int) -> _Row:
        instruction = instruction_of(transaction.raw, self._contracts)
        return _Row(
            *(event.uetr, "queued", tx, event.payer, event.payee, event.payer_bank, event.payee_bank),
            *(event.currency, event.amount_minor, event.currency, event.amount_minor),
            purpose=instruction.order.purpose if instruction else "",
            queued_tx=tx,
        )

    def _stored(self, row: _Row) -> tuple[Any, ...]:
        number, home = self._people.number_or_none, self._people.registry.home_of
        return (
            *(row.uetr, "return" if row.original_uetr else "payment", row.status, row.tx, row.queued_tx),
            *(number(account) for account in (row.payer, row.payee, row.payer_bank, row.payee_bank, row.maker)),
            *(row.payer_currency, row.cost_minor, row.payee_currency, row.amount_minor),
            *(_corridor(home(row.payer_bank), home(row.payee_bank)), row.purpose),
            *(row.code, row.rule, number(row.party)),
            *(row.original_uetr, row.reason),
        )


def _corridor(start: str, end: str) -> str | None:
    """From which jurisdiction to which; None where one of the banks is not known."""
    return f"{start}-{end}" if start and end else None
