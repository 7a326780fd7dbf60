// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";

/// @title Rule risk-flag: nobody pays or is paid whom an institution has flagged
/// @notice PayerFlagged or PayeeFlagged, as the shared risk registry says. It has no settings: a book that lists it
///         asks it.
interface IRiskFlagRule is IRule {
    /// @return The registry that it asks.
    function riskRegistry() external view returns (address);
}
