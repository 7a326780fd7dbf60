// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "./IMoney.sol";

/// @title Central-bank money of one currency
/// @notice Held by the banks and market makers that the currency's central bank has admitted and not suspended.
interface ICentralBankMoney is IMoney {
    /// @notice Moves `amountMinor` as a leg of a settlement.
    /// @dev Who: a system contract that the currency's central bank admitted; it has checked the consent of `from`.
    ///      Emits Transfer. Fails when either side is not eligible or `from` holds less.
    function settlementTransfer(address from, address to, uint256 amountMinor) external;
}
