"""What only an office may do, act by act: who did it, on which authority, about whom, for which reason.

Trusts the auditor's other rooms to have found the acts for which an authority was missing.
Never counts what a contract does by itself as an act of whoever sent the transaction: issuing in a payment is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from audit.directory import Directory
from audit.record import Record, RecordedTransaction
from audit.wording import hex_text, printable, utc_text
from chain.abi import Address
from chain.clients.events import (
    HandedOver,
    Issued,
    JurisdictionOpened,
    KeyReplacementStopped,
    ParticipantAdmitted,
    ParticipantStatusChanged,
)
from chain.clients.types import Role
from chain.events import Event, LoggedEvent

OFFICE_ACTS = {
    "issue": ("Issued", "IssuanceAllowanceSet", "RemunerationSet"),
    "freeze": ("Frozen",),
    "forced transfer": ("ForcedTransfer", "LegalOrderRecorded", "LegalOrderExecuted", "LegalOrderLifted"),
    "rule change": (
        *("RuleBookSet", "RulesSet", "AmountLimitsSet", "TierLimitsSet", "WindowLimitSet", "DefaultExposureLimitSet"),
        *("ExposureLimitSet", "ExposureLimitLifted", "ExposureCleared", "CorridorSet", "PurposeSet"),
        *(
            "PurposePolicySet",
            "OperatingTimesSet",
            "ClosedDaySet",
            "SanctionListed",
            "SanctionDelisted",
            "TravelRuleThresholdSet",
            "TravelRuleAcknowledgementPeriodSet",
        ),
        *("HaircutSet", "CollateralRecorded", "ModeSet", "CycleAbandoned", "ReferenceTermsSet", "ReporterListed"),
        *("IndexLicensed", "PoolWrittenDown"),
    ),
    "role change": (
        *("ParticipantAdmitted", "ParticipantStatusChanged", "CustomerStatusChanged", "HandoverOffered", "HandedOver"),
        *("KeyReplacementOpened", "KeyReplacementStopped", "KeyReplaced", "HoldingsMoved", "JurisdictionOpened"),
        *("ValidatorAdded", "ValidatorRemoved", "ValidatorKeyReplaced", "ActApproved", "ApprovalWithdrawn"),
        *("CentralBankMoneyListed", "DepositTokenListed"),
    ),
    "pause": ("PauseSet",),
    "warning": ("SubjectFlagged", "FlagLifted", "FlagAppealed", "AppealDecided"),
}
"""Kind of act -> the events that tell of it."""
DEPLOYMENT = "deployment"
"""What a constructor says was laid down with the network."""

KIND_OF_EVENT = {name: kind for kind, names in OFFICE_ACTS.items() for name in names}
"""Event -> kind of act."""
_SUBJECTS = (
    *("account", "holder", "wallet", "lost", "from_", "subject", "identifier", "bank", "key", "old_key", "order_id"),
    *("jurisdiction", "currency"),
)
_REASONS = ("reason", "reference_id", "case_id", "order_id", "act")


@dataclass(frozen=True, slots=True)
class OfficeAct:
    """One act. kind: of `OFFICE_ACTS`; event; contract: that told of it; time: UTC; actor: who sent the transaction;
    authority: its offices and roles then; subject: whom or what it is about; reason: as stated on the chain, blank
    where none is."""

    kind: str
    event: str
    contract: str
    time: str
    block: int
    transaction: str
    actor: str
    authority: str
    subject: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The act with its stable keys."""
        return asdict(self)


class Offices:
    """Who holds which office after the events read so far."""

    def __init__(self) -> None:
        self._held: dict[Address, dict[str, str]] = {}

    def authority(self, account: Address, event: Event) -> str:
        """The offices and roles of an account, as `central bank of HK, supervisor in TH`; blank for none.

        Of who takes an office over: the office, which was offered.
        """
        if isinstance(event, HandedOver):
            return f"{self._held.get(event.from_, {}).get(event.jurisdiction, '')}, offered"
        return ", ".join(self._held.get(account, {}).values())

    def read(self, event: Event) -> None:
        """Takes over who was admitted as what, and who took over from whom."""
        match event:
            case JurisdictionOpened(jurisdiction=home, central_bank=account):
                self._held.setdefault(account, {})[home] = f"central bank of {home}"
            case ParticipantAdmitted(account=account, jurisdiction=home, role=role) if role != Role.CENTRAL_BANK:
                self._held.setdefault(account, {})[home] = f"{Role(role).name.lower().replace('_', ' ')} in {home}"
            case HandedOver(from_=former, to=account, jurisdiction=home):
                office = self._held.get(former, {}).pop(home, "")
                self._held.setdefault(account, {})[home] = office


def office_acts(record: Record, directory: Directory) -> Iterator[OfficeAct]:
    """Every act of an office in the record, in order."""
    offices = Offices()
    for transaction in record.transactions():
        sender, is_creation = transaction.sender or "", transaction.called is None
        for logged in transaction.events:
            kind = KIND_OF_EVENT.get(type(logged.event).__name__)
            if kind is not None and _is_act(transaction, logged):
                authority = DEPLOYMENT if is_creation else offices.authority(sender, logged.event)
                yield _act(kind, authority, transaction, logged, directory)
        for logged in transaction.events:
            offices.read(logged.event)


def _is_act(transaction: RecordedTransaction, logged: LoggedEvent) -> bool:
    match logged.event:
        case Issued():  # in a payment a money is told to by the engine; an act is what its issuer asks it for
            return transaction.called == logged.address
        case ParticipantStatusChanged(account=account):  # who accepts an admission does no act of an office
            return transaction.sender != account
        case KeyReplacementStopped(lost=account):  # nor does who has found its key again
            return transaction.sender != account
    return True


def _act(
    kind: str, authority: str, transaction: RecordedTransaction, logged: LoggedEvent, directory: Directory
) -> OfficeAct:
    return OfficeAct(
        kind,
        type(logged.event).__name__,
        directory.name(logged.address),
        utc_text(transaction.timestamp_s),
        transaction.height,
        hex_text(transaction.tx_hash),
        directory.name(transaction.sender) if transaction.sender else "",
        authority,
        _text(_first(logged.event, _SUBJECTS), directory),
        _text(_first(logged.event, _REASONS), directory),
    )


def _first(event: Any, names: tuple[str, ...]) -> Any:
    return next((getattr(event, name) for name in names if hasattr(event, name)), "")


def _text(value: Any, directory: Directory) -> str:
    if isinstance(value, bytes):
        text = value.rstrip(b"\0")
        return printable(text.decode()) if text and all(0x20 <= byte < 0x7F for byte in text) else hex_text(value)
    return directory.name(value) if str(value).startswith("0x") else printable(str(value))
