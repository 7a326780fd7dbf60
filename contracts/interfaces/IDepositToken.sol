// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "./IMoney.sol";

/// @title Deposit money of one bank in one currency
/// @notice A claim on the bank, held by the bank's customers. A credit issues it and a debit redeems it, so that the
///         bank's liabilities stand in one figure.
interface IDepositToken is IMoney {
    /// @notice Credits `holder` as a leg of a settlement or a loan's drawdown.
    /// @dev Who: a system contract that the currency's central bank admitted. Emits Issued and Transfer.
    function settlementCredit(address holder, uint256 amountMinor, bytes32 referenceId) external;

    /// @notice Debits `holder` as a leg of a settlement or a loan's repayment.
    /// @dev Who: a system contract that the currency's central bank admitted; it has checked the consent of `holder`.
    ///      Emits Redeemed and Transfer.
    function settlementDebit(address holder, uint256 amountMinor, bytes32 referenceId) external;
}
