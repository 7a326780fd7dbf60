// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IParticipantRegistry} from "../interfaces/IParticipantRegistry.sol";
import {CustomerRecord} from "../interfaces/Records.sol";
import {Label, Status, Tier} from "../interfaces/Types.sol";
import {Participants} from "./Participants.sol";

/// @title The customers of {IParticipantRegistry}: which bank keeps whose account
abstract contract Customers is Participants, EIP712 {
    bytes32 private constant CONSENT_TYPEHASH =
        keccak256("CustomerConsent(address wallet,address bank,bytes32 identityCommitment)");

    mapping(address wallet => Customer) private _customerOf;
    mapping(uint40 number => address wallet) private _walletOf;
    uint40 private _customerCount;

    constructor() EIP712("Corridor ParticipantRegistry", "1") {}

    /// @inheritdoc IParticipantRegistry
    function registerCustomer(
        address wallet,
        bytes32 identityCommitment,
        Tier tier,
        uint32 tierExpiresAt,
        bytes calldata consent
    ) external {
        if (!_isActiveBank(msg.sender)) revert RegistryNotActiveBank(msg.sender);
        Customer memory customer = _customerOf[wallet];
        if (customer.bank == address(0)) _requireFree(wallet);
        else _requireBankGone(wallet, customer);
        _requireLasting(tierExpiresAt);
        _requireConsent(wallet, identityCommitment, consent);
        if (customer.number == 0) customer.number = ++_customerCount;
        customer.bank = msg.sender;
        // What the former bank imposed ended with it; what a central bank imposed did not.
        customer.status = customer.byCentralBank ? Status.Suspended : Status.Active;
        customer.identityCommitment = identityCommitment;
        _dropReplacement(wallet);
        _setCustomer(wallet, customer);
        emit CustomerRegistered(wallet, msg.sender, customer.number, identityCommitment);
        _setTier(wallet, tier, tierExpiresAt);
    }

    /// @inheritdoc IParticipantRegistry
    function setCustomerTier(address wallet, Tier tier, uint32 expiresAt) external {
        _requireOwnCustomer(wallet);
        _requireLasting(expiresAt);
        _setTier(wallet, tier, expiresAt);
    }

    /// @inheritdoc IParticipantRegistry
    function setCustomerStatus(address wallet, Status status, Label reason) external {
        bool isCentralBank = _requireAuthority(wallet);
        Customer storage customer = _customerOf[wallet];
        if (customer.status == Status.Revoked) revert RegistryCustomerRevoked(wallet);
        if (status != Status.Active && status != Status.Suspended) revert RegistryStatusInvalid(status);
        if (customer.byCentralBank && !isCentralBank) revert RegistrySuspendedByCentralBank(wallet);
        bool byCentralBank = isCentralBank && status == Status.Suspended;
        if (customer.status == status && customer.byCentralBank == byCentralBank) {
            revert RegistryStatusUnchanged(wallet, status);
        }
        customer.status = status;
        customer.byCentralBank = byCentralBank;
        emit CustomerStatusChanged(wallet, msg.sender, status, reason);
    }

    /// @inheritdoc IParticipantRegistry
    function customerOf(address wallet) external view returns (Customer memory) {
        return _customerOf[wallet];
    }

    /// @inheritdoc IParticipantRegistry
    function currentWallet(address wallet) external view returns (address) {
        return _walletOf[_customerOf[wallet].number];
    }

    /// @inheritdoc IParticipantRegistry
    function walletOfCustomer(uint40 number) external view returns (address) {
        return _walletOf[number];
    }

    /// @inheritdoc IParticipantRegistry
    function hashCustomerConsent(address wallet, address bank, bytes32 identityCommitment)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPEHASH, wallet, bank, identityCommitment)));
    }

    function _setCustomer(address wallet, Customer memory customer) internal {
        _customerOf[wallet] = customer;
        if (customer.status != Status.Revoked) _walletOf[customer.number] = wallet;
    }

    /// @dev Ends the procedure that is open to replace the key of `wallet`, if there is one.
    function _dropReplacement(address wallet) internal virtual;

    function _customer(address wallet) internal view returns (Customer storage) {
        return _customerOf[wallet];
    }

    function _isCustomer(address account) internal view override returns (bool) {
        return _customerOf[account].bank != address(0);
    }

    /// @return record All but the commitment, which is a customer's first slot.
    function _customerRecord(address wallet) internal view returns (CustomerRecord record) {
        Customer storage customer = _customerOf[wallet];
        assembly ("memory-safe") {
            record := sload(customer.slot)
        }
    }

    function _requireFree(address wallet) internal view {
        if (_isTaken(wallet)) revert RegistryWalletTaken(wallet);
    }

    /// @dev `wallet` agrees to be the calling bank's customer whose identity the commitment stands for.
    function _requireConsent(address wallet, bytes32 identityCommitment, bytes calldata consent) internal view {
        bytes32 digest = hashCustomerConsent(wallet, msg.sender, identityCommitment);
        if (!SignatureChecker.isValidSignatureNowCalldata(wallet, digest, consent)) revert RegistryBadConsent(wallet);
    }

    function _requireOwnCustomer(address wallet) internal view {
        address bank = _bankOf(wallet);
        if (msg.sender != bank || !_isActiveBank(bank)) revert RegistryNotCustomersAuthority(msg.sender, wallet);
        if (_customerOf[wallet].status == Status.Revoked) revert RegistryCustomerRevoked(wallet);
    }

    /// @return isCentralBank Whether the caller is the central bank of the bank's home, and not the active bank itself.
    function _requireAuthority(address wallet) internal view returns (bool isCentralBank) {
        address bank = _bankOf(wallet);
        isCentralBank = msg.sender == _centralBankOf(_homeOf(bank));
        if (!isCentralBank && !(msg.sender == bank && _isActiveBank(bank))) {
            revert RegistryNotCustomersAuthority(msg.sender, wallet);
        }
    }

    function _setTier(address wallet, Tier tier, uint32 expiresAt) private {
        Customer storage customer = _customerOf[wallet];
        customer.tier = tier;
        customer.tierExpiresAt = expiresAt;
        emit CustomerTierSet(wallet, tier, expiresAt);
    }

    function _bankOf(address wallet) private view returns (address bank) {
        bank = _customerOf[wallet].bank;
        if (bank == address(0)) revert RegistryUnknownCustomer(wallet);
    }

    function _requireBankGone(address wallet, Customer memory customer) private view {
        // A replaced key's number is its successor's.
        if (customer.status == Status.Revoked) revert RegistryCustomerRevoked(wallet);
        if (_deskRecord(customer.bank, _homeOf(customer.bank)).bankStatus() != Status.Revoked) {
            revert RegistryWalletTaken(wallet);
        }
    }

    function _requireLasting(uint32 expiresAt) private view {
        if (block.timestamp > expiresAt) revert RegistryTierExpiryPast(expiresAt);
    }
}
