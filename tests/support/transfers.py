"""Settled payments as detectors are fed with them, in one line each.

Trusts nothing: addresses and references are made up of names.
Never makes two payments of one reference.
"""

from __future__ import annotations

import hashlib
import itertools
import uuid
from dataclasses import dataclass, field

from audit.typologies.transfer import Suspicion, Transfer, Typology
from chain.abi import Address
from chain.clients.events import PaymentSettled
from chain.events import LoggedEvent

HOUR_S = 3_600


def wallet(name: str) -> Address:
    """The address of somebody by name."""
    return Address(f"0x{hashlib.sha256(name.encode()).hexdigest()[:40]}")


@dataclass(slots=True)
class Payments:
    """Payments one after the other. currency: of the payers; threshold_minor: of its travel rule."""

    currency: str = "EUR"
    threshold_minor: int | None = None
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def event(self, at_s: int, payer: str, payee: str, amount_minor: int) -> LoggedEvent:
        """A payment as the chain tells of it; each stands in a block of its own."""
        number = next(self._count)
        uetr = str(uuid.UUID(bytes=hashlib.sha256(str(number).encode()).digest()[:16], version=4))
        bank = wallet("bank")
        sides = (wallet(payer), wallet(payee), bank, bank, wallet("maker"))
        money = (self.currency, amount_minor, self.currency, amount_minor)
        event = PaymentSettled(uetr, *sides, *money, "GDDS")
        return LoggedEvent(event, wallet("engine"), number, at_s, number.to_bytes(32, "big"), 0, 0)

    def transfer(self, at_s: int, payer: str, payee: str, amount_minor: int) -> Transfer:
        """The same as a detector sees it."""
        place = self.event(at_s, payer, payee, amount_minor)
        assert isinstance(place.event, PaymentSettled)
        return Transfer.of(place.event, place, self.threshold_minor)


def looked(
    typology: Typology, payments: Payments, *rows: tuple[int, str, str, int]
) -> dict[str, list[tuple[int, Suspicion]]]:
    """What a detector holds against whom: name -> number of the row (from 0) and the suspicion, in order.

    rows: hour, payer, payee, amount.
    """
    names = {wallet(name): name for _, *pair, _ in rows for name in pair}
    found: dict[str, list[tuple[int, Suspicion]]] = {}
    for number, (hour, payer, payee, amount_minor) in enumerate(rows):
        for suspicion in typology.look(payments.transfer(hour * HOUR_S, payer, payee, amount_minor)):
            found.setdefault(names[suspicion.account], []).append((number, suspicion))
    return found
