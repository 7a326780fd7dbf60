// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency} from "./Types.sol";

/// @title Intraday credit of central banks against collateral
/// @notice A bank draws central-bank money from its central bank for the day, never more than its collateral there is
///         worth: securities that the central bank values off the ledger, and central-bank money of other currencies
///         that the bank pledges here, at the reference rate less a haircut. What it repays is destroyed.
/// @dev The contract issues within the allowance that the currency's central bank gives it, and holds what is pledged in
///      escrow: it has to be a system contract of every currency concerned. A day ends at midnight UTC. Credit that is
///      open then is overdue: the bank draws no more until all of it is repaid, and anybody may put it on record.
interface IIntradayCredit {
    /// @notice From now on `collateralCurrency` counts for credit in `currency` at its reference rate less
    ///         `haircutBps` basis points; 10,000 is for nothing.
    event HaircutSet(Currency indexed currency, Currency indexed collateralCurrency, uint256 haircutBps);
    /// @notice The securities of `bank` count for `valueMinor` of credit in `currency` from now on.
    event CollateralRecorded(address indexed bank, Currency indexed currency, uint256 valueMinor);
    /// @notice `bank` pledged `amountMinor` of `collateralCurrency` for credit in `currency`, `pledgedMinor` in all.
    event CollateralPledged(
        address indexed bank,
        Currency indexed currency,
        Currency indexed collateralCurrency,
        uint256 amountMinor,
        uint256 pledgedMinor
    );
    /// @notice `bank` got `amountMinor` of what it had pledged back; `pledgedMinor` stay.
    event CollateralReleased(
        address indexed bank,
        Currency indexed currency,
        Currency indexed collateralCurrency,
        uint256 amountMinor,
        uint256 pledgedMinor
    );
    /// @notice `bank` drew `amountMinor`; it owes `creditMinor` in all.
    event CreditDrawn(address indexed bank, Currency indexed currency, uint256 amountMinor, uint256 creditMinor);
    /// @notice `bank` repaid `amountMinor`; it still owes `creditMinor`.
    event CreditRepaid(address indexed bank, Currency indexed currency, uint256 amountMinor, uint256 creditMinor);
    /// @notice `bank` owes `creditMinor` since `sinceDay`, which is over; days are counted from 1970-01-01 UTC.
    event CreditOverdue(address indexed bank, Currency indexed currency, uint256 creditMinor, uint32 sinceDay);

    error CreditNotCentralBank(address account, Currency currency);
    error CreditNotBank(address account, Currency currency);
    error CreditCurrencyUnknown(Currency currency);
    error CreditAmountZero();
    error CreditHaircutInvalid(uint256 haircutBps);
    error CreditCollateralIsCredit(Currency currency);
    error CreditTooManyCollaterals(Currency currency, uint256 allowed);
    error CreditCollateralNotTaken(Currency currency, Currency collateralCurrency);
    error CreditAbovePledge(address bank, uint256 pledgedMinor, uint256 neededMinor);
    error CreditAboveCollateral(address bank, uint256 collateralMinor, uint256 creditMinor);
    error CreditAboveDebt(address bank, uint256 creditMinor, uint256 repaidMinor);
    error CreditStillOverdue(address bank, Currency currency, uint32 sinceDay);
    error CreditNotOverdue(address bank, Currency currency);

    /// @notice Says at which haircut central-bank money of another currency counts for credit in `currency`.
    /// @dev Who: the central bank of `currency`. Emits HaircutSet. At most 16 collateral currencies. What is drawn
    ///      already stays, even where it is not covered any more.
    /// @param haircutBps In basis points, up to 10,000: then it counts for nothing.
    /// @custom:roles central-bank
    function setHaircut(Currency currency, Currency collateralCurrency, uint256 haircutBps) external;

    /// @notice States what the securities that `bank` pledged off the ledger count for, after haircut.
    /// @dev Who: the central bank of `currency`. Emits CollateralRecorded.
    /// @custom:roles central-bank
    function recordCollateral(address bank, Currency currency, uint256 valueMinor) external;

    /// @notice Pledges the caller's central-bank money of another currency for credit in `currency`.
    /// @dev Who: an active bank of `currency`, which holds the other money. Emits CollateralPledged.
    /// @custom:roles bank
    function pledge(Currency currency, Currency collateralCurrency, uint256 amountMinor) external;

    /// @notice Gives pledged money back, as far as the rest covers the caller's credit.
    /// @dev Who: who pledged it. Emits CollateralReleased.
    /// @custom:roles bank
    function release(Currency currency, Currency collateralCurrency, uint256 amountMinor) external;

    /// @notice Issues `amountMinor` to the caller as credit for the day.
    /// @dev Who: an active bank of `currency`. Emits CreditDrawn. Fails beyond its collateral, while older credit is open,
    ///      and where the money's own rules or the contract's allowance forbid the issue.
    /// @custom:roles bank
    function draw(Currency currency, uint256 amountMinor) external;

    /// @notice Takes `amountMinor` from the caller and destroys it.
    /// @dev Who: a bank that owes it. Emits CreditRepaid.
    /// @custom:roles bank
    function repay(Currency currency, uint256 amountMinor) external;

    /// @notice Puts on record that credit is open after the day in which it was drawn.
    /// @dev Who: anyone. Emits CreditOverdue.
    /// @custom:roles anyone
    function markOverdue(address bank, Currency currency) external;

    /// @return creditMinor What `bank` owes.
    /// @return sinceDay The day since which it owes something, counted from 1970-01-01 UTC; zero when it owes nothing.
    function creditOf(address bank, Currency currency) external view returns (uint256 creditMinor, uint32 sinceDay);

    /// @return valueMinor What the collateral of `bank` counts for now, in minor units of `currency`, rounded down.
    function collateralOf(address bank, Currency currency) external view returns (uint256 valueMinor);

    /// @return valueMinor What its securities count for.
    function recordedOf(address bank, Currency currency) external view returns (uint256 valueMinor);

    /// @return amountMinor What `bank` has pledged of `collateralCurrency` for credit in `currency`.
    function pledgedOf(address bank, Currency currency, Currency collateralCurrency)
        external
        view
        returns (uint256 amountMinor);

    /// @return haircutBps At which `collateralCurrency` counts for credit in `currency`; 10,000 for nothing.
    function haircutOf(Currency currency, Currency collateralCurrency) external view returns (uint256 haircutBps);
}
