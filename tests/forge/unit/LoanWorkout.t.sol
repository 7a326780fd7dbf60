// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {Label, Status} from "corridor/interfaces/Types.sol";
import {LoanTest} from "../support/LoanTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Default, recovery, writing off and new schedules
contract LoanWorkoutTest is LoanTest {
    function setUp() external {
        _setUpLoans();
    }

    function test_declareDefault__tooEarlyOrNotTheLender__isRefusedOrFails() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        _refuse(_bank(0), _declaration(id), ILoanRecords.LoanRefusal.WrongStatus);
        _redeemAll(_importer);
        uint256 dueAt = _dueAt(id);
        _fail(_bank(1), address(_book), _declaration(id), ILoanRecords.LoanNotLender.selector);
        VM.warp(dueAt + 30 days);
        _refuse(_bank(0), _declaration(id), ILoanRecords.LoanRefusal.TooSoon);
        VM.warp(dueAt + 30 days + 1);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_book), _declaration(id), ILoanRecords.LoanLenderNotActive.selector);
        _suspend(0, _bank(0), Status.Active);
        _pass(_bank(0), address(_book), _declaration(id));
        _expectStatus(id, ILoanRecords.LoanStatus.Defaulted);
        _refuse(_bank(0), _declaration(id), ILoanRecords.LoanRefusal.WrongStatus);
        _refuse(_stranger, _collection(id), ILoanRecords.LoanRefusal.WrongStatus);
    }

    function test_recover__thenAllIsPaid__closes() external {
        bytes32 id = _default();
        _refuse(_bank(0), _writingOff(id), ILoanRecords.LoanRefusal.WrongStatus);
        _pass(_bank(0), address(_book), _recovery(id));
        _refuse(_bank(0), _recovery(id), ILoanRecords.LoanRefusal.WrongStatus);
        _issue(0, _importer, 5_000);
        VM.assertEq(_collect(id), 5_000, "in part");
        _issue(0, _importer, HELD_MINOR);
        uint256 dueMinor = _dueMinor(id);
        _pass(_importer, address(_book), _repayment(id, 1));
        VM.assertEq(_collect(id), dueMinor - 1, "the rest");
        _expectStatus(id, ILoanRecords.LoanStatus.Closed);
    }

    function test_recover__everythingPaidInDefault__closesAtOnce() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.schedule.instalments = 1;
        bytes32 id = _draw(terms);
        _redeemAll(_importer);
        VM.warp(_dueAt(id) + 30 days + 1);
        _pass(_bank(0), address(_book), _declaration(id));
        _issue(0, _importer, HELD_MINOR);
        _pass(_importer, address(_book), _repayment(id, type(uint64).max));
        _expectStatus(id, ILoanRecords.LoanStatus.Defaulted);
        _refuse(_importer, _repayment(id, 1), ILoanRecords.LoanRefusal.NothingDue);
        _pass(_bank(0), address(_book), _recovery(id));
        _expectStatus(id, ILoanRecords.LoanStatus.Closed);
    }

    function test_repay__inDefaultWithAGraceThatEnded__staysInDefault() external {
        bytes32 id = _default();
        VM.warp(block.timestamp + 6 hours + 1);
        _issue(0, _importer, HELD_MINOR);
        _pass(_importer, address(_book), _repayment(id, 1));
        _expectStatus(id, ILoanRecords.LoanStatus.Defaulted);
        VM.assertEq(uint256(_book.stateOf(id).feeMinor), 2 * FEE_MINOR - 1, "both due dates' fees");
    }

    function test_writeOff__inRecovery__isOver() external {
        bytes32 id = _default();
        _pass(_bank(0), address(_book), _recovery(id));
        _pass(_bank(0), address(_book), _writingOff(id));
        _expectStatus(id, ILoanRecords.LoanStatus.WrittenOff);
        VM.assertEq(_dueMinor(id), 0, "nothing owed");
        _refuse(_stranger, _collection(id), ILoanRecords.LoanRefusal.WrongStatus);
        _refuse(_bank(0), _signed(_restructuring(id)), ILoanRecords.LoanRefusal.WrongStatus);
        _refuse(_stranger, _signed(_mandate(id, 1)), ILoanRecords.LoanRefusal.WrongStatus);
        _refuse(_bank(0), _signed(_assignment(id, 0, 0)), ILoanRecords.LoanRefusal.WrongStatus);
    }

    function test_restructure__inDefault__owesAllAnew() external {
        bytes32 id = _default();
        _pass(_importer, address(_book), _signed(_restructuring(id)));
        _expectStatus(id, ILoanRecords.LoanStatus.Active);
        VM.assertGt(_book.stateOf(id).unbilledMinor, PRINCIPAL_MINOR, "with fees and interest");
        VM.assertEq(uint256(_book.partiesOf(id).restructurings), 1, "one");
        _refuse(_importer, _signed(_restructuring(id)), ILoanRecords.LoanRefusal.Used);
    }

    function test_restructure__running__isAllowed() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Annuity));
        _pass(_bank(0), address(_book), _signed(_restructuring(id)));
        VM.assertEq(uint256(_book.stateOf(id).unbilledMinor), PRINCIPAL_MINOR, "the same on the first day");
    }

    function test_restructure__whatIsNotAllowed__isRefusedOrFails() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        ILoanRecords.LoanRestructuring memory paper = _restructuring(id);
        _fail(_stranger, address(_book), _signed(paper), ILoanRecords.LoanNotParty.selector);
        paper.signedUntil = uint64(block.timestamp - 1);
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.Expired);
        (paper.signedUntil, paper.debtMinorMax) = (type(uint64).max, PRINCIPAL_MINOR - 1);
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.AboveDebt);
        (paper.schedule.rateIndex, paper.schedule.rateAgeDaysMax) = (Label.wrap("THOR"), 1);
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.RateMissing);
        bytes memory order = _signed(paper);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_book), order, ILoanRecords.LoanLenderNotActive.selector);
    }
}
