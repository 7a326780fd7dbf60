"""Enums and structs of the contracts' interfaces.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from chain.abi import Address


class Trouble(IntEnum):
    """Solidity enum ContractWallet.Trouble."""

    NONE = 0
    REFUSE = 1
    REVERT = 2
    EAT_GAS = 3
    REENTER = 4
    FLOOD = 5


class InstructionOutcome(IntEnum):
    """Solidity enum IAtomicSettlement.InstructionOutcome."""

    NONE = 0
    OPEN = 1
    SETTLED = 2
    EXISTS = 3
    REFUSED = 4
    HELD = 5


class InstructionState(IntEnum):
    """Solidity enum IAtomicSettlement.InstructionState."""

    NONE = 0
    OPEN = 1
    SETTLED = 2
    CANCELLED = 3
    EXPIRED = 4


class Curve(IntEnum):
    """Solidity enum IFxPool.Curve."""

    CONSTANT_PRODUCT = 0
    CONCENTRATED = 1


class LockOutcome(IntEnum):
    """Solidity enum IHashTimeLock.LockOutcome."""

    NONE = 0
    OPENED = 1
    EXISTS = 2
    REFUSED = 3
    HELD = 4
    DELIVERED = 5
    REFUNDED = 6


class LockState(IntEnum):
    """Solidity enum IHashTimeLock.LockState."""

    NONE = 0
    OPEN = 1
    CLAIMED = 2
    DELIVERED = 3
    REFUNDED = 4


class CycleState(IntEnum):
    """Solidity enum ILiquidityQueue.CycleState."""

    NONE = 0
    OPEN = 1
    SETTLED = 2
    ABANDONED = 3
    LAPSED = 4


class ObligationState(IntEnum):
    """Solidity enum ILiquidityQueue.ObligationState."""

    NONE = 0
    QUEUED = 1
    HELD = 2
    SETTLED = 3
    CANCELLED = 4
    EXPIRED = 5


class QueueMode(IntEnum):
    """Solidity enum ILiquidityQueue.QueueMode."""

    GROSS = 0
    DEFERRED = 1


class QueueOutcome(IntEnum):
    """Solidity enum ILiquidityQueue.QueueOutcome."""

    NONE = 0
    QUEUED = 1
    EXISTS = 2
    REFUSED = 3


class ApplicationState(IntEnum):
    """Solidity enum ILoanApplications.ApplicationState."""

    NONE = 0
    REQUESTED = 1
    OFFERED = 2
    DECLINED = 3
    EXPIRED = 4
    TAKEN = 5


class LoanAct(IntEnum):
    """Solidity enum ILoanRecords.LoanAct."""

    DRAW_DOWN = 0
    COLLECT = 1
    SET_MANDATE = 2
    REVOKE_MANDATE = 3
    REPAY = 4
    PREPAY = 5
    CLOSE_EARLY = 6
    DECLARE_DEFAULT = 7
    RECOVER = 8
    WRITE_OFF = 9
    RESTRUCTURE = 10
    ASSIGN = 11


class LoanRefusal(IntEnum):
    """Solidity enum ILoanRecords.LoanRefusal."""

    NONE = 0
    WRONG_STATUS = 1
    NOTHING_DUE = 2
    ARREARS_OPEN = 3
    ABOVE_DEBT = 4
    TOO_SOON = 5
    NOT_IN_FORCE = 6
    BEHIND_CLOCK = 7
    RATE_MISSING = 8
    EXPIRED = 9
    USED = 10
    CANNOT_PAY = 11


class LoanStatus(IntEnum):
    """Solidity enum ILoanRecords.LoanStatus."""

    NONE = 0
    ACTIVE = 1
    LATE = 2
    CLOSED = 3
    DEFAULTED = 4
    RECOVERING = 5
    WRITTEN_OFF = 6


class ShortReason(IntEnum):
    """Solidity enum ILoanRecords.ShortReason."""

    INSUFFICIENT_BALANCE = 0
    BORROWER_SUSPENDED = 1
    LENDER_SUSPENDED = 2
    MONEY_PAUSED = 3
    BORROWER_FROZEN = 4
    BANK_SUSPENDED = 5
    BANK_SHORT = 6
    BOOK_NOT_ADMITTED = 7
    MANDATE_ENDED = 8
    BORROWER_WITHOUT_ACCOUNT = 9


class DayCount(IntEnum):
    """Solidity enum ILoanTerms.DayCount."""

    ACTUAL360 = 0
    ACTUAL365_FIXED = 1
    THIRTY_E360 = 2


class PeriodUnit(IntEnum):
    """Solidity enum ILoanTerms.PeriodUnit."""

    DAYS = 0
    MONTHS = 1


class Shape(IntEnum):
    """Solidity enum ILoanTerms.Shape."""

    BULLET = 0
    LINEAR = 1
    ANNUITY = 2
    NEGATIVE_AMORTISING = 3


class RecallOutcome(IntEnum):
    """Solidity enum IPaymentReturns.RecallOutcome."""

    NONE = 0
    REQUESTED = 1
    EXISTS = 2
    REFUSED = 3


class RecallState(IntEnum):
    """Solidity enum IPaymentReturns.RecallState."""

    NONE = 0
    REQUESTED = 1
    REJECTED = 2
    ACCEPTED = 3


class Outcome(IntEnum):
    """Solidity enum IPayments.Outcome."""

    NONE = 0
    SETTLED = 1
    EXISTS = 2
    REFUSED = 3
    QUEUED = 4
    REFUNDED = 5


class QueuedState(IntEnum):
    """Solidity enum IQueuedPayments.QueuedState."""

    NONE = 0
    QUEUED = 1
    CREDITED = 2
    REFUNDED = 3


class Appeal(IntEnum):
    """Solidity enum IRiskRegistry.Appeal."""

    NONE = 0
    OPEN = 1
    UPHELD = 2
    REJECTED = 3


class RefusalCode(IntEnum):
    """Solidity enum RefusalCode."""

    NONE = 0
    UETR_REUSED = 1
    ORDER_EXPIRED = 2
    PAYER_SUSPENDED = 3
    PAYER_BANK_SUSPENDED = 4
    PAYER_CURRENCY = 5
    COST_ABOVE_MAXIMUM = 6
    PAYER_INSUFFICIENT_BALANCE = 7
    PAYER_BANK_INSUFFICIENT_LIQUIDITY = 8
    PAYEE_UNKNOWN = 9
    PAYEE_SUSPENDED = 10
    PAYEE_BANK_SUSPENDED = 11
    PAYEE_CURRENCY = 12
    MAKER_NOT_ADMITTED = 13
    QUOTE_CANCELLED = 14
    QUOTE_EXPIRED = 15
    QUOTE_EXHAUSTED = 16
    MAKER_INSUFFICIENT_LIQUIDITY = 17
    PAYER_MONEY_PAUSED = 18
    PAYER_FROZEN = 19
    PAYEE_MONEY_PAUSED = 20
    PAYER_SANCTIONED = 21
    PAYEE_SANCTIONED = 22
    PAYER_TIER_LIMIT = 23
    PAYEE_TIER_LIMIT = 24
    PAYER_AMOUNT_LIMIT = 25
    PAYEE_AMOUNT_LIMIT = 26
    PAYER_WINDOW_LIMIT = 27
    PAYEE_BALANCE_CAP = 28
    PAYER_CORRIDOR_CLOSED = 29
    PAYEE_CORRIDOR_CLOSED = 30
    PAYER_PURPOSE_NOT_ALLOWED = 31
    PAYEE_PURPOSE_NOT_ALLOWED = 32
    PAYER_TRAVEL_RULE_MISSING = 33
    PAYEE_TRAVEL_RULE_MISSING = 34
    PAYER_BANK_EXPOSURE = 35
    PAYER_FLAGGED = 36
    PAYEE_FLAGGED = 37
    PAYER_HOURS_CLOSED = 38
    PAYEE_HOURS_CLOSED = 39
    PAYER_BILATERAL_LIMIT = 40
    PAYER_MULTILATERAL_LIMIT = 41
    POOL_RATE_MISSING = 42
    POOL_INSUFFICIENT_LIQUIDITY = 43
    ORIGINAL_UNKNOWN = 44
    ALREADY_RETURNED = 45
    RETURN_ABOVE_ORIGINAL = 46
    OBLIGATION_NOT_QUEUED = 47
    VEHICLE_MONEY_PAUSED = 48


class Role(IntEnum):
    """Solidity enum Role."""

    NONE = 0
    CENTRAL_BANK = 1
    COMMERCIAL_BANK = 2
    MARKET_MAKER = 3
    KEEPER = 4
    SYSTEM_CONTRACT = 5
    WALLET_PROVIDER = 6
    GUARANTOR = 7
    INSURER = 8
    MERCHANT = 9
    RATE_PUBLISHER = 10
    SUPERVISOR = 11
    VALIDATOR_OPERATOR = 12


class Sides(IntEnum):
    """Solidity enum Sides."""

    BOTH = 0
    PAYER = 1
    PAYEE = 2


class Status(IntEnum):
    """Solidity enum Status."""

    NONE = 0
    ACTIVE = 1
    SUSPENDED = 2
    REVOKED = 3
    PENDING = 4


class Tier(IntEnum):
    """Solidity enum Tier."""

    ANONYMOUS = 0
    BASIC = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Admission:
    """Solidity struct IParticipantRegistry.Admission."""

    role: Role
    status: Status


@dataclass(frozen=True, slots=True)
class AmountLimits:
    """Solidity struct IAmountLimitRule.AmountLimits."""

    min_minor: int
    max_minor: int


@dataclass(frozen=True, slots=True)
class Application:
    """Solidity struct ILoanApplications.Application."""

    borrower: Address
    state: ApplicationState
    currency: str
    bank: Address
    expires_at: int
    amount_minor: int
    purpose: str
    terms_hash: bytes


@dataclass(frozen=True, slots=True)
class Approval:
    """Solidity struct IAtomicSettlement.Approval."""

    party: int
    signature: bytes
    second_key_signatures: bytes


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Solidity struct IParticipantRegistry.BankAccount."""

    bank: Address
    wallet_status: Status
    bank_status: Status
    tier: Tier
    number: int
    jurisdiction: str
    deposit_token: Address
    central_bank_money: Address


@dataclass(frozen=True, slots=True)
class Bill:
    """Solidity struct ILoanSchedules.Bill."""

    index: int
    due_day: int
    interest_minor: int
    principal_minor: int
    capitalised_minor: int
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class Customer:
    """Solidity struct IParticipantRegistry.Customer."""

    bank: Address
    status: Status
    tier: Tier
    tier_expires_at: int
    by_central_bank: bool
    number: int
    identity_commitment: bytes


@dataclass(frozen=True, slots=True)
class Cycle:
    """Solidity struct ILiquidityQueue.Cycle."""

    number: int
    state: CycleState
    ends_at: int
    count: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class FirmQuote:
    """Solidity struct IFxBoard.FirmQuote."""

    maker: Address
    sell_currency: str
    buy_currency: str
    rate_ray: int
    sell_minor_max: int
    expires_at: int
    nonce: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Solidity struct IRiskRegistry.Flag."""

    institution: Address
    expires_at: int
    appeal: Appeal
    home: str
    reason: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Solidity struct IParticipantRegistry.Holder."""

    is_eligible: bool
    tier: Tier
    number: int


@dataclass(frozen=True, slots=True)
class Instruction:
    """Solidity struct IAtomicSettlement.Instruction."""

    uetr: str
    expires_at: int
    reserves: bool
    salt: bytes
    parties: tuple[Address, ...]
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class JurisdictionSpec:
    """Solidity struct IParticipantRegistry.JurisdictionSpec."""

    id: str
    currency: str
    central_bank: Address
    lei: str


@dataclass(frozen=True, slots=True)
class KeyReplacement:
    """Solidity struct IParticipantRegistry.KeyReplacement."""

    new_wallet: Address
    ready_at: int
    case_id: bytes


@dataclass(frozen=True, slots=True)
class Leg:
    """Solidity struct IAtomicSettlement.Leg."""

    payer: int
    payee: int
    currency: str
    amount_minor: int
    purpose: str
    travel_rule_hash: bytes


@dataclass(frozen=True, slots=True)
class LegalOrder:
    """Solidity struct IMoney.LegalOrder."""

    id: bytes
    account: Address
    receiver: Address
    cap_minor: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class LoanAssignment:
    """Solidity struct ILoanRecords.LoanAssignment."""

    loan_id: bytes
    number: int
    from_: Address
    to: Address
    price_minor: int
    signed_until: int


@dataclass(frozen=True, slots=True)
class LoanMandate:
    """Solidity struct ILoanRecords.LoanMandate."""

    loan_id: bytes
    number: int
    ceiling_minor: int
    expires_at: int
    notice_s: int


@dataclass(frozen=True, slots=True)
class LoanParties:
    """Solidity struct ILoanRecords.LoanParties."""

    lender: Address
    borrower: Address
    mandates: int
    restructurings: int
    assignments: int
    mandate_left_minor: int
    mandate_ends_at: int


@dataclass(frozen=True, slots=True)
class LoanRestructuring:
    """Solidity struct ILoanRecords.LoanRestructuring."""

    loan_id: bytes
    number: int
    debt_minor_max: int
    schedule: Schedule
    signed_until: int


@dataclass(frozen=True, slots=True)
class LoanState:
    """Solidity struct ILoanRecords.LoanState."""

    status: LoanStatus
    billed: int
    instalments: int
    start_at: int
    next_due_at: int
    overdue_since: int
    rate_ppm: int
    fee_minor: int
    interest_minor: int
    principal_minor: int
    unbilled_minor: int
    unbilled_ray: int
    accrued_ray: int


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """Solidity struct ILoanTerms.LoanTerms."""

    lender: Address
    borrower: Address
    currency: str
    principal_minor: int
    schedule: Schedule
    grace_s: int
    late_fee_minor: int
    default_after_s: int
    keeper_fee_minor: int
    signed_until: int
    syndicate_hash: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class Lock:
    """Solidity struct IHashTimeLock.Lock."""

    uetr: str
    payer: Address
    payee: Address
    currency: str
    amount_minor: int
    purpose: str
    travel_rule_hash: bytes
    secret_hash: bytes
    expires_at: int
    is_claimed_first: bool
    counter_expires_at: int
    counter_reference: bytes


@dataclass(frozen=True, slots=True)
class Obligation:
    """Solidity struct ILiquidityQueue.Obligation."""

    payer: Address
    payee: Address
    currency: str
    amount_minor: int
    priority: int
    expires_at: int
    state: ObligationState
    cycle: int
    source: Address


@dataclass(frozen=True, slots=True)
class OperatingTimes:
    """Solidity struct IOperatingHoursRule.OperatingTimes."""

    opens_s: int
    closes_s: int
    utc_offset_s: int
    weekdays: int


@dataclass(frozen=True, slots=True)
class Participant:
    """Solidity struct IParticipantRegistry.Participant."""

    lei: str
    home: str
    bic: str
    sealing_key: bytes


@dataclass(frozen=True, slots=True)
class Party:
    """Solidity struct Party."""

    account: Address
    subject: int
    bank: Address
    jurisdiction: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Payment:
    """Solidity struct Payment."""

    sides: Sides
    money: Address
    currency: str
    amount_minor: int
    purpose: str
    travel_rule_hash: bytes
    payer: Party
    payee: Party


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Solidity struct IPayments.PaymentOrder."""

    uetr: str
    payer: Address
    payee: Address
    payer_currency: str
    payee_currency: str
    amount_minor: int
    cost_minor_max: int
    purpose: str
    travel_rule_hash: bytes
    expires_at: int


@dataclass(frozen=True, slots=True)
class PoolSpec:
    """Solidity struct IFxPool.PoolSpec."""

    base: str
    quote: str
    curve: Curve
    fee_bps: int
    amplification: int


@dataclass(frozen=True, slots=True)
class Position:
    """Solidity struct ILoanSchedules.Position."""

    start_day: int
    index: int
    from_day: int
    rate_ppm: int
    outstanding_ray: int
    accrued_ray: int


@dataclass(frozen=True, slots=True)
class PurposePolicy:
    """Solidity struct ICorridorRule.PurposePolicy."""

    is_restricted: bool
    plain_minor_max: int


@dataclass(frozen=True, slots=True)
class ReferenceTerms:
    """Solidity struct IReferenceRates.ReferenceTerms."""

    reporters_min: int
    age_s_max: int
    deviation_bps_max: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Solidity struct Refusal."""

    code: RefusalCode
    rule: str
    party: Address


@dataclass(frozen=True, slots=True)
class Report:
    """Solidity struct IReferenceRates.Report."""

    rate_ray: int
    observed_at: int


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """Solidity struct IPaymentReturns.ReturnOrder."""

    payment: PaymentOrder
    original_uetr: str
    reason: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Solidity struct ILoanTerms.Schedule."""

    shape: Shape
    payment_minor: int
    instalments: int
    period_unit: PeriodUnit
    period_length: int
    end_of_month: bool
    day_count: DayCount
    rate_index: str
    rate_bps: int
    floor_bps: int
    cap_bps: int
    rate_age_days_max: int


@dataclass(frozen=True, slots=True)
class SentRecord:
    """Solidity struct ITravelRule.SentRecord."""

    receiver: Address
    due_at: int
    acknowledged_at: int
    ciphertext_hash: bytes


@dataclass(frozen=True, slots=True)
class Share:
    """Solidity struct ILoanTerms.Share."""

    lender: Address
    weight: int


@dataclass(frozen=True, slots=True)
class StepUp:
    """Solidity struct IDepositToken.StepUp."""

    second_key: Address
    above_minor: int


@dataclass(frozen=True, slots=True)
class TierLimits:
    """Solidity struct TierLimits."""

    anonymous_minor: int
    basic_minor: int
    full_minor: int


@dataclass(frozen=True, slots=True)
class Validator:
    """Solidity struct IValidatorRegistry.Validator."""

    key: Address
    operator: Address


@dataclass(frozen=True, slots=True)
class WindowLimit:
    """Solidity struct IRollingWindowLimitRule.WindowLimit."""

    anonymous_minor: int
    basic_minor: int
    full_minor: int
    window_s: int
    buckets: int


TYPES: dict[str, Any] = {
    "Admission": Admission,
    "AmountLimits": AmountLimits,
    "Appeal": Appeal,
    "Application": Application,
    "ApplicationState": ApplicationState,
    "Approval": Approval,
    "BankAccount": BankAccount,
    "Bill": Bill,
    "Curve": Curve,
    "Customer": Customer,
    "Cycle": Cycle,
    "CycleState": CycleState,
    "DayCount": DayCount,
    "FirmQuote": FirmQuote,
    "Flag": Flag,
    "Holder": Holder,
    "Instruction": Instruction,
    "InstructionOutcome": InstructionOutcome,
    "InstructionState": InstructionState,
    "JurisdictionSpec": JurisdictionSpec,
    "KeyReplacement": KeyReplacement,
    "Leg": Leg,
    "LegalOrder": LegalOrder,
    "LoanAct": LoanAct,
    "LoanAssignment": LoanAssignment,
    "LoanMandate": LoanMandate,
    "LoanParties": LoanParties,
    "LoanRefusal": LoanRefusal,
    "LoanRestructuring": LoanRestructuring,
    "LoanState": LoanState,
    "LoanStatus": LoanStatus,
    "LoanTerms": LoanTerms,
    "Lock": Lock,
    "LockOutcome": LockOutcome,
    "LockState": LockState,
    "Obligation": Obligation,
    "ObligationState": ObligationState,
    "OperatingTimes": OperatingTimes,
    "Outcome": Outcome,
    "Participant": Participant,
    "Party": Party,
    "Payment": Payment,
    "PaymentOrder": PaymentOrder,
    "PeriodUnit": PeriodUnit,
    "PoolSpec": PoolSpec,
    "Position": Position,
    "PurposePolicy": PurposePolicy,
    "QueueMode": QueueMode,
    "QueueOutcome": QueueOutcome,
    "QueuedState": QueuedState,
    "RecallOutcome": RecallOutcome,
    "RecallState": RecallState,
    "ReferenceTerms": ReferenceTerms,
    "Refusal": Refusal,
    "RefusalCode": RefusalCode,
    "Report": Report,
    "ReturnOrder": ReturnOrder,
    "Role": Role,
    "Schedule": Schedule,
    "SentRecord": SentRecord,
    "Shape": Shape,
    "Share": Share,
    "ShortReason": ShortReason,
    "Sides": Sides,
    "Status": Status,
    "StepUp": StepUp,
    "Tier": Tier,
    "TierLimits": TierLimits,
    "Trouble": Trouble,
    "Validator": Validator,
    "WindowLimit": WindowLimit,
}
