"""Cycle: money comes back to the wallet that sent it, and all its stations keep about the same share.

Trusts the chains of the record.
Never names a ring across a border: that is round-tripping.

Logic: a chain (see `chains`) that ends where it began: a ring whose wallets all pay in one currency. Thresholds:
`LinkSettings`, `ChainSettings`. Misses: rings of two; rings with a station that waits for more than four days, keeps
more than 12 %, or splits the money.
Suppliers who pay each other in a ring have standing relations, and their bills do not follow one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey

_BACK, _MOST = 20, 99


class Cycle:
    """See the module. Score: the chain's, and 20 more because it came back; 99 at most."""

    name: ClassVar[str] = "cycle"

    def find(self, survey: Survey) -> Iterator[Finding]:
        """Every such ring."""
        for chain in survey.chains:
            if chain.is_ring and chain.currencies == 1:
                yield Finding.of(self.name, min(_MOST, chain.score() + _BACK), chain.payments, chain.reasons())
