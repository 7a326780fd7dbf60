"""Rapid movement: money goes through a row of wallets, each of which keeps about the same share and sends on the rest.

Trusts the chains of the record.
Never names a chain that comes back or crosses itself: those are cycles and walks.

Logic: a chain (see `chains`) all of whose wallets are different. Thresholds: `LinkSettings`, `ChainSettings`. Misses:
rows of two payments, which any firm that pays its supplier makes; mules that keep more than 12 %, or very different
shares; who waits for more than four days; money that is split on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey


class RapidMovement:
    """See the module. Score: the chain's."""

    name: ClassVar[str] = "rapid_movement"

    def find(self, survey: Survey) -> Iterator[Finding]:
        """Every such row."""
        for chain in survey.chains:
            if len({*chain.accounts}) == len(chain.accounts):
                yield Finding.of(self.name, chain.score(), chain.payments, chain.reasons())
