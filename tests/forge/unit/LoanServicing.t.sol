// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Status} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {LoanPapers} from "../support/LoanPapers.sol";
import {LoanTest} from "../support/LoanTest.sol";
import {VM} from "../support/Vm.sol";

/// @title What borrowers pay by hand, what keepers earn, and loans that change hands
contract LoanServicingTest is LoanTest {
    function setUp() external {
        _setUpLoans();
    }

    function test_parts__calledDirectly__fail() external {
        bytes4 refusal = ILoanRecords.LoanPartCalled.selector;
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        _fail(_bank(0), _world.loanParts(0), LoanPapers.drawing(deal), refusal);
        _fail(_importer, _world.loanParts(1), _repayment("id", 1), refusal);
        _fail(_bank(0), _world.loanParts(2), _recovery("id"), refusal);
    }

    function test_repay__notTheBorrowerOrNothing__fails() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        _fail(_stranger, address(_book), _repayment(id, 1), ILoanRecords.LoanNotBorrower.selector);
        _fail(address(0), address(_book), _repayment("other", 1), ILoanRecords.LoanNotBorrower.selector);
        _fail(_importer, address(_book), _repayment(id, 0), ILoanRecords.LoanAmountZero.selector);
        _fail(_importer, address(_book), _prepayment(id, 0), ILoanRecords.LoanAmountZero.selector);
    }

    function test_repay__someThenAll__isCurrentAgain() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        _refuse(_importer, _repayment(id, 1), ILoanRecords.LoanRefusal.NothingDue);
        VM.warp(_dueAt(id));
        uint256 dueMinor = _nextMinor(id);
        _pass(_importer, address(_book), _repayment(id, 1));
        VM.assertEq(_dueMinor(id), dueMinor - 1, "one less");
        _pass(_importer, address(_book), _repayment(id, type(uint64).max));
        VM.assertEq(_dueMinor(id), 0, "no more than is due");
        _issue(0, _importer, HELD_MINOR);
        _pass(_importer, address(_book), _closing(id));
        _expectStatus(id, ILoanRecords.LoanStatus.Closed);
        _refuse(_importer, _repayment(id, 1), ILoanRecords.LoanRefusal.WrongStatus);
        _refuse(_importer, _prepayment(id, 1), ILoanRecords.LoanRefusal.WrongStatus);
        _refuse(_importer, _closing(id), ILoanRecords.LoanRefusal.WrongStatus);
    }

    function test_repay__behindTheClock__onlyBills() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        (terms.schedule.instalments, terms.schedule.periodLength) = (60, 1);
        bytes32 id = _draw(terms);
        VM.warp(block.timestamp + 61 days);
        uint256 heldMinor = _deposit(0).balanceOf(_importer);
        _pass(_importer, address(_book), _repayment(id, 1_000));
        _pass(_importer, address(_book), _repayment(id, 1_000));
        VM.assertEq(_deposit(0).balanceOf(_importer), heldMinor, "not yet");
        _pass(_importer, address(_book), _repayment(id, 1_000));
        VM.assertEq(_deposit(0).balanceOf(_importer), heldMinor - 1_000, "up to now");
    }

    function test_repay__shortOrAboveTheStepUp__paysNothing() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        VM.warp(_dueAt(id));
        _stepUp(10);
        _fail(_importer, address(_book), _repayment(id, 11), ILoanRecords.LoanStepUpMissing.selector);
        _pass(_importer, address(_book), _repayment(id, 10));
        _pause(address(_deposit(0)), 0, true);
        _expectShort(_importer, _repayment(id, 10), ILoanRecords.ShortReason.MoneyPaused, address(_deposit(0)));
    }

    function test_prepay__eachShape__isBilledAnew() external {
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 id = _draw(_terms(ILoanTerms.Shape(i)));
            VM.warp(block.timestamp + 10 days);
            _pass(_importer, address(_book), _prepayment(id, 100_000));
            VM.assertEq(uint256(_book.stateOf(id).unbilledMinor), 200_000, "less");
            VM.assertGt(_book.stateOf(id).accruedRay, 0, "interest until today");
            _pass(_importer, address(_book), _prepayment(id, 100_000));
            while (_book.stateOf(id).nextDueAt != 0) {
                VM.warp(_dueAt(id));
                uint256 dueMinor = _nextMinor(id);
                VM.assertEq(_collect(id), dueMinor, "what was said before");
            }
            _expectStatus(id, ILoanRecords.LoanStatus.Closed);
        }
    }

    function test_prepay__whatIsNotAllowed__isRefusedOrShort() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        _refuse(_importer, _prepayment(id, PRINCIPAL_MINOR), ILoanRecords.LoanRefusal.AboveDebt);
        _freeze(_importer, type(uint256).max);
        _expectShort(_importer, _prepayment(id, 100), ILoanRecords.ShortReason.BorrowerFrozen, _importer);
        VM.warp(_dueAt(id));
        _refuse(_importer, _prepayment(id, 1), ILoanRecords.LoanRefusal.ArrearsOpen);
        _expectShort(_importer, _closing(id), ILoanRecords.ShortReason.BorrowerFrozen, _importer);
        _freeze(_importer, 0);
        _stepUp(10);
        _fail(_importer, address(_book), _closing(id), ILoanRecords.LoanStepUpMissing.selector);
    }

    function test_closeEarly__aMoment__costsItsInterest() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Bullet));
        VM.warp(block.timestamp + 10 days);
        uint256 heldMinor = _deposit(0).balanceOf(_importer);
        _pass(_importer, address(_book), _closing(id));
        VM.assertEq(heldMinor - _deposit(0).balanceOf(_importer), PRINCIPAL_MINOR + 1_000, "ten days at 12 %");
        _expectStatus(id, ILoanRecords.LoanStatus.Closed);
    }

    function test_prepay__lastDueDateTakesNothing__closes() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        (terms.principalMinor, terms.lateFeeMinor, terms.schedule.rateBps) = (1, 0, 0);
        bytes32 id = _draw(terms);
        terms.salt = "other";
        bytes32 other = _draw(terms);
        VM.warp(_dueAt(id) + 30 days);
        VM.assertEq(_collect(id) + _collect(other), 2, "the second one takes all");
        VM.warp(_dueAt(id));
        VM.assertEq(_collect(id), 0, "the last one");
        _expectStatus(id, ILoanRecords.LoanStatus.Closed);
        _refuse(_importer, _prepayment(other, 1), ILoanRecords.LoanRefusal.WrongStatus);
        _expectStatus(other, ILoanRecords.LoanStatus.Closed);
    }

    function test_collect__keyReplaced__pullsFromTheNewOne() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        address renewed = actor("RENEWED");
        bytes memory consent = signWith(keyOf("RENEWED"), _registry.hashCustomerConsent(renewed, _bank(0), "commitment"));
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.openKeyReplacement, (_importer, renewed, "case", consent));
        _pass(_bank(0), address(_registry), order);
        VM.warp(block.timestamp + 3 days);
        _pass(_bank(0), address(_registry), abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer)));
        _issue(0, renewed, HELD_MINOR);
        VM.warp(_dueAt(id));
        uint256 dueMinor = _nextMinor(id);
        VM.assertEq(_collect(id), dueMinor, "collected");
        VM.assertEq(_deposit(0).balanceOf(renewed), HELD_MINOR - dueMinor, "from the new key");
        _suspendCustomer(0, renewed, Status.Suspended);
        VM.warp(_dueAt(id));
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.BorrowerSuspended, renewed);
    }

    function test_collect__keeper__isPaidByTheLender() external {
        bytes32 id = _draw(_withFee(_terms(ILoanTerms.Shape.Linear)));
        bytes32 other = _draw(_withFee(_termsOfOther()));
        VM.warp(_dueAt(id));
        _collectAs(_farmer, id);
        VM.assertEq(_deposit(0).balanceOf(_farmer), 7, "a customer of the lender");
        _collectAs(_farmer, other);
        VM.assertEq(_deposit(0).balanceOf(_farmer), 14, "of another bank");
        VM.warp(_dueAt(id));
        uint256 beforeMinor = _money(0).balanceOf(_world.maker());
        _collectAs(_world.maker(), id);
        VM.assertEq(_money(0).balanceOf(_world.maker()), beforeMinor + 7, "an institution");
        _collectAs(_bank(1), other);
        VM.warp(_dueAt(id));
        _collectAs(_stranger, id);
        _suspendCustomer(0, _farmer, Status.Suspended);
        _collectAs(_farmer, other);
        VM.assertEq(_deposit(0).balanceOf(_farmer), 14, "nothing, suspended");
    }

    function test_collect__keeperBanksWithTheLender__isPaidThere() external {
        bytes32 id = _draw(_withFee(_termsOfOther()));
        VM.warp(_dueAt(id));
        uint256 reservesMinor = _money(0).balanceOf(_bank(1));
        uint256 dueMinor = _nextMinor(id);
        _collectAs(_miller, id);
        VM.assertEq(_deposit(1).balanceOf(_miller), HELD_MINOR + 7, "in the lender's deposits");
        VM.assertEq(_money(0).balanceOf(_bank(1)), reservesMinor + dueMinor, "no reserves for it");
    }

    function test_collectBatch__severalLenders__paysForEach() external {
        bytes32[] memory ids = new bytes32[](4);
        ids[0] = _draw(_withFee(_terms(ILoanTerms.Shape.Linear)));
        ids[1] = _draw(_withFee(_terms(ILoanTerms.Shape.Annuity)));
        ids[2] = _draw(_withFee(_termsOfOther()));
        ids[3] = _draw(_withFee(_terms(ILoanTerms.Shape.Bullet)));
        VM.warp(_dueAt(ids[0]));
        VM.prank(_farmer);
        _book.collectBatch(ids);
        VM.assertEq(_deposit(0).balanceOf(_farmer), 28, "four");
    }

    function test_collect__inDrops__earnsTwiceAtMost() external {
        bytes32 id = _draw(_withFee(_terms(ILoanTerms.Shape.Linear)));
        _redeemAll(_importer);
        VM.warp(_dueAt(id));
        for (uint256 i = 0; i < 3; ++i) {
            _issue(0, _importer, 100);
            _collectAs(_farmer, id);
        }
        _issue(0, _importer, HELD_MINOR);
        _collectAs(_farmer, id);
        VM.assertEq(_deposit(0).balanceOf(_farmer), 14, "the first and the last");
    }

    function test_assign__eachPartyThatIsWrong__fails() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        ILoanRecords.LoanAssignment memory paper = _assignment(id, 0, 0);
        _fail(_stranger, address(_book), _signed(paper), ILoanRecords.LoanNotParty.selector);
        _fail(_bank(1), address(_book), _signed(_assignment(id, 1, 0)), ILoanRecords.LoanNotLender.selector);
        bytes memory order = _signed(paper);
        _suspend(0, _bank(1), Status.Suspended);
        _fail(_bank(0), address(_book), order, ILoanRecords.LoanLenderNotActive.selector);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_book), order, ILoanRecords.LoanLenderNotActive.selector);
    }

    function test_assign__whatTheStateDoesNotAllow__isRefused() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        ILoanRecords.LoanAssignment memory paper = _assignment(id, 0, type(uint64).max);
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.CannotPay);
        (paper.priceMinor, paper.signedUntil) = (1, uint64(block.timestamp - 1));
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.Expired);
        (paper.signedUntil, paper.number) = (type(uint64).max, 1);
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.Used);
        _issue(0, _importer, HELD_MINOR);
        _pass(_importer, address(_book), _closing(id));
        _refuse(_bank(0), _signed(paper), ILoanRecords.LoanRefusal.WrongStatus);
    }

    function test_assign__forAPrice__pays() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        uint256 beforeMinor = _money(0).balanceOf(_bank(0));
        _pass(_bank(0), address(_book), _signed(_assignment(id, 0, 290_000)));
        VM.assertEq(_money(0).balanceOf(_bank(0)), beforeMinor + 290_000, "the price");
        VM.assertEq(_book.partiesOf(id).lender, _bank(1), "the lender");
    }

    function test_assign__shareOfASyndicate__passesOn() external {
        bytes32 id = _draw(_syndicate(0));
        _pass(_bank(1), address(_book), _signed(_assignment(id, 1, 0)));
        VM.assertEq(_book.sharesOf(id)[1].lender, _bank(0), "the second share");
        ILoanRecords.LoanAssignment memory paper = _assignment(id, 0, 0);
        paper.number = 1;
        _pass(_bank(0), address(_book), _signed(paper));
        VM.assertEq(_book.sharesOf(id)[0].lender, _bank(1), "the agent's");
        VM.assertEq(_book.partiesOf(id).lender, _bank(1), "the agent");
        paper.from = _bank(2);
        bytes memory order = _signed(paper);
        _fail(_bank(2), address(_book), order, ILoanRecords.LoanNotLender.selector);
    }

    function _withFee(ILoanTerms.LoanTerms memory terms) private pure returns (ILoanTerms.LoanTerms memory) {
        terms.keeperFeeMinor = 7;
        return terms;
    }

    function _collectAs(address keeper, bytes32 id) private {
        VM.assertGt(abi.decode(_pass(keeper, address(_book), _collection(id)), (uint256)), 0, "collected");
    }
}
