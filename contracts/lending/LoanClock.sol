// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {IRateIndex} from "../interfaces/IRateIndex.sol";
import {Currency, Label} from "../interfaces/Types.sol";
import {InterestMath} from "../libraries/InterestMath.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";
import {Arrears, Clock, Course, Debt, Loan, Work} from "../libraries/LoanWords.sol";
import {LoanStore} from "./LoanStore.sol";

/// @title What time does to a loan: bills, resets of the rate, lateness
abstract contract LoanClock is LoanStore {
    using SafeCast for uint256;
    using SafeCast for int256;

    /// @dev How many due dates one call bills, and over how many it decides.
    uint256 private constant DUE_DATES_MAX = 24;
    int256 private constant PPM_OF_BPS = 100;

    ILoanSchedules internal immutable SCHEDULES;
    IRateIndex internal immutable INDEX;

    constructor(ILoanSchedules schedules, IRateIndex index) {
        SCHEDULES = schedules;
        INDEX = index;
    }

    /// @dev Bills every due date that has come, as far as one call goes.
    function _billDue(Loan storage loan, Work memory work) internal {
        for (uint256 i = 0; i < DUE_DATES_MAX && _isBehind(work.clock); ++i) {
            _billNext(loan, work);
        }
    }

    /// @dev Decides for each due date whose grace is over whether it was missed. What is due since a later date does not
    ///      make an earlier one late.
    function _judge(Work memory work) internal {
        Clock memory clock = work.clock;
        for (uint256 i = 0; i < DUE_DATES_MAX && clock.judged < clock.billed; ++i) {
            uint16 index = clock.judged + 1;
            uint40 dueAt = index == clock.billed ? clock.lastDueAt : _dueAt(work, index);
            if (block.timestamp <= uint256(dueAt) + work.facts.graceS) return;
            clock.judged = index;
            bool isOverdue = clock.overdueSince != 0 && clock.overdueSince <= dueAt;
            if (!isOverdue || index <= clock.excused) continue;
            work.arrears.feeMinor += work.rates.lateFeeMinor;
            emit InstalmentLate(work.id, index, dueAt, work.rates.lateFeeMinor);
            // In default a missed due date costs its fee, and leads nowhere.
            if (_isRunning(clock.status)) _setStatus(work, LoanStatus.Late);
        }
    }

    /// @return Whether due dates have come that are not billed.
    function _isBehind(Clock memory clock) internal view returns (bool) {
        return clock.nextDueAt != 0 && clock.nextDueAt <= block.timestamp && _isRunning(clock.status);
    }

    /// @return Whether lateness is undecided of a due date whose grace is over.
    function _isUnjudged(Work memory work) internal view returns (bool) {
        Clock memory clock = work.clock;
        if (clock.judged == clock.billed) return false;
        return block.timestamp > uint256(_dueAt(work, clock.judged + 1)) + work.facts.graceS;
    }

    /// @return minor Interest up to today that is not billed yet, rounded as a bill.
    function _accruedMinor(Loan storage loan, Work memory work) internal view returns (uint64 minor) {
        uint256 interestRay = _interestRay(work, block.timestamp / LoanCalendar.DAY_S) + loan.accruedRay;
        return ((work.debt.carryRay + interestRay) / MoneyMath.RAY).toUint64();
    }

    /// @return interestRay Interest on what is not billed, since it was counted last.
    function _interestRay(Work memory work, uint256 toDay) internal pure returns (uint256 interestRay) {
        DayCount dayCount = work.facts.dayCount;
        return InterestMath.interestDown(
            work.debt.unbilledRay,
            work.clock.ratePpm,
            LoanCalendar.daysBetween(dayCount, work.clock.accruedDay, toDay),
            LoanCalendar.basisOf(dayCount)
        );
    }

    /// @return The second of due date `index`: that of the start on its day.
    function _dueAt(Work memory work, uint256 index) internal pure returns (uint40) {
        Course memory course = work.course;
        uint256 day = LoanCalendar.dueDay(
            work.facts.periodUnit,
            course.periodLength,
            course.endOfMonth,
            course.startAt / LoanCalendar.DAY_S,
            index
        );
        return uint40(day * LoanCalendar.DAY_S + course.startAt % LoanCalendar.DAY_S);
    }

    /// @return amountRay What each due date that remains takes from now on.
    function _instalmentRay(Loan storage loan, Work memory work) internal view returns (uint160 amountRay) {
        return SCHEDULES.instalmentRay(
            loan.schedule,
            ILoanSchedules.Position({
                startDay: uint32(work.course.startAt / LoanCalendar.DAY_S),
                index: work.clock.billed + 1,
                fromDay: work.clock.accruedDay,
                ratePpm: work.clock.ratePpm,
                outstandingRay: work.debt.unbilledRay,
                accruedRay: loan.accruedRay
            })
        ).toUint160();
    }

    /// @return ratePpm The rate of the schedule on `day`, within its floor and cap.
    /// @return isKnown False where it floats and the index has none that is new enough.
    function _rateOn(Currency currency, Schedule memory schedule, uint256 day)
        internal
        view
        returns (uint24 ratePpm, bool isKnown)
    {
        int256 ofTermsPpm = schedule.rateBps * PPM_OF_BPS;
        if (Label.unwrap(schedule.rateIndex) == 0) return (uint24(uint256(ofTermsPpm)), true);
        (int32 indexPpm, uint32 sinceDay) = INDEX.rateAt(currency, schedule.rateIndex, uint32(day));
        if (sinceDay == 0 || sinceDay + schedule.rateAgeDaysMax < day) return (0, false);
        int256 least = int256(uint256(schedule.floorBps)) * PPM_OF_BPS;
        int256 most = int256(uint256(schedule.capBps)) * PPM_OF_BPS;
        return (uint24(uint256(SignedMath.min(SignedMath.max(indexPpm + ofTermsPpm, least), most))), true);
    }

    /// @dev Puts a loan on a schedule, from this second on.
    function _begin(
        Loan storage loan,
        Work memory work,
        Schedule calldata schedule,
        uint256 principalMinor,
        uint24 ratePpm
    ) internal {
        loan.schedule = schedule;
        loan.accruedRay = 0;
        (work.facts.shape, work.facts.dayCount) = (schedule.shape, schedule.dayCount);
        work.facts.periodUnit = schedule.periodUnit;
        Course memory course = work.course;
        (course.startAt, course.instalments) = (uint40(block.timestamp), schedule.instalments);
        (course.periodLength, course.endOfMonth) = (schedule.periodLength, schedule.endOfMonth);
        course.isFloating = Label.unwrap(schedule.rateIndex) != 0;
        Clock memory clock;
        clock.status = LoanStatus.Active;
        (clock.accruedDay, clock.ratePpm) = (uint24(block.timestamp / LoanCalendar.DAY_S), ratePpm);
        clock.nextDueAt = _dueAt(work, 1);
        work.clock = clock;
        work.debt = Debt((principalMinor * MoneyMath.RAY).toUint160(), uint96(MoneyMath.RAY / 2));
        work.rates.instalmentRay = _instalmentRay(loan, work);
        (loan.facts, loan.course, loan.rates) = (work.facts, work.course, work.rates);
        _store(loan, work);
    }

    function _billNext(Loan storage loan, Work memory work) private {
        Clock memory clock = work.clock;
        uint256 day = clock.nextDueAt / LoanCalendar.DAY_S;
        uint256 interestRay = _interestRay(work, day);
        if (clock.hasAccrued) {
            interestRay += loan.accruedRay;
            loan.accruedRay = 0;
            clock.hasAccrued = false;
        }
        (clock.lastDueAt, clock.accruedDay) = (clock.nextDueAt, uint24(day));
        ++clock.billed;
        _setBilled(work, interestRay);
        if (work.debt.unbilledRay == 0) {
            clock.nextDueAt = 0;
            return;
        }
        clock.nextDueAt = _dueAt(work, clock.billed + 1);
        if (work.course.isFloating) _resetRate(loan, work, day);
    }

    function _setBilled(Work memory work, uint256 interestRay) private {
        (Clock memory clock, Arrears memory arrears) = (work.clock, work.arrears);
        (uint64 principalMinor, uint64 interestMinor, uint64 capitalisedMinor) =
            _bill(work, interestRay, clock.billed == work.course.instalments);
        uint64 payableMinor = interestMinor - capitalisedMinor;
        arrears.interestMinor += payableMinor;
        arrears.principalMinor += principalMinor;
        if (clock.overdueSince == 0 && payableMinor + principalMinor != 0) clock.overdueSince = clock.lastDueAt;
        emit InstalmentBilled(
            work.id,
            clock.billed,
            clock.lastDueAt,
            interestMinor,
            principalMinor,
            capitalisedMinor,
            _unbilledMinor(work.debt)
        );
    }

    /// @dev Changes the debt in memory alone.
    function _bill(Work memory work, uint256 interestRay, bool isLast)
        internal
        pure
        returns (uint64 principalMinor, uint64 interestMinor, uint64 capitalisedMinor)
    {
        Debt memory debt = work.debt;
        (uint256 principal, uint256 interest, uint256 capitalised, uint256 leftRay, uint256 carriedRay) = InterestMath
            .bill(
                work.facts.shape, debt.unbilledRay, debt.carryRay, interestRay, work.rates.instalmentRay, isLast
            );
        (debt.unbilledRay, debt.carryRay) = (leftRay.toUint160(), uint96(carriedRay));
        return (principal.toUint64(), interest.toUint64(), capitalised.toUint64());
    }

    function _unbilledMinor(Debt memory debt) internal pure returns (uint64) {
        return MoneyMath.fromRayHalfUp(debt.unbilledRay).toUint64();
    }

    /// @dev An annuity's payment is computed anew with its rate.
    function _resetRate(Loan storage loan, Work memory work, uint256 day) private {
        (uint24 ratePpm, bool isKnown) = _rateOn(work.facts.currency, loan.schedule, day);
        if (isKnown) work.clock.ratePpm = ratePpm;
        emit LoanRateReset(work.id, work.clock.billed, work.clock.ratePpm, isKnown);
        if (work.facts.shape != Shape.Annuity || !isKnown) return;
        work.rates.instalmentRay = _instalmentRay(loan, work);
        loan.rates = work.rates;
    }
}
