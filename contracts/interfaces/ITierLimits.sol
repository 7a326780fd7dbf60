// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule, TierLimits} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Limits that depend on how well a bank knows its customer
interface ITierLimits is IRule {
    /// @notice From now on these limits hold for payments in `currency`.
    event TierLimitsSet(Currency indexed currency, uint64 anonymousMinor, uint64 basicMinor, uint64 fullMinor);

    /// @notice Sets the limits for payments in `currency`.
    /// @dev Who: the currency's central bank. Emits TierLimitsSet.
    /// @custom:roles central-bank
    function setLimits(Currency currency, TierLimits calldata limits) external;

    /// @return The limits for payments in `currency`; none for any tier until they are set.
    function limitsOf(Currency currency) external view returns (TierLimits memory);
}
