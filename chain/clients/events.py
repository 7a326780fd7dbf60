"""Every event of the contracts as a class with typed fields.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import Address
from chain.clients.types import LoanTerms, RefusalCode, Role, ShortReason, Status
from chain.events import Event


@dataclass(frozen=True, slots=True)
class Approval(Event):
    """Approval(address indexed owner, address indexed spender, uint256 value)"""

    owner: Address
    spender: Address
    value: int


@dataclass(frozen=True, slots=True)
class CentralBankMoneyListed(Event):
    """CentralBankMoneyListed(Currency indexed currency, address indexed token)"""

    currency: str
    token: Address


@dataclass(frozen=True, slots=True)
class CollectionShort(Event):
    """CollectionShort(bytes32 indexed loanId, uint16 index, ShortReason reason, uint256 availableMinor, uint256
    neededMinor)"""

    loan_id: bytes
    index: int
    reason: ShortReason
    available_minor: int
    needed_minor: int


@dataclass(frozen=True, slots=True)
class CustomerRegistered(Event):
    """CustomerRegistered(address indexed wallet, address indexed bank, bytes32 identityCommitment)"""

    wallet: Address
    bank: Address
    identity_commitment: bytes


@dataclass(frozen=True, slots=True)
class CustomerStatusChanged(Event):
    """CustomerStatusChanged(address indexed wallet, address indexed by, Status status, Label reason)"""

    wallet: Address
    by: Address
    status: Status
    reason: str


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
class InstalmentCollected(Event):
    """InstalmentCollected(bytes32 indexed loanId, uint16 index, uint256 feeMinor, uint256 interestMinor, uint256
    principalMinor, bool onTime, uint256 outstandingMinor)"""

    loan_id: bytes
    index: int
    fee_minor: int
    interest_minor: int
    principal_minor: int
    on_time: bool
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class InstalmentLate(Event):
    """InstalmentLate(bytes32 indexed loanId, uint16 index, uint64 dueAt, uint256 lateFeeMinor)"""

    loan_id: bytes
    index: int
    due_at: int
    late_fee_minor: int


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
class LoanClosed(Event):
    """LoanClosed(bytes32 indexed loanId)"""

    loan_id: bytes


@dataclass(frozen=True, slots=True)
class LoanDefaulted(Event):
    """LoanDefaulted(bytes32 indexed loanId, uint256 outstandingMinor)"""

    loan_id: bytes
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class LoanFunded(Event):
    """LoanFunded(bytes32 indexed loanId, address indexed lender, address indexed borrower, LoanTerms terms, uint64
    fundedAt)"""

    loan_id: bytes
    lender: Address
    borrower: Address
    terms: LoanTerms
    funded_at: int


@dataclass(frozen=True, slots=True)
class LoanRecovered(Event):
    """LoanRecovered(bytes32 indexed loanId)"""

    loan_id: bytes


@dataclass(frozen=True, slots=True)
class ParticipantAdmitted(Event):
    """ParticipantAdmitted(address indexed account, Jurisdiction indexed jurisdiction, Role indexed role, Lei lei,
    Jurisdiction home)"""

    account: Address
    jurisdiction: str
    role: Role
    lei: str
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
class PaymentExists(Event):
    """PaymentExists(Uetr indexed uetr, address indexed payer)"""

    uetr: str
    payer: Address


@dataclass(frozen=True, slots=True)
class PaymentRefused(Event):
    """PaymentRefused(Uetr indexed uetr, RefusalCode indexed code, Label rule, address indexed party)"""

    uetr: str
    code: RefusalCode
    rule: str
    party: Address


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
class Redeemed(Event):
    """Redeemed(address indexed holder, uint256 amountMinor, bytes32 indexed referenceId)"""

    holder: Address
    amount_minor: int
    reference_id: bytes


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Transfer(address indexed from, address indexed to, uint256 value)"""

    from_: Address
    to: Address
    value: int


EVENTS: tuple[type[Event], ...] = (
    Approval,
    CentralBankMoneyListed,
    CollectionShort,
    CustomerRegistered,
    CustomerStatusChanged,
    DepositTokenListed,
    EIP712DomainChanged,
    InstalmentCollected,
    InstalmentLate,
    Issued,
    JurisdictionOpened,
    LoanClosed,
    LoanDefaulted,
    LoanFunded,
    LoanRecovered,
    ParticipantAdmitted,
    ParticipantStatusChanged,
    PaymentExists,
    PaymentRefused,
    PaymentSettled,
    QuoteFilled,
    QuoteWithdrawn,
    Redeemed,
    Transfer,
)
