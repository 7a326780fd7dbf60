// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Status, Tier} from "../interfaces/Types.sol";
import {Customers} from "./Customers.sol";

/// @title The key replacements of {IParticipantRegistry}: a customer goes on under another key
abstract contract KeyReplacements is Customers {
    uint256 private constant WAITING_TIME_S = 3 days;

    mapping(address lost => KeyReplacement) private _replacementOf;
    mapping(address newWallet => address lost) private _lostOf;

    /// @inheritdoc IParticipantRegistry
    function openKeyReplacement(address lost, address newWallet, bytes32 caseId, bytes calldata consent) external {
        _requireOwnCustomer(lost);
        if (_replacementOf[lost].newWallet != address(0)) {
            revert RegistryReplacementOpen(lost, _replacementOf[lost].newWallet);
        }
        _requireFree(newWallet);
        if (_lostOf[newWallet] != address(0)) revert RegistryReplacementOpen(_lostOf[newWallet], newWallet);
        _requireConsent(newWallet, _customer(lost).identityCommitment, consent);
        uint64 readyAt = uint64(block.timestamp + WAITING_TIME_S);
        _replacementOf[lost] = KeyReplacement(newWallet, readyAt, caseId);
        _lostOf[newWallet] = lost;
        emit KeyReplacementOpened(lost, newWallet, readyAt, caseId);
    }

    /// @inheritdoc IParticipantRegistry
    function stopKeyReplacement(address lost) external {
        // A bank that knows of a theft suspends the key first; what is suspended can't hold up its own replacement.
        if (msg.sender != lost || _customer(lost).status != Status.Active) _requireAuthority(lost);
        if (_replacementOf[lost].newWallet == address(0)) revert RegistryReplacementMissing(lost);
        _dropReplacement(lost);
    }

    /// @inheritdoc IParticipantRegistry
    function completeKeyReplacement(address lost) external {
        _requireOwnCustomer(lost);
        KeyReplacement memory replacement = _replacementOf[lost];
        address newWallet = replacement.newWallet;
        if (newWallet == address(0)) revert RegistryReplacementMissing(lost);
        if (block.timestamp < replacement.readyAt) revert RegistryReplacementTooEarly(lost, replacement.readyAt);
        // It may have become somebody while it waited.
        _requireFree(newWallet);
        Customer memory customer = _customer(lost);
        _forget(lost, newWallet);
        _setCustomer(newWallet, customer);
        _setCustomer(
            lost,
            Customer({
                bank: customer.bank,
                status: Status.Revoked,
                tier: Tier.Anonymous,
                tierExpiresAt: 0,
                byCentralBank: false,
                number: customer.number,
                identityCommitment: 0
            })
        );
        emit KeyReplaced(lost, newWallet);
    }

    /// @inheritdoc IParticipantRegistry
    function keyReplacementOf(address lost) external view returns (KeyReplacement memory) {
        return _replacementOf[lost];
    }

    function _dropReplacement(address lost) internal override {
        address newWallet = _replacementOf[lost].newWallet;
        if (newWallet == address(0)) return;
        _forget(lost, newWallet);
        emit KeyReplacementStopped(lost, msg.sender);
    }

    function _forget(address lost, address newWallet) private {
        delete _replacementOf[lost];
        delete _lostOf[newWallet];
    }
}
