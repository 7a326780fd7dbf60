// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ILoanRecords} from "../interfaces/ILoanRecords.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Currency, Role} from "../interfaces/Types.sol";

/// @title What is kept of a loan
/// @dev Each struct is one storage word: a collection reads seven of them and writes four.
abstract contract LoanStore is ILoanRecords, EIP712, ReentrancyGuardTransient {
    IParticipantRegistry internal immutable REGISTRY;
    address private immutable SELF;

    struct Facts {
        address lender;
        Currency currency;
        uint32 graceS;
        bool isSyndicate;
        Shape shape;
        DayCount dayCount;
        PeriodUnit periodUnit;
    }

    struct Course {
        address borrower;
        uint40 startAt;
        uint16 instalments;
        uint16 periodLength;
        bool endOfMonth;
        bool isFloating;
    }

    /// @dev judged: up to which due date lateness is decided; excused: up to which none is the borrower's; feeIndex: the
    ///      due date for whose first collection a keeper was paid; nextDueAt: zero when none comes any more.
    struct Clock {
        LoanStatus status;
        uint16 billed;
        uint16 judged;
        uint16 excused;
        uint16 feeIndex;
        uint40 lastDueAt;
        uint40 nextDueAt;
        uint40 overdueSince;
        uint24 accruedDay;
        uint24 ratePpm;
        bool hasAccrued;
    }

    /// @dev carryRay: the running total of interest and half a minor unit, less what was billed.
    struct Debt {
        uint160 unbilledRay;
        uint96 carryRay;
    }

    struct Rates {
        uint160 instalmentRay;
        uint64 lateFeeMinor;
        uint32 defaultAfterS;
    }

    /// @dev What is billed and unpaid, and what the lender pays a keeper.
    struct Arrears {
        uint64 feeMinor;
        uint64 interestMinor;
        uint64 principalMinor;
        uint64 keeperFeeMinor;
    }

    /// @dev The mandate in force, and how many papers of each kind were used.
    struct Consents {
        uint64 leftMinor;
        uint40 endsAt;
        uint32 noticeS;
        bool isRevoked;
        uint32 mandates;
        uint32 restructurings;
        uint32 assignments;
    }

    struct Loan {
        Facts facts;
        Course course;
        Clock clock;
        Debt debt;
        Rates rates;
        Arrears arrears;
        Consents consents;
        uint256 accruedRay;
        Schedule schedule;
    }

    /// @dev A bank of a syndicate, with what it got so far.
    struct Member {
        address lender;
        uint32 weight;
        uint64 paidMinor;
    }

    /// @dev A loan while an act works on it.
    struct Work {
        bytes32 id;
        Facts facts;
        Course course;
        Clock clock;
        Debt debt;
        Rates rates;
        Arrears arrears;
    }

    // slither-disable-next-line uninitialized-state
    mapping(bytes32 loanId => Loan) internal _loans;
    // slither-disable-next-line uninitialized-state
    mapping(bytes32 loanId => Member[]) internal _members;

    /// @dev For the parts of LoanBook that are contracts of their own, because one has no room for all: they act on its
    ///      storage and never on their own.
    modifier onlyDelegated() {
        if (address(this) == SELF) revert LoanPartCalled(SELF);
        _;
    }

    constructor(IParticipantRegistry registry) EIP712("Corridor LoanBook", "1") {
        REGISTRY = registry;
        SELF = address(this);
    }

    function _load(bytes32 loanId) internal view returns (Loan storage loan, Work memory work) {
        loan = _loans[loanId];
        work.id = loanId;
        work.facts = loan.facts;
        work.course = loan.course;
        work.clock = loan.clock;
        work.debt = loan.debt;
        work.rates = loan.rates;
        work.arrears = loan.arrears;
    }

    /// @dev What changes while a loan runs.
    function _store(Loan storage loan, Work memory work) internal {
        loan.clock = work.clock;
        loan.debt = work.debt;
        loan.arrears = work.arrears;
    }

    function _setStatus(Work memory work, LoanStatus to) internal {
        if (work.clock.status == to) return;
        emit LoanStatusChanged(work.id, work.clock.status, to);
        work.clock.status = to;
    }

    function _refuse(bytes32 loanId, LoanAct act, LoanRefusal reason) internal {
        emit LoanActRefused(loanId, act, _loans[loanId].clock.status, reason);
    }

    function _isRunning(LoanStatus status) internal pure returns (bool) {
        return status == LoanStatus.Active || status == LoanStatus.Late;
    }

    function _dueMinor(Arrears memory arrears) internal pure returns (uint64) {
        return arrears.feeMinor + arrears.interestMinor + arrears.principalMinor;
    }

    function _isActiveBank(address account, Currency currency) internal view returns (bool) {
        return REGISTRY.isActiveFor(account, currency, Role.CommercialBank);
    }

    /// @dev The borrower's key now: the one that signed may have been replaced.
    function _requireBorrower(bytes32 loanId) internal view {
        if (msg.sender != REGISTRY.currentWallet(_loans[loanId].course.borrower) || msg.sender == address(0)) {
            revert LoanNotBorrower(msg.sender, loanId);
        }
    }

    function _requireLender(bytes32 loanId) internal view {
        Facts storage facts = _loans[loanId].facts;
        if (msg.sender != facts.lender) revert LoanNotLender(msg.sender, loanId);
        if (!_isActiveBank(msg.sender, facts.currency)) revert LoanLenderNotActive(msg.sender);
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) internal view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) {
            revert LoanSignatureInvalid(digest, signer);
        }
    }
}
