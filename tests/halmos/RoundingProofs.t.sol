// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MoneyMath} from "corridor/libraries/MoneyMath.sol";

/// @title What the arithmetic promises, for all amounts of 128 bits
/// @dev What goes through OpenZeppelin's 512-bit mulDiv with a symbolic product is beyond the solvers: it is fuzzed.
contract RoundingProofs {
    uint256 private constant RAY = MoneyMath.RAY;

    function check_fromRayHalfUp_isNearest(uint128 amountRay) external pure {
        uint256 minor = MoneyMath.fromRayHalfUp(amountRay);
        assert(minor * RAY <= uint256(amountRay) + RAY / 2);
        assert(minor * RAY + RAY / 2 > amountRay);
    }

    function check_fromRayHalfUp_neverFalls(uint128 amountRay, uint128 moreRay) external pure {
        if (moreRay < amountRay) return;
        assert(MoneyMath.fromRayHalfUp(amountRay) <= MoneyMath.fromRayHalfUp(moreRay));
    }

    function check_mulRayUp_ofNothing_isNothing(uint256 rateRay) external pure {
        assert(MoneyMath.mulRayUp(0, rateRay) == 0);
    }
}
