// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BankHandler} from "../handlers/BankHandler.sol";
import {CentralBankHandler} from "../handlers/CentralBankHandler.sol";
import {Handler} from "../handlers/Handler.sol";
import {InstructionHandler} from "../handlers/InstructionHandler.sol";
import {LegHandler} from "../handlers/LegHandler.sol";
import {LockHandler} from "../handlers/LockHandler.sol";
import {PoolHandler} from "../handlers/PoolHandler.sol";
import {QueueHandler} from "../handlers/QueueHandler.sol";
import {TroubleHandler} from "../handlers/TroubleHandler.sol";
import {CampaignTest} from "./CampaignTest.sol";
import {Settlements} from "./Settlements.sol";
import {VM} from "./Vm.sol";

/// @title The network with what it settles through beside payments; of everybody else what can spoil a settlement
/// @dev Everything that does not touch it is left to the other campaign, so that both stay small.
abstract contract SettlementCampaignTest is CampaignTest {
    LegHandler[] private _settling;

    function _setUpSettlements() internal {
        _setUpWorld();
        Settlements settlements = new Settlements(_ghosts.WORLD());
        _settling.push(new InstructionHandler(_ghosts, settlements));
        _settling.push(new LockHandler(_ghosts, settlements));
        _settling.push(new QueueHandler(_ghosts, settlements));
        _settling.push(new PoolHandler(_ghosts, settlements));
        address[] memory all = settlements.contracts();
        for (uint256 i = 0; i < all.length; ++i) {
            for (uint256 j = 0; j < _ghosts.WORLD().COUNTRIES(); ++j) {
                _ghosts.know(_moneys[j], all[i]);
            }
        }
        for (uint256 i = 0; i < _settling.length; ++i) {
            _callAll(_settling[i]);
        }
        _callTroubles();
    }

    /// @dev Nothing found, and every handler's books agree with its contract.
    function _expectSettlements() internal view {
        _expectNothingFound();
        for (uint256 i = 0; i < _settling.length; ++i) {
            string memory finding = _settling[i].audit();
            VM.assertTrue(bytes(finding).length == 0, finding);
        }
    }

    function _callTroubles() private {
        _callAll(new TroubleHandler(_ghosts));
        bytes4[] memory acts = new bytes4[](2);
        (acts[0], acts[1]) = (BankHandler.openReplacement.selector, BankHandler.completeReplacement.selector);
        _call(_bank, acts);
        acts = new bytes4[](3);
        (acts[0], acts[1]) = (CentralBankHandler.issueReserves.selector, CentralBankHandler.moveReserves.selector);
        acts[2] = CentralBankHandler.passTime.selector;
        _call(_centralBank, acts);
    }

    function _call(Handler handler, bytes4[] memory acts) private {
        _targets.push(FuzzSelector(address(handler), acts));
    }
}
