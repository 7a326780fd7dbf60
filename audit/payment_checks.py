"""Holds one payment's event against its order, its quote's rate and the table of refusals.

Trusts the order and the quote as the payer and the market maker signed them, and the registry for who has which role.
Never looks at balances or legs: `audit.rebuild_payments` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.types import Role
from chain.errors import REFUSALS
from finance.fx import cost_minor_up

_REFUSALS = {refusal.code: refusal for refusal in REFUSALS}


def check_refusal(
    transaction: RecordedTransaction, event: PaymentRefused, instruction: Instruction | None, registry: Registry
) -> Iterator[Finding]:
    """A refusal has a known code, the rule that belongs to it, and the party at fault."""
    refusal = _REFUSALS.get(event.code)
    if refusal is None or refusal.rule != event.rule or event.party == ZERO_ADDRESS:
        message = f"code {int(event.code)}, rule {event.rule!r}, party {event.party}"
        yield found("payment-refusal", transaction, event.uetr, message)
    elif instruction is not None and event.party != (party := _party(refusal.party, event, instruction, registry)):
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
    transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction | None
) -> Iterator[Finding]:
    """Within one currency the cost is the amount; across two it is ⌈amount · rate⌉ of the quote in the transaction."""
    if event.payer_currency == event.payee_currency:
        due_minor: int | None = event.amount_minor
    elif instruction is None or instruction.quote is None or instruction.quote.rate_ray == 0:
        due_minor = None  # no rate to be had
    else:
        due_minor = cost_minor_up(event.amount_minor, instruction.quote.rate_ray)
    if event.cost_minor != due_minor:
        message = (
            f"cost {event.cost_minor}, due {'unknown: no rate in the transaction' if due_minor is None else due_minor}"
        )
        yield found("payment-cost", transaction, event.uetr, message)


def _party(role: str, event: PaymentRefused, instruction: Instruction, registry: Registry) -> Address:
    """Who has a role in a payment, as the table of refusals names roles; the zero address for nobody.

    Of several pools and vehicle currencies the order does not say which: it is the one that is named, when it is a
    contract with that role, or speaks for a currency.
    """
    order = instruction.order
    match role:
        case "pool":
            admission = registry.admissions.get((event.party, registry.issued_in(order.payer_currency)))
            return event.party if admission and admission.role is Role.SYSTEM_CONTRACT else ZERO_ADDRESS
        case "vehicle's central bank":
            central_banks = [item.central_bank for item in registry.jurisdictions.values()]
            return event.party if event.party in central_banks else ZERO_ADDRESS
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
            return instruction.quote.maker if instruction.quote else ZERO_ADDRESS


def _bank(wallet: Address, registry: Registry) -> Address:
    customer = registry.customers.get(wallet)
    return customer.bank if customer else ZERO_ADDRESS


def _order_differences(
    transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction
) -> Iterator[str]:
    order, quote = instruction.order, instruction.quote
    for name in ("payer", "payee", "payer_currency", "payee_currency", "amount_minor", "purpose"):
        said, signed = getattr(event, name), getattr(order, name)
        if said != signed:
            yield f"{name} settled {said}, signed {signed}"
    if event.maker != (quote.maker if quote else ZERO_ADDRESS):
        yield f"through {event.maker}, but the quote is of {quote.maker if quote else 'nobody'}"
    if quote and (quote.sell_currency, quote.buy_currency) != (event.payee_currency, event.payer_currency):
        yield f"the quote sells {quote.sell_currency} for {quote.buy_currency}"
    if event.cost_minor > order.cost_minor_max:
        yield f"cost {event.cost_minor}, the payer allowed {order.cost_minor_max}"
    if transaction.timestamp_s > order.expires_at:
        yield f"settled at second {transaction.timestamp_s}, the order ended at {order.expires_at}"
