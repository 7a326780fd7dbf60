// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanApplications} from "corridor/interfaces/ILoanApplications.sol";
import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {ILoanRecords} from "corridor/interfaces/ILoanRecords.sol";
import {ILoanServicing} from "corridor/interfaces/ILoanServicing.sol";
import {ILoanTerms} from "corridor/interfaces/ILoanTerms.sol";
import {IMoney} from "corridor/interfaces/IMoney.sol";
import {Purpose} from "corridor/interfaces/Types.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {LoanBooks} from "../ghosts/LoanBooks.sol";
import {bound} from "../support/Bounds.sol";
import {actor, signWith} from "../support/Keys.sol";
import {LoanPapers} from "../support/LoanPapers.sol";
import {World} from "../support/World.sol";
import {Vm, VM} from "../support/Vm.sol";
import {Handler} from "./Handler.sol";

/// @title Loans that a customer signs once and that collect themselves from it; what it pays by hand; default
contract LoanHandler is Handler {
    uint256 private constant DAY_S = 1 days;

    /// @dev What its borrower signed for a loan that is not in the books, and whom its money comes from.
    struct Side {
        uint256 borrower;
        uint256 leftMinor;
        uint256 endsAt;
        bool isRevoked;
        uint32 mandates;
        uint32 restructurings;
        uint32[2] weights;
        uint256[2] partsMinor;
    }

    /// @dev How many loans are not over at a time: the fewer, the further each of them comes.
    uint256 private immutable OPEN_MAX;
    ILoanBook private immutable LOAN_BOOK;
    LoanBooks private immutable BOOKS;
    address private immutable KEEPER = actor("KEEPER");

    Side[] private _sides;
    /// @dev The places of those that are neither closed nor written off.
    uint256[] private _open;

    constructor(Ghosts ghosts, uint256 openMax) Handler(ghosts) {
        OPEN_MAX = openMax;
        LOAN_BOOK = WORLD.loanBook();
        BOOKS = new LoanBooks(ghosts);
    }

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](6);
        (all[0], all[1], all[2]) = (this.lend.selector, this.collect.selector, this.payByHand.selector);
        (all[3], all[4], all[5]) = (this.workOut.selector, this.renewOrRevoke.selector, this.restructure.selector);
    }

    /// @dev By the borrower's own bank, by its neighbour, or by both.
    function lend(uint256 borrower, uint256 principalMinor, uint256 seed) external {
        if (_open.length == OPEN_MAX) return;
        (uint256 index, Ghosts.Customer memory known) = _customer(borrower);
        uint256 lender = known.bank == 2 || seed % 3 == 0 ? known.bank : 1 - known.bank;
        ILoanTerms.LoanTerms memory terms = _terms(lender, known.wallet, principalMinor, seed);
        LoanPapers.Deal memory deal;
        uint32[2] memory weights;
        if (known.bank != 2 && (seed >> 4) % 2 == 0) {
            weights = [uint32(1 + seed % 7), uint32(1 + principalMinor % 5)];
            deal = _syndicate(terms, weights, lender, known.key);
        } else {
            deal = LoanPapers.signed(WORLD, terms, known.key);
        }
        _setMandate(deal, known.key, principalMinor);
        if (!_offer(deal)) return;
        uint256 lentMinor = _reserves(known.bank, 1 - known.bank % 2);
        (bool ok, bytes memory answer) = _try(terms.lender, address(LOAN_BOOK), LoanPapers.drawing(deal));
        bool isPossible = GHOSTS.isInGoodStanding(index) && !GHOSTS.isPaused(_depositOf(known));
        bool isSigned = weights[0] == 0 || !GHOSTS.isSuspendedIn(WORLD.bank(1 - lender).account, 0);
        GHOSTS.expect(ok || !isSigned, "L: a signed loan reverted");
        if (!ok) return;
        bool isDrawn = abi.decode(answer, (bytes32)) != 0;
        GHOSTS.expect(isDrawn || !isPossible || lender != known.bank || weights[0] != 0, "L: a signed loan was not drawn");
        if (!isDrawn) return;
        GHOSTS.expect(GHOSTS.isInGoodStanding(index), "B: a borrower in no good standing was credited");
        GHOSTS.expect(!GHOSTS.isPaused(_depositOf(known)), "Q: paused deposits were lent");
        GHOSTS.issued(_depositOf(known), known.wallet, terms.principalMinor);
        _open.push(_sides.length);
        Side storage side = _sides.push();
        (side.borrower, side.leftMinor, side.endsAt) = (index, deal.mandate.ceilingMinor, deal.mandate.expiresAt);
        (side.mandates, side.weights) = (1, weights);
        BOOKS.opened(abi.decode(answer, (bytes32)), terms);
        _bookLent(side, known.bank, lentMinor, terms);
        GHOSTS.did("lend");
    }

    /// @dev By anybody, what the borrower signed for and is due, from its key of today.
    function collect(uint256 which) external {
        if (_sides.length == 0) return;
        uint256 place = _placeOf(which);
        (Side storage side, LoanBooks.Book memory book) = _loan(place);
        Ghosts.Customer memory known = GHOSTS.customer(side.borrower);
        uint256 freeMinor = GHOSTS.freeMinor(_depositOf(known), known.wallet);
        uint256 limitMinor = block.timestamp > side.endsAt ? 0 : side.leftMinor;
        uint256 paidMinor = _act(place, KEEPER, abi.encodeCall(ILoanBook.collect, (book.id)));
        GHOSTS.expect(paidMinor <= freeMinor, "N: frozen deposits were collected");
        GHOSTS.expect(paidMinor <= limitMinor, "BD: more was collected than the mandate allows");
        if (paidMinor == 0) return;
        side.leftMinor -= _min(paidMinor, side.leftMinor);
        GHOSTS.did("collect");
    }

    /// @dev What is due, some of the principal before it is due, or all of the loan. One in two times to the unit what was
    ///      due before, which ends lateness.
    function payByHand(uint256 which, uint256 amountMinor, uint256 seed) external {
        if (_sides.length == 0) return;
        uint256 place = _placeOf(which);
        (Side storage side, LoanBooks.Book memory book) = _loan(place);
        address wallet = GHOSTS.customer(side.borrower).wallet;
        uint256 dueMinor = uint256(book.dueMinor[0] + book.dueMinor[1] + book.dueMinor[2]);
        bool isAll = seed % 8 < 4 && dueMinor != 0;
        uint64 minor = uint64(isAll ? dueMinor : bound(amountMinor, 1, book.terms.principalMinor));
        bytes memory order = seed % 4 == 3
            ? abi.encodeCall(ILoanServicing.closeEarly, (book.id))
            : seed % 2 == 0
                ? abi.encodeCall(ILoanServicing.repay, (book.id, minor))
                : abi.encodeCall(ILoanServicing.prepay, (book.id, minor));
        if (_act(place, wallet, order) == 0) return;
        GHOSTS.did(seed % 4 == 3 ? bytes32("closeEarly") : seed % 2 == 0 ? bytes32("repay") : bytes32("prepay"));
    }

    /// @dev Default, recovery and writing off, in any state.
    function workOut(uint256 which, uint256 seed) external {
        if (_sides.length == 0) return;
        uint256 place = _placeOf(which);
        (, LoanBooks.Book memory book) = _loan(place);
        bytes memory order = seed % 4 == 3
            ? abi.encodeCall(ILoanServicing.writeOff, (book.id))
            : seed % 4 == 2
                ? abi.encodeCall(ILoanServicing.recover, (book.id))
                : abi.encodeCall(ILoanServicing.declareDefault, (book.id));
        _act(place, book.terms.lender, order);
        (, LoanBooks.Book memory later) = _loan(place);
        if (later.status == book.status) return;
        if (later.status == ILoanRecords.LoanStatus.Defaulted) GHOSTS.did("declareDefault");
        if (later.status == ILoanRecords.LoanStatus.Recovering) GHOSTS.did("recover");
        if (later.status == ILoanRecords.LoanStatus.WrittenOff) GHOSTS.did("writeOff");
    }

    /// @dev A new mandate, or the end of the one there is.
    function renewOrRevoke(uint256 which, uint256 ceilingMinor, uint256 seed) external {
        if (_sides.length == 0) return;
        uint256 place = _placeOf(which);
        (Side storage side, LoanBooks.Book memory book) = _loan(place);
        Ghosts.Customer memory known = GHOSTS.customer(side.borrower);
        if (seed % 3 == 0) {
            bool isInForce = !side.isRevoked && side.leftMinor != 0 && block.timestamp <= side.endsAt;
            _do(known.wallet, address(LOAN_BOOK), abi.encodeCall(ILoanBook.revokeMandate, (book.id)));
            if (!isInForce) return;
            (side.isRevoked, side.endsAt) = (true, _min(side.endsAt, block.timestamp + DAY_S));
            GHOSTS.did("revokeMandate");
            return;
        }
        LoanPapers.Deal memory deal;
        deal.mandate.loanId = book.id;
        deal.mandate.number = side.mandates;
        deal.terms.principalMinor = book.terms.principalMinor;
        _setMandate(deal, known.key, ceilingMinor);
        bytes memory signatureOfSecond = _secondSignature(known.wallet, deal.mandate);
        _do(
            KEEPER,
            address(LOAN_BOOK),
            abi.encodeCall(ILoanBook.setMandate, (deal.mandate, deal.mandateSignature, signatureOfSecond))
        );
        if (BOOKS.isOver(place)) return;
        (side.leftMinor, side.endsAt, side.isRevoked) = (deal.mandate.ceilingMinor, deal.mandate.expiresAt, false);
        ++side.mandates;
        GHOSTS.did("setMandate");
    }

    /// @dev Both sign a new schedule for all that is owed, in any state.
    function restructure(uint256 which, uint256 instalments, uint256 rateBps) external {
        if (_sides.length == 0) return;
        uint256 place = _placeOf(which);
        (Side storage side, LoanBooks.Book memory book) = _loan(place);
        Ghosts.Customer memory known = GHOSTS.customer(side.borrower);
        ILoanRecords.LoanRestructuring memory paper;
        (paper.loanId, paper.number) = (book.id, side.restructurings);
        (paper.debtMinorMax, paper.signedUntil) = (type(uint64).max, type(uint64).max);
        paper.schedule = book.terms.schedule;
        paper.schedule.shape = ILoanTerms.Shape(instalments % 3);
        paper.schedule.paymentMinor = 0;
        (paper.schedule.instalments, paper.schedule.rateBps) =
            (uint16(1 + instalments % 4), int32(uint32(rateBps % 10_001)));
        bytes32 digest = WORLD.loanServicing().hashRestructuring(paper);
        bytes memory order = abi.encodeCall(
            ILoanServicing.restructure,
            (paper, signWith(_keyOfLender(book.terms.lender), digest), signWith(known.key, digest))
        );
        _act(place, book.terms.lender, order);
        if (LOAN_BOOK.partiesOf(book.id).restructurings == side.restructurings) return;
        ++side.restructurings;
        GHOSTS.did("restructure");
    }

    /// @dev An act on a loan, by `sender`, and what came of it: in the loan's books and in the purses.
    function _act(uint256 place, address sender, bytes memory order) private returns (uint256 paidMinor) {
        (Side storage side, LoanBooks.Book memory book) = _loan(place);
        Ghosts.Customer memory known = GHOSTS.customer(side.borrower);
        bool isPayable = GHOSTS.isInGoodStanding(side.borrower) && !GHOSTS.isPaused(_depositOf(known));
        uint256 reservesMinor = _reserves(known.bank, 1 - known.bank % 2);
        VM.recordLogs();
        (bool ok,) = _try(sender, address(LOAN_BOOK), order);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        // What has no authority now, or goes beyond the wallet's step-up; forge has the logs of what was undone too.
        if (!ok) return 0;
        paidMinor = BOOKS.read(place, logs);
        BOOKS.compare(place, LOAN_BOOK.stateOf(book.id));
        if (BOOKS.isOver(place)) _forget(place);
        if (paidMinor == 0) return 0;
        GHOSTS.expect(isPayable, "B: a borrower that may not pay was debited");
        GHOSTS.redeemed(_depositOf(known), known.wallet, paidMinor);
        _bookPaid(side, known.bank, reservesMinor, paidMinor, book.terms.lender);
    }

    /// @return One in eight times of any loan, and else of one that is not over.
    function _placeOf(uint256 which) private view returns (uint256) {
        if (which % 8 == 0 || _open.length == 0) return which / 8 % _sides.length;
        return _open[which / 8 % _open.length];
    }

    function _forget(uint256 place) private {
        for (uint256 i = 0; i < _open.length; ++i) {
            if (_open[i] != place) continue;
            _open[i] = _open[_open.length - 1];
            _open.pop();
        }
    }

    function _loan(uint256 place) private view returns (Side storage side, LoanBooks.Book memory book) {
        return (_sides[place], BOOKS.book(place));
    }

    function _terms(uint256 lender, address wallet, uint256 principalMinor, uint256 seed)
        private
        view
        returns (ILoanTerms.LoanTerms memory terms)
    {
        terms = LoanPapers.terms(WORLD, lender, wallet, uint64(bound(principalMinor, 100, 1_000_000)));
        terms.schedule.shape = ILoanTerms.Shape((seed >> 8) % 4);
        if (terms.schedule.shape == ILoanTerms.Shape.NegativeAmortising) {
            terms.schedule.paymentMinor = uint64(1 + seed % (terms.principalMinor / 50));
        }
        (terms.schedule.instalments, terms.schedule.periodLength) = (uint16(1 + (seed >> 16) % 4), 1);
        terms.schedule.rateBps = int32(uint32((seed >> 24) % 10_001));
        (terms.defaultAfterS, terms.salt) = (12 hours, bytes32(_sides.length));
    }

    function _syndicate(ILoanTerms.LoanTerms memory terms, uint32[2] memory weights, uint256 lender, uint256 key)
        private
        view
        returns (LoanPapers.Deal memory deal)
    {
        ILoanTerms.Share[] memory shares = new ILoanTerms.Share[](2);
        shares[0] = ILoanTerms.Share(WORLD.bank(lender).account, weights[0]);
        shares[1] = ILoanTerms.Share(WORLD.bank(1 - lender).account, weights[1]);
        terms.syndicateHash = keccak256(abi.encode(shares));
        deal = LoanPapers.signed(WORLD, terms, key);
        deal.shares = shares;
        bytes memory first = deal.lenderSignatures[0];
        deal.lenderSignatures = new bytes[](2);
        deal.lenderSignatures[0] = first;
        deal.lenderSignatures[1] = signWith(WORLD.bank(1 - lender).key, deal.mandate.loanId);
    }

    /// @dev One in four for less than is lent; for a few days.
    function _setMandate(LoanPapers.Deal memory deal, uint256 key, uint256 seed) private view {
        ILoanRecords.LoanMandate memory mandate = deal.mandate;
        uint256 mostMinor = uint256(deal.terms.principalMinor) * (seed % 4 == 0 ? 1 : 8) / 4;
        mandate.ceilingMinor = uint64(1 + mostMinor);
        mandate.expiresAt = uint64(block.timestamp + 1 + (seed >> 8) % 4 * DAY_S);
        mandate.noticeS = uint32(DAY_S);
        deal.mandateSignature = signWith(key, LOAN_BOOK.hashMandate(mandate));
        deal.stepUpSignature = _secondSignature(VM.addr(key), mandate);
    }

    function _secondSignature(address wallet, ILoanRecords.LoanMandate memory mandate)
        private
        view
        returns (bytes memory)
    {
        uint256 secondKey = GHOSTS.stepUpOf(wallet).secondKey;
        if (secondKey == 0) return "";
        return signWith(secondKey, LOAN_BOOK.hashMandate(mandate));
    }

    function _offer(LoanPapers.Deal memory deal) private returns (bool ok) {
        ILoanTerms.LoanTerms memory terms = deal.terms;
        ILoanApplications applications = WORLD.loanApplications();
        bytes memory order = abi.encodeCall(
            ILoanApplications.requestLoan,
            (deal.applicationId, terms.lender, terms.currency, terms.principalMinor, Purpose.wrap("CORT"))
        );
        (ok,) = _try(terms.borrower, address(applications), order);
        if (!ok) return false;
        order = abi.encodeCall(
            ILoanApplications.offerLoan, (deal.applicationId, deal.mandate.loanId, "checked", type(uint64).max)
        );
        _do(terms.lender, address(applications), order);
    }

    /// @dev BE: of what was lent, each bank's share.
    function _bookLent(Side storage side, uint256 home, uint256 beforeMinor, ILoanTerms.LoanTerms memory terms)
        private
    {
        uint256 other = 1 - home % 2;
        if (home == 2 || (side.weights[0] == 0 && terms.lender == WORLD.bank(home).account)) return;
        uint256 movedMinor = beforeMinor - _reserves(home, other);
        _expectShare(side, terms.lender, other, movedMinor, terms.principalMinor);
        GHOSTS.moved(WORLD.country(0).money, WORLD.bank(other).account, WORLD.bank(home).account, movedMinor);
    }

    /// @dev BE: of all that was paid, each bank's share.
    function _bookPaid(Side storage side, uint256 home, uint256 beforeMinor, uint256 paidMinor, address lender) private {
        uint256 other = 1 - home % 2;
        if (home == 2 || (side.weights[0] == 0 && lender == WORLD.bank(home).account)) return;
        uint256 movedMinor = _reserves(home, other) - beforeMinor;
        side.partsMinor[0] += paidMinor;
        side.partsMinor[1] += movedMinor;
        _expectShare(side, lender, other, side.partsMinor[1], side.partsMinor[0]);
        GHOSTS.moved(WORLD.country(0).money, WORLD.bank(home).account, WORLD.bank(other).account, movedMinor);
    }

    function _expectShare(Side storage side, address lender, uint256 bank, uint256 partMinor, uint256 allMinor) private {
        if (side.weights[0] == 0) {
            GHOSTS.expect(partMinor == allMinor, "BE: a lender did not get, or give, all");
            return;
        }
        uint256 weight = side.weights[lender == WORLD.bank(bank).account ? 0 : 1];
        uint256 shareMinor = allMinor * weight / (uint256(side.weights[0]) + side.weights[1]);
        GHOSTS.expect(partMinor == shareMinor || partMinor == shareMinor + 1, "BE: a share is off by more than one unit");
        if (lender == WORLD.bank(bank).account) GHOSTS.did("syndicate");
    }

    /// @return What the bank that is not the borrower's has of the first country's money.
    function _reserves(uint256 home, uint256 other) private view returns (uint256) {
        IMoney money = WORLD.country(0).money;
        return home == 2 ? 0 : money.balanceOf(WORLD.bank(other).account);
    }

    function _keyOfLender(address lender) private view returns (uint256 key) {
        for (uint256 i = 0; i < WORLD.BANKS(); ++i) {
            if (WORLD.bank(i).account == lender) key = WORLD.bank(i).key;
        }
    }
}
