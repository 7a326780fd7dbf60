// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAliasDirectory} from "../interfaces/IAliasDirectory.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {Role, Status} from "../interfaces/Types.sol";

/// @title See {IAliasDirectory}
contract AliasDirectory is IAliasDirectory, EIP712 {
    bytes32 private constant CONSENT_TYPEHASH =
        keccak256("AliasConsent(bytes32 aliasHash,address wallet,uint64 nonce,uint64 deadline)");

    IParticipantRegistry private immutable REGISTRY;

    /// @dev As the consent named it; its customer's key may have been replaced since.
    mapping(bytes32 aliasHash => address wallet) private _walletOf;
    mapping(address wallet => uint64) private _consentsUsed;

    constructor(IParticipantRegistry registry) EIP712("Corridor AliasDirectory", "1") {
        REGISTRY = registry;
    }

    /// @inheritdoc IAliasDirectory
    function setAlias(bytes32 aliasHash, address wallet, uint64 deadline, bytes calldata consent) external {
        // A replaced key speaks for nobody, so it has no bank either.
        if (!_isBankOf(msg.sender, wallet) || REGISTRY.currentWallet(wallet) != wallet) {
            revert AliasNotWalletsBank(msg.sender, wallet);
        }
        if (block.timestamp > deadline) revert AliasConsentExpired(aliasHash, deadline);
        if (!SignatureChecker.isValidSignatureNowCalldata(wallet, hashConsent(aliasHash, wallet, deadline), consent)) {
            revert AliasBadConsent(aliasHash, wallet);
        }
        address holder = walletOf(aliasHash);
        if (holder != address(0) && holder != wallet) revert AliasTaken(aliasHash, holder);
        ++_consentsUsed[wallet];
        _walletOf[aliasHash] = wallet;
        emit AliasSet(aliasHash, wallet);
    }

    /// @inheritdoc IAliasDirectory
    function removeAlias(bytes32 aliasHash) external {
        address holder = walletOf(aliasHash);
        if (holder == address(0)) revert AliasUnknown(aliasHash);
        if (msg.sender != holder && !_isBankOf(msg.sender, holder)) revert AliasNotItsOwner(msg.sender, aliasHash);
        delete _walletOf[aliasHash];
        emit AliasRemoved(aliasHash, holder);
    }

    /// @inheritdoc IAliasDirectory
    function consentsUsed(address wallet) external view returns (uint64) {
        return _consentsUsed[wallet];
    }

    /// @inheritdoc IAliasDirectory
    function walletOf(bytes32 aliasHash) public view returns (address) {
        return REGISTRY.currentWallet(_walletOf[aliasHash]);
    }

    /// @inheritdoc IAliasDirectory
    function hashConsent(bytes32 aliasHash, address wallet, uint64 deadline) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(abi.encode(CONSENT_TYPEHASH, aliasHash, wallet, _consentsUsed[wallet], deadline))
        );
    }

    /// @dev A bank that is not active at home speaks for no customer.
    function _isBankOf(address account, address wallet) private view returns (bool) {
        if (REGISTRY.customerOf(wallet).bank != account) return false;
        IParticipantRegistry.Admission memory admission =
            REGISTRY.admissionOf(account, REGISTRY.participantOf(account).home);
        return admission.status == Status.Active && admission.role == Role.CommercialBank;
    }
}
