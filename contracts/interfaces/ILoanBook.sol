// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label} from "./Types.sol";

/// @title Loans from a bank to its customer that collect themselves
/// @notice The borrower signs the terms once, the lender funds, and on each due date anyone may call `collect`, which
///         pulls exactly what is due from the borrower's deposit: fee, interest and principal together, or nothing.
///         State is kept in ray; each instalment is round(cumulative) − already billed, so the principal billed sums to
///         the loan exactly.
interface ILoanBook {
    /// @dev Bullet: interest each period, principal with the last. Linear: equal principal. Annuity: equal instalments.
    enum Shape {
        Bullet,
        Linear,
        Annuity
    }

    /// @dev Active ⇄ Late → Defaulted; Active or Late → Closed. Append only.
    enum LoanStatus {
        None,
        Active,
        Late,
        Closed,
        Defaulted
    }

    /// @dev Why nothing was collected. Append only.
    enum ShortReason {
        InsufficientBalance,
        BorrowerSuspended,
        LenderSuspended,
        MoneyPaused,
        BorrowerFrozen
    }

    /// @param lender The bank that lends; the borrower is its customer.
    /// @param borrower The wallet that signs the terms and is collected from.
    /// @param currency The currency of the loan.
    /// @param principalMinor What is lent, in minor units.
    /// @param annualRateBps Nominal yearly rate in basis points.
    /// @param dayCountBasis Days of the year for interest: 360 or 365.
    /// @param shape How the principal is repaid.
    /// @param instalments How many due dates there are.
    /// @param periodDays Days from one due date to the next.
    /// @param graceS Seconds after the due second in which a payment still counts as on time.
    /// @param lateFeeMinor What each instalment missed beyond its grace costs, once.
    /// @param defaultAfterS Seconds after a due second from which the lender may declare default.
    /// @param signedUntil The last UTC second in which the loan may be funded.
    /// @param salt Tells apart two loans that are otherwise equal.
    struct LoanTerms {
        address lender;
        address borrower;
        Currency currency;
        uint256 principalMinor;
        uint32 annualRateBps;
        uint16 dayCountBasis;
        Shape shape;
        uint16 instalments;
        uint16 periodDays;
        uint32 graceS;
        uint256 lateFeeMinor;
        uint32 defaultAfterS;
        uint64 signedUntil;
        bytes32 salt;
    }

    /// @param index Number of the instalment, from 1; zero when none is open.
    /// @param dueAt Its due second, UTC.
    /// @param feeMinor Late fee charged on it and not yet paid.
    /// @param interestMinor Its interest.
    /// @param principalMinor Its principal.
    struct InstalmentDue {
        uint16 index;
        uint64 dueAt;
        uint256 feeMinor;
        uint256 interestMinor;
        uint256 principalMinor;
    }

    /// @param status Where the loan stands.
    /// @param instalmentsPaid How many instalments are paid.
    /// @param fundedAt The second of the drawdown, UTC.
    /// @param outstandingMinor Principal lent and not yet repaid.
    /// @param interestPaidMinor Interest collected so far.
    /// @param feesPaidMinor Late fees collected so far.
    struct LoanState {
        LoanStatus status;
        uint16 instalmentsPaid;
        uint64 fundedAt;
        uint256 outstandingMinor;
        uint256 interestPaidMinor;
        uint256 feesPaidMinor;
    }

    /// @notice The lender paid the principal out to the borrower.
    event LoanFunded(
        bytes32 indexed loanId, address indexed lender, address indexed borrower, LoanTerms terms, uint64 fundedAt
    );
    /// @notice An instalment was collected in full.
    /// @param onTime Whether it came no later than the end of its grace, or only the lender's suspension or a pause
    ///        kept it.
    event InstalmentCollected(
        bytes32 indexed loanId,
        uint16 index,
        uint256 feeMinor,
        uint256 interestMinor,
        uint256 principalMinor,
        bool onTime,
        uint256 outstandingMinor
    );
    /// @notice An instalment was due and nothing could be collected. A borrower that had enough while the lender was
    ///         suspended or its deposits were paused is charged no late fee on it.
    event CollectionShort(
        bytes32 indexed loanId, uint16 index, ShortReason reason, uint256 availableMinor, uint256 neededMinor
    );
    /// @notice An instalment was unpaid at the end of its grace; its fee was charged, once.
    event InstalmentLate(bytes32 indexed loanId, uint16 index, uint64 dueAt, uint256 lateFeeMinor);
    /// @notice A late loan has nothing overdue any more.
    event LoanRecovered(bytes32 indexed loanId);
    /// @notice Everything is repaid.
    event LoanClosed(bytes32 indexed loanId);
    /// @notice The lender declared default with this principal outstanding.
    event LoanDefaulted(bytes32 indexed loanId, uint256 outstandingMinor);

    error LoanNotLender(address account, address lender);
    error LoanLenderNotActive(address lender);
    error LoanBorrowerNotCustomer(address borrower, address lender);
    error LoanBorrowerSuspended(address borrower);
    error LoanBadSignature(bytes32 loanId, address recovered);
    error LoanExists(bytes32 loanId);
    error LoanOfferExpired(bytes32 loanId, uint64 signedUntil);
    error LoanTermsInvalid(Label field);
    error LoanNotOpen(bytes32 loanId, LoanStatus status);
    error LoanNotDue(bytes32 loanId, uint64 dueAt);
    error LoanNotInDefault(bytes32 loanId, uint64 defaultsAt);

    /// @notice Pays the principal out to the borrower and starts the schedule.
    /// @dev Who: the lender, with the borrower's EIP-712 signature of the terms. Emits LoanFunded.
    /// @return loanId The EIP-712 digest of the terms.
    /// @custom:roles bank
    function fund(LoanTerms calldata terms, bytes calldata borrowerSignature) external returns (bytes32 loanId);

    /// @notice Collects the oldest unpaid instalment if it is due.
    /// @dev Who: anyone. Emits InstalmentCollected or CollectionShort, before it InstalmentLate once the grace is over,
    ///      after it LoanRecovered or LoanClosed.
    /// @return collectedMinor What was pulled.
    /// @custom:roles anyone
    function collect(bytes32 loanId) external returns (uint256 collectedMinor);

    /// @notice Ends collection of a loan whose oldest unpaid instalment is overdue beyond `defaultAfterS`.
    /// @dev Who: the lender, while its central bank has not suspended it. Emits LoanDefaulted.
    /// @custom:roles bank
    function declareDefault(bytes32 loanId) external;

    /// @return The EIP-712 digest that the borrower signs, and the loan's id.
    function hashTerms(LoanTerms calldata terms) external view returns (bytes32);

    /// @return The terms of a loan.
    function termsOf(bytes32 loanId) external view returns (LoanTerms memory);

    /// @return Where a loan stands.
    function stateOf(bytes32 loanId) external view returns (LoanState memory);

    /// @return The oldest unpaid instalment of an open loan.
    function nextInstalment(bytes32 loanId) external view returns (InstalmentDue memory);
}
