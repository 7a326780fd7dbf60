// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule, Payment} from "../interfaces/IRule.sol";
import {Label, RefusalCode} from "../interfaces/Types.sol";

/// @title A rule that says what it was made to say, and counts how often it was told to count
contract SayingRule is IRule {
    RefusalCode private immutable OF_PAYER;
    RefusalCode private immutable OF_PAYEE;

    uint256 public recorded;

    constructor(RefusalCode ofPayer, RefusalCode ofPayee) {
        OF_PAYER = ofPayer;
        OF_PAYEE = ofPayee;
    }

    function record(Payment calldata) external {
        ++recorded;
    }

    function check(Payment calldata) external view returns (RefusalCode, RefusalCode) {
        return (OF_PAYER, OF_PAYEE);
    }

    function name() external pure returns (Label) {
        return Label.wrap("saying");
    }

    function counts() external pure returns (bool) {
        return true;
    }
}
