"""Laundering patterns in a scenario file: which, how many, among whom, how large, how fast.

Trusts no value to make sense together with another: `nodes.scenario.check_typologies` does that.
Never draws a member or a payment: `nodes.typologies` does.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chain.detection import TypologyName
from finance.fx import BPS
from nodes.scenario.fields import Amount, Day, Entry, Id, Many, PurposeCode, Reference

PATTERNS_MAX = 1_000
MEMBERS_MAX = 100


class TypologyEntry(Entry):
    """Laundering patterns of one kind, planted among the payments and told in `truth.json`."""

    id: Id
    kind: TypologyName
    """The shape: see docs/supervision.md."""
    count: Annotated[int, Field(ge=1, le=PATTERNS_MAX)]
    """How many such patterns."""
    accounts: Annotated[int, Field(ge=2, le=MEMBERS_MAX)]
    """Clients in each, drawn from the seed; nobody is in two patterns."""
    payments: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """`structuring`, `random_walk`: payments in each; of the other kinds `accounts` says how many."""
    least: Amount
    """The smallest first amount, in US dollars at the reference rates of the day; of `loan_and_run` the smallest loan,
    as far as a product of `lending` has it."""
    most: Amount
    """No first amount is larger; what is passed on is what came, less `kept_bps`."""
    kept_bps: Annotated[int, Field(ge=0, le=BPS - 1)] = 300
    """What a member keeps of what it passes on, in basis points; it pays the cost of conversion out of it."""
    period_h: Annotated[int, Field(ge=1, le=24 * 366)]
    """Hours from the first payment of a pattern to its last at most, counting only those in which all its members'
    jurisdictions settle."""
    schedule: Literal["even", "random", "burst"] = "random"
    """How payments lie in their part of the period: at equal distances, anywhere, or all within its first tenth."""
    banks: Annotated[Many[Reference], Field(min_length=1)] | None = None
    """Whose clients take part; left out: those of all banks. The first of `loan_and_run` is of one that lends."""
    cross_border: bool = False
    """`false`: the members of a pattern are of one jurisdiction; `true`: of any. Of `round_tripping` always: the first
    is at home in one jurisdiction, all others abroad."""
    clients: Literal["groups", "all"] = "groups"
    """Who may be drawn: the clients of `client_groups`, or these and the ones under `clients` too."""
    first: Day | None = None
    """The day from which on; left out: from the start."""
    last: Day | None = None
    """The day up to which; left out: to the end."""
    purposes: Annotated[Many[PurposeCode], Field(min_length=1)]
    """ISO 20022 external purpose codes to draw from."""
