"""From a planned payment to a relayed order: looked up, drafted, signed with one key or two, and handed to the bank.

Trusts the reference rates for what a payment may cost, and the payer's bank to relay.
Never hands on an order that the payer has not signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from chain.spool import Spooled
from nodes.bank import Bank, Instruction
from nodes.genesis import Actors
from nodes.payment_plan import PlannedPayment
from nodes.payment_record import NO_KEY, PaymentRecord
from nodes.probes import spoiled
from nodes.rates import ReferenceRates
from nodes.scenario.model import PaymentsEntry
from nodes.scenario.world import Client, Fault
from nodes.travel_post import TravelPost
from nodes.travel_rule import NO_RECORD, TravelRecord, is_asked_for, travel_record
from nodes.wallet import Wallet, cost_minor_max


@dataclass(frozen=True, slots=True, eq=False)
class Ordering:
    """How the clients of a run pay.

    actors; terms: tolerance and validity of the orders; rates: of each day; records: what became of each payment;
    travel_records: of those that were relayed with one; post: takes records from bank to bank. All are kept on disk.
    """

    actors: Actors
    terms: PaymentsEntry
    rates: ReferenceRates
    records: Spooled[PaymentRecord] = field(default_factory=partial(Spooled, PaymentRecord))
    travel_records: Spooled[TravelRecord] = field(default_factory=partial(Spooled, TravelRecord))
    post: TravelPost = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "post", TravelPost(self.actors.network, self.actors.supervisors))

    def pay(self, payment: PlannedPayment) -> None:
        """The payer orders, and its bank relays or keeps the payment off the chain."""
        payer = self.actors.wallets[payment.payer]
        if not payer.has_key:
            self.records.append(PaymentRecord.kept_off(payment, NO_KEY))
            return
        payee = self.actors.wallets[payment.payee]
        payee_address = payee.address if payment.alias is None else payer.look_up(payment.alias)
        paper = self._travel_record(payment, payer, payee)
        commitment = NO_RECORD if paper is None else paper.commitment
        order = payer.order(
            payment, payee_address, self.cost_minor_max(payment), self.terms.order_validity_s, commitment
        )
        if payment.fault is not None:
            order = spoiled(order, payment, self._mid_cost_minor(payment), self.actors.network.seed)
        bank = self.actors.banks[payer.client.bank.id]

        def done(record: PaymentRecord) -> None:
            self.records.append(record)
            if paper is not None and record.height:
                self.travel_records.append(paper)

        beside = None if paper is None else self._beside(bank, payee.client, paper)
        bank.relay(Instruction(payment, order, *payer.sign_order(order), beside), done)

    def cost_minor_max(self, payment: PlannedPayment) -> int:
        """The most that a payment may cost its payer, in its own currency; zero where it is not debited in that."""
        if payment.fault is Fault.PAYER_CURRENCY:
            return 0
        if payment.fault is Fault.PAYEE_CURRENCY:
            return payment.amount_minor
        return cost_minor_max(payment, *self._sides(payment), self.rates, self.terms.cost_tolerance_bps)

    def _mid_cost_minor(self, payment: PlannedPayment) -> int:
        return cost_minor_max(payment, *self._sides(payment), self.rates, 0)

    def _sides(self, payment: PlannedPayment) -> tuple[Client, Client]:
        return self.actors.wallets[payment.payer].client, self.actors.wallets[payment.payee].client

    def _beside(self, bank: Bank, payee: Client, paper: TravelRecord) -> Callable[[], None] | None:
        """What sends the record to the payee's bank; nothing where that is the payer's too."""
        if payee.bank.id == bank.plan.id:
            return None
        return partial(self.post.send, bank, self.actors.banks[payee.bank.id], paper)

    def _travel_record(self, payment: PlannedPayment, payer: Wallet, payee: Wallet) -> TravelRecord | None:
        """What the payer's bank writes down of a payment, where a rule of either side asks for it."""
        sides = payer.client, self.cost_minor_max(payment), payee.client, payment.amount_minor
        if not payment.has_travel_rule or not is_asked_for(*sides):
            return None
        seed = self.actors.network.seed
        return travel_record(seed, payment, payer.client, payer.address, payee.client, payee.address)
