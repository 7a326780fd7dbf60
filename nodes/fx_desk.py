"""How a bank's dealing arm fills its inventory up at closing: it swaps with market makers, payment against payment.

Trusts the makers' drafts for their prices, and preflight for whether a swap would settle.
Never pays with more than it has beyond its inventory, and never one leg without the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from chain.clients.types import Approval, Instruction, Leg, RefusalCode
from finance.fx import affordable_minor, cost_minor_up
from finance.money import Currency, currency
from nodes.market_maker import MarketMaker
from nodes.payment_plan import uetr_of
from nodes.randomness import Stream

PURPOSE = "TREA"
"""ISO 20022 external purpose code: a treasury payment."""
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Swap:
    """What a desk buys and gives. maker: from whom; both in minor units."""

    maker: MarketMaker
    bought: Currency
    bought_minor: int
    given: Currency
    given_minor: int


def rebuild(desk: MarketMaker, makers: Sequence[MarketMaker], day: datetime.date) -> None:
    """Sends a swap for each currency that the desk lacks, for what it has too much of, as far as that goes."""
    for swap in swaps(desk, makers, day):
        settle(desk, swap, day)


def swaps(desk: MarketMaker, makers: Sequence[MarketMaker], day: datetime.date) -> list[Swap]:
    """What would bring its inventory back, in the order of the inventory; of equal prices the first maker's."""
    moneys = {currency(code): held for code, held in desk.plan.inventory_minor.items()}
    beyond = {money: desk.holding_minor(money) - held for money, held in moneys.items()}
    found = []
    for lacking in [money for money, minor in beyond.items() if minor < 0]:
        for spare in [money for money, minor in beyond.items() if minor > 0]:
            swap = _cheapest(makers, (lacking, -beyond[lacking]), (spare, beyond[spare]), day)
            if swap is not None:
                beyond[lacking] += swap.bought_minor
                beyond[spare] -= swap.given_minor
                found.append(swap)
            if beyond[lacking] == 0:
                break
    return found


def _cheapest(
    makers: Sequence[MarketMaker], lacking: tuple[Currency, int], spare: tuple[Currency, int], day: datetime.date
) -> Swap | None:
    """The best price for as much of one currency as the other buys and the maker has; `None` where nobody sells it."""
    (bought, wanted_minor), (given, spare_minor) = lacking, spare
    drafts = [(m, m.draft(bought, given, wanted_minor, day)) for m in makers if m.deals(bought, given)]
    for maker, quote in sorted(drafts, key=lambda draft: draft[1].rate_ray):
        minor = min(wanted_minor, affordable_minor(spare_minor, quote.rate_ray), maker.free_minor(bought))
        if minor > 0:
            return Swap(maker, bought, minor, given, cost_minor_up(minor, quote.rate_ray))
    return None


def settle(desk: MarketMaker, swap: Swap, day: datetime.date) -> None:
    """Sends the swap with both approvals, unless preflight has something against it."""
    network = desk.network
    contract = network.deployment.atomic_settlement
    instruction = _instruction(desk, swap, day)
    if network.read(contract.preflight(instruction)).code != RefusalCode.NONE:
        return
    signature = swap.maker.account.sign_struct(instruction, network.ledger.domain(contract))
    own, other = (instruction.parties.index(party.address) for party in (desk, swap.maker))
    approvals = (Approval(own, b"", b""), Approval(other, signature, b""))
    network.send(desk.account, contract.settle(instruction, approvals))


def _instruction(desk: MarketMaker, swap: Swap, day: datetime.date) -> Instruction:
    network = desk.network
    parties = tuple(sorted((desk.address, swap.maker.address), key=lambda address: int(address, 16)))
    own, other = (parties.index(party.address) for party in (desk, swap.maker))
    name = f"{desk.plan.id}-rebuild-{day}-{swap.bought.code}-{swap.given.code}"
    return Instruction(
        uetr=uetr_of(network.seed, name),
        expires_at=network.now_s + desk.plan.quote_validity_s,
        reserves=False,
        salt=Stream(network.seed, "salt", name).bytes(_SALT_BYTES),
        parties=parties,
        legs=(
            Leg(own, other, swap.given.code, swap.given_minor, PURPOSE, bytes(32)),
            Leg(other, own, swap.bought.code, swap.bought_minor, PURPOSE, bytes(32)),
        ),
    )
