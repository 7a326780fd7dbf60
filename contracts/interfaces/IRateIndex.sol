// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Currency, Label} from "./Types.sol";

/// @title Interest-rate indices: what a licensed publisher says that money costs
/// @notice An index belongs to a currency: its central bank names the one publisher, who has to be an active rate
///         publisher there. A rate is published before the day from which it is effective, so that what an index was
///         on a day is settled once the day has begun, for good.
interface IRateIndex {
    /// @notice `publisher` publishes the index from now on; zero for nobody.
    event IndexLicensed(Currency indexed currency, Label indexed index, address indexed publisher);
    /// @notice From `effectiveDay` on (counted from 1970-01-01 UTC) the index is `ratePpm` millionths a year.
    event IndexPublished(
        Currency indexed currency, Label indexed index, address indexed publisher, int32 ratePpm, uint32 effectiveDay
    );

    error IndexNotCentralBank(address account, Currency currency);
    error IndexNotPublisher(address account, Currency currency, Label index);
    error IndexNameMissing(Currency currency);
    error IndexRateOutOfBounds(int32 ratePpm);
    error IndexDayNotAhead(uint32 effectiveDay, uint32 today);
    error IndexDayNotNewer(uint32 effectiveDay, uint32 lastDay);

    /// @notice Names who publishes an index.
    /// @dev Who: the currency's central bank. Emits IndexLicensed.
    /// @custom:roles central-bank
    function licenseIndex(Currency currency, Label index, address publisher) external;

    /// @notice Publishes the rate of an index from a coming day on.
    /// @dev Who: its publisher, while it is an active rate publisher in the currency's jurisdiction. Emits
    ///      IndexPublished. Between −100 % and 100 % a year; the day comes after today and after the last one published.
    /// @custom:roles rate-publisher
    function publishIndex(Currency currency, Label index, int32 ratePpm, uint32 effectiveDay) external;

    /// @return ratePpm What the index was on `day`, in millionths a year.
    /// @return effectiveDay Since which day; zero when there was none yet.
    function rateAt(Currency currency, Label index, uint32 day)
        external
        view
        returns (int32 ratePpm, uint32 effectiveDay);

    /// @return publisher Who publishes the index, zero for nobody.
    function publisherOf(Currency currency, Label index) external view returns (address publisher);
}
