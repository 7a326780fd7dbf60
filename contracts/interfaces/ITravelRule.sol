// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Rule travel-rule: from a threshold on, a payment carries the commitment to its travel-rule record
/// @notice PayerTravelRuleMissing or PayeeTravelRuleMissing, each by the threshold of that side's currency. A bank's
///         own credit to its customer needs none.
interface ITravelRule is IRule {
    /// @notice From `thresholdMinor` on, a payment in `currency` needs the commitment; the maximum of uint128 for
    ///         never.
    event TravelRuleThresholdSet(Currency indexed currency, uint128 thresholdMinor);

    /// @notice Sets from which amount on, that amount included, a payment in `currency` needs the commitment.
    /// @dev Who: the currency's central bank. Emits TravelRuleThresholdSet.
    /// @custom:roles central-bank
    function setThreshold(Currency currency, uint128 thresholdMinor) external;

    /// @return From which amount on, in minor units, the commitment is needed; the maximum of uint128 for never, which
    ///         it is until it is set.
    function thresholdOf(Currency currency) external view returns (uint128);
}
