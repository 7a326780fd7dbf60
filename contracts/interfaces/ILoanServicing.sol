// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "./ILoanRecords.sol";

/// @title What lenders and borrowers do with a loan besides letting it run
/// @notice Paying by hand, paying early, default, recovery and write-off, restructuring, assignment.
/// @dev An act first bills the due dates that have come, as a collection does. Interest counts up to the day of the act.
///      After default no due date comes any more, and a mandate is used again from recovery on.
interface ILoanServicing is ILoanRecords {
    /// @notice The borrower pays up to `amountMinor` of what is due, without a mandate.
    /// @dev Who: the borrower. Emits InstalmentBilled, LoanRateReset, InstalmentLate, LoanPaid, CollectionShort,
    ///      LoanStatusChanged as it happens; or LoanActRefused: WrongStatus, NothingDue. No keeper is paid. Above its
    ///      step-up it fails: the wallet has to raise that first, which takes its second key.
    /// @custom:roles wallet
    function repay(bytes32 loanId, uint64 amountMinor) external;

    /// @notice The borrower repays `amountMinor` of principal before it is due. The due dates stay; what each takes is
    ///         computed anew (the agreed payment of a negative-amortising loan excepted). Interest up to today is billed
    ///         with the next due date.
    /// @dev Who: the borrower. Emits LoanPrepaid, LoanPaid, LoanStatusChanged, before them InstalmentBilled,
    ///      LoanRateReset, InstalmentLate as it happens; or CollectionShort; or LoanActRefused: WrongStatus, BehindClock,
    ///      ArrearsOpen, AboveDebt (all that is unbilled, or more: see closeEarly).
    /// @custom:roles wallet
    function prepay(bytes32 loanId, uint64 amountMinor) external;

    /// @notice The borrower repays everything, with interest up to today.
    /// @dev Who: the borrower. Emits LoanAccelerated, LoanPaid, LoanStatusChanged, before them InstalmentBilled,
    ///      LoanRateReset, InstalmentLate as it happens; or CollectionShort; or LoanActRefused: WrongStatus, BehindClock.
    /// @custom:roles wallet
    function closeEarly(bytes32 loanId) external;

    /// @notice Declares default of a loan whose oldest arrears are overdue beyond `defaultAfterS`.
    /// @dev Who: the lender, while its central bank has not suspended it. Emits LoanStatusChanged, before it
    ///      InstalmentBilled, LoanRateReset, InstalmentLate as it happens; or LoanActRefused: WrongStatus, TooSoon.
    /// @custom:roles bank
    function declareDefault(bytes32 loanId) external;

    /// @notice Calls in a defaulted loan: everything is due at once, with interest up to today.
    /// @dev Who: the lender, while active. Emits LoanAccelerated, LoanStatusChanged; or LoanActRefused: WrongStatus.
    /// @custom:roles bank
    function recover(bytes32 loanId) external;

    /// @notice Gives up what a loan in recovery still owes.
    /// @dev Who: the lender, while active. Emits LoanWrittenOff, LoanStatusChanged; or LoanActRefused: WrongStatus.
    /// @custom:roles bank
    function writeOff(bytes32 loanId) external;

    /// @notice Puts all that is owed on a new schedule, from now on.
    /// @dev Who: lender or borrower, with the signature of both. Emits LoanRestructured, LoanStatusChanged, before
    ///      them InstalmentBilled, LoanRateReset, InstalmentLate as it happens; or LoanActRefused: WrongStatus, Used,
    ///      Expired, BehindClock, AboveDebt, RateMissing. Fails for an invalid schedule. The mandate goes on.
    /// @custom:roles bank wallet
    function restructure(
        LoanRestructuring calldata restructuring,
        bytes calldata lenderSignature,
        bytes calldata borrowerSignature
    ) external;

    /// @notice Passes a loan, or a bank's share of one, to another bank against central-bank money.
    /// @dev Who: either of the two banks, with the signature of both. Emits LoanAssigned; or LoanActRefused: WrongStatus,
    ///      Used, Expired, CannotPay. Fails where `from` does not lend, or either is not active. The agent's share carries
    ///      the agency.
    /// @custom:roles bank
    function assign(LoanAssignment calldata assignment, bytes calldata fromSignature, bytes calldata toSignature)
        external;

    /// @return The EIP-712 digest of LoanRestructuring.
    function hashRestructuring(LoanRestructuring calldata restructuring) external view returns (bytes32);

    /// @return The EIP-712 digest of LoanAssignment.
    function hashAssignment(LoanAssignment calldata assignment) external view returns (bytes32);
}
