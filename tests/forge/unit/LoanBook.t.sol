// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Status} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {UnitTest} from "../support/UnitTest.sol";
import {VM} from "../support/Vm.sol";

/// @title A loan from its terms to its end, in every way it can go
contract LoanBookTest is UnitTest {
    uint256 private constant PRINCIPAL_MINOR = 300_000;

    ILoanBook private _book;

    function setUp() external {
        _setUpNetwork();
        _book = _world.loanBook();
    }

    function test_fund__eachTermThatIsWrong__fails() external {
        ILoanBook.LoanTerms memory terms = _terms(ILoanBook.Shape.Linear);
        terms.principalMinor = 0;
        _failTerms(terms);
        terms.principalMinor = 1e15 + 1;
        _failTerms(terms);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.annualRateBps = 10_001;
        _failTerms(terms);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.dayCountBasis = 364;
        _failTerms(terms);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.instalments = 0;
        _failTerms(terms);
        terms.instalments = 601;
        _failTerms(terms);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.periodDays = 0;
        _failTerms(terms);
        terms.periodDays = 367;
        _failTerms(terms);
        (terms.periodDays, terms.instalments) = (366, 51);
        _failTerms(terms);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.lateFeeMinor = PRINCIPAL_MINOR + 1;
        _failTerms(terms);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.defaultAfterS = terms.graceS - 1;
        _failTerms(terms);
    }

    function test_fund__eachPartyOrSignatureThatIsWrong__fails() external {
        ILoanBook.LoanTerms memory terms = _terms(ILoanBook.Shape.Linear);
        bytes memory funding = _funding(terms, "IMPORTER");
        _fail(_bank(1), address(_book), funding, ILoanBook.LoanNotLender.selector);
        _fail(_bank(0), address(_book), _funding(terms, "FARMER"), ILoanBook.LoanBadSignature.selector);
        terms.signedUntil = uint64(block.timestamp - 1);
        _failFund(terms, ILoanBook.LoanOfferExpired.selector);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.currency = _world.country(1).currency;
        _failFund(terms, ILoanBook.LoanBorrowerNotCustomer.selector);
        terms = _terms(ILoanBook.Shape.Linear);
        terms.lender = _bank(1);
        _fail(_bank(1), address(_book), _funding(terms, "IMPORTER"), ILoanBook.LoanBorrowerNotCustomer.selector);
        _suspendCustomer(0, _importer, Status.Suspended);
        _fail(_bank(0), address(_book), funding, ILoanBook.LoanBorrowerSuspended.selector);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_book), funding, ILoanBook.LoanLenderNotActive.selector);
        _suspend(0, _bank(0), Status.Active);
        _suspendCustomer(0, _importer, Status.Active);
        _pass(_bank(0), address(_book), funding);
        _fail(_bank(0), address(_book), funding, ILoanBook.LoanExists.selector);
    }

    function test_collect__eachShapeOnTime__closesAtZero() external {
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 id = _fund(_terms(ILoanBook.Shape(i)));
            VM.assertEq(_book.termsOf(id).principalMinor, PRINCIPAL_MINOR, "terms");
            uint256 paidMinor = 0;
            _fail(_stranger, address(_book), _collection(id), ILoanBook.LoanNotDue.selector);
            while (_book.nextInstalment(id).index != 0) {
                VM.warp(_book.nextInstalment(id).dueAt);
                paidMinor += _collect(id);
            }
            ILoanBook.LoanState memory state = _book.stateOf(id);
            _expectStatus(id, ILoanBook.LoanStatus.Closed);
            VM.assertEq(state.outstandingMinor + state.feesPaidMinor, 0, "nothing is left");
            VM.assertEq(paidMinor, PRINCIPAL_MINOR + state.interestPaidMinor, "principal and interest");
            _fail(_stranger, address(_book), _collection(id), ILoanBook.LoanNotOpen.selector);
        }
    }

    function test_collect__freeOfInterest__givesThePrincipalBack() external {
        ILoanBook.LoanTerms memory terms = _terms(ILoanBook.Shape.Annuity);
        terms.annualRateBps = 0;
        bytes32 id = _fund(terms);
        VM.warp(_book.nextInstalment(id).dueAt);
        VM.assertEq(_collect(id), PRINCIPAL_MINOR / 3, "a third");
        terms = _terms(ILoanBook.Shape.Bullet);
        (terms.annualRateBps, terms.salt) = (0, "free");
        id = _fund(terms);
        VM.warp(_book.nextInstalment(id).dueAt);
        VM.assertEq(_collect(id), 0, "nothing due before the end");
        VM.assertEq(_book.stateOf(id).instalmentsPaid, 1, "paid all the same");
    }

    function test_collect__shortThenLate__chargesOneFeeAndRecovers() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        _redeemAll();
        VM.warp(_book.nextInstalment(id).dueAt);
        VM.assertEq(_collect(id), 0, "short within its grace");
        _expectStatus(id, ILoanBook.LoanStatus.Active);
        VM.warp(block.timestamp + 6 hours + 1);
        VM.assertEq(_collect(id) + _collect(id), 0, "late, twice");
        _expectStatus(id, ILoanBook.LoanStatus.Late);
        VM.assertEq(_book.nextInstalment(id).feeMinor, 3_000, "one fee");
        _issue(0, _importer, HELD_MINOR);
        uint256 dueMinor = _dueMinor(id);
        VM.assertEq(_collect(id), dueMinor, "with the fee");
        _expectStatus(id, ILoanBook.LoanStatus.Active);
        VM.assertEq(_book.stateOf(id).feesPaidMinor, 3_000, "the fee");
    }

    function test_collect__twoInstalmentsLate__staysLateUntilNothingIsOverdue() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        VM.warp(_book.nextInstalment(id).dueAt + 31 days);
        _collect(id);
        _expectStatus(id, ILoanBook.LoanStatus.Late);
        _collect(id);
        _expectStatus(id, ILoanBook.LoanStatus.Active);
    }

    function test_collect__borrowerHindered__isItsLateness() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        VM.warp(_book.nextInstalment(id).dueAt + 6 hours + 1);
        bytes memory freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, type(uint256).max));
        _pass(_supervisor(0), address(_deposit(0)), freeze);
        VM.assertEq(_collect(id), 0, "frozen");
        _expectStatus(id, ILoanBook.LoanStatus.Late);
        freeze = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (_importer, 0));
        _pass(_supervisor(0), address(_deposit(0)), freeze);
        _suspendCustomer(0, _importer, Status.Suspended);
        VM.assertEq(_collect(id), 0, "suspended");
    }

    function test_collect__lenderHindered__isNotTheBorrowersLateness() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        VM.warp(_book.nextInstalment(id).dueAt + 6 hours + 1);
        _suspend(0, _bank(0), Status.Suspended);
        VM.assertEq(_collect(id), 0, "of a suspended lender");
        _suspend(0, _bank(0), Status.Active);
        _pause(address(_deposit(0)), 0, true);
        VM.assertEq(_collect(id), 0, "of paused money");
        _expectStatus(id, ILoanBook.LoanStatus.Active);
        _pause(address(_deposit(0)), 0, false);
        uint256 dueMinor = _dueMinor(id);
        VM.assertEq(_collect(id), dueMinor, "without a fee");
    }

    function test_collect__lenderHinderedAndBorrowerShort__excusesNobody() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        _redeemAll();
        VM.warp(_book.nextInstalment(id).dueAt + 6 hours + 1);
        _pause(address(_deposit(0)), 0, true);
        VM.assertEq(_collect(id), 0, "of paused money");
        _pause(address(_deposit(0)), 0, false);
        _issue(0, _importer, HELD_MINOR);
        uint256 dueMinor = _dueMinor(id);
        VM.assertEq(_collect(id), dueMinor + 3_000, "with its fee");
    }

    function test_collect__keyReplaced__pullsFromTheNewOne() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        address renewed = actor("RENEWED");
        bytes memory open = abi.encodeCall(
            IParticipantRegistry.openKeyReplacement, (_importer, renewed, "case", _consent("RENEWED", 0))
        );
        _pass(_bank(0), address(_registry), open);
        VM.warp(block.timestamp + 3 days);
        _pass(_bank(0), address(_registry), abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer)));
        _issue(0, renewed, HELD_MINOR);
        VM.warp(_book.nextInstalment(id).dueAt);
        uint256 dueMinor = _dueMinor(id);
        VM.assertEq(_collect(id), dueMinor, "collected");
        VM.assertEq(_deposit(0).balanceOf(renewed), HELD_MINOR - dueMinor, "from the new key");
    }

    function test_declareDefault__tooEarlyOrNotTheLender__fails() external {
        bytes32 id = _fund(_terms(ILoanBook.Shape.Linear));
        bytes memory declaration = abi.encodeCall(ILoanBook.declareDefault, (id));
        _fail(_bank(1), address(_book), declaration, ILoanBook.LoanNotLender.selector);
        VM.warp(_book.nextInstalment(id).dueAt + 30 days);
        _fail(_bank(0), address(_book), declaration, ILoanBook.LoanNotInDefault.selector);
        VM.warp(block.timestamp + 1);
        _suspend(0, _bank(0), Status.Suspended);
        _fail(_bank(0), address(_book), declaration, ILoanBook.LoanLenderNotActive.selector);
        _suspend(0, _bank(0), Status.Active);
        _pass(_bank(0), address(_book), declaration);
        _expectStatus(id, ILoanBook.LoanStatus.Defaulted);
        _fail(_bank(0), address(_book), declaration, ILoanBook.LoanNotOpen.selector);
        VM.assertEq(_book.nextInstalment(id).index, 0, "nothing open");
    }

    function _terms(ILoanBook.Shape shape) private view returns (ILoanBook.LoanTerms memory) {
        return ILoanBook.LoanTerms({
            lender: _bank(0),
            borrower: _importer,
            currency: _world.country(0).currency,
            principalMinor: PRINCIPAL_MINOR,
            annualRateBps: 1_200,
            dayCountBasis: 360,
            shape: shape,
            instalments: 3,
            periodDays: 30,
            graceS: 6 hours,
            lateFeeMinor: 3_000,
            defaultAfterS: 30 days,
            signedUntil: uint64(block.timestamp),
            salt: "salt"
        });
    }

    function _funding(ILoanBook.LoanTerms memory terms, string memory signer) private view returns (bytes memory) {
        return abi.encodeCall(ILoanBook.fund, (terms, signWith(keyOf(signer), _book.hashTerms(terms))));
    }

    function _fund(ILoanBook.LoanTerms memory terms) private returns (bytes32) {
        return abi.decode(_pass(_bank(0), address(_book), _funding(terms, "IMPORTER")), (bytes32));
    }

    function _failFund(ILoanBook.LoanTerms memory terms, bytes4 refusal) private {
        _fail(_bank(0), address(_book), _funding(terms, "IMPORTER"), refusal);
    }

    function _failTerms(ILoanBook.LoanTerms memory terms) private {
        _failFund(terms, ILoanBook.LoanTermsInvalid.selector);
    }

    function _collection(bytes32 id) private pure returns (bytes memory) {
        return abi.encodeCall(ILoanBook.collect, (id));
    }

    function _collect(bytes32 id) private returns (uint256) {
        return abi.decode(_pass(_stranger, address(_book), _collection(id)), (uint256));
    }

    function _dueMinor(bytes32 id) private view returns (uint256) {
        ILoanBook.InstalmentDue memory due = _book.nextInstalment(id);
        return due.feeMinor + due.interestMinor + due.principalMinor;
    }

    function _expectStatus(bytes32 id, ILoanBook.LoanStatus expected) private view {
        VM.assertEq(uint256(_book.stateOf(id).status), uint256(expected), "status");
    }

    function _redeemAll() private {
        IMoney deposit = _deposit(0);
        bytes memory redemption = abi.encodeCall(IMoney.redeem, (deposit.balanceOf(_importer), "all"));
        _pass(_importer, address(deposit), redemption);
    }
}
