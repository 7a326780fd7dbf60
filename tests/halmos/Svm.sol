// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The cheatcodes that only halmos answers
interface Svm {
    /// @return data A call of any function of the contract that may change something, with any arguments.
    function createCalldata(string calldata contractName) external pure returns (bytes memory data);
    /// @notice What `account` has not written yet may be anything, from now on.
    function enableSymbolicStorage(address account) external;
}

// The last 20 bytes of keccak256("svm cheat code").
Svm constant SVM = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
