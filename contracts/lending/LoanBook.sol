// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {ILoanServicing} from "../interfaces/ILoanServicing.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {LoanHash} from "../libraries/LoanHash.sol";
import {LoanClock} from "./LoanClock.sol";
import {LoanStore} from "./LoanStore.sol";
import {LoanViews} from "./LoanViews.sol";

/// @title See {ILoanBook} and {ILoanServicing}
/// @dev Collects by itself. What begins loans, what borrowers pay by hand and what lenders do about default is code at three addresses that are fixed
///      here: see
///      {ILoanOriginationPart}.
contract LoanBook is LoanViews, ILoanServicing {
    address private immutable ORIGINATION;
    address private immutable SERVICING;
    address private immutable WORKOUT;

    constructor(
        IParticipantRegistry registry,
        ILoanSchedules schedules,
        IRateIndex index,
        address origination,
        address servicing,
        address workout
    ) LoanStore(registry) LoanClock(schedules, index) {
        (ORIGINATION, SERVICING, WORKOUT) = (origination, servicing, workout);
    }

    /// @inheritdoc ILoanBook
    function drawDown(
        bytes32,
        LoanTerms calldata,
        Share[] calldata,
        bytes[] calldata,
        bytes calldata,
        LoanMandate calldata,
        bytes calldata,
        bytes calldata
    ) external returns (bytes32) {
        _handOn(ORIGINATION);
    }

    /// @inheritdoc ILoanBook
    function setMandate(LoanMandate calldata, bytes calldata, bytes calldata) external {
        _handOn(ORIGINATION);
    }

    /// @inheritdoc ILoanBook
    function revokeMandate(bytes32) external {
        _handOn(ORIGINATION);
    }

    /// @inheritdoc ILoanServicing
    function assign(LoanAssignment calldata, bytes calldata, bytes calldata) external {
        _handOn(ORIGINATION);
    }

    /// @inheritdoc ILoanServicing
    function repay(bytes32, uint64) external {
        _handOn(SERVICING);
    }

    /// @inheritdoc ILoanServicing
    function prepay(bytes32, uint64) external {
        _handOn(SERVICING);
    }

    /// @inheritdoc ILoanServicing
    function closeEarly(bytes32) external {
        _handOn(SERVICING);
    }

    /// @inheritdoc ILoanServicing
    function declareDefault(bytes32) external {
        _handOn(WORKOUT);
    }

    /// @inheritdoc ILoanServicing
    function recover(bytes32) external {
        _handOn(WORKOUT);
    }

    /// @inheritdoc ILoanServicing
    function writeOff(bytes32) external {
        _handOn(WORKOUT);
    }

    /// @inheritdoc ILoanServicing
    function restructure(LoanRestructuring calldata, bytes calldata, bytes calldata) external {
        _handOn(WORKOUT);
    }

    /// @inheritdoc ILoanBook
    function hashTerms(LoanTerms calldata terms) external view returns (bytes32) {
        return _hashTypedDataV4(LoanHash.structHashOf(terms));
    }

    /// @inheritdoc ILoanBook
    function hashMandate(LoanMandate calldata mandate) external view returns (bytes32) {
        return _hashTypedDataV4(LoanHash.structHashOf(mandate));
    }

    /// @inheritdoc ILoanServicing
    function hashRestructuring(LoanRestructuring calldata restructuring) external view returns (bytes32) {
        return _hashTypedDataV4(LoanHash.structHashOf(restructuring));
    }

    /// @inheritdoc ILoanServicing
    function hashAssignment(LoanAssignment calldata assignment) external view returns (bytes32) {
        return _hashTypedDataV4(LoanHash.structHashOf(assignment));
    }

    /// @dev The call as it came, with its answer or its error; it never returns.
    function _handOn(address part) private {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            let isDone := delegatecall(gas(), part, free, calldatasize(), 0, 0)
            returndatacopy(free, 0, returndatasize())
            if iszero(isDone) { revert(free, returndatasize()) }
            return(free, returndatasize())
        }
    }
}
