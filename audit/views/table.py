"""Who may see what: one table of record kinds and parties, which the views are made by and docs/views.md shows.

Trusts nothing: it is a list.
Never leaves a cell open: what is not granted is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """What a party may see of a kind of record."""

    NEVER = "never"
    OWN = "own"
    LEG = "with a leg there"
    ALL = "all"


PARTIES = ("participant", "bank", "supervisor", "auditor")
"""For whom there are views: a customer's wallet, an institution that is no office, the supervisor of a jurisdiction,
and the auditor of the network."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the name of its file in a view, what it is, and the rules in the order of `PARTIES`."""

    name: str
    what: str
    rules: tuple[Rule, Rule, Rule, Rule]

    def rule(self, party: str) -> Rule:
        """What a kind of party may see of it."""
        return self.rules[PARTIES.index(party)]


_N, _O, _L, _A = Rule.NEVER, Rule.OWN, Rule.LEG, Rule.ALL
KINDS = (
    Kind("payments", "payment that was taken, and each refusal of one", (_O, _O, _L, _A)),
    Kind("transfers", "movement of money", (_O, _O, _L, _A)),
    Kind("balances", "balance after the last block, by money and holder", (_O, _O, _L, _A)),
    Kind("notices", "freeze, legal order and change of a customer's standing", (_O, _O, _L, _A)),
    Kind("customers", "event about whose customer a wallet is, its tier, aliases and keys", (_N, _O, _L, _A)),
    Kind("positions", "event of queue, credit, instructions, locks, quotes, pools, loans", (_N, _O, _L, _A)),
    Kind("acts", "privileged act, with actor, authority and reason", (_N, _N, _L, _A)),
    Kind("events", "event of any contract, decoded", (_N, _N, _L, _A)),
    Kind("records", "sending or acknowledgement of a travel-rule record, with its hashes", (_N, _O, _L, _A)),
    Kind("envelopes", "travel-rule record as it was sent, sealed to each receiver", (_N, _O, _L, _N)),
    Kind("payloads", "travel-rule record in plaintext, with its salt", (_N, _O, _L, _N)),
    Kind("commitments", "travel-rule commitment, and whether a record with this hash is held", (_N, _N, _N, _A)),
    Kind("alarms", "alarm, case, score", (_N, _N, _N, _N)),
)  # fmt: skip
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


def as_markdown() -> str:
    """The table as docs/views.md has it."""
    head = f"| record | a row for each | {' | '.join(PARTIES)} |\n|{'---|' * (2 + len(PARTIES))}\n"
    lines = (f"| `{kind.name}` | {kind.what} | {' | '.join(r.value for r in kind.rules)} |\n" for kind in KINDS)
    return head + "".join(lines)
