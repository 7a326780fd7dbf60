// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanSchedules} from "corridor/interfaces/ILoanSchedules.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {Label} from "corridor/interfaces/Types.sol";
import {bound} from "../support/Bounds.sol";
import {LoanTest} from "../support/LoanTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Which terms may be signed, and what they give: dates, days, bills
contract LoanSchedulesTest is LoanTest {
    uint256 private constant RAY = 1e27;

    ILoanSchedules private _schedules;

    function setUp() external {
        _setUpLoans();
        _schedules = _world.loanSchedules();
    }

    function test_requireValid__eachTermAtItsBound__passes() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.NegativeAmortising);
        (terms.principalMinor, terms.lateFeeMinor, terms.keeperFeeMinor) = (1e15, 1e15, 1e15);
        (terms.graceS, terms.defaultAfterS) = (30 days - 1, 30 days - 1);
        (terms.schedule.instalments, terms.schedule.rateBps) = (540, 2_000);
        terms.schedule.paymentMinor = 1e15;
        _schedules.requireValid(terms);
        terms = _floating(_terms(ILoanTerms.Shape.Linear));
        (terms.schedule.rateBps, terms.schedule.capBps, terms.schedule.floorBps) = (-10_000, 10_000, 10_000);
        terms.schedule.rateAgeDaysMax = 366;
        _schedules.requireValid(terms);
        terms.schedule.periodUnit = ILoanTerms.PeriodUnit.Months;
        (terms.schedule.periodLength, terms.schedule.instalments, terms.schedule.endOfMonth) = (12, 50, true);
        _schedules.requireValid(terms);
    }

    function test_requireValid__amountsAndTimesThatAreWrong__fail() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.principalMinor = 0;
        _failTerms(terms, "principalMinor");
        terms.principalMinor = 1e15 + 1;
        _failTerms(terms, "principalMinor");
        terms = _terms(ILoanTerms.Shape.Linear);
        terms.lateFeeMinor = PRINCIPAL_MINOR + 1;
        _failTerms(terms, "lateFeeMinor");
        terms = _terms(ILoanTerms.Shape.Linear);
        terms.keeperFeeMinor = PRINCIPAL_MINOR + 1;
        _failTerms(terms, "keeperFeeMinor");
        terms = _terms(ILoanTerms.Shape.Linear);
        terms.defaultAfterS = terms.graceS - 1;
        _failTerms(terms, "defaultAfterS");
        terms.graceS = 30 days;
        _failTerms(terms, "graceS");
        terms.schedule.periodUnit = ILoanTerms.PeriodUnit.Months;
        (terms.schedule.periodLength, terms.graceS) = (1, 28 days);
        _failTerms(terms, "graceS");
    }

    function test_requireValid__periodsThatAreWrong__fail() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.schedule.instalments = 0;
        _failTerms(terms, "instalments");
        terms.schedule.instalments = 601;
        _failTerms(terms, "instalments");
        terms = _terms(ILoanTerms.Shape.Linear);
        terms.schedule.periodLength = 0;
        _failTerms(terms, "periodLength");
        terms.schedule.periodLength = 367;
        _failTerms(terms, "periodLength");
        (terms.schedule.periodLength, terms.schedule.instalments) = (366, 51);
        _failTerms(terms, "tenor");
        (terms.schedule.periodLength, terms.schedule.instalments, terms.schedule.endOfMonth) = (30, 3, true);
        _failTerms(terms, "endOfMonth");
        terms.schedule.periodUnit = ILoanTerms.PeriodUnit.Months;
        terms.schedule.periodLength = 13;
        _failTerms(terms, "periodLength");
        (terms.schedule.periodLength, terms.schedule.instalments) = (12, 51);
        _failTerms(terms, "tenor");
    }

    function test_requireValid__ratesThatAreWrong__fail() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.schedule.rateBps = -1;
        _failTerms(terms, "rateBps");
        terms.schedule.rateBps = 10_001;
        _failTerms(terms, "rateBps");
        terms = _terms(ILoanTerms.Shape.Linear);
        terms.schedule.capBps = 1;
        _failTerms(terms, "capBps");
        (terms.schedule.capBps, terms.schedule.floorBps) = (0, 1);
        _failTerms(terms, "floorBps");
        (terms.schedule.floorBps, terms.schedule.rateAgeDaysMax) = (0, 1);
        _failTerms(terms, "rateAgeDaysMax");
        terms = _floating(_terms(ILoanTerms.Shape.Linear));
        terms.schedule.rateBps = -10_001;
        _failTerms(terms, "rateBps");
        (terms.schedule.rateBps, terms.schedule.capBps) = (0, 10_001);
        _failTerms(terms, "capBps");
        (terms.schedule.capBps, terms.schedule.rateAgeDaysMax) = (10_000, 0);
        _failTerms(terms, "rateAgeDaysMax");
        terms.schedule.rateAgeDaysMax = 367;
        _failTerms(terms, "rateAgeDaysMax");
    }

    function test_requireValid__agreedPaymentThatIsWrong__fails() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.schedule.paymentMinor = 1;
        _failTerms(terms, "paymentMinor");
        terms = _terms(ILoanTerms.Shape.NegativeAmortising);
        terms.schedule.paymentMinor = 0;
        _failTerms(terms, "paymentMinor");
        terms.schedule.paymentMinor = PRINCIPAL_MINOR + 1;
        _failTerms(terms, "paymentMinor");
        terms.schedule.paymentMinor = 1;
        (terms.schedule.instalments, terms.schedule.rateBps) = (540, 2_001);
        _failTerms(terms, "growth");
        terms = _floating(terms);
        (terms.schedule.rateBps, terms.schedule.capBps) = (0, 2_001);
        _failTerms(terms, "growth");
        terms.schedule.periodUnit = ILoanTerms.PeriodUnit.Months;
        (terms.schedule.periodLength, terms.schedule.instalments, terms.schedule.capBps) = (12, 40, 2_178);
        _failTerms(terms, "growth");
    }

    /// @dev 31 January 2023 is day 19,388; 29 February 2024 is day 19,782.
    function test_dueDay__monthsWithoutTheDay__takeTheirLast() external {
        ILoanTerms.Schedule memory schedule = _terms(ILoanTerms.Shape.Linear).schedule;
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_388, 2)), 19_448, "in days");
        (schedule.periodUnit, schedule.periodLength) = (ILoanTerms.PeriodUnit.Months, 1);
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_388, 1)), 19_416, "28 February");
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_388, 2)), 19_447, "31 March");
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_388, 3)), 19_477, "30 April");
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_388, 13)), 19_782, "leap day");
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_782, 1)), 19_811, "29 March");
        schedule.endOfMonth = true;
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_782, 1)), 19_813, "31 March, to the end");
        VM.assertEq(uint256(_schedules.dueDay(schedule, 19_781, 1)), 19_810, "28 March, not from the end");
        VM.assertEq(uint256(_schedules.dueDay(schedule, 47_512, 1)), 47_540, "28 February 2100");
    }

    function test_daysBetween__eachConvention__countsItsDays() external view {
        VM.assertEq(uint256(_schedules.daysBetween(ILoanTerms.DayCount.Actual360, 19_388, 19_447)), 59, "actual");
        VM.assertEq(uint256(_schedules.daysBetween(ILoanTerms.DayCount.Actual365Fixed, 19_388, 19_447)), 59, "actual");
        VM.assertEq(uint256(_schedules.daysBetween(ILoanTerms.DayCount.ThirtyE360, 19_388, 19_447)), 60, "thirty");
        VM.assertEq(uint256(_schedules.daysBetween(ILoanTerms.DayCount.ThirtyE360, 19_388, 19_416)), 28, "to the 28th");
    }

    function test_billsOf__eachShape__sumToThePrincipal(
        uint256 principal, uint256 instalments, uint256 length, uint256 rate, uint256 kind
    ) external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape(kind % 4));
        terms.principalMinor = uint64(bound(principal, 1_000, 1e15));
        bool inDays = kind % 8 < 4;
        terms.schedule.periodUnit = inDays ? ILoanTerms.PeriodUnit.Days : ILoanTerms.PeriodUnit.Months;
        terms.schedule.instalments = uint16(bound(instalments, 1, 48));
        terms.schedule.periodLength = uint16(bound(length, 1, inDays ? 366 : 12));
        terms.schedule.dayCount = ILoanTerms.DayCount(kind % 3);
        bool isAgreed = terms.schedule.shape == ILoanTerms.Shape.NegativeAmortising;
        uint256 rateBps = bound(rate, 0, isAgreed ? 600 : 10_000);
        terms.schedule.rateBps = int32(int256(rateBps));
        (terms.graceS, terms.defaultAfterS) = (0, 0);
        ILoanSchedules.Bill[] memory bills =
            _schedules.billsOf(terms.schedule, terms.principalMinor, uint32(19_000 + rate % 4_000), uint32(rateBps * 100));
        VM.assertEq(bills.length, terms.schedule.instalments, "as many bills as due dates");
        uint256 owedMinor = terms.principalMinor;
        for (uint256 i = 0; i < bills.length; ++i) {
            owedMinor = owedMinor + bills[i].capitalisedMinor - bills[i].principalMinor;
            VM.assertEq(owedMinor, bills[i].outstandingMinor, "what is left");
            VM.assertLe(bills[i].capitalisedMinor, bills[i].interestMinor, "more added than interest");
            VM.assertTrue(bills[i].capitalisedMinor == 0 || bills[i].principalMinor == 0, "both at once");
            VM.assertTrue(bills[i].capitalisedMinor == 0 || isAgreed, "another shape grew");
        }
        VM.assertEq(owedMinor, 0, "nothing is left");
    }

    function test_instalmentRay__eachShape__isWhatItTakes() external {
        ILoanTerms.Schedule memory schedule = _terms(ILoanTerms.Shape.Bullet).schedule;
        ILoanSchedules.Position memory position =
            ILoanSchedules.Position(19_388, 2, 19_418, 0, 1_000 * RAY, 0);
        VM.assertEq(_schedules.instalmentRay(schedule, position), 0, "bullet");
        schedule.shape = ILoanTerms.Shape.Linear;
        VM.assertEq(_schedules.instalmentRay(schedule, position), 500 * RAY, "linear");
        schedule.shape = ILoanTerms.Shape.Annuity;
        VM.assertEq(_schedules.instalmentRay(schedule, position), 500 * RAY, "annuity without interest");
        position.accruedRay = 10 * RAY;
        VM.assertEq(_schedules.instalmentRay(schedule, position), 505 * RAY, "with what was accrued");
        (schedule.shape, schedule.paymentMinor) = (ILoanTerms.Shape.NegativeAmortising, 7);
        VM.assertEq(_schedules.instalmentRay(schedule, position), 7 * RAY, "agreed");
    }

    /// @dev So that many accruals count the same days as one.
    function test_daysBetween__overAnyDayBetween__isTheSameSum(uint256 from, uint256 middle, uint256 to) external view {
        from = bound(from, 0, 40_000);
        middle = bound(middle, from, 60_000);
        to = bound(to, middle, 80_000);
        for (uint256 i = 0; i < 3; ++i) {
            ILoanTerms.DayCount dayCount = ILoanTerms.DayCount(i);
            uint256 parts = uint256(_schedules.daysBetween(dayCount, uint32(from), uint32(middle)))
                + _schedules.daysBetween(dayCount, uint32(middle), uint32(to));
            VM.assertEq(parts, _schedules.daysBetween(dayCount, uint32(from), uint32(to)), "additive");
        }
    }

    function _floating(ILoanTerms.LoanTerms memory terms) private pure returns (ILoanTerms.LoanTerms memory) {
        (terms.schedule.rateIndex, terms.schedule.rateAgeDaysMax) = (Label.wrap("THOR"), 1);
        terms.schedule.capBps = 10_000;
        return terms;
    }

    function _failTerms(ILoanTerms.LoanTerms memory terms, bytes32 field) private {
        bytes memory refusal = abi.encodeWithSelector(ILoanSchedules.LoanTermsInvalid.selector, field);
        bytes memory asked = abi.encodeCall(ILoanSchedules.requireValid, (terms));
        _failWith(_stranger, address(_schedules), asked, refusal);
    }
}
