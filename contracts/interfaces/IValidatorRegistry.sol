// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankQuorum} from "./ICentralBankQuorum.sol";

/// @title Who seals the blocks
/// @notice The validators of the network and the secp256k1 keys that they seal with; changed by a quorum of central
///         banks.
interface IValidatorRegistry is ICentralBankQuorum {
    /// @param key The address of the key that seals.
    /// @param operator The central bank or validator operator that runs it.
    struct Validator {
        address key;
        address operator;
    }

    /// @notice `key` seals from the next block on, run by `operator`.
    event ValidatorAdded(address indexed key, address indexed operator);
    /// @notice `key` seals no more.
    event ValidatorRemoved(address indexed key, address indexed operator);
    /// @notice The validator of `operator` seals with `newKey` instead of `oldKey`.
    event ValidatorKeyReplaced(address indexed oldKey, address indexed newKey, address indexed operator);

    error ValidatorKeyTaken(address key);
    error ValidatorUnknown(address key);
    error ValidatorOperatorNotActive(address operator);
    error ValidatorTooMany(uint256 allowed);
    error ValidatorTooFew(uint256 needed);

    /// @notice Adds a validator.
    /// @dev Who: each of a quorum of central banks. At most 64. Emits ActApproved, and ValidatorAdded when carried. The
    ///      operator is a central bank, or active as validator operator at home.
    /// @custom:roles central-bank-quorum
    function addValidator(Validator calldata validator) external;

    /// @notice Removes a validator.
    /// @dev Who: each of a quorum of central banks. Emits ActApproved, and ValidatorRemoved when carried. One has to
    ///      stay.
    /// @custom:roles central-bank-quorum
    function removeValidator(address key) external;

    /// @notice Replaces a validator's key; its place in the rotation stays.
    /// @dev Who: each of a quorum of central banks. Emits ActApproved, and ValidatorKeyReplaced when carried.
    /// @custom:roles central-bank-quorum
    function replaceValidatorKey(address oldKey, address newKey) external;

    /// @return The validators in the order of their rotation.
    function validators() external view returns (Validator[] memory);

    /// @return keccak256 of the ABI encoding of the keys in their order.
    function validatorSetHash() external view returns (bytes32);
}
