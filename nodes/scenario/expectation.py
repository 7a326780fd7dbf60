"""What a scenario says must be true at the end of a run.

Trusts no value to make sense together with another: that is what the checks are for.
Never decides whether it came true: the run's report does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from nodes.scenario.demand import PAYMENTS_MAX
from nodes.scenario.fields import Amount, Entry, RefusalName
from nodes.scenario.findings import Loc

if TYPE_CHECKING:
    from nodes.scenario import Scenario


class PaymentsExpectation(Entry):
    """How the payments must have ended."""

    settled: Annotated[int, Field(ge=0, le=PAYMENTS_MAX)]
    """How many were settled."""
    refused: dict[RefusalName, Annotated[int, Field(ge=1, le=PAYMENTS_MAX)]] = Field(default_factory=dict)
    """Number of refused payments by the name of the refusal; nothing else may have been refused."""


class ConsensusExpectation(Entry):
    """How the blocks must have become final."""

    round_changed: Annotated[int, Field(ge=0)]
    """Blocks that took more than one round."""
    stalled: Annotated[int, Field(ge=0)]
    """Blocks that had to wait for a quorum of validators that hear each other."""
    equivocations: Annotated[int, Field(ge=0)]
    """Times that two proposals of one round were found out."""


class Expectation(Entry):
    """What must be true at the end; a run that ends otherwise fails."""

    payments: PaymentsExpectation
    """How many payments settled, and why others did not."""
    value_usd_min: Amount | None = None
    """The settled payments together are worth at least this at the reference rates of their days."""
    consensus: ConsensusExpectation | None = None
    """How the blocks became final."""


def stated_expectations(scenario: Scenario) -> Iterator[tuple[Loc, Expectation]]:
    """The scenario's own expectation and those of the ways that it compares, with where they stand."""
    if scenario.expect is not None:
        yield ("expect",), scenario.expect
    for index, variant in enumerate(scenario.compare):
        if variant.expect is not None:
            yield ("compare", index, "expect"), variant.expect
