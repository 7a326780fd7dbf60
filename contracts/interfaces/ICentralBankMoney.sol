// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMoney} from "./IMoney.sol";

/// @title Central-bank money of one currency
/// @notice Held by the banks and market makers that the currency's central bank has admitted and not suspended, and by
///         its system contracts, which hold in escrow what others have given into a settlement.
interface ICentralBankMoney is IMoney {
    /// @notice From now on holdings are remunerated at `annualRateBps` (basis points, actual/360; negative is a
    ///         charge).
    event RemunerationSet(int32 annualRateBps);
    /// @notice `holder` was paid `amountMinor` (charged, when negative) for `daysCounted` days up to `day`, counted
    ///         from 1970-01-01 UTC; Issued or Redeemed stands beside it.
    event Remunerated(address indexed holder, int256 amountMinor, uint32 daysCounted, uint32 day);

    error MoneyRateOutOfBounds(int32 annualRateBps);
    error MoneyTooManyHolders(uint256 given, uint256 allowed);

    /// @notice Moves `amountMinor` as a leg of a settlement.
    /// @dev Who: a system contract that the currency's central bank admitted; it has checked the consent of `from` and
    ///      asked the rules. Emits Transfer. Fails when either side is not eligible or `from` can spend less.
    /// @custom:roles system-contract
    function settlementTransfer(address from, address to, uint256 amountMinor) external;

    /// @notice Sets the rate of remuneration for every day that is paid from now on: who is paid up to today before is
    ///         paid at the old one until today.
    /// @dev Who: the currency's central bank. Emits RemunerationSet.
    /// @custom:roles central-bank
    function setRemuneration(int32 annualRateBps) external;

    /// @notice Pays each holder for the days since it was paid last, on what it holds now: the balance over night.
    /// @dev Who: the currency's central bank. At most 100 holders a call. A holder's first call only starts its count.
    ///      Who may not hold this money now is left out, and so is a system contract: what it holds in escrow has to stay
    ///      what was put there. An amount is rounded down to the minor unit, whoever pays. Emits Remunerated with Issued or Redeemed and
    ///      Transfer for each amount that is not zero.
    /// @custom:roles central-bank
    function remunerate(address[] calldata holders) external;

    /// @return annualRateBps The rate of remuneration.
    function remunerationRateBps() external view returns (int32 annualRateBps);

    /// @return day The day up to which `holder` is paid, counted from 1970-01-01 UTC; zero before its first.
    function remuneratedUpTo(address holder) external view returns (uint32 day);
}
