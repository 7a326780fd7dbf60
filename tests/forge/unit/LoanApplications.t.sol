// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanApplications} from "corridor/interfaces/ILoanApplications.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {Currency, Label, Purpose} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "../support/Keys.sol";
import {LoanPapers} from "../support/LoanPapers.sol";
import {LoanTest} from "../support/LoanTest.sol";
import {VM} from "../support/Vm.sol";

/// @title An application from its request to its end
contract LoanApplicationsTest is LoanTest {
    ILoanApplications private _applications;

    function setUp() external {
        _setUpLoans();
        _applications = _world.loanApplications();
    }

    function test_requestLoan__eachOperandThatIsWrong__fails() external {
        Currency baht = _world.country(0).currency;
        Purpose purpose = Purpose.wrap("CORT");
        bytes4 invalid = ILoanApplications.ApplicationInvalid.selector;
        _failRequest(_stranger, abi.encode(bytes32("id"), _bank(0), baht, 1, purpose), ILoanApplications.ApplicationNotParty.selector);
        _failRequest(_importer, abi.encode(bytes32(0), _bank(0), baht, 1, purpose), invalid);
        _failRequest(_importer, abi.encode(bytes32("id"), _bank(0), baht, 0, purpose), invalid);
        _failRequest(_importer, abi.encode(bytes32("id"), _bank(0), baht, 1, Purpose.wrap(0)), invalid);
        _failRequest(_importer, abi.encode(bytes32("id"), _bank(2), baht, 1, purpose), invalid);
    }

    function test_requestLoan__idInUse__isRefused() external {
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        _pass(_importer, address(_applications), _request(deal));
        VM.expectEmit(address(_applications));
        emit ILoanApplications.ApplicationRefused(
            deal.applicationId, _importer, ILoanApplications.ApplicationState.Requested
        );
        _pass(_importer, address(_applications), _request(deal));
    }

    function test_offerLoan__eachOperandThatIsWrong__fails() external {
        bytes32 id = _requested();
        bytes4 invalid = ILoanApplications.ApplicationInvalid.selector;
        uint64 now_ = uint64(block.timestamp);
        _fail(_bank(1), address(_applications), _offering(id, "terms", "check", now_), ILoanApplications.ApplicationNotParty.selector);
        _fail(_bank(0), address(_applications), _offering(id, 0, "check", now_), invalid);
        _fail(_bank(0), address(_applications), _offering(id, "terms", 0, now_), invalid);
        _fail(_bank(0), address(_applications), _offering(id, "terms", "check", now_ - 1), invalid);
    }

    function test_offerLoan__twice__isRefused() external {
        bytes32 id = _requested();
        bytes memory offer = _offering(id, "terms", "check", uint64(block.timestamp));
        _pass(_bank(0), address(_applications), offer);
        _expectState(id, ILoanApplications.ApplicationState.Offered);
        _pass(_bank(0), address(_applications), _offering(id, "other", "check", uint64(block.timestamp)));
        VM.assertEq(_applications.applicationOf(id).termsHash, "terms", "the first offer");
        VM.warp(block.timestamp + 1);
        _expectState(id, ILoanApplications.ApplicationState.Expired);
        _pass(_importer, address(_applications), _declining(id));
        _expectState(id, ILoanApplications.ApplicationState.Expired);
    }

    function test_declineLoan__byEitherButNobodyElse__ends() external {
        bytes32 id = _requested();
        _fail(_stranger, address(_applications), _declining(id), ILoanApplications.ApplicationNotParty.selector);
        _pass(_bank(0), address(_applications), _declining(id));
        _expectState(id, ILoanApplications.ApplicationState.Declined);
        _pass(_importer, address(_applications), _declining(id));
        bytes32 other = _requested();
        _pass(_bank(0), address(_applications), _offering(other, "terms", "check", uint64(block.timestamp)));
        _pass(_importer, address(_applications), _declining(other));
        _expectState(other, ILoanApplications.ApplicationState.Declined);
    }

    function test_takeOffer__anythingThatDiffers__fails() external {
        bytes32 id = _requested();
        address book = address(_book);
        bytes4 notOffered = ILoanApplications.ApplicationNotOffered.selector;
        _fail(book, address(_applications), _taking(id, 0, _importer, _bank(0)), notOffered);
        _pass(_bank(0), address(_applications), _offering(id, "terms", "check", uint64(block.timestamp)));
        _fail(_bank(0), address(_applications), _taking(id, "terms", _importer, _bank(0)), ILoanApplications.ApplicationNotSystemContract.selector);
        _fail(book, address(_applications), _taking(id, "other", _importer, _bank(0)), notOffered);
        _fail(book, address(_applications), _taking(id, "terms", _importer, _bank(1)), notOffered);
        _fail(book, address(_applications), _taking(id, "terms", _farmer, _bank(0)), notOffered);
        _pass(book, address(_applications), _taking(id, "terms", _importer, _bank(0)));
        _expectState(id, ILoanApplications.ApplicationState.Taken);
    }

    function test_takeOffer__keyReplacedSince__isTheSameBorrower() external {
        bytes32 id = _requested();
        _pass(_bank(0), address(_applications), _offering(id, "terms", "check", type(uint64).max));
        address renewed = _replaceKey();
        _pass(address(_book), address(_applications), _taking(id, "terms", renewed, _bank(0)));
        _expectState(id, ILoanApplications.ApplicationState.Taken);
    }

    function _replaceKey() private returns (address renewed) {
        renewed = actor("RENEWED");
        bytes memory consent = signWith(keyOf("RENEWED"), _registry.hashCustomerConsent(renewed, _bank(0), "commitment"));
        bytes memory order =
            abi.encodeCall(IParticipantRegistry.openKeyReplacement, (_importer, renewed, "case", consent));
        _pass(_bank(0), address(_registry), order);
        VM.warp(block.timestamp + 3 days);
        _pass(_bank(0), address(_registry), abi.encodeCall(IParticipantRegistry.completeKeyReplacement, (_importer)));
    }

    function _requested() private returns (bytes32 id) {
        LoanPapers.Deal memory deal = _deal(_terms(ILoanTerms.Shape.Linear));
        _pass(_importer, address(_applications), _request(deal));
        return deal.applicationId;
    }

    function _failRequest(address sender, bytes memory operands, bytes4 refusal) private {
        bytes memory order = bytes.concat(ILoanApplications.requestLoan.selector, operands);
        _fail(sender, address(_applications), order, refusal);
    }

    function _offering(bytes32 id, bytes32 termsHash, bytes32 check, uint64 expiresAt) private pure returns (bytes memory) {
        return abi.encodeCall(ILoanApplications.offerLoan, (id, termsHash, check, expiresAt));
    }

    function _declining(bytes32 id) private pure returns (bytes memory) {
        return abi.encodeCall(ILoanApplications.declineLoan, (id, Label.wrap("no")));
    }

    function _taking(bytes32 id, bytes32 loanId, address borrower, address bank) private pure returns (bytes memory) {
        return abi.encodeCall(ILoanApplications.takeOffer, (id, loanId, borrower, bank));
    }

    function _expectState(bytes32 id, ILoanApplications.ApplicationState expected) private view {
        VM.assertEq(uint256(_applications.applicationOf(id).state), uint256(expected), "state");
    }
}
