// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RefusalCode} from "../interfaces/Types.sol";
import {Precedence} from "../libraries/Precedence.sol";

/// @title The library's answers, for a test to read
contract PrecedenceProbe {
    function placeOf(RefusalCode code) external pure returns (uint256) {
        return Precedence.placeOf(code);
    }

    function isPayers(RefusalCode code) external pure returns (bool) {
        return Precedence.isPayers(code);
    }
}
