// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanTerms} from "../interfaces/ILoanTerms.sol";
import {MoneyMath} from "./MoneyMath.sol";

/// @title Interest and bills in ray (27 decimals)
/// @dev `finance/schedules/instalments.py` does the same integer for integer; a test compares them. Over the range of
///      ILoanSchedules.requireValid a debt stays below 10^46 ray, and so every product below 2^256.
library InterestMath {
    uint256 internal constant PPM = 1e6;
    uint256 private constant RAY = MoneyMath.RAY;

    /// @return interestRay = outstanding · rate · days / basis, rounded down to the ray (in favour of the borrower).
    function interestDown(uint256 outstandingRay, uint256 ratePpm, uint256 daysCounted, uint256 basis)
        internal
        pure
        returns (uint256 interestRay)
    {
        return outstandingRay * ratePpm * daysCounted / (PPM * basis);
    }

    /// @return growthRay = 1 + rate · days / basis, rounded down to the ray.
    function growthDown(uint256 ratePpm, uint256 daysCounted, uint256 basis) internal pure returns (uint256 growthRay) {
        return RAY + interestDown(RAY, ratePpm, daysCounted, basis);
    }

    /// @notice The bill of one due date: each amount is what its running total rounds to, less what was billed before.
    /// @param unbilledRay Principal before it.
    /// @param carryRay The running total of interest and half a minor unit, less what was billed: below one minor unit.
    /// @param interestRay Interest of the period, and what was accrued before.
    /// @param instalmentRay See ILoanSchedules.instalmentRay.
    /// @param isLast Whether it takes all that is left.
    /// @return principalMinor Principal to be paid; zero where some interest is capitalised.
    /// @return interestMinor Interest billed.
    /// @return capitalisedMinor What of it becomes principal.
    /// @return leftRay Principal after it.
    /// @return carriedRay The new carry.
    function bill(
        ILoanTerms.Shape shape,
        uint256 unbilledRay,
        uint256 carryRay,
        uint256 interestRay,
        uint256 instalmentRay,
        bool isLast
    )
        internal
        pure
        returns (
            uint256 principalMinor,
            uint256 interestMinor,
            uint256 capitalisedMinor,
            uint256 leftRay,
            uint256 carriedRay
        )
    {
        carryRay += interestRay;
        (interestMinor, carriedRay) = (carryRay / RAY, carryRay % RAY);
        leftRay = isLast ? 0 : _leftRay(shape, unbilledRay, interestRay, instalmentRay);
        uint256 beforeMinor = MoneyMath.fromRayHalfUp(unbilledRay);
        uint256 afterMinor = MoneyMath.fromRayHalfUp(leftRay);
        if (afterMinor > beforeMinor) capitalisedMinor = afterMinor - beforeMinor;
        else principalMinor = beforeMinor - afterMinor;
    }

    /// @dev Only an agreed payment may be less than the interest: an annuity never grows.
    function _leftRay(ILoanTerms.Shape shape, uint256 unbilledRay, uint256 interestRay, uint256 instalmentRay)
        private
        pure
        returns (uint256)
    {
        if (shape == ILoanTerms.Shape.NegativeAmortising) unbilledRay += interestRay;
        else if (shape == ILoanTerms.Shape.Annuity) {
            instalmentRay = instalmentRay > interestRay ? instalmentRay - interestRay : 0;
        }
        return unbilledRay > instalmentRay ? unbilledRay - instalmentRay : 0;
    }
}
