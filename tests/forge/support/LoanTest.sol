// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC7943Fungible} from "corridor/interfaces/IERC7943Fungible.sol";
import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {ILoanApplications} from "corridor/interfaces/ILoanApplications.sol";
import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanServicing} from "corridor/interfaces/ILoanServicing.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {IParticipantRegistry} from "corridor/interfaces/IParticipantRegistry.sol";
import {IRateIndex} from "corridor/interfaces/IRateIndex.sol";
import {Bic, Label, Purpose, Role} from "corridor/interfaces/Types.sol";
import {actor, keyOf, signWith} from "./Keys.sol";
import {leiOf} from "./Leis.sol";
import {LoanPapers} from "./LoanPapers.sol";
import {UnitTest} from "./UnitTest.sol";
import {Vm, VM} from "./Vm.sol";
import {World} from "./World.sol";

/// @title Loans of the importer, and all that may be done with them in a line
abstract contract LoanTest is UnitTest {
    uint64 internal constant PRINCIPAL_MINOR = 300_000;
    uint64 internal constant FEE_MINOR = 3_000;

    ILoanBook internal _book;
    uint256 private _salt;

    function _setUpLoans() internal {
        _setUpNetwork();
        _book = _world.loanBook();
    }

    /// @dev Bangkok Bank's loan to its own customer: each has another salt.
    function _terms(ILoanTerms.Shape shape) internal returns (ILoanTerms.LoanTerms memory terms) {
        terms = LoanPapers.terms(_world, 0, _importer, PRINCIPAL_MINOR);
        terms.schedule.shape = shape;
        if (shape == ILoanTerms.Shape.NegativeAmortising) terms.schedule.paymentMinor = 1_000;
        terms.salt = bytes32(++_salt);
    }

    /// @dev The same of a bank at which the importer has no account.
    function _termsOfOther() internal returns (ILoanTerms.LoanTerms memory terms) {
        terms = _terms(ILoanTerms.Shape.Linear);
        terms.lender = _bank(1);
    }

    /// @dev Of two banks, three to one and Chiang Mai Bank first where it is the agent.
    function _syndicate(uint256 agent) internal returns (LoanPapers.Deal memory deal) {
        ILoanTerms.LoanTerms memory terms = _terms(ILoanTerms.Shape.Linear);
        terms.lender = _bank(agent);
        ILoanTerms.Share[] memory shares = new ILoanTerms.Share[](2);
        shares[0] = ILoanTerms.Share(_bank(agent), 3);
        shares[1] = ILoanTerms.Share(_bank(1 - agent), 1);
        return _shared(terms, shares);
    }

    function _shared(ILoanTerms.LoanTerms memory terms, ILoanTerms.Share[] memory shares)
        internal
        view
        returns (LoanPapers.Deal memory deal)
    {
        terms.syndicateHash = keccak256(abi.encode(shares));
        deal = _deal(terms);
        deal.shares = shares;
        deal.lenderSignatures = new bytes[](shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            uint256 key = shares[i].lender == _bank(0) ? _world.bank(0).key : _world.bank(1).key;
            deal.lenderSignatures[i] = signWith(key, deal.mandate.loanId);
        }
    }

    function _deal(ILoanTerms.LoanTerms memory terms) internal view returns (LoanPapers.Deal memory) {
        return LoanPapers.signed(_world, terms, keyOf("IMPORTER"));
    }

    function _request(LoanPapers.Deal memory deal) internal pure returns (bytes memory) {
        return abi.encodeCall(
            ILoanApplications.requestLoan,
            (deal.applicationId, deal.terms.lender, deal.terms.currency, deal.terms.principalMinor, Purpose.wrap("CORT"))
        );
    }

    function _offer(LoanPapers.Deal memory deal) internal {
        address applications = address(_world.loanApplications());
        _pass(deal.terms.borrower, applications, _request(deal));
        bytes32 id = deal.mandate.loanId;
        bytes memory order =
            abi.encodeCall(ILoanApplications.offerLoan, (deal.applicationId, id, "checked", type(uint64).max));
        _pass(deal.terms.lender, applications, order);
    }

    /// @dev A drawdown that succeeds or is refused.
    function _tryDraw(LoanPapers.Deal memory deal) internal returns (bytes32) {
        return abi.decode(_pass(deal.terms.lender, address(_book), LoanPapers.drawing(deal)), (bytes32));
    }

    function _draw(LoanPapers.Deal memory deal) internal returns (bytes32 id) {
        _offer(deal);
        id = _tryDraw(deal);
        VM.assertEq(id, deal.mandate.loanId, "drawn");
    }

    function _draw(ILoanTerms.LoanTerms memory terms) internal returns (bytes32) {
        return _draw(_deal(terms));
    }

    function _failDraw(LoanPapers.Deal memory deal, bytes4 refusal) internal {
        _fail(deal.terms.lender, address(_book), LoanPapers.drawing(deal), refusal);
    }

    /// @dev The act has to be refused, for that reason.
    function _refuse(address sender, bytes memory order, ILoanRecords.LoanRefusal reason) internal {
        VM.recordLogs();
        _pass(sender, address(_book), order);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        bool isRefused;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != ILoanRecords.LoanActRefused.selector) continue;
            (,, uint256 found) = abi.decode(logs[i].data, (uint256, uint256, uint256));
            VM.assertEq(found, uint256(reason), "another reason");
            isRefused = true;
        }
        VM.assertTrue(isRefused, "not refused");
    }

    /// @dev Nothing is paid, and the record says why and whose fault it is.
    function _expectShort(address sender, bytes memory order, ILoanRecords.ShortReason reason, address party) internal {
        VM.recordLogs();
        _pass(sender, address(_book), order);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        bool isShort;
        for (uint256 i = 0; i < logs.length; ++i) {
            VM.assertTrue(logs[i].topics[0] != ILoanRecords.LoanPaid.selector, "paid");
            if (logs[i].topics[0] != ILoanRecords.CollectionShort.selector) continue;
            (, uint256 found,,) = abi.decode(logs[i].data, (uint256, uint256, uint256, uint256));
            VM.assertEq(found, uint256(reason), "another reason");
            VM.assertEq(address(uint160(uint256(logs[i].topics[2]))), party, "another party");
            isShort = true;
        }
        VM.assertTrue(isShort, "not short");
    }

    function _collection(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanBook.collect, (id));
    }

    function _collect(bytes32 id) internal returns (uint256) {
        return abi.decode(_pass(_stranger, address(_book), _collection(id)), (uint256));
    }

    function _repayment(bytes32 id, uint64 amountMinor) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanServicing.repay, (id, amountMinor));
    }

    function _prepayment(bytes32 id, uint64 amountMinor) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanServicing.prepay, (id, amountMinor));
    }

    function _closing(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanServicing.closeEarly, (id));
    }

    function _declaration(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanServicing.declareDefault, (id));
    }

    function _recovery(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanServicing.recover, (id));
    }

    function _writingOff(bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeCall(ILoanServicing.writeOff, (id));
    }

    /// @dev A loan that its lender has declared in default, the borrower having nothing.
    function _default() internal returns (bytes32 id) {
        id = _draw(_terms(ILoanTerms.Shape.Linear));
        _redeemAll(_importer);
        VM.warp(_dueAt(id) + 30 days + 1);
        _pass(_bank(0), address(_book), _declaration(id));
        _expectStatus(id, ILoanRecords.LoanStatus.Defaulted);
    }

    function _restructuring(bytes32 id) internal view returns (ILoanRecords.LoanRestructuring memory paper) {
        (paper.loanId, paper.debtMinorMax) = (id, type(uint64).max);
        paper.schedule = _book.scheduleOf(id);
        paper.signedUntil = type(uint64).max;
    }

    function _signed(ILoanRecords.LoanRestructuring memory paper) internal view returns (bytes memory) {
        bytes32 digest = _world.loanServicing().hashRestructuring(paper);
        bytes memory ofLender = signWith(_world.bank(0).key, digest);
        return abi.encodeCall(ILoanServicing.restructure, (paper, ofLender, signWith(keyOf("IMPORTER"), digest)));
    }

    function _assignment(bytes32 id, uint256 from, uint64 priceMinor)
        internal
        view
        returns (ILoanRecords.LoanAssignment memory)
    {
        return ILoanRecords.LoanAssignment(id, 0, _bank(from), _bank(1 - from), priceMinor, type(uint64).max);
    }

    function _signed(ILoanRecords.LoanAssignment memory paper) internal view returns (bytes memory) {
        bytes32 digest = _world.loanServicing().hashAssignment(paper);
        (uint256 from, uint256 to) = paper.from == _bank(0) ? (0, 1) : (1, 0);
        return abi.encodeCall(
            ILoanServicing.assign,
            (paper, signWith(_world.bank(from).key, digest), signWith(_world.bank(to).key, digest))
        );
    }

    function _mandate(bytes32 id, uint32 number) internal pure returns (ILoanRecords.LoanMandate memory) {
        return ILoanRecords.LoanMandate(id, number, type(uint64).max, type(uint40).max, 7 days);
    }

    function _signed(ILoanRecords.LoanMandate memory mandate) internal view returns (bytes memory) {
        bytes memory signature = signWith(keyOf("IMPORTER"), _book.hashMandate(mandate));
        return abi.encodeCall(ILoanBook.setMandate, (mandate, signature, ""));
    }

    function _license(bytes32 index) internal returns (address publisher) {
        publisher = actor("PUBLISHER");
        World.Country memory here = _world.country(0);
        bytes memory order = abi.encodeCall(
            IParticipantRegistry.admit, (publisher, Role.RatePublisher, leiOf(50), Bic.wrap(0), here.id)
        );
        _pass(here.centralBank, address(_registry), order);
        _pass(publisher, address(_registry), abi.encodeCall(IParticipantRegistry.acceptAdmission, (here.id)));
        order = abi.encodeCall(IRateIndex.licenseIndex, (here.currency, Label.wrap(index), publisher));
        _pass(here.centralBank, address(_world.rateIndex()), order);
    }

    function _publish(bytes32 index, int32 ratePpm, uint256 day) internal {
        bytes memory order = abi.encodeCall(
            IRateIndex.publishIndex, (_world.country(0).currency, Label.wrap(index), ratePpm, uint32(day))
        );
        _pass(actor("PUBLISHER"), address(_world.rateIndex()), order);
    }

    function _freeze(address wallet, uint256 amountMinor) internal {
        bytes memory order = abi.encodeCall(IERC7943Fungible.setFrozenTokens, (wallet, amountMinor));
        _pass(_supervisor(0), address(_deposit(0)), order);
    }

    function _stepUp(uint256 aboveMinor) internal {
        bytes memory order =
            abi.encodeCall(IDepositToken.setStepUp, (IDepositToken.StepUp(actor("SECOND"), aboveMinor), ""));
        _pass(_importer, address(_deposit(0)), order);
    }

    function _redeemAll(address wallet) internal {
        IMoney deposit = _deposit(0);
        _pass(wallet, address(deposit), abi.encodeCall(IMoney.redeem, (deposit.balanceOf(wallet), "all")));
    }

    function _dueAt(bytes32 id) internal view returns (uint256 dueAt) {
        (dueAt,,) = _book.nextInstalment(id);
        VM.assertGt(dueAt, 0, "a due date comes");
    }

    function _dueMinor(bytes32 id) internal view returns (uint256) {
        ILoanRecords.LoanState memory state = _book.stateOf(id);
        return uint256(state.feeMinor) + state.interestMinor + state.principalMinor;
    }

    function _nextMinor(bytes32 id) internal view returns (uint256) {
        (, uint64 interestMinor, uint64 principalMinor) = _book.nextInstalment(id);
        return uint256(interestMinor) + principalMinor;
    }

    function _expectStatus(bytes32 id, ILoanRecords.LoanStatus expected) internal view {
        VM.assertEq(uint256(_book.stateOf(id).status), uint256(expected), "status");
    }
}
