// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ILoanSchedules} from "../interfaces/ILoanSchedules.sol";
import {ILoanTerms} from "../interfaces/ILoanTerms.sol";
import {Label} from "../interfaces/Types.sol";
import {InterestMath} from "../libraries/InterestMath.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {MoneyMath} from "../libraries/MoneyMath.sol";

/// @title See {ILoanSchedules}
contract LoanSchedules is ILoanSchedules {
    uint256 private constant RAY = MoneyMath.RAY;
    uint256 private constant PRINCIPAL_MINOR_MAX = 1e15;
    uint256 private constant INSTALMENTS_MAX = 600;
    uint256 private constant PERIOD_DAYS_MAX = 366;
    uint256 private constant PERIOD_MONTHS_MAX = 12;
    /// @dev 50 years: at 100 % a year one unit grows by less than e^51 < 1.5 · 10^22 in them.
    uint256 private constant TENOR_DAYS_MAX = 18_300;
    uint256 private constant TENOR_MONTHS_MAX = 600;
    uint256 private constant MONTH_DAYS_MIN = 28;
    uint256 private constant MONTH_DAYS_MAX = 31;
    uint256 private constant RATE_BPS_MAX = 10_000;
    uint256 private constant RATE_AGE_DAYS_MAX = 366;
    /// @dev Rate times years: unpaid interest makes a debt grow by at most e^9 < 8,104.
    uint256 private constant GROWTH_BPS_DAYS_MAX = 9 * 10_000 * 360;

    /// @inheritdoc ILoanSchedules
    function requireValid(ILoanTerms.LoanTerms calldata terms) external pure {
        _requireSchedule(terms.schedule, terms.principalMinor, terms.graceS);
        _require(terms.lateFeeMinor <= terms.principalMinor, "lateFeeMinor");
        _require(terms.keeperFeeMinor <= terms.principalMinor, "keeperFeeMinor");
        _require(terms.defaultAfterS >= terms.graceS, "defaultAfterS");
    }

    /// @inheritdoc ILoanSchedules
    function requireValidSchedule(ILoanTerms.Schedule calldata schedule, uint64 principalMinor, uint32 graceS)
        external
        pure
    {
        _requireSchedule(schedule, principalMinor, graceS);
    }

    /// @inheritdoc ILoanSchedules
    function instalmentRay(ILoanTerms.Schedule calldata schedule, Position calldata position)
        external
        pure
        returns (uint256 amountRay)
    {
        return _instalmentRay(schedule, position);
    }

    /// @inheritdoc ILoanSchedules
    function billsOf(ILoanTerms.Schedule calldata schedule, uint64 principalMinor, uint32 startDay, uint32 ratePpm)
        external
        pure
        returns (Bill[] memory bills)
    {
        Position memory position = Position(startDay, 1, startDay, ratePpm, principalMinor * RAY, 0);
        uint256 amountRay = _instalmentRay(schedule, position);
        uint256 carryRay = RAY / 2;
        bills = new Bill[](schedule.instalments);
        for (uint256 i = 0; i < bills.length; ++i) {
            Bill memory bill = bills[i];
            (bill.index, bill.dueDay) = (uint16(i + 1), uint32(_dueDay(schedule, startDay, i + 1)));
            carryRay = _bill(schedule, position, bill, amountRay, carryRay);
            position.fromDay = bill.dueDay;
        }
    }

    /// @inheritdoc ILoanSchedules
    function dueDay(ILoanTerms.Schedule calldata schedule, uint32 startDay, uint16 index)
        external
        pure
        returns (uint32 day)
    {
        return uint32(_dueDay(schedule, startDay, index));
    }

    /// @inheritdoc ILoanSchedules
    function daysBetween(ILoanTerms.DayCount dayCount, uint32 fromDay, uint32 toDay)
        external
        pure
        returns (uint32 daysCounted)
    {
        return uint32(LoanCalendar.daysBetween(dayCount, fromDay, toDay));
    }

    function _bill(
        ILoanTerms.Schedule calldata schedule,
        Position memory position,
        Bill memory bill,
        uint256 amountRay,
        uint256 carryRay
    ) private pure returns (uint256 carriedRay) {
        uint256 interestRay = InterestMath.interestDown(
            position.outstandingRay,
            position.ratePpm,
            LoanCalendar.daysBetween(schedule.dayCount, position.fromDay, bill.dueDay),
            LoanCalendar.basisOf(schedule.dayCount)
        );
        bool isLast = bill.index == schedule.instalments;
        uint256 principalMinor;
        uint256 interestMinor;
        uint256 capitalisedMinor;
        (principalMinor, interestMinor, capitalisedMinor, position.outstandingRay, carriedRay) =
            InterestMath.bill(schedule.shape, position.outstandingRay, carryRay, interestRay, amountRay, isLast);
        // All of them are below 2^64 over the range of the terms.
        bill.principalMinor = uint64(principalMinor);
        bill.interestMinor = uint64(interestMinor);
        bill.capitalisedMinor = uint64(capitalisedMinor);
        bill.outstandingMinor = uint64(MoneyMath.fromRayHalfUp(position.outstandingRay));
    }

    function _instalmentRay(ILoanTerms.Schedule calldata schedule, Position memory position)
        private
        pure
        returns (uint256)
    {
        if (schedule.shape == ILoanTerms.Shape.Bullet) return 0;
        if (schedule.shape == ILoanTerms.Shape.NegativeAmortising) return schedule.paymentMinor * RAY;
        if (schedule.shape == ILoanTerms.Shape.Linear) {
            return position.outstandingRay / (schedule.instalments + 1 - position.index);
        }
        return _annuityDown(schedule, position);
    }

    /// @dev A = V · G / T. G = Π (1 + r·Y_i) and T = 1 + Σ Π (1 + r·Y_j) over the periods after the next due date.
    ///      — ACTUS techspec 1.1, section 4.8
    function _annuityDown(ILoanTerms.Schedule calldata schedule, Position memory position)
        private
        pure
        returns (uint256)
    {
        uint256 basis = LoanCalendar.basisOf(schedule.dayCount);
        uint256 day = _dueDay(schedule, position.startDay, position.index);
        uint256 daysCounted = LoanCalendar.daysBetween(schedule.dayCount, position.fromDay, day);
        uint256 valueRay = position.outstandingRay + position.accruedRay
            + InterestMath.interestDown(position.outstandingRay, position.ratePpm, daysCounted, basis);
        (uint256 growthRay, uint256 totalRay) = (RAY, RAY);
        for (uint256 i = position.index + 1; i <= schedule.instalments; ++i) {
            uint256 next = _dueDay(schedule, position.startDay, i);
            daysCounted = LoanCalendar.daysBetween(schedule.dayCount, day, next);
            uint256 factorRay = InterestMath.growthDown(position.ratePpm, daysCounted, basis);
            growthRay = growthRay * factorRay / RAY;
            totalRay = totalRay * factorRay / RAY + RAY;
            day = next;
        }
        return Math.mulDiv(valueRay, growthRay, totalRay);
    }

    function _dueDay(ILoanTerms.Schedule calldata schedule, uint256 startDay, uint256 index)
        private
        pure
        returns (uint256)
    {
        return LoanCalendar.dueDay(
            schedule.periodUnit, schedule.periodLength, schedule.endOfMonth, startDay, index
        );
    }

    function _requireSchedule(ILoanTerms.Schedule calldata schedule, uint256 principalMinor, uint256 graceS)
        private
        pure
    {
        _require(principalMinor != 0 && principalMinor <= PRINCIPAL_MINOR_MAX, "principalMinor");
        _require(schedule.instalments != 0 && schedule.instalments <= INSTALMENTS_MAX, "instalments");
        bool inDays = schedule.periodUnit == ILoanTerms.PeriodUnit.Days;
        uint256 lengthMax = inDays ? PERIOD_DAYS_MAX : PERIOD_MONTHS_MAX;
        _require(schedule.periodLength != 0 && schedule.periodLength <= lengthMax, "periodLength");
        uint256 tenor = uint256(schedule.periodLength) * schedule.instalments;
        _require(tenor <= (inDays ? TENOR_DAYS_MAX : TENOR_MONTHS_MAX), "tenor");
        _require(!inDays || !schedule.endOfMonth, "endOfMonth");
        uint256 shortestDays = schedule.periodLength * (inDays ? 1 : MONTH_DAYS_MIN);
        _require(graceS < shortestDays * LoanCalendar.DAY_S, "graceS");
        _requireRate(schedule);
        bool isAgreed = schedule.shape == ILoanTerms.Shape.NegativeAmortising;
        _require(isAgreed == (schedule.paymentMinor != 0), "paymentMinor");
        if (!isAgreed) return;
        _require(schedule.paymentMinor <= principalMinor, "paymentMinor");
        uint256 rateBpsMax = _isFloating(schedule) ? schedule.capBps : uint32(schedule.rateBps);
        uint256 tenorDays = inDays ? tenor : tenor * MONTH_DAYS_MAX;
        _require(rateBpsMax * tenorDays <= GROWTH_BPS_DAYS_MAX, "growth");
    }

    function _requireRate(ILoanTerms.Schedule calldata schedule) private pure {
        bool isFloating = _isFloating(schedule);
        int256 leastBps = isFloating ? -int256(RATE_BPS_MAX) : int256(0);
        _require(schedule.rateBps >= leastBps && schedule.rateBps <= int256(RATE_BPS_MAX), "rateBps");
        _require(schedule.capBps <= (isFloating ? RATE_BPS_MAX : 0), "capBps");
        _require(schedule.floorBps <= schedule.capBps, "floorBps");
        _require(isFloating == (schedule.rateAgeDaysMax != 0), "rateAgeDaysMax");
        _require(schedule.rateAgeDaysMax <= RATE_AGE_DAYS_MAX, "rateAgeDaysMax");
    }

    function _isFloating(ILoanTerms.Schedule calldata schedule) private pure returns (bool) {
        return Label.unwrap(schedule.rateIndex) != 0;
    }

    function _require(bool isValid, bytes32 field) private pure {
        if (!isValid) revert LoanTermsInvalid(Label.wrap(field));
    }
}
