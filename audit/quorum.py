"""Acts that concern the whole network: whether enough central banks approved of each before it was carried out.

Trusts the registry as rebuilt to say who speaks for which jurisdiction.
Never takes a contract's count of the approvals: it counts them itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.client import Client
from chain.clients.events import ActApproved, ApprovalWithdrawn
from chain.identifiers import act_id

APPROVAL_LIFE_S = 30 * 86_400
APPROVALS_MIN = 2
Act: TypeAlias = tuple[Address, bytes]
"""The contract that carries it out, and its id."""


@dataclass(slots=True)
class _Standing:
    first_at_s: int
    given: set[str] = field(default_factory=set)

    def lasts(self, timestamp_s: int) -> bool:
        return timestamp_s <= self.first_at_s + APPROVAL_LIFE_S


class Quorum:
    """The approvals after the transactions read so far."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._standing: dict[Act, _Standing] = {}
        self._carried: list[Act] = []

    def read(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """Counts the transaction's approvals; to be read before what they carry."""
        for logged in transaction.events:
            match logged.event:
                case ActApproved() as event:
                    yield from self._approve(transaction, logged.address, event)
                case ApprovalWithdrawn() as event:
                    yield from self._withdraw(transaction, logged.address, event)

    def require(
        self, transaction: RecordedTransaction, contract: Client, function: str, *arguments: Any
    ) -> Iterator[Finding]:
        """A finding unless the transaction's approvals carried just this call."""
        try:
            act = contract.address, act_id(contract, function, *arguments)
        except (TypeError, ValueError) as error:  # no text that a contract takes
            yield found("quorum-act", transaction, contract.address, f"{function} of what cannot be: {error}")
            return
        if act in self._carried:
            self._carried.remove(act)
        else:
            message = f"{function} without the approval of {needed(len(self._registry.jurisdictions))} central banks"
            yield found("quorum-act", transaction, act[1], message)

    def rest(self, transaction: RecordedTransaction) -> Iterator[Finding]:
        """A finding for each act that was carried in the transaction and left no trace."""
        for contract, act in self._carried:
            yield found("quorum-act", transaction, act, f"approved of on {contract}, and nothing was carried out")
        self._carried.clear()

    def freeze(self, timestamp_s: int) -> dict[Act, int]:
        """How many approvals stand for each act in that second."""
        acts = self._standing.items()
        return {act: len(standing.given) if standing.lasts(timestamp_s) else 0 for act, standing in acts}

    def _approve(self, transaction: RecordedTransaction, contract: Address, event: ActApproved) -> Iterator[Finding]:
        act, now_s = (contract, event.act), transaction.timestamp_s
        standing = self._standing.get(act)
        if standing is None or not standing.given or not standing.lasts(now_s):
            standing = _Standing(now_s)
        if transaction.sender != self._registry.central_bank_of(event.jurisdiction):
            message = f"approved for {event.jurisdiction} by {transaction.sender}"
            yield found("quorum-approval", transaction, event.act, message)
        if event.jurisdiction in standing.given:
            yield found("quorum-approval", transaction, event.act, f"{event.jurisdiction} approved of it before")
        standing.given.add(event.jurisdiction)
        counted = len(standing.given), needed(len(self._registry.jurisdictions))
        if (event.approvals, event.needed) != counted:
            message = f"{event.approvals} of {event.needed} approvals; counted {counted[0]} of {counted[1]}"
            yield found("quorum-approval", transaction, event.act, message)
        self._standing[act] = standing
        if counted[0] >= counted[1]:
            self._carried.append(act)
            self._standing[act] = _Standing(now_s)

    def _withdraw(
        self, transaction: RecordedTransaction, contract: Address, event: ApprovalWithdrawn
    ) -> Iterator[Finding]:
        standing = self._standing.get((contract, event.act))
        is_given = standing is not None and event.jurisdiction in standing.given
        if not is_given or transaction.sender != self._registry.central_bank_of(event.jurisdiction):
            message = f"{event.jurisdiction} took back by {transaction.sender}; given before: {is_given}"
            yield found("quorum-approval", transaction, event.act, message)
        if standing is not None:
            standing.given.discard(event.jurisdiction)


def needed(jurisdictions: int) -> int:
    """More than two thirds of the central banks, at least two."""
    return max(APPROVALS_MIN, 2 * jurisdictions // 3 + 1)
