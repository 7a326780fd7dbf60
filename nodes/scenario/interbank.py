"""What banks owe each other in a scenario file, and in which way it settles: obligations, queue, resolvers, variants.

Trusts no value to make sense together with another: that is what the checks are for.
Never says what settles: the queue on the chain and the resolvers do.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nodes.scenario.deadline_entries import DeadlinesEntry
from nodes.scenario.demand import AmountBandEntry, Profile
from nodes.scenario.expectation import Expectation
from nodes.scenario.fields import (
    Amount,
    CurrencyCode,
    Day,
    Entry,
    Id,
    Many,
    Name,
    PolicyName,
    Reference,
    Text,
    TimeOfDay,
)
from nodes.scenario.lending import CollectionName
from nodes.scenario.venues import VenueEntry

OBLIGATIONS_MAX = 100_000
LINKS_MAX = 10_000
PRIORITY_MAX = 255
_DAY_S = 86_400

AlgorithmName = Literal["fifo-rtgs", "bilateral-offset", "cycles", "eaf2", "exact", "best"]
Priority = Annotated[int, Field(ge=0, le=PRIORITY_MAX)]


class ObligationEntry(Entry):
    """What one bank owes another, written out."""

    id: Id
    date: Day
    """A business day of both banks' jurisdiction."""
    time: TimeOfDay | None = None
    """UTC, within its hours; left out: at opening."""
    payer: Id
    """Id of a bank."""
    payee: Id
    """Id of another bank of the same jurisdiction."""
    amount: Amount
    """In their currency."""
    priority: Priority = 0
    """A higher one is more urgent."""
    deadline: TimeOfDay | None = None
    """UTC, the last second in which it settles, within the hours of its day; left out: closing."""


class GeneratedObligationsEntry(Entry):
    """Obligations drawn from the seed, on all business days of the period alike."""

    currency: CurrencyCode
    """Whose banks owe each other."""
    count: Annotated[int, Field(ge=1, le=OBLIGATIONS_MAX)]
    """How many, exactly."""
    sizes: dict[Id, Annotated[int, Field(ge=1, le=1_000_000)]] = Field(default_factory=dict)
    """By bank, two at least: payer and payee are drawn in proportion to it; left out where `topology` says it."""
    links: Annotated[Many[Annotated[Many[Id], Field(min_length=2, max_length=2)]], Field(max_length=LINKS_MAX)] = ()
    """Pairs of banks that owe each other; left out: all pairs do."""
    profile: Profile
    """Shares of equal parts of the day, from opening to closing."""
    amounts: Annotated[Many[AmountBandEntry], Field(min_length=1)]
    """How large they are."""
    urgent_bps: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Share of those with priority 1, in basis points; the others have 0."""
    deadlines: DeadlinesEntry | None = None
    """By when they have to settle, at the latest at closing; left out: at closing."""


class InterbankEntry(Entry):
    """What banks owe each other beside their clients' payments (pacs.009), within one currency."""

    explicit: Many[ObligationEntry] = ()
    """Obligations that are written out."""
    generated: GeneratedObligationsEntry | None = None
    """Obligations that are drawn from the seed."""


class ResolverEntry(Entry):
    """A resolver that the operator of the queue runs over what waits."""

    algorithm: AlgorithmName
    """`fifo-rtgs` releases one by one, whatever its payer can cover; the others settle sets at their net amounts."""
    every_s: Annotated[int, Field(ge=10, le=_DAY_S)]
    """How often, in seconds from opening."""


class SettlementEntry(Entry):
    """In which way the obligations between banks settle, and how banks manage their liquidity."""

    mode: Literal["gross", "queue"] = "queue"
    """`gross`: each at once or not at all, and the payer tries again at set times; `queue`: they wait on the chain."""
    retry_every_s: Annotated[int, Field(ge=60, le=_DAY_S)] | None = None
    """`gross`: how often a bank tries again what it could not pay, from opening; left out: every half hour."""
    resolvers: Annotated[Many[ResolverEntry], Field(min_length=1, max_length=6)] | None = None
    """`queue`: what the operator runs, one after the other; left out: `fifo-rtgs` every minute."""
    operator: Reference | None = None
    """Who runs the resolvers: id of a keeper; left out: the currency's central bank."""
    urgent_from: Annotated[int, Field(ge=1, le=PRIORITY_MAX)] = 1
    """From this priority on an obligation is urgent."""
    reserve_bps: Annotated[int, Field(ge=0, le=10_000)] = 0
    """What a bank keeps for urgent ones, of its opening liquidity: at or below it, it pays and queues no others."""
    credit: Literal["never", "urgent", "any"] = "never"
    """For which obligations a bank draws intraday credit when its own money does not cover them."""
    policy: PolicyName = "liquidity_aware"
    """How banks manage their liquidity, see docs/behaviours.md: `fifo`: in the order of arrival, without a reserve;
    `deadline_aware`: the nearest deadline first, and what is not pressing waits for money; `liquidity_aware`: urgent
    ones first, others above the reserve; or a class of your own, `module:Class`, which wants `--allow-code`."""
    pressing_s: Annotated[int, Field(ge=60, le=_DAY_S)] = 1_800
    """`deadline_aware`: from how many seconds before its deadline, or closing, an obligation is pressing."""


class VariantEntry(Entry):
    """One way of several in which the same obligations, payments and loans are run."""

    id: Id
    """Names its results folder."""
    title: Name
    settlement: SettlementEntry | None = None
    """In place of the scenario's own; left out: that one."""
    venue: VenueEntry | None = None
    """In place of the scenario's own; left out: that one."""
    collection: CollectionName | None = None
    """How the loans of `lending` are repaid, in place of what stands there; left out: that."""
    expect: Expectation | None = None
    """In place of the scenario's own; left out: that one."""


class CaseObligationEntry(Entry):
    """An obligation of a gridlock case."""

    id: Id
    payer: Id
    """Id of a bank of the case."""
    payee: Id
    """Id of another one."""
    amount: Amount
    """In the currency of the case."""
    priority: Priority = 0
    """A higher one is more urgent."""


class CaseResultEntry(Entry):
    """What settles of a case."""

    value: Amount
    """The sum of the amounts."""
    count: Annotated[int, Field(ge=0, le=OBLIGATIONS_MAX)]
    """How many obligations."""


class GridlockEntry(Entry):
    """A case of gridlock: what each bank has and owes at one moment. It is played once for each algorithm: the central
    bank issues the liquidity, the banks queue, the operator resolves, and what is left is cancelled and given back."""

    id: Id
    source: Text
    """Where its figures come from."""
    currency: CurrencyCode
    date: Day
    """A business day; the algorithms take their turns from opening on."""
    liquidity: Annotated[dict[Id, Amount], Field(min_length=2)]
    """By bank; these have no other money."""
    obligations: Annotated[Many[CaseObligationEntry], Field(min_length=1, max_length=256)]
    """In the order of their arrival."""
    algorithms: Annotated[Many[AlgorithmName], Field(min_length=1)] = (
        "fifo-rtgs",
        "bilateral-offset",
        "cycles",
        "eaf2",
        "exact",
        "best",
    )
    """Which resolvers play it; left out: all."""
    optimum: CaseResultEntry
    """The most that can settle, as its source says; `exact` and `best` have to reach it."""
    expect: dict[AlgorithmName, CaseResultEntry] = Field(default_factory=dict)
    """What other algorithms have to settle, as its source says."""
