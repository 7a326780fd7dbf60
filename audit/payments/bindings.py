"""UETRs and what they are bound to: one payment's order or one return's, for life, whatever became of it.

Trusts the signed orders for the digests, which it works out itself.
Never lets a UETR be bound twice, or a contract bind one for something that it did not do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from audit.books import Bound
from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.record import RecordedTransaction
from chain.abi import Address
from chain.clients.events import UetrBound
from chain.kept import Kept

Findings: TypeAlias = Iterator[Finding]
DigestOf: TypeAlias = Callable[[Instruction], bytes | None]


class Bindings:
    """All bound UETRs after the transactions read so far. bound: UETR -> what was signed under it, and when."""

    def __init__(self, engine: Address, digest_of: DigestOf) -> None:
        self._engine, self._digest_of = engine, digest_of
        self.bound: Kept[str, Bound] = Kept(Bound)
        self._due: list[UetrBound] = []

    def bind(self, transaction: RecordedTransaction, uetr: str, instruction: Instruction | None) -> Findings:
        """A UETR is used for what was signed; a contract other than the engine has the engine say so."""
        before = self.bound.get(uetr)
        if before is not None:
            yield found("payment-uetr", transaction, uetr, f"used before, in block {before.height}")
        digest = self._digest_of(instruction) if instruction else None
        self.bound[uetr] = Bound(digest, transaction.height)
        if instruction is not None and instruction.contract != self._engine:
            self._due.append(UetrBound(uetr, instruction.contract, digest or b""))

    def is_bound(self, uetr: str, instruction: Instruction | None) -> bool:
        """Whether the UETR is used for the very thing that the instruction says."""
        bound = self.bound.get(uetr)
        return bound is not None and instruction is not None and bound.digest == self._digest_of(instruction)

    def check(self, transaction: RecordedTransaction) -> Findings:
        """To be read last: the transaction says of each UETR that it binds, and of no other, for whom and what."""
        due, self._due = self._due, []
        for logged in transaction.events:
            if isinstance(logged.event, UetrBound):
                if logged.event in due:
                    due.remove(logged.event)
                else:
                    yield found(
                        "payment-uetr", transaction, logged.event.uetr, f"bound by {logged.event.by} for nothing"
                    )
        for event in due:
            yield found("payment-uetr", transaction, event.uetr, f"nothing says that {event.by} has bound it")
