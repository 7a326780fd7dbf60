"""What contracts hold for others: put in for a purpose, and given out for that purpose alone.

Trusts the readers beside it to say what each movement into and out of a contract was for.
Never nets one purpose with another: what was put in for one party is nobody else's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from audit.findings import Finding, found
from audit.legs import Leg
from audit.money import Moneys
from audit.record import RecordedTransaction
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import ForcedTransfer, Remunerated, Transfer

Findings: TypeAlias = Iterator[Finding]
Purpose: TypeAlias = tuple[Any, ...]
"""What something was put in for: an instruction and its payer, a hash lock, a bank's collateral, a pool's reserve."""


class Escrow:
    """What each contract must hold of each central-bank money after the transactions read so far, in minor units."""

    def __init__(self, contracts: Iterable[Address], moneys: Moneys) -> None:
        self._contracts, self._moneys = frozenset(contracts), moneys
        self._held: dict[tuple[Address, Address], Counter[Purpose]] = {}
        self._strays: Counter[tuple[Address, Address]] = Counter()
        self._changed: dict[tuple[Address, Address], None] = {}

    def put(self, contract: Address, token: Address, purpose: Purpose, amount_minor: int) -> None:
        """Money came in for a purpose."""
        self._of(contract, token)[purpose] += amount_minor

    def give(
        self, transaction: RecordedTransaction, contract: Address, token: Address, purpose: Purpose, amount_minor: int
    ) -> Findings:
        """Money went out; a finding where less was there for this purpose."""
        held = self._of(contract, token)
        if held[purpose] < amount_minor:
            message = f"{amount_minor} of {token} given out, {held[purpose]} was there for {_worded(purpose)}"
            yield found("escrow-purpose", transaction, contract, message)
        held[purpose] -= amount_minor
        if not held[purpose]:  # its purpose is fulfilled, and nobody asks for it again
            del held[purpose]

    def write_off(
        self, transaction: RecordedTransaction, contract: Address, token: Address, purpose: Purpose, amount_minor: int
    ) -> Findings:
        """What was lost to a charge or a seizure is owed to nobody any more."""
        yield from self.give(transaction, contract, token, purpose, amount_minor)
        self._strays[contract, token] += amount_minor

    def held_minor(self, contract: Address, token: Address) -> int:
        """What must be there, for all purposes."""
        return self._held.get((contract, token), Counter()).total()

    def stray(self, transaction: RecordedTransaction, plain: Iterable[Leg]) -> None:
        """Counts what came and went for no purpose: gifts that nobody can claim, interest, charges and seizures. No
        contract gives anything away: what left one and is none of these is missed."""
        for leg in plain:
            self._pass(leg.token, ZERO_ADDRESS, leg.payee, leg.amount_minor)
        for logged in transaction.events:
            match logged.event:
                case Remunerated() as event:
                    self._pass(logged.address, ZERO_ADDRESS, event.holder, event.amount_minor)
                case ForcedTransfer() as event:
                    self._pass(logged.address, event.from_, event.to, event.amount)

    def check(self, transaction: RecordedTransaction) -> Findings:
        """To be read after the movements: what each contract has that moved, or should have, is what it must have."""
        for contract, token in self._touched(transaction):
            balance_minor = self._moneys[token].balance_minor(contract)
            due_minor, stray_minor = self.held_minor(contract, token), self._strays[contract, token]
            if balance_minor != due_minor + stray_minor:
                message = f"it has {balance_minor} of {token} and must hold {due_minor}, with {stray_minor} of nobody's"
                yield found("escrow-balance", transaction, contract, message)

    def _of(self, contract: Address, token: Address) -> Counter[Purpose]:
        self._changed[contract, token] = None
        return self._held.setdefault((contract, token), Counter())

    def _pass(self, token: Address, payer: Address, payee: Address, amount_minor: int) -> None:
        for contract, sign in ((payer, -1), (payee, 1)):
            if contract in self._contracts:
                self._strays[contract, token] += sign * amount_minor

    def _touched(self, transaction: RecordedTransaction) -> list[tuple[Address, Address]]:
        touched, self._changed = self._changed, {}
        for logged in transaction.events:
            if isinstance(logged.event, Transfer):
                sides = logged.event.from_, logged.event.to
                touched |= {(side, logged.address): None for side in sides if side in self._contracts}
        return list(touched)


def _worded(purpose: Purpose) -> str:
    return " ".join(map(str, purpose))
