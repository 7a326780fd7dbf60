// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Rule amount-limit: the smallest and the largest single payment
/// @notice PayerAmountLimit when what the payer is debited is outside its currency's limits, PayeeAmountLimit when what
///         the payee is credited is outside those of its own.
interface IAmountLimitRule is IRule {
    /// @param minMinor The smallest payment, in minor units; zero for none.
    /// @param maxMinor The largest payment, in minor units; the maximum of uint128 for no limit.
    struct AmountLimits {
        uint128 minMinor;
        uint128 maxMinor;
    }

    /// @notice From now on a payment in `currency` is at least `minMinor` and at most `maxMinor`.
    event AmountLimitsSet(Currency indexed currency, uint128 minMinor, uint128 maxMinor);

    /// @notice Sets the limits for payments in `currency`.
    /// @dev Who: the currency's central bank. Emits AmountLimitsSet. The largest is neither zero nor below the
    ///      smallest.
    /// @custom:roles central-bank
    function setLimits(Currency currency, AmountLimits calldata limits) external;

    /// @return The limits for payments in `currency`, all zero until they are set.
    function limitsOf(Currency currency) external view returns (AmountLimits memory);
}
