// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {IValidatorRegistry} from "../interfaces/IValidatorRegistry.sol";
import {Jurisdiction, Role, Status} from "../interfaces/Types.sol";
import {CentralBankQuorum} from "./CentralBankQuorum.sol";

/// @title See {IValidatorRegistry}
contract ValidatorRegistry is CentralBankQuorum, IValidatorRegistry {
    uint256 private constant VALIDATORS_MIN = 1;
    uint256 private constant VALIDATORS_MAX = 64;

    IParticipantRegistry private immutable REGISTRY;

    Validator[] private _validators;
    /// @dev From 1; zero for a key that seals nothing.
    mapping(address key => uint256) private _placeOf;

    constructor(IParticipantRegistry registry, Validator[] memory genesis) {
        REGISTRY = registry;
        if (genesis.length < VALIDATORS_MIN) revert ValidatorTooFew(VALIDATORS_MIN);
        for (uint256 i = 0; i < genesis.length; ++i) {
            _requireAddable(genesis[i]);
            _add(genesis[i]);
        }
    }

    /// @inheritdoc IValidatorRegistry
    function addValidator(Validator calldata validator) external {
        (Jurisdiction by, uint256 index) = _requireApprover();
        _requireAddable(validator);
        if (_approve(keccak256(abi.encode(address(this), msg.sig, validator)), by, index)) _add(validator);
    }

    /// @inheritdoc IValidatorRegistry
    function removeValidator(address key) external {
        (Jurisdiction by, uint256 index) = _requireApprover();
        _requireKnown(key);
        if (_validators.length == VALIDATORS_MIN) revert ValidatorTooFew(VALIDATORS_MIN);
        if (_approve(keccak256(abi.encode(address(this), msg.sig, key)), by, index)) _remove(key);
    }

    /// @inheritdoc IValidatorRegistry
    function replaceValidatorKey(address oldKey, address newKey) external {
        (Jurisdiction by, uint256 index) = _requireApprover();
        _requireKnown(oldKey);
        _requireFree(newKey);
        if (_approve(keccak256(abi.encode(address(this), msg.sig, oldKey, newKey)), by, index)) {
            _replace(oldKey, newKey);
        }
    }

    /// @inheritdoc IValidatorRegistry
    function validators() external view returns (Validator[] memory) {
        return _validators;
    }

    /// @inheritdoc IValidatorRegistry
    function validatorSetHash() external view returns (bytes32) {
        address[] memory keys = new address[](_validators.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            keys[i] = _validators[i].key;
        }
        return keccak256(abi.encode(keys));
    }

    function _spokenFor(address account) internal view override returns (Jurisdiction jurisdiction, uint256 index) {
        return REGISTRY.jurisdictionSpokenFor(account);
    }

    function _approverCount() internal view override returns (uint256) {
        return REGISTRY.jurisdictionCount();
    }

    function _add(Validator memory validator) private {
        _validators.push(validator);
        _placeOf[validator.key] = _validators.length;
        emit ValidatorAdded(validator.key, validator.operator);
    }

    function _remove(address key) private {
        uint256 place = _placeOf[key];
        address operator = _validators[place - 1].operator;
        // All behind it move up, so that the rotation of the others keeps its order.
        for (uint256 i = place; i < _validators.length; ++i) {
            Validator memory next = _validators[i];
            _validators[i - 1] = next;
            _placeOf[next.key] = i;
        }
        _validators.pop();
        delete _placeOf[key];
        emit ValidatorRemoved(key, operator);
    }

    function _replace(address oldKey, address newKey) private {
        uint256 place = _placeOf[oldKey];
        Validator storage validator = _validators[place - 1];
        validator.key = newKey;
        _placeOf[newKey] = place;
        delete _placeOf[oldKey];
        emit ValidatorKeyReplaced(oldKey, newKey, validator.operator);
    }

    function _requireAddable(Validator memory validator) private view {
        if (_validators.length >= VALIDATORS_MAX) revert ValidatorTooMany(VALIDATORS_MAX);
        _requireFree(validator.key);
        IParticipantRegistry.Admission memory admission =
            REGISTRY.admissionOf(validator.operator, REGISTRY.participantOf(validator.operator).home);
        bool isOperator = admission.role == Role.CentralBank || admission.role == Role.ValidatorOperator;
        if (!isOperator || admission.status != Status.Active) revert ValidatorOperatorNotActive(validator.operator);
    }

    function _requireKnown(address key) private view {
        if (_placeOf[key] == 0) revert ValidatorUnknown(key);
    }

    /// @dev Nobody has the key of the zero address.
    function _requireFree(address key) private view {
        if (key == address(0) || _placeOf[key] != 0) revert ValidatorKeyTaken(key);
    }
}
