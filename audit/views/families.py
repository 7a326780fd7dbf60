"""Which events are notices, which about customers, which about sent records, and which about institutions' positions.

Trusts the names of the contracts' events; a test holds every name here to an event that there is.
Never puts an event into two of the four.
"""

from __future__ import annotations

from collections.abc import Mapping

NOTICES: Mapping[str, str] = {
    "CustomerStatusChanged": "wallet",
    "ForcedTransfer": "from_",
    "Frozen": "account",
    "LegalOrderExecuted": "account",
    "LegalOrderLifted": "",
    "LegalOrderRecorded": "account",
}
"""Event -> the field that says whom it is upon; empty where its legal order was."""
CUSTOMERS = frozenset(
    {
        *("AliasRemoved", "AliasSet", "CustomerRegistered", "CustomerTierSet"),
        *("KeyReplaced", "KeyReplacementOpened", "KeyReplacementStopped", "StepUpSet"),
    }
)
RECORDS = frozenset({"TravelRuleRecordAcknowledged", "TravelRuleRecordSent"})
POSITION_PREFIXES = (
    *("Batch", "Collateral", "Credit", "Cycle", "Instalment", "Instruction", "Keeper", "Leg", "Loan", "Lock"),
    *("Mandate", "Obligation", "Pool", "Quote"),
)
POSITIONS = frozenset(
    {
        *("ApplicationRefused", "BilateralLimitSet", "CollectionShort", "MultilateralLimitSet"),
        *("QueueMemberEnrolled", "ReserveHeld", "SyndicateFormed"),
    }
)


def is_position(name: str) -> bool:
    """Whether an event of this name is about what institutions owe, hold for or trade with each other, or lend."""
    return name not in NOTICES and (name in POSITIONS or name.startswith(POSITION_PREFIXES))
