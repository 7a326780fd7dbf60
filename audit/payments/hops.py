"""The way of a payment from currency to currency: one or two venues, what each sells and takes, and what they fill.

Trusts the quotes as their makers signed them, and `audit.settlement.pools` to hold a pool's price to its curve.
Never lets a venue be filled for anything but a hop, or a hop go through a venue that fills nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.legs import Leg
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import PaymentHop, PaymentSettled, PoolFilled, QuoteFilled
from chain.clients.types import FirmQuote, Role
from chain.signatures import digest_of
from chain.typed_data import TypedDomain
from finance.fx import cost_minor_up

Findings: TypeAlias = Iterator[Finding]

HOPS_MAX = 2


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop as it should be. sell_minor: what the venue gives, of quote.sell_currency; buy_minor: what it takes, of
    quote.buy_currency; is_pool: whether the venue is a pool."""

    quote: FirmQuote
    sell_minor: int
    buy_minor: int
    is_pool: bool

    @property
    def venue(self) -> Address:
        """The market maker or pool."""
        return self.quote.maker


def hops_due(
    transaction: RecordedTransaction, instruction: Instruction | None, amount_minor: int
) -> tuple[Hop, ...] | None:
    """The hops in the order of the payer's money, priced back from what the payee receives; None where a quote has no
    rate or a pool no fill. A quote takes ⌈amount · rate⌉, a pool what it says."""
    hops: list[Hop] = []
    for quote in reversed(instruction.quotes if instruction else ()):
        sell_minor = hops[-1].buy_minor if hops else amount_minor
        is_pool = instruction is not None and instruction.is_pool(quote)
        if is_pool:
            buy_minor = _taken(transaction, quote, sell_minor)
        else:
            buy_minor = cost_minor_up(sell_minor, quote.rate_ray) if quote.rate_ray else 0
        if not buy_minor:
            return None
        hops.append(Hop(quote, sell_minor, buy_minor, is_pool))
    return tuple(reversed(hops))


def hop_legs(registry: Registry, event: PaymentSettled, hops: Sequence[Hop]) -> Iterator[Leg]:
    """The central-bank money of a payment across currencies: to the first venue, between two, from the last."""
    first, last = (hops[0].venue, hops[-1].venue) if hops else (event.maker, event.maker)
    yield Leg(registry.money_of(event.payer_currency), event.payer_bank, first, event.cost_minor)
    if first != last:  # who is both owes the vehicle currency to itself
        yield Leg(registry.money_of(hops[0].quote.sell_currency), first, last, hops[0].sell_minor)
    yield Leg(registry.money_of(event.payee_currency), last, event.payee_bank, event.amount_minor)


def chain_differences(order_currencies: tuple[str, str], quotes: Sequence[FirmQuote]) -> Iterator[str]:
    """Why quotes are no way from the payer's currency to the payee's."""
    payer_currency, payee_currency = order_currencies
    if not quotes:
        return
    way = [payer_currency, *(quote.sell_currency for quote in quotes)]
    taken = [quote.buy_currency for quote in quotes]
    if len(quotes) > HOPS_MAX or taken != way[:-1] or way[-1] != payee_currency or len(set(way)) != len(way):
        steps = ", ".join(f"{quote.sell_currency} for {quote.buy_currency}" for quote in quotes)
        yield f"the quotes sell {steps}: no way from {payer_currency} to {payee_currency}"


def check_hops(
    transaction: RecordedTransaction,
    event: PaymentSettled,
    instruction: Instruction | None,
    hops: Sequence[Hop] | None,
    registry: Registry,
) -> Findings:
    """Each hop is told once, in order, with its venue and amounts; each venue may trade both of its currencies."""
    due = []
    if hops and instruction is not None and instruction.function != "settleWithQuote":
        due = [_told(event.uetr, index, hop) for index, hop in enumerate(hops)]
    said = [item.event for item in transaction.events if isinstance(item.event, PaymentHop)]
    if said != due:
        yield found("payment-hop", transaction, event.uetr, f"went through {_shown(said)}, due {_shown(due)}")
    for hop in hops or ():
        role = Role.SYSTEM_CONTRACT if hop.is_pool else Role.MARKET_MAKER
        for currency in (hop.quote.sell_currency, hop.quote.buy_currency):
            if not registry.is_active_in(hop.venue, currency, role):
                message = f"{hop.venue} is no active {role.name.lower().replace('_', ' ')} of {currency}"
                yield found("payment-hop", transaction, event.uetr, message)


def check_fills(
    transaction: RecordedTransaction,
    settled: PaymentSettled | None,
    instruction: Instruction | None,
    hops: Sequence[Hop] | None,
    domain: TypedDomain,
) -> Findings:
    """Each hop fills its quote or its pool, once and with its amounts, and nothing is filled for anything else."""
    subject = settled.uetr if settled else ""
    due_quotes = Counter(_quoted(hop, domain) for hop in hops or () if not hop.is_pool)
    by = instruction.contract if instruction else ZERO_ADDRESS
    due_pools = Counter((hop.venue, *_sold(hop, by)) for hop in hops or () if hop.is_pool)
    for logged in transaction.events:
        match logged.event:
            case QuoteFilled() as event:
                due_quotes[event] -= 1
                if due_quotes[event] < 0:
                    message = f"{event.maker} sold {event.sell_minor} for {event.buy_minor}, and no payment did that"
                    yield found("payment-quote", transaction, event.quote_hash, message)
            case PoolFilled() as event:
                fill = logged.address, event.taker, event.sell_currency, event.sell_minor, event.buy_minor
                due_pools[fill] -= 1
                if due_pools[fill] < 0:
                    message = f"sold {event.sell_minor} for {event.buy_minor}, and no payment of {event.taker} did that"
                    yield found("payment-hop", transaction, logged.address, message)
            case PaymentHop() as event if settled is None:
                yield found("payment-hop", transaction, event.uetr, f"through {event.venue}, and nothing settled")
    for event in (+due_quotes).elements():
        message = f"no quote of {event.maker} was filled with {event.sell_minor} for {event.buy_minor}"
        yield found("payment-quote", transaction, subject, message)


def _taken(transaction: RecordedTransaction, quote: FirmQuote, sell_minor: int) -> int:
    """What a pool says that it took for this sale; zero where it says nothing."""
    fills = (item.event for item in transaction.events if item.address == quote.maker)
    for event in fills:
        if isinstance(event, PoolFilled) and (event.sell_currency, event.sell_minor) == (
            quote.sell_currency,
            sell_minor,
        ):
            return event.buy_minor
    return 0


def _told(uetr: str, index: int, hop: Hop) -> PaymentHop:
    quote = hop.quote
    return PaymentHop(uetr, index, hop.venue, quote.sell_currency, hop.sell_minor, quote.buy_currency, hop.buy_minor)


def _quoted(hop: Hop, domain: TypedDomain) -> QuoteFilled:
    return QuoteFilled(digest_of(hop.quote, domain) or b"", hop.venue, hop.sell_minor, hop.buy_minor)


def _sold(hop: Hop, taker: Address) -> tuple[Address, str, int, int]:
    return taker, hop.quote.sell_currency, hop.sell_minor, hop.buy_minor


def _shown(hops: Sequence[PaymentHop]) -> str:
    shown = (f"{x.index}: {x.venue} {x.sell_minor} {x.sell_currency} for {x.buy_minor} {x.buy_currency}" for x in hops)
    return "; ".join(shown) or "nothing"
