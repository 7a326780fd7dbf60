// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {LoanCalendar} from "../libraries/LoanCalendar.sol";
import {Clock, Consents, Loan, Work} from "../libraries/LoanWords.sol";
import {LoanCollection} from "./LoanCollection.sol";

/// @title What may be read of a loan
abstract contract LoanViews is LoanCollection {
    /// @inheritdoc ILoanBook
    function stateOf(bytes32 loanId) external view returns (LoanState memory state) {
        (Loan storage loan, Work memory work) = _load(loanId);
        Clock memory clock = work.clock;
        state.status = clock.status;
        state.billed = clock.billed;
        state.instalments = work.course.instalments;
        state.startAt = work.course.startAt;
        state.nextDueAt = _isRunning(clock.status) ? clock.nextDueAt : 0;
        state.overdueSince = clock.overdueSince;
        state.ratePpm = clock.ratePpm;
        state.feeMinor = work.arrears.feeMinor;
        state.interestMinor = work.arrears.interestMinor;
        state.principalMinor = work.arrears.principalMinor;
        state.unbilledMinor = _unbilledMinor(work.debt);
        state.unbilledRay = work.debt.unbilledRay;
        state.accruedRay = loan.accruedRay;
    }

    /// @inheritdoc ILoanBook
    function partiesOf(bytes32 loanId) external view returns (LoanParties memory parties) {
        Loan storage loan = _loans[loanId];
        Consents memory consents = loan.consents;
        parties.lender = loan.facts.lender;
        parties.borrower = loan.course.borrower;
        parties.mandates = consents.mandates;
        parties.restructurings = consents.restructurings;
        parties.assignments = consents.assignments;
        parties.mandateLeftMinor = consents.leftMinor;
        parties.mandateEndsAt = consents.endsAt;
    }

    /// @inheritdoc ILoanBook
    function scheduleOf(bytes32 loanId) external view returns (Schedule memory) {
        return _loans[loanId].schedule;
    }

    /// @inheritdoc ILoanBook
    function sharesOf(bytes32 loanId) external view returns (Share[] memory shares) {
        Member[] memory members = _members[loanId];
        shares = new Share[](members.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            shares[i] = Share(members[i].lender, members[i].weight);
        }
    }

    /// @inheritdoc ILoanBook
    function nextInstalment(bytes32 loanId)
        external
        view
        returns (uint64 dueAt, uint64 interestMinor, uint64 principalMinor)
    {
        (Loan storage loan, Work memory work) = _load(loanId);
        if (!_isRunning(work.clock.status) || work.clock.nextDueAt == 0) return (0, 0, 0);
        dueAt = work.clock.nextDueAt;
        uint256 interestRay = _interestRay(work, dueAt / LoanCalendar.DAY_S) + loan.accruedRay;
        uint64 capitalisedMinor;
        (principalMinor, interestMinor, capitalisedMinor) =
            _bill(work, interestRay, work.clock.billed + 1 == work.course.instalments);
        interestMinor -= capitalisedMinor;
    }
}
