"""What each payer sent in its last window of time, and what each bank's customers paid to another's: exactly.

Trusts the payments as the record has them.
Never counts in buckets: a contract may be stricter than the exact sum, and must not be laxer.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TypeAlias

from chain.abi import Address
from chain.clients.types import Party, Payment, Sides

Sender: TypeAlias = tuple[Address, int]
"""A rule book and the subject that sends under it."""
Position: TypeAlias = tuple[str, Address, Address, Address]
"""A currency, a rule book, a bank and its counterparty."""


@dataclass(slots=True)
class Counts:
    """What the rules that count have counted after the transactions read so far.

    sent: sender -> UTC second and minor units of each payment that may still count; positions: in minor units, what was
    paid less what came back.
    """

    sent: dict[Sender, deque[tuple[int, int]]] = field(default_factory=dict)
    positions: Counter[Position] = field(default_factory=Counter)

    def sent_minor(self, sender: Sender, window_s: int, now_s: int) -> int:
        """What `sender` has sent in the window that ends with this second."""
        return sum(amount for at_s, amount in self.sent.get(sender, ()) if at_s > now_s - window_s)

    def send(self, sender: Sender, window_s: int, now_s: int, amount_minor: int) -> None:
        """Counts a payment and forgets what is older than the window; when that grows, the rule knows no more."""
        payments = self.sent.setdefault(sender, deque())
        payments.append((now_s, amount_minor))
        while payments[0][0] <= now_s - window_s:
            payments.popleft()

    def expose(self, book: Address, payment: Payment) -> None:
        """Counts a payment between two banks, on the side or sides that the book answers for."""
        for own, other, sign in _sides(payment):
            if own.bank != other.bank:
                self.positions[payment.currency, book, own.bank, other.bank] += sign * payment.amount_minor


def _sides(payment: Payment) -> list[tuple[Party, Party, int]]:
    given, taken = (payment.payer, payment.payee, 1), (payment.payee, payment.payer, -1)
    return [given, taken] if payment.sides is Sides.BOTH else [given if payment.sides is Sides.PAYER else taken]
