// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Arithmetic of amounts in minor units; the rounding stands in each name
library MoneyMath {
    /// @dev One, in fixed point with 27 decimals.
    uint256 internal constant RAY = 1e27;

    /// @return cost = ⌈amountMinor · rateRay / 10^27⌉: the odd fraction of a minor unit is paid by who owes the cost.
    function mulRayUp(uint256 amountMinor, uint256 rateRay) internal pure returns (uint256 cost) {
        return Math.mulDiv(amountMinor, rateRay, RAY, Math.Rounding.Ceil);
    }

    /// @return minor = amountRay / 10^27 to the nearest minor unit, halves up.
    function fromRayHalfUp(uint256 amountRay) internal pure returns (uint256 minor) {
        return (amountRay + RAY / 2) / RAY;
    }
}
