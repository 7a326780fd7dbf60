// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Label, Role, Status, Tier} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Customers, their tiers and suspensions, and the keys that they lose
contract CustomersTest is UnitTest {
    address private _renewed = actor("RENEWED");

    function setUp() external {
        _setUpNetwork();
    }

    function test_register__eachThatIsWrong__fails() external {
        address registry = address(_registry);
        bytes memory again = _registration("IMPORTER", 0);
        _fail(_bank(0), registry, again, IParticipantRegistry.RegistryWalletTaken.selector);
        bytes memory newcomer = _registration("NEWCOMER", 0);
        _fail(_stranger, registry, newcomer, IParticipantRegistry.RegistryNotActiveBank.selector);
        _fail(_bank(1), registry, newcomer, IParticipantRegistry.RegistryBadConsent.selector);
        bytes memory bank = abi.encodeCall(
            IParticipantRegistry.registerCustomer, (_bank(1), "commitment", Tier.Full, type(uint32).max, "")
        );
        _fail(_bank(0), registry, bank, IParticipantRegistry.RegistryWalletTaken.selector);
        bytes memory late = abi.encodeCall(
            IParticipantRegistry.registerCustomer,
            (actor("NEWCOMER"), "commitment", Tier.Full, uint32(block.timestamp - 1), _consent("NEWCOMER", 0))
        );
        _fail(_bank(0), registry, late, IParticipantRegistry.RegistryTierExpiryPast.selector);
    }

    function test_register__customerOfARevokedBank__comesOverAndKeepsItsNumber() external {
        uint40 number = _registry.customerOf(_importer).number;
        _suspendCustomer(0, _importer, Status.Suspended);
        _openReplacement(_importer);
        _suspendBy(_centralBank(0), _farmer);
        _suspend(0, _bank(0), Status.Revoked);
        _pass(_bank(1), address(_registry), _registration("IMPORTER", 1));
        _pass(_bank(1), address(_registry), _registration("FARMER", 1));
        VM.assertEq(_registry.customerOf(_importer).number, number, "number");
        VM.assertEq(uint256(_registry.customerOf(_importer).status), uint256(Status.Active), "the bank's ended");
        VM.assertEq(uint256(_registry.customerOf(_farmer).status), uint256(Status.Suspended), "the central bank's not");
        VM.assertEq(_registry.keyReplacementOf(_importer).newWallet, address(0), "the replacement ended");
        VM.assertEq(_registry.walletOfCustomer(number), _importer, "same wallet");
    }

    function test_register__replacedKey__fails() external {
        _replace();
        _suspend(0, _bank(0), Status.Revoked);
        bytes memory order = _registration("IMPORTER", 1);
        _fail(_bank(1), address(_registry), order, IParticipantRegistry.RegistryCustomerRevoked.selector);
    }

    function test_tier__ofAnothersCustomerOrPast__isNotSet() external {
        bytes memory set = _basicTier(_importer, type(uint32).max);
        bytes4 notTheirs = IParticipantRegistry.RegistryNotCustomersAuthority.selector;
        _fail(_bank(1), address(_registry), set, notTheirs);
        _pass(_bank(0), address(_registry), set);
        set = _basicTier(_importer, uint32(block.timestamp - 1));
        _fail(_bank(0), address(_registry), set, IParticipantRegistry.RegistryTierExpiryPast.selector);
        set = _basicTier(_stranger, type(uint32).max);
        _fail(_bank(0), address(_registry), set, IParticipantRegistry.RegistryUnknownCustomer.selector);
        _replace();
        set = _basicTier(_importer, type(uint32).max);
        _fail(_bank(0), address(_registry), set, IParticipantRegistry.RegistryCustomerRevoked.selector);
        _suspend(0, _bank(0), Status.Suspended);
        set = _basicTier(_renewed, type(uint32).max);
        _fail(_bank(0), address(_registry), set, notTheirs);
    }

    function test_status__byWhomAndToWhat__isHeld() external {
        bytes4 notTheirs = IParticipantRegistry.RegistryNotCustomersAuthority.selector;
        _failStatus(_bank(1), _importer, Status.Suspended, notTheirs);
        _failStatus(_centralBank(1), _importer, Status.Suspended, notTheirs);
        _failStatus(_bank(0), _stranger, Status.Suspended, IParticipantRegistry.RegistryUnknownCustomer.selector);
        _failStatus(_bank(0), _importer, Status.Revoked, IParticipantRegistry.RegistryStatusInvalid.selector);
        bytes4 unchanged = IParticipantRegistry.RegistryStatusUnchanged.selector;
        _failStatus(_bank(0), _importer, Status.Active, unchanged);
        _suspendCustomer(0, _importer, Status.Suspended);
        _failStatus(_bank(0), _importer, Status.Suspended, unchanged);
        _suspendBy(_centralBank(0), _importer);
        _failStatus(_centralBank(0), _importer, Status.Suspended, unchanged);
        bytes4 imposed = IParticipantRegistry.RegistrySuspendedByCentralBank.selector;
        _failStatus(_bank(0), _importer, Status.Active, imposed);
        _suspend(0, _bank(0), Status.Suspended);
        _failStatus(_bank(0), _farmer, Status.Suspended, notTheirs);
        _suspend(0, _bank(0), Status.Active);
        _replaceSuspended();
        _failStatus(_bank(0), _importer, Status.Active, IParticipantRegistry.RegistryCustomerRevoked.selector);
    }

    function test_replacement__eachStepThatIsWrong__fails() external {
        address registry = address(_registry);
        bytes memory open = _opening(_importer, _renewed, "RENEWED");
        _fail(_bank(1), registry, open, IParticipantRegistry.RegistryNotCustomersAuthority.selector);
        bytes memory taken = _opening(_importer, _farmer, "FARMER");
        _fail(_bank(0), registry, taken, IParticipantRegistry.RegistryWalletTaken.selector);
        bytes memory forged = _opening(_importer, _renewed, "FARMER");
        _fail(_bank(0), registry, forged, IParticipantRegistry.RegistryBadConsent.selector);
        bytes memory complete = abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer));
        _fail(_bank(0), registry, complete, IParticipantRegistry.RegistryReplacementMissing.selector);
        bytes memory stop = abi.encodeCall(IParticipantRegistry.stopKeyReplacement, (_importer));
        _fail(_importer, registry, stop, IParticipantRegistry.RegistryReplacementMissing.selector);
        _pass(_bank(0), registry, open);
        bytes4 isOpen = IParticipantRegistry.RegistryReplacementOpen.selector;
        _fail(_bank(0), registry, open, isOpen);
        _fail(_bank(0), registry, _opening(_farmer, _renewed, "RENEWED"), isOpen);
        _fail(_bank(0), registry, complete, IParticipantRegistry.RegistryReplacementTooEarly.selector);
        VM.warp(block.timestamp + 3 days);
        // It became somebody else while it waited.
        _pass(_bank(1), registry, _registration("RENEWED", 1));
        _fail(_bank(0), registry, complete, IParticipantRegistry.RegistryWalletTaken.selector);
    }

    function test_replacement__stopped_byTheKeyTheBankOrTheCentralBank__isGone() external {
        bytes memory stop = abi.encodeCall(IParticipantRegistry.stopKeyReplacement, (_importer));
        _openReplacement(_importer);
        _fail(_farmer, address(_registry), stop, IParticipantRegistry.RegistryNotCustomersAuthority.selector);
        _pass(_importer, address(_registry), stop);
        _openReplacement(_importer);
        _pass(_bank(0), address(_registry), stop);
        _openReplacement(_importer);
        _pass(_centralBank(0), address(_registry), stop);
        _openReplacement(_importer);
        _suspendCustomer(0, _importer, Status.Suspended);
        _fail(_importer, address(_registry), stop, IParticipantRegistry.RegistryNotCustomersAuthority.selector);
    }

    function test_accountOf__tierAndStanding__areThoseOfNow() external {
        uint32 expiresAt = uint32(block.timestamp + 10);
        bytes memory set = _basicTier(_importer, expiresAt);
        _pass(_bank(0), address(_registry), set);
        VM.assertEq(uint256(_registry.accountOf(_importer, _world.country(0).currency).tier), 1, "Basic");
        VM.warp(expiresAt);
        VM.assertEq(uint256(_registry.accountOf(_importer, _world.country(0).currency).tier), 1, "to its last second");
        VM.warp(expiresAt + 1);
        VM.assertEq(uint256(_registry.accountOf(_importer, _world.country(0).currency).tier), 0, "Anonymous");
        VM.assertEq(_registry.currentWallet(_stranger), address(0), "nobody's");
        VM.assertTrue(_registry.isActiveFor(_bank(0), _world.country(0).currency, Role.CommercialBank), "active");
    }

    function _replace() private {
        _openReplacement(_importer);
        VM.warp(block.timestamp + 3 days);
        _pass(_bank(0), address(_registry), abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer)));
        VM.assertEq(_registry.currentWallet(_importer), _renewed, "goes on under the new key");
    }

    function _replaceSuspended() private {
        _replace();
        Status status = _registry.customerOf(_renewed).status;
        VM.assertEq(uint256(status), uint256(Status.Suspended), "a new key lifts nothing");
    }

    function _openReplacement(address lost) private {
        _pass(_bank(0), address(_registry), _opening(lost, _renewed, "RENEWED"));
    }

    function _opening(address lost, address newWallet, string memory signer) private view returns (bytes memory) {
        bytes32 digest = _registry.hashCustomerConsent(newWallet, _bank(0), "commitment");
        return abi.encodeCall(
            IParticipantRegistry.openKeyReplacement, (lost, newWallet, "case", signWith(keyOf(signer), digest))
        );
    }

    function _suspendBy(address authority, address wallet) private {
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.setCustomerStatus, (wallet, Status.Suspended, Label.wrap("decision"))
        );
        _pass(authority, address(_registry), order);
    }

    function _failStatus(address by, address wallet, Status status, bytes4 refusal) private {
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.setCustomerStatus, (wallet, status, Label.wrap("decision")));
        _fail(by, address(_registry), order, refusal);
    }

    function _basicTier(address wallet, uint32 expiresAt) private pure returns (bytes memory) {
        return abi.encodeCall(IParticipantRegistry.setCustomerTier, (wallet, Tier.Basic, expiresAt));
    }
}
