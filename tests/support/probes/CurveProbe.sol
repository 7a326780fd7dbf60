// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ConstantProduct} from "../libraries/ConstantProduct.sol";
import {StableCurve} from "../libraries/StableCurve.sol";

/// @title The curves' answers, for a test to read
contract CurveProbe {
    function costUp(uint256 buyReserve, uint256 sellReserve, uint256 sellMinor) external pure returns (uint256) {
        return ConstantProduct.costUp(buyReserve, sellReserve, sellMinor);
    }

    function depthDown(uint256 x, uint256 y, uint256 amplification) external pure returns (uint256) {
        return StableCurve.depthDown(x, y, amplification);
    }

    function reserveUp(uint256 x, uint256 d, uint256 amplification) external pure returns (uint256) {
        return StableCurve.reserveUp(x, d, amplification);
    }
}
