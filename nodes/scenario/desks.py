"""The section `banks[].fx_desk`: a bank's dealing arm, which quotes to the bank's own customers.

Trusts no value to make sense together with another: that is what the checks are for.
Never gives the bank itself foreign money: the desk has an account of its own.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nodes.scenario.fields import Amount, CurrencyCode, Entry

DESK_SUFFIX = "-desk"
"""Behind the id of its bank: the id of a desk."""


class DealerLimitEntry(Entry):
    """Limits of what somebody quotes, in one currency."""

    least: Amount = "0"
    """It sells no more than leaves it this."""
    most: Amount | None = None
    """It buys no more than brings it to this; left out: without limit."""
    quote: Amount | None = None
    """It sells no more than this by one quote; left out: all that it may."""


class FxDeskEntry(Entry):
    """A dealing arm of a bank's group, `<bank>-desk`: an account, LEI and inventory of its own. It quotes to its bank's
    customers alone, who take it where nobody is cheaper."""

    spread_bps: Annotated[int, Field(ge=0, le=5_000)]
    """Added to the reference rate, in its favour, in basis points."""
    inventory: dict[CurrencyCode, Amount]
    """Central-bank money at the start by currency; it makes a market between all of these."""
    limits: dict[CurrencyCode, DealerLimitEntry] = Field(default_factory=dict)
    """By currency of its inventory; left out: it sells all that it has, and buys what comes."""
    quote_validity_s: Annotated[int, Field(ge=1, le=86_400)] = 60
    """How long a firm quote can be taken."""
    rebuilds: bool = True
    """At its bank's closing it buys what it lacks of its inventory from the cheapest market maker for what it has too
    much of; `false`: it drifts within its limits."""
