"""The ledger from events alone: every balance, participant, payment, quote and loan, and every contradiction.

Trusts no event further than the others bear it out.
Never reads storage, and never stops at a contradiction: it becomes a finding and the rebuilding goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from audit.books import Books
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Legs
from audit.rebuild_loans import LOAN_EVENTS, LoansDraft
from audit.rebuild_money import MoneyDraft
from audit.rebuild_participants import ParticipantsDraft
from audit.rebuild_payments import PAYMENT_EVENTS, PaymentsDraft
from audit.record import RecordedBlock, RecordedTransaction
from chain.deployment import Deployment
from chain.digest import genesis_digest


def rebuild(blocks: Iterable[RecordedBlock], deployment: Deployment) -> Books:
    """The books that the blocks of a record add up to, with all that the record contradicts of itself."""
    draft = _Draft(deployment)
    for block in blocks:
        draft.read(block)
    return draft.freeze()


class _Draft:
    """Everything after the blocks read so far."""

    def __init__(self, deployment: Deployment) -> None:
        self._creations = Creations(deployment)
        self._participants = ParticipantsDraft(deployment)
        self._money = MoneyDraft(self._participants)
        self._payments = PaymentsDraft(deployment, self._participants)
        self._loans = LoansDraft(self._participants, self._money)
        self._findings: list[Finding] = []
        self._events: Counter[str] = Counter()
        genesis = deployment.parameters
        self._height, self._timestamp_s, self._digest = 0, genesis.genesis_at_s, genesis_digest(genesis)
        self._transactions = self._strangers = 0

    def read(self, block: RecordedBlock) -> None:
        self._findings += block.findings
        for transaction in block.transactions:
            self._transactions += 1
            self._strangers += transaction.stranger_logs
            self._events.update(type(logged.event).__name__ for logged in transaction.events)
            self._findings += self._judge(transaction)
        self._height, self._timestamp_s, self._digest = block.height, block.timestamp_s, block.digest

    def _judge(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        yield from self._creations.read(transaction)
        yield from self._participants.read(transaction)
        legs = Legs(transaction)
        yield from legs.pair()
        # Before the money moves in the books: a collection that fell short looked at the balance before.
        yield from self._loans.read(transaction, legs)
        yield from self._payments.read(transaction, legs)
        yield from self._money.read(transaction)
        if any(isinstance(logged.event, (*PAYMENT_EVENTS, *LOAN_EVENTS)) for logged in transaction.events):
            for leg in legs.rest():
                yield found("money-explained", transaction, leg.token, f"moved without a reason: {leg}")

    def freeze(self) -> Books:
        participants, payments = self._participants, self._payments
        return Books(
            height=self._height,
            timestamp_s=self._timestamp_s,
            digest=self._digest,
            transactions=self._transactions,
            events=dict(sorted(self._events.items())),
            stranger_logs=self._strangers,
            jurisdictions=dict(participants.jurisdictions),
            participants=dict(participants.participants),
            admissions=dict(participants.admissions),
            customers=dict(participants.customers),
            listings=dict(participants.listings),
            moneys=self._money.freeze(),
            quotes=dict(payments.quotes),
            settled=dict(payments.settled),
            refused=tuple(payments.refused),
            exists=payments.exists,
            loans=self._loans.freeze(),
            findings=(*self._findings, *self._creations.rest(), *participants.rest()),
        )
