"""Bipartite: several wallets all pay the same several others, once, within days.

Trusts the traffic: that customers share shops is no finding, because shops collect.
Never counts two payees of whom one was paid long after the other.

Logic: two payers who both paid two or more payees within four days, and whoever else paid two of these in that time.
Thresholds: `BipartiteSettings`. Misses: groups in which no two payers share two payees; slower ones; alarms two
acquaintances who pay the same two people by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey
from audit.lookback.traffic import OneOff, Traffic
from audit.typologies.transfer import DAY_S
from chain.abi import Address
from chain.detection import Reason

_BASE, _MORE, _FAST_MAX, _MOST = 35, 10, 30, 95
_Both = tuple[OneOff, OneOff]


@dataclass(frozen=True, slots=True)
class BipartiteSettings:
    """within_s: from the first payment to the last; payees_min: that payers share."""

    within_s: int = 4 * DAY_S
    payees_min: int = 2


class Bipartite:
    """See the module. Score: 35; 10 more for each payer and for each payee beyond two; up to 30 more the less of the
    window it took; 95 at most."""

    name: ClassVar[str] = "bipartite"

    def __init__(self, settings: BipartiteSettings | None = None) -> None:
        self._settings = settings or BipartiteSettings()

    def find(self, survey: Survey) -> Iterator[Finding]:
        """One finding for each two payers who share payees."""
        for shared in self._shared(survey.traffic).values():
            if len(shared) >= self._settings.payees_min:
                group = max((self._from(each, shared) for each in shared), key=len)
                if len(group) >= self._settings.payees_min:
                    yield self._finding(survey.traffic, group)

    def _shared(self, traffic: Traffic) -> Mapping[frozenset[Address], Sequence[_Both]]:
        """By two payers: their payments to the same payee, near each other in time."""
        shared: dict[frozenset[Address], list[_Both]] = {}
        for came in traffic.into.values():
            for place, one in enumerate(came):
                for other in came[place + 1 :]:
                    if other.at_s - one.at_s > self._settings.within_s:
                        break
                    if other.payer != one.payer:
                        shared.setdefault(frozenset((one.payer, other.payer)), []).append((one, other))
        return shared

    def _from(self, first: _Both, shared: Sequence[_Both]) -> dict[Address, _Both]:
        """By payee: what came within the window from the earlier payment of the first."""
        begins_s = first[0].at_s
        within = [
            each for each in shared if begins_s <= each[0].at_s and each[1].at_s <= begins_s + self._settings.within_s
        ]
        return {each[0].payee: each for each in within}

    def _finding(self, traffic: Traffic, group: Mapping[Address, _Both]) -> Finding:
        times = [payment.at_s for both in group.values() for payment in both]
        begins_s, within_s = min(times), self._settings.within_s
        payments = list(self._all(traffic, group, begins_s))
        payers = len({each.payer for each in payments})
        span_s = max(each.at_s for each in payments) - begins_s
        more = _MORE * (payers + len(group) - 2 * self._settings.payees_min)
        score = _BASE + more + _FAST_MAX * (within_s - span_s) // within_s
        reasons = Reason("payers", payers), Reason("payees", len(group))
        return Finding.of(self.name, min(_MOST, score), payments, reasons)

    def _all(self, traffic: Traffic, group: Mapping[Address, _Both], begins_s: int) -> Iterator[OneOff]:
        """The payments to the payees by everybody who paid two of them in the window."""
        paid: dict[Address, dict[Address, OneOff]] = {}
        for payee in group:
            for each in traffic.into[payee]:
                if begins_s <= each.at_s <= begins_s + self._settings.within_s:
                    paid.setdefault(each.payer, {}).setdefault(payee, each)
        for own in paid.values():
            if len(own) >= self._settings.payees_min:
                yield from own.values()
