// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "./IMoney.sol";

/// @title Deposit money of one bank in one currency
/// @notice A claim on the bank, held by the bank's customers. A credit issues it and a debit redeems it, so that the
///         bank's liabilities stand in one figure.
interface IDepositToken is IMoney {
    /// @param secondKey Whose signature is needed too, zero for none.
    /// @param aboveMinor For payments above this, in minor units.
    struct StepUp {
        address secondKey;
        uint256 aboveMinor;
    }

    /// @notice Payments of `wallet` above `aboveMinor` need the signature of `secondKey` too; zero for none.
    event StepUpSet(address indexed wallet, address indexed secondKey, uint256 aboveMinor);
    /// @notice The balance of a lost key moved to the key that replaced it.
    event HoldingsMoved(address indexed from, address indexed to, uint256 amountMinor);

    error DepositStepUpInvalid(address wallet, address secondKey);
    error DepositStepUpNotAuthorised(address wallet, address recovered);
    error DepositWalletNotReplaced(address wallet);

    /// @notice Credits `holder` as a leg of a settlement or a loan's drawdown.
    /// @dev Who: a system contract that the currency's central bank admitted; it has asked the rules. Emits Issued and
    ///      Transfer.
    /// @custom:roles system-contract
    function settlementCredit(address holder, uint256 amountMinor, bytes32 referenceId) external;

    /// @notice Debits `holder` as a leg of a settlement or a loan's repayment.
    /// @dev Who: a system contract that the currency's central bank admitted; it has checked the consent of `holder`
    ///      and asked the rules. Emits Redeemed and Transfer.
    /// @custom:roles system-contract
    function settlementDebit(address holder, uint256 amountMinor, bytes32 referenceId) external;

    /// @notice The calling wallet sets above which amount a payment needs a second key.
    /// @dev Who: a customer of the bank. Emits StepUpSet. Once there is a second key, its EIP-712 signature of
    ///      StepUpChange is needed for every change, so that a stolen first key cannot take the lock off.
    /// @custom:roles wallet
    function setStepUp(StepUp calldata stepUp, bytes calldata secondKeySignature) external;

    /// @notice Moves what a lost key holds, and what is frozen of it, to the key that the registry says replaced it.
    /// @dev Who: the bank. Emits HoldingsMoved and Transfer, and Frozen where something was frozen.
    /// @custom:roles bank
    function moveHoldings(address lost) external;

    /// @return The step-up of `wallet`.
    function stepUpOf(address wallet) external view returns (StepUp memory);

    /// @return The EIP-712 digest that the present second key of `wallet` signs for a change.
    function hashStepUpChange(address wallet, StepUp calldata stepUp) external view returns (bytes32);
}
