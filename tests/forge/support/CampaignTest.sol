// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {AttackerHandler} from "../handlers/AttackerHandler.sol";
import {BankHandler} from "../handlers/BankHandler.sol";
import {CentralBankHandler} from "../handlers/CentralBankHandler.sol";
import {Handler} from "../handlers/Handler.sol";
import {LoanHandler} from "../handlers/LoanHandler.sol";
import {PauseHandler} from "../handlers/PauseHandler.sol";
import {PaymentHandler} from "../handlers/PaymentHandler.sol";
import {SupervisorHandler} from "../handlers/SupervisorHandler.sol";
import {WalletHandler} from "../handlers/WalletHandler.sol";
import {World} from "./World.sol";

/// @title The network with all its actors, and what forge may call of them: their acts and nothing else
abstract contract CampaignTest {
    /// @dev As forge knows it.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant CUSTOMERS = 6;

    Ghosts internal _ghosts;
    IMoney[] internal _moneys;
    Handler[] internal _handlers;

    /// @dev forge asks these two by their names before a run.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](_handlers.length);
        for (uint256 i = 0; i < _handlers.length; ++i) {
            targets[i] = address(_handlers[i]);
        }
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](_handlers.length);
        for (uint256 i = 0; i < _handlers.length; ++i) {
            targets[i] = FuzzSelector(address(_handlers[i]), _handlers[i].acts());
        }
    }

    /// @dev Two customers a bank, and money for everybody.
    function _setUpCampaign() internal {
        World world = new World();
        _ghosts = new Ghosts(world);
        BankHandler bank = new BankHandler(_ghosts);
        CentralBankHandler centralBank = new CentralBankHandler(_ghosts);
        _handlers = [Handler(bank), centralBank, new WalletHandler(_ghosts), new PaymentHandler(_ghosts)];
        _handlers.push(new LoanHandler(_ghosts));
        _handlers.push(new SupervisorHandler(_ghosts));
        _handlers.push(new PauseHandler(_ghosts));
        _handlers.push(new AttackerHandler(_ghosts));
        for (uint256 i = 0; i < world.COUNTRIES(); ++i) {
            _moneys.push(world.country(i).money);
        }
        for (uint256 i = 0; i < world.BANKS(); ++i) {
            _moneys.push(world.bank(i).deposit);
        }
        for (uint256 i = 0; i < CUSTOMERS; ++i) {
            bank.openAccount(i);
            bank.issue(i, 1_300_000);
            bank.issue(i, 1_300_000);
            centralBank.issueReserves(i, i / 2, 20_000_000);
        }
    }
}
