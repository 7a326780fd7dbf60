"""What several detectors look for in the same traffic, looked for once: links, chains and hubs; and the loans.

Trusts the traffic, and what the record says about loans.
Never looks before it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from audit.lookback.chains import Chain, chains
from audit.lookback.hubs import Hub, hubs
from audit.lookback.links import Link, links
from audit.lookback.loans import DrawnLoan
from audit.lookback.traffic import Traffic
from audit.typologies.transfer import Transfer


class Survey:
    """The traffic of a record with what passes through it. loans: in the order of their drawdowns."""

    def __init__(self, traffic: Traffic, loans: Sequence[DrawnLoan] = ()) -> None:
        self.traffic = traffic
        self.loans = tuple(loans)

    @classmethod
    def of(cls, transfers: Sequence[Transfer], loans: Sequence[DrawnLoan] = ()) -> Survey:
        """The survey of payments that are in the order of the chain."""
        return cls(Traffic.of(transfers), loans)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """See `links`."""
        return links(self.traffic)

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """See `chains`."""
        return chains(self.traffic, self.links)

    @cached_property
    def hubs(self) -> tuple[Hub, ...]:
        """See `hubs`."""
        return hubs(self.traffic)
