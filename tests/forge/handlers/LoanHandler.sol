// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDepositToken} from "corridor/interfaces/IDepositToken.sol";
import {ILoanBook} from "corridor/interfaces/ILoanBook.sol";
import {Ghosts} from "../ghosts/Ghosts.sol";
import {bound} from "../support/Bounds.sol";
import {signWith} from "../support/Keys.sol";
import {World} from "../support/World.sol";
import {Handler} from "./Handler.sol";

/// @title Loans that a customer signs once and that collect themselves from it
contract LoanHandler is Handler {
    uint256 private constant LOANS_MAX = 6;

    struct Loan {
        uint256 borrower;
        bytes32 id;
        ILoanBook.LoanTerms terms;
    }

    ILoanBook private immutable LOAN_BOOK;

    Loan[] private _loans;

    constructor(Ghosts ghosts) Handler(ghosts) {
        LOAN_BOOK = WORLD.loanBook();
    }

    function acts() external pure override returns (bytes4[] memory all) {
        all = new bytes4[](2);
        (all[0], all[1]) = (this.lend.selector, this.collect.selector);
    }

    function lend(uint256 borrower, uint256 principalMinor, uint256 rateBps) external {
        if (_loans.length == LOANS_MAX) return;
        (uint256 index, Ghosts.Customer memory known) = _customer(borrower);
        World.Bank memory bank = WORLD.bank(known.bank);
        ILoanBook.LoanTerms memory terms;
        (terms.lender, terms.borrower) = (bank.account, known.wallet);
        terms.currency = WORLD.country(bank.country).currency;
        terms.principalMinor = bound(principalMinor, 1, 1_000_000);
        (terms.annualRateBps, terms.dayCountBasis) = (uint32(rateBps % 10_001), 360);
        (terms.shape, terms.instalments) = (ILoanBook.Shape(borrower % 3), uint16(1 + rateBps % 4));
        (terms.periodDays, terms.graceS, terms.defaultAfterS) = (1, 6 hours, 30 days);
        (terms.lateFeeMinor, terms.signedUntil) = (terms.principalMinor / 100, type(uint64).max);
        terms.salt = bytes32(_loans.length);
        bytes32 id = LOAN_BOOK.hashTerms(terms);
        bytes memory funding = abi.encodeCall(ILoanBook.fund, (terms, signWith(known.key, id)));
        bool isPossible = GHOSTS.isInGoodStanding(index) && !GHOSTS.isPaused(bank.deposit);
        (bool ok,) = _try(bank.account, address(LOAN_BOOK), funding);
        GHOSTS.expect(ok || !isPossible, "L: a signed loan was not funded");
        if (!ok) return;
        GHOSTS.expect(GHOSTS.isInGoodStanding(index), "B: a borrower in no good standing was credited");
        GHOSTS.expect(!GHOSTS.isPaused(bank.deposit), "Q: paused deposits were lent");
        GHOSTS.issued(bank.deposit, known.wallet, terms.principalMinor);
        _loans.push(Loan(index, id, terms));
        GHOSTS.did("lend");
    }

    /// @dev By anybody, what the borrower signed for and is due, from its key of today.
    function collect(uint256 which) external {
        if (_loans.length == 0) return;
        Loan memory loan = _loans[which % _loans.length];
        ILoanBook.InstalmentDue memory due = LOAN_BOOK.nextInstalment(loan.id);
        if (due.index == 0 || block.timestamp < due.dueAt) return;
        uint256 collectedMinor = LOAN_BOOK.collect(loan.id);
        if (collectedMinor == 0) return;
        IDepositToken deposit = WORLD.bank(GHOSTS.customer(loan.borrower).bank).deposit;
        address wallet = GHOSTS.customer(loan.borrower).wallet;
        uint256 billMinor = due.interestMinor + due.principalMinor;
        bool isDue = collectedMinor == billMinor + due.feeMinor || collectedMinor == billMinor + loan.terms.lateFeeMinor;
        GHOSTS.expect(isDue, "G: more was collected than is due");
        GHOSTS.expect(GHOSTS.isInGoodStanding(loan.borrower), "B: a borrower in no good standing was debited");
        GHOSTS.expect(!GHOSTS.isPaused(deposit), "Q: paused deposits were collected");
        GHOSTS.expect(collectedMinor <= GHOSTS.freeMinor(deposit, wallet), "N: frozen deposits were collected");
        GHOSTS.redeemed(deposit, wallet, collectedMinor);
        GHOSTS.did("collect");
    }
}
