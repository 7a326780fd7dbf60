// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "../interfaces/ILoanRecords.sol";
import {ILoanTerms} from "../interfaces/ILoanTerms.sol";
import {Currency} from "../interfaces/Types.sol";

struct Facts {
    address lender;
    Currency currency;
    uint32 graceS;
    bool isSyndicate;
    ILoanTerms.Shape shape;
    ILoanTerms.DayCount dayCount;
    ILoanTerms.PeriodUnit periodUnit;
}

struct Course {
    address borrower;
    uint40 startAt;
    uint16 instalments;
    uint16 periodLength;
    bool endOfMonth;
    bool isFloating;
}

/// @dev judged: up to which due date lateness is decided; excused: up to which none is the borrower's; feeIndex: the
///      due date for whose first collection a keeper was paid; nextDueAt: zero when none comes any more.
struct Clock {
    ILoanRecords.LoanStatus status;
    uint16 billed;
    uint16 judged;
    uint16 excused;
    uint16 feeIndex;
    uint40 lastDueAt;
    uint40 nextDueAt;
    uint40 overdueSince;
    uint24 accruedDay;
    uint24 ratePpm;
    bool hasAccrued;
}

/// @dev carryRay: the running total of interest and half a minor unit, less what was billed.
struct Debt {
    uint160 unbilledRay;
    uint96 carryRay;
}

struct Rates {
    uint160 instalmentRay;
    uint64 lateFeeMinor;
    uint32 defaultAfterS;
}

/// @dev What is billed and unpaid, and what the lender pays a keeper.
struct Arrears {
    uint64 feeMinor;
    uint64 interestMinor;
    uint64 principalMinor;
    uint64 keeperFeeMinor;
}

/// @dev The mandate in force, and how many papers of each kind were used.
struct Consents {
    uint64 leftMinor;
    uint40 endsAt;
    uint32 noticeS;
    bool isRevoked;
    uint32 mandates;
    uint32 restructurings;
    uint32 assignments;
}

/// @dev A loan in storage: each of the first seven members is one word.
struct Loan {
    Facts facts;
    Course course;
    Clock clock;
    Debt debt;
    Rates rates;
    Arrears arrears;
    Consents consents;
    uint256 accruedRay;
    ILoanTerms.Schedule schedule;
}

/// @dev A loan while an act works on it.
struct Work {
    bytes32 id;
    Facts facts;
    Course course;
    Clock clock;
    Debt debt;
    Rates rates;
    Arrears arrears;
}

/// @title Reading and writing the words of a loan
/// @dev Written out because the compiler reads a word once for each field of a struct: a collection would pay for 150 reads
///      more. The fields stand in the order of the structs, the first one in the lowest bits.
library LoanWords {
    /// @dev Fills `work` with the loan's first six words.
    function load(Loan storage loan, Work memory work) internal view {
        uint256[6] memory words;
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, 6) { i := add(i, 1) } {
                mstore(add(words, mul(i, 0x20)), sload(add(loan.slot, i)))
            }
        }
        _setFacts(work.facts, words[0]);
        _setCourse(work.course, words[1]);
        _setClock(work.clock, words[2]);
        (work.debt.unbilledRay, work.debt.carryRay) = (uint160(words[3]), uint96(words[3] >> 160));
        (work.rates.instalmentRay, work.rates.lateFeeMinor) = (uint160(words[4]), uint64(words[4] >> 160));
        work.rates.defaultAfterS = uint32(words[4] >> 224);
        (work.arrears.feeMinor, work.arrears.interestMinor) = (uint64(words[5]), uint64(words[5] >> 64));
        (work.arrears.principalMinor, work.arrears.keeperFeeMinor) = (uint64(words[5] >> 128), uint64(words[5] >> 192));
    }

    /// @dev Keeps what changes while a loan runs: clock, debt and arrears.
    function store(Loan storage loan, Work memory work) internal {
        uint256 clock = _wordOf(work.clock);
        uint256 debt = uint256(work.debt.carryRay) << 160 | work.debt.unbilledRay;
        Arrears memory arrears = work.arrears;
        uint256 owed = uint256(arrears.keeperFeeMinor) << 192 | uint256(arrears.principalMinor) << 128
            | uint256(arrears.interestMinor) << 64 | arrears.feeMinor;
        assembly ("memory-safe") {
            sstore(add(loan.slot, 2), clock)
            sstore(add(loan.slot, 3), debt)
            sstore(add(loan.slot, 5), owed)
        }
    }

    function _setFacts(Facts memory facts, uint256 word) private pure {
        facts.lender = address(uint160(word));
        facts.currency = Currency.wrap(bytes3(uint24(word >> 160)));
        facts.graceS = uint32(word >> 184);
        facts.isSyndicate = uint8(word >> 216) != 0;
        facts.shape = ILoanTerms.Shape(uint8(word >> 224));
        facts.dayCount = ILoanTerms.DayCount(uint8(word >> 232));
        facts.periodUnit = ILoanTerms.PeriodUnit(uint8(word >> 240));
    }

    function _setCourse(Course memory course, uint256 word) private pure {
        course.borrower = address(uint160(word));
        course.startAt = uint40(word >> 160);
        course.instalments = uint16(word >> 200);
        course.periodLength = uint16(word >> 216);
        course.endOfMonth = uint8(word >> 232) != 0;
        course.isFloating = uint8(word >> 240) != 0;
    }

    function _setClock(Clock memory clock, uint256 word) private pure {
        clock.status = ILoanRecords.LoanStatus(uint8(word));
        clock.billed = uint16(word >> 8);
        clock.judged = uint16(word >> 24);
        clock.excused = uint16(word >> 40);
        clock.feeIndex = uint16(word >> 56);
        clock.lastDueAt = uint40(word >> 72);
        clock.nextDueAt = uint40(word >> 112);
        clock.overdueSince = uint40(word >> 152);
        clock.accruedDay = uint24(word >> 192);
        clock.ratePpm = uint24(word >> 216);
        clock.hasAccrued = uint8(word >> 240) != 0;
    }

    function _wordOf(Clock memory clock) private pure returns (uint256 word) {
        word = uint256(clock.overdueSince) << 152 | uint256(clock.nextDueAt) << 112 | uint256(clock.lastDueAt) << 72
            | uint256(clock.feeIndex) << 56 | uint256(clock.excused) << 40 | uint256(clock.judged) << 24
            | uint256(clock.billed) << 8 | uint256(clock.status);
        word |= uint256(clock.accruedDay) << 192 | uint256(clock.ratePpm) << 216;
        if (clock.hasAccrued) word |= 1 << 240;
    }
}
