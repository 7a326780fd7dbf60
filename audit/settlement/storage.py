"""What the chain stores of everything that settles or lends something, asked fact by fact.

Trusts the books to name every fact that can be asked.
Never asks anything but views.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from audit.books import Fact
from audit.reader import Questions
from audit.stored import Differing
from chain.client import Call, Client
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.fx_board import FxBoard
from chain.clients.fx_pool import FxPool
from chain.clients.hash_time_lock import HashTimeLock
from chain.clients.intraday_credit import IntradayCredit
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.loan_applications import LoanApplications
from chain.clients.loan_book import LoanBook
from chain.clients.payment_returns import PaymentReturns
from chain.clients.queued_payments import QueuedPayments
from chain.clients.rate_index import RateIndex
from chain.clients.travel_rule import TravelRule
from chain.clients.types import Obligation, QueuedState
from chain.kept import Kept

_KINDS: tuple[type[Client], ...] = (
    AtomicSettlement,
    FxBoard,
    FxPool,
    HashTimeLock,
    IntradayCredit,
    LiquidityQueue,
    LoanApplications,
    LoanBook,
    PaymentReturns,
    QueuedPayments,
    RateIndex,
    TravelRule,
)
_CLIENTS = {client.ARTIFACT: client for client in _KINDS}


@dataclass(slots=True)
class Answered:
    """What came of the questions, with the fields of `audit.stored.Storage`; everything that was as told is gone, but
    for the obligations."""

    differing: dict[Fact, Differing] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    obligations: Kept[str, Obligation] = field(default_factory=lambda: Kept(Obligation))


class FactQuestions(Questions):
    """Asks what the books say should be answered."""

    def answered(self) -> Answered:
        """Asks for one fact after the other, and holds the answer to it."""
        found = Answered()
        for fact, told in self._books.facts.items():
            for _, stored in self.answers((fact,), self.fact):
                _take(found, fact, told, stored)
        return found

    def fact(self, fact: Fact) -> Any:
        """The answer of the contract itself."""
        call: Call[Any] = getattr(_CLIENTS[fact.kind](fact.address), fact.view)(*fact.key)
        return self._read(call)


def _take(found: Answered, fact: Fact, told: Any, stored: Any) -> None:
    found.asked.add(fact.kind)
    if stored != told:
        found.differing[fact] = Differing(told, stored)
    if fact.view == "obligation_of":
        found.obligations[fact.key[0]] = stored
    elif fact.view == "queued_state_of" and stored is QueuedState.QUEUED:
        found.waiting.append(fact.key[0])
