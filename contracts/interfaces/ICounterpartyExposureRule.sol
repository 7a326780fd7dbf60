// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Rule counterparty-exposure: the bilateral net sender limit between banks
/// @notice PayerBankExposure when the position of the payer's bank against the payee's would exceed the limit of the
///         pair, or the default where the pair has none. A position is what the customers of a bank paid to those of
///         the other, less what came back, since the central bank last cleared it; each book has its own, in its own
///         currency. Payments within a bank do not count.
interface ICounterpartyExposureRule is IRule {
    /// @notice From now on this limit holds in `currency` for every pair without one of its own.
    event DefaultExposureLimitSet(Currency indexed currency, uint128 limitMinor);
    /// @notice From now on this limit holds in `currency` for what `bank` pays to `counterparty`.
    event ExposureLimitSet(
        Currency indexed currency, address indexed bank, address indexed counterparty, uint128 limitMinor
    );
    /// @notice The pair has no limit of its own any more.
    event ExposureLimitLifted(Currency indexed currency, address indexed bank, address indexed counterparty);
    /// @notice The position of `bank` against `counterparty` in `book` was `positionMinor` and is zero now.
    event ExposureCleared(
        Currency indexed currency,
        address indexed bank,
        address indexed counterparty,
        address book,
        int256 positionMinor
    );

    error ExposureLimitMissing(Currency currency, address bank, address counterparty);

    /// @notice Sets the limit for every pair without one of its own; the maximum of uint128 for no limit.
    /// @dev Who: the currency's central bank. Emits DefaultExposureLimitSet.
    /// @custom:roles central-bank
    function setDefaultLimit(Currency currency, uint128 limitMinor) external;

    /// @notice Sets the limit of a pair; the maximum of uint128 for no limit.
    /// @dev Who: the currency's central bank. Emits ExposureLimitSet.
    /// @custom:roles central-bank
    function setLimit(Currency currency, address bank, address counterparty, uint128 limitMinor) external;

    /// @notice Takes the pair's own limit off, so that the default holds again.
    /// @dev Who: the currency's central bank. Emits ExposureLimitLifted.
    /// @custom:roles central-bank
    function liftLimit(Currency currency, address bank, address counterparty) external;

    /// @notice Counts the position of `bank` against `counterparty` in `book` from zero again, once it is settled.
    /// @dev Who: the currency's central bank. Emits ExposureCleared.
    /// @custom:roles central-bank
    function clear(Currency currency, address book, address bank, address counterparty) external;

    /// @return The limit that holds for what `bank` pays to `counterparty`, in minor units; the maximum of uint128 when
    ///         there is none.
    function limitOf(Currency currency, address bank, address counterparty) external view returns (uint128);

    /// @return The position of `bank` against `counterparty` in `book`, in minor units.
    function positionMinor(Currency currency, address book, address bank, address counterparty)
        external
        view
        returns (int256);
}
