"""Rapid movement: money passes through a chain of wallets, each of which sends on nearly all of it within a day.

Trusts the payments that it is fed.
Never follows money into or out of cash, loans or netting: a chain is of settled payments.

Logic: a payment continues another when its payer received the other no more than a day before, and paid on 90 % to
100 % of that; amounts are compared in the wallet's own currency, so that a chain may cross borders. When a chain has
three payments, its four wallets are alarmed, and with each further payment its payee. Thresholds: `RapidSettings`.
Misses: mules that keep more, wait longer, or send on in parts or together with other money; chains of two payments,
which any shop that pays its supplier makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from audit.typologies.transfer import DAY_S, PERCENT, Recent, Suspicion, Transfer
from chain.abi import Address
from chain.detection import SCORE_MAX, Reason

_BASE, _FAST_MAX, _LINK, _END = 50, 30, 10, -10


@dataclass(frozen=True, slots=True)
class RapidSettings:
    """within_s: after which money has been sent on; passed_percent_min: of what came; payments_min: in a chain."""

    within_s: int = DAY_S
    passed_percent_min: int = 90
    payments_min: int = 3


@dataclass(frozen=True, slots=True)
class _Link:
    """A payment with the one that it continues, the latest of the longest chain. length: of the chain up to it."""

    transfer: Transfer
    before: _Link | None
    length: int
    began_at_s: int


class RapidMovement:
    """See the module. Score: 50; up to 30 more the faster the chain was; 10 more for each payment beyond three; 10 less
    for the wallets at its two ends."""

    name: ClassVar[str] = "rapid_movement"

    def __init__(self, settings: RapidSettings | None = None) -> None:
        self._settings = settings or RapidSettings()
        self._incoming: Recent[Address, _Link] = Recent(self._settings.within_s)

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Whether the payment makes a chain long enough."""
        self._incoming.forget(transfer.at_s)
        before = self._continued(transfer)
        length, began_at_s = (1, transfer.at_s) if before is None else (before.length + 1, before.began_at_s)
        link = _Link(transfer, self._kept(before), length, began_at_s)
        self._incoming.add(transfer.at_s, transfer.payee, link)
        if length >= self._settings.payments_min:
            yield from self._suspicions(link)

    def _continued(self, transfer: Transfer) -> _Link | None:
        passed = [link for link in self._incoming.of(transfer.payer) if self._passes(link.transfer, transfer)]
        # Of equally long chains the latest: the money that just came is what goes.
        return max(passed, key=lambda link: (link.length, link.transfer.at_s), default=None)

    def _passes(self, came: Transfer, goes: Transfer) -> bool:
        least = came.received_minor * self._settings.passed_percent_min
        return least <= goes.paid_minor * PERCENT <= came.received_minor * PERCENT and came.payer != goes.payee

    def _kept(self, before: _Link | None) -> _Link | None:
        """A chain is remembered by its last payments: no more than it takes to alarm it, so that memory is bounded."""
        if before is None:
            return None
        links = [before]
        while links[-1].before is not None and len(links) < self._settings.payments_min - 1:
            links.append(links[-1].before)
        kept: _Link | None = None
        for link in reversed(links):
            kept = _Link(link.transfer, kept, link.length, link.began_at_s)
        return kept

    def _suspicions(self, link: _Link) -> Iterator[Suspicion]:
        chain = [link]
        while (before := chain[0].before) is not None:
            chain.insert(0, before)
        transfers = [each.transfer for each in chain]
        span_s = link.transfer.at_s - link.began_at_s
        # Each wallet between two of the payments had the money for a part of the time at most.
        most_s = self._settings.within_s * (link.length - 1)
        score = _BASE + _FAST_MAX * (most_s - span_s) // most_s + _LINK * (link.length - self._settings.payments_min)
        reasons = (
            Reason("payments", link.length),
            Reason("span_s", span_s),
            Reason("first_minor", transfers[0].received_minor),
            Reason("last_minor", transfers[-1].paid_minor),
        )
        uetrs = tuple(transfer.uetr for transfer in transfers)
        is_new = link.length == self._settings.payments_min
        for account in dict.fromkeys((transfers[0].payer, *(transfer.payee for transfer in transfers))):
            is_end = account in (transfers[0].payer, transfers[-1].payee)
            if is_new or account == transfers[-1].payee:
                yield Suspicion(account, min(SCORE_MAX, score + (_END if is_end else 0)), reasons, uetrs)
