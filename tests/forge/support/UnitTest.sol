// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Label, RefusalCode, Status, Tier} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "./Keys.sol";
import {World} from "./World.sol";
import {VM} from "./Vm.sol";

/// @title The network with a few customers and some money, for tests of one call at a time
/// @dev The central bank's limits are those of {World}.
abstract contract UnitTest {
    uint256 internal constant HELD_MINOR = 2_000_000;

    World internal _world;
    IParticipantRegistry internal _registry;
    address internal _importer;
    address internal _farmer;
    address internal _miller;
    address internal _exporter;
    address internal _stranger = actor("STRANGER");

    /// @dev Two customers of Bangkok Bank, one of Chiang Mai Bank, one of Hongkong Bank.
    function _setUpNetwork() internal {
        _world = new World();
        _registry = _world.registry();
        _importer = _openAccount("IMPORTER", 0);
        _farmer = _openAccount("FARMER", 0);
        _miller = _openAccount("MILLER", 1);
        _exporter = _openAccount("EXPORTER", 2);
        for (uint256 i = 0; i < _world.BANKS(); ++i) {
            World.Bank memory bank = _world.bank(i);
            _issueReserves(bank.country, bank.account, 10 * HELD_MINOR);
        }
        _issueReserves(0, _world.maker(), 10 * HELD_MINOR);
        _issueReserves(1, _world.maker(), 10 * HELD_MINOR);
        _issue(0, _importer, HELD_MINOR);
        _issue(1, _miller, HELD_MINOR);
        _issue(2, _exporter, HELD_MINOR);
    }

    function _openAccount(string memory name, uint256 bank) internal returns (address wallet) {
        wallet = actor(name);
        _pass(_bank(bank), address(_registry), _registration(name, bank));
    }

    function _registration(string memory name, uint256 bank) internal returns (bytes memory) {
        address wallet = actor(name);
        bytes memory consent = _consent(name, bank);
        return abi.encodeCall(
            IParticipantRegistry.registerCustomer, (wallet, "commitment", Tier.Full, type(uint32).max, consent)
        );
    }

    function _consent(string memory name, uint256 bank) internal returns (bytes memory) {
        return signWith(keyOf(name), _registry.hashCustomerConsent(actor(name), _bank(bank), "commitment"));
    }

    function _issue(uint256 bank, address holder, uint256 amountMinor) internal {
        _pass(_bank(bank), address(_deposit(bank)), abi.encodeCall(IMoney.issue, (holder, amountMinor, "issue")));
    }

    function _issueReserves(uint256 country, address holder, uint256 amountMinor) internal {
        World.Country memory here = _world.country(country);
        _pass(here.centralBank, address(here.money), abi.encodeCall(IMoney.issue, (holder, amountMinor, "issue")));
    }

    function _suspend(uint256 country, address account, Status status) internal {
        bytes memory order = abi.encodeCall(IParticipantRegistry.setParticipantStatus, (account, status, Label.wrap("decision")));
        _pass(_centralBank(country), address(_registry), order);
    }

    function _suspendCustomer(uint256 bank, address wallet, Status status) internal {
        bytes memory order = abi.encodeCall(IParticipantRegistry.setCustomerStatus, (wallet, status, Label.wrap("decision")));
        _pass(_bank(bank), address(_registry), order);
    }

    function _pause(address money, uint256 country, bool isPaused) internal {
        _pass(_centralBank(country), money, abi.encodeCall(IMoney.setPaused, (isPaused, Label.wrap("decision"))));
    }

    function _pass(address sender, address target, bytes memory order) internal returns (bytes memory answer) {
        bool ok;
        VM.prank(sender);
        (ok, answer) = target.call(order);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @dev The call has to revert with that error, whatever its operands.
    function _fail(address sender, address target, bytes memory order, bytes4 refusal) internal {
        VM.prank(sender);
        (bool ok, bytes memory answer) = target.call(order);
        VM.assertTrue(!ok, "passed what must fail");
        VM.assertEq(bytes32(bytes4(answer)), bytes32(refusal), "another error");
    }

    /// @dev The call has to revert with exactly that error.
    function _failWith(address sender, address target, bytes memory order, bytes memory refusal) internal {
        VM.prank(sender);
        (bool ok, bytes memory answer) = target.call(order);
        VM.assertTrue(!ok, "passed what must fail");
        VM.assertEq(keccak256(answer), keccak256(refusal), "another error or another operand");
    }

    function _expectCode(RefusalCode code, RefusalCode expected) internal pure {
        VM.assertEq(uint256(code), uint256(expected), "refusal");
    }

    function _bank(uint256 index) internal view returns (address) {
        return _world.bank(index).account;
    }

    function _deposit(uint256 bank) internal view returns (IMoney) {
        return _world.bank(bank).deposit;
    }

    function _centralBank(uint256 country) internal view returns (address) {
        return _world.country(country).centralBank;
    }

    function _supervisor(uint256 country) internal view returns (address) {
        return _world.country(country).supervisor;
    }

    function _money(uint256 country) internal view returns (IMoney) {
        return _world.country(country).money;
    }
}
