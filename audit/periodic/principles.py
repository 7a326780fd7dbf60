"""What a record shows of each of the Principles for Financial Market Infrastructures (CPMI-IOSCO, April 2012).

Trusts the audit and the verification for their counts.
Never says that a principle is observed: that takes people, and much that no record holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audit.books import Books
from audit.findings import RULES, Finding
from audit.verify import Verification
from chain.consensus.seals import quorum


class Scope(StrEnum):
    """What can be said of a principle from the record of a payment system."""

    FOUND = "found"
    """The record has figures on it."""
    OUTSIDE = "outside"
    """It applies, and nothing of it stands in a record."""
    NOT_APPLICABLE = "not applicable"
    """It is not for payment systems (annex E of the principles)."""


@dataclass(frozen=True, slots=True)
class Principle:
    """number and name as published; scope; figures: what the record shows, by name."""

    number: int
    name: str
    scope: Scope
    figures: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """The row with its stable keys."""
        return {
            "number": self.number,
            "name": self.name,
            "scope": str(self.scope),
            "figures": dict(self.figures),
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """What the principles' figures are counted from. rounds: blocks that took more than one round; acts: of offices, by
    event."""

    books: Books
    findings: tuple[Finding, ...]
    verification: Verification
    rounds: int
    conserved: bool
    acts: Mapping[str, int]

    def events(self, *names: str) -> int:
        """How many events of these names there are."""
        return sum(self.books.events.get(name, 0) for name in names)

    def against(self, *beginnings: str) -> int:
        """How many findings there are by rules whose names begin so."""
        return sum(finding.rule.startswith(beginnings) for finding in self.findings)


_NAMES = (
    *("Legal basis", "Governance", "Framework for the comprehensive management of risks", "Credit risk", "Collateral"),
    *("Margin", "Liquidity risk", "Settlement finality", "Money settlements", "Physical deliveries"),
    *("Central securities depositories", "Exchange-of-value settlement systems"),
    *("Participant-default rules and procedures", "Segregation and portability", "General business risk"),
    *("Custody and investment risks", "Operational risk", "Access and participation requirements"),
    *("Tiered participation arrangements", "FMI links", "Efficiency and effectiveness"),
    *("Communication procedures and standards", "Disclosure of rules, key procedures, and market data"),
    "Disclosure of market data by trade repositories",
)
_NOT_FOR_PAYMENT_SYSTEMS = (6, 10, 11, 14, 20, 24)


def principles(shown: Shown) -> tuple[Principle, ...]:
    """All twenty-four, in order."""
    found = []
    for number, name in enumerate(_NAMES, start=1):
        counted = _FIGURES.get(number)
        scope = Scope.NOT_APPLICABLE if number in _NOT_FOR_PAYMENT_SYSTEMS else Scope.OUTSIDE
        found.append(Principle(number, name, Scope.FOUND if counted else scope, counted(shown) if counted else {}))
    return tuple(found)


def _governance(shown: Shown) -> dict[str, int]:
    return {"approvals": shown.events("ActApproved"), "against": shown.against("quorum-")}


def _risks(shown: Shown) -> dict[str, int]:
    return {"rules": len(RULES), "findings": len(shown.findings)}


def _credit(shown: Shown) -> dict[str, int]:
    drawn, overdue = shown.events("CreditDrawn"), shown.events("CreditOverdue")
    return {"drawn": drawn, "overdue": overdue, "against": shown.against("credit-")}


def _collateral(shown: Shown) -> dict[str, int]:
    return {"pledged": shown.events("CollateralPledged", "CollateralRecorded"), "haircuts": shown.events("HaircutSet")}


def _liquidity(shown: Shown) -> dict[str, int]:
    queued, settled = shown.events("ObligationQueued"), shown.events("ObligationSettled")
    return {"queued": queued, "settled": settled, "batches": shown.events("BatchSettled", "CycleSettled")}


def _finality(shown: Shown) -> dict[str, int]:
    done, count = shown.verification, len(shown.books.validators)
    return {
        "blocks": done.blocks,
        "seals": done.seals,
        "validators": count,
        "quorum": quorum(count),
        "against": len(done.findings),
    }


def _money(shown: Shown) -> dict[str, int]:
    central = sum(listing.is_central_bank_money for listing in shown.books.listings.values())
    return {"moneys": central, "settled": len(shown.books.settled), "conserved": int(shown.conserved)}


def _exchange(shown: Shown) -> dict[str, int]:
    events = (payment.event for payment in shown.books.settled.values())
    across = sum(event.payer_currency != event.payee_currency for event in events)
    return {"across": across, "against": shown.against("payment-", "hop-", "instruction-")}


def _defaults(shown: Shown) -> dict[str, int]:
    return {
        "standings": sum(shown.acts.get(name, 0) for name in ("ParticipantStatusChanged", "CustomerStatusChanged")),
        "freezes": shown.events("Frozen"),
        "orders": shown.events("LegalOrderExecuted"),
    }


def _operations(shown: Shown) -> dict[str, int]:
    replayed = 0 if shown.verification.block_hash else shown.books.transactions
    return {"blocks": shown.verification.blocks, "rounds": shown.rounds, "replayed": replayed}


def _access(shown: Shown) -> dict[str, int]:
    jurisdictions = len(shown.books.jurisdictions)
    return {"participants": len(shown.books.participants), "jurisdictions": jurisdictions}


def _tiers(shown: Shown) -> dict[str, int]:
    banks = {customer.bank for customer in shown.books.customers.values()}
    return {"customers": len(shown.books.customers), "banks": len(banks)}


def _efficiency(shown: Shown) -> dict[str, int]:
    return {"settled": len(shown.books.settled), "refused": len(shown.books.refused)}


def _standards(shown: Shown) -> dict[str, int]:
    leis = sum(bool(participant.lei) for participant in shown.books.participants.values())
    bics = sum(bool(participant.bic) for participant in shown.books.participants.values())
    return {"uetrs": len(shown.books.bound), "leis": leis, "bics": bics}


def _disclosure(shown: Shown) -> dict[str, int]:
    return {"settings": len(shown.books.compliance.settings), "books": len(shown.books.compliance.lists)}


_FIGURES: dict[int, Callable[[Shown], dict[str, int]]] = {
    2: _governance,
    3: _risks,
    4: _credit,
    5: _collateral,
    7: _liquidity,
    8: _finality,
    9: _money,
    12: _exchange,
    13: _defaults,
    17: _operations,
    18: _access,
    19: _tiers,
    21: _efficiency,
    22: _standards,
    23: _disclosure,
}
