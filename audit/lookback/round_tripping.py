"""Round-tripping: money leaves a country and comes back to where it was, through wallets in another.

Trusts the chains of the record.
Never names a ring within one currency: that is a cycle.

Logic: a chain (see `chains`) that ends where it began: a ring whose wallets pay in more than one currency. Thresholds:
`LinkSettings`, `ChainSettings`. Misses: trips within a currency union, rings of two, and what a cycle misses.
Suppliers who pay each other in a ring have standing relations, and their bills do not follow one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey

_BACK, _MOST = 20, 99


class RoundTripping:
    """See the module. Score: the chain's, and 20 more because it came back; 99 at most."""

    name: ClassVar[str] = "round_tripping"

    def find(self, survey: Survey) -> Iterator[Finding]:
        """Every such ring."""
        for chain in survey.chains:
            if chain.is_ring and chain.currencies > 1:
                yield Finding.of(self.name, min(_MOST, chain.score() + _BACK), chain.payments, chain.reasons())
