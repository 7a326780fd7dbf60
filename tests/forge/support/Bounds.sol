// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev `x` folded into [low, high]; the fuzzer's favourites, the two ends, stay reachable from 0 and its maximum.
function bound(uint256 x, uint256 low, uint256 high) pure returns (uint256) {
    if (x >= low && x <= high) return x;
    uint256 size = high - low + 1;
    if (size == 0) return x;
    if (x <= 3 && size > x) return low + x;
    if (x >= type(uint256).max - 3 && size > type(uint256).max - x) return high - (type(uint256).max - x);
    return low + x % size;
}
