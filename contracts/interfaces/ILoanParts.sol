// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "./ILoanRecords.sol";

/// @title The part of LoanBook that begins loans, keeps their mandates and passes them on
/// @notice A contract has no room for all that LoanBook does, so that it hands these acts on to code at another address,
///         with DELEGATECALL: the address is fixed when LoanBook is created, the storage and the money are LoanBook's.
/// @dev Called directly, every function fails.
interface ILoanOriginationPart is ILoanRecords {
    /// @notice See ILoanBook.
    /// @custom:roles nobody
    function drawDown(
        bytes32 applicationId,
        LoanTerms calldata terms,
        Share[] calldata shares,
        bytes[] calldata lenderSignatures,
        bytes calldata borrowerSignature,
        LoanMandate calldata mandate,
        bytes calldata mandateSignature,
        bytes calldata stepUpSignature
    ) external returns (bytes32 loanId);

    /// @notice See ILoanBook.
    /// @custom:roles nobody
    function setMandate(LoanMandate calldata mandate, bytes calldata signature, bytes calldata stepUpSignature)
        external;

    /// @notice See ILoanBook.
    /// @custom:roles nobody
    function revokeMandate(bytes32 loanId) external;

    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function assign(LoanAssignment calldata assignment, bytes calldata fromSignature, bytes calldata toSignature)
        external;
}

/// @title The part of LoanBook with which borrowers pay by hand
/// @notice As ILoanOriginationPart.
/// @dev Called directly, every function fails.
interface ILoanServicingPart is ILoanRecords {
    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function repay(bytes32 loanId, uint64 amountMinor) external;

    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function prepay(bytes32 loanId, uint64 amountMinor) external;

    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function closeEarly(bytes32 loanId) external;
}

/// @title The part of LoanBook for loans that are not repaid as agreed
/// @notice As ILoanOriginationPart.
/// @dev Called directly, every function fails.
interface ILoanWorkoutPart is ILoanRecords {
    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function declareDefault(bytes32 loanId) external;

    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function recover(bytes32 loanId) external;

    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function writeOff(bytes32 loanId) external;

    /// @notice See ILoanServicing.
    /// @custom:roles nobody
    function restructure(
        LoanRestructuring calldata restructuring,
        bytes calldata lenderSignature,
        bytes calldata borrowerSignature
    ) external;
}
