// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SettlementCampaignTest} from "./support/SettlementCampaignTest.sol";

/// @title The same invariants, and W to AB, while everybody settles otherwise than by payments
/// @dev W, X, Y, Z and AB are asked where an act happens and, of all that ever was begun, here.
contract SettlementsTest is SettlementCampaignTest {
    function setUp() external {
        _setUpSettlements();
    }

    function invariant_settlements() external view {
        _expectSettlements();
    }
}
