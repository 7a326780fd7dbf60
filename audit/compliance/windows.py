"""What each payer sent in its last window of time, and what each bank's customers paid to another's: exactly.

Trusts the payments as the record has them.
Never counts in buckets: a contract may be stricter than the exact sum, and must not be laxer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from chain.abi import Address
from chain.clients.types import Party, Payment, Sides
from chain.spool import Scratch

Sender: TypeAlias = tuple[Address, int]
"""A rule book and the subject that sends under it."""
Position: TypeAlias = tuple[str, Address, Address, Address]
"""A currency, a rule book, a bank and its counterparty."""


_TABLES = (
    "CREATE TABLE sent (number INTEGER PRIMARY KEY, sender INTEGER, at_s INTEGER, amount TEXT NOT NULL) STRICT",
    "CREATE INDEX by_sender ON sent (sender, number, at_s, amount)",
)
_FORGET = """
DELETE FROM sent WHERE sender = ?1 AND number < coalesce(
    (SELECT min(number) FROM sent WHERE sender = ?1 AND at_s > ?2), 9223372036854775807)
"""


class Sent(Mapping[Sender, tuple[tuple[int, int], ...]]):
    """Sender -> UTC second and minor units of each payment, in their order; on disk, as there are so many."""

    def __init__(self) -> None:
        self._senders: dict[Sender, int] = {}
        self._scratch = Scratch(*_TABLES)

    def add(self, sender: Sender, at_s: int, amount_minor: int) -> None:
        """One more."""
        number = self._senders.setdefault(sender, len(self._senders))
        values = number, at_s, str(amount_minor)
        self._scratch.run("INSERT INTO sent (sender, at_s, amount) VALUES (?, ?, ?)", *values)

    def forget(self, sender: Sender, until_s: int) -> None:
        """The sender's first ones go, up to the first that is later than this second."""
        self._scratch.run(_FORGET, self._senders[sender], until_s)

    def __getitem__(self, sender: Sender) -> tuple[tuple[int, int], ...]:
        number = self._senders[sender]
        rows = self._scratch.rows("SELECT at_s, amount FROM sent WHERE sender = ? ORDER BY number", number)
        return tuple((at_s, int(amount)) for at_s, amount in rows)

    def __iter__(self) -> Iterator[Sender]:
        return iter(self._senders)

    def __len__(self) -> int:
        return len(self._senders)


@dataclass(slots=True)
class Counts:
    """What the rules that count have counted after the transactions read so far.

    sent: sender -> UTC second and minor units of each payment that may still count; positions: in minor units, what was
    paid less what came back.
    """

    sent: Sent = field(default_factory=Sent)
    positions: Counter[Position] = field(default_factory=Counter)

    def sent_minor(self, sender: Sender, window_s: int, now_s: int) -> int:
        """What `sender` has sent in the window that ends with this second."""
        return sum(amount for at_s, amount in self.sent.get(sender, ()) if at_s > now_s - window_s)

    def send(self, sender: Sender, window_s: int, now_s: int, amount_minor: int) -> None:
        """Counts a payment and forgets what is older than the window; when that grows, the rule knows no more."""
        self.sent.add(sender, now_s, amount_minor)
        self.sent.forget(sender, now_s - window_s)

    def expose(self, book: Address, payment: Payment) -> None:
        """Counts a payment between two banks, on the side or sides that the book answers for."""
        for own, other, sign in _sides(payment):
            if own.bank != other.bank:
                self.positions[payment.currency, book, own.bank, other.bank] += sign * payment.amount_minor


def _sides(payment: Payment) -> list[tuple[Party, Party, int]]:
    given, taken = (payment.payer, payment.payee, 1), (payment.payee, payment.payer, -1)
    return [given, taken] if payment.sides is Sides.BOTH else [given if payment.sides is Sides.PAYER else taken]
