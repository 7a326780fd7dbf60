"""The movements of money in one transaction, each with the reason that the record gives for it.

Trusts a movement only when both of its events are there: what is issued must appear, what disappears must be redeemed.
Never explains a movement twice: a settlement takes its legs out, and what is left is judged by what else happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import Issued, Redeemed, Transfer


@dataclass(frozen=True, slots=True)
class Leg:
    """A movement. payer, payee: zero address for money that is issued or redeemed; reference: 32 bytes that say what
    it was issued or redeemed for, empty for a transfer."""

    token: Address
    payer: Address
    payee: Address
    amount_minor: int
    reference: bytes = b""

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.token} from {self.payer} to {self.payee}"


def credit(token: Address, holder: Address, amount_minor: int, reference: bytes) -> Leg:
    """Money issued to `holder`."""
    return Leg(token, ZERO_ADDRESS, holder, amount_minor, reference)


def debit(token: Address, holder: Address, amount_minor: int, reference: bytes) -> Leg:
    """Money redeemed from `holder`."""
    return Leg(token, holder, ZERO_ADDRESS, amount_minor, reference)


class Legs:
    """The legs of one transaction that nothing has explained yet."""

    def __init__(self, transaction: RecordedTransaction) -> None:
        self._transaction = transaction
        self._moves: Counter[Leg] = Counter()
        self._named: Counter[Leg] = Counter()
        for logged in transaction.events:
            match logged.event:
                case Transfer(from_=payer, to=payee, value=value):
                    self._moves[Leg(logged.address, payer, payee, value)] += 1
                case Issued(holder=holder, amount_minor=amount, reference_id=reference):
                    self._named[credit(logged.address, holder, amount, reference)] += 1
                case Redeemed(holder=holder, amount_minor=amount, reference_id=reference):
                    self._named[debit(logged.address, holder, amount, reference)] += 1

    def pair(self) -> Iterator[Finding]:
        """Gives each issued and redeemed movement its reference; those of which one half is missing are findings."""
        for leg in list(self._named.elements()):
            bare = Leg(leg.token, leg.payer, leg.payee, leg.amount_minor)
            if self._moves[bare] > 0:
                self._moves[bare] -= 1
            else:
                self._named[leg] -= 1
                yield self._finding(leg, "it is named, but no money moved")
        for leg in self._moves.elements():
            if ZERO_ADDRESS in (leg.payer, leg.payee):
                yield self._finding(leg, "money moved, but nothing names it")
            else:
                self._named[leg] += 1

    def missing(self, expected: Iterable[Leg]) -> list[Leg]:
        """Takes the expected legs out; returns those that are not there."""
        wanted = Counter(expected)
        missing = wanted - self._named
        self._named -= wanted
        return list(missing.elements())

    def rest(self) -> list[Leg]:
        """What nothing has explained."""
        return list(self._named.elements())

    def _finding(self, leg: Leg, message: str) -> Finding:
        rule = "money-issue" if leg.payer == ZERO_ADDRESS else "money-redeem"
        return found(rule, self._transaction, leg.token, f"{leg}: {message}")
