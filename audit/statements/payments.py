"""The messages of one UETR: what was instructed, how its institutions settled, and what came after.

Trusts the facts for what happened, in their order.
Never makes a message of what changed nothing and told nobody anything: that an order was found settled already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from audit.statements.facts import Act
from audit.statements.people import NETWORK
from audit.statements.transfers import Transfers
from chain.abi import Address
from chain.clients.events import (
    CycleSettled,
    InstructionRefused,
    LegSettled,
    LockDelivered,
    LockRefused,
    ObligationRefused,
    ObligationSettled,
    PaymentCancelled,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentSettled,
    RecallRefused,
    RecallRejected,
    RecallRequested,
)
from chain.errors import REFUSALS
from messages.iso20022.bindings import CREDIT_TRANSFER, INSTITUTION_TRANSFER
from messages.iso20022.exceptions import payment_return, recall, recall_answer, refusal
from messages.iso20022.records import (
    Agent,
    CustomerTransfer,
    InstitutionTransfer,
    Original,
    Place,
    Recall,
    RecallAnswer,
    Refusal,
    Returned,
)
from messages.iso20022.transfers import customer_transfer, institution_transfer
from messages.iso20022.xml import Message

_Refused: TypeAlias = PaymentRefused | ObligationRefused | InstructionRefused | LockRefused | RecallRefused

_REFUSALS = {refusal.code: refusal for refusal in REFUSALS}
_IN_WORDS = "NARR"
"""ISO 20022: the reason is told in words."""
_CALLED_OFF, _TOO_LATE = "DS02", "TM01"
"""ISO 20022: the order was cancelled by who may; its time is over."""
_SYSTEM = Agent("", "", NETWORK)


@dataclass(frozen=True, slots=True)
class Told:
    """A message with the place of its fact. uetr: under which it goes: a return's legs go under the return's own."""

    message: Message
    uetr: str
    place: Place


@dataclass(slots=True)
class PaymentStory:
    """The messages of one UETR, as its acts go by. instructed: the customer's payment that settled or is queued, until
    then the first that was refused; counts: of messages of a sort."""

    transfers: Transfers
    uetr: str
    instructed: CustomerTransfer | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def tell(self) -> Iterator[Told]:
        """Every message under the UETR, and of what returns it."""
        for act in self.transfers.facts.acts.get(self.uetr, ()):
            yield from self.of_act(act)

    def of_act(self, act: Act) -> Iterator[Told]:
        """The messages of the next act."""
        match act.event:
            case PaymentQueued() as queued:
                self.instructed = self._relayed(self.transfers.queued(act, queued))
                yield self._told(act, self.instructed)
            case PaymentSettled() as settled if act.returned is not None:
                yield from self._return(act, settled, act.returned.reason)
            case PaymentSettled() as settled if self._is_own(act):
                self.instructed = self._relayed(self.transfers.settled(act, settled))
                yield self._told(act, self.instructed)
                yield from self._covers(act, settled, self.instructed)
            case PaymentRefused() as refused:
                yield from self._refuse_relayed(act, refused)
            case PaymentCancelled():
                self.counts["called off"] += 1
            case PaymentRefunded():
                yield self._refunded(act)
            case RecallRequested() | RecallRejected() | RecallRefused():
                yield from self._recall(act, act.event)
            case ObligationSettled() | CycleSettled() if item := self.transfers.obligation(
                act, self.uetr, self.instructed
            ):
                yield self._told(act, item)
            case LegSettled() | LockDelivered() as leg if made := self.transfers.leg(act, leg, self.counts["legs"] + 1):
                self.counts["legs"] += 1
                yield self._told(act, made)
            case ObligationRefused() | InstructionRefused() | LockRefused() as refused:
                yield self._refuse(act, Original(INSTITUTION_TRANSFER, self.uetr), refused)

    def _is_own(self, act: Act) -> bool:
        """Whether the act relays the payment: what ends one that was queued was relayed when it was queued."""
        return act.instruction is None or act.instruction.function not in ("creditQueued", "refundQueued")

    def _relayed(self, item: CustomerTransfer) -> CustomerTransfer:
        """pacs.008: each time that a payment is relayed has its own."""
        return replace(item, number=self._next("relayed"))

    def _covers(self, act: Act, event: PaymentSettled, item: CustomerTransfer) -> Iterator[Told]:
        """pacs.009 COV: each leg of central-bank money."""
        for leg in self.transfers.covers(act, event, item):
            yield self._told(act, leg)

    def _refuse_relayed(self, act: Act, event: PaymentRefused) -> Iterator[Told]:
        """What is refused before it settles, or on the way to the payee once its bank has paid."""
        original = _original(self.instructed, self.uetr)
        if act.order is not None and self._is_own(act):
            item = self._relayed(self.transfers.ordered(act, act.order))
            yield self._told(act, item)
            original, self.instructed = _original(item, self.uetr), self.instructed or item
        yield self._refuse(act, original, event)

    def _refuse(self, act: Act, original: Original, event: _Refused) -> Told:
        """pacs.002: the code on the chain, mapped, with its rule and the party at fault."""
        known = _REFUSALS.get(event.code)
        item = Refusal(
            original,
            self._next("refused"),
            known.iso_code if known else _IN_WORDS,
            self._why(event),
            NETWORK,
            act.place,
        )
        return Told(refusal(item), self.uetr, act.place)

    def _refunded(self, act: Act) -> Told:
        """pacs.002 for a queued payment that will not settle; its payer has the money back on its own bank's books."""
        is_called_off = self.counts["called off"] > 0
        reason, why = (_CALLED_OFF, "called off") if is_called_off else (_TOO_LATE, "its time in the queue is over")
        original, number = _original(self.instructed, self.uetr), self._next("refused")
        item = Refusal(original, number, reason, ("refunded to the payer", why), NETWORK, act.place)
        return Told(refusal(item), self.uetr, act.place)

    def _why(self, event: _Refused) -> tuple[str, ...]:
        known = _REFUSALS.get(event.code)
        name, meaning = (known.name, [known.meaning]) if known else (str(int(event.code)), [])
        fault = self._name(event.party)
        return f"{name} ({int(event.code)}), rule {event.rule}", *meaning, f"at fault: {fault}"

    def _return(self, act: Act, event: PaymentSettled, reason: str) -> Iterator[Told]:
        item = self.transfers.settled(act, event)
        returned = Returned(_original(self.instructed, self.uetr), item, reason, act.place)
        yield Told(payment_return(returned), event.uetr, act.place)
        yield from self._covers(act, event, item)

    def _recall(self, act: Act, event: RecallRequested | RecallRejected | RecallRefused) -> Iterator[Told]:
        """camt.056 for what is asked, camt.029 for what is not given; what is given is a return."""
        match event:
            case RecallRequested(payer_bank=payer_bank, payee_bank=payee_bank, reason=reason):
                yield self._asked(act, (payer_bank, payee_bank), reason)
            case RecallRejected(payee_bank=payee_bank, reason=reason):
                yield self._answered(act, self._agent(payee_bank), reason, ())
            case RecallRefused(rule=rule):
                yield self._asked(act, act.banks, act.instruction.reason if act.instruction else _IN_WORDS)
                yield self._answered(act, _SYSTEM, rule, self._why(event))

    def _asked(self, act: Act, banks: tuple[Address, Address], reason: str) -> Told:
        payer_bank, payee_bank = (self._agent(bank) for bank in banks)
        item = Recall(
            _original(self.instructed, self.uetr), payer_bank, payee_bank, reason, self._next("asked"), act.place
        )
        return Told(recall(item), self.uetr, act.place)

    def _answered(self, act: Act, assigner: Agent, reason: str, information: tuple[str, ...]) -> Told:
        asker, number = self._agent(act.banks[0]), self._next("answered")
        item = RecallAnswer(
            _original(self.instructed, self.uetr), assigner, asker, reason, information, number, act.place
        )
        return Told(recall_answer(item), self.uetr, act.place)

    def _next(self, sort: str) -> int:
        self.counts[sort] += 1
        return self.counts[sort]

    def _agent(self, address: Address) -> Agent:
        return self.transfers.people.agent(address)

    def _name(self, address: Address) -> str:
        return self.transfers.people.name(address)

    def _told(self, act: Act, item: CustomerTransfer | InstitutionTransfer) -> Told:
        made = customer_transfer(item) if isinstance(item, CustomerTransfer) else institution_transfer(item)
        return Told(made, item.uetr, act.place)


def _original(item: CustomerTransfer | None, uetr: str) -> Original:
    """What another message is about; without a payment under the UETR, no more than that."""
    if item is None:
        return Original(CREDIT_TRANSFER, uetr)
    return Original(CREDIT_TRANSFER, uetr, item.number, item.amount_minor, item.currency, item.day)
