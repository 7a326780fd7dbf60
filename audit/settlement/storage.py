"""What the chain stores of everything that settles or lends something, asked fact by fact.

Trusts the books to name every fact that can be asked.
Never asks anything but views.
"""

from __future__ import annotations

from typing import Any

from audit.books import Fact
from audit.reader import Questions
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
)
_CLIENTS = {client.ARTIFACT: client for client in _KINDS}


class FactQuestions(Questions):
    """Asks what the books say should be answered."""

    def fact(self, fact: Fact) -> Any:
        """The answer of the contract itself."""
        call: Call[Any] = getattr(_CLIENTS[fact.kind](fact.address), fact.view)(*fact.key)
        return self._read(call)
