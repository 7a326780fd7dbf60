// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanTerms} from "./ILoanTerms.sol";

/// @title What a loan is and what happens to it
/// @notice The table of states, in full; nothing else leads from one to another:
///         None → Active (drawDown); Active → Late (a due date is unpaid at the end of its grace); Late → Active (nothing
///         is overdue any more, or restructure); Active, Late → Closed (everything is repaid); Late → Defaulted
///         (declareDefault); Defaulted → Active (restructure); Defaulted → Recovering (recover); Recovering → Closed
///         (everything is repaid) or WrittenOff (writeOff).
/// @dev Principal lent + capitalised − repaid − written off = outstanding, at any time. An act that the state does not
///      allow is refused: the transaction is successful, LoanActRefused says why, and nothing else changes. Missing
///      authority and malformed input revert.
interface ILoanRecords is ILoanTerms {
    /// @dev Append only.
    enum LoanStatus {
        None,
        Active,
        Late,
        Closed,
        Defaulted,
        Recovering,
        WrittenOff
    }

    /// @dev Why nothing, or not everything, was collected. Append only. Not the borrower's fault: LenderSuspended,
    ///      MoneyPaused, BankSuspended, BankShort, BookNotAdmitted.
    enum ShortReason {
        InsufficientBalance,
        BorrowerSuspended,
        LenderSuspended,
        MoneyPaused,
        BorrowerFrozen,
        BankSuspended,
        BankShort,
        BookNotAdmitted,
        MandateEnded,
        BorrowerWithoutAccount
    }

    /// @dev What was asked of a loan. Append only.
    enum LoanAct {
        DrawDown,
        Collect,
        SetMandate,
        RevokeMandate,
        Repay,
        Prepay,
        CloseEarly,
        DeclareDefault,
        Recover,
        WriteOff,
        Restructure,
        Assign
    }

    /// @dev Why it was refused. WrongStatus: of the state the loan is in; NothingDue: no due date has come; ArrearsOpen:
    ///      what is due has to be paid first; AboveDebt: more than is left, or the debt is more than was agreed;
    ///      TooSoon: the loan is not overdue for so long; NotInForce: no mandate, or it is revoked already; BehindClock:
    ///      more due dates have come than one call bills, collect first; RateMissing: the index has no rate that is new
    ///      enough; Expired: after the second in which it could be done last; Used: this was done already; CannotPay:
    ///      who is to pay has too little, or may not be paid or pay. Append only.
    enum LoanRefusal {
        None,
        WrongStatus,
        NothingDue,
        ArrearsOpen,
        AboveDebt,
        TooSoon,
        NotInForce,
        BehindClock,
        RateMissing,
        Expired,
        Used,
        CannotPay
    }

    /// @notice What a borrower signs once so that its loan collects itself.
    /// @param loanId The loan: the digest of its terms.
    /// @param number How many mandates of the loan came before, so that each is used once.
    /// @param ceilingMinor The most that is pulled under it in all.
    /// @param expiresAt The last UTC second in which anything is pulled.
    /// @param noticeS How many seconds a revocation takes effect after it is sent; at most 30 days.
    struct LoanMandate {
        bytes32 loanId;
        uint32 number;
        uint64 ceilingMinor;
        uint64 expiresAt;
        uint32 noticeS;
    }

    /// @notice What lender and borrower sign to put a loan on a new schedule.
    /// @param loanId The loan.
    /// @param number How many restructurings of the loan came before.
    /// @param debtMinorMax The most that the new principal may be: all that is owed, with interest up to that day.
    /// @param schedule When what is due from then on.
    /// @param signedUntil The last UTC second in which it may be done.
    struct LoanRestructuring {
        bytes32 loanId;
        uint32 number;
        uint64 debtMinorMax;
        Schedule schedule;
        uint64 signedUntil;
    }

    /// @notice What two banks sign to pass on a loan, or a share of one.
    /// @param loanId The loan.
    /// @param number How many assignments of the loan came before.
    /// @param from Who lends now.
    /// @param to Who lends from then on.
    /// @param priceMinor What `to` pays `from` in central-bank money.
    /// @param signedUntil The last UTC second in which it may be done.
    struct LoanAssignment {
        bytes32 loanId;
        uint32 number;
        address from;
        address to;
        uint64 priceMinor;
        uint64 signedUntil;
    }

    /// @notice Where a loan stands.
    /// @param status Its state.
    /// @param billed How many due dates of the present schedule are billed.
    /// @param instalments How many it has.
    /// @param startAt The second from which its due dates are counted: of the drawdown or of the last restructuring.
    /// @param nextDueAt The due second of the next one; zero when none comes any more.
    /// @param overdueSince The due second since which something billed has been unpaid without interruption; zero when
    ///        nothing is.
    /// @param ratePpm The rate of the running period, in millionths a year.
    /// @param feeMinor Late fees charged and unpaid.
    /// @param interestMinor Interest billed and unpaid.
    /// @param principalMinor Principal billed and unpaid.
    /// @param unbilledMinor Principal not billed yet; what is outstanding is this and principalMinor.
    /// @param unbilledRay The same as it is kept, in ray.
    /// @param accruedRay Interest kept from before the last prepayment, until the next due date, in ray.
    struct LoanState {
        LoanStatus status;
        uint16 billed;
        uint16 instalments;
        uint64 startAt;
        uint64 nextDueAt;
        uint64 overdueSince;
        uint32 ratePpm;
        uint64 feeMinor;
        uint64 interestMinor;
        uint64 principalMinor;
        uint64 unbilledMinor;
        uint256 unbilledRay;
        uint256 accruedRay;
    }

    /// @notice Who is in a loan.
    /// @param lender Who lends, or the agent.
    /// @param borrower The wallet that signed; a key may have replaced it since.
    /// @param mandates How many mandates the loan had.
    /// @param restructurings How many restructurings.
    /// @param assignments How many assignments.
    /// @param mandateLeftMinor What may still be pulled under the mandate.
    /// @param mandateEndsAt The last UTC second of the mandate, a revocation counted in.
    struct LoanParties {
        address lender;
        address borrower;
        uint32 mandates;
        uint32 restructurings;
        uint32 assignments;
        uint64 mandateLeftMinor;
        uint64 mandateEndsAt;
    }

    /// @notice The principal was paid out: by the lender, by each member of a syndicate its share.
    /// @param ratePpm The rate of the first period, in millionths a year.
    event LoanDrawn(
        bytes32 indexed loanId,
        address indexed lender,
        address indexed borrower,
        bytes32 applicationId,
        LoanTerms terms,
        uint32 ratePpm,
        uint64 drawnAt
    );
    /// @notice Who lends in a syndicate, in the order of the shares.
    event SyndicateFormed(bytes32 indexed loanId, Share[] shares);
    /// @notice The loan went from one state to another.
    event LoanStatusChanged(bytes32 indexed loanId, LoanStatus from, LoanStatus to);
    /// @notice A due date came.
    /// @param interestMinor Interest of the period; all but `capitalisedMinor` of it is to be paid.
    /// @param principalMinor Principal to be paid.
    /// @param capitalisedMinor Interest added to the principal instead.
    /// @param unbilledMinor Principal not billed yet.
    event InstalmentBilled(
        bytes32 indexed loanId,
        uint16 index,
        uint64 dueAt,
        uint64 interestMinor,
        uint64 principalMinor,
        uint64 capitalisedMinor,
        uint64 unbilledMinor
    );
    /// @notice The rate of the period that begins with due date `index`; `isFresh` is false where the index had none
    ///         that is new enough, so that the rate before it goes on.
    event LoanRateReset(bytes32 indexed loanId, uint16 index, uint32 ratePpm, bool isFresh);
    /// @notice A due date was unpaid at the end of its grace; its fee was charged, once.
    event InstalmentLate(bytes32 indexed loanId, uint16 index, uint64 dueAt, uint64 lateFeeMinor);
    /// @notice The borrower paid, under its mandate or by itself.
    /// @param leftMinor What is billed and unpaid afterwards.
    event LoanPaid(
        bytes32 indexed loanId,
        address indexed wallet,
        uint64 feeMinor,
        uint64 interestMinor,
        uint64 principalMinor,
        uint64 leftMinor
    );
    /// @notice Something is due and was not collected, or not in full. Where it is not the borrower's fault and it had
    ///         enough, the due dates up to `index` become nobody's lateness.
    /// @param index The last due date billed.
    /// @param party Whose fault it is.
    /// @param neededMinor What was due before the collection.
    /// @param availableMinor What the borrower could spend before it.
    event CollectionShort(
        bytes32 indexed loanId,
        uint16 index,
        ShortReason reason,
        address indexed party,
        uint64 neededMinor,
        uint256 availableMinor
    );
    /// @notice A lender paid a keeper for `collections` collections.
    event KeeperPaid(address indexed lender, address indexed keeper, uint64 amountMinor, uint16 collections);
    /// @notice A lender owes a keeper a fee that could not be paid: it has too little, or one of the two may not be paid
    ///         or pay. It is not paid later.
    event KeeperUnpaid(address indexed lender, address indexed keeper, uint64 amountMinor, uint16 collections);
    /// @notice The loan may be collected from now on, up to the ceiling.
    event MandateSet(
        bytes32 indexed loanId, uint32 number, uint64 ceilingMinor, uint64 expiresAt, uint32 noticeS
    );
    /// @notice The borrower revoked its mandate; nothing is pulled after `endsAt`.
    event MandateRevoked(bytes32 indexed loanId, uint64 endsAt);
    /// @notice The borrower repaid principal before it was due; what remains is billed anew over the same due dates.
    /// @param instalmentRay What each takes from now on besides rounding, see ILoanSchedules.
    event LoanPrepaid(
        bytes32 indexed loanId, address indexed wallet, uint64 principalMinor, uint64 unbilledMinor, uint256 instalmentRay
    );
    /// @notice Everything is due at once, with interest up to this day: on recovery, or because the borrower closes.
    event LoanAccelerated(bytes32 indexed loanId, uint64 interestMinor, uint64 principalMinor);
    /// @notice What was owed is on a new schedule: arrears, fees and interest up to this day are principal.
    /// @param capitalisedMinor Interest and fees that became principal.
    /// @param principalMinor The new principal.
    event LoanRestructured(
        bytes32 indexed loanId,
        uint32 number,
        Schedule schedule,
        uint64 capitalisedMinor,
        uint64 principalMinor,
        uint32 ratePpm
    );
    /// @notice The loan, or a share of it, has another lender.
    event LoanAssigned(
        bytes32 indexed loanId, uint32 number, address indexed from, address indexed to, uint64 priceMinor
    );
    /// @notice The lender gave up what was left.
    event LoanWrittenOff(bytes32 indexed loanId, uint64 feeMinor, uint64 interestMinor, uint64 principalMinor);
    /// @notice An act was refused; nothing else changed.
    event LoanActRefused(bytes32 indexed loanId, LoanAct act, LoanStatus status, LoanRefusal reason);

    error LoanNotLender(address account, bytes32 loanId);
    error LoanNotBorrower(address account, bytes32 loanId);
    error LoanNotParty(address account);
    error LoanLenderNotActive(address lender);
    error LoanSignatureInvalid(bytes32 digest, address signer);
    error LoanStepUpMissing(bytes32 loanId, address secondKey, uint256 aboveMinor);
    error LoanSyndicateInvalid(bytes32 syndicateHash);
    error LoanMandateInvalid(bytes32 loanId);
    error LoanAmountZero(bytes32 loanId);
    error LoanTooMany(uint256 given, uint256 allowed);
    error LoanPartCalled(address part);
}
