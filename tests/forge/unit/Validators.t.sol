// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICentralBankQuorum} from "corridor/interfaces/ICentralBankQuorum.sol";
import {IValidatorRegistry} from "corridor/interfaces/IValidatorRegistry.sol";
import {Status} from "corridor/interfaces/Types.sol";
import {Deployer} from "../support/Deployer.sol";
import {actor} from "../support/Keys.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title The validators and their keys, which take a quorum of central banks
contract ValidatorsTest is UnitTest, Deployer {
    IValidatorRegistry private _validators;
    address private _first = actor("FIRST");
    address private _second = actor("SECOND");
    address private _third = actor("THIRD");

    function setUp() external {
        _setUpNetwork();
        _validators = IValidatorRegistry(deploy(1));
    }

    function test_genesis__noneTooManyOrNobodys__fails() external {
        _failGenesis(0, IValidatorRegistry.ValidatorTooFew.selector);
        _failGenesis(65, IValidatorRegistry.ValidatorTooMany.selector);
        _suspend(0, _supervisor(0), Status.Suspended);
        bytes memory add = _addition(_second, _supervisor(0));
        _fail(_centralBank(0), address(_validators), add, IValidatorRegistry.ValidatorOperatorNotActive.selector);
    }

    function test_validators__addedReplacedAndRemovedByAQuorum__keepTheirOrder() external {
        bytes32 before = _validators.validatorSetHash();
        _decide(_addition(_second, _centralBank(0)));
        _decide(_addition(_third, _centralBank(1)));
        VM.assertTrue(_validators.validatorSetHash() != before, "another set");
        address renewed = actor("RENEWED");
        _decide(abi.encodeCall(IValidatorRegistry.replaceValidatorKey, (_second, renewed)));
        VM.assertEq(_validators.validators()[1].key, renewed, "in its place");
        _decide(abi.encodeCall(IValidatorRegistry.removeValidator, (_first)));
        VM.assertEq(_validators.validators()[0].key, renewed, "the others move up");
        VM.assertEq(_validators.validators()[1].key, _third, "in their order");
    }

    function test_change__eachThatIsWrong__fails() external {
        address target = address(_validators);
        bytes memory add = _addition(_second, _centralBank(0));
        _fail(_bank(0), target, add, ICentralBankQuorum.QuorumNotCentralBank.selector);
        bytes4 taken = IValidatorRegistry.ValidatorKeyTaken.selector;
        _fail(_centralBank(0), target, _addition(_first, _centralBank(0)), taken);
        _fail(_centralBank(0), target, _addition(address(0), _centralBank(0)), taken);
        bytes4 inactive = IValidatorRegistry.ValidatorOperatorNotActive.selector;
        _fail(_centralBank(0), target, _addition(_second, _bank(0)), inactive);
        bytes memory remove = abi.encodeCall(IValidatorRegistry.removeValidator, (_second));
        _fail(_centralBank(0), target, remove, IValidatorRegistry.ValidatorUnknown.selector);
        remove = abi.encodeCall(IValidatorRegistry.removeValidator, (_first));
        _fail(_centralBank(0), target, remove, IValidatorRegistry.ValidatorTooFew.selector);
        bytes memory replace = abi.encodeCall(IValidatorRegistry.replaceValidatorKey, (_second, _third));
        _fail(_centralBank(0), target, replace, IValidatorRegistry.ValidatorUnknown.selector);
        replace = abi.encodeCall(IValidatorRegistry.replaceValidatorKey, (_first, _first));
        _fail(_centralBank(0), target, replace, taken);
    }

    /// @dev External for `try` alone.
    function deploy(uint160 count) public returns (address) {
        IValidatorRegistry.Validator[] memory genesis = new IValidatorRegistry.Validator[](count);
        for (uint160 i = 0; i < count; ++i) {
            genesis[i] = IValidatorRegistry.Validator(i == 0 ? _first : address(i), _centralBank(0));
        }
        return _deploy("ValidatorRegistry", abi.encode(_registry, genesis));
    }

    function _failGenesis(uint160 count, bytes4 refusal) private {
        try this.deploy(count) {
            VM.assertTrue(false, "deployed");
        } catch (bytes memory answer) {
            VM.assertEq(bytes32(bytes4(answer)), bytes32(refusal), "another error");
        }
    }

    function _addition(address key, address operator) private pure returns (bytes memory) {
        return abi.encodeCall(IValidatorRegistry.addValidator, (IValidatorRegistry.Validator(key, operator)));
    }

    function _decide(bytes memory act) private {
        _pass(_centralBank(0), address(_validators), act);
        _pass(_centralBank(1), address(_validators), act);
    }
}
