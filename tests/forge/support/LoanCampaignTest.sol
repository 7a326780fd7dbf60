// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ClockHandler} from "../handlers/ClockHandler.sol";
import {LoanHandler} from "../handlers/LoanHandler.sol";
import {SupervisorHandler} from "../handlers/SupervisorHandler.sol";
import {WalletHandler} from "../handlers/WalletHandler.sol";
import {ActsRun} from "./ActsRun.sol";

/// @title The network while loans run: their acts, time, and what makes borrowers and banks short
abstract contract LoanCampaignTest is ActsRun {
    uint256 private constant OPEN_LOANS_MAX = 3;

    function _setUpLoanCampaign() internal {
        _setUpWorld();
        _callAll(new LoanHandler(_ghosts, OPEN_LOANS_MAX));
        _callAll(new ClockHandler(_ghosts));
        bytes4[] memory some = new bytes4[](2);
        (some[0], some[1]) = (_bank.issue.selector, _bank.suspendOrReinstate.selector);
        _targets.push(FuzzSelector(address(_bank), some));
        (some[0], some[1]) = (_centralBank.issueReserves.selector, _centralBank.suspendOrReinstateBank.selector);
        _targets.push(FuzzSelector(address(_centralBank), some));
        WalletHandler wallets = new WalletHandler(_ghosts);
        (some[0], some[1]) = (wallets.redeem.selector, wallets.setStepUp.selector);
        _targets.push(FuzzSelector(address(wallets), some));
        SupervisorHandler supervisor = new SupervisorHandler(_ghosts);
        (some[0], some[1]) = (supervisor.freeze.selector, supervisor.thaw.selector);
        _targets.push(FuzzSelector(address(supervisor), some));
    }
}
