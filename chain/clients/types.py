"""Enums and structs of the contracts' interfaces.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from chain.abi import Address


class LoanStatus(IntEnum):
    """Solidity enum ILoanBook.LoanStatus."""

    NONE = 0
    ACTIVE = 1
    LATE = 2
    CLOSED = 3
    DEFAULTED = 4


class Shape(IntEnum):
    """Solidity enum ILoanBook.Shape."""

    BULLET = 0
    LINEAR = 1
    ANNUITY = 2


class ShortReason(IntEnum):
    """Solidity enum ILoanBook.ShortReason."""

    INSUFFICIENT_BALANCE = 0
    BORROWER_SUSPENDED = 1
    LENDER_SUSPENDED = 2


class Outcome(IntEnum):
    """Solidity enum ISettlementEngine.Outcome."""

    NONE = 0
    SETTLED = 1
    EXISTS = 2
    REFUSED = 3


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


class Role(IntEnum):
    """Solidity enum Role."""

    NONE = 0
    CENTRAL_BANK = 1
    COMMERCIAL_BANK = 2
    MARKET_MAKER = 3
    KEEPER = 4
    SYSTEM_CONTRACT = 5


class Status(IntEnum):
    """Solidity enum Status."""

    NONE = 0
    ACTIVE = 1
    SUSPENDED = 2
    REVOKED = 3


@dataclass(frozen=True, slots=True)
class Admission:
    """Solidity struct IParticipantRegistry.Admission."""

    role: Role
    status: Status


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Solidity struct IParticipantRegistry.BankAccount."""

    bank: Address
    wallet_status: Status
    bank_status: Status
    deposit_token: Address
    central_bank_money: Address


@dataclass(frozen=True, slots=True)
class Customer:
    """Solidity struct IParticipantRegistry.Customer."""

    bank: Address
    status: Status
    identity_commitment: bytes


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
class InstalmentDue:
    """Solidity struct ILoanBook.InstalmentDue."""

    index: int
    due_at: int
    fee_minor: int
    interest_minor: int
    principal_minor: int


@dataclass(frozen=True, slots=True)
class JurisdictionSpec:
    """Solidity struct IParticipantRegistry.JurisdictionSpec."""

    id: str
    currency: str
    central_bank: Address
    lei: str


@dataclass(frozen=True, slots=True)
class LoanState:
    """Solidity struct ILoanBook.LoanState."""

    status: LoanStatus
    instalments_paid: int
    funded_at: int
    outstanding_minor: int
    interest_paid_minor: int
    fees_paid_minor: int


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """Solidity struct ILoanBook.LoanTerms."""

    lender: Address
    borrower: Address
    currency: str
    principal_minor: int
    annual_rate_bps: int
    day_count_basis: int
    shape: Shape
    instalments: int
    period_days: int
    grace_s: int
    late_fee_minor: int
    default_after_s: int
    signed_until: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class Participant:
    """Solidity struct IParticipantRegistry.Participant."""

    lei: str
    home: str


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Solidity struct ISettlementEngine.PaymentOrder."""

    uetr: str
    payer: Address
    payee: Address
    payer_currency: str
    payee_currency: str
    amount_minor: int
    cost_minor_max: int
    purpose: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Solidity struct ISettlementEngine.Refusal."""

    code: RefusalCode
    rule: str
    party: Address


TYPES: dict[str, Any] = {
    "Admission": Admission,
    "BankAccount": BankAccount,
    "Customer": Customer,
    "FirmQuote": FirmQuote,
    "InstalmentDue": InstalmentDue,
    "JurisdictionSpec": JurisdictionSpec,
    "LoanState": LoanState,
    "LoanStatus": LoanStatus,
    "LoanTerms": LoanTerms,
    "Outcome": Outcome,
    "Participant": Participant,
    "PaymentOrder": PaymentOrder,
    "Refusal": Refusal,
    "RefusalCode": RefusalCode,
    "Role": Role,
    "Shape": Shape,
    "ShortReason": ShortReason,
    "Status": Status,
}
