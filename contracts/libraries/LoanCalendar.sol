// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanTerms} from "../interfaces/ILoanTerms.sol";

/// @title Dates and days of loans: days are counted from 1970-01-01 UTC, in the Gregorian calendar
/// @dev `finance/schedules/instalments.py` does the same with the calendar of Python's `datetime`; a test compares them.
library LoanCalendar {
    uint256 internal constant DAY_S = 86_400;

    /// @return day The day of due date `index`: so many periods after `startDay`.
    function dueDay(
        ILoanTerms.PeriodUnit unit,
        uint256 periodLength,
        bool endOfMonth,
        uint256 startDay,
        uint256 index
    ) internal pure returns (uint256 day) {
        if (unit == ILoanTerms.PeriodUnit.Days) return startDay + index * periodLength;
        (uint256 year, uint256 month, uint256 dayOfMonth) = civilOf(startDay);
        bool toMonthEnd = endOfMonth && dayOfMonth == daysOfMonth(year, month);
        month += index * periodLength - 1;
        (year, month) = (year + month / 12, month % 12 + 1);
        uint256 last = daysOfMonth(year, month);
        return dayOf(year, month, toMonthEnd || dayOfMonth > last ? last : dayOfMonth);
    }

    /// @return daysCounted From `fromDay` to `toDay`, not before it. Additive: over a day between them it is the same sum.
    function daysBetween(ILoanTerms.DayCount dayCount, uint256 fromDay, uint256 toDay)
        internal
        pure
        returns (uint256 daysCounted)
    {
        if (dayCount != ILoanTerms.DayCount.ThirtyE360) return toDay - fromDay;
        return _daysOfThirty(toDay) - _daysOfThirty(fromDay);
    }

    /// @return basis How many of the days counted make a year.
    function basisOf(ILoanTerms.DayCount dayCount) internal pure returns (uint256 basis) {
        return dayCount == ILoanTerms.DayCount.Actual365Fixed ? 365 : 360;
    }

    /// @dev The year begins in March, so that a leap day is its last; an era has 400 years of 146,097 days in all.
    ///      719,468 days lie between 0000-03-01 and 1970-01-01. — H. Hinnant, chrono-compatible low-level date algorithms
    // Whole years and months are meant, without what is left over.
    // slither-disable-next-line divide-before-multiply
    function civilOf(uint256 day) internal pure returns (uint256 year, uint256 month, uint256 dayOfMonth) {
        unchecked {
            day += 719_468;
            uint256 dayOfEra = day % 146_097;
            uint256 yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
            uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            uint256 shifted = (5 * dayOfYear + 2) / 153;
            dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1;
            month = shifted < 10 ? shifted + 3 : shifted - 9;
            year = day / 146_097 * 400 + yearOfEra + (month < 3 ? 1 : 0);
        }
    }

    /// @dev The inverse of {civilOf}, from 1970 on.
    // Whole years and months are meant, without what is left over.
    // slither-disable-next-line divide-before-multiply
    function dayOf(uint256 year, uint256 month, uint256 dayOfMonth) internal pure returns (uint256 day) {
        unchecked {
            if (month < 3) --year;
            uint256 yearOfEra = year % 400;
            uint256 dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + dayOfMonth - 1;
            return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
        }
    }

    function daysOfMonth(uint256 year, uint256 month) internal pure returns (uint256) {
        if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /// @dev 30E/360: 360·year + 30·month + day, the 31st being a 30th (ISDA 2006 Definitions 4.16 (g)).
    function _daysOfThirty(uint256 day) private pure returns (uint256) {
        (uint256 year, uint256 month, uint256 dayOfMonth) = civilOf(day);
        return 360 * year + 30 * month + (dayOfMonth > 30 ? 30 : dayOfMonth);
    }
}
