// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LoanCampaignTest} from "./support/LoanCampaignTest.sol";

/// @title The invariants of loans, I, J, M, BA, BB and BD to BF, whoever does what in which order
/// @dev Asked where an act happens, of what LoanBook says and of what it keeps; A, G and N here besides.
contract LoansTest is LoanCampaignTest {
    function setUp() external {
        _setUpLoanCampaign();
    }

    function invariant_loans() external view {
        _expectNothingFound();
    }
}
