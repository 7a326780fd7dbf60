"""Every error of the contracts as a class with typed fields.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import Address
from chain.clients.types import LoanStatus, RefusalCode, Role, Status
from chain.errors import ContractError


@dataclass(eq=False)
class ECDSAInvalidSignature(ContractError):
    """ECDSAInvalidSignature()"""


@dataclass(eq=False)
class ECDSAInvalidSignatureLength(ContractError):
    """ECDSAInvalidSignatureLength(uint256 length)"""

    length: int


@dataclass(eq=False)
class ECDSAInvalidSignatureS(ContractError):
    """ECDSAInvalidSignatureS(bytes32 s)"""

    s: bytes


@dataclass(eq=False)
class ERC20InsufficientAllowance(ContractError):
    """ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)"""

    spender: Address
    allowance: int
    needed: int


@dataclass(eq=False)
class ERC20InsufficientBalance(ContractError):
    """ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)"""

    sender: Address
    balance: int
    needed: int


@dataclass(eq=False)
class ERC20InvalidApprover(ContractError):
    """ERC20InvalidApprover(address approver)"""

    approver: Address


@dataclass(eq=False)
class ERC20InvalidReceiver(ContractError):
    """ERC20InvalidReceiver(address receiver)"""

    receiver: Address


@dataclass(eq=False)
class ERC20InvalidSender(ContractError):
    """ERC20InvalidSender(address sender)"""

    sender: Address


@dataclass(eq=False)
class ERC20InvalidSpender(ContractError):
    """ERC20InvalidSpender(address spender)"""

    spender: Address


@dataclass(eq=False)
class FxBoardBadSignature(ContractError):
    """FxBoardBadSignature(address maker, address recovered)"""

    maker: Address
    recovered: Address


@dataclass(eq=False)
class FxBoardNotFillable(ContractError):
    """FxBoardNotFillable(bytes32 quoteHash, RefusalCode code)"""

    quote_hash: bytes
    code: RefusalCode


@dataclass(eq=False)
class FxBoardNotMaker(ContractError):
    """FxBoardNotMaker(address account, address maker)"""

    account: Address
    maker: Address


@dataclass(eq=False)
class FxBoardNotSystemContract(ContractError):
    """FxBoardNotSystemContract(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class FxBoardRateZero(ContractError):
    """FxBoardRateZero(address maker)"""

    maker: Address


@dataclass(eq=False)
class InvalidShortString(ContractError):
    """InvalidShortString()"""


@dataclass(eq=False)
class LoanBadSignature(ContractError):
    """LoanBadSignature(bytes32 loanId, address recovered)"""

    loan_id: bytes
    recovered: Address


@dataclass(eq=False)
class LoanBorrowerNotCustomer(ContractError):
    """LoanBorrowerNotCustomer(address borrower, address lender)"""

    borrower: Address
    lender: Address


@dataclass(eq=False)
class LoanBorrowerSuspended(ContractError):
    """LoanBorrowerSuspended(address borrower)"""

    borrower: Address


@dataclass(eq=False)
class LoanExists(ContractError):
    """LoanExists(bytes32 loanId)"""

    loan_id: bytes


@dataclass(eq=False)
class LoanLenderNotActive(ContractError):
    """LoanLenderNotActive(address lender)"""

    lender: Address


@dataclass(eq=False)
class LoanNotDue(ContractError):
    """LoanNotDue(bytes32 loanId, uint64 dueAt)"""

    loan_id: bytes
    due_at: int


@dataclass(eq=False)
class LoanNotInDefault(ContractError):
    """LoanNotInDefault(bytes32 loanId, uint64 defaultsAt)"""

    loan_id: bytes
    defaults_at: int


@dataclass(eq=False)
class LoanNotLender(ContractError):
    """LoanNotLender(address account, address lender)"""

    account: Address
    lender: Address


@dataclass(eq=False)
class LoanNotOpen(ContractError):
    """LoanNotOpen(bytes32 loanId, LoanStatus status)"""

    loan_id: bytes
    status: LoanStatus


@dataclass(eq=False)
class LoanOfferExpired(ContractError):
    """LoanOfferExpired(bytes32 loanId, uint64 signedUntil)"""

    loan_id: bytes
    signed_until: int


@dataclass(eq=False)
class LoanTermsInvalid(ContractError):
    """LoanTermsInvalid(Label field)"""

    field: str


@dataclass(eq=False)
class MoneyAmountZero(ContractError):
    """MoneyAmountZero()"""


@dataclass(eq=False)
class MoneyHolderNotEligible(ContractError):
    """MoneyHolderNotEligible(address account)"""

    account: Address


@dataclass(eq=False)
class MoneyNotIssuer(ContractError):
    """MoneyNotIssuer(address account)"""

    account: Address


@dataclass(eq=False)
class MoneyNotSystemContract(ContractError):
    """MoneyNotSystemContract(address account)"""

    account: Address


@dataclass(eq=False)
class ReentrancyGuardReentrantCall(ContractError):
    """ReentrancyGuardReentrantCall()"""


@dataclass(eq=False)
class RegistryAlreadyAdmitted(ContractError):
    """RegistryAlreadyAdmitted(address account, Jurisdiction jurisdiction)"""

    account: Address
    jurisdiction: str


@dataclass(eq=False)
class RegistryJurisdictionTwice(ContractError):
    """RegistryJurisdictionTwice(Jurisdiction jurisdiction, Currency currency, address centralBank)"""

    jurisdiction: str
    currency: str
    central_bank: Address


@dataclass(eq=False)
class RegistryLeiInvalid(ContractError):
    """RegistryLeiInvalid(Lei lei)"""

    lei: str


@dataclass(eq=False)
class RegistryLeiTaken(ContractError):
    """RegistryLeiTaken(Lei lei, address holder)"""

    lei: str
    holder: Address


@dataclass(eq=False)
class RegistryMoneyAlreadyListed(ContractError):
    """RegistryMoneyAlreadyListed(Currency currency, address listed)"""

    currency: str
    listed: Address


@dataclass(eq=False)
class RegistryMoneyForeign(ContractError):
    """RegistryMoneyForeign(address token, Currency currency)"""

    token: Address
    currency: str


@dataclass(eq=False)
class RegistryMoneyNotListed(ContractError):
    """RegistryMoneyNotListed(Currency currency)"""

    currency: str


@dataclass(eq=False)
class RegistryNotActiveBank(ContractError):
    """RegistryNotActiveBank(address account)"""

    account: Address


@dataclass(eq=False)
class RegistryNotAdmitted(ContractError):
    """RegistryNotAdmitted(address account, Jurisdiction jurisdiction)"""

    account: Address
    jurisdiction: str


@dataclass(eq=False)
class RegistryNotAdmittedAtHome(ContractError):
    """RegistryNotAdmittedAtHome(address account, Jurisdiction home)"""

    account: Address
    home: str


@dataclass(eq=False)
class RegistryNotCentralBank(ContractError):
    """RegistryNotCentralBank(address account)"""

    account: Address


@dataclass(eq=False)
class RegistryNotContract(ContractError):
    """RegistryNotContract(address account)"""

    account: Address


@dataclass(eq=False)
class RegistryNotCustomersAuthority(ContractError):
    """RegistryNotCustomersAuthority(address account, address wallet)"""

    account: Address
    wallet: Address


@dataclass(eq=False)
class RegistryRevokedIsFinal(ContractError):
    """RegistryRevokedIsFinal(address account)"""

    account: Address


@dataclass(eq=False)
class RegistryRoleNotGrantable(ContractError):
    """RegistryRoleNotGrantable(Role role)"""

    role: Role


@dataclass(eq=False)
class RegistryStatusInvalid(ContractError):
    """RegistryStatusInvalid(Status status)"""

    status: Status


@dataclass(eq=False)
class RegistryStatusUnchanged(ContractError):
    """RegistryStatusUnchanged(address account, Status status)"""

    account: Address
    status: Status


@dataclass(eq=False)
class RegistryUnknownCustomer(ContractError):
    """RegistryUnknownCustomer(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class RegistryWalletTaken(ContractError):
    """RegistryWalletTaken(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class SafeCastOverflowedUintDowncast(ContractError):
    """SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)"""

    bits: int
    value: int


@dataclass(eq=False)
class SettlementAmountZero(ContractError):
    """SettlementAmountZero(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class SettlementBadSignature(ContractError):
    """SettlementBadSignature(Uetr uetr, address recovered)"""

    uetr: str
    recovered: Address


@dataclass(eq=False)
class SettlementNotPayersBank(ContractError):
    """SettlementNotPayersBank(address account, address payer)"""

    account: Address
    payer: Address


@dataclass(eq=False)
class SettlementQuoteMismatch(ContractError):
    """SettlementQuoteMismatch(Uetr uetr, Currency sellCurrency, Currency buyCurrency)"""

    uetr: str
    sell_currency: str
    buy_currency: str


@dataclass(eq=False)
class SettlementQuoteMissing(ContractError):
    """SettlementQuoteMissing(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class StringTooLong(ContractError):
    """StringTooLong(string str)"""

    str: str


ERRORS: tuple[type[ContractError], ...] = (
    ECDSAInvalidSignature,
    ECDSAInvalidSignatureLength,
    ECDSAInvalidSignatureS,
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidApprover,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
    FxBoardBadSignature,
    FxBoardNotFillable,
    FxBoardNotMaker,
    FxBoardNotSystemContract,
    FxBoardRateZero,
    InvalidShortString,
    LoanBadSignature,
    LoanBorrowerNotCustomer,
    LoanBorrowerSuspended,
    LoanExists,
    LoanLenderNotActive,
    LoanNotDue,
    LoanNotInDefault,
    LoanNotLender,
    LoanNotOpen,
    LoanOfferExpired,
    LoanTermsInvalid,
    MoneyAmountZero,
    MoneyHolderNotEligible,
    MoneyNotIssuer,
    MoneyNotSystemContract,
    ReentrancyGuardReentrantCall,
    RegistryAlreadyAdmitted,
    RegistryJurisdictionTwice,
    RegistryLeiInvalid,
    RegistryLeiTaken,
    RegistryMoneyAlreadyListed,
    RegistryMoneyForeign,
    RegistryMoneyNotListed,
    RegistryNotActiveBank,
    RegistryNotAdmitted,
    RegistryNotAdmittedAtHome,
    RegistryNotCentralBank,
    RegistryNotContract,
    RegistryNotCustomersAuthority,
    RegistryRevokedIsFinal,
    RegistryRoleNotGrantable,
    RegistryStatusInvalid,
    RegistryStatusUnchanged,
    RegistryUnknownCustomer,
    RegistryWalletTaken,
    SafeCastOverflowedUintDowncast,
    SettlementAmountZero,
    SettlementBadSignature,
    SettlementNotPayersBank,
    SettlementQuoteMismatch,
    SettlementQuoteMissing,
    StringTooLong,
)
