// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The curve x · y = k between two reserves
/// @dev `finance/curves/constant_product.py` does the same integer for integer; a test compares them.
library ConstantProduct {
    /// @notice What the pool has to receive for `sellMinor`: the least that keeps the product, rounded up to the minor
    ///         unit in favour of the pool.
    /// @param buyReserve The reserve that grows, below 2^128.
    /// @param sellReserve The reserve that falls, below 2^128 and above `sellMinor`.
    /// @return buyMinor ⌈buyReserve · sellMinor / (sellReserve − sellMinor)⌉, from (x + a) · (y − b) ≥ x · y.
    function costUp(uint256 buyReserve, uint256 sellReserve, uint256 sellMinor) internal pure returns (uint256 buyMinor) {
        return Math.ceilDiv(buyReserve * sellMinor, sellReserve - sellMinor);
    }
}
