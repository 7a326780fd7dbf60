"""How a scenario file says that deadlines are drawn.

Trusts no value to make sense together with another: `nodes.scenario.deadlines` does that.
Never draws one.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from finance.fx import BPS
from nodes.scenario.fields import Entry

_DAY_MIN = 24 * 60


class DeadlinesEntry(Entry):
    """How long after it arose something has to settle, drawn evenly in whole minutes."""

    least_min: Annotated[int, Field(ge=1, le=_DAY_MIN)]
    """The least, in minutes."""
    most_min: Annotated[int, Field(ge=1, le=_DAY_MIN)]
    """The most, in minutes."""
    share_bps: Annotated[int, Field(ge=1, le=BPS)] = BPS
    """Share of those that have a deadline, in basis points; left out: all."""
