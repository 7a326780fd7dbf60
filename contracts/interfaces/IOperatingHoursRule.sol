// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRule} from "./IRule.sol";
import {Currency} from "./Types.sol";

/// @title Rule operating-hours: when a currency is paid
/// @notice PayerHoursClosed or PayeeHoursClosed, each by the hours of that side's currency, at the block's time.
interface IOperatingHoursRule is IRule {
    /// @param opensS The first second of the local day in which payments pass.
    /// @param closesS The first second of the local day in which they pass no more; 86400 for the day's end.
    /// @param utcOffsetS Local time less UTC, in seconds.
    /// @param weekdays The days of the week, bit 0 for Monday to bit 6 for Sunday; zero for no operating hours at all,
    ///        so that payments always pass.
    struct OperatingTimes {
        uint32 opensS;
        uint32 closesS;
        int32 utcOffsetS;
        uint8 weekdays;
    }

    /// @notice From now on these hours hold for payments in `currency`.
    event OperatingTimesSet(
        Currency indexed currency, uint32 opensS, uint32 closesS, int32 utcOffsetS, uint8 weekdays
    );
    /// @notice The local day `day` is a holiday of `currency` from now on, or no more.
    event ClosedDaySet(Currency indexed currency, uint32 indexed day, bool isClosed);

    error HoursTooManyDays(uint256 given, uint256 allowed);

    /// @notice Sets the hours of payments in `currency`.
    /// @dev Who: the currency's central bank. Emits OperatingTimesSet. They open before they close, within one local
    ///      day, at most 14 hours ahead of UTC and 12 behind.
    /// @custom:roles central-bank
    function setTimes(Currency currency, OperatingTimes calldata times) external;

    /// @notice Closes local days, or opens them again.
    /// @dev Who: the currency's central bank. At most 100. Emits ClosedDaySet for each.
    /// @param currency The currency.
    /// @param daysSinceEpoch Local days, counted from 1970-01-01 as day 0.
    /// @param isClosed Whether they are closed.
    /// @custom:roles central-bank
    function setClosedDays(Currency currency, uint32[] calldata daysSinceEpoch, bool isClosed) external;

    /// @return The hours of payments in `currency`, all zero until they are set.
    function timesOf(Currency currency) external view returns (OperatingTimes memory);

    /// @return Whether the local day `day` is closed in `currency`.
    function isClosedDay(Currency currency, uint32 day) external view returns (bool);

    /// @return Whether payments in `currency` pass in the UTC second `timestamp`.
    function isOpenAt(Currency currency, uint256 timestamp) external view returns (bool);
}
