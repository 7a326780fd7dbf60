"""Holds one payment's event against its order, its quotes' rates and the table of refusals.

Trusts the order and the quotes as payer and market makers signed them, and the registry for who has which role.
Never looks at balances or legs: `audit.rebuild_payments` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.payments.hops import Hop, chain_differences
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.errors import REFUSALS

_REFUSALS = {refusal.code: refusal for refusal in REFUSALS}
_CREDITED = {"payee": 0, "payee's bank": 1}


def check_refusal(
    transaction: RecordedTransaction,
    event: PaymentRefused,
    instruction: Instruction | None,
    registry: Registry,
    credited: tuple[Address, Address] | None = None,
) -> Iterator[Finding]:
    """A refusal has a known code, the rule that belongs to it, and the party at fault. credited: wallet and bank that
    the end of a queued payment credits, in the place of the payee's."""
    refusal = _REFUSALS.get(event.code)
    if refusal is None or refusal.rule != event.rule or event.party == ZERO_ADDRESS:
        message = f"code {int(event.code)}, rule {event.rule!r}, party {event.party}"
        yield found("payment-refusal", transaction, event.uetr, message)
        return
    if instruction is None:
        return
    party = _party(refusal.party, event, instruction, registry)
    if credited is not None and refusal.party in _CREDITED:
        party = credited[_CREDITED[refusal.party]]
    if event.party != party and not _is_banks(refusal.party, event, instruction, registry):
        message = f"{refusal.name} by the fault of {event.party}; the {refusal.party} is {party}"
        yield found("payment-refusal", transaction, event.uetr, message)


def check_order(
    transaction: RecordedTransaction,
    uetr: str,
    instruction: Instruction | None,
    settled: PaymentSettled | None = None,
) -> Iterator[Finding]:
    """The transaction carries the order that it settles or refuses."""
    if instruction is None or instruction.order.uetr != uetr:
        yield found("payment-order", transaction, uetr, "the transaction carries no order with this UETR")
    elif settled is not None:
        for message in _order_differences(transaction, settled, instruction):
            yield found("payment-order", transaction, uetr, message)


def check_cost(
    transaction: RecordedTransaction, event: PaymentSettled, hops: Sequence[Hop] | None
) -> Iterator[Finding]:
    """Within one currency the cost is the amount; across two it is what the first hop takes."""
    if event.payer_currency == event.payee_currency:
        due_minor: int | None = event.amount_minor
    else:
        due_minor = hops[0].buy_minor if hops else None  # no rate to be had
    if event.cost_minor != due_minor:
        message = (
            f"cost {event.cost_minor}, due {'unknown: no rate in the transaction' if due_minor is None else due_minor}"
        )
        yield found("payment-cost", transaction, event.uetr, message)


def _is_banks(role: str, event: PaymentRefused, instruction: Instruction, registry: Registry) -> bool:
    """Whether a payment was not queued because its bank may not owe it: in the queue payer and payee are banks."""
    order = instruction.order
    sides = {"payer": order.payer, "payee": order.payee}
    return instruction.function == "queuePayment" and role in sides and event.party == _bank(sides[role], registry)


def _party(role: str, event: PaymentRefused, instruction: Instruction, registry: Registry) -> Address:
    """Who has a role in a payment, as the table of refusals names roles; the zero address for nobody.

    Of several pools and market makers it is the one that is named, when a quote of it is in the transaction.
    """
    order, quotes = instruction.order, instruction.quotes
    match role:
        case "pool":
            return _named(event, [quote.maker for quote in quotes if instruction.is_pool(quote)])
        case "vehicle's central bank":
            return registry.central_bank_of_currency(quotes[0].sell_currency) if len(quotes) > 1 else ZERO_ADDRESS
        case "payer":
            return order.payer
        case "payee":
            return order.payee
        case "payer's bank":
            return _bank(order.payer, registry)
        case "payee's bank":
            return _bank(order.payee, registry)
        case "payer's central bank":
            return registry.central_bank_of_currency(order.payer_currency)
        case "payee's central bank":
            return registry.central_bank_of_currency(order.payee_currency)
        case _:
            return _named(event, [quote.maker for quote in quotes])


def _named(event: PaymentRefused, candidates: Sequence[Address]) -> Address:
    """The one at fault, where it is among those who may be."""
    if event.party in candidates:
        return event.party
    return candidates[0] if candidates else ZERO_ADDRESS


def _bank(wallet: Address, registry: Registry) -> Address:
    customer = registry.customers.get(wallet)
    return customer.bank if customer else ZERO_ADDRESS


def _order_differences(
    transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction
) -> Iterator[str]:
    order = instruction.order
    for name in ("payer", "payee", "payer_currency", "payee_currency", "amount_minor", "purpose"):
        said, signed = getattr(event, name), getattr(order, name)
        if said != signed:
            yield f"{name} settled {said}, signed {signed}"
    if event.maker != instruction.maker:
        yield f"through {event.maker}, but the quote is of {instruction.maker}"
    yield from chain_differences((event.payer_currency, event.payee_currency), instruction.quotes)
    if event.cost_minor > order.cost_minor_max:
        yield f"cost {event.cost_minor}, the payer allowed {order.cost_minor_max}"
    if transaction.timestamp_s > order.expires_at:
        yield f"settled at second {transaction.timestamp_s}, the order ended at {order.expires_at}"
