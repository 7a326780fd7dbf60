"""Privileged acts: what only an office may do, and on what ground each time.

Trusts the events for what was done and the signed bytes for who did it.
Never invents a reason: one that neither the event nor its transaction states stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.record import RecordedTransaction
from audit.wording import hex_text
from chain.clients import events as e
from chain.events import Event, LoggedEvent

ACTS: Mapping[str, tuple[type[Event], ...]] = {
    "issue": (e.Issued, e.Redeemed, e.IssuanceAllowanceSet, e.RemunerationSet, e.Remunerated),
    "freeze": (e.Frozen, e.LegalOrderRecorded, e.LegalOrderLifted),
    "forced transfer": (e.ForcedTransfer, e.LegalOrderExecuted),
    "pause": (e.PauseSet,),
    "role": (
        *(e.JurisdictionOpened, e.ParticipantAdmitted, e.ParticipantStatusChanged, e.HandoverOffered, e.HandedOver),
        *(e.CustomerRegistered, e.CustomerStatusChanged, e.CustomerTierSet, e.KeyReplacementOpened, e.KeyReplaced),
        *(e.ValidatorAdded, e.ValidatorKeyReplaced, e.ValidatorRemoved, e.ActApproved, e.ApprovalWithdrawn),
        *(e.CentralBankMoneyListed, e.DepositTokenListed),
    ),
    "rule": (
        *(e.RuleBookSet, e.RulesSet, e.AmountLimitsSet, e.WindowLimitSet, e.TierLimitsSet, e.CorridorSet),
        *(e.ExposureLimitSet, e.ExposureLimitLifted, e.DefaultExposureLimitSet, e.ExposureCleared),
        *(e.PurposePolicySet, e.PurposeSet, e.OperatingTimesSet, e.ClosedDaySet, e.TravelRuleThresholdSet),
        e.TravelRuleAcknowledgementPeriodSet,
        *(e.SanctionListed, e.SanctionDelisted, e.SubjectFlagged, e.FlagLifted, e.AppealDecided),
        *(e.HaircutSet, e.ReferenceTermsSet, e.ReporterListed, e.IndexLicensed),
    ),
}
"""Act -> the events that tell of it."""
_BY_WHOMEVER = (e.Issued, e.Redeemed)
_ACT_OF = {kind: act for act, kinds in ACTS.items() for kind in kinds}


def act_of(transaction: RecordedTransaction, logged: LoggedEvent) -> str | None:
    """Which privileged act the event tells of. Money that a payment or a loan issues or redeems is none: there the
    money itself is not what was called."""
    act = _ACT_OF.get(type(logged.event))
    if act == "issue" and isinstance(logged.event, _BY_WHOMEVER) and transaction.called != logged.address:
        return None
    return act


def reason_of(transaction: RecordedTransaction, logged: LoggedEvent) -> str:
    """On what ground: the reason that the event states, the legal order or the reference; empty where none is."""
    event = logged.event
    reason = getattr(event, "reason", "")
    if reason:
        return str(reason)
    if isinstance(event, e.Issued | e.Redeemed):
        return _words(event.reference_id)
    for item in (event, *(other.event for other in transaction.events)):
        if isinstance(item, e.LegalOrderRecorded | e.LegalOrderLifted | e.LegalOrderExecuted):
            return f"legal order {hex_text(item.order_id)}"
    return ""


def _words(reference: bytes) -> str:
    """A reference as the text that it is, or else in hex."""
    text = reference.rstrip(b"\0")
    return text.decode() if text.isascii() and text.decode().isprintable() and text else hex_text(reference)
