"""Scatter-gather: a wallet pays several others, and each of them passes it on to the same one.

Trusts the links of the record.
Never counts one wallet between twice.

Logic: links (see `links`) are grouped by who paid first and who was paid last; a group of two or more different
wallets between, whose shares lie within 1.5 percentage points and who were paid within four days, is alarmed. By chance
two such ways between the same two wallets hardly come about. Thresholds: `ScatterSettings`, `LinkSettings`. Misses:
one way alone; money that returns to its sender; wallets between that keep different shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.links import Link
from audit.lookback.survey import Survey
from audit.typologies.transfer import DAY_S
from chain.abi import Address
from chain.detection import Reason

_BASE, _WAY, _MOST = 60, 15, 95


@dataclass(frozen=True, slots=True)
class ScatterSettings:
    """ways_min: between the two; within_s: in which the first halves are paid; near_bps: between shares passed on."""

    ways_min: int = 2
    within_s: int = 4 * DAY_S
    near_bps: int = 150


class ScatterGather:
    """See the module. Score: 60, and 15 more for each way beyond two, 95 at most."""

    name: ClassVar[str] = "scatter_gather"

    def __init__(self, settings: ScatterSettings | None = None) -> None:
        self._settings = settings or ScatterSettings()

    def find(self, survey: Survey) -> Iterator[Finding]:
        """One finding for each two wallets between which money went so."""
        ways: dict[tuple[Address, Address], list[Link]] = {}
        for link in survey.links:
            if link.came.payer != link.goes.payee:
                ways.setdefault((link.came.payer, link.goes.payee), []).append(link)
        for found in ways.values():
            alike = max((self._like(link, found) for link in found), key=_between)
            between = _between(alike)
            if between >= self._settings.ways_min:
                payments = [payment for link in alike for payment in (link.came, link.goes)]
                score = min(_MOST, _BASE + _WAY * (between - self._settings.ways_min))
                yield Finding.of(self.name, score, payments, (Reason("ways", between),))

    def _like(self, one: Link, found: Sequence[Link]) -> list[Link]:
        return [
            link
            for link in found
            if abs(link.passed_bps - one.passed_bps) <= self._settings.near_bps
            and 0 <= link.came.at_s - one.came.at_s <= self._settings.within_s
        ]


def _between(found: Sequence[Link]) -> int:
    return len({link.came.payee for link in found})
