// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {Label, Status} from "corridor/interfaces/Types.sol";
import {keyOf, signWith} from "../support/Keys.sol";
import {LoanPapers} from "../support/LoanPapers.sol";
import {LoanTest} from "../support/LoanTest.sol";
import {VM} from "../support/Vm.sol";

/// @title Drawdown and collection
contract LoanBookTest is LoanTest {
    function setUp() external {
        _setUpLoans();
    }

    function test_drawDown__eachSignatureOrPartyThatIsWrong__fails() external {
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        _fail(_stranger, address(_book), LoanPapers.drawing(deal), ILoanRecords.LoanNotParty.selector);
        deal.borrowerSignature = signWith(keyOf("FARMER"), deal.mandate.loanId);
        _failDraw(deal, ILoanRecords.LoanSignatureInvalid.selector);
        deal = _deal(deal.terms);
        deal.lenderSignatures[0] = deal.borrowerSignature;
        _failDraw(deal, ILoanRecords.LoanSignatureInvalid.selector);
        deal = _deal(deal.terms);
        deal.mandateSignature = deal.borrowerSignature;
        _failDraw(deal, ILoanRecords.LoanSignatureInvalid.selector);
        _suspend(0, _bank(0), Status.Suspended);
        _failDraw(_deal(deal.terms), ILoanRecords.LoanLenderNotActive.selector);
    }

    function test_drawDown__eachMandateThatIsWrong__fails() external {
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        bytes32 id = deal.mandate.loanId;
        uint64 endless = type(uint40).max;
        deal.mandate = ILoanRecords.LoanMandate("other", 0, 1, endless, 0);
        _failDraw(deal, ILoanRecords.LoanMandateInvalid.selector);
        deal.mandate = ILoanRecords.LoanMandate(id, 0, 0, endless, 0);
        _failDraw(deal, ILoanRecords.LoanMandateInvalid.selector);
        deal.mandate = ILoanRecords.LoanMandate(id, 0, 1, endless, 30 days + 1);
        _failDraw(deal, ILoanRecords.LoanMandateInvalid.selector);
        deal.mandate = ILoanRecords.LoanMandate(id, 0, 1, uint64(block.timestamp - 1), 0);
        _failDraw(deal, ILoanRecords.LoanMandateInvalid.selector);
        deal.mandate = ILoanRecords.LoanMandate(id, 0, 1, endless + 1, 0);
        _failDraw(deal, ILoanRecords.LoanMandateInvalid.selector);
    }

    function test_drawDown__aboveTheStepUp__takesTheSecondKey() external {
        _stepUp(1_000);
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        _offer(deal);
        _failDraw(deal, ILoanRecords.LoanSignatureInvalid.selector);
        deal.stepUpSignature = signWith(keyOf("SECOND"), _book.hashMandate(deal.mandate));
        VM.assertEq(_tryDraw(deal), deal.mandate.loanId, "with both keys");
        deal = _deal(_terms(ILoanTerms.Shape.Linear));
        deal.mandate.ceilingMinor = 1_000;
        deal.mandateSignature = signWith(keyOf("IMPORTER"), _book.hashMandate(deal.mandate));
        _draw(deal);
    }

    function test_drawDown__whatTheStateDoesNotAllow__isRefused() external {
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        _draw(deal);
        _refuse(_importer, LoanPapers.drawing(deal), ILoanRecords.LoanRefusal.Used);
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.signedUntil = uint64(block.timestamp - 1);
        _refuseDraw(terms, ILoanRecords.LoanRefusal.Expired);
        _refuseDraw(_floating(), ILoanRecords.LoanRefusal.RateMissing);
        _pause(address(_deposit(0)), 0, true);
        _refuseDraw(_terms(ILoanTerms.Shape.Linear), ILoanRecords.LoanRefusal.CannotPay);
        _pause(address(_deposit(0)), 0, false);
        terms = _termsOfOther();
        terms.principalMinor = uint64(10 * HELD_MINOR + 1);
        _refuseDraw(terms, ILoanRecords.LoanRefusal.CannotPay);
        _pause(address(_money(0)), 0, true);
        _refuseDraw(_termsOfOther(), ILoanRecords.LoanRefusal.CannotPay);
        _suspendCustomer(0, _importer, Status.Suspended);
        _refuseDraw(_terms(ILoanTerms.Shape.Linear), ILoanRecords.LoanRefusal.CannotPay);
        _suspend(0, _bank(0), Status.Suspended);
        _refuseDraw(_termsOfOther(), ILoanRecords.LoanRefusal.CannotPay);
        terms = _terms(ILoanTerms.Shape.Linear);
        (terms.lender, terms.currency) = (_bank(2), _world.country(1).currency);
        _refuseDraw(terms, ILoanRecords.LoanRefusal.CannotPay);
    }

    function test_drawDown__syndicateThatIsNoSuch__fails() external {
        bytes4 invalid = ILoanRecords.LoanSyndicateInvalid.selector;
        LoanPapers.Deal memory deal = _syndicate(0);
        deal.terms.syndicateHash = 0;
        _failDraw(deal, invalid);
        deal.shares = new ILoanTerms.Share[](0);
        _failDraw(deal, invalid);
        deal = _syndicate(0);
        deal.lenderSignatures = new bytes[](1);
        _failDraw(deal, invalid);
        deal = _syndicate(0);
        deal.shares[1].weight = 2;
        _failDraw(deal, invalid);
        deal = _syndicate(0);
        deal.terms.lender = _bank(1);
        _failDraw(deal, invalid);
        deal = _syndicate(0);
        deal.shares[1].weight = 0;
        _failDraw(_shared(deal.terms, deal.shares), invalid);
        _failDraw(_shared(deal.terms, new ILoanTerms.Share[](0)), invalid);
        ILoanTerms.Share[] memory many = new ILoanTerms.Share[](17);
        for (uint256 i = 0; i < 17; ++i) {
            many[i] = ILoanTerms.Share(_bank(0), 1);
        }
        _failDraw(_shared(deal.terms, many), invalid);
    }

    function test_collect__eachShapeOnTime__closesAtZero() external {
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 id = _draw(_terms(ILoanTerms.Shape(i)));
            VM.assertEq(uint256(_book.scheduleOf(id).instalments), 3, "schedule");
            _refuse(_stranger, _collection(id), ILoanRecords.LoanRefusal.NothingDue);
            uint256 principalMinor = 0;
            while (_book.stateOf(id).nextDueAt != 0) {
                VM.warp(_dueAt(id));
                uint256 dueMinor = _nextMinor(id);
                VM.assertEq(_collect(id), dueMinor, "what was said before");
                principalMinor += dueMinor;
            }
            _expectStatus(id, ILoanRecords.LoanStatus.Closed);
            VM.assertGt(principalMinor, PRINCIPAL_MINOR, "with interest");
            (uint64 dueAt,,) = _book.nextInstalment(id);
            VM.assertEq(_book.stateOf(id).unbilledRay + _dueMinor(id) + dueAt, 0, "nothing is left");
            _refuse(_stranger, _collection(id), ILoanRecords.LoanRefusal.WrongStatus);
        }
    }

    function test_collect__shortThenLate__chargesOneFeeAndRecovers() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        _redeemAll(_importer);
        uint256 dueAt = _dueAt(id);
        VM.warp(dueAt + 6 hours);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.InsufficientBalance, _importer);
        _expectStatus(id, ILoanRecords.LoanStatus.Active);
        VM.warp(dueAt + 6 hours + 1);
        VM.assertEq(_collect(id) + _collect(id), 0, "late, twice");
        _expectStatus(id, ILoanRecords.LoanStatus.Late);
        VM.assertEq(uint256(_book.stateOf(id).feeMinor), FEE_MINOR, "one fee");
        _issue(0, _importer, FEE_MINOR + 1);
        VM.assertEq(_collect(id), FEE_MINOR + 1, "in part: the fee first");
        VM.assertEq(uint256(_book.stateOf(id).feeMinor), 0, "the fee");
        _issue(0, _importer, HELD_MINOR);
        uint256 dueMinor = _dueMinor(id);
        VM.assertEq(_collect(id), dueMinor, "the rest");
        _expectStatus(id, ILoanRecords.LoanStatus.Active);
    }

    function test_collect__manyDueDatesBehind__takesSeveralCalls() external {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        (terms.schedule.instalments, terms.schedule.periodLength) = (60, 1);
        bytes32 id = _draw(terms);
        VM.warp(block.timestamp + 61 days);
        VM.assertEq(_collect(id), 0, "24 billed");
        VM.assertEq(uint256(_book.stateOf(id).billed), 24, "24 billed");
        bytes memory prepayment = _prepayment(id, 1);
        _refuse(_importer, prepayment, ILoanRecords.LoanRefusal.BehindClock);
        VM.assertEq(uint256(_book.stateOf(id).billed), 48, "the refusal bills too");
        VM.assertGt(_collect(id), PRINCIPAL_MINOR, "all of it, with fees");
        _expectStatus(id, ILoanRecords.LoanStatus.Closed);
    }

    function test_collect__borrowerHindered__isItsLateness() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        VM.warp(_dueAt(id) + 6 hours + 1);
        _freeze(_importer, type(uint256).max);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.BorrowerFrozen, _importer);
        _expectStatus(id, ILoanRecords.LoanStatus.Late);
        _freeze(_importer, 0);
        _suspendCustomer(0, _importer, Status.Suspended);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.BorrowerSuspended, _importer);
    }

    function test_collect__borrowerBanksElsewhere__isItsLateness() external {
        bytes32 id = _draw(_termsOfOther());
        _suspend(0, _bank(0), Status.Revoked);
        _pass(_bank(2), address(_registry), _registration("IMPORTER", 2));
        VM.warp(_dueAt(id) + 6 hours + 1);
        ILoanRecords.ShortReason reason = ILoanRecords.ShortReason.BorrowerWithoutAccount;
        _expectShort(_stranger, _collection(id), reason, _importer);
        _expectStatus(id, ILoanRecords.LoanStatus.Late);
        _expectShort(_importer, _repayment(id, 1), reason, _importer);
    }

    function test_collect__banksHindered__isNotTheBorrowersLateness() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        bytes32 other = _draw(_termsOfOther());
        VM.warp(_dueAt(id) + 6 hours + 1);
        _suspend(0, _bank(0), Status.Suspended);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.LenderSuspended, _bank(0));
        _expectShort(_stranger, _collection(other), ILoanRecords.ShortReason.BankSuspended, _bank(0));
        _suspend(0, _bank(0), Status.Active);
        _suspend(0, _bank(1), Status.Suspended);
        _expectShort(_stranger, _collection(other), ILoanRecords.ShortReason.LenderSuspended, _bank(1));
        _suspend(0, _bank(1), Status.Active);
        _suspend(0, address(_book), Status.Suspended);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.BookNotAdmitted, address(_book));
        _suspend(0, address(_book), Status.Active);
        _pause(address(_deposit(0)), 0, true);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.MoneyPaused, address(_deposit(0)));
        _pause(address(_deposit(0)), 0, false);
        _pause(address(_money(0)), 0, true);
        _expectShort(_stranger, _collection(other), ILoanRecords.ShortReason.MoneyPaused, address(_money(0)));
        _pause(address(_money(0)), 0, false);
        uint256 dueMinor = _dueMinor(id);
        VM.assertEq(_collect(id), dueMinor, "without a fee");
        VM.assertEq(uint256(_book.stateOf(other).feeMinor), 0, "nor there");
        dueMinor = _dueMinor(other);
        VM.assertEq(_collect(other), dueMinor, "between banks");
    }

    function test_collect__bankShortOfReserves__isTheBanks() external {
        bytes32 id = _draw(_termsOfOther());
        bytes32 shared = _draw(_syndicate(1));
        _spendReserves(0);
        VM.warp(_dueAt(id) + 6 hours + 1);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.BankShort, _bank(0));
        _expectShort(_stranger, _collection(shared), ILoanRecords.ShortReason.BankShort, _bank(0));
        _expectStatus(id, ILoanRecords.LoanStatus.Active);
        uint256 dueMinor = _dueMinor(shared);
        _issueReserves(0, _bank(0), dueMinor - dueMinor / 4);
        VM.assertEq(_collect(shared), dueMinor, "its own part takes none");
        VM.assertEq(_book.sharesOf(shared).length, 2, "shares");
    }

    function test_collect__borrowerAndBankShort__isTheBanks() external {
        bytes32 id = _draw(_termsOfOther());
        _spendReserves(0);
        _redeemAll(_importer);
        _issue(0, _importer, 100);
        VM.warp(_dueAt(id));
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.BankShort, _bank(0));
        _issueReserves(0, _bank(0), 100);
        VM.assertEq(_collect(id), 100, "what there is");
    }

    function test_collect__syndicateInSmallParts__sharesToTheUnit() external {
        bytes32 id = _draw(_syndicate(0));
        VM.warp(_dueAt(id));
        _redeemAll(_importer);
        uint256 beforeMinor = _money(0).balanceOf(_bank(1));
        for (uint256 i = 1; i < 9; ++i) {
            _issue(0, _importer, 101);
            VM.assertEq(_collect(id), 101, "in part");
            uint256 partMinor = _money(0).balanceOf(_bank(1)) - beforeMinor;
            VM.assertTrue(partMinor == 101 * i / 4 || partMinor == 101 * i / 4 + 1, "a quarter");
        }
    }

    function test_repay__threeSharesInSingleUnits__nobodyIsAhead() external {
        ILoanTerms.Share[] memory shares = new ILoanTerms.Share[](3);
        (shares[0], shares[1]) = (ILoanTerms.Share(_bank(1), 1), ILoanTerms.Share(_bank(0), 1));
        shares[2] = ILoanTerms.Share(_bank(1), 1);
        bytes32 id = _draw(_shared(_termsOfOther(), shares));
        VM.warp(_dueAt(id));
        uint256 beforeMinor = _money(0).balanceOf(_bank(1));
        for (uint256 i = 1; i < 7; ++i) {
            _pass(_importer, address(_book), _repayment(id, 1));
            VM.assertEq(_money(0).balanceOf(_bank(1)) - beforeMinor, i - (i + 1) / 3, "each third, one by one");
        }
    }

    function test_collect__mandateOverOrUsedUp__isShort() external {
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        deal.mandate.ceilingMinor = 10;
        deal.mandateSignature = signWith(keyOf("IMPORTER"), _book.hashMandate(deal.mandate));
        bytes32 id = _draw(deal);
        VM.warp(_dueAt(id));
        VM.assertEq(_collect(id), 10, "the ceiling");
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.MandateEnded, _importer);
        ILoanRecords.LoanMandate memory mandate = _mandate(id, 1);
        mandate.expiresAt = uint64(block.timestamp);
        _pass(_stranger, address(_book), _signed(mandate));
        VM.warp(block.timestamp + 1);
        _expectShort(_stranger, _collection(id), ILoanRecords.ShortReason.MandateEnded, _importer);
    }

    function test_setMandate__usedOrOver__isRefused() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        _refuse(_stranger, _signed(_mandate(id, 0)), ILoanRecords.LoanRefusal.Used);
        _pass(_stranger, address(_book), _signed(_mandate(id, 1)));
        VM.assertEq(uint256(_book.partiesOf(id).mandates), 2, "two");
        _issue(0, _importer, HELD_MINOR);
        _pass(_importer, address(_book), _closing(id));
        _refuse(_stranger, _signed(_mandate(id, 2)), ILoanRecords.LoanRefusal.WrongStatus);
    }

    function test_revokeMandate__withNotice__endsThenAndOnce() external {
        bytes32 id = _draw(_terms(ILoanTerms.Shape.Linear));
        bytes memory revocation = abi.encodeCall(ILoanBook.revokeMandate, (id));
        _fail(_stranger, address(_book), revocation, ILoanRecords.LoanNotBorrower.selector);
        _pass(_importer, address(_book), revocation);
        VM.assertEq(uint256(_book.partiesOf(id).mandateEndsAt), block.timestamp + 7 days, "a week");
        _refuse(_importer, revocation, ILoanRecords.LoanRefusal.NotInForce);
        ILoanRecords.LoanMandate memory mandate = _mandate(id, 1);
        mandate.expiresAt = uint64(block.timestamp + 1);
        _pass(_stranger, address(_book), _signed(mandate));
        _pass(_importer, address(_book), revocation);
        VM.assertEq(uint256(_book.partiesOf(id).mandateEndsAt), block.timestamp + 1, "its own end");
        mandate.number = 2;
        _pass(_stranger, address(_book), _signed(mandate));
        VM.warp(block.timestamp + 2);
        _refuse(_importer, revocation, ILoanRecords.LoanRefusal.NotInForce);
    }

    function test_collectBatch__oneBadLoan__goesOn() external {
        bytes32[] memory ids = new bytes32[](3);
        ids[0] = _draw(_terms(ILoanTerms.Shape.Linear));
        ids[2] = _draw(_terms(ILoanTerms.Shape.Annuity));
        VM.warp(_dueAt(ids[0]));
        uint256 dueMinor = _nextMinor(ids[0]) + _nextMinor(ids[2]);
        bytes memory answer = _pass(_stranger, address(_book), abi.encodeCall(ILoanBook.collectBatch, (ids)));
        VM.assertEq(abi.decode(answer, (uint256)), dueMinor, "both");
        bytes memory many = abi.encodeCall(ILoanBook.collectBatch, (new bytes32[](65)));
        _fail(_stranger, address(_book), many, ILoanRecords.LoanTooMany.selector);
    }

    function test_collect__floatingRate__isThatOfItsDueDate() external {
        _license("THOR");
        uint256 today = block.timestamp / 1 days;
        _publish("THOR", 20_000, today + 1);
        VM.warp(block.timestamp + 1 days);
        ILoanTerms.LoanTerms memory terms = _floating();
        bytes32 linear = _draw(terms);
        terms = _floating();
        terms.schedule.shape = ILoanTerms.Shape.Annuity;
        bytes32 id = _draw(terms);
        VM.assertEq(uint256(_book.stateOf(id).ratePpm), 30_000, "index and spread");
        _publish("THOR", 900_000, today + 31);
        VM.warp(_dueAt(id));
        VM.assertGt(_collect(id) + _collect(linear), 0, "collected");
        VM.assertEq(uint256(_book.stateOf(id).ratePpm), 50_000, "the cap");
        VM.warp(_dueAt(id));
        VM.assertGt(_collect(id), 0, "collected");
        VM.assertEq(uint256(_book.stateOf(id).ratePpm), 50_000, "stale: as before");
    }

    function _floating() private returns (ILoanTerms.LoanTerms memory terms) {
        terms = _terms(ILoanTerms.Shape.Linear);
        (terms.schedule.rateIndex, terms.schedule.rateBps) = (Label.wrap("THOR"), 100);
        (terms.schedule.capBps, terms.schedule.floorBps, terms.schedule.rateAgeDaysMax) = (500, 10, 10);
    }

    function _refuseDraw(ILoanTerms.LoanTerms memory terms, ILoanRecords.LoanRefusal reason) private {
        LoanPapers.Deal memory deal = _deal(terms);
        _refuse(_importer, LoanPapers.drawing(deal), reason);
    }

    /// @dev To its neighbour, so that it has none.
    function _spendReserves(uint256 bank) private {
        bytes memory order =
            abi.encodeWithSignature("transfer(address,uint256)", _bank(1 - bank), _money(0).balanceOf(_bank(bank)));
        _pass(_bank(bank), address(_money(0)), order);
    }
}
