"""Every error of the contracts as a class with typed fields.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.abi import Address
from chain.clients.types import (
    Appeal,
    ApplicationState,
    InstructionState,
    LockState,
    ObligationState,
    QueuedState,
    QueueMode,
    RecallState,
    RefusalCode,
    Role,
    Status,
)
from chain.errors import ContractError


@dataclass(eq=False)
class AliasBadConsent(ContractError):
    """AliasBadConsent(bytes32 aliasHash, address wallet)"""

    alias_hash: bytes
    wallet: Address


@dataclass(eq=False)
class AliasConsentExpired(ContractError):
    """AliasConsentExpired(bytes32 aliasHash, uint64 deadline)"""

    alias_hash: bytes
    deadline: int


@dataclass(eq=False)
class AliasNotItsOwner(ContractError):
    """AliasNotItsOwner(address account, bytes32 aliasHash)"""

    account: Address
    alias_hash: bytes


@dataclass(eq=False)
class AliasNotWalletsBank(ContractError):
    """AliasNotWalletsBank(address account, address wallet)"""

    account: Address
    wallet: Address


@dataclass(eq=False)
class AliasTaken(ContractError):
    """AliasTaken(bytes32 aliasHash, address wallet)"""

    alias_hash: bytes
    wallet: Address


@dataclass(eq=False)
class AliasUnknown(ContractError):
    """AliasUnknown(bytes32 aliasHash)"""

    alias_hash: bytes


@dataclass(eq=False)
class ApplicationInvalid(ContractError):
    """ApplicationInvalid(bytes32 applicationId, Label field)"""

    application_id: bytes
    field: str


@dataclass(eq=False)
class ApplicationNotOffered(ContractError):
    """ApplicationNotOffered(bytes32 applicationId, ApplicationState state, bytes32 termsHash)"""

    application_id: bytes
    state: ApplicationState
    terms_hash: bytes


@dataclass(eq=False)
class ApplicationNotParty(ContractError):
    """ApplicationNotParty(bytes32 applicationId, address account)"""

    application_id: bytes
    account: Address


@dataclass(eq=False)
class ApplicationNotSystemContract(ContractError):
    """ApplicationNotSystemContract(address account)"""

    account: Address


@dataclass(eq=False)
class AtomicAllApproved(ContractError):
    """AtomicAllApproved(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class AtomicApprovalMissing(ContractError):
    """AtomicApprovalMissing(Uetr uetr, address party)"""

    uetr: str
    party: Address


@dataclass(eq=False)
class AtomicContentDiffers(ContractError):
    """AtomicContentDiffers(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class AtomicExpired(ContractError):
    """AtomicExpired(Uetr uetr, uint64 expiresAt)"""

    uetr: str
    expires_at: int


@dataclass(eq=False)
class AtomicInstructionInvalid(ContractError):
    """AtomicInstructionInvalid(Uetr uetr, Label field)"""

    uetr: str
    field: str


@dataclass(eq=False)
class AtomicNotApproved(ContractError):
    """AtomicNotApproved(Uetr uetr, address party)"""

    uetr: str
    party: Address


@dataclass(eq=False)
class AtomicNotExpired(ContractError):
    """AtomicNotExpired(Uetr uetr, uint64 expiresAt)"""

    uetr: str
    expires_at: int


@dataclass(eq=False)
class AtomicNotItself(ContractError):
    """AtomicNotItself(address account)"""

    account: Address


@dataclass(eq=False)
class AtomicNotOpen(ContractError):
    """AtomicNotOpen(Uetr uetr, InstructionState state)"""

    uetr: str
    state: InstructionState


@dataclass(eq=False)
class AtomicNotParty(ContractError):
    """AtomicNotParty(Uetr uetr, address account, address party)"""

    uetr: str
    account: Address
    party: Address


@dataclass(eq=False)
class AtomicNotProposer(ContractError):
    """AtomicNotProposer(Uetr uetr, address account, address proposer)"""

    uetr: str
    account: Address
    proposer: Address


@dataclass(eq=False)
class AtomicNothingReserved(ContractError):
    """AtomicNothingReserved(Uetr uetr, address party)"""

    uetr: str
    party: Address


@dataclass(eq=False)
class AtomicReserves(ContractError):
    """AtomicReserves(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class CheckpointUnorderedInsertion(ContractError):
    """CheckpointUnorderedInsertion()"""


@dataclass(eq=False)
class CorridorTooManyPurposes(ContractError):
    """CorridorTooManyPurposes(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class CreditAboveCollateral(ContractError):
    """CreditAboveCollateral(address bank, uint256 collateralMinor, uint256 creditMinor)"""

    bank: Address
    collateral_minor: int
    credit_minor: int


@dataclass(eq=False)
class CreditAboveDebt(ContractError):
    """CreditAboveDebt(address bank, uint256 creditMinor, uint256 repaidMinor)"""

    bank: Address
    credit_minor: int
    repaid_minor: int


@dataclass(eq=False)
class CreditAbovePledge(ContractError):
    """CreditAbovePledge(address bank, uint256 pledgedMinor, uint256 neededMinor)"""

    bank: Address
    pledged_minor: int
    needed_minor: int


@dataclass(eq=False)
class CreditAmountZero(ContractError):
    """CreditAmountZero()"""


@dataclass(eq=False)
class CreditCollateralIsCredit(ContractError):
    """CreditCollateralIsCredit(Currency currency)"""

    currency: str


@dataclass(eq=False)
class CreditCollateralNotTaken(ContractError):
    """CreditCollateralNotTaken(Currency currency, Currency collateralCurrency)"""

    currency: str
    collateral_currency: str


@dataclass(eq=False)
class CreditCurrencyUnknown(ContractError):
    """CreditCurrencyUnknown(Currency currency)"""

    currency: str


@dataclass(eq=False)
class CreditHaircutInvalid(ContractError):
    """CreditHaircutInvalid(uint256 haircutBps)"""

    haircut_bps: int


@dataclass(eq=False)
class CreditNotBank(ContractError):
    """CreditNotBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class CreditNotCentralBank(ContractError):
    """CreditNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class CreditNotOverdue(ContractError):
    """CreditNotOverdue(address bank, Currency currency)"""

    bank: Address
    currency: str


@dataclass(eq=False)
class CreditStillOverdue(ContractError):
    """CreditStillOverdue(address bank, Currency currency, uint32 sinceDay)"""

    bank: Address
    currency: str
    since_day: int


@dataclass(eq=False)
class CreditTooManyCollaterals(ContractError):
    """CreditTooManyCollaterals(Currency currency, uint256 allowed)"""

    currency: str
    allowed: int


@dataclass(eq=False)
class DepositStepUpInvalid(ContractError):
    """DepositStepUpInvalid(address wallet, address secondKey)"""

    wallet: Address
    second_key: Address


@dataclass(eq=False)
class DepositStepUpNotAuthorised(ContractError):
    """DepositStepUpNotAuthorised(address wallet, address recovered)"""

    wallet: Address
    recovered: Address


@dataclass(eq=False)
class DepositWalletNotReplaced(ContractError):
    """DepositWalletNotReplaced(address wallet)"""

    wallet: Address


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
class ERC2612ExpiredSignature(ContractError):
    """ERC2612ExpiredSignature(uint256 deadline)"""

    deadline: int


@dataclass(eq=False)
class ERC2612InvalidSigner(ContractError):
    """ERC2612InvalidSigner(address signer, address owner)"""

    signer: Address
    owner: Address


@dataclass(eq=False)
class ERC3009InvalidAuthorizationTime(ContractError):
    """ERC3009InvalidAuthorizationTime(uint256 validAfter, uint256 validBefore)"""

    valid_after: int
    valid_before: int


@dataclass(eq=False)
class ERC3009InvalidSignature(ContractError):
    """ERC3009InvalidSignature()"""


@dataclass(eq=False)
class ERC3009UsedAuthorization(ContractError):
    """ERC3009UsedAuthorization(address authorizer, bytes32 nonce)"""

    authorizer: Address
    nonce: bytes


@dataclass(eq=False)
class ERC7943CannotReceive(ContractError):
    """ERC7943CannotReceive(address account)"""

    account: Address


@dataclass(eq=False)
class ERC7943CannotSend(ContractError):
    """ERC7943CannotSend(address account)"""

    account: Address


@dataclass(eq=False)
class ERC7943CannotTransfer(ContractError):
    """ERC7943CannotTransfer(address from, address to, uint256 amount)"""

    from_: Address
    to: Address
    amount: int


@dataclass(eq=False)
class ERC7943InsufficientUnfrozenBalance(ContractError):
    """ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen)"""

    account: Address
    amount: int
    unfrozen: int


@dataclass(eq=False)
class ExposureLimitMissing(ContractError):
    """ExposureLimitMissing(Currency currency, address bank, address counterparty)"""

    currency: str
    bank: Address
    counterparty: Address


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
class HashTimeLockContentDiffers(ContractError):
    """HashTimeLockContentDiffers(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class HashTimeLockExpired(ContractError):
    """HashTimeLockExpired(Uetr uetr, uint64 expiresAt)"""

    uetr: str
    expires_at: int


@dataclass(eq=False)
class HashTimeLockInvalid(ContractError):
    """HashTimeLockInvalid(Uetr uetr, Label field)"""

    uetr: str
    field: str


@dataclass(eq=False)
class HashTimeLockNotExpired(ContractError):
    """HashTimeLockNotExpired(Uetr uetr, uint64 expiresAt)"""

    uetr: str
    expires_at: int


@dataclass(eq=False)
class HashTimeLockNotInState(ContractError):
    """HashTimeLockNotInState(Uetr uetr, LockState state)"""

    uetr: str
    state: LockState


@dataclass(eq=False)
class HashTimeLockNotItself(ContractError):
    """HashTimeLockNotItself(address account)"""

    account: Address


@dataclass(eq=False)
class HashTimeLockNotPayer(ContractError):
    """HashTimeLockNotPayer(Uetr uetr, address account)"""

    uetr: str
    account: Address


@dataclass(eq=False)
class HashTimeLockOrder(ContractError):
    """HashTimeLockOrder(Uetr uetr, uint64 expiresAt, uint64 counterExpiresAt)"""

    uetr: str
    expires_at: int
    counter_expires_at: int


@dataclass(eq=False)
class HashTimeLockSecretLength(ContractError):
    """HashTimeLockSecretLength(Uetr uetr, uint256 length)"""

    uetr: str
    length: int


@dataclass(eq=False)
class HashTimeLockSecretWrong(ContractError):
    """HashTimeLockSecretWrong(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class HashTimeLockStepUpMissing(ContractError):
    """HashTimeLockStepUpMissing(Uetr uetr, address secondKey, uint256 aboveMinor)"""

    uetr: str
    second_key: Address
    above_minor: int


@dataclass(eq=False)
class HoursTooManyDays(ContractError):
    """HoursTooManyDays(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class IndexDayNotAhead(ContractError):
    """IndexDayNotAhead(uint32 effectiveDay, uint32 today)"""

    effective_day: int
    today: int


@dataclass(eq=False)
class IndexDayNotNewer(ContractError):
    """IndexDayNotNewer(uint32 effectiveDay, uint32 lastDay)"""

    effective_day: int
    last_day: int


@dataclass(eq=False)
class IndexNameMissing(ContractError):
    """IndexNameMissing(Currency currency)"""

    currency: str


@dataclass(eq=False)
class IndexNotCentralBank(ContractError):
    """IndexNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class IndexNotPublisher(ContractError):
    """IndexNotPublisher(address account, Currency currency, Label index)"""

    account: Address
    currency: str
    index: str


@dataclass(eq=False)
class IndexRateOutOfBounds(ContractError):
    """IndexRateOutOfBounds(int32 ratePpm)"""

    rate_ppm: int


@dataclass(eq=False)
class InvalidAccountNonce(ContractError):
    """InvalidAccountNonce(address account, uint256 currentNonce)"""

    account: Address
    current_nonce: int


@dataclass(eq=False)
class InvalidShortString(ContractError):
    """InvalidShortString()"""


@dataclass(eq=False)
class LegRefused(ContractError):
    """LegRefused(RefusalCode code, Label rule, address party)"""

    code: RefusalCode
    rule: str
    party: Address


@dataclass(eq=False)
class LegUnbacked(ContractError):
    """LegUnbacked(address bank, address wallet)"""

    bank: Address
    wallet: Address


@dataclass(eq=False)
class LoanAmountZero(ContractError):
    """LoanAmountZero(bytes32 loanId)"""

    loan_id: bytes


@dataclass(eq=False)
class LoanLenderNotActive(ContractError):
    """LoanLenderNotActive(address lender)"""

    lender: Address


@dataclass(eq=False)
class LoanMandateInvalid(ContractError):
    """LoanMandateInvalid(bytes32 loanId)"""

    loan_id: bytes


@dataclass(eq=False)
class LoanNotBorrower(ContractError):
    """LoanNotBorrower(address account, bytes32 loanId)"""

    account: Address
    loan_id: bytes


@dataclass(eq=False)
class LoanNotLender(ContractError):
    """LoanNotLender(address account, bytes32 loanId)"""

    account: Address
    loan_id: bytes


@dataclass(eq=False)
class LoanNotParty(ContractError):
    """LoanNotParty(address account)"""

    account: Address


@dataclass(eq=False)
class LoanPartCalled(ContractError):
    """LoanPartCalled(address part)"""

    part: Address


@dataclass(eq=False)
class LoanSignatureInvalid(ContractError):
    """LoanSignatureInvalid(bytes32 digest, address signer)"""

    digest: bytes
    signer: Address


@dataclass(eq=False)
class LoanStepUpMissing(ContractError):
    """LoanStepUpMissing(bytes32 loanId, address secondKey, uint256 aboveMinor)"""

    loan_id: bytes
    second_key: Address
    above_minor: int


@dataclass(eq=False)
class LoanSyndicateInvalid(ContractError):
    """LoanSyndicateInvalid(bytes32 syndicateHash)"""

    syndicate_hash: bytes


@dataclass(eq=False)
class LoanTermsInvalid(ContractError):
    """LoanTermsInvalid(Label field)"""

    field: str


@dataclass(eq=False)
class LoanTooMany(ContractError):
    """LoanTooMany(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class MoneyAmountZero(ContractError):
    """MoneyAmountZero()"""


@dataclass(eq=False)
class MoneyIssuanceAboveAllowance(ContractError):
    """MoneyIssuanceAboveAllowance(address issuer, uint256 allowanceMinor, uint256 neededMinor)"""

    issuer: Address
    allowance_minor: int
    needed_minor: int


@dataclass(eq=False)
class MoneyLegalOrderAboveCap(ContractError):
    """MoneyLegalOrderAboveCap(bytes32 orderId, uint256 leftMinor, uint256 neededMinor)"""

    order_id: bytes
    left_minor: int
    needed_minor: int


@dataclass(eq=False)
class MoneyLegalOrderExists(ContractError):
    """MoneyLegalOrderExists(bytes32 orderId)"""

    order_id: bytes


@dataclass(eq=False)
class MoneyLegalOrderExpired(ContractError):
    """MoneyLegalOrderExpired(bytes32 orderId, uint64 expiresAt)"""

    order_id: bytes
    expires_at: int


@dataclass(eq=False)
class MoneyLegalOrderInvalid(ContractError):
    """MoneyLegalOrderInvalid(bytes32 orderId, Label field)"""

    order_id: bytes
    field: str


@dataclass(eq=False)
class MoneyLegalOrderMissing(ContractError):
    """MoneyLegalOrderMissing(address account, address receiver)"""

    account: Address
    receiver: Address


@dataclass(eq=False)
class MoneyNotCentralBank(ContractError):
    """MoneyNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class MoneyNotIssuer(ContractError):
    """MoneyNotIssuer(address account)"""

    account: Address


@dataclass(eq=False)
class MoneyNotSupervisor(ContractError):
    """MoneyNotSupervisor(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class MoneyNotSystemContract(ContractError):
    """MoneyNotSystemContract(address account)"""

    account: Address


@dataclass(eq=False)
class MoneyPauseUnchanged(ContractError):
    """MoneyPauseUnchanged(bool paused)"""

    paused: bool


@dataclass(eq=False)
class MoneyPaused(ContractError):
    """MoneyPaused()"""


@dataclass(eq=False)
class MoneyRateOutOfBounds(ContractError):
    """MoneyRateOutOfBounds(int32 annualRateBps)"""

    annual_rate_bps: int


@dataclass(eq=False)
class MoneyRuleBookForeign(ContractError):
    """MoneyRuleBookForeign(address ruleBook)"""

    rule_book: Address


@dataclass(eq=False)
class MoneyStepUpNeeded(ContractError):
    """MoneyStepUpNeeded(address account, uint256 aboveMinor)"""

    account: Address
    above_minor: int


@dataclass(eq=False)
class MoneyTooManyHolders(ContractError):
    """MoneyTooManyHolders(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class MoneyTransferToSelf(ContractError):
    """MoneyTransferToSelf(address account)"""

    account: Address


@dataclass(eq=False)
class PoolAmountZero(ContractError):
    """PoolAmountZero()"""


@dataclass(eq=False)
class PoolCurrencyForeign(ContractError):
    """PoolCurrencyForeign(Currency currency)"""

    currency: str


@dataclass(eq=False)
class PoolEmptied(ContractError):
    """PoolEmptied()"""


@dataclass(eq=False)
class PoolNotCentralBank(ContractError):
    """PoolNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class PoolNotFillable(ContractError):
    """PoolNotFillable(RefusalCode code)"""

    code: RefusalCode


@dataclass(eq=False)
class PoolNotProvider(ContractError):
    """PoolNotProvider(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class PoolNotSystemContract(ContractError):
    """PoolNotSystemContract(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class PoolNothingLost(ContractError):
    """PoolNothingLost(Currency currency)"""

    currency: str


@dataclass(eq=False)
class PoolPayoutBelowMinimum(ContractError):
    """PoolPayoutBelowMinimum(uint256 baseMinor, uint256 quoteMinor)"""

    base_minor: int
    quote_minor: int


@dataclass(eq=False)
class PoolProvisionTooSmall(ContractError):
    """PoolProvisionTooSmall(uint256 shares, uint256 sharesLocked)"""

    shares: int
    shares_locked: int


@dataclass(eq=False)
class PoolSharesBelowMinimum(ContractError):
    """PoolSharesBelowMinimum(uint256 shares, uint256 sharesMin)"""

    shares: int
    shares_min: int


@dataclass(eq=False)
class PoolSharesInsufficient(ContractError):
    """PoolSharesInsufficient(address provider, uint256 shares, uint256 needed)"""

    provider: Address
    shares: int
    needed: int


@dataclass(eq=False)
class PoolSpecInvalid(ContractError):
    """PoolSpecInvalid(Currency base, Currency quote, uint16 feeBps, uint16 amplification)"""

    base: str
    quote: str
    fee_bps: int
    amplification: int


@dataclass(eq=False)
class PoolValueFell(ContractError):
    """PoolValueFell(uint256 baseMinor, uint256 quoteMinor)"""

    base_minor: int
    quote_minor: int


@dataclass(eq=False)
class QueueAmountInvalid(ContractError):
    """QueueAmountInvalid(Uetr uetr, uint256 amountMinor)"""

    uetr: str
    amount_minor: int


@dataclass(eq=False)
class QueueBatchSize(ContractError):
    """QueueBatchSize(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class QueueCurrencyForeign(ContractError):
    """QueueCurrencyForeign(Uetr uetr, Currency currency)"""

    uetr: str
    currency: str


@dataclass(eq=False)
class QueueCurrencyUnknown(ContractError):
    """QueueCurrencyUnknown(Currency currency)"""

    currency: str


@dataclass(eq=False)
class QueueCycleFull(ContractError):
    """QueueCycleFull(Currency currency, uint64 cycle, uint256 allowed)"""

    currency: str
    cycle: int
    allowed: int


@dataclass(eq=False)
class QueueCycleMissing(ContractError):
    """QueueCycleMissing(Currency currency)"""

    currency: str


@dataclass(eq=False)
class QueueExpiresWithinCycle(ContractError):
    """QueueExpiresWithinCycle(Uetr uetr, uint64 expiresAt, uint64 cycleEndsAt)"""

    uetr: str
    expires_at: int
    cycle_ends_at: int


@dataclass(eq=False)
class QueueExpiryInvalid(ContractError):
    """QueueExpiryInvalid(Uetr uetr, uint64 expiresAt)"""

    uetr: str
    expires_at: int


@dataclass(eq=False)
class QueueInCycle(ContractError):
    """QueueInCycle(Uetr uetr, uint64 cycle)"""

    uetr: str
    cycle: int


@dataclass(eq=False)
class QueueLimitInvalid(ContractError):
    """QueueLimitInvalid(uint256 limitMinor)"""

    limit_minor: int


@dataclass(eq=False)
class QueueModeUnchanged(ContractError):
    """QueueModeUnchanged(QueueMode mode)"""

    mode: QueueMode


@dataclass(eq=False)
class QueueNotAscending(ContractError):
    """QueueNotAscending(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class QueueNotCentralBank(ContractError):
    """QueueNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class QueueNotExpired(ContractError):
    """QueueNotExpired(Uetr uetr, uint64 expiresAt)"""

    uetr: str
    expires_at: int


@dataclass(eq=False)
class QueueNotMember(ContractError):
    """QueueNotMember(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class QueueNotPayer(ContractError):
    """QueueNotPayer(address account, Uetr uetr)"""

    account: Address
    uetr: str


@dataclass(eq=False)
class QueueNotSettler(ContractError):
    """QueueNotSettler(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class QueueNotSource(ContractError):
    """QueueNotSource(address account, Uetr uetr)"""

    account: Address
    uetr: str


@dataclass(eq=False)
class QueueNotSystemContract(ContractError):
    """QueueNotSystemContract(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class QueuePayeeIsPayer(ContractError):
    """QueuePayeeIsPayer(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class QueueStateIs(ContractError):
    """QueueStateIs(Uetr uetr, ObligationState state)"""

    uetr: str
    state: ObligationState


@dataclass(eq=False)
class QueueUnknown(ContractError):
    """QueueUnknown(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class QuorumApprovedBefore(ContractError):
    """QuorumApprovedBefore(bytes32 act, Jurisdiction jurisdiction)"""

    act: bytes
    jurisdiction: str


@dataclass(eq=False)
class QuorumNotApproved(ContractError):
    """QuorumNotApproved(bytes32 act, Jurisdiction jurisdiction)"""

    act: bytes
    jurisdiction: str


@dataclass(eq=False)
class QuorumNotCentralBank(ContractError):
    """QuorumNotCentralBank(address account)"""

    account: Address


@dataclass(eq=False)
class RecallNotOpen(ContractError):
    """RecallNotOpen(Uetr originalUetr, RecallState state)"""

    original_uetr: str
    state: RecallState


@dataclass(eq=False)
class RecallNotPayeesBank(ContractError):
    """RecallNotPayeesBank(address account, address payee)"""

    account: Address
    payee: Address


@dataclass(eq=False)
class RecallNotPayersBank(ContractError):
    """RecallNotPayersBank(address account, address payer)"""

    account: Address
    payer: Address


@dataclass(eq=False)
class ReentrancyGuardReentrantCall(ContractError):
    """ReentrancyGuardReentrantCall()"""


@dataclass(eq=False)
class ReferenceInFuture(ContractError):
    """ReferenceInFuture(uint64 observedAt)"""

    observed_at: int


@dataclass(eq=False)
class ReferenceNotCentralBank(ContractError):
    """ReferenceNotCentralBank(address account, Currency quote)"""

    account: Address
    quote: str


@dataclass(eq=False)
class ReferenceNotNewer(ContractError):
    """ReferenceNotNewer(address reporter, uint64 observedAt, uint64 previousAt)"""

    reporter: Address
    observed_at: int
    previous_at: int


@dataclass(eq=False)
class ReferenceNotPublisher(ContractError):
    """ReferenceNotPublisher(address account, Currency quote)"""

    account: Address
    quote: str


@dataclass(eq=False)
class ReferencePairInvalid(ContractError):
    """ReferencePairInvalid(Currency base, Currency quote)"""

    base: str
    quote: str


@dataclass(eq=False)
class ReferenceRateOutOfBounds(ContractError):
    """ReferenceRateOutOfBounds(uint256 rateRay)"""

    rate_ray: int


@dataclass(eq=False)
class ReferenceTermsInvalid(ContractError):
    """ReferenceTermsInvalid(uint8 reportersMin, uint32 ageSMax, uint16 deviationBpsMax)"""

    reporters_min: int
    age_s_max: int
    deviation_bps_max: int


@dataclass(eq=False)
class ReferenceTooManyReporters(ContractError):
    """ReferenceTooManyReporters(uint256 allowed)"""

    allowed: int


@dataclass(eq=False)
class ReferenceWithoutTerms(ContractError):
    """ReferenceWithoutTerms(Currency base, Currency quote)"""

    base: str
    quote: str


@dataclass(eq=False)
class RegistryAccountTaken(ContractError):
    """RegistryAccountTaken(address account)"""

    account: Address


@dataclass(eq=False)
class RegistryAlreadyAdmitted(ContractError):
    """RegistryAlreadyAdmitted(address account, Jurisdiction jurisdiction)"""

    account: Address
    jurisdiction: str


@dataclass(eq=False)
class RegistryBadConsent(ContractError):
    """RegistryBadConsent(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class RegistryBicInvalid(ContractError):
    """RegistryBicInvalid(Bic bic)"""

    bic: str


@dataclass(eq=False)
class RegistryBicTaken(ContractError):
    """RegistryBicTaken(Bic bic, address holder)"""

    bic: str
    holder: Address


@dataclass(eq=False)
class RegistryCustomerRevoked(ContractError):
    """RegistryCustomerRevoked(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class RegistryHandoverNotOffered(ContractError):
    """RegistryHandoverNotOffered(address from, address to)"""

    from_: Address
    to: Address


@dataclass(eq=False)
class RegistryJurisdictionInvalid(ContractError):
    """RegistryJurisdictionInvalid(Jurisdiction jurisdiction, Currency currency)"""

    jurisdiction: str
    currency: str


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
class RegistryNotHandedOver(ContractError):
    """RegistryNotHandedOver(address account, Role role)"""

    account: Address
    role: Role


@dataclass(eq=False)
class RegistryNotPending(ContractError):
    """RegistryNotPending(address account, Jurisdiction jurisdiction)"""

    account: Address
    jurisdiction: str


@dataclass(eq=False)
class RegistryReplacementMissing(ContractError):
    """RegistryReplacementMissing(address lost)"""

    lost: Address


@dataclass(eq=False)
class RegistryReplacementOpen(ContractError):
    """RegistryReplacementOpen(address lost, address newWallet)"""

    lost: Address
    new_wallet: Address


@dataclass(eq=False)
class RegistryReplacementTooEarly(ContractError):
    """RegistryReplacementTooEarly(address lost, uint64 readyAt)"""

    lost: Address
    ready_at: int


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
class RegistrySuspendedByCentralBank(ContractError):
    """RegistrySuspendedByCentralBank(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class RegistryTierExpiryPast(ContractError):
    """RegistryTierExpiryPast(uint32 expiresAt)"""

    expires_at: int


@dataclass(eq=False)
class RegistryTooManyJurisdictions(ContractError):
    """RegistryTooManyJurisdictions(uint256 allowed)"""

    allowed: int


@dataclass(eq=False)
class RegistryUnknownCustomer(ContractError):
    """RegistryUnknownCustomer(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class RegistryWalletTaken(ContractError):
    """RegistryWalletTaken(address wallet)"""

    wallet: Address


@dataclass(eq=False)
class ReturnNotReverse(ContractError):
    """ReturnNotReverse(Uetr uetr, Uetr originalUetr)"""

    uetr: str
    original_uetr: str


@dataclass(eq=False)
class ReturnReasonMissing(ContractError):
    """ReturnReasonMissing(Uetr originalUetr)"""

    original_uetr: str


@dataclass(eq=False)
class RiskAppealNotOpen(ContractError):
    """RiskAppealNotOpen(bytes32 identifier, address institution, Appeal appeal)"""

    identifier: bytes
    institution: Address
    appeal: Appeal


@dataclass(eq=False)
class RiskAppealTwice(ContractError):
    """RiskAppealTwice(bytes32 identifier, address institution)"""

    identifier: bytes
    institution: Address


@dataclass(eq=False)
class RiskExpiryPast(ContractError):
    """RiskExpiryPast(uint64 expiresAt)"""

    expires_at: int


@dataclass(eq=False)
class RiskFlagMissing(ContractError):
    """RiskFlagMissing(bytes32 identifier, address institution)"""

    identifier: bytes
    institution: Address


@dataclass(eq=False)
class RiskNotInstitution(ContractError):
    """RiskNotInstitution(address account)"""

    account: Address


@dataclass(eq=False)
class RiskNotSubjectsBank(ContractError):
    """RiskNotSubjectsBank(address account, uint256 subject)"""

    account: Address
    subject: int


@dataclass(eq=False)
class RiskNotSupervisor(ContractError):
    """RiskNotSupervisor(address account, address institution)"""

    account: Address
    institution: Address


@dataclass(eq=False)
class RiskTooManyFlags(ContractError):
    """RiskTooManyFlags(bytes32 identifier, uint256 allowed)"""

    identifier: bytes
    allowed: int


@dataclass(eq=False)
class RuleBookNotCentralBank(ContractError):
    """RuleBookNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class RuleBookNotItsMoney(ContractError):
    """RuleBookNotItsMoney(address account)"""

    account: Address


@dataclass(eq=False)
class RuleBookNotRule(ContractError):
    """RuleBookNotRule(address rule)"""

    rule: Address


@dataclass(eq=False)
class RuleBookNotSystemContract(ContractError):
    """RuleBookNotSystemContract(address account)"""

    account: Address


@dataclass(eq=False)
class RuleBookRefused(ContractError):
    """RuleBookRefused(RefusalCode code, Label rule, address party)"""

    code: RefusalCode
    rule: str
    party: Address


@dataclass(eq=False)
class RuleBookRuleTwice(ContractError):
    """RuleBookRuleTwice(address rule)"""

    rule: Address


@dataclass(eq=False)
class RuleBookTooManyRules(ContractError):
    """RuleBookTooManyRules(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class RuleCountsNothing(ContractError):
    """RuleCountsNothing()"""


@dataclass(eq=False)
class RuleNotCentralBank(ContractError):
    """RuleNotCentralBank(address account, Currency currency)"""

    account: Address
    currency: str


@dataclass(eq=False)
class RuleSettingInvalid(ContractError):
    """RuleSettingInvalid(Label field)"""

    field: str


@dataclass(eq=False)
class SafeCastOverflowedIntDowncast(ContractError):
    """SafeCastOverflowedIntDowncast(uint8 bits, int256 value)"""

    bits: int
    value: int


@dataclass(eq=False)
class SafeCastOverflowedUintDowncast(ContractError):
    """SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)"""

    bits: int
    value: int


@dataclass(eq=False)
class SafeCastOverflowedUintToInt(ContractError):
    """SafeCastOverflowedUintToInt(uint256 value)"""

    value: int


@dataclass(eq=False)
class SanctionsTooMany(ContractError):
    """SanctionsTooMany(uint256 given, uint256 allowed)"""

    given: int
    allowed: int


@dataclass(eq=False)
class SanctionsUnchanged(ContractError):
    """SanctionsUnchanged(Currency currency, bytes32 identifier)"""

    currency: str
    identifier: bytes


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
class SettlementHopsInvalid(ContractError):
    """SettlementHopsInvalid(Uetr uetr, uint256 given)"""

    uetr: str
    given: int


@dataclass(eq=False)
class SettlementNotPayersBank(ContractError):
    """SettlementNotPayersBank(address account, address payer)"""

    account: Address
    payer: Address


@dataclass(eq=False)
class SettlementNotQueued(ContractError):
    """SettlementNotQueued(Uetr uetr, QueuedState state)"""

    uetr: str
    state: QueuedState


@dataclass(eq=False)
class SettlementNotSystemContract(ContractError):
    """SettlementNotSystemContract(address account, Currency payerCurrency, Currency payeeCurrency)"""

    account: Address
    payer_currency: str
    payee_currency: str


@dataclass(eq=False)
class SettlementNothingToQueue(ContractError):
    """SettlementNothingToQueue(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class SettlementObligationIs(ContractError):
    """SettlementObligationIs(Uetr uetr, ObligationState state)"""

    uetr: str
    state: ObligationState


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
class SettlementStepUpMissing(ContractError):
    """SettlementStepUpMissing(Uetr uetr, address secondKey, uint256 aboveMinor)"""

    uetr: str
    second_key: Address
    above_minor: int


@dataclass(eq=False)
class SettlementUetrBound(ContractError):
    """SettlementUetrBound(Uetr uetr)"""

    uetr: str


@dataclass(eq=False)
class StringTooLong(ContractError):
    """StringTooLong(string str)"""

    str: str


@dataclass(eq=False)
class TravelRuleAlreadyAcknowledged(ContractError):
    """TravelRuleAlreadyAcknowledged(address sender, Uetr uetr, uint48 acknowledgedAt)"""

    sender: Address
    uetr: str
    acknowledged_at: int


@dataclass(eq=False)
class TravelRuleCiphertextDiffers(ContractError):
    """TravelRuleCiphertextDiffers(bytes32 sent, bytes32 received)"""

    sent: bytes
    received: bytes


@dataclass(eq=False)
class TravelRuleHashMissing(ContractError):
    """TravelRuleHashMissing(bytes32 commitment, bytes32 ciphertextHash)"""

    commitment: bytes
    ciphertext_hash: bytes


@dataclass(eq=False)
class TravelRuleNotBank(ContractError):
    """TravelRuleNotBank(address account)"""

    account: Address


@dataclass(eq=False)
class TravelRuleNotReceiver(ContractError):
    """TravelRuleNotReceiver(address account, address receiver)"""

    account: Address
    receiver: Address


@dataclass(eq=False)
class TravelRuleReceiverIsSender(ContractError):
    """TravelRuleReceiverIsSender(address receiver)"""

    receiver: Address


@dataclass(eq=False)
class TravelRuleReceiverUnknown(ContractError):
    """TravelRuleReceiverUnknown(address receiver, Currency currency)"""

    receiver: Address
    currency: str


@dataclass(eq=False)
class TravelRuleRecordExists(ContractError):
    """TravelRuleRecordExists(address sender, Uetr uetr)"""

    sender: Address
    uetr: str


@dataclass(eq=False)
class TravelRuleRecordUnknown(ContractError):
    """TravelRuleRecordUnknown(address sender, Uetr uetr)"""

    sender: Address
    uetr: str


@dataclass(eq=False)
class ValidatorKeyTaken(ContractError):
    """ValidatorKeyTaken(address key)"""

    key: Address


@dataclass(eq=False)
class ValidatorOperatorNotActive(ContractError):
    """ValidatorOperatorNotActive(address operator)"""

    operator: Address


@dataclass(eq=False)
class ValidatorTooFew(ContractError):
    """ValidatorTooFew(uint256 needed)"""

    needed: int


@dataclass(eq=False)
class ValidatorTooMany(ContractError):
    """ValidatorTooMany(uint256 allowed)"""

    allowed: int


@dataclass(eq=False)
class ValidatorUnknown(ContractError):
    """ValidatorUnknown(address key)"""

    key: Address


ERRORS: tuple[type[ContractError], ...] = (
    AliasBadConsent,
    AliasConsentExpired,
    AliasNotItsOwner,
    AliasNotWalletsBank,
    AliasTaken,
    AliasUnknown,
    ApplicationInvalid,
    ApplicationNotOffered,
    ApplicationNotParty,
    ApplicationNotSystemContract,
    AtomicAllApproved,
    AtomicApprovalMissing,
    AtomicContentDiffers,
    AtomicExpired,
    AtomicInstructionInvalid,
    AtomicNotApproved,
    AtomicNotExpired,
    AtomicNotItself,
    AtomicNotOpen,
    AtomicNotParty,
    AtomicNotProposer,
    AtomicNothingReserved,
    AtomicReserves,
    CheckpointUnorderedInsertion,
    CorridorTooManyPurposes,
    CreditAboveCollateral,
    CreditAboveDebt,
    CreditAbovePledge,
    CreditAmountZero,
    CreditCollateralIsCredit,
    CreditCollateralNotTaken,
    CreditCurrencyUnknown,
    CreditHaircutInvalid,
    CreditNotBank,
    CreditNotCentralBank,
    CreditNotOverdue,
    CreditStillOverdue,
    CreditTooManyCollaterals,
    DepositStepUpInvalid,
    DepositStepUpNotAuthorised,
    DepositWalletNotReplaced,
    ECDSAInvalidSignature,
    ECDSAInvalidSignatureLength,
    ECDSAInvalidSignatureS,
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidApprover,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
    ERC2612ExpiredSignature,
    ERC2612InvalidSigner,
    ERC3009InvalidAuthorizationTime,
    ERC3009InvalidSignature,
    ERC3009UsedAuthorization,
    ERC7943CannotReceive,
    ERC7943CannotSend,
    ERC7943CannotTransfer,
    ERC7943InsufficientUnfrozenBalance,
    ExposureLimitMissing,
    FxBoardBadSignature,
    FxBoardNotFillable,
    FxBoardNotMaker,
    FxBoardNotSystemContract,
    FxBoardRateZero,
    HashTimeLockContentDiffers,
    HashTimeLockExpired,
    HashTimeLockInvalid,
    HashTimeLockNotExpired,
    HashTimeLockNotInState,
    HashTimeLockNotItself,
    HashTimeLockNotPayer,
    HashTimeLockOrder,
    HashTimeLockSecretLength,
    HashTimeLockSecretWrong,
    HashTimeLockStepUpMissing,
    HoursTooManyDays,
    IndexDayNotAhead,
    IndexDayNotNewer,
    IndexNameMissing,
    IndexNotCentralBank,
    IndexNotPublisher,
    IndexRateOutOfBounds,
    InvalidAccountNonce,
    InvalidShortString,
    LegRefused,
    LegUnbacked,
    LoanAmountZero,
    LoanLenderNotActive,
    LoanMandateInvalid,
    LoanNotBorrower,
    LoanNotLender,
    LoanNotParty,
    LoanPartCalled,
    LoanSignatureInvalid,
    LoanStepUpMissing,
    LoanSyndicateInvalid,
    LoanTermsInvalid,
    LoanTooMany,
    MoneyAmountZero,
    MoneyIssuanceAboveAllowance,
    MoneyLegalOrderAboveCap,
    MoneyLegalOrderExists,
    MoneyLegalOrderExpired,
    MoneyLegalOrderInvalid,
    MoneyLegalOrderMissing,
    MoneyNotCentralBank,
    MoneyNotIssuer,
    MoneyNotSupervisor,
    MoneyNotSystemContract,
    MoneyPauseUnchanged,
    MoneyPaused,
    MoneyRateOutOfBounds,
    MoneyRuleBookForeign,
    MoneyStepUpNeeded,
    MoneyTooManyHolders,
    MoneyTransferToSelf,
    PoolAmountZero,
    PoolCurrencyForeign,
    PoolEmptied,
    PoolNotCentralBank,
    PoolNotFillable,
    PoolNotProvider,
    PoolNotSystemContract,
    PoolNothingLost,
    PoolPayoutBelowMinimum,
    PoolProvisionTooSmall,
    PoolSharesBelowMinimum,
    PoolSharesInsufficient,
    PoolSpecInvalid,
    PoolValueFell,
    QueueAmountInvalid,
    QueueBatchSize,
    QueueCurrencyForeign,
    QueueCurrencyUnknown,
    QueueCycleFull,
    QueueCycleMissing,
    QueueExpiresWithinCycle,
    QueueExpiryInvalid,
    QueueInCycle,
    QueueLimitInvalid,
    QueueModeUnchanged,
    QueueNotAscending,
    QueueNotCentralBank,
    QueueNotExpired,
    QueueNotMember,
    QueueNotPayer,
    QueueNotSettler,
    QueueNotSource,
    QueueNotSystemContract,
    QueuePayeeIsPayer,
    QueueStateIs,
    QueueUnknown,
    QuorumApprovedBefore,
    QuorumNotApproved,
    QuorumNotCentralBank,
    RecallNotOpen,
    RecallNotPayeesBank,
    RecallNotPayersBank,
    ReentrancyGuardReentrantCall,
    ReferenceInFuture,
    ReferenceNotCentralBank,
    ReferenceNotNewer,
    ReferenceNotPublisher,
    ReferencePairInvalid,
    ReferenceRateOutOfBounds,
    ReferenceTermsInvalid,
    ReferenceTooManyReporters,
    ReferenceWithoutTerms,
    RegistryAccountTaken,
    RegistryAlreadyAdmitted,
    RegistryBadConsent,
    RegistryBicInvalid,
    RegistryBicTaken,
    RegistryCustomerRevoked,
    RegistryHandoverNotOffered,
    RegistryJurisdictionInvalid,
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
    RegistryNotHandedOver,
    RegistryNotPending,
    RegistryReplacementMissing,
    RegistryReplacementOpen,
    RegistryReplacementTooEarly,
    RegistryRevokedIsFinal,
    RegistryRoleNotGrantable,
    RegistryStatusInvalid,
    RegistryStatusUnchanged,
    RegistrySuspendedByCentralBank,
    RegistryTierExpiryPast,
    RegistryTooManyJurisdictions,
    RegistryUnknownCustomer,
    RegistryWalletTaken,
    ReturnNotReverse,
    ReturnReasonMissing,
    RiskAppealNotOpen,
    RiskAppealTwice,
    RiskExpiryPast,
    RiskFlagMissing,
    RiskNotInstitution,
    RiskNotSubjectsBank,
    RiskNotSupervisor,
    RiskTooManyFlags,
    RuleBookNotCentralBank,
    RuleBookNotItsMoney,
    RuleBookNotRule,
    RuleBookNotSystemContract,
    RuleBookRefused,
    RuleBookRuleTwice,
    RuleBookTooManyRules,
    RuleCountsNothing,
    RuleNotCentralBank,
    RuleSettingInvalid,
    SafeCastOverflowedIntDowncast,
    SafeCastOverflowedUintDowncast,
    SafeCastOverflowedUintToInt,
    SanctionsTooMany,
    SanctionsUnchanged,
    SettlementAmountZero,
    SettlementBadSignature,
    SettlementHopsInvalid,
    SettlementNotPayersBank,
    SettlementNotQueued,
    SettlementNotSystemContract,
    SettlementNothingToQueue,
    SettlementObligationIs,
    SettlementQuoteMismatch,
    SettlementQuoteMissing,
    SettlementStepUpMissing,
    SettlementUetrBound,
    StringTooLong,
    TravelRuleAlreadyAcknowledged,
    TravelRuleCiphertextDiffers,
    TravelRuleHashMissing,
    TravelRuleNotBank,
    TravelRuleNotReceiver,
    TravelRuleReceiverIsSender,
    TravelRuleReceiverUnknown,
    TravelRuleRecordExists,
    TravelRuleRecordUnknown,
    ValidatorKeyTaken,
    ValidatorOperatorNotActive,
    ValidatorTooFew,
    ValidatorTooMany,
    ValidatorUnknown,
)
