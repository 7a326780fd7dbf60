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
import {VM} from "./Vm.sol";
import {World} from "./World.sol";

/// @title The network with all its actors, and what forge may call of them: their acts and nothing else
abstract contract CampaignTest {
    /// @dev As forge knows it.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant CUSTOMERS = 6;
    uint256 private constant LOANS_MAX = 24;

    Ghosts internal _ghosts;
    IMoney[] internal _moneys;
    BankHandler internal _bank;
    CentralBankHandler internal _centralBank;
    /// @dev Whom a run calls, and with which acts.
    FuzzSelector[] internal _targets;

    /// @dev forge asks these two by their names before a run.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](_targets.length);
        for (uint256 i = 0; i < _targets.length; ++i) {
            targets[i] = _targets[i].addr;
        }
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _targets;
    }

    /// @dev Everybody, through payments, loans and transfers.
    function _setUpCampaign() internal {
        _setUpWorld();
        _callAll(_bank);
        _callAll(_centralBank);
        _callAll(new WalletHandler(_ghosts));
        _callAll(new PaymentHandler(_ghosts));
        _callAll(new LoanHandler(_ghosts, LOANS_MAX));
        _callAll(new SupervisorHandler(_ghosts));
        _callAll(new PauseHandler(_ghosts));
        _callAll(new AttackerHandler(_ghosts));
    }

    function _callAll(Handler handler) internal {
        _targets.push(FuzzSelector(address(handler), handler.acts()));
    }

    /// @dev Two customers a bank, and money for everybody.
    function _setUpWorld() internal {
        World world = new World();
        _ghosts = new Ghosts(world);
        _bank = new BankHandler(_ghosts);
        _centralBank = new CentralBankHandler(_ghosts);
        for (uint256 i = 0; i < world.COUNTRIES(); ++i) {
            _moneys.push(world.country(i).money);
        }
        for (uint256 i = 0; i < world.BANKS(); ++i) {
            _moneys.push(world.bank(i).deposit);
        }
        for (uint256 i = 0; i < CUSTOMERS; ++i) {
            _bank.openAccount(i);
            _bank.issue(i, 1_300_000);
            _bank.issue(i, 1_300_000);
            _centralBank.issueReserves(i, i / 2, 20_000_000);
        }
    }

    /// @dev A, G and N of all balances, and the first finding of the handlers.
    function _expectNothingFound() internal view {
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
