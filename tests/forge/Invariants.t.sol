// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {CampaignTest} from "./support/CampaignTest.sol";
import {VM} from "./support/Vm.sol";

/// @title The invariants of docs/invariants.md, whoever does what in which order
/// @dev One function for all: forge runs a whole campaign for each, and a campaign of many actors finds what each alone
///      would not. What is broken begins with its letter. A, G and N are asked here of all balances; the others where
///      an act happens, by the handlers and their ghosts, which keep the first finding.
contract InvariantsTest is CampaignTest {
    function setUp() external {
        _setUpCampaign();
    }

    function invariant_everyLetter() external view {
        string memory finding = _ghosts.finding();
        VM.assertTrue(bytes(finding).length == 0, finding);
        for (uint256 i = 0; i < _moneys.length; ++i) {
            _expectConserved(_moneys[i], _expectAsPermitted(_moneys[i]));
        }
    }

    /// @return sumMinor What all holders hold.
    function _expectAsPermitted(IMoney money) private view returns (uint256 sumMinor) {
        (address[] memory holders, uint256[] memory held, uint256[] memory frozen) = _ghosts.purses(money);
        for (uint256 i = 0; i < holders.length; ++i) {
            uint256 heldMinor = money.balanceOf(holders[i]);
            if (heldMinor < held[i]) VM.assertEq(heldMinor, held[i], "G: a balance fell without consent");
            if (heldMinor > held[i]) VM.assertEq(heldMinor, held[i], "A: a balance rose from nothing");
            bool isFrozen = money.getFrozenTokens(holders[i]) == frozen[i];
            if (!isFrozen) VM.assertTrue(false, "N: what is frozen is not what was ordered");
            sumMinor += heldMinor;
        }
    }

    function _expectConserved(IMoney money, uint256 sumMinor) private view {
        (uint256 issuedMinor, uint256 redeemedMinor) = (money.issuedMinor(), money.redeemedMinor());
        VM.assertEq(sumMinor, money.totalSupply(), "A: sum of balances = totalSupply");
        VM.assertEq(sumMinor, issuedMinor - redeemedMinor, "A: totalSupply = issued - redeemed");
        VM.assertEq(issuedMinor, _ghosts.issuedMinor(money), "A: issued as counted outside");
        VM.assertEq(redeemedMinor, _ghosts.redeemedMinor(money), "A: redeemed as counted outside");
    }
}
