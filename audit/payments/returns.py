"""Returns of settled payments and recalls that ask for them, rebuilt: what was given back, of what, and at whose word.

Trusts the payments as rebuilt for which order settled, and the registry for who is whose bank now.
Never lets a payment come back twice, in part to another, or for more than was received.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from audit.books import Fact
from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.refusals import check_refused
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    PaymentReturned,
    PaymentSettled,
    RecallAccepted,
    RecallExists,
    RecallRefused,
    RecallRejected,
    RecallRequested,
)
from chain.clients.payment_returns import PaymentReturns
from chain.clients.types import PaymentOrder, RecallState, RefusalCode
from chain.deployment import Deployment
from chain.events import Event
from chain.kept import Kept

Findings: TypeAlias = Iterator[Finding]
OriginalOf: TypeAlias = Callable[[str], PaymentOrder | None]
"""UETR -> the order that settled under it, None for a return and for what did not settle."""

NO_UETR = "00000000-0000-0000-0000-000000000000"
RETURN_EVENTS = (PaymentReturned, RecallAccepted, RecallExists, RecallRefused, RecallRejected, RecallRequested)
_REFUSALS = RefusalCode.ORIGINAL_UNKNOWN, RefusalCode.ALREADY_RETURNED


@dataclass(slots=True)
class _Sequel:
    """What came after a payment settled. returned_by: UETR of its return."""

    returned_by: str = NO_UETR
    recall: RecallState = RecallState.NONE


class ReturnsDraft:
    """All returns and recalls after the transactions read so far."""

    def __init__(
        self,
        deployment: Deployment,
        registry: Registry,
        is_original: Callable[[str], bool],
        original_of: OriginalOf,
    ) -> None:
        self._contract = deployment.contracts.get(PaymentReturns.ARTIFACT, ZERO_ADDRESS)
        self._registry, self._is_original, self._original_of = registry, is_original, original_of
        self._sequels: Kept[str, _Sequel] = Kept(_Sequel)

    def read(
        self, transaction: RecordedTransaction, instruction: Instruction | None, settled: PaymentSettled | None
    ) -> Findings:
        """Takes the transaction's returns and recalls over. settled: what the transaction settled."""
        events = [logged.event for logged in transaction.events]
        returned = [event for event in events if isinstance(event, PaymentReturned)]
        if settled and instruction and instruction.back and not returned:
            yield found("payment-return", transaction, settled.uetr, "given back, and nothing says of what")
        accepted = [event for event in events if isinstance(event, RecallAccepted)]
        for event in returned:
            yield from self._return(transaction, event, instruction, settled)
            yield from self._accept(transaction, event, accepted)
        if accepted and not returned:
            yield found("payment-recall", transaction, accepted[0].original_uetr, "accepted, and nothing came back")
        for logged in transaction.events:
            if isinstance(logged.event, RecallRequested | RecallExists | RecallRefused | RecallRejected):
                yield from self._recall(transaction, logged.event, instruction)

    def facts(self, settled: Iterable[str]) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer about payments that settled. settled: UETRs, of returns too."""
        if self._contract == ZERO_ADDRESS:
            return
        originals = (uetr for uetr in settled if self._is_original(uetr))
        others = (uetr for uetr in self._sequels if not self._is_original(uetr))
        for uetr in chain(originals, others):
            sequel = self._sequels.get(uetr, _Sequel())
            yield self._fact("return_of", uetr), sequel.returned_by
            yield self._fact("recall_of", uetr), sequel.recall

    def returned(self) -> int:
        """How many payments were given back."""
        return sum(sequel.returned_by != NO_UETR for sequel in self._sequels.values())

    def recalls(self) -> Iterator[RecallState]:
        """Where each recall stands."""
        states = (sequel.recall for sequel in self._sequels.values())
        return (state for state in states if state is not RecallState.NONE)

    def _fact(self, view: str, uetr: str) -> Fact:
        return Fact(PaymentReturns.ARTIFACT, self._contract, view, (uetr,))

    def _sequel(self, uetr: str) -> _Sequel:
        sequel = self._sequels.get(uetr)
        if sequel is None:
            sequel = self._sequels[uetr] = _Sequel()
        return sequel

    def _return(
        self,
        transaction: RecordedTransaction,
        event: PaymentReturned,
        instruction: Instruction | None,
        settled: PaymentSettled | None,
    ) -> Findings:
        sequel, original = self._sequel(event.original_uetr), self._original_of(event.original_uetr)
        if sequel.returned_by != NO_UETR:
            message = f"given back before, by {sequel.returned_by}"
            yield found("payment-return", transaction, event.original_uetr, message)
        sequel.returned_by = event.uetr
        self._sequels[event.original_uetr] = sequel
        for message in self._return_differences(event, instruction, settled, original):
            yield found("payment-return", transaction, event.uetr, message)

    def _return_differences(
        self,
        event: PaymentReturned,
        instruction: Instruction | None,
        settled: PaymentSettled | None,
        original: PaymentOrder | None,
    ) -> Iterator[str]:
        back = instruction.back if instruction else None
        if back is None or instruction is None or settled is None:
            yield "nothing was given back by the transaction"
            return
        signed = back.original_uetr, back.reason, settled.payer_currency, settled.cost_minor
        due = PaymentReturned(settled.uetr, *signed)
        if event != due or not event.reason:
            yield f"{event}, due {due}"
        if original is None or instruction.original != original:
            yield f"nothing settled by this order under {event.original_uetr}"
            return
        way = (settled.payer, settled.payee, settled.payer_currency, settled.payee_currency)
        wallets = self._registry.current_wallet(original.payee), self._registry.current_wallet(original.payer)
        reverse = *wallets, original.payee_currency, original.payer_currency
        if way != reverse:
            yield f"went {_way(way)}, the way back is {_way(reverse)}"
        if event.returned_minor > original.amount_minor:
            yield f"{event.returned_minor} given back of {original.amount_minor}"

    def _accept(
        self, transaction: RecordedTransaction, event: PaymentReturned, accepted: list[RecallAccepted]
    ) -> Findings:
        """A return closes the recall that is open, and says so."""
        sequel = self._sequel(event.original_uetr)
        is_open = sequel.recall is RecallState.REQUESTED
        if accepted != ([RecallAccepted(event.original_uetr, event.uetr)] if is_open else []):
            message = f"accepted {len(accepted)} recalls, and one was open {is_open}"
            yield found("payment-recall", transaction, event.original_uetr, message)
        if accepted or is_open:
            sequel.recall = RecallState.ACCEPTED
            self._sequels[event.original_uetr] = sequel

    def _recall(
        self,
        transaction: RecordedTransaction,
        event: RecallRequested | RecallExists | RecallRefused | RecallRejected,
        instruction: Instruction | None,
    ) -> Findings:
        uetr, sequel = event.original_uetr, self._sequel(event.original_uetr)
        for message in self._objections(transaction, event, instruction, sequel):
            yield found("payment-recall", transaction, uetr, f"{type(event).__name__}: {message}")
        match event:
            case RecallRequested():
                sequel.recall = RecallState.REQUESTED
            case RecallRejected():
                sequel.recall = RecallState.REJECTED
            case RecallRefused():
                yield from check_refused(transaction, uetr, event.code, event.rule, event.party)
        self._sequels[uetr] = sequel

    def _objections(
        self,
        transaction: RecordedTransaction,
        event: RecallRequested | RecallExists | RecallRefused | RecallRejected,
        instruction: Instruction | None,
        sequel: _Sequel,
    ) -> Iterator[str]:
        """Why this could not be said of a recall."""
        order = instruction.original if instruction else None
        function = "rejectRecall" if isinstance(event, RecallRejected) else "requestRecall"
        if (
            order is None
            or instruction is None
            or instruction.function != function
            or order.uetr != event.original_uetr
        ):
            yield "the transaction does not ask for it"
            return
        said, due = _banks(event), self._banks_due(event, order)
        asker = due[0]
        if said != due or transaction.sender != asker:
            yield f"said {said} by {transaction.sender}, due {due}"
        if isinstance(event, RecallRequested | RecallRejected) and not event.reason == instruction.reason != "":
            yield f"for the reason {event.reason!r}, asked was {instruction.reason!r}"
        if isinstance(event, RecallRefused):
            if event.code not in _REFUSALS:
                yield f"refused with {event.code.name}"
            return
        if self._original_of(event.original_uetr) != order:
            yield "nothing settled by this order"
        if not _may_follow(event, sequel):
            yield f"returned by {sequel.returned_by}, its recall was {sequel.recall.name}"

    def _banks_due(self, event: Event, order: PaymentOrder) -> tuple[Address, ...]:
        payer_bank, payee_bank = self._bank_of(order.payer), self._bank_of(order.payee)
        match event:
            case RecallRequested():
                return payer_bank, payee_bank
            case RecallRejected():
                return (payee_bank,)
            case _:
                return (payer_bank,)

    def _bank_of(self, wallet: Address) -> Address:
        customer = self._registry.customers.get(self._registry.current_wallet(wallet) or ZERO_ADDRESS)
        return customer.bank if customer else ZERO_ADDRESS


def _banks(event: RecallRequested | RecallExists | RecallRefused | RecallRejected) -> tuple[Address, ...]:
    match event:
        case RecallRequested():
            return event.payer_bank, event.payee_bank
        case RecallRejected():
            return (event.payee_bank,)
        case RecallRefused():
            return (event.party,)
        case _:
            return (event.payer_bank,)


def _may_follow(event: RecallRequested | RecallExists | RecallRejected, sequel: _Sequel) -> bool:
    """Whether it may happen where the recall stands: nothing is recalled once it is returned."""
    match event:
        case RecallRequested():
            return sequel == _Sequel()
        case RecallExists():
            return sequel.recall is not RecallState.NONE and sequel.returned_by == NO_UETR
        case _:
            return sequel.recall is RecallState.REQUESTED


def _way(way: tuple[Any, ...]) -> str:
    payer, payee, payer_currency, payee_currency = way
    return f"from {payer} to {payee}, {payer_currency} to {payee_currency}"
