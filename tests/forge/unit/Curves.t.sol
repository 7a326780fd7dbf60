// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConstantProduct} from "corridor/libraries/ConstantProduct.sol";
import {StableCurve} from "corridor/libraries/StableCurve.sol";
import {bound} from "../support/Bounds.sol";
import {VM} from "../support/Vm.sol";

/// @title The curves by themselves: what Newton's method finds is exact, from one end of the bounds to the other
contract CurvesTest {
    uint256 private constant MAX = StableCurve.SCALED_MAX;

    function test_costUp__anyReserves__isTheLeastThatKeepsTheProduct(uint128 buy, uint128 sell, uint256 seed)
        external
        pure
    {
        if (buy == 0 || sell < 2) return;
        uint256 sold = bound(seed, 1, sell - 1);
        uint256 cost = ConstantProduct.costUp(buy, sell, sold);
        VM.assertGt(cost, 0, "nothing is had for nothing");
        if (cost > type(uint128).max) return;
        VM.assertLe(uint256(buy) * sell, (buy + cost) * (sell - sold), "the product falls");
        VM.assertGt(uint256(buy) * sell, (buy + cost - 1) * (sell - sold), "not the least");
    }

    function test_depthDown__anyReserves__isTheGreatestThatTheyCarry(uint256 x, uint256 y, uint256 a) external pure {
        (x, y, a) = (bound(x, 1, MAX), bound(y, 1, MAX), bound(a, 1, StableCurve.AMPLIFICATION_MAX));
        uint256 d = StableCurve.depthDown(x, y, a);
        VM.assertTrue(StableCurve.carries(x, y, d, a), "not carried");
        VM.assertTrue(!StableCurve.carries(x, y, d + 1, a), "not the greatest");
        VM.assertEq(StableCurve.depthDown(y, x, a), d, "not the same from the other side");
    }

    function test_reserveUp__anyReserves__isTheLeastThatCarries(uint256 x, uint256 y, uint256 a, uint256 left)
        external
        pure
    {
        (x, y, a) = (bound(x, 1, MAX), bound(y, 1, MAX), bound(a, 1, StableCurve.AMPLIFICATION_MAX));
        uint256 d = StableCurve.depthDown(x, y, a);
        left = bound(left, 1, x);
        if (!StableCurve.carries(left, MAX, d, a)) return;
        uint256 needed = StableCurve.reserveUp(left, d, a);
        VM.assertTrue(StableCurve.carries(left, needed, d, a), "not enough");
        VM.assertTrue(needed == 0 || !StableCurve.carries(left, needed - 1, d, a), "not the least");
    }

    function test_reserveUp__wholeRoot__isThatRoot() external pure {
        VM.assertEq(StableCurve.reserveUp(1e24 / 5, 4e23, 100), 2e23, "as much on both sides");
        VM.assertEq(StableCurve.reserveUp(1, 2, 1), 1, "one on both sides");
    }

    function test_depthDown__evenReserves__isTheirSum() external pure {
        VM.assertEq(StableCurve.depthDown(MAX, MAX, 1), 2 * MAX, "the largest");
        VM.assertEq(StableCurve.depthDown(MAX, MAX, StableCurve.AMPLIFICATION_MAX), 2 * MAX, "the flattest");
        VM.assertEq(StableCurve.depthDown(1, 1, 1), 2, "the smallest");
        VM.assertLe(StableCurve.depthDown(1, MAX, 1), MAX, "as uneven as can be");
    }
}
