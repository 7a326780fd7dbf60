// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanTerms} from "./ILoanTerms.sol";
import {Label} from "./Types.sol";

/// @title The arithmetic of loans, without a loan
/// @notice Which terms may be signed, what has to be paid each time, and the whole schedule before anybody signs. Pure:
///         the same question has the same answer at any time.
/// @dev State is in ray (10^27) of a minor unit. Interest of a period = outstanding · rate · days / basis, rounded down
///      to the ray (in favour of the borrower); each bill is the rounded running total less what was billed before, so
///      that the principal billed sums to the principal lent and the debt ends at zero. finance/schedules/instalments.py
///      has the same integers.
interface ILoanSchedules {
    /// @param startDay The day from which the due dates are counted.
    /// @param index The next due date's number.
    /// @param fromDay Since when interest runs.
    /// @param ratePpm The rate of a year in millionths.
    /// @param outstandingRay Principal that is not billed yet, in ray.
    /// @param accruedRay Interest up to `fromDay` that is not billed yet, in ray.
    struct Position {
        uint32 startDay;
        uint16 index;
        uint32 fromDay;
        uint32 ratePpm;
        uint256 outstandingRay;
        uint256 accruedRay;
    }

    /// @param index Number of the due date, from 1.
    /// @param dueDay Its day.
    /// @param interestMinor Interest billed.
    /// @param principalMinor Principal billed; zero where interest is capitalised.
    /// @param capitalisedMinor Interest billed that is not to be paid but added to the principal.
    /// @param outstandingMinor Principal not billed yet, afterwards.
    struct Bill {
        uint16 index;
        uint32 dueDay;
        uint64 interestMinor;
        uint64 principalMinor;
        uint64 capitalisedMinor;
        uint64 outstandingMinor;
    }

    error LoanTermsInvalid(Label field);

    /// @notice Fails with the name of the first field that is out of range.
    /// @dev The range over which the arithmetic stays within its words: principal 1 to 10^15 minor units; 1 to 600
    ///      instalments; periods of 1 to 366 days or 1 to 12 months; at most 18,300 days or 600 months in all;
    ///      a rate, floor and cap of 0 to 10,000 bp; an agreed payment of at most the principal, where the most that the
    ///      rate may become, times the years (of 360 days), is at most 9. Grace is shorter than the shortest period;
    ///      default comes no sooner than lateness; both fees are at most the principal.
    function requireValid(ILoanTerms.LoanTerms calldata terms) external pure;

    /// @notice The same of a schedule by itself.
    /// @param principalMinor What is to be repaid.
    /// @param graceS The loan's grace.
    function requireValidSchedule(ILoanTerms.Schedule calldata schedule, uint64 principalMinor, uint32 graceS)
        external
        pure;

    /// @notice What each of the due dates that remain takes besides rounding, so that nothing is left after the last:
    ///         the payment of an annuity, the principal of a linear loan, the agreed payment of a negative-amortising
    ///         one; zero for a bullet.
    /// @dev An annuity: A = V · G / T, rounded down to the ray; V is the debt at the next due date with its interest, G
    ///      the growth of one unit from there to the last, T the value then of one unit paid each time. A loop over the
    ///      due dates that remain, at most 600.
    function instalmentRay(ILoanTerms.Schedule calldata schedule, Position calldata position)
        external
        pure
        returns (uint256 amountRay);

    /// @notice The whole schedule of a loan that is drawn down on `startDay`, at one rate throughout.
    /// @param ratePpm The rate of a year in millionths.
    function billsOf(
        ILoanTerms.Schedule calldata schedule,
        uint64 principalMinor,
        uint32 startDay,
        uint32 ratePpm
    ) external pure returns (Bill[] memory bills);

    /// @return day The day of due date `index`.
    function dueDay(ILoanTerms.Schedule calldata schedule, uint32 startDay, uint16 index)
        external
        pure
        returns (uint32 day);

    /// @return daysCounted The days from one day to a later one, as the convention counts them.
    function daysBetween(ILoanTerms.DayCount dayCount, uint32 fromDay, uint32 toDay)
        external
        pure
        returns (uint32 daysCounted);
}
