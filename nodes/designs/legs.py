"""Customers' payments as what banks owe each other, one obligation a currency: what unlinked systems settle.

Trusts the case for payments, rates and inventories.
Never links the two: each settles as the system of its currency lets it, and that is what is measured.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finance.fx import cost_minor_up, with_spread_up
from finance.money import Currency, currency, format_minor
from nodes.payment_plan import PlannedPayment
from nodes.scenario.check_names import NO_QUOTE
from nodes.scenario.interbank import ObligationEntry
from nodes.scenario.model import BankEntry
from nodes.scenario.world import MarketMaker

if TYPE_CHECKING:
    from nodes.designs.case import Case

NO_MAKER, TOO_DEAR = NO_QUOTE, "CostAboveMaximum"
"""Why a payment between two currencies is not sent: nobody makes its market, or the payer accepts no such cost."""


@dataclass(frozen=True, slots=True)
class LegPlan:
    """A payment's obligations. maker: who exchanges, `None` within one currency or where nobody does; sold: what the
    payer's bank owes; bought: what the maker owes the payee's bank; cost_minor: what the payer gives; why: why it is
    not sent, empty where it is."""

    payment: PlannedPayment
    maker: MarketMaker | None
    sold: ObligationEntry | None
    bought: ObligationEntry | None
    cost_minor: int
    codes: tuple[str, str]
    why: str = ""

    @property
    def entries(self) -> tuple[ObligationEntry, ...]:
        """What is owed, in order; nothing within one bank, or where it is not sent."""
        return tuple(entry for entry in (self.sold, self.bought) if entry is not None)

    def code_of(self, entry: ObligationEntry) -> str:
        """The currency of one of its obligations."""
        return self.codes[0 if entry is self.sold else 1]


def plan_legs(case: Case) -> list[LegPlan]:
    """The obligations of every payment, in the order of the payments."""
    return [_plan(case, payment) for payment in case.payments]


def maker_account(maker: str, code: str) -> str:
    """The id of the bank that stands for a maker's account in one currency."""
    return f"{maker}-{code.lower()}"


def bank_entries(case: Case, legs: Sequence[LegPlan]) -> tuple[BankEntry, ...]:
    """The banks of a design without customers: the scenario's with the liquidity for what they owe where they get that
    on demand, and one for each inventory of a maker."""
    owed: dict[str, int] = {}
    for plan in legs:
        for entry in plan.entries:
            owed[entry.payer] = owed.get(entry.payer, 0) + _minor(entry.amount, currency(plan.code_of(entry)))
    pairs = zip(case.scenario.banks, case.world.banks, strict=True)
    banks = [_topped_up(entry, bank.currency, owed) for entry, bank in pairs]
    return (*banks, *_maker_banks(case))


def _topped_up(entry: BankEntry, money: Currency, owed: dict[str, int]) -> BankEntry:
    update: dict[str, str | None] = {"liquidity_top_up": "never", "redeem_above": None}
    if entry.liquidity_top_up == "on_demand":
        minor = _minor(entry.opening_liquidity, money) + owed.get(entry.id, 0)
        update["opening_liquidity"] = _major(minor, money)
    return entry.model_copy(update=update)


def _maker_banks(case: Case) -> Iterable[BankEntry]:
    for maker in case.world.market_makers:
        for code, minor in maker.inventory_minor.items():
            # The entry skips validation: its id may be longer than a written one.
            yield BankEntry.model_construct(
                id=maker_account(maker.id, code),
                name=f"{maker.name} {code}",
                jurisdiction=case.home_of(code).id,
                opening_liquidity=_major(minor, currency(code)),
                liquidity_top_up="never",
            )


def _plan(case: Case, payment: PlannedPayment) -> LegPlan:
    payer, payee = case.clients[payment.payer], case.clients[payment.payee]
    codes = payer.currency.code, payee.currency.code
    if codes[0] == codes[1]:
        sold = None
        if payer.bank.id != payee.bank.id:
            sold = _entry(payment, "sold", (payer.bank.id, payee.bank.id), payment.amount_minor, payer.currency)
        return LegPlan(payment, None, sold, None, payment.amount_minor, codes)
    maker = cheapest(case, codes, payment.amount_minor)
    if maker is None:
        return LegPlan(payment, None, None, None, 0, codes, NO_MAKER)
    cost_minor = _cost_minor(case, payment, payer.currency, maker)
    if maker.spread_bps > case.scenario.payments.cost_tolerance_bps:
        return LegPlan(payment, maker, None, None, cost_minor, codes, TOO_DEAR)
    inventories = [maker_account(maker.id, code) for code in codes]
    sold = _entry(payment, "sold", (payer.bank.id, inventories[0]), cost_minor, payer.currency)
    bought = _entry(payment, "bought", (inventories[1], payee.bank.id), payment.amount_minor, payee.currency)
    return LegPlan(payment, maker, sold, bought, cost_minor, codes)


def cheapest(case: Case, codes: tuple[str, str], amount_minor: int) -> MarketMaker | None:
    """The maker with the smallest spread of those that make the market and hold what is bought, of equal ones the first
    of the file."""
    dealing = (maker for maker in case.world.market_makers if {*codes} <= maker.inventory_minor.keys())
    makers = [maker for maker in dealing if maker.inventory_minor[codes[1]] >= amount_minor]
    return min(makers, key=lambda maker: maker.spread_bps, default=None)


def _cost_minor(case: Case, payment: PlannedPayment, money: Currency, maker: MarketMaker) -> int:
    mid_ray = case.rates.mid_ray(currency(payment.currency), money, payment.day)
    return cost_minor_up(payment.amount_minor, with_spread_up(mid_ray, maker.spread_bps))


def _entry(payment: PlannedPayment, side: str, ends: tuple[str, str], minor: int, money: Currency) -> ObligationEntry:
    # The entry skips validation: its id may be longer than a written one, and it knows its second.
    return ObligationEntry.model_construct(
        id=f"{payment.id}-{side}",
        date=payment.day,
        time=datetime.datetime.fromtimestamp(payment.at_s, datetime.UTC).time().isoformat(),
        payer=ends[0],
        payee=ends[1],
        amount=_major(minor, money),
    )


def _major(minor: int, money: Currency) -> str:
    return format_minor(minor, money).replace(",", "")


def _minor(text: str, money: Currency) -> int:
    # Not parse_minor: a bank's liquidity for a whole run may be more than one payment may have.
    whole, _, decimals = text.partition(".")
    return int(whole + decimals.ljust(money.exponent, "0"))
