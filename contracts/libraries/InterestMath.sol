// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MoneyMath} from "./MoneyMath.sol";

/// @title Interest and annuities in ray (27 decimals)
/// @dev `finance/schedules/instalments.py` does the same integer for integer; a test compares them.
library InterestMath {
    uint256 private constant RAY = MoneyMath.RAY;

    /// @return r = yearly rate · days / day-count basis, in ray, rounded down (in favour of the borrower).
    function periodRateDown(uint256 annualRateBps, uint256 periodDays, uint256 dayCountBasis)
        internal
        pure
        returns (uint256 r)
    {
        return (annualRateBps * periodDays * RAY) / (10_000 * dayCountBasis);
    }

    /// @return interestRay = outstanding · r, rounded down to the ray (in favour of the borrower).
    function interestDown(uint256 outstandingRay, uint256 r) internal pure returns (uint256 interestRay) {
        return Math.mulDiv(outstandingRay, r, RAY);
    }

    /// @notice The equal instalment of an annuity: A = P · r / (1 − (1 + r)^−N), rounded down to the ray.
    /// @param principalRay P, minor units in ray.
    /// @param r Rate of one period in ray.
    /// @param n N, number of instalments.
    function annuityDown(uint256 principalRay, uint256 r, uint256 n) internal pure returns (uint256 instalmentRay) {
        if (r == 0) return principalRay / n;
        uint256 discount = (RAY * RAY) / powHalfUp(RAY + r, n);
        return Math.mulDiv(principalRay, r, RAY - discount);
    }

    /// @return z = x^n in ray by repeated squaring, each product rounded half up.
    function powHalfUp(uint256 x, uint256 n) internal pure returns (uint256 z) {
        z = n % 2 == 1 ? x : RAY;
        for (n /= 2; n != 0; n /= 2) {
            x = _mulHalfUp(x, x);
            if (n % 2 == 1) z = _mulHalfUp(z, x);
        }
    }

    function _mulHalfUp(uint256 a, uint256 b) private pure returns (uint256) {
        return (a * b + RAY / 2) / RAY;
    }
}
