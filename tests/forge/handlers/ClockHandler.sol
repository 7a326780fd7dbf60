// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title Time in the steps of loans
contract ClockHandler is Handler {
    constructor(Ghosts ghosts) Handler(ghosts) {}

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](2);
        (all[0], all[1]) = (this.passHours.selector, this.passDays.selector);
    }

    function passHours(uint256 seconds_) external {
        VM.warp(block.timestamp + bound(seconds_, 1, 8 hours));
        GHOSTS.did("passHours");
    }

    /// @dev A whole number of days, so that due seconds are met.
    function passDays(uint256 days_) external {
        VM.warp(block.timestamp + bound(days_, 1, 2) * 1 days);
        GHOSTS.did("passDays");
    }
}
