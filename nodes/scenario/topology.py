"""A network that is generated in a scenario file: which graph, of how many banks, and what its links become.

Trusts no value to make sense together with another: `nodes.scenario.expansion` judges that when it draws the graph.
Never reaches a run: what is drawn stands in the other sections before these are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from nodes.scenario.consensus import LATENCY_MS_MAX
from nodes.scenario.fields import Amount, CountryCode, Entry, Many, Stem
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.model import TopUp
from nodes.topology import GraphKind, Shape

GENERATED_BANKS_MAX = 1_000
_LINKS_EACH = {GraphKind.CORE_PERIPHERY: 1, GraphKind.SCALE_FREE: 2, GraphKind.SMALL_WORLD: 4}
_REWIRED_BPS = 1_000

KindName = Literal["core_periphery", "scale_free", "small_world"]
Role = Literal["nostros", "obligations", "corridors"]


class GraphEntry(Entry):
    """A graph that is drawn."""

    kind: KindName
    """`core_periphery`: a core in which all are linked, and a periphery that is linked to it alone; `scale_free`: by
    preferential attachment; `small_world`: a ring of neighbours with shortcuts."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    """Of the graph alone, so that it stays when the scenario's seed changes; left out: the scenario's."""
    core: Annotated[int, Field(ge=1, le=GENERATED_BANKS_MAX)] | None = None
    """`core_periphery`: how many are in the core."""
    links_each: Annotated[int, Field(ge=1, le=100)] | None = None
    """`core_periphery`: links of each in the periphery to the core, 1 when left out; `scale_free`: links that a new one
    brings, 2; `small_world`: neighbours on the ring, an even number, 4."""
    rewired_bps: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """`small_world`: the share of links that become shortcuts, in basis points; left out: 1000."""


class HomeEntry(Entry):
    """What the generated banks of a jurisdiction have, in its currency."""

    weight: Annotated[int, Field(ge=1, le=1_000)] = 1
    """How many of the banks it gets, in proportion to the others; they take turns."""
    opening_liquidity: Amount = "0"
    """Central-bank money of each at the start, beside that for its links."""
    liquidity_per_link: Amount = "0"
    """More of it for each link that a bank has."""
    collateral_per_link: Amount = "0"
    """What its central bank lends it during the day at most, for each link."""


class BankGraphEntry(GraphEntry):
    """Banks that are drawn with their links."""

    banks: Annotated[int, Field(ge=2, le=GENERATED_BANKS_MAX)]
    """How many."""
    prefix: Stem = "bank"
    """Their ids are this, a hyphen and a number: `bank-01`."""
    homes: Annotated[dict[CountryCode, HomeEntry], Field(min_length=1)] | None = None
    """The jurisdictions that they are in; left out: all, in turn, without money."""
    liquidity_top_up: TopUp = "on_demand"
    """As for a bank that is written out."""
    links_become: Many[Role] = ()
    """`nostros`: a link between two currencies is an account for `corridor compare`; `obligations`: a link within the
    currency of `interbank.generated` is a pair that owes each other; `corridors`: a way between two jurisdictions is
    as likely in `payments.generated` as there are links. Left out: they only say how much money a bank has."""


class ValidatorGraphEntry(GraphEntry):
    """Links between the validators that are drawn."""

    latency_ms: Annotated[int, Field(ge=0, le=LATENCY_MS_MAX)]
    """One way over a link; a pair without one has `consensus.latency_ms`, or goes over others where that is quicker."""


class TopologyEntry(Entry):
    """A network that is generated; `corridor validate --expanded` prints the scenario with all of it written out."""

    generate: BankGraphEntry | None = None
    """Banks, beside those under `banks`."""
    validators: ValidatorGraphEntry | None = None
    """Links of `consensus`."""


def shape_of(entry: GraphEntry) -> Shape:
    """The graph of an entry in which `shape_problems` finds nothing."""
    kind = GraphKind(entry.kind)
    rewired_bps = _REWIRED_BPS if entry.rewired_bps is None else entry.rewired_bps
    return Shape(
        kind,
        entry.core or 0,
        _LINKS_EACH[kind] if entry.links_each is None else entry.links_each,
        rewired_bps if kind is GraphKind.SMALL_WORLD else 0,
    )


def shape_problems(loc: Loc, entry: GraphEntry) -> Iterator[Problem]:
    """Parameters that a kind of graph has not, or has to have."""
    for key, kind in (("core", "core_periphery"), ("rewired_bps", "small_world")):
        if getattr(entry, key) is not None and entry.kind != kind:
            why = f"a graph of the kind {entry.kind} has none"
            yield Problem((*loc, key), f"key {key!r} without meaning", why, "remove it", at_key=True)
    if entry.kind == "core_periphery" and entry.core is None:
        yield Problem((*loc, "core"), "missing key 'core'", "somebody has to be in the core", "say how many")
