// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CampaignTest} from "./support/CampaignTest.sol";

/// @title The invariants of docs/invariants.md, whoever does what in which order
/// @dev One function for all: forge runs a whole campaign for each, and a campaign of many actors finds what each alone
///      would not. What is broken begins with its letter. A, G and N are asked here of all balances; the others where
///      an act happens, by the handlers and their ghosts, which keep the first finding.
contract InvariantsTest is CampaignTest {
    function setUp() external {
        _setUpCampaign();
    }

    function invariant_everyLetter() external view {
        _expectNothingFound();
    }
}
