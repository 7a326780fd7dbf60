"""Random walk: money goes on and on within a group, and comes through some wallets more than once.

Trusts the chains of the record.
Never names a plain ring: that is a cycle.

Logic: a chain (see `chains`) in which a wallet stands twice, other than at its two ends. Thresholds: `LinkSettings`,
`ChainSettings`. Misses: walks that wait for more than four days at one wallet, or mix the money with other; a walk that
happens to visit each wallet once is called rapid movement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from audit.lookback.finding import Finding
from audit.lookback.survey import Survey
from chain.detection import Reason


class RandomWalk:
    """See the module. Score: the chain's."""

    name: ClassVar[str] = "random_walk"

    def find(self, survey: Survey) -> Iterator[Finding]:
        """Every such walk."""
        for chain in survey.chains:
            wallets = len({*chain.accounts})
            if wallets < len(chain.accounts) and not chain.is_ring:
                reasons = (*chain.reasons(), Reason("wallets", wallets))
                yield Finding.of(self.name, chain.score(), chain.payments, reasons)
