// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The StableSwap curve of two reserves, scaled to one unit: flat around equal values, steep at the ends
/// @dev 4A(x + y) + D = 4A·D + D³ / (4xy), with x and y the scaled reserves, A the amplification and D what the pool
///      would hold in all if both were equal (Egorov, StableSwap, 2019, for n = 2: A·nⁿ = 4A). Every test of it is made
///      on integers without any division, as 4xy · (4A(x + y − D) + D) ≥ D³, so that what is found is exact: Newton's
///      method only says where to look. Within the bounds below no product reaches 2^256.
///      `finance/curves/stable.py` does the same integer for integer; a test compares them.
library StableCurve {
    /// @dev The largest scaled reserve, 2^78: some 3 · 10^23.
    uint256 internal constant SCALED_MAX = 1 << 78;
    /// @dev The largest amplification.
    uint256 internal constant AMPLIFICATION_MAX = 1 << 14;

    /// @notice The greatest whole D of two reserves: rounded down, by less than one.
    /// @dev Newton's method on D³ + 4xy(4A − 1)·D = 16A·xy·(x + y), whose left side is convex and rises, from above:
    ///      from x + y, which D never exceeds. Each step rounded down stays at or above the whole part of the root, and
    ///      the first that does not fall is it. Each step takes off a third of the distance at least, near the root
    ///      almost all of it.
    /// @param x A scaled reserve, from 1 to SCALED_MAX.
    /// @param y The other one, likewise.
    /// @param amplification A, from 1 to AMPLIFICATION_MAX.
    function depthDown(uint256 x, uint256 y, uint256 amplification) internal pure returns (uint256 d) {
        uint256 product = 4 * x * y;
        uint256 constantTerm = 4 * amplification * product * (x + y);
        uint256 linear = product * (4 * amplification - 1);
        uint256 next = x + y;
        do {
            d = next;
            next = (2 * d * d * d + constantTerm) / (3 * d * d + linear);
        } while (next < d);
    }

    /// @return Whether reserves `x` and `y` carry `d`: whether the D of the two is no less.
    function carries(uint256 x, uint256 y, uint256 d, uint256 amplification) internal pure returns (bool) {
        if (x + y < d) return false;
        return 4 * x * y * (4 * amplification * (x + y - d) + d) >= d * d * d;
    }

    /// @notice The least reserve `y` with which `x` carries `d`: rounded up to the scaled unit, in favour of the pool.
    /// @dev Newton's method on 16A·x·y² + 4x(4A(x − D) + D)·y = D³, which is convex and rises at and above the root,
    ///      from above: from D where that carries it, and from SCALED_MAX otherwise. Each step rounded down stays at or
    ///      above the whole part of the root; the first that carries no more was one too far. The distance to the root
    ///      at least halves with each step, so that there are 80 at most.
    /// @param x The scaled reserve that is known, from 1 to SCALED_MAX, so that `x` and SCALED_MAX carry `d`.
    function reserveUp(uint256 x, uint256 d, uint256 amplification) internal pure returns (uint256 y) {
        uint256 cubed = d * d * d;
        uint256 quadratic = 16 * amplification * x;
        y = carries(x, d, d, amplification) ? d : SCALED_MAX;
        while (true) {
            // The slope is above zero wherever y is at or above the root.
            uint256 slope = 2 * quadratic * y + 4 * x * (4 * amplification * x + d) - quadratic * d;
            uint256 next = (quadratic * y * y + cubed) / slope;
            if (next >= y) return y;
            if (!carries(x, next, d, amplification)) return next + 1;
            y = next;
        }
    }
}
