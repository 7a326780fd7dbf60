"""Every event of the contracts as a class with typed fields.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import Address
from chain.clients.types import (
    ApplicationState,
    LoanAct,
    LoanRefusal,
    LoanStatus,
    LoanTerms,
    QueueMode,
    RefusalCode,
    Role,
    Schedule,
    Share,
    ShortReason,
    Status,
    Tier,
)
from chain.events import Event


@dataclass(frozen=True, slots=True)
class ActApproved(Event):
    """ActApproved(bytes32 indexed act, Jurisdiction indexed jurisdiction, uint256 approvals, uint256 needed)"""

    act: bytes
    jurisdiction: str
    approvals: int
    needed: int


@dataclass(frozen=True, slots=True)
class AliasRemoved(Event):
    """AliasRemoved(bytes32 indexed aliasHash, address indexed wallet)"""

    alias_hash: bytes
    wallet: Address


@dataclass(frozen=True, slots=True)
class AliasSet(Event):
    """AliasSet(bytes32 indexed aliasHash, address indexed wallet)"""

    alias_hash: bytes
    wallet: Address


@dataclass(frozen=True, slots=True)
class AmountLimitsSet(Event):
    """AmountLimitsSet(Currency indexed currency, uint128 minMinor, uint128 maxMinor)"""

    currency: str
    min_minor: int
    max_minor: int


@dataclass(frozen=True, slots=True)
class AppealDecided(Event):
    """AppealDecided(bytes32 indexed identifier, address indexed institution, address indexed supervisor, bool
    upheld)"""

    identifier: bytes
    institution: Address
    supervisor: Address
    upheld: bool


@dataclass(frozen=True, slots=True)
class ApplicationRefused(Event):
    """ApplicationRefused(bytes32 indexed applicationId, address indexed party, ApplicationState state)"""

    application_id: bytes
    party: Address
    state: ApplicationState


@dataclass(frozen=True, slots=True)
class Approval(Event):
    """Approval(address indexed owner, address indexed spender, uint256 value)"""

    owner: Address
    spender: Address
    value: int


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn(Event):
    """ApprovalWithdrawn(bytes32 indexed act, Jurisdiction indexed jurisdiction)"""

    act: bytes
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class AuthorizationCanceled(Event):
    """AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce)"""

    authorizer: Address
    nonce: bytes


@dataclass(frozen=True, slots=True)
class AuthorizationUsed(Event):
    """AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)"""

    authorizer: Address
    nonce: bytes


@dataclass(frozen=True, slots=True)
class BatchRefused(Event):
    """BatchRefused(Currency indexed currency, RefusalCode indexed code, Label rule, address indexed party)"""

    currency: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class BatchSettled(Event):
    """BatchSettled(uint64 indexed batch, Currency indexed currency, uint256 count, uint256 valueMinor, uint256
    netMinor)"""

    batch: int
    currency: str
    count: int
    value_minor: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class BilateralLimitSet(Event):
    """BilateralLimitSet(Currency indexed currency, address indexed member, address indexed payee, uint256
    limitMinor)"""

    currency: str
    member: Address
    payee: Address
    limit_minor: int


@dataclass(frozen=True, slots=True)
class CentralBankMoneyListed(Event):
    """CentralBankMoneyListed(Currency indexed currency, address indexed token)"""

    currency: str
    token: Address


@dataclass(frozen=True, slots=True)
class ClosedDaySet(Event):
    """ClosedDaySet(Currency indexed currency, uint32 indexed day, bool isClosed)"""

    currency: str
    day: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CollateralPledged(Event):
    """CollateralPledged(address indexed bank, Currency indexed currency, Currency indexed collateralCurrency, uint256
    amountMinor, uint256 pledgedMinor)"""

    bank: Address
    currency: str
    collateral_currency: str
    amount_minor: int
    pledged_minor: int


@dataclass(frozen=True, slots=True)
class CollateralRecorded(Event):
    """CollateralRecorded(address indexed bank, Currency indexed currency, uint256 valueMinor)"""

    bank: Address
    currency: str
    value_minor: int


@dataclass(frozen=True, slots=True)
class CollateralReleased(Event):
    """CollateralReleased(address indexed bank, Currency indexed currency, Currency indexed collateralCurrency, uint256
    amountMinor, uint256 pledgedMinor)"""

    bank: Address
    currency: str
    collateral_currency: str
    amount_minor: int
    pledged_minor: int


@dataclass(frozen=True, slots=True)
class CollectionShort(Event):
    """CollectionShort(bytes32 indexed loanId, uint16 index, ShortReason reason, address indexed party, uint64
    neededMinor, uint256 availableMinor)"""

    loan_id: bytes
    index: int
    reason: ShortReason
    party: Address
    needed_minor: int
    available_minor: int


@dataclass(frozen=True, slots=True)
class CorridorSet(Event):
    """CorridorSet(Currency indexed currency, Jurisdiction indexed payerJurisdiction, Jurisdiction indexed
    payeeJurisdiction, bool isOpen)"""

    currency: str
    payer_jurisdiction: str
    payee_jurisdiction: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CreditDrawn(Event):
    """CreditDrawn(address indexed bank, Currency indexed currency, uint256 amountMinor, uint256 creditMinor)"""

    bank: Address
    currency: str
    amount_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class CreditOverdue(Event):
    """CreditOverdue(address indexed bank, Currency indexed currency, uint256 creditMinor, uint32 sinceDay)"""

    bank: Address
    currency: str
    credit_minor: int
    since_day: int


@dataclass(frozen=True, slots=True)
class CreditRepaid(Event):
    """CreditRepaid(address indexed bank, Currency indexed currency, uint256 amountMinor, uint256 creditMinor)"""

    bank: Address
    currency: str
    amount_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class CustomerRegistered(Event):
    """CustomerRegistered(address indexed wallet, address indexed bank, uint40 indexed number, bytes32
    identityCommitment)"""

    wallet: Address
    bank: Address
    number: int
    identity_commitment: bytes


@dataclass(frozen=True, slots=True)
class CustomerStatusChanged(Event):
    """CustomerStatusChanged(address indexed wallet, address indexed by, Status status, Label reason)"""

    wallet: Address
    by: Address
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class CustomerTierSet(Event):
    """CustomerTierSet(address indexed wallet, Tier tier, uint32 expiresAt)"""

    wallet: Address
    tier: Tier
    expires_at: int


@dataclass(frozen=True, slots=True)
class CycleAbandoned(Event):
    """CycleAbandoned(Currency indexed currency, uint64 indexed cycle)"""

    currency: str
    cycle: int


@dataclass(frozen=True, slots=True)
class CycleOpened(Event):
    """CycleOpened(Currency indexed currency, uint64 indexed cycle, uint64 endsAt)"""

    currency: str
    cycle: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class CycleRefused(Event):
    """CycleRefused(Currency indexed currency, uint64 cycle, RefusalCode indexed code, Label rule, address indexed
    party)"""

    currency: str
    cycle: int
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class CycleSettled(Event):
    """CycleSettled(Currency indexed currency, uint64 indexed cycle, uint256 count, uint256 valueMinor, uint256
    netMinor)"""

    currency: str
    cycle: int
    count: int
    value_minor: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class DefaultExposureLimitSet(Event):
    """DefaultExposureLimitSet(Currency indexed currency, uint128 limitMinor)"""

    currency: str
    limit_minor: int


@dataclass(frozen=True, slots=True)
class DepositTokenListed(Event):
    """DepositTokenListed(address indexed bank, Currency indexed currency, address indexed token)"""

    bank: Address
    currency: str
    token: Address


@dataclass(frozen=True, slots=True)
class EIP712DomainChanged(Event):
    """EIP712DomainChanged()"""


@dataclass(frozen=True, slots=True)
class ExposureCleared(Event):
    """ExposureCleared(Currency indexed currency, address indexed bank, address indexed counterparty, address book,
    int256 positionMinor)"""

    currency: str
    bank: Address
    counterparty: Address
    book: Address
    position_minor: int


@dataclass(frozen=True, slots=True)
class ExposureLimitLifted(Event):
    """ExposureLimitLifted(Currency indexed currency, address indexed bank, address indexed counterparty)"""

    currency: str
    bank: Address
    counterparty: Address


@dataclass(frozen=True, slots=True)
class ExposureLimitSet(Event):
    """ExposureLimitSet(Currency indexed currency, address indexed bank, address indexed counterparty, uint128
    limitMinor)"""

    currency: str
    bank: Address
    counterparty: Address
    limit_minor: int


@dataclass(frozen=True, slots=True)
class FlagAppealed(Event):
    """FlagAppealed(bytes32 indexed identifier, address indexed institution, address indexed bank)"""

    identifier: bytes
    institution: Address
    bank: Address


@dataclass(frozen=True, slots=True)
class FlagLifted(Event):
    """FlagLifted(bytes32 indexed identifier, address indexed institution)"""

    identifier: bytes
    institution: Address


@dataclass(frozen=True, slots=True)
class ForcedTransfer(Event):
    """ForcedTransfer(address indexed from, address indexed to, uint256 amount)"""

    from_: Address
    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Frozen(Event):
    """Frozen(address indexed account, uint256 amount)"""

    account: Address
    amount: int


@dataclass(frozen=True, slots=True)
class HaircutSet(Event):
    """HaircutSet(Currency indexed currency, Currency indexed collateralCurrency, uint256 haircutBps)"""

    currency: str
    collateral_currency: str
    haircut_bps: int


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """HandedOver(address indexed from, address indexed to, Jurisdiction indexed jurisdiction)"""

    from_: Address
    to: Address
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class HandoverOffered(Event):
    """HandoverOffered(address indexed from, address indexed to, Jurisdiction indexed jurisdiction)"""

    from_: Address
    to: Address
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class HoldingsMoved(Event):
    """HoldingsMoved(address indexed from, address indexed to, uint256 amountMinor)"""

    from_: Address
    to: Address
    amount_minor: int


@dataclass(frozen=True, slots=True)
class IndexLicensed(Event):
    """IndexLicensed(Currency indexed currency, Label indexed index, address indexed publisher)"""

    currency: str
    index: str
    publisher: Address


@dataclass(frozen=True, slots=True)
class IndexPublished(Event):
    """IndexPublished(Currency indexed currency, Label indexed index, address indexed publisher, int32 ratePpm, uint32
    effectiveDay)"""

    currency: str
    index: str
    publisher: Address
    rate_ppm: int
    effective_day: int


@dataclass(frozen=True, slots=True)
class InstalmentBilled(Event):
    """InstalmentBilled(bytes32 indexed loanId, uint16 index, uint64 dueAt, uint64 interestMinor, uint64 principalMinor,
    uint64 capitalisedMinor, uint64 unbilledMinor)"""

    loan_id: bytes
    index: int
    due_at: int
    interest_minor: int
    principal_minor: int
    capitalised_minor: int
    unbilled_minor: int


@dataclass(frozen=True, slots=True)
class InstalmentLate(Event):
    """InstalmentLate(bytes32 indexed loanId, uint16 index, uint64 dueAt, uint64 lateFeeMinor)"""

    loan_id: bytes
    index: int
    due_at: int
    late_fee_minor: int


@dataclass(frozen=True, slots=True)
class InstructionApproved(Event):
    """InstructionApproved(Uetr indexed uetr, address indexed party, address indexed approver)"""

    uetr: str
    party: Address
    approver: Address


@dataclass(frozen=True, slots=True)
class InstructionCancelled(Event):
    """InstructionCancelled(Uetr indexed uetr)"""

    uetr: str


@dataclass(frozen=True, slots=True)
class InstructionCountersigned(Event):
    """InstructionCountersigned(Uetr indexed uetr, address indexed secondKey)"""

    uetr: str
    second_key: Address


@dataclass(frozen=True, slots=True)
class InstructionExists(Event):
    """InstructionExists(Uetr indexed uetr, bytes32 indexed instructionHash)"""

    uetr: str
    instruction_hash: bytes


@dataclass(frozen=True, slots=True)
class InstructionExpired(Event):
    """InstructionExpired(Uetr indexed uetr)"""

    uetr: str


@dataclass(frozen=True, slots=True)
class InstructionHeld(Event):
    """InstructionHeld(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class InstructionProposed(Event):
    """InstructionProposed(Uetr indexed uetr, bytes32 indexed instructionHash, address indexed proposer, uint64
    expiresAt, bool reserves)"""

    uetr: str
    instruction_hash: bytes
    proposer: Address
    expires_at: int
    reserves: bool


@dataclass(frozen=True, slots=True)
class InstructionRefused(Event):
    """InstructionRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class InstructionSettled(Event):
    """InstructionSettled(Uetr indexed uetr, bytes32 indexed instructionHash)"""

    uetr: str
    instruction_hash: bytes


@dataclass(frozen=True, slots=True)
class InstructionWithdrawn(Event):
    """InstructionWithdrawn(Uetr indexed uetr, address indexed party)"""

    uetr: str
    party: Address


@dataclass(frozen=True, slots=True)
class IssuanceAllowanceSet(Event):
    """IssuanceAllowanceSet(address indexed issuer, uint256 allowanceMinor)"""

    issuer: Address
    allowance_minor: int


@dataclass(frozen=True, slots=True)
class Issued(Event):
    """Issued(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId)"""

    holder: Address
    amount_minor: int
    reference_id: bytes


@dataclass(frozen=True, slots=True)
class JurisdictionOpened(Event):
    """JurisdictionOpened(Jurisdiction indexed jurisdiction, Currency indexed currency, address indexed centralBank, Lei
    lei)"""

    jurisdiction: str
    currency: str
    central_bank: Address
    lei: str


@dataclass(frozen=True, slots=True)
class KeeperPaid(Event):
    """KeeperPaid(address indexed lender, address indexed keeper, uint64 amountMinor, uint16 collections)"""

    lender: Address
    keeper: Address
    amount_minor: int
    collections: int


@dataclass(frozen=True, slots=True)
class KeeperUnpaid(Event):
    """KeeperUnpaid(address indexed lender, address indexed keeper, uint64 amountMinor, uint16 collections)"""

    lender: Address
    keeper: Address
    amount_minor: int
    collections: int


@dataclass(frozen=True, slots=True)
class KeyReplaced(Event):
    """KeyReplaced(address indexed lost, address indexed newWallet)"""

    lost: Address
    new_wallet: Address


@dataclass(frozen=True, slots=True)
class KeyReplacementOpened(Event):
    """KeyReplacementOpened(address indexed lost, address indexed newWallet, uint64 readyAt, bytes32 caseId)"""

    lost: Address
    new_wallet: Address
    ready_at: int
    case_id: bytes


@dataclass(frozen=True, slots=True)
class KeyReplacementStopped(Event):
    """KeyReplacementStopped(address indexed lost, address indexed by)"""

    lost: Address
    by: Address


@dataclass(frozen=True, slots=True)
class LegReserved(Event):
    """LegReserved(Uetr indexed uetr, address indexed payer, address payerBank, Currency currency, uint256
    amountMinor)"""

    uetr: str
    payer: Address
    payer_bank: Address
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LegReturned(Event):
    """LegReturned(Uetr indexed uetr, address indexed account, address bank, Currency currency, uint256 amountMinor)"""

    uetr: str
    account: Address
    bank: Address
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LegSettled(Event):
    """LegSettled(Uetr indexed uetr, address indexed payer, address indexed payee, address payerBank, address payeeBank,
    Currency currency, uint256 amountMinor, Purpose purpose)"""

    uetr: str
    payer: Address
    payee: Address
    payer_bank: Address
    payee_bank: Address
    currency: str
    amount_minor: int
    purpose: str


@dataclass(frozen=True, slots=True)
class LegalOrderExecuted(Event):
    """LegalOrderExecuted(bytes32 indexed orderId, address indexed account, uint256 amountMinor, uint256 leftMinor)"""

    order_id: bytes
    account: Address
    amount_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class LegalOrderLifted(Event):
    """LegalOrderLifted(bytes32 indexed orderId, address supervisor)"""

    order_id: bytes
    supervisor: Address


@dataclass(frozen=True, slots=True)
class LegalOrderRecorded(Event):
    """LegalOrderRecorded(bytes32 indexed orderId, address indexed account, address indexed receiver, address
    supervisor, uint256 capMinor, uint64 expiresAt)"""

    order_id: bytes
    account: Address
    receiver: Address
    supervisor: Address
    cap_minor: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class LoanAccelerated(Event):
    """LoanAccelerated(bytes32 indexed loanId, uint64 interestMinor, uint64 principalMinor)"""

    loan_id: bytes
    interest_minor: int
    principal_minor: int


@dataclass(frozen=True, slots=True)
class LoanActRefused(Event):
    """LoanActRefused(bytes32 indexed loanId, LoanAct act, LoanStatus status, LoanRefusal reason)"""

    loan_id: bytes
    act: LoanAct
    status: LoanStatus
    reason: LoanRefusal


@dataclass(frozen=True, slots=True)
class LoanAssigned(Event):
    """LoanAssigned(bytes32 indexed loanId, uint32 number, address indexed from, address indexed to, uint64
    priceMinor)"""

    loan_id: bytes
    number: int
    from_: Address
    to: Address
    price_minor: int


@dataclass(frozen=True, slots=True)
class LoanDeclined(Event):
    """LoanDeclined(bytes32 indexed applicationId, address indexed party, Label reason)"""

    application_id: bytes
    party: Address
    reason: str


@dataclass(frozen=True, slots=True)
class LoanDrawn(Event):
    """LoanDrawn(bytes32 indexed loanId, address indexed lender, address indexed borrower, bytes32 applicationId,
    LoanTerms terms, uint32 ratePpm, uint64 drawnAt)"""

    loan_id: bytes
    lender: Address
    borrower: Address
    application_id: bytes
    terms: LoanTerms
    rate_ppm: int
    drawn_at: int


@dataclass(frozen=True, slots=True)
class LoanOffered(Event):
    """LoanOffered(bytes32 indexed applicationId, address indexed bank, bytes32 termsHash, bytes32 creditCheckHash,
    uint64 expiresAt)"""

    application_id: bytes
    bank: Address
    terms_hash: bytes
    credit_check_hash: bytes
    expires_at: int


@dataclass(frozen=True, slots=True)
class LoanPaid(Event):
    """LoanPaid(bytes32 indexed loanId, address indexed wallet, uint64 feeMinor, uint64 interestMinor, uint64
    principalMinor, uint64 leftMinor)"""

    loan_id: bytes
    wallet: Address
    fee_minor: int
    interest_minor: int
    principal_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class LoanPrepaid(Event):
    """LoanPrepaid(bytes32 indexed loanId, address indexed wallet, uint64 principalMinor, uint64 unbilledMinor, uint256
    instalmentRay)"""

    loan_id: bytes
    wallet: Address
    principal_minor: int
    unbilled_minor: int
    instalment_ray: int


@dataclass(frozen=True, slots=True)
class LoanRateReset(Event):
    """LoanRateReset(bytes32 indexed loanId, uint16 index, uint32 ratePpm, bool isFresh)"""

    loan_id: bytes
    index: int
    rate_ppm: int
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class LoanRequested(Event):
    """LoanRequested(bytes32 indexed applicationId, address indexed borrower, address indexed bank, Currency currency,
    uint64 amountMinor, Purpose purpose)"""

    application_id: bytes
    borrower: Address
    bank: Address
    currency: str
    amount_minor: int
    purpose: str


@dataclass(frozen=True, slots=True)
class LoanRestructured(Event):
    """LoanRestructured(bytes32 indexed loanId, uint32 number, Schedule schedule, uint64 capitalisedMinor, uint64
    principalMinor, uint32 ratePpm)"""

    loan_id: bytes
    number: int
    schedule: Schedule
    capitalised_minor: int
    principal_minor: int
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class LoanStatusChanged(Event):
    """LoanStatusChanged(bytes32 indexed loanId, LoanStatus from, LoanStatus to)"""

    loan_id: bytes
    from_: LoanStatus
    to: LoanStatus


@dataclass(frozen=True, slots=True)
class LoanTaken(Event):
    """LoanTaken(bytes32 indexed applicationId, bytes32 indexed loanId)"""

    application_id: bytes
    loan_id: bytes


@dataclass(frozen=True, slots=True)
class LoanWrittenOff(Event):
    """LoanWrittenOff(bytes32 indexed loanId, uint64 feeMinor, uint64 interestMinor, uint64 principalMinor)"""

    loan_id: bytes
    fee_minor: int
    interest_minor: int
    principal_minor: int


@dataclass(frozen=True, slots=True)
class LockClaimed(Event):
    """LockClaimed(Uetr indexed uetr, bytes32 secret)"""

    uetr: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class LockDelivered(Event):
    """LockDelivered(Uetr indexed uetr, address indexed payee, address payeeBank, Currency currency, uint256
    amountMinor)"""

    uetr: str
    payee: Address
    payee_bank: Address
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LockExists(Event):
    """LockExists(Uetr indexed uetr, bytes32 indexed lockHash)"""

    uetr: str
    lock_hash: bytes


@dataclass(frozen=True, slots=True)
class LockHeld(Event):
    """LockHeld(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class LockOpened(Event):
    """LockOpened(Uetr indexed uetr, address indexed payer, address indexed payee, address payerBank, Currency currency,
    uint256 amountMinor, bytes32 secretHash, uint64 expiresAt)"""

    uetr: str
    payer: Address
    payee: Address
    payer_bank: Address
    currency: str
    amount_minor: int
    secret_hash: bytes
    expires_at: int


@dataclass(frozen=True, slots=True)
class LockRefunded(Event):
    """LockRefunded(Uetr indexed uetr, address indexed account, address bank, Currency currency, uint256 amountMinor)"""

    uetr: str
    account: Address
    bank: Address
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LockRefused(Event):
    """LockRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class MandateRevoked(Event):
    """MandateRevoked(bytes32 indexed loanId, uint64 endsAt)"""

    loan_id: bytes
    ends_at: int


@dataclass(frozen=True, slots=True)
class MandateSet(Event):
    """MandateSet(bytes32 indexed loanId, uint32 number, uint64 ceilingMinor, uint64 expiresAt, uint32 noticeS)"""

    loan_id: bytes
    number: int
    ceiling_minor: int
    expires_at: int
    notice_s: int


@dataclass(frozen=True, slots=True)
class ModeSet(Event):
    """ModeSet(Currency indexed currency, QueueMode mode)"""

    currency: str
    mode: QueueMode


@dataclass(frozen=True, slots=True)
class MultilateralLimitSet(Event):
    """MultilateralLimitSet(Currency indexed currency, address indexed member, uint256 limitMinor)"""

    currency: str
    member: Address
    limit_minor: int


@dataclass(frozen=True, slots=True)
class ObligationCancelled(Event):
    """ObligationCancelled(Uetr indexed uetr)"""

    uetr: str


@dataclass(frozen=True, slots=True)
class ObligationExists(Event):
    """ObligationExists(Uetr indexed uetr, address indexed payer)"""

    uetr: str
    payer: Address


@dataclass(frozen=True, slots=True)
class ObligationExpired(Event):
    """ObligationExpired(Uetr indexed uetr)"""

    uetr: str


@dataclass(frozen=True, slots=True)
class ObligationHeld(Event):
    """ObligationHeld(Uetr indexed uetr)"""

    uetr: str


@dataclass(frozen=True, slots=True)
class ObligationQueued(Event):
    """ObligationQueued(Uetr indexed uetr, address indexed payer, address indexed payee, Currency currency, uint256
    amountMinor, uint8 priority, uint64 expiresAt, uint64 cycle, address source)"""

    uetr: str
    payer: Address
    payee: Address
    currency: str
    amount_minor: int
    priority: int
    expires_at: int
    cycle: int
    source: Address


@dataclass(frozen=True, slots=True)
class ObligationRefused(Event):
    """ObligationRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class ObligationReleased(Event):
    """ObligationReleased(Uetr indexed uetr)"""

    uetr: str


@dataclass(frozen=True, slots=True)
class ObligationReprioritised(Event):
    """ObligationReprioritised(Uetr indexed uetr, uint8 priority)"""

    uetr: str
    priority: int


@dataclass(frozen=True, slots=True)
class ObligationSettled(Event):
    """ObligationSettled(Uetr indexed uetr, uint64 batch)"""

    uetr: str
    batch: int


@dataclass(frozen=True, slots=True)
class OperatingTimesSet(Event):
    """OperatingTimesSet(Currency indexed currency, uint32 opensS, uint32 closesS, int32 utcOffsetS, uint8 weekdays)"""

    currency: str
    opens_s: int
    closes_s: int
    utc_offset_s: int
    weekdays: int


@dataclass(frozen=True, slots=True)
class ParticipantAdmitted(Event):
    """ParticipantAdmitted(address indexed account, Jurisdiction indexed jurisdiction, Role indexed role, Status status,
    Lei lei, Bic bic, Jurisdiction home)"""

    account: Address
    jurisdiction: str
    role: Role
    status: Status
    lei: str
    bic: str
    home: str


@dataclass(frozen=True, slots=True)
class ParticipantStatusChanged(Event):
    """ParticipantStatusChanged(address indexed account, Jurisdiction indexed jurisdiction, Status status, Label
    reason)"""

    account: Address
    jurisdiction: str
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class PauseSet(Event):
    """PauseSet(bool paused, Label reason)"""

    paused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentCancelled(Event):
    """PaymentCancelled(Uetr indexed uetr, address indexed payer)"""

    uetr: str
    payer: Address


@dataclass(frozen=True, slots=True)
class PaymentExists(Event):
    """PaymentExists(Uetr indexed uetr, address indexed payer)"""

    uetr: str
    payer: Address


@dataclass(frozen=True, slots=True)
class PaymentHop(Event):
    """PaymentHop(Uetr indexed uetr, uint256 index, address indexed venue, Currency sellCurrency, uint256 sellMinor,
    Currency buyCurrency, uint256 buyMinor)"""

    uetr: str
    index: int
    venue: Address
    sell_currency: str
    sell_minor: int
    buy_currency: str
    buy_minor: int


@dataclass(frozen=True, slots=True)
class PaymentQueued(Event):
    """PaymentQueued(Uetr indexed uetr, address indexed payer, address indexed payee, address payerBank, address
    payeeBank, Currency currency, uint256 amountMinor, uint8 priority)"""

    uetr: str
    payer: Address
    payee: Address
    payer_bank: Address
    payee_bank: Address
    currency: str
    amount_minor: int
    priority: int


@dataclass(frozen=True, slots=True)
class PaymentRefunded(Event):
    """PaymentRefunded(Uetr indexed uetr, address indexed payer, address indexed payerBank, Currency currency, uint256
    amountMinor)"""

    uetr: str
    payer: Address
    payer_bank: Address
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaymentRefused(Event):
    """PaymentRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class PaymentReturned(Event):
    """PaymentReturned(Uetr indexed uetr, Uetr indexed originalUetr, Reason reason, Currency currency, uint256
    returnedMinor)"""

    uetr: str
    original_uetr: str
    reason: str
    currency: str
    returned_minor: int


@dataclass(frozen=True, slots=True)
class PaymentSettled(Event):
    """PaymentSettled(Uetr indexed uetr, address indexed payer, address indexed payee, address payerBank, address
    payeeBank, address maker, Currency payerCurrency, uint256 costMinor, Currency payeeCurrency, uint256 amountMinor,
    Purpose purpose)"""

    uetr: str
    payer: Address
    payee: Address
    payer_bank: Address
    payee_bank: Address
    maker: Address
    payer_currency: str
    cost_minor: int
    payee_currency: str
    amount_minor: int
    purpose: str


@dataclass(frozen=True, slots=True)
class PoolFilled(Event):
    """PoolFilled(address indexed taker, Currency indexed sellCurrency, uint256 sellMinor, uint256 buyMinor, uint256
    feeMinor, uint256 rateRay)"""

    taker: Address
    sell_currency: str
    sell_minor: int
    buy_minor: int
    fee_minor: int
    rate_ray: int


@dataclass(frozen=True, slots=True)
class PoolProvided(Event):
    """PoolProvided(address indexed provider, uint256 baseMinor, uint256 quoteMinor, uint256 shares)"""

    provider: Address
    base_minor: int
    quote_minor: int
    shares: int


@dataclass(frozen=True, slots=True)
class PoolSharesLocked(Event):
    """PoolSharesLocked(uint256 shares)"""

    shares: int


@dataclass(frozen=True, slots=True)
class PoolWithdrawn(Event):
    """PoolWithdrawn(address indexed provider, uint256 baseMinor, uint256 quoteMinor, uint256 shares)"""

    provider: Address
    base_minor: int
    quote_minor: int
    shares: int


@dataclass(frozen=True, slots=True)
class PoolWrittenDown(Event):
    """PoolWrittenDown(Currency indexed currency, uint256 lostMinor)"""

    currency: str
    lost_minor: int


@dataclass(frozen=True, slots=True)
class PurposePolicySet(Event):
    """PurposePolicySet(Currency indexed currency, bool isRestricted, uint128 plainMinorMax)"""

    currency: str
    is_restricted: bool
    plain_minor_max: int


@dataclass(frozen=True, slots=True)
class PurposeSet(Event):
    """PurposeSet(Currency indexed currency, Jurisdiction indexed payerJurisdiction, Jurisdiction indexed
    payeeJurisdiction, Purpose purpose, bool isAllowed)"""

    currency: str
    payer_jurisdiction: str
    payee_jurisdiction: str
    purpose: str
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class QueueMemberEnrolled(Event):
    """QueueMemberEnrolled(Currency indexed currency, address indexed member, uint16 index)"""

    currency: str
    member: Address
    index: int


@dataclass(frozen=True, slots=True)
class QuoteFilled(Event):
    """QuoteFilled(bytes32 indexed quoteHash, address indexed maker, uint256 sellMinor, uint256 buyMinor)"""

    quote_hash: bytes
    maker: Address
    sell_minor: int
    buy_minor: int


@dataclass(frozen=True, slots=True)
class QuoteWithdrawn(Event):
    """QuoteWithdrawn(bytes32 indexed quoteHash, address indexed maker)"""

    quote_hash: bytes
    maker: Address


@dataclass(frozen=True, slots=True)
class RateReported(Event):
    """RateReported(Currency indexed base, Currency indexed quote, address indexed reporter, uint256 rateRay, uint64
    observedAt)"""

    base: str
    quote: str
    reporter: Address
    rate_ray: int
    observed_at: int


@dataclass(frozen=True, slots=True)
class RecallAccepted(Event):
    """RecallAccepted(Uetr indexed originalUetr, Uetr indexed uetr)"""

    original_uetr: str
    uetr: str


@dataclass(frozen=True, slots=True)
class RecallExists(Event):
    """RecallExists(Uetr indexed originalUetr, address indexed payerBank)"""

    original_uetr: str
    payer_bank: Address


@dataclass(frozen=True, slots=True)
class RecallRefused(Event):
    """RecallRefused(Uetr indexed originalUetr, RefusalCode indexed code, Label rule, address indexed party)"""

    original_uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class RecallRejected(Event):
    """RecallRejected(Uetr indexed originalUetr, address indexed payeeBank, Reason reason)"""

    original_uetr: str
    payee_bank: Address
    reason: str


@dataclass(frozen=True, slots=True)
class RecallRequested(Event):
    """RecallRequested(Uetr indexed originalUetr, address indexed payerBank, address indexed payeeBank, Reason
    reason)"""

    original_uetr: str
    payer_bank: Address
    payee_bank: Address
    reason: str


@dataclass(frozen=True, slots=True)
class Redeemed(Event):
    """Redeemed(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId)"""

    holder: Address
    amount_minor: int
    reference_id: bytes


@dataclass(frozen=True, slots=True)
class ReferenceTermsSet(Event):
    """ReferenceTermsSet(Currency indexed base, Currency indexed quote, uint8 reportersMin, uint32 ageSMax, uint16
    deviationBpsMax)"""

    base: str
    quote: str
    reporters_min: int
    age_s_max: int
    deviation_bps_max: int


@dataclass(frozen=True, slots=True)
class Remunerated(Event):
    """Remunerated(address indexed holder, int256 amountMinor, uint32 daysCounted, uint32 day)"""

    holder: Address
    amount_minor: int
    days_counted: int
    day: int


@dataclass(frozen=True, slots=True)
class RemunerationSet(Event):
    """RemunerationSet(int32 annualRateBps)"""

    annual_rate_bps: int


@dataclass(frozen=True, slots=True)
class ReporterListed(Event):
    """ReporterListed(Currency indexed base, Currency indexed quote, address indexed reporter, address replaced)"""

    base: str
    quote: str
    reporter: Address
    replaced: Address


@dataclass(frozen=True, slots=True)
class ReserveHeld(Event):
    """ReserveHeld(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class RuleBookSet(Event):
    """RuleBookSet(address indexed ruleBook)"""

    rule_book: Address


@dataclass(frozen=True, slots=True)
class RulesSet(Event):
    """RulesSet(address[] rules)"""

    rules: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class SanctionDelisted(Event):
    """SanctionDelisted(Currency indexed currency, bytes32 indexed identifier)"""

    currency: str
    identifier: bytes


@dataclass(frozen=True, slots=True)
class SanctionListed(Event):
    """SanctionListed(Currency indexed currency, bytes32 indexed identifier)"""

    currency: str
    identifier: bytes


@dataclass(frozen=True, slots=True)
class SealingKeySet(Event):
    """SealingKeySet(address indexed account, bytes32 sealingKey)"""

    account: Address
    sealing_key: bytes


@dataclass(frozen=True, slots=True)
class StepUpSet(Event):
    """StepUpSet(address indexed wallet, address indexed secondKey, uint256 aboveMinor)"""

    wallet: Address
    second_key: Address
    above_minor: int


@dataclass(frozen=True, slots=True)
class SubjectFlagged(Event):
    """SubjectFlagged(bytes32 indexed identifier, address indexed institution, Label reason, uint64 expiresAt)"""

    identifier: bytes
    institution: Address
    reason: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class SyndicateFormed(Event):
    """SyndicateFormed(bytes32 indexed loanId, Share[] shares)"""

    loan_id: bytes
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class TierLimitsSet(Event):
    """TierLimitsSet(Currency indexed currency, uint64 anonymousMinor, uint64 basicMinor, uint64 fullMinor)"""

    currency: str
    anonymous_minor: int
    basic_minor: int
    full_minor: int


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Transfer(address indexed from, address indexed to, uint256 value)"""

    from_: Address
    to: Address
    value: int


@dataclass(frozen=True, slots=True)
class TravelRuleAcknowledgementPeriodSet(Event):
    """TravelRuleAcknowledgementPeriodSet(Currency indexed currency, uint32 periodS)"""

    currency: str
    period_s: int


@dataclass(frozen=True, slots=True)
class TravelRuleRecordAcknowledged(Event):
    """TravelRuleRecordAcknowledged(Uetr indexed uetr, address indexed sender, address indexed receiver, bytes32
    ciphertextHash, bool isLate)"""

    uetr: str
    sender: Address
    receiver: Address
    ciphertext_hash: bytes
    is_late: bool


@dataclass(frozen=True, slots=True)
class TravelRuleRecordSent(Event):
    """TravelRuleRecordSent(Uetr indexed uetr, address indexed sender, address indexed receiver, Currency currency,
    bytes32 commitment, bytes32 ciphertextHash, uint64 dueAt)"""

    uetr: str
    sender: Address
    receiver: Address
    currency: str
    commitment: bytes
    ciphertext_hash: bytes
    due_at: int


@dataclass(frozen=True, slots=True)
class TravelRuleThresholdSet(Event):
    """TravelRuleThresholdSet(Currency indexed currency, uint128 thresholdMinor)"""

    currency: str
    threshold_minor: int


@dataclass(frozen=True, slots=True)
class UetrBound(Event):
    """UetrBound(Uetr indexed uetr, address indexed by, bytes32 orderHash)"""

    uetr: str
    by: Address
    order_hash: bytes


@dataclass(frozen=True, slots=True)
class ValidatorAdded(Event):
    """ValidatorAdded(address indexed key, address indexed operator)"""

    key: Address
    operator: Address


@dataclass(frozen=True, slots=True)
class ValidatorKeyReplaced(Event):
    """ValidatorKeyReplaced(address indexed oldKey, address indexed newKey, address indexed operator)"""

    old_key: Address
    new_key: Address
    operator: Address


@dataclass(frozen=True, slots=True)
class ValidatorRemoved(Event):
    """ValidatorRemoved(address indexed key, address indexed operator)"""

    key: Address
    operator: Address


@dataclass(frozen=True, slots=True)
class WindowLimitSet(Event):
    """WindowLimitSet(Currency indexed currency, uint64 anonymousMinor, uint64 basicMinor, uint64 fullMinor, uint32
    windowS, uint8 buckets)"""

    currency: str
    anonymous_minor: int
    basic_minor: int
    full_minor: int
    window_s: int
    buckets: int


EVENTS: tuple[type[Event], ...] = (
    ActApproved,
    AliasRemoved,
    AliasSet,
    AmountLimitsSet,
    AppealDecided,
    ApplicationRefused,
    Approval,
    ApprovalWithdrawn,
    AuthorizationCanceled,
    AuthorizationUsed,
    BatchRefused,
    BatchSettled,
    BilateralLimitSet,
    CentralBankMoneyListed,
    ClosedDaySet,
    CollateralPledged,
    CollateralRecorded,
    CollateralReleased,
    CollectionShort,
    CorridorSet,
    CreditDrawn,
    CreditOverdue,
    CreditRepaid,
    CustomerRegistered,
    CustomerStatusChanged,
    CustomerTierSet,
    CycleAbandoned,
    CycleOpened,
    CycleRefused,
    CycleSettled,
    DefaultExposureLimitSet,
    DepositTokenListed,
    EIP712DomainChanged,
    ExposureCleared,
    ExposureLimitLifted,
    ExposureLimitSet,
    FlagAppealed,
    FlagLifted,
    ForcedTransfer,
    Frozen,
    HaircutSet,
    HandedOver,
    HandoverOffered,
    HoldingsMoved,
    IndexLicensed,
    IndexPublished,
    InstalmentBilled,
    InstalmentLate,
    InstructionApproved,
    InstructionCancelled,
    InstructionCountersigned,
    InstructionExists,
    InstructionExpired,
    InstructionHeld,
    InstructionProposed,
    InstructionRefused,
    InstructionSettled,
    InstructionWithdrawn,
    IssuanceAllowanceSet,
    Issued,
    JurisdictionOpened,
    KeeperPaid,
    KeeperUnpaid,
    KeyReplaced,
    KeyReplacementOpened,
    KeyReplacementStopped,
    LegReserved,
    LegReturned,
    LegSettled,
    LegalOrderExecuted,
    LegalOrderLifted,
    LegalOrderRecorded,
    LoanAccelerated,
    LoanActRefused,
    LoanAssigned,
    LoanDeclined,
    LoanDrawn,
    LoanOffered,
    LoanPaid,
    LoanPrepaid,
    LoanRateReset,
    LoanRequested,
    LoanRestructured,
    LoanStatusChanged,
    LoanTaken,
    LoanWrittenOff,
    LockClaimed,
    LockDelivered,
    LockExists,
    LockHeld,
    LockOpened,
    LockRefunded,
    LockRefused,
    MandateRevoked,
    MandateSet,
    ModeSet,
    MultilateralLimitSet,
    ObligationCancelled,
    ObligationExists,
    ObligationExpired,
    ObligationHeld,
    ObligationQueued,
    ObligationRefused,
    ObligationReleased,
    ObligationReprioritised,
    ObligationSettled,
    OperatingTimesSet,
    ParticipantAdmitted,
    ParticipantStatusChanged,
    PauseSet,
    PaymentCancelled,
    PaymentExists,
    PaymentHop,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentReturned,
    PaymentSettled,
    PoolFilled,
    PoolProvided,
    PoolSharesLocked,
    PoolWithdrawn,
    PoolWrittenDown,
    PurposePolicySet,
    PurposeSet,
    QueueMemberEnrolled,
    QuoteFilled,
    QuoteWithdrawn,
    RateReported,
    RecallAccepted,
    RecallExists,
    RecallRefused,
    RecallRejected,
    RecallRequested,
    Redeemed,
    ReferenceTermsSet,
    Remunerated,
    RemunerationSet,
    ReporterListed,
    ReserveHeld,
    RuleBookSet,
    RulesSet,
    SanctionDelisted,
    SanctionListed,
    SealingKeySet,
    StepUpSet,
    SubjectFlagged,
    SyndicateFormed,
    TierLimitsSet,
    Transfer,
    TravelRuleAcknowledgementPeriodSet,
    TravelRuleRecordAcknowledged,
    TravelRuleRecordSent,
    TravelRuleThresholdSet,
    UetrBound,
    ValidatorAdded,
    ValidatorKeyReplaced,
    ValidatorRemoved,
    WindowLimitSet,
)
