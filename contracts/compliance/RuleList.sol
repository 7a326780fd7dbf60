// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A list of rules, written down as a contract's code
/// @dev Whoever reads a list of five rules from storage pays for five slots; from code, for one account. It can't be
///      run: what abi.encode writes for an array starts with a zero byte, which is STOP.
contract RuleList {
    /// @param encoded abi.encode(rules, counting); bit i of `counting` says whether rule i counts payments.
    constructor(bytes memory encoded) {
        assembly ("memory-safe") {
            return(add(encoded, 0x20), mload(encoded))
        }
    }
}
