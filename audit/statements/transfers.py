"""Credit transfers of a record: a customer's payment as settled, queued or ordered, and the legs that cover it.

Trusts events for what moved, and the payer's order for what did not.
Never joins two facts of different transactions into one transfer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from audit.statements.days import BusinessDays
from audit.statements.facts import Act, Facts
from audit.statements.payloads import Payloads
from audit.statements.people import People
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import LegSettled, LockDelivered, LockOpened, PaymentQueued, PaymentSettled
from chain.clients.types import PaymentOrder
from messages.iso20022.records import CustomerTransfer, InstitutionTransfer

COVER, SYSTEM, ON_US = "COVE", "CLRG", "INDA"
"""How institutions settle: by a cover, in central-bank money in the same step, on the books of one bank."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a transfer. account: who pays or is paid; bank: who keeps its account, itself for an institution;
    currency: of that account."""

    account: Address
    bank: Address
    currency: str


@dataclass(frozen=True, slots=True)
class Transfers:
    """Makes transfers of acts. payloads: where names come from, before the deployment's."""

    facts: Facts
    days: BusinessDays
    people: People
    payloads: Payloads

    def settled(self, act: Act, event: PaymentSettled) -> CustomerTransfer:
        """A payment, or a return, that settled."""
        payer = Side(event.payer, event.payer_bank, event.payer_currency)
        payee = Side(event.payee, event.payee_bank, event.payee_currency)
        return self._transfer(act, event.uetr, (payer, payee), event.amount_minor, event.purpose)

    def queued(self, act: Act, event: PaymentQueued) -> CustomerTransfer:
        """A payment whose payer is debited, and which waits for its bank; its obligation covers it."""
        payer = Side(event.payer, event.payer_bank, event.currency)
        payee = Side(event.payee, event.payee_bank, event.currency)
        purpose = act.order.purpose if act.order else ""
        item = self._transfer(act, event.uetr, (payer, payee), event.amount_minor, purpose)
        return replace(item, method=COVER)

    def ordered(self, act: Act, order: PaymentOrder) -> CustomerTransfer:
        """A payment that did not settle, as its payer signed it; its banks are those of that moment."""
        payer = Side(order.payer, act.banks[0], order.payer_currency)
        payee = Side(order.payee, act.banks[1], order.payee_currency)
        return self._transfer(act, order.uetr, (payer, payee), order.amount_minor, order.purpose)

    def leg(
        self, act: Act, event: LegSettled | LockDelivered, number: int
    ) -> CustomerTransfer | InstitutionTransfer | None:
        """A leg of an instruction, or under a hash lock: between institutions for themselves, or of a customer; None
        where the record does not have its beginning."""
        given: LegSettled | LockOpened | None = (
            event if isinstance(event, LegSettled) else self.facts.locks.get(event.uetr)
        )
        if given is None:
            return None
        if given.payer == given.payer_bank and event.payee == event.payee_bank:
            banks = given.payer, event.payee
            return self.between(act, event.uetr, number, banks, (event.currency, event.amount_minor))
        payer = Side(given.payer, given.payer_bank, event.currency)
        payee = Side(event.payee, event.payee_bank, event.currency)
        purpose = event.purpose if isinstance(event, LegSettled) else ""
        return replace(self._transfer(act, event.uetr, (payer, payee), event.amount_minor, purpose), number=number)

    def obligation(self, act: Act, uetr: str, underlying: CustomerTransfer | None) -> InstitutionTransfer | None:
        """What one bank owed another, and has paid; None where the record does not have its beginning."""
        queued = self.facts.queued.get(uetr)
        if queued is None:
            return None
        money = queued.currency, queued.amount_minor
        return self.between(act, uetr, 1, (queued.payer, queued.payee), money, underlying)

    def covers(self, act: Act, event: PaymentSettled, item: CustomerTransfer) -> Iterator[InstitutionTransfer]:
        """The central-bank money that a payment across currencies moves, to each venue and from it."""
        if event.maker == ZERO_ADDRESS:
            return
        first, last = (act.hops[0].venue, act.hops[-1].venue) if act.hops else (event.maker, event.maker)
        way = [((event.payer_bank, first), (event.payer_currency, event.cost_minor))]
        way += [((hop.venue, after.venue), (hop.sell_currency, hop.sell_minor)) for hop, after in pairwise(act.hops)]
        way.append(((last, event.payee_bank), (event.payee_currency, event.amount_minor)))
        moving = [leg for leg in way if leg[0][0] != leg[0][1]]  # who is both owes the vehicle currency to itself
        for number, (banks, money) in enumerate(moving, start=1):
            yield self.between(act, event.uetr, number, banks, money, item)

    def between(
        self,
        act: Act,
        uetr: str,
        number: int,
        banks: tuple[Address, Address],
        money: tuple[str, int],
        underlying: CustomerTransfer | None = None,
    ) -> InstitutionTransfer:
        """Money of the central bank from one institution to another."""
        payer, payee = (self.people.agent(bank) for bank in banks)
        currency, amount_minor = money
        day = self._day(currency, act)
        return InstitutionTransfer(uetr, number, payer, payee, amount_minor, currency, day, act.place, underlying)

    def _transfer(
        self, act: Act, uetr: str, sides: tuple[Side, Side], amount_minor: int, purpose: str
    ) -> CustomerTransfer:
        payer, payee = sides
        payer_name, payee_name = self._names(act.order)
        return CustomerTransfer(
            uetr,
            self.people.party(payer.account, payer.bank, payer.currency, payer_name),
            self.people.party(payee.account, payee.bank, payee.currency, payee_name),
            amount_minor,
            payee.currency,
            self._day(payee.currency, act),
            purpose,
            _method(payer, payee),
            act.place,
        )

    def _names(self, order: PaymentOrder | None) -> tuple[str, str]:
        return ("", "") if order is None else self.payloads.names(order.uetr, order.travel_rule_hash)

    def _day(self, currency: str, act: Act) -> date:
        return self.days.at(currency, act.place.at_s).day


def _method(payer: Side, payee: Side) -> str:
    if payer.currency != payee.currency:
        return COVER
    return SYSTEM if payer.bank != payee.bank else ON_US
