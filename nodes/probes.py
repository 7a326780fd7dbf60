"""Payments that are wrong on purpose: what a scenario's fault changes in an order or a quote.

Trusts the scenario's checks for faults that the payment can have.
Never changes more than the one thing that the fault names, so that the chain refuses it for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chain.accounts import Account
from chain.clients.types import PaymentOrder
from finance.money import Currency
from nodes.market_maker import MarketMaker, Offer
from nodes.payment_plan import PlannedPayment
from nodes.scenario.world import Fault


def spoiled(order: PaymentOrder, payment: PlannedPayment, mid_cost_minor: int, seed: int) -> PaymentOrder:
    """The order with the payment's fault in it; mid_cost_minor: what it costs at the reference rate alone."""
    match payment.fault:
        case Fault.EXPIRED_ORDER:
            return replace(order, expires_at=payment.at_s - 1)
        case Fault.COST_TOO_LOW:
            return replace(order, cost_minor_max=mid_cost_minor - 1)
        case Fault.UNKNOWN_PAYEE:
            return replace(order, payee=Account.derived(seed, "stranger", payment.id).address)
        case Fault.PAYER_CURRENCY:
            return replace(order, payer_currency=order.payee_currency, cost_minor_max=order.amount_minor)
        case Fault.PAYEE_CURRENCY:
            return replace(order, payee_currency=order.payer_currency, cost_minor_max=order.amount_minor)
        case _:  # the other faults are in the UETR, the time or the quote
            return order


def faulty_quote(payment: PlannedPayment, makers: Sequence[MarketMaker], sell: Currency, buy: Currency) -> Offer | None:
    """A signed quote for `payment` with its fault in it; None where no maker of the pair can give it."""
    amount_minor, day = payment.amount_minor, payment.day
    dealing = [maker for maker in makers if maker.deals(sell, buy)]
    is_short = payment.fault is Fault.MAKER_SHORT
    able = [maker for maker in dealing if (maker.holding_minor(sell) < amount_minor) is is_short]
    drafts = [(maker, maker.draft(sell, buy, amount_minor, day)) for maker in able]
    maker, quote = min(drafts, key=lambda draft: draft[1].rate_ray, default=(None, None))
    if maker is None or quote is None:
        return None
    if payment.fault is Fault.WITHDRAWN_QUOTE:
        maker.withdraw(quote)
    elif payment.fault is Fault.EXPIRED_QUOTE:
        quote = replace(quote, expires_at=payment.at_s - 1)
    elif payment.fault is Fault.EXHAUSTED_QUOTE:
        quote = replace(quote, sell_minor_max=amount_minor - 1)
    return quote, maker.sign(quote)
