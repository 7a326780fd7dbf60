// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICentralBankQuorum} from "../interfaces/ICentralBankQuorum.sol";
import {Jurisdiction} from "../interfaces/Types.sol";

/// @title See {ICentralBankQuorum}
/// @dev An act's function asks, in this order: `_requireApprover`, its own checks, `_approve`; and carries the act out
///      when that answers yes. So an act that can't be carried out is refused to the first who approves of it.
abstract contract CentralBankQuorum is ICentralBankQuorum {
    /// @dev A bit each in `Approvals.given`.
    uint256 internal constant JURISDICTIONS_MAX = 128;
    uint256 private constant APPROVAL_LIFE_S = 30 days;
    uint256 private constant APPROVALS_MIN = 2;

    /// @dev One storage slot an act. `given` has a bit for each jurisdiction, by its index: an approval is the
    ///      jurisdiction's and stays when another account comes to speak for it.
    struct Approvals {
        uint128 given;
        uint64 firstAt;
        uint8 count;
    }

    mapping(bytes32 act => Approvals) private _approvalsOf;

    /// @inheritdoc ICentralBankQuorum
    function withdrawApproval(bytes32 act) external {
        (Jurisdiction by, uint256 index) = _requireApprover();
        Approvals memory approvals = _standing(act);
        uint128 bit = uint128(1 << index);
        if (approvals.given & bit == 0) revert QuorumNotApproved(act, by);
        approvals.given ^= bit;
        --approvals.count;
        _approvalsOf[act] = approvals;
        emit ApprovalWithdrawn(act, by);
    }

    /// @inheritdoc ICentralBankQuorum
    function approvalsOf(bytes32 act) external view returns (uint256) {
        return _standing(act).count;
    }

    /// @inheritdoc ICentralBankQuorum
    function approvalsNeeded() public view returns (uint256) {
        return Math.max(APPROVALS_MIN, 2 * _approverCount() / 3 + 1);
    }

    /// @dev Adds the approval of the jurisdiction `by`, and forgets them all when they suffice: the same act can be
    ///      decided anew later.
    /// @return isCarried Whether they suffice.
    function _approve(bytes32 act, Jurisdiction by, uint256 index) internal returns (bool isCarried) {
        Approvals memory approvals = _standing(act);
        uint128 bit = uint128(1 << index);
        if (approvals.given & bit != 0) revert QuorumApprovedBefore(act, by);
        if (approvals.count == 0) approvals.firstAt = uint64(block.timestamp);
        approvals.given |= bit;
        ++approvals.count;
        uint256 needed = approvalsNeeded();
        isCarried = approvals.count >= needed;
        if (isCarried) delete _approvalsOf[act];
        else _approvalsOf[act] = approvals;
        emit ActApproved(act, by, approvals.count, needed);
    }

    /// @return jurisdiction For which the caller speaks.
    /// @return index Its index.
    function _requireApprover() internal view returns (Jurisdiction jurisdiction, uint256 index) {
        (jurisdiction, index) = _spokenFor(msg.sender);
        if (jurisdiction == Jurisdiction.wrap(0)) revert QuorumNotCentralBank(msg.sender);
    }

    /// @return jurisdiction Whose central bank `account` is, zero when it is none.
    /// @return index The jurisdiction's, below JURISDICTIONS_MAX; it never changes.
    function _spokenFor(address account) internal view virtual returns (Jurisdiction jurisdiction, uint256 index);

    /// @return How many jurisdictions there are.
    function _approverCount() internal view virtual returns (uint256);

    function _standing(bytes32 act) private view returns (Approvals memory approvals) {
        approvals = _approvalsOf[act];
        if (block.timestamp > approvals.firstAt + APPROVAL_LIFE_S) delete approvals;
    }
}
