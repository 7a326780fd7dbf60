// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAliasDirectory} from "corridor/interfaces/IAliasDirectory.sol";
import {Status} from "corridor/interfaces/Types.sol";
import {Deployer} from "../support/Deployer.sol";
import {keyOf, signWith} from "../support/Keys.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Aliases, set with the wallet's consent and removed by it or its bank
contract AliasesTest is UnitTest, Deployer {
    bytes32 private constant ALIAS = keccak256("salt and a phone number");

    IAliasDirectory private _directory;

    function setUp() external {
        _setUpNetwork();
        _directory = IAliasDirectory(_deploy("AliasDirectory", abi.encode(_registry)));
    }

    function test_setAlias__withConsent__leadsToTheWalletOnce() external {
        bytes memory set = _setting(_importer, "IMPORTER", uint64(block.timestamp));
        _pass(_bank(0), address(_directory), set);
        VM.assertEq(_directory.walletOf(ALIAS), _importer, "leads");
        VM.assertEq(_directory.consentsUsed(_importer), 1, "used");
        _fail(_bank(0), address(_directory), set, IAliasDirectory.AliasBadConsent.selector);
        _pass(_bank(0), address(_directory), _setting(_importer, "IMPORTER", uint64(block.timestamp)));
        bytes memory other = _setting(_farmer, "FARMER", uint64(block.timestamp));
        _fail(_bank(0), address(_directory), other, IAliasDirectory.AliasTaken.selector);
    }

    function test_setAlias__byAnotherBankLateOrUnsigned__fails() external {
        bytes memory set = _setting(_importer, "IMPORTER", uint64(block.timestamp));
        bytes4 notIts = IAliasDirectory.AliasNotWalletsBank.selector;
        _fail(_bank(1), address(_directory), set, notIts);
        bytes memory late = _setting(_importer, "IMPORTER", uint64(block.timestamp - 1));
        _fail(_bank(0), address(_directory), late, IAliasDirectory.AliasConsentExpired.selector);
        bytes memory forged = _setting(_importer, "FARMER", uint64(block.timestamp));
        _fail(_bank(0), address(_directory), forged, IAliasDirectory.AliasBadConsent.selector);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_directory), set, notIts);
    }

    function test_removeAlias__byItsWalletOrBankAlone__isGone() external {
        bytes memory remove = abi.encodeCall(IAliasDirectory.removeAlias, (ALIAS));
        _fail(_importer, address(_directory), remove, IAliasDirectory.AliasUnknown.selector);
        _pass(_bank(0), address(_directory), _setting(_importer, "IMPORTER", uint64(block.timestamp)));
        _fail(_farmer, address(_directory), remove, IAliasDirectory.AliasNotItsOwner.selector);
        _pass(_importer, address(_directory), remove);
        VM.assertEq(_directory.walletOf(ALIAS), address(0), "gone");
        _pass(_bank(0), address(_directory), _setting(_importer, "IMPORTER", uint64(block.timestamp)));
        _pass(_bank(0), address(_directory), remove);
    }

    function _setting(address wallet, string memory signer, uint64 deadline) private view returns (bytes memory) {
        bytes memory consent = signWith(keyOf(signer), _directory.hashConsent(ALIAS, wallet, deadline));
        return abi.encodeCall(IAliasDirectory.setAlias, (ALIAS, wallet, deadline, consent));
    }
}
