"""Payments as a rule sees them, and what one rule says of one, so that limits can be tried to the minor unit.

Trusts no book: a payment is handed to the rule itself, which counts for whoever asks.
Never says that a book would do the same: tests of books say that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from actors import BANGKOK_BANK, BANK_OF, EXPORTER, FARMER, HONGKONG_BANK, IMPORTER, MILLER, STRANGER
from small_network import Network

from chain.abi import ZERO_ADDRESS, Address
from chain.accounts import Account
from chain.client import Call
from chain.clients.types import Party, Payment, RefusalCode, Sides, Tier

NUMBERS = {IMPORTER: 1, MILLER: 2, FARMER: 3, EXPORTER: 4}
NOBODY = Party(ZERO_ADDRESS, 0, ZERO_ADDRESS, "", Tier.ANONYMOUS)
# Whoever asks a rule is a book to it.
BOOK = STRANGER
PASSES = (RefusalCode.NONE, RefusalCode.NONE)


class ChecksPayments(Protocol):
    """A rule's client."""

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]: ...


def party(wallet: Account, tier: Tier = Tier.FULL) -> Party:
    """A client of the small network."""
    bank = BANK_OF[wallet]
    return Party(wallet.address, NUMBERS[wallet], bank.address, "HK" if bank is HONGKONG_BANK else "TH", tier)


def institution(account: Account, jurisdiction: str = "TH") -> Party:
    """Somebody who takes part in its own name."""
    return Party(account.address, int(account.address, 16), account.address, jurisdiction, Tier.FULL)


def payment(amount_minor: int = 1_000, **changes: Any) -> Payment:
    """The importer pays the farmer in THB, goods, with no travel-rule record; both sides are asked."""
    base = Payment(
        sides=Sides.BOTH,
        money=ZERO_ADDRESS,
        currency="THB",
        amount_minor=amount_minor,
        purpose="GDDS",
        travel_rule_hash=bytes(32),
        payer=party(IMPORTER),
        payee=party(FARMER),
    )
    return replace(base, **changes)


def own_credit(amount_minor: int = 1_000, **changes: Any) -> Payment:
    """Bangkok Bank issues to the importer."""
    fields = {"sides": Sides.PAYEE, "purpose": "", "payer": institution(BANGKOK_BANK), "payee": party(IMPORTER)}
    return payment(amount_minor, **(fields | changes))


def verdict(
    network: Network, rule: ChecksPayments, asked: Payment, at_s: int | None = None, book: Address | None = None
) -> tuple[RefusalCode, RefusalCode]:
    """Why a rule refuses the payer's side and the payee's, in the next block or at `at_s`."""
    asker = BOOK.address if book is None else book
    moment_s = network.now_s if at_s is None else at_s
    return network.ledger.read(rule.check(asked), sender=asker, at_s=moment_s)
