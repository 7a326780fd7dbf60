// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LoanCampaignTest} from "./support/LoanCampaignTest.sol";

/// @title Whether the handlers of loans do what they are for
contract LoanActsTest is LoanCampaignTest {
    uint256 private constant STEPS = 4_000;

    function setUp() external {
        _setUpLoanCampaign();
    }

    function test_handlers__aLongRun__everyActOnLoansSucceeds() external {
        _run(STEPS);
        bytes32[14] memory acts = [
            bytes32("lend"), "syndicate", "collect", "repay", "prepay", "closeEarly", "declareDefault", "recover",
            "writeOff", "restructure", "setMandate", "revokeMandate", "passHours", "passDays"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _expectDone(acts[i]);
        }
    }
}
