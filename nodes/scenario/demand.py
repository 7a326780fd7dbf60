"""The demand for payments in a scenario file: how many, how large, when and between whom they are drawn.

Trusts no value to make sense together with another: `nodes.scenario.check_demand` does that.
Never draws a payment: `nodes.demand` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from nodes.corridors import corridors
from nodes.draws import poisson
from nodes.randomness import Stream
from nodes.scenario.deadline_entries import DeadlinesEntry
from nodes.scenario.fields import Amount, CountryCode, Entry, Many, PurposeCode, Rate

PAYMENTS_MAX = 1_000_000
PROFILE_PARTS_MAX = 96

Profile = Annotated[Many[Annotated[int, Field(ge=0, le=10_000)]], Field(min_length=1, max_length=PROFILE_PARTS_MAX)]


class AmountBandEntry(Entry):
    """Amounts of one order of magnitude: evenly drawn between doublings, so that small ones are as many as large ones
    are few; or by Pareto's distribution."""

    share: Annotated[int, Field(ge=1, le=10_000)]
    """How many of the payments, in proportion to the other bands."""
    least: Amount
    """The smallest amount."""
    most: Amount
    """No amount is larger."""
    tail: Rate | None = None
    """Exponent of Pareto's distribution, "0.01" to "100": the larger, the fewer large ones; left out: between
    doublings."""


class CorridorWeightEntry(Entry):
    """How much of what is drawn goes from one jurisdiction to another."""

    payer_home: Annotated[CountryCode, Field(alias="from")]
    """The payers' jurisdiction."""
    payee_home: Annotated[CountryCode, Field(alias="to")]
    """The payees' jurisdiction."""
    weight: Annotated[int, Field(ge=1, le=1_000_000)]
    """How many of the payments, in proportion to the other corridors."""


class GeneratedPaymentsEntry(Entry):
    """Payments drawn from the seed."""

    count: Annotated[int, Field(ge=1, le=PAYMENTS_MAX)]
    """How many: exactly, or on average, as `arrivals` says."""
    arrivals: Literal["exact", "poisson"] = "exact"
    """`exact`: just as many as `count`; `poisson`: the number is drawn too, by Poisson's distribution around it."""
    profile: Profile | None = None
    """Shares of equal parts of both sides' common hours, ten minutes off at each end; left out: all alike."""
    value_usd_min: Amount | None = None
    """Together they are worth more than this at the reference rates of their days, whatever the seed; the shares are
    skewed, 400 to 1 at most. Left out where `amounts` stands."""
    amounts: Annotated[Many[AmountBandEntry], Field(min_length=1)] | None = None
    """How large they are, in US dollars at the reference rates of their days; in the place of `value_usd_min`."""
    cross_border_only: bool = True
    """`true`: payer and payee are in different jurisdictions."""
    corridors: Annotated[Many[CorridorWeightEntry], Field(min_length=1)] | None = None
    """From where to where they go, and how often; left out: from everywhere to everywhere alike, each once at least
    where `count` is exact and allows it."""
    clients: Literal["groups", "all"] = "groups"
    """Who pays and is paid: the clients of `client_groups`, or these and the ones under `clients` too."""
    purposes: Annotated[Many[PurposeCode], Field(min_length=1)]
    """ISO 20022 external purpose codes to draw from."""
    deadlines: DeadlinesEntry | None = None
    """By when they have to be final; left out: they have no deadline."""


def payments_drawn(generated: GeneratedPaymentsEntry | None, seed: int) -> int:
    """How many payments a section stands for under a seed: `count`, or a draw around it."""
    if generated is None:
        return 0
    if generated.arrivals == "exact":
        return generated.count
    return poisson(Stream(seed, "demand", "arrivals"), generated.count)


def corridors_of(generated: GeneratedPaymentsEntry, clients: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """The pairs of jurisdictions (payer's, payee's) that payments are drawn between; `clients` counts each's."""
    possible = corridors(clients, generated.cross_border_only)
    if generated.corridors is None:
        return possible
    named = ((entry.payer_home, entry.payee_home) for entry in generated.corridors)
    return tuple(pair for pair in named if pair in possible)
