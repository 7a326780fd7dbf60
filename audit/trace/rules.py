"""What becomes of taint on each way that money moves: one table, which docs/trace.md explains.

Trusts nothing: it is a list.
Never lets taint vanish: it is passed on, spent, or left unfollowed, and each is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audit.index.movements import Way


class Given(StrEnum):
    """What becomes of taint that a holder gives."""

    PASSED = "passed"
    """On to whoever takes it under the same reference, one hop further."""
    SPENT = "spent"
    """The trail ends."""
    LENT = "lent"
    """Its lender has it, who is a conduit: spent, until the same holder draws from that lender again."""


class Taken(StrEnum):
    """What taint a holder takes."""

    PASSED = "passed"
    """That which was passed under the same reference."""
    NONE = "none"
    """New money is clean."""
    LENT_AGAIN = "lent again"
    """What the holder repaid to that lender before goes first; the rest is new money, and clean."""


@dataclass(frozen=True, slots=True)
class Rule:
    """given: for whom gives this way; taken: for whom takes this way."""

    given: Given
    taken: Taken


RULES: Mapping[Way, Rule] = {
    Way.PASSING: Rule(Given.PASSED, Taken.PASSED),
    Way.DIRECT: Rule(Given.PASSED, Taken.PASSED),
    Way.CASH: Rule(Given.SPENT, Taken.NONE),
    Way.LOAN: Rule(Given.LENT, Taken.LENT_AGAIN),
}
