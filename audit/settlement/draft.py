"""Everything of this package in the order in which it hangs together, for `audit.rebuild_ledger`.

Trusts the readers beside it, each for its own contract.
Never lets one contract explain a movement of another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from audit.books import Fact
from audit.creations import Creations
from audit.findings import Finding
from audit.legs import Leg, Legs
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.credit import CreditDraft
from audit.settlement.escrow import Escrow
from audit.settlement.instructions import InstructionsDraft
from audit.settlement.locks import LocksDraft
from audit.settlement.moves import Agreed
from audit.settlement.obligations import ObligationsDraft
from audit.settlement.pools import PoolsDraft
from audit.settlement.rates import RatesDraft
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.hash_time_lock import HashTimeLock
from chain.clients.intraday_credit import IntradayCredit
from chain.clients.liquidity_queue import LiquidityQueue
from chain.clients.types import Obligation
from chain.deployment import Deployment

Findings: TypeAlias = Iterator[Finding]

_HOLDING = (AtomicSettlement, HashTimeLock, LiquidityQueue, IntradayCredit)
"""What holds money for others, beside the pools."""


class SettlementDraft:
    """Instructions, locks, obligations, credit, rates and pools after the transactions read so far. agreed: what the
    last one settled and queued."""

    def __init__(self, deployment: Deployment, creations: Creations, registry: Registry, moneys: Moneys) -> None:
        holding = [deployment.contracts[item.ARTIFACT] for item in _HOLDING if item.ARTIFACT in deployment.contracts]
        self._contracts = frozenset([*holding, *deployment.pools.values()])
        self.escrow = Escrow(self._contracts, moneys)
        self.agreed = Agreed()
        self._rates = RatesDraft(deployment, registry)
        self._instructions = InstructionsDraft(deployment, creations, registry, moneys, self.escrow)
        self._locks = LocksDraft(deployment, creations, registry, moneys, self.escrow)
        self._obligations = ObligationsDraft(deployment, registry)
        self._credit = CreditDraft(deployment, registry, moneys, self.escrow, self._rates)
        self._pools = PoolsDraft(deployment, creations, registry, moneys, self.escrow, self._rates)

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's events over and their legs out of `legs`."""
        self.agreed = Agreed()
        yield from self._rates.read(transaction)
        if not self.speaks(transaction):
            return
        for part in (self._instructions, self._locks, self._obligations, self._credit, self._pools):
            yield from part.read(transaction, legs)
        self.agreed = Agreed(
            [*self._instructions.latest, *self._locks.latest], self._obligations.queued, self._credit.issued
        )

    def speaks(self, transaction: RecordedTransaction) -> bool:
        """Whether one of the contracts that hold money says something in the transaction: then it moves nothing
        else."""
        return any(logged.address in self._contracts for logged in transaction.events)

    def check(self, transaction: RecordedTransaction, plain: Sequence[Leg]) -> Findings:
        """To be read after the movements: whether everything held in escrow is there. plain: what moved beside."""
        self.escrow.stray(transaction, plain)
        yield from self.escrow.check(transaction)

    def facts(self, at_s: int) -> Iterator[tuple[Fact, Any]]:
        """What the contracts should answer in that second, each fact once."""
        yield from dict(self._rates.facts(at_s)).items()  # of a pair and its inverse they follow twice
        yield from self._obligations.facts(at_s)
        yield from self._credit.facts(at_s)
        yield from self._instructions.facts()
        yield from self._locks.facts()
        yield from self._pools.facts()

    def obligation_at(self, uetr: str, at_s: int) -> Obligation | None:
        """The obligation under a UETR as it stands in that second; None without one."""
        return self._obligations.obligation_at(uetr, at_s)

    def counts(self, at_s: int) -> dict[str, dict[str, int]]:
        """How many instructions, locks and obligations stand where in that second; nothing for what was never used."""
        parts = {
            "instructions": self._instructions.states(),
            "locks": self._locks.states(),
            "obligations": self._obligations.states(at_s),
        }
        return {name: counted for name, states in parts.items() if (counted := counted_by_name(states))}


def counted_by_name(states: Iterator[Any]) -> dict[str, int]:
    """How often each member of an enumeration stands there, in alphabetical order."""
    return dict(sorted(Counter(state.name.lower() for state in states).items()))
