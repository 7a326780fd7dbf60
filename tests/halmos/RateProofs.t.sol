// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ReportedRates} from "corridor/libraries/ReportedRates.sol";

/// @title What a reporter can and can't do to the median of several
contract RateProofs {
    /// @custom:halmos --loop 4
    function check_AA_threeReports_oneNeverLeavesTheTwoOthers(uint128 lie, uint128 one, uint128 other) external pure {
        uint256[] memory rates = new uint256[](3);
        (rates[0], rates[1], rates[2]) = (lie, one, other);
        ReportedRates.sort(rates, new uint64[](3));
        uint256 median = ReportedRates.medianDown(rates, 0, 3);
        assert(median >= (one < other ? one : other));
        assert(median <= (one < other ? other : one));
    }

    /// @custom:halmos --loop 6
    function check_AA_fourReports_areSorted(uint128 a, uint128 b, uint128 c, uint128 d) external pure {
        uint256[] memory rates = new uint256[](4);
        (rates[0], rates[1], rates[2], rates[3]) = (a, b, c, d);
        ReportedRates.sort(rates, new uint64[](4));
        assert(rates[0] <= rates[1] && rates[1] <= rates[2] && rates[2] <= rates[3]);
        unchecked {
            assert(rates[0] + rates[1] + rates[2] + rates[3] == uint256(a) + b + c + d);
        }
    }

    function check_AA_median_liesBetweenTheTwoInTheMiddle(uint128 low, uint128 high) external pure {
        if (low > high) return;
        uint256[] memory rates = new uint256[](2);
        (rates[0], rates[1]) = (low, high);
        uint256 median = ReportedRates.medianDown(rates, 0, 2);
        assert(low <= median && median <= high);
        assert(2 * median + 1 >= uint256(low) + high && 2 * median <= uint256(low) + high);
    }
}
