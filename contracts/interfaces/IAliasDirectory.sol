// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title From a phone number or IBAN to a wallet
/// @notice Only a salted hash of the alias is on chain, and only with the wallet's signature: keccak256(salt ‖ alias),
///         the salt being the network's. The answer follows a wallet whose key was replaced.
interface IAliasDirectory {
    /// @notice `aliasHash` leads to `wallet` from now on.
    event AliasSet(bytes32 indexed aliasHash, address indexed wallet);
    /// @notice `aliasHash` leads nowhere any more.
    event AliasRemoved(bytes32 indexed aliasHash, address indexed wallet);

    error AliasNotWalletsBank(address account, address wallet);
    error AliasBadConsent(bytes32 aliasHash, address wallet);
    error AliasConsentExpired(bytes32 aliasHash, uint64 deadline);
    error AliasTaken(bytes32 aliasHash, address wallet);
    error AliasUnknown(bytes32 aliasHash);
    error AliasNotItsOwner(address account, bytes32 aliasHash);

    /// @notice Lets an alias lead to `wallet`.
    /// @dev Who: the wallet's active bank, with the wallet's EIP-712 signature of AliasConsent. Emits AliasSet. An
    ///      alias that leads to another wallet is removed first, by that wallet or its bank. A consent is used once.
    /// @custom:roles bank
    function setAlias(bytes32 aliasHash, address wallet, uint64 deadline, bytes calldata consent) external;

    /// @notice Removes an alias.
    /// @dev Who: the wallet that it leads to, or that wallet's active bank. Emits AliasRemoved.
    /// @custom:roles bank wallet
    function removeAlias(bytes32 aliasHash) external;

    /// @return The wallet of an alias, zero when there is none.
    function walletOf(bytes32 aliasHash) external view returns (address);

    /// @return The EIP-712 digest that the wallet signs: AliasConsent(aliasHash, wallet, nonce, deadline).
    function hashConsent(bytes32 aliasHash, address wallet, uint64 deadline) external view returns (bytes32);

    /// @return How many consents of `wallet` were used.
    function consentsUsed(address wallet) external view returns (uint64);
}
