// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The median of what several reporters say, without those that lie apart
/// @dev `finance/reference_rates.py` does the same integer for integer; a test compares them.
library ReportedRates {
    uint256 private constant BPS = 10_000;

    /// @dev Sorts both lists by rate, the lowest first. Insertion: they hold sixteen at most.
    /// @param rates Reported rates, below 2^128.
    /// @param observedAt When each was observed.
    function sort(uint256[] memory rates, uint64[] memory observedAt) internal pure {
        for (uint256 i = 1; i < rates.length; ++i) {
            (uint256 rate, uint64 observed) = (rates[i], observedAt[i]);
            uint256 place = i;
            for (; place > 0 && rates[place - 1] > rate; --place) {
                (rates[place], observedAt[place]) = (rates[place - 1], observedAt[place - 1]);
            }
            (rates[place], observedAt[place]) = (rate, observed);
        }
    }

    /// @param rates Sorted rates, at least one.
    /// @return first The place of the first rate within `deviationBpsMax` of the median of all.
    /// @return count How many in a row lie within it: of an even number that lie far apart, none may.
    function within(uint256[] memory rates, uint256 deviationBpsMax)
        internal
        pure
        returns (uint256 first, uint256 count)
    {
        uint256 median = medianDown(rates, 0, rates.length);
        for (uint256 i = 0; i < rates.length; ++i) {
            uint256 apart = rates[i] > median ? rates[i] - median : median - rates[i];
            if (apart * BPS > median * deviationBpsMax) continue;
            if (count == 0) first = i;
            ++count;
        }
    }

    /// @return The median of the `count` sorted rates from `first`: of an even number the mean of the two in the middle,
    ///         rounded down to the ray.
    function medianDown(uint256[] memory rates, uint256 first, uint256 count) internal pure returns (uint256) {
        uint256 upper = first + count / 2;
        return count % 2 == 1 ? rates[upper] : (rates[upper - 1] + rates[upper]) / 2;
    }
}
