// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Jurisdiction} from "./Types.sol";

/// @title Acts that concern the whole network
/// @notice Each central bank calls the same function with the same arguments; the call with which more than two thirds
///         of the central banks, and at least two, have approved carries the act out. An approval counts for the
///         jurisdiction, whoever speaks for it, and for 30 days after the first. An act's id is
///         keccak256(abi.encode(this contract, the function's selector, its arguments)).
interface ICentralBankQuorum {
    /// @notice `jurisdiction` approves of the act `act`: `approvals` of `needed`.
    event ActApproved(bytes32 indexed act, Jurisdiction indexed jurisdiction, uint256 approvals, uint256 needed);
    /// @notice `jurisdiction` took its approval back.
    event ApprovalWithdrawn(bytes32 indexed act, Jurisdiction indexed jurisdiction);

    error QuorumNotCentralBank(address account);
    error QuorumApprovedBefore(bytes32 act, Jurisdiction jurisdiction);
    error QuorumNotApproved(bytes32 act, Jurisdiction jurisdiction);

    /// @notice Takes back the caller's approval of an act that is not yet carried out.
    /// @dev Who: a central bank. Emits ApprovalWithdrawn.
    /// @custom:roles central-bank-quorum
    function withdrawApproval(bytes32 act) external;

    /// @return How many central banks have approved of `act`.
    function approvalsOf(bytes32 act) external view returns (uint256);

    /// @return How many have to: more than two thirds of them, at least two.
    function approvalsNeeded() external view returns (uint256);
}
